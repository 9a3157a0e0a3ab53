package conference

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/agenda"
)

// changed gives the plan of the cast with one thing changed.
func changed(change func(*Plan)) Plan {
	p := smallPlan()
	change(&p)
	return p
}

const otherDigest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

const someDigest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func planningRows() []row {
	refusedPlan := func(name, code string, change func(*Plan)) row {
		return row{name: name, when: &PlanConference{Plan: changed(change)}, code: code}
	}
	rows := []row{
		{name: "made", when: &PlanConference{Plan: smallPlan()}, then: []Event{&ConferencePlanned{Plan: smallPlan().Clone()}},
			check: func(t *testing.T, c *Conference) {
				if c.Phase != Planned || c.Plan.Title != smallPlan().Title || len(c.Plan.Actors()) != 7 || c.Sequence != 0 {
					t.Errorf("phase %q, %d actors", c.Phase, len(c.Plan.Actors()))
				}
			}},
		{name: "already so", given: planned(), when: &PlanConference{Plan: smallPlan()}},
		{name: "another plan under the same id", given: planned(), code: "conference.exists",
			when: &PlanConference{Plan: changed(func(p *Plan) { p.Title = "En annan" })}},
		refusedPlan("no id", "id.invalid", func(p *Plan) { p.ID = "" }),
		refusedPlan("id with a space", "id.invalid", func(p *Plan) { p.ID = "konf 2" }),
		refusedPlan("no host", "plan.no-host", func(p *Plan) { p.Host = "" }),
		refusedPlan("host that is no key", "id.invalid", func(p *Plan) { p.Host = "lst/a" }),
		refusedPlan("no level", "plan.level", func(p *Plan) { p.Level = "galaktisk" }),
		refusedPlan("series number 0", "plan.series-number", func(p *Plan) { p.SeriesNo = 0 }),
		refusedPlan("no title", "plan.no-title", func(p *Plan) { p.Title = " \r\n " }),
		refusedPlan("title over the limit", "text.too-long", func(p *Plan) { p.Title = strings.Repeat("å", MaxTitle+1) }),
		refusedPlan("title on two lines", "text.line-break", func(p *Plan) { p.Title = "Konferens\nBcc: alla" }),
		refusedPlan("ends before it starts", "plan.times", func(p *Plan) { p.End = p.Start }),
		refusedPlan("no start", "plan.times", func(p *Plan) { p.Start = time.Time{} }),
		refusedPlan("unknown mode", "connection.mode", func(p *Plan) { p.Connections[0].Mode = Mixed }),
		refusedPlan("address with a space", "text.line-break", func(p *Plan) { p.Connections[0].URL = "https://a b" }),
		refusedPlan("address without end", "text.too-long", func(p *Plan) { p.Connections[0].URL = strings.Repeat("a", maxURL+1) }),
		refusedPlan("role of a participant", "role.invalid", func(p *Plan) { p.Roles[0].Role = Attendee }),
		refusedPlan("role twice", "role.twice", func(p *Plan) { p.Roles[1].Role = Leader }),
		refusedPlan("agenda item without title", "agenda.invalid", func(p *Plan) { p.Agenda[0].Title = "" }),
		refusedPlan("participant without actor", "participant.no-actor", func(p *Plan) { p.Participants[0].Actor = "" }),
		refusedPlan("an actor that looks like another's unit", "id.invalid", func(p *Plan) { p.Participants[0].Actor = "kommun-b/vatten" }),
		refusedPlan("too many participants", "list.too-long", func(p *Plan) { p.Participants = make([]Participant, MaxParts+1) }),
		refusedPlan("kind of minutes", "documentation.minutes", func(p *Plan) { p.Documentation.Minutes = "lösa lappar" }),
		refusedPlan("negative count", "reporting.count", func(p *Plan) { p.Reporting.Received = -1 }),
		refusedPlan("depends on itself", "dependency.self", func(p *Plan) { p.Feeds = []Dependency{{Conference: p.ID}} }),
		refusedPlan("registry number on two lines", "plan.registry-number", func(p *Plan) { p.IncidentRegistryNumber = "1\n2" }),
		refusedPlan("marked material without ground", "secrecy.no-ground", func(p *Plan) {
			p.Material = []Material{{Title: "Karta", Secrecy: Secrecy{Suspected: true}}}
		}),
		refusedPlan("same material twice", "material.exists", func(p *Plan) { p.Material = []Material{{Title: "Karta"}, {Title: "Karta"}} }),
		refusedPlan("carried matter of no kind", "note.kind", func(p *Plan) { p.Carried.Matters[0].Kind = NoteQuestion }),
		refusedPlan("carried measure without text", "text.empty", func(p *Plan) { p.Carried.Measures[0].Text = "" }),

		{name: "new title", given: planned(), when: &Rename{Title: " Ny rubrik\r\n"}, then: []Event{&Renamed{Title: "Ny rubrik"}}},
		{name: "already so", given: planned(), when: &Rename{Title: smallPlan().Title}},
		{name: "empty", given: planned(), when: &Rename{}, code: "plan.no-title"},

		{name: "moved before the invitation", given: planned(), when: &Reschedule{Start: hhmm("20:00"), End: hhmm("21:00")},
			then: []Event{&Rescheduled{Start: hhmm("20:00"), End: hhmm("21:00")}}, check: func(t *testing.T, c *Conference) {
				if c.Sequence != 0 || !c.Plan.Start.Equal(hhmm("20:00")) {
					t.Errorf("sequence %d", c.Sequence)
				}
			}},
		{name: "moved after the invitation", given: called(&AnswerInvitation{Participant: "kommun-a", Reply: Coming}),
			when: &Reschedule{Start: hhmm("20:00"), End: hhmm("21:00")}, then: []Event{&Rescheduled{Start: hhmm("20:00"), End: hhmm("21:00")}},
			check: func(t *testing.T, c *Conference) {
				if c.Sequence != 1 || len(c.Answers) != 0 {
					t.Errorf("sequence %d and %d answers, want 1 and none: who said yes to the old time has not said yes to the new", c.Sequence, len(c.Answers))
				}
			}},
		{name: "already so, in another zone", given: planned(),
			when: &Reschedule{Start: hhmm("18:00").In(time.FixedZone("CET", 3600)), End: hhmm("19:00")}},
		{name: "backwards", given: planned(), when: &Reschedule{Start: hhmm("20:00"), End: hhmm("19:00")}, code: "plan.times"},

		{name: "set", given: planned(), when: &SetInvitation{Invitation: Invitation{Purpose: " Samla\r\nläget ", Goals: []string{"En bild"}}},
			then: []Event{&InvitationSet{Invitation: Invitation{Purpose: "Samla\nläget", Goals: []string{"En bild"}}}}},
		{name: "already so", given: planned(&SetInvitation{Invitation: Invitation{Purpose: "Samla läget"}}), when: &SetInvitation{Invitation: Invitation{Purpose: "Samla läget\n"}}},
		{name: "empty goal", given: planned(), when: &SetInvitation{Invitation: Invitation{Goals: []string{""}}}, code: "text.empty"},
		{name: "purpose over the limit", given: planned(), when: &SetInvitation{Invitation: Invitation{Purpose: strings.Repeat("x", MaxText+1)}}, code: "text.too-long"},
		{name: "too many rules", given: planned(), when: &SetInvitation{Invitation: Invitation{Rules: make([]string, MaxParts+1)}}, code: "list.too-long"},

		{name: "set", given: planned(), when: &SetAgenda{Agenda: points()[:2]}, then: []Event{&AgendaSet{Agenda: points()[:2]}}},
		{name: "already so", given: planned(), when: &SetAgenda{Agenda: points()}},
		{name: "an item more during the meeting", given: atItem("p2"), when: &SetAgenda{Agenda: append(points(), agenda.Item{ID: "p4", Title: "Övrigt", Kind: agenda.Information})},
			then: []Event{&AgendaSet{Agenda: append(points(), agenda.Item{ID: "p4", Title: "Övrigt", Kind: agenda.Information})}}},
		{name: "without the item that has begun", given: atItem("p2"), when: &SetAgenda{Agenda: points()[:1]}, code: "agenda.item-begun"},
		{name: "without an item that has a note", given: opened(&WriteNote{Item: "p3", Kind: NoteInformation, Content: Content{Text: "I förväg."}}),
			when: &SetAgenda{Agenda: points()[:2]}, code: "agenda.item-begun"},
		{name: "without an item that is marked", given: planned(&MarkItemSecrecy{Item: "p3", Secrecy: marked()}),
			when: &SetAgenda{Agenda: points()[:2]}, code: "agenda.item-begun"},
		{name: "same id twice", given: planned(), when: &SetAgenda{Agenda: agenda.Agenda{points()[0], points()[0]}}, code: "agenda.invalid"},

		{name: "set", given: called(), when: &SetConnections{Connections: []Connection{{Mode: Room, Place: "Sal 3", Equipment: []string{"skärm"}}}},
			then: []Event{&ConnectionsSet{Connections: []Connection{{Mode: Room, Place: "Sal 3", Equipment: []string{"skärm"}}}}},
			check: func(t *testing.T, c *Conference) {
				if c.Sequence != 1 {
					t.Errorf("sequence %d: another way in must reach the calendars", c.Sequence)
				}
			}},
		{name: "a new way in during the meeting", given: opened(), when: &SetConnections{Connections: []Connection{{Mode: Rakel, TalkGroup: "RAPS-1"}}},
			then: []Event{&ConnectionsSet{Connections: []Connection{{Mode: Rakel, TalkGroup: "RAPS-1"}}}}},
		{name: "already so", given: planned(), when: &SetConnections{Connections: smallPlan().Connections}},
		{name: "unknown mode", given: planned(), when: &SetConnections{Connections: []Connection{{Mode: "rök"}}}, code: "connection.mode"},

		{name: "set", given: closed(), when: &SetContacts{Support: Contact{Phone: "010-1"}, Duty: Contact{Actor: "lst", Function: "TiB"}},
			then: []Event{&ContactsSet{Support: Contact{Phone: "010-1"}, Duty: Contact{Actor: "lst", Function: "TiB"}}}},
		{name: "already so", given: planned(), when: &SetContacts{}},
		{name: "actor that is no key", given: planned(), when: &SetContacts{Duty: Contact{Actor: "lst <lst@exempel.se>"}}, code: "id.invalid"},

		{name: "set", given: planned(), when: &SetDependencies{Feeds: []Dependency{{Conference: "konf-nationell", Deadline: hhmm("20:00")}}},
			then: []Event{&DependenciesSet{Feeds: []Dependency{{Conference: "konf-nationell", Deadline: hhmm("20:00")}}}}},
		{name: "already so", given: planned(), when: &SetDependencies{Needs: smallPlan().Needs, Feeds: []Dependency{}}},
		{name: "on itself", given: planned(), when: &SetDependencies{Needs: []Dependency{{Conference: "konf-2"}}}, code: "dependency.self"},
		{name: "on nothing", given: planned(), when: &SetDependencies{Needs: []Dependency{{}}}, code: "id.invalid"},

		{name: "set", given: planned(), when: &SetReporting{Reporting: Reporting{Deadline: hhmm("17:30"), Expected: 7}},
			then: []Event{&ReportingSet{Reporting: Reporting{Deadline: hhmm("17:30"), Expected: 7}}}},
		{name: "already so", given: planned(), when: &SetReporting{}},
		{name: "negative", given: planned(), when: &SetReporting{Reporting: Reporting{Expected: -1}}, code: "reporting.count"},

		{name: "set", given: planned(), when: &SetCallout{Callout: Callout{Channels: []string{"sms"}, ShortText: "Möte 18"}},
			then: []Event{&CalloutSet{Callout: Callout{Channels: []string{"sms"}, ShortText: "Möte 18"}}}},
		{name: "when it was sent is a fact", given: called(), when: &SetCallout{Callout: Callout{ShortText: "Möte 18"}},
			then: []Event{&CalloutSet{Callout: Callout{ShortText: "Möte 18", SentAt: hhmm("17:02")}}}},
		{name: "already so", given: planned(), when: &SetCallout{}},

		{name: "set", given: planned(), when: &SetDocumentation{Documentation: Documentation{Minutes: MinutesFormal, Recording: true, Published: []string{" WIS "}}},
			then: []Event{&DocumentationSet{Documentation: Documentation{Minutes: MinutesFormal, Recording: true, Published: []string{"WIS"}}}}},
		{name: "already so", given: closed(), when: &SetDocumentation{}},
		{name: "no such kind", given: planned(), when: &SetDocumentation{Documentation: Documentation{Minutes: "x"}}, code: "documentation.minutes"},

		{name: "set", given: planned(), when: &SetOpenness{Openness: Openness{Open: true, Rule: "Sekretess tas särskilt."}},
			then: []Event{&OpennessSet{Openness: Openness{Open: true, Rule: "Sekretess tas särskilt."}}}},
		{name: "already so", given: planned(), when: &SetOpenness{}},

		{name: "given long after", given: approved(), when: &SetRegistryNumber{RegistryNumber: "451-12-2027"}, then: []Event{&RegistryNumberSet{RegistryNumber: "451-12-2027"}}},
		{name: "already so", given: planned(), when: &SetRegistryNumber{}},
		{name: "too long", given: planned(), when: &SetRegistryNumber{RegistryNumber: strings.Repeat("1", 61)}, code: "plan.registry-number"},

		{name: "added", given: planned(), when: &AddMaterial{Material: Material{Title: "Karta", Name: "karta.pdf", Digest: someDigest, When: "before"}},
			then: []Event{&MaterialAdded{Material: Material{Title: "Karta", Name: "karta.pdf", Digest: someDigest, When: "before"}}}},
		{name: "already so", given: planned(&AddMaterial{Material: Material{Title: "Karta"}}), when: &AddMaterial{Material: Material{Title: "Karta"}}},
		{name: "another of the same title", given: planned(&AddMaterial{Material: Material{Title: "Karta"}}), when: &AddMaterial{Material: Material{Title: "Karta", URL: "https://a"}}, code: "material.exists"},
		{name: "name that climbs", given: planned(), when: &AddMaterial{Material: Material{Title: "Karta", Name: "../karta.pdf", Digest: someDigest}}, code: "file.name"},
		{name: "file without checksum", given: planned(), when: &AddMaterial{Material: Material{Title: "Karta", Name: "karta.pdf"}}, code: "file.digest"},
		{name: "negative size", given: planned(), when: &AddMaterial{Material: Material{Title: "Karta", Name: "karta.pdf", Digest: someDigest, Size: -1}}, code: "file.size"},
		{name: "for when", given: planned(), when: &AddMaterial{Material: Material{Title: "Karta", When: "sedan"}}, code: "material.when"},
		{name: "removed", given: planned(&AddMaterial{Material: Material{Title: "Karta"}}), when: &RemoveMaterial{Title: "Karta"}, then: []Event{&MaterialRemoved{Title: "Karta"}}},
		{name: "not there", given: planned(), when: &RemoveMaterial{Title: "Karta"}, code: "material.unknown"},

		{name: "done", given: planned(), when: &TickChecklist{Item: "leader.before.1", Done: true}, then: []Event{&ChecklistTicked{Item: "leader.before.1", Done: true}}},
		{name: "not done after all", given: planned(&TickChecklist{Item: "leader.before.1", Done: true}), when: &TickChecklist{Item: "leader.before.1"},
			then: []Event{&ChecklistTicked{Item: "leader.before.1"}}},
		{name: "already so", given: planned(), when: &TickChecklist{Item: "leader.before.1"}},
		{name: "no line", given: planned(), when: &TickChecklist{}, code: "id.invalid"},

		{name: "came in", given: planned(), when: &ReceiveInput{Conference: "konf-local", Note: "Per telefon"}, then: []Event{&InputReceived{Conference: "konf-local", Note: "Per telefon"}}},
		{name: "already so", given: planned(&ReceiveInput{Conference: "konf-local"}), when: &ReceiveInput{Conference: "konf-local", Note: "Igen"}},
		{name: "not waited for", given: planned(), when: &ReceiveInput{Conference: "konf-9"}, code: "dependency.unknown"},
	}
	for _, cmd := range []Command{&Rename{Title: "x"}, &Reschedule{Start: hhmm("20:00"), End: hhmm("21:00")}, &SetInvitation{}, &SetDependencies{}, &SetCallout{}, &RemoveMaterial{}} {
		rows = append(rows, inPhases(cmd, onlyBefore)...)
	}
	for _, cmd := range []Command{&SetAgenda{}, &SetConnections{}} {
		rows = append(rows, inPhases(cmd, beforeClose)...)
	}
	for _, cmd := range []Command{&SetDocumentation{}, &SetOpenness{}, &AddMaterial{Material: Material{Title: "x"}}} {
		rows = append(rows, inPhases(cmd, beforeApproval)...)
	}
	for _, cmd := range []Command{&SetContacts{}, &SetReporting{}, &SetRegistryNumber{}, &TickChecklist{Item: "x"}, &ReceiveInput{Conference: "x"}} {
		rows = append(rows, inPhases(cmd, anyTime)...)
	}
	return rows
}

