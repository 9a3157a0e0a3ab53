package conference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"samverkan/agenda"
	"samverkan/internal/fault"
	"samverkan/templates"
)

// The checklists of the exercise's regional conference, as its people see them.
func TestChecklistGolden(t *testing.T) {
	p := readPlan(t, "plan-regional.json")
	known := Known{Now: p.Start.Add(-10 * time.Minute), Received: map[string]time.Time{"konf-lokal-1": p.Start.Add(-2 * time.Hour)}}
	ticked := map[string]Tick{"leader.before.trouble": {At: p.Start, By: "eva"}}
	for _, lang := range []string{"sv", "en"} {
		w := wordsIn(t, lang)
		var b bytes.Buffer
		for _, a := range Audiences() {
			items, err := Checklist(p, known, ticked, lang, a)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "# %s\n", w.T(a.Key()))
			for _, m := range []Moment{Before, During, After} {
				done, all := CountChecked(items, m)
				fmt.Fprintf(&b, "\n%s %d/%d\n", w.T(m.Key()), done, all)
				for _, it := range items {
					if it.Moment == m {
						mark := map[CheckedBy]string{NotChecked: " ", ByPlan: "p", ByHand: "x"}[it.Done]
						fmt.Fprintf(&b, "[%s] %-5s %s\n", mark, it.Mode, it.Text)
					}
				}
			}
			b.WriteByte('\n')
		}
		golden(t, "checklist-regional-"+lang+".txt", b.Bytes())
	}
}

func findLine(t *testing.T, items []CheckItem, id string) (CheckItem, bool) {
	t.Helper()
	i := slices.IndexFunc(items, func(it CheckItem) bool { return it.ID == id })
	if i < 0 {
		return CheckItem{}, false
	}
	return items[i], true
}

