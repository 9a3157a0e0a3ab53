package web

import (
	"html/template"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// roleRow is an internal role and who holds it.
type roleRow struct {
	conference.RoleHolder
	I     int
	Held  bool
	Text  string
	Hints []planHint
}

// RoleRows lists the internal roles.
func (p *planPage) RoleRows() []roleRow {
	var out []roleRow
	for i, r := range conference.InternalRoles() {
		h, held := p.Plan.Holder(r)
		h.Role = r
		out = append(out, roleRow{RoleHolder: h, I: i, Held: held, Text: p.T("web.plan.role." + string(r))})
	}
	return out
}

// HolderActors are the actors whose people can hold a role: the host first, then those who are invited.
func (p *planPage) HolderActors() []option {
	out := []option{{"", p.T("web.plan.roles.nobody")}, {p.Plan.Host, p.Short(p.Plan.Host)}}
	for _, id := range p.Plan.Actors() {
		if id != p.Plan.Host {
			out = append(out, option{id, p.Short(id)})
		}
	}
	return out
}

// Members are the host's people, by account.
func (p *planPage) Members() ([]option, error) {
	out := []option{{"", p.T("web.plan.roles.any-member")}}
	if p.q.Who.Guest() {
		return out, nil
	}
	list, err := p.q.clerk().Members(p.q.ctx(), p.q.Who)
	var members []directory.Member
	for _, m := range list {
		if m.Actor == p.Plan.Host {
			members = append(members, m)
		}
	}
	slices.SortStableFunc(members, func(a, b directory.Member) int { return p.Compare(a.Name, b.Name) })
	for _, m := range members {
		out = append(out, option{m.ID, m.Name})
	}
	return out, err
}

// finishRoles leaves out the roles that nobody was given.
func finishRoles(p *planPage, _ url.Values, cmd conference.Command) error {
	set := cmd.(*conference.AssignRoles)
	set.Roles = slices.DeleteFunc(set.Roles, func(h conference.RoleHolder) bool { return h.Actor == "" })
	return nil
}

// finishDependencies leaves out the empty rows.
func finishDependencies(p *planPage, _ url.Values, cmd conference.Command) error {
	set := cmd.(*conference.SetDependencies)
	empty := func(d conference.Dependency) bool { return d.Conference == "" }
	set.Needs, set.Feeds = slices.DeleteFunc(set.Needs, empty), slices.DeleteFunc(set.Feeds, empty)
	return nil
}

// finishCallout keeps when the invitation was sent, which is no field.
func finishCallout(p *planPage, _ url.Values, cmd conference.Command) error {
	cmd.(*conference.SetCallout).Callout.SentAt = p.Plan.Callout.SentAt
	return nil
}

// dependencyRow is what one conference owes another.
type dependencyRow struct {
	conference.Dependency
	I        int
	Side     string
	Received bool
}

// Needed lists what the conference waits for, with an empty row for more.
func (p *planPage) Needed() []dependencyRow { return p.dependencies("needs", p.Plan.Needs) }

// Fed lists what waits for the conference.
func (p *planPage) Fed() []dependencyRow { return p.dependencies("feeds", p.Plan.Feeds) }

func (p *planPage) dependencies(side string, list []conference.Dependency) []dependencyRow {
	var out []dependencyRow
	for i, d := range list {
		_, in := p.Received[d.Conference]
		out = append(out, dependencyRow{d, i, side, in})
	}
	if p.Edit {
		out = append(out, dependencyRow{conference.Dependency{}, len(list), side, false})
	}
	return out
}

// OtherOptions are the conferences that one can depend on; one that is not among them any more stays.
func (p *planPage) OtherOptions(chosen string) []option {
	out := []option{{"", p.T("web.plan.input.choose")}}
	for _, c := range p.others {
		out = append(out, option{c.ID, c.Title})
	}
	if chosen != "" && !slices.ContainsFunc(out, func(o option) bool { return o.Value == chosen }) {
		out = append(out, option{chosen, chosen})
	}
	return out
}

// Channels are the ways to send an invitation, with those the plan names besides.
func (p *planPage) Channels() []option {
	var out []option
	for _, key := range []string{"mail", "sms", "rakel", "phone", "wis"} {
		// What is written in the plan is Swedish, as the whole invitation is, whoever ticks it.
		out = append(out, option{p.q.web.printer(i18n.Swedish).T("web.plan.channel." + key), p.T("web.plan.channel." + key)})
	}
	for _, c := range p.Plan.Callout.Channels {
		if !slices.ContainsFunc(out, func(o option) bool { return strings.EqualFold(o.Value, c) }) {
			out = append(out, option{c, c})
		}
	}
	return out
}

// Chosen tells whether the plan names a channel.
func (p *planPage) Chosen(channel string) bool {
	return slices.ContainsFunc(p.Plan.Callout.Channels, func(c string) bool { return strings.EqualFold(c, channel) })
}

// ShortLength is how many characters the short text has.
func (p *planPage) ShortLength() int { return len([]rune(p.Plan.Callout.ShortText)) }

// ShortMax is how many it may have.
func (p *planPage) ShortMax() int { return conference.ShortTextMax }

// Audience is whose checklist is shown: the one that is asked for, or the reader's own.
func (p *planPage) Audience() conference.Audience {
	asked := conference.Audience(p.q.query("list"))
	if slices.Contains(conference.Audiences(), asked) {
		return asked
	}
	if p.view.Role.Internal() {
		return conference.AudienceOf(p.view.Role)
	}
	if p.Host {
		return conference.ForLeader
	}
	return conference.ForParticipant
}

// Audiences are the checklists to choose among.
func (p *planPage) Audiences() []conference.Audience { return conference.Audiences() }

// checkColumn is a moment of the checklist with its lines.
type checkColumn struct {
	Moment    conference.Moment
	Items     []conference.CheckItem
	Done, All int
}

// Checks lists the checklist by moment.
func (p *planPage) Checks() []checkColumn {
	items := p.lists[p.Audience()]
	var out []checkColumn
	for _, m := range []conference.Moment{conference.Before, conference.During, conference.After} {
		c := checkColumn{Moment: m}
		c.Done, c.All = conference.CountChecked(items, m)
		for _, it := range items {
			if it.Moment == m {
				c.Items = append(c.Items, it)
			}
		}
		out = append(out, c)
	}
	return out
}

// planTick takes the ticks of a checklist: of the lines that the form showed, those that are ticked are done.
func (w *Web) planTick(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	var wishes []clerk.Wish
	for _, item := range q.Form["line"] {
		_, was := p.Ticked[item]
		if is := slices.Contains(q.Form["done"], item); is != was {
			wishes = append(wishes, q.wish(&conference.TickChecklist{Item: item, Done: is}))
		}
	}
	if len(wishes) > 0 {
		if err := q.all(p.ID, wishes); err != nil {
			return err
		}
	}
	return w.planDone(q, "checklist", true)
}

// maxMaterial is the largest file that a page takes in.
const maxMaterial = 200 << 20

// planMaterial adds something to read or show: a file that comes with the form, or an address. The file is taken as it comes,
// without being held in memory; so the fields that tell what it is stand before it.
func (w *Web) planMaterial(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	if !p.Edit {
		return q.refusal(p)
	}
	x := conference.Material{}
	if strings.HasPrefix(q.r.Header.Get("Content-Type"), "multipart/form-data") {
		if err := q.takeFile(&x); err != nil {
			return err
		}
	} else {
		x.Title, x.URL, x.When = q.Form.Get("title"), strings.TrimSpace(q.Form.Get("url")), q.Form.Get("when")
	}
	if x.Title = strings.TrimSpace(x.Title); x.Title == "" {
		x.Title = x.Name
	}
	if x.Digest == "" && x.URL == "" {
		return atField(fault.New(fault.Invalid, "web.plan-material"), "url")
	}
	got, err := q.do(p.ID, &conference.AddMaterial{Material: x})
	if err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return w.planDone(q, "input", true)
}

// materialLink is where something to read or show is: an address of the web, or the file that was left with the plan; "" for neither.
func materialLink(conferenceID string, m conference.Material) template.URL {
	if m.Digest != "" {
		return template.URL("/conferences/" + url.PathEscape(conferenceID) + "/material/" + url.PathEscape(m.Digest)) //nolint:gosec // escaped
	}
	return safeLink(m.URL)
}

// material hands out a file that was left with the plan.
func (w *Web) material(q *request) error {
	m, r, err := q.clerk().OpenMaterial(q.ctx(), q.Who, q.path("id"), q.path("digest"))
	if err != nil {
		return err
	}
	defer r.Close()
	if m.Secrecy.Marked() && w.o.SecretRead != nil {
		if err := w.o.SecretRead(q.ctx(), q.Who, q.path("id"), "material"); err != nil {
			return err
		}
	}
	return q.handOut("attachment", m.Name, "", m.Digest, r)
}

// handOut sends a file that somebody has put here: to be saved (attachment), or played where it is (inline), which only sound is. It is
// never a page of this service, whatever is in it and whatever its sender said that it is.
func (q *request) handOut(where, name, said, digest string, r io.ReadSeeker) error {
	kind, err := attachment.TypeOf(r, said)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(kind, "audio/") && !strings.HasPrefix(kind, "video/") {
		where = "attachment"
	}
	h := q.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(where, map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+digest+`"`)
	http.ServeContent(q.w, q.r, "", time.Time{}, r)
	return nil
}

// takeFile reads a form with a file in it, part by part.
func (q *request) takeFile(x *conference.Material) error {
	err := q.parts(maxMaterial, func(part *multipart.Part) (err error) {
		x.Name = part.FileName()
		x.Digest, x.Size, err = q.clerk().BringFile(q.ctx(), q.Who, part, maxMaterial)
		return err
	})
	x.Title, x.When, x.URL = q.Form.Get("title"), q.Form.Get("when"), strings.TrimSpace(q.Form.Get("url"))
	return err
}

// refusal is what the clerk says to who may not change the plan.
func (q *request) refusal(p *planPage) error {
	if err := q.clerk().Authorize(q.ctx(), q.Who, p.ID, "", &conference.Rename{Title: p.Plan.Title}); err != nil {
		return err
	}
	return fault.New(fault.Conflict, "plan.meeting-begun")
}

// planCopy takes parts of another conference's plan over.
func (w *Web) planCopy(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.Form.Get("from"))
	if err != nil {
		return atField(err, "from")
	}
	if !v.Whole { // what its host may read whole
		return atField(fault.New(fault.Forbidden, "access.host-only"), "from")
	}
	then := v.Conference.Plan.Clone()
	var wishes []clerk.Wish
	for _, what := range q.Form["what"] {
		switch what {
		case "invitation":
			wishes = append(wishes, q.wish(&conference.SetInvitation{Invitation: then.Invitation}))
		case "agenda":
			for i := range then.Agenda { // the wording of a decision is that meeting's own
				then.Agenda[i].Proposal = ""
			}
			wishes = append(wishes, q.wish(&conference.SetAgenda{Agenda: then.Agenda}))
		case "actors":
			wishes = append(wishes, q.wish(&conference.Invite{Participants: then.Participants}))
		case "connections":
			shift := p.Plan.Start.Sub(then.Start)
			for i := range then.Connections {
				if k := &then.Connections[i]; !k.OpensAt.IsZero() {
					k.OpensAt = k.OpensAt.Add(shift)
				}
			}
			wishes = append(wishes, q.wish(&conference.SetConnections{Connections: then.Connections}))
		case "roles":
			wishes = append(wishes, q.wish(&conference.AssignRoles{Roles: then.Roles}))
		}
	}
	if len(wishes) == 0 {
		return atField(fault.New(fault.Invalid, "web.plan-nothing"), "what")
	}
	if err := q.all(p.ID, wishes); err != nil {
		return err
	}
	return q.reloaded(withQuery("/conferences/"+p.ID+"/plan", "done", "plan-copied"))
}