// Every text of a plan is tidied, whichever part it stands in.
func TestEveryTextOfAPlanIsTidied(t *testing.T) {
	want := Encode(fullPlan())
	tried := 0
	for _, b := range hostile(t, want, func(v any) (any, bool) {
		s, ok := v.(string)
		return "\u00a0" + s + "\r\n", ok && strings.ContainsAny(s, "åäö .#") // texts, and no ids, times or checksums
	}) {
		var padded Plan
		if err := json.Unmarshal(b, &padded); err != nil {
			continue // a time or a word with a meaning of its own
		}
		tried++
		if got := Encode(padded.tidied()); string(got) != string(want) {
			t.Errorf("left as it was:\n%s", cmp.Diff(string(want), string(got)))
		}
	}
	if tried < 40 {
		t.Errorf("only %d texts tried", tried)
	}
}

// A plan is the conference's own once it is made: what the caller does with its copy, and what is done to one conference of
// two that come from the same event, does not reach the other.
func TestPlanIsNotShared(t *testing.T) {
	p := smallPlan()
	p.Material = make([]Material, 1, 8) // room for one more behind the list
	p.Material[0].Title = "Karta"
	s := tell(t, &PlanConference{Plan: p})
	other := Replay(s.record)
	s.do(&AddMaterial{Material: Material{Title: "Prognos"}})
	other.Apply(&MaterialAdded{Material: Material{Title: "Lista"}}, Meta{Seq: 2})
	p.Participants[0].Function = "någon annan"
	p.Agenda[0].Title = "något annat"
	if got := s.c.Plan.Material[1].Title; got != "Prognos" {
		t.Errorf("the other conference's material is in this one: %q", got)
	}
	if s.c.Plan.Participants[0].Function != "Beredskapsdirektör" || s.c.Plan.Agenda[0].Title != "Upprop" {
		t.Error("the caller's copy is the conference's plan")
	}
}