func linesFor(t *testing.T, p Plan, k Known, a Audience) []CheckItem {
	t.Helper()
	items, err := Checklist(p, k, nil, "sv", a)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// Every condition shows a line and hides it.
func TestChecklistConditions(t *testing.T) {
	for when, c := range map[string]struct {
		id     string
		change func(*Plan)
	}{
		"carried":   {"leader.before.carried", func(p *Plan) { p.Carried = Carried{} }},
		"decision":  {"leader.before.mandate", func(p *Plan) { p.Agenda = p.Agenda[:3] }},
		"depends":   {"leader.before.rhythm", func(p *Plan) { p.Needs, p.Feeds, p.Reporting = nil, nil, Reporting{} }},
		"exercise":  {"leader.before.exercise", func(p *Plan) { p.Exercise = false }},
		"feeds":     {"leader.after.feeds", func(p *Plan) { p.Feeds = nil }},
		"material":  {"leader.before.material", func(p *Plan) { p.Material = nil }},
		"recording": {"leader.before.recording", func(p *Plan) { p.Documentation.Recording = false }},
		"reports":   {"leader.before.reports", func(p *Plan) { p.Reporting = Reporting{} }},
		"speakers":  {"leader.before.speakers", func(p *Plan) { p.Agenda = p.Agenda[:3] }},
	} {
		p := soundPlan()
		if _, ok := findLine(t, linesFor(t, p, soundKnown(), ForLeader), c.id); !ok {
			t.Errorf("%s: %s does not show", when, c.id)
		}
		c.change(&p)
		if _, ok := findLine(t, linesFor(t, p, soundKnown(), ForLeader), c.id); ok {
			t.Errorf("%s: %s shows still", when, c.id)
		}
	}
	if len(conditions) != 10 {
		t.Errorf("%d conditions: add the new ones here", len(conditions)-1)
	}
}

// Every proof holds for the sound plan and fails for a plan without what it asks for.
func TestChecklistProofs(t *testing.T) {
	cases := map[string]struct {
		id     string
		change func(*Plan, *Known)
	}{
		"purpose":       {"leader.before.purpose", func(p *Plan, _ *Known) { p.Invitation.Purpose = "" }},
		"goal":          {"leader.before.goal", func(p *Plan, _ *Known) { p.Invitation.Goals[0] = "Diskutera läget" }},
		"rhythm":        {"leader.before.rhythm", func(p *Plan, k *Known) { k.Received = nil }},
		"mandate":       {"leader.before.mandate", func(p *Plan, _ *Known) { p.Participants[0].Mandate = false }},
		"openness":      {"leader.before.secrecy", func(p *Plan, _ *Known) { p.Openness.Rule = "" }},
		"roles":         {"leader.before.roles", func(p *Plan, _ *Known) { p.Roles = p.Roles[:2] }},
		"agenda":        {"leader.before.agenda", func(p *Plan, _ *Known) { p.Agenda[0].Minutes = 50 }},
		"proposals":     {"leader.before.proposals", func(p *Plan, _ *Known) { p.Agenda[4].Proposal = "" }},
		"support":       {"leader.before.support", func(p *Plan, _ *Known) { p.Support.Phone = " " }},
		"documentation": {"leader.before.documentation", func(p *Plan, _ *Known) { p.Documentation.Due = time.Time{} }},
		"exercise":      {"leader.before.exercise", func(p *Plan, _ *Known) { p.Title = "Konferens" }},
		"way-in":        {"leader.before.way-in", func(p *Plan, _ *Known) { p.Connections[1].URL = "" }},
		"reserve": {"leader.before.reserve", func(p *Plan, _ *Known) {
			p.Connections = p.Connections[:1]
		}},
		"dial-in":     {"web.leader.before.dial-in", func(p *Plan, _ *Known) { p.Connections[0].Number = "" }},
		"invitation":  {"leader.before.invitation", func(p *Plan, k *Known) { k.Now = p.Callout.SentAt.Add(-time.Second) }},
		"reports":     {"leader.before.reports", func(p *Plan, k *Known) { k.Now = p.Reporting.CompiledAt.Add(-time.Second) }},
		"material":    {"leader.before.material", func(p *Plan, _ *Known) { p.Material[0].URL = "" }},
		"opens-early": {"web.leader.before.open", func(p *Plan, _ *Known) { p.Connections[1].OpensAt = time.Time{} }},
		"access":      {"room.leader.before.access", func(p *Plan, _ *Known) { p.Connections[4].Access = "" }},
		"equipment":   {"room.leader.before.board", func(p *Plan, _ *Known) { p.Connections[4].Equipment = nil }},
	}
	for done := range proofs {
		c, ok := cases[done]
		if !ok {
			t.Errorf("no case for %s", done)
			continue
		}
		p, k := soundPlan(), soundKnown()
		k.Now = p.Start.Add(-5 * time.Minute)
		p.Connections[4].Equipment = []string{"whiteboard"}
		p.Connections[3].OpensAt = p.Connections[1].OpensAt
		if it, ok := findLine(t, linesFor(t, p, k, ForLeader), c.id); !ok || it.Done != ByPlan {
			t.Errorf("%s: not done by a sound plan: %+v", done, it)
		}
		c.change(&p, &k)
		if it, ok := findLine(t, linesFor(t, p, k, ForLeader), c.id); !ok || it.Done != NotChecked {
			t.Errorf("%s: done by a plan that lacks it: %+v", done, it)
		}
	}
	// the reports may also be all in
	p, k := soundPlan(), soundKnown()
	p.Reporting.Expected, p.Reporting.Received = 3, 3
	k.Now = p.Reporting.CompiledAt.Add(-time.Minute)
	if it, _ := findLine(t, linesFor(t, p, k, ForLeader), "leader.before.reports"); it.Done != ByPlan {
		t.Error("all reports are in, but the line is not done")
	}
}

// Rules that a proof names must exist, or the line would be done whatever the plan says.
func TestProofsNameRulesThatExist(t *testing.T) {
	rules := rulesWithText(t)
	for name, x := range proofs {
		for _, r := range x.rules {
			if !slices.Contains(rules, r) {
				t.Errorf("%s: no rule %s", name, r)
			}
		}
		if len(x.rules) == 0 && x.fact == nil {
			t.Errorf("%s proves nothing", name)
		}
	}
}

func TestChecklistTicked(t *testing.T) {
	tick := Tick{At: at19, By: "eva"}
	items, err := Checklist(soundPlan(), soundKnown(), map[string]Tick{"leader.before.area": tick, "phone.leader.before.capacity": tick}, "sv", ForLeader)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"leader.before.area", "phone.leader.before.capacity"} {
		if it, ok := findLine(t, items, id); !ok || it.Done != ByHand || it.Tick != tick {
			t.Errorf("%s: %+v", id, it)
		}
	}
	if it, _ := findLine(t, items, "leader.before.trouble"); it.Done != NotChecked {
		t.Errorf("ticked by nobody: %+v", it)
	}
	if !slices.IsSortedFunc(items, func(a, b CheckItem) int {
		return slices.Index([]Moment{Before, During, After}, a.Moment) - slices.Index([]Moment{Before, During, After}, b.Moment)
	}) {
		t.Error("the moments are mixed")
	}
	if _, err := Checklist(soundPlan(), Known{}, nil, "fi", ForLeader); fault.CodeOf(err) != "checklist.template-missing" {
		t.Errorf("a language that is not there: %v", err)
	}
	if _, err := Checklist(soundPlan(), Known{}, nil, "sv", "../leader"); fault.CodeOf(err) != "checklist.template-missing" {
		t.Errorf("an audience that is not there: %v", err)
	}
}