// MinutesKinds are how a meeting can be documented.
func (p *planPage) MinutesKinds() []option {
	return []option{{"", p.T("web.plan.record.choose")}, {string(conference.MinutesNotes), p.T("web.plan.record.notes")},
		{string(conference.MinutesFormal), p.T("web.plan.record.formal")}}
}

// RuleChoices are the rules to choose among: the preset's, and those of the plan that are there already.
func (p *planPage) RuleChoices() []ruleChoice {
	texts := []string{p.T("web.plan.rule.microphone"), p.T("web.plan.rule.say-who"), p.T("web.plan.rule.changes"), p.T("web.plan.rule.open"),
		p.T("web.plan.rule.recording"), p.T("web.plan.rule.free")}
	if p.preset != nil {
		texts = append(slices.Clone(p.preset.Rules), p.T("web.plan.rule.recording"))
	}
	var out []ruleChoice
	for i, text := range texts {
		out = append(out, ruleChoice{strconv.Itoa(i), text, slices.Contains(p.Plan.Invitation.Rules, text)})
	}
	return out
}

type ruleChoice struct {
	ID, Text string
	Chosen   bool
}

// OwnRules are the plan's rules that are none of the choices.
func (p *planPage) OwnRules() string {
	choices := p.RuleChoices()
	own := slices.DeleteFunc(slices.Clone(p.Plan.Invitation.Rules), func(rule string) bool {
		return slices.ContainsFunc(choices, func(c ruleChoice) bool { return c.Text == rule })
	})
	return strings.Join(own, "\n")
}

// Text joins lines for a field.
func (p *planPage) Text(lines []string) string { return strings.Join(lines, "\n") }