func TestMainMode(t *testing.T) {
	for _, c := range []struct {
		modes []Mode
		want  Mode
	}{{nil, ""}, {[]Mode{Rakel}, Rakel}, {[]Mode{Web, Web}, Web}, {[]Mode{Web, Phone}, Mixed}} {
		p := Plan{Connections: []Connection{{Mode: Room, Reserve: true}}}
		for _, m := range c.modes {
			p.Connections = append(p.Connections, Connection{Mode: m})
		}
		if got := p.MainMode(); got != c.want {
			t.Errorf("%v is %q, want %q", c.modes, got, c.want)
		}
	}
}

func TestIncidentCheck(t *testing.T) {
	good := Incident{ID: "sno", Title: "Snökaos", Background: "Snö\r\noch vind. ", Consequences: []Consequence{{Area: "El", Text: "6 400 kunder utan el."}}}
	if err := good.Tidied().Check(); err != nil {
		t.Fatal(err)
	}
	for code, change := range map[string]func(*Incident){
		"id.invalid":             func(x *Incident) { x.ID = "snö" },
		"plan.no-title":          func(x *Incident) { x.Title = "" },
		"plan.times":             func(x *Incident) { x.Started, x.Ended = hhmm("12:00"), hhmm("11:00") },
		"plan.registry-number":   func(x *Incident) { x.RegistryNumber = strings.Repeat("1", 61) },
		"text.too-long":          func(x *Incident) { x.Background = strings.Repeat("x", MaxText+1) },
		"text.empty":             func(x *Incident) { x.Consequences[0].Text = "" },
		"text.line-break":        func(x *Incident) { x.Consequences[0].Area = "a\nb" },
		"list.too-long":          func(x *Incident) { x.Consequences = make([]Consequence, MaxParts+1) },
		"text.control-character": func(x *Incident) { x.Background = "a\u202eb" },
	} {
		x := good.Tidied()
		change(&x)
		if got := codeOf(x.Check()); got != code {
			t.Errorf("answered with %q, want %q", got, code)
		}
	}
}