func TestForms(t *testing.T) {
	for _, c := range []struct {
		given []Connection
		want  []Mode
	}{
		{nil, nil},
		{[]Connection{{Mode: Phone}}, []Mode{Phone}},
		{[]Connection{{Mode: Phone}, {Mode: Phone, Reserve: true}}, []Mode{Phone}},
		{[]Connection{{Mode: Phone}, {Mode: Rakel, Reserve: true}}, []Mode{Phone, Rakel}},
		{[]Connection{{Mode: Web}, {Mode: Phone}}, []Mode{Web, Phone, Mixed}},
	} {
		p := Plan{Connections: c.given}
		if got := p.Forms(); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.given, got, c.want)
		}
	}
	for role, want := range map[Role]Audience{Leader: ForLeader, Secretary: ForSecretary, Listener: ForListener, Technician: ForTechnician,
		Attendee: ForParticipant, Expert: ForParticipant} {
		if got := AudienceOf(role); got != want {
			t.Errorf("%s: %s", role, got)
		}
	}
}

// The two languages must be the same checklist, and what a form asks for must be fields of a connection.
func TestFormsAndChecklistsAreComplete(t *testing.T) {
	fields := map[string]bool{}
	c := reflect.TypeFor[Connection]()
	for i := range c.NumField() {
		name, _, _ := strings.Cut(c.Field(i).Tag.Get("json"), ",")
		fields[name] = true
	}
	seen := map[string]bool{}
	line := func(place string, sv, en CheckLine) {
		if sv.ID != en.ID || sv.Moment != en.Moment || sv.When != en.When || sv.Done != en.Done {
			t.Errorf("%s: the languages differ: %+v %+v", place, sv, en)
		}
		if sv.Text == en.Text || seen[sv.ID] {
			t.Errorf("%s: %s is not translated, or stands twice", place, sv.ID)
		}
		seen[sv.ID] = true
	}
	for _, m := range []Mode{Phone, Rakel, Web, Video, Room, Mixed} {
		sv, err := LoadForm("sv", m)
		if err != nil {
			t.Fatal(err)
		}
		en, err := LoadForm("en", m)
		if err != nil {
			t.Fatal(err)
		}
		if len(sv.Items) != len(en.Items) || len(sv.Fields) != len(en.Fields) || len(sv.Reminders) != len(en.Reminders) || len(sv.Reminders) == 0 || sv.Reserve == "" || en.Reserve == "" {
			t.Fatalf("%s: the languages differ in size, or something is missing", m)
		}
		for i := range sv.Items {
			line(string(m), sv.Items[i].CheckLine, en.Items[i].CheckLine)
		}
		required := 0
		for i, f := range sv.Fields {
			if !fields[f.ID] || f.ID != en.Fields[i].ID || f.Required != en.Fields[i].Required || f.Label == "" || f.Hint == "" {
				t.Errorf("%s: field %+v", m, f)
			}
			if f.Required {
				required++
			}
		}
		if required == 0 && m != Mixed {
			t.Errorf("%s demands nothing", m)
		}
	}
	for _, a := range Audiences() {
		sv, err := readChecklist(templates.FS, "sv", a)
		if err != nil {
			t.Fatal(err)
		}
		en, err := readChecklist(templates.FS, "en", a)
		if err != nil {
			t.Fatal(err)
		}
		if len(sv.Items) != len(en.Items) {
			t.Fatalf("%s: the languages differ in size", a)
		}
		for i := range sv.Items {
			line(string(a), sv.Items[i], en.Items[i])
		}
	}
	files, err := fs.Glob(templates.FS, "meeting/sv/*.json")
	if err != nil || len(files) != len(Audiences())+6+len(agenda.Purposes()) {
		t.Errorf("%d templates: one is read by nobody", len(files))
	}
}

