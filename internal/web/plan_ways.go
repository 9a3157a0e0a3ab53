package web

import (
	"encoding/hex"
	"hash/fnv"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

var allModes = []conference.Mode{conference.Phone, conference.Rakel, conference.Web, conference.Video, conference.Room}

// modeIcons are the drawings of the ways in.
var modeIcons = map[conference.Mode]string{conference.Phone: "phone", conference.Rakel: "radio", conference.Web: "screen", conference.Video: "video",
	conference.Room: "room"}

// wayRow is a way in to the meeting.
type wayRow struct {
	conference.Connection
	I      int
	Used   bool
	Form   conference.Form // what is asked about such a way, in words
	Icon   string
	Use    string // main, aside, reserve or none
	How    string // in short
	Tested conference.Tick
	Test   string // what a test of it is known by
	Hints  []planHint
}

// Ways lists the ways in that are used, and then those that could be.
func (p *planPage) Ways() ([]wayRow, error) {
	var out []wayRow
	used := map[conference.Mode]bool{}
	for _, k := range p.Plan.Connections {
		used[k.Mode] = true
		out = append(out, wayRow{Connection: k, Used: true})
	}
	for _, m := range allModes {
		if !used[m] || p.q.query("way") == string(m) {
			out = append(out, wayRow{Connection: conference.Connection{Mode: m}})
		}
	}
	for i := range out {
		r := &out[i]
		form, err := conference.LoadForm(p.lang, r.Mode)
		if err != nil {
			return nil, err
		}
		r.I, r.Form, r.Icon, r.Use, r.How = i, form, modeIcons[r.Mode], useOf(r.Connection, r.Used), p.how(r.Connection)
		r.Test = testOf(r.Connection)
		r.Tested = p.Ticked[r.Test]
	}
	return out, nil
}

func useOf(k conference.Connection, used bool) string {
	switch {
	case !used:
		return "none"
	case k.Reserve:
		return "reserve"
	case k.Primary:
		return "main"
	}
	return "aside"
}

// how is how one gets in by a way, on one line.
func (p *planPage) how(k conference.Connection) string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, p.T(key, "Value", value))
		}
	}
	add("web.plan.how.plain", k.URL)
	add("web.plan.how.plain", i18n.Telephone(k.Number))
	add("web.plan.how.code", k.Code)
	add("web.plan.how.talk-group", k.TalkGroup)
	add("web.plan.how.plain", k.Place)
	add("web.plan.how.plain", k.Access)
	if k.MaxTalkSeconds > 0 {
		add("web.plan.how.seconds", strconv.Itoa(k.MaxTalkSeconds))
	}
	if !k.OpensAt.IsZero() {
		add("web.plan.how.opens", p.Clock(k.OpensAt))
	}
	add("web.plan.how.plain", k.Note)
	return strings.Join(parts, ", ")
}

// testOf is what a test of a way is known by. It follows what one dials or opens: a changed number has not been tested.
func testOf(k conference.Connection) string {
	h := fnv.New32a()
	h.Write([]byte(strings.Join([]string{k.URL, k.Number, k.Code, k.TalkGroup, k.Place}, "\x00")))
	return "way." + string(k.Mode) + "." + hex.EncodeToString(h.Sum(nil))
}

// Input is a field of a way, by the name that its form gives it.
func (r wayRow) Input(p *planPage, f conference.FormField) field {
	k, value, kind := r.Connection, "", ""
	switch f.ID {
	case "url":
		value, kind = k.URL, "url"
	case "number":
		value = k.Number
	case "code":
		value = k.Code
	case "talkGroup":
		value = k.TalkGroup
	case "maxTalkSeconds":
		kind = "number"
		if k.MaxTalkSeconds > 0 {
			value = strconv.Itoa(k.MaxTalkSeconds)
		} else if !r.Used {
			value = strconv.Itoa(conference.RakelMinute)
		}
	case "opensAt":
		value = p.Field(k.OpensAt)
	case "place":
		value = k.Place
	case "access":
		value = k.Access
	case "equipment":
		value = strings.Join(k.Equipment, "\n")
	case "note":
		value = k.Note
	}
	hint := f.Hint
	if f.ID == "opensAt" && hint == "" {
		hint = p.T("web.plan.moment-hint")
	}
	if kind == "url" {
		kind = "text" // an address may also be a number that a video system is told
	}
	return p.In("connections", "connections."+strconv.Itoa(r.I)+"."+f.ID, f.Label, value).With(hint).As(kind)
}

// Long tells whether a field takes several lines.
func (r wayRow) Long(f conference.FormField) bool { return f.ID == "equipment" || f.ID == "access" }

// Uses are what a way can be used as.
func (p *planPage) Uses() []option {
	var out []option
	for _, u := range []string{"main", "reserve", "aside", "none"} {
		out = append(out, option{u, p.T("web.plan.use." + u)})
	}
	return out
}

// Silence is what to do when the main way falls, as the template for its form has it.
func (p *planPage) Silence() (string, error) {
	for _, k := range p.Plan.Connections {
		if k.Reserve || !k.Primary && p.Plan.MainMode() == conference.Mixed {
			continue
		}
		f, err := conference.LoadForm(p.lang, k.Mode)
		if err != nil {
			return "", err
		}
		for _, r := range p.Plan.Connections {
			if r.Reserve {
				return f.Reserve + " " + p.T("web.plan.ways.reserve-is", "Mode", p.T("web.plan.mode."+string(r.Mode)), "How", p.how(r)), nil
			}
		}
		return f.Reserve, nil
	}
	return "", nil
}

// SilenceTold tells whether those who are invited are told.
func (p *planPage) SilenceTold() bool {
	text, err := p.Silence()
	return err == nil && slices.Contains(p.Plan.Invitation.Rules, text)
}

// finishWays reads what each way is used as, and leaves out those that are not used.
func finishWays(p *planPage, form url.Values, cmd conference.Command) error {
	set := cmd.(*conference.SetConnections)
	var out []conference.Connection
	for i, k := range set.Connections {
		use := form.Get("use." + strconv.Itoa(i))
		if use == "" || use == "none" {
			continue
		}
		k.Primary, k.Reserve = use == "main", use == "reserve"
		out = append(out, k)
	}
	set.Connections = out
	return nil
}

// planTested notes that a way in has been tested now.
func (w *Web) planTested(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	test := q.Form.Get("test")
	if !slices.ContainsFunc(p.Plan.Connections, func(k conference.Connection) bool { return testOf(k) == test }) {
		return fault.New(fault.NotFound, "web.plan-way")
	}
	wishes := []clerk.Wish{{OccurredAt: q.Now, Command: &conference.TickChecklist{Item: test, Done: true}}}
	if _, before := p.Ticked[test]; before { // the newest test counts
		wishes = append([]clerk.Wish{{OccurredAt: q.Now, Command: &conference.TickChecklist{Item: test}}}, wishes...)
	}
	if err := q.all(p.ID, wishes); err != nil {
		return err
	}
	return w.planDone(q, "connections", true)
}

// wish is a command that goes with a form's own.
func (q *request) wish(cmd conference.Command) clerk.Wish {
	return clerk.Wish{Role: conference.Role(q.Form.Get("_role")), OccurredAt: q.Now, Command: cmd}
}

// all gives several commands, and stops at the first that is refused.
func (q *request) all(id string, wishes []clerk.Wish) error {
	got, err := q.clerk().Batch(q.ctx(), q.Who, id, wishes)
	if err != nil {
		return err
	}
	for _, r := range got {
		if r.Fault != nil {
			return r.Fault
		}
	}
	return nil
}