func TestTemplatesAreRefused(t *testing.T) {
	const good = `{"mode":"phone","name":"Telefon","items":[{"id":"a","audience":"leader","phase":"before","text":"T","when":"decision","done":"goal"}]}`
	for name, c := range map[string]struct{ file, fault string }{
		"good":          {good, ""},
		"other mode":    {strings.Replace(good, "phone", "web", 1), "checklist.template-bad"},
		"misspelt key":  {strings.Replace(good, "when", "wehn", 1), "checklist.template-bad"},
		"no such when":  {strings.Replace(good, "decision", "fika", 1), "checklist.template-bad"},
		"no such done":  {strings.Replace(good, "goal", "fika", 1), "checklist.template-bad"},
		"no such phase": {strings.Replace(good, "before", "fika", 1), "checklist.template-bad"},
		"nobody":        {strings.Replace(good, "leader", "fika", 1), "checklist.template-bad"},
		"no text":       {strings.Replace(good, `"T"`, `" "`, 1), "checklist.template-bad"},
		"text after":    {good + "x", "checklist.template-bad"},
		"cut off":       {good[:30], "checklist.template-bad"},
	} {
		files := fstest.MapFS{"meeting/sv/form-phone.json": {Data: []byte(c.file)}}
		if _, err := readForm(files, "sv", Phone); fault.CodeOf(err) != c.fault {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := LoadForm("sv", "fika"); fault.CodeOf(err) != "checklist.template-missing" {
		t.Errorf("an unknown mode: %v", err)
	}
}

func FuzzTemplates(f *testing.F) {
	for _, name := range []string{"meeting/sv/form-rakel.json", "meeting/en/form-mixed.json"} {
		b, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		form, err := readForm(fstest.MapFS{"meeting/sv/form-rakel.json": {Data: b}}, "sv", Rakel)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if _, err := json.Marshal(form); err != nil {
			t.Fatal(err)
		}
		bound := newBinding(soundPlan(), soundKnown(), nil)
		for _, l := range form.Items {
			bound.add(l.CheckLine, Rakel) // must not stop on a line that was accepted
		}
	})
}

func TestChecklistOfAConference(t *testing.T) {
	c := New()
	c.Plan, c.Phase = soundPlan(), Called
	c.Ticked["leader.before.area"] = Tick{At: at19, By: "eva"}
	items, err := c.Checklist(at19, "en", ForLeader)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]CheckedBy{"leader.before.area": ByHand, "leader.before.purpose": ByPlan, "leader.before.rhythm": NotChecked} {
		if it, ok := findLine(t, items, id); !ok || it.Done != want {
			t.Errorf("%s: %+v", id, it)
		}
	}
	c.Received["lokal1"] = at19
	items, _ = c.Checklist(at19, "en", ForLeader)
	if it, _ := findLine(t, items, "leader.before.rhythm"); it.Done != ByPlan {
		t.Error("the input is in, but the rhythm is not")
	}
	for _, lang := range []string{"sv", "en"} {
		for _, by := range []CheckedBy{NotChecked, ByPlan, ByHand} {
			if text := wordsIn(t, lang).T(by.Key()); strings.Contains(text, "⟦") {
				t.Errorf("%s: no word for %q", lang, by)
			}
		}
	}
}
