package conference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/agenda"
	"samverkan/internal/i18n"
)

var at19 = time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC) // 19:00 in Stockholm

// soundPlan is a plan with nothing to say about.
func soundPlan() Plan {
	return Plan{
		ID: "k1", Incident: "sno", Title: "ÖVNING Regional samverkanskonferens 1", Exercise: true, Level: Regional, SeriesNo: 1, First: true,
		Host: "lst", Purpose: agenda.ForDirection, Start: at19, End: at19.Add(45 * time.Minute),
		Invitation: Invitation{
			Purpose:   "Att länets aktörer enas om vad som plogas först.",
			Goals:     []string{"En ordning för plogningen till kl. 12.", "En lista över vem som gör vad."},
			Procedure: "Läge, analys, beslut.",
			Resources: "Tjänsteman i beredskap med mandat. Lämna lägesrapport i förväg.",
			Rules:     []string{"Säg aktör och funktion.", "Mötet spelas in."},
		},
		Callout: Callout{SentAt: at19.Add(-2 * time.Hour), AckDeadline: at19.Add(-115 * time.Minute), Channels: []string{"SMS"},
			ShortText: "ÖVNING. Konferens 19.00, ring 08-465 004 10. Kvittera."},
		Reporting: Reporting{Deadline: at19.Add(-time.Hour), CompiledAt: at19.Add(-30 * time.Minute)},
		Connections: []Connection{
			{Mode: Phone, Primary: true, Number: "08-465 004 10", Code: "1#"},
			{Mode: Web, URL: "https://mote.example/1", OpensAt: at19.Add(-15 * time.Minute)},
			{Mode: Rakel, Reserve: true, TalkGroup: "SAMV 1"},
			{Mode: Video, URL: "video.example"},
			{Mode: Room, Place: "Sal A", Access: "Vakt"},
		},
		Support: Contact{Phone: "08-465 004 12"},
		Roles: []RoleHolder{{Role: Leader, Actor: "lst", Function: "Chef"}, {Role: Secretary, Actor: "lst", Function: "Skrivare"},
			{Role: Listener, Actor: "lst", Function: "Analys"}, {Role: Technician, Actor: "lst", Function: "Teknik"}},
		Agenda: agenda.Agenda{
			{ID: "p0", Number: 0, Title: "Välkommen", Kind: agenda.Information, Step: agenda.Opening, Minutes: 5},
			{ID: "p1", Number: 1, Title: "Upprop", Kind: agenda.Information, Step: agenda.RollCall, Minutes: 5},
			{ID: "p2", Number: 2, Title: "Uppföljning", Kind: agenda.Information, Step: agenda.FollowUp, Minutes: 5},
			{ID: "p3", Number: 3, Title: "Läge", Kind: agenda.Information, Minutes: 10, Owner: "kom", Speakers: []agenda.Speaker{{Actor: "kom", Minutes: 5}, {Actor: "radio", Minutes: 1}}},
			{ID: "p4", Number: 4, Title: "Plogning", Kind: agenda.Decision, Minutes: 10, Proposal: "Väg 58 plogas först."},
			{ID: "p5", Number: 5, Title: "Åtgärder", Kind: agenda.Decision, Minutes: 5},
			{ID: "p6", Number: 6, Title: "Avslutning", Kind: agenda.Information, Minutes: 5},
		},
		Participants: []Participant{
			{Actor: "lst", Role: Attendee, Function: "Chef", Mandate: true, Mode: Phone},
			{Actor: "kom", Role: Attendee, Function: "TiB", Mandate: true, Mode: Web},
			{Actor: "radio", Role: Attendee, Function: "TiB", Mandate: true, Mode: Rakel},
			{Actor: "smhi", Role: Expert},
		},
		Material:      []Material{{Title: "Karta", URL: "https://karta.example"}},
		Needs:         []Dependency{{Conference: "lokal1", Deadline: at19.Add(-time.Hour), Carries: "lokal rapport"}},
		Feeds:         []Dependency{{Conference: "nat1", Deadline: at19.Add(3 * time.Hour), Carries: "samlad bild"}},
		Documentation: Documentation{Minutes: MinutesNotes, Recording: true, Due: at19.Add(2 * time.Hour)},
		Openness:      Openness{Open: true, Rule: "Sekretess tas i särskilt forum."},
		Carried:       Carried{Measures: []CarriedMeasure{{ID: "A1", Text: "Ploga"}}},
	}
}

func soundKnown() Known {
	return Known{Now: at19.Add(-50 * time.Minute), Received: map[string]time.Time{"lokal1": at19.Add(-70 * time.Minute)}}
}

func TestASoundPlanHasNoFindings(t *testing.T) {
	for _, f := range CheckPlan(soundPlan(), soundKnown()) {
		t.Errorf("%+v", f)
	}
}

// Every rule is broken by one change to the sound plan, which breaks none. Only the listed rules may be found.
func TestCheckPlan(t *testing.T) {
	cases := []struct {
		rules  string // space separated, in order of finding
		field  string // of the first
		change func(*Plan, *Known)
	}{
		{"exercise-not-set", "exercise", func(p *Plan, _ *Known) { p.Exercise = false }},
		{"exercise-not-in-title", "title", func(p *Plan, _ *Known) { p.Title = "Konferens" }},
		{"exercise-not-in-short-text", "callout.shortText", func(p *Plan, _ *Known) { p.Callout.ShortText = "Konferens 19.00" }},
		{"no-purpose", "invitation.purpose", func(p *Plan, _ *Known) { p.Invitation.Purpose = " " }},
		{"purpose-thin", "invitation.purpose", func(p *Plan, _ *Known) { p.Invitation.Purpose = "Snöläget i länet" }},
		{"no-goal", "invitation.goals", func(p *Plan, _ *Known) { p.Invitation.Goals = []string{" "} }},
		{"goal-no-result", "invitation.goals[1]", func(p *Plan, _ *Known) { p.Invitation.Goals[1] = "Diskutera nödvatten." }},
		{"goals-many", "invitation.goals", func(p *Plan, _ *Known) {
			p.Invitation.Goals = slices.Repeat([]string{"En lista över behov"}, maxGoals+1)
		}},
		{"no-agenda", "agenda", func(p *Plan, _ *Known) { p.Agenda, p.Carried = nil, Carried{} }},
		{"meeting-long", "end", func(p *Plan, _ *Known) {
			p.End = p.Start.Add(121 * time.Minute)
			p.Documentation.Due = p.End
		}},
		{"agenda-too-long", "agenda", func(p *Plan, _ *Known) { p.Agenda[3].Minutes = 11 }},
		{"agenda-too-long items-after-end", "agenda", func(p *Plan, _ *Known) { p.Agenda[3].Minutes = 15 }},
		{"item-no-minutes", "agenda[6].minutes", func(p *Plan, _ *Known) { p.Agenda[6].Minutes = 0 }},
		{"items-many", "agenda", func(p *Plan, _ *Known) {
			p.Agenda[3].Minutes = 1
			p.Agenda[3].Speakers = nil
			for range 6 {
				p.Agenda = append(p.Agenda, agenda.Item{ID: "x", Title: "Mer", Kind: agenda.Information, Minutes: 1})
			}
		}},
		{"speakers-over-item", "agenda[3].speakers", func(p *Plan, _ *Known) { p.Agenda[3].Speakers[0].Minutes = 10 }},
		{"speaker-not-invited", "agenda[3].speakers", func(p *Plan, _ *Known) { p.Agenda[3].Speakers[0].Actor = "okänd" }},
		{"speaker-not-invited", "agenda[3].speakers", func(p *Plan, _ *Known) { p.Agenda[3].Owner = "okänd" }},
		{"no-opening", "agenda", func(p *Plan, _ *Known) {
			p.Agenda[0].Title, p.Agenda[0].Step = "Kaffe", ""
		}},
		{"no-roll-call", "agenda", func(p *Plan, _ *Known) { p.Agenda[1].Title, p.Agenda[1].Step = "Närvaro", "" }},
		{"", "", func(p *Plan, _ *Known) { p.Agenda[1].Title, p.Agenda[1].Step, p.First = "Närvaro", "", false }},
		{"no-closing", "agenda", func(p *Plan, _ *Known) { p.Agenda[6].Title = "Övrigt" }},
		{"no-follow-up", "agenda", func(p *Plan, _ *Known) { p.Agenda[2].Title, p.Agenda[2].Step = "Väder", "" }},
		{"", "", func(p *Plan, _ *Known) {
			p.Agenda[2].Title, p.Agenda[2].Step = "Väder", ""
			p.Carried = Carried{}
		}},
		{"", "", func(p *Plan, _ *Known) {
			p.Agenda[2].Title, p.Agenda[2].Step = "Åtgärdslistan från förra mötet", ""
		}},
		{"proposal-not-decision", "agenda[3].kind", func(p *Plan, _ *Known) { p.Agenda[3].Proposal = "Vi gör så." }},
		{"proposal-unfilled", "agenda[4].proposal", func(p *Plan, _ *Known) { p.Agenda[4].Proposal = "Till [tid] gäller [vad]." }},
		{"proposal-in-meeting", "agenda[4].proposal", func(p *Plan, _ *Known) {
			p.Agenda[4].Proposal, p.Agenda[4].Speakers = "", []agenda.Speaker{{Actor: "lst", Topic: "Förslag till ordning"}}
		}},
		{"decision-no-proposal", "agenda[4].proposal", func(p *Plan, _ *Known) { p.Agenda[4].Proposal = "" }},
		{"decision-no-proposal", "agenda[5].proposal", func(p *Plan, _ *Known) { p.Agenda[5].Title = "Tider" }},
		{"direction-without-decision", "agenda", func(p *Plan, _ *Known) {
			p.Agenda[4].Kind, p.Agenda[4].Proposal, p.Agenda[5].Kind = agenda.Discussion, "", agenda.Information
		}},
		{"no-resources", "invitation.resources", func(p *Plan, _ *Known) { p.Invitation.Resources = "" }},
		{"no-preparation", "invitation.resources", func(p *Plan, _ *Known) {
			p.Invitation.Resources, p.Reporting = "En person per aktör, med mandat.", Reporting{}
		}},
		{"preparation-no-deadline", "reporting.deadline", func(p *Plan, _ *Known) { p.Reporting = Reporting{} }},
		{"preparation-no-deadline", "reporting.deadline", func(p *Plan, _ *Known) {
			p.Reporting, p.Invitation.Resources, p.Invitation.Questions = Reporting{}, "En person med mandat.", []string{"Vad behöver ni?"}
		}},
		{"", "", func(p *Plan, _ *Known) {
			p.Reporting, p.Invitation.Resources = Reporting{}, "Mandat. Lämna lägesrapport kl. 17."
		}},
		{"", "", func(p *Plan, _ *Known) {
			p.Reporting, p.Invitation.Resources = Reporting{}, "Mandat. Lämna lägesrapport 17.30."
		}},
		{"", "", func(p *Plan, _ *Known) {
			p.Reporting, p.Invitation.Resources = Reporting{}, "Mandat. Läs kartbladet innan du kommer."
		}},
		{"no-participants", "participants", func(p *Plan, _ *Known) { p.Participants, p.Agenda[3].Owner, p.Agenda[3].Speakers = nil, "", nil }},
		{"attendee-no-function", "participants", func(p *Plan, _ *Known) { p.Participants[1].Function = "" }},
		{"decision-no-attendee", "participants", func(p *Plan, _ *Known) {
			for i := range p.Participants {
				p.Participants[i].Role = Observer
			}
		}},
		{"decision-no-mandate", "participants", func(p *Plan, _ *Known) {
			p.Invitation.Resources = "Lämna rapport."
			for i := range p.Participants {
				p.Participants[i].Mandate = false
			}
		}},
		{"", "", func(p *Plan, _ *Known) { // the invitation asks for it in words
			for i := range p.Participants {
				p.Participants[i].Mandate = false
			}
		}},
		{"some-no-mandate", "participants", func(p *Plan, _ *Known) { p.Participants[2].Mandate = false }},
		{"no-rules recording-not-told", "invitation.rules", func(p *Plan, _ *Known) { p.Invitation.Rules = nil }},
		{"start-passed", "start", func(p *Plan, k *Known) { k.Now = at19.Add(time.Second) }},
		{"ack-after-start", "callout.ackDeadline", func(p *Plan, _ *Known) { p.Callout.AckDeadline = at19.Add(time.Second) }},
		{"ack-before-sent", "callout.ackDeadline", func(p *Plan, _ *Known) { p.Callout.AckDeadline = p.Callout.SentAt.Add(-time.Second) }},
		{"input-no-deadline", "needs[0].deadline", func(p *Plan, _ *Known) { p.Needs[0].Deadline = time.Time{} }},
		{"starts-before-input", "needs[0].deadline", func(p *Plan, _ *Known) { p.Needs[0].Deadline = at19.Add(time.Second) }},
		{"input-late", "needs[0].deadline", func(p *Plan, k *Known) { k.Received = nil }},
		{"", "", func(p *Plan, k *Known) { k.Received, k.Now = nil, at19.Add(-61*time.Minute) }}, // not due yet
		{"", "", func(p *Plan, k *Known) { *k = Known{} }},                                       // the plan on its own
		{"feed-before-end", "feeds[0].deadline", func(p *Plan, _ *Known) { p.Feeds[0].Deadline = at19.Add(44 * time.Minute) }},
		{"", "", func(p *Plan, _ *Known) { p.Feeds[0].Deadline = time.Time{} }},
		{"notes-after-feed", "documentation.due", func(p *Plan, _ *Known) { p.Documentation.Due = at19.Add(4 * time.Hour) }},
		{"report-after-start", "reporting.deadline", func(p *Plan, _ *Known) { p.Reporting = Reporting{Deadline: at19} }},
		{"compiled-after-start", "reporting.compiledAt", func(p *Plan, _ *Known) { p.Reporting.CompiledAt = at19.Add(time.Second) }},
		{"compiled-before-deadline", "reporting.compiledAt", func(p *Plan, _ *Known) { p.Reporting.CompiledAt = p.Reporting.Deadline.Add(-time.Second) }},
		{"no-connection", "connections", func(p *Plan, _ *Known) { p.Connections = nil }},
		{"no-primary", "connections", func(p *Plan, _ *Known) { p.Connections[0].Primary = false }},
		{"phone-no-number no-dial-in", "connections[0].number", func(p *Plan, _ *Known) { p.Connections[0].Number = "" }},
		{"phone-no-code", "connections[0].code", func(p *Plan, _ *Known) { p.Connections[0].Code = "" }},
		{"no-dial-in", "connections", func(p *Plan, _ *Known) {
			p.Connections[0] = Connection{Mode: Phone, Primary: true, Note: "Deltagarna blir uppringda"}
		}},
		{"rakel-no-talk-group", "connections[2].talkGroup", func(p *Plan, _ *Known) { p.Connections[2].TalkGroup = "" }},
		{"web-no-link", "connections[1].url", func(p *Plan, _ *Known) { p.Connections[1].URL = "" }},
		{"video-no-address", "connections[3].url", func(p *Plan, _ *Known) { p.Connections[3].URL = "" }},
		{"room-no-place", "connections[4].place", func(p *Plan, _ *Known) { p.Connections[4].Place = "" }},
		{"room-no-access", "connections[4].access", func(p *Plan, _ *Known) { p.Connections[4].Access = "" }},
		{"opens-late", "connections[1].opensAt", func(p *Plan, _ *Known) { p.Connections[1].OpensAt = at19.Add(-14 * time.Minute) }},
		{"no-reserve", "connections", func(p *Plan, _ *Known) {
			p.Connections = p.Connections[:1]
			p.Participants[1].Mode, p.Participants[2].Mode = Phone, Phone
		}},
		{"reserve-same", "connections[5]", func(p *Plan, _ *Known) {
			again := p.Connections[0]
			again.Reserve, again.Primary = true, false
			p.Connections = append(p.Connections, again)
		}},
		{"no-support", "support.phone", func(p *Plan, _ *Known) { p.Support = Contact{} }},
		{"participant-no-way", "participants", func(p *Plan, _ *Known) { p.Connections = append(p.Connections[:1], p.Connections[2]) }},
		{"rakel-over-minute", "agenda", func(p *Plan, _ *Known) { p.Agenda[3].Speakers[1].Minutes = 2 }},
		{"no-leader", "roles", func(p *Plan, _ *Known) { p.Roles = p.Roles[1:] }},
		{"no-secretary", "roles", func(p *Plan, _ *Known) { p.Roles = append(p.Roles[:1], p.Roles[2:]...) }},
		{"leader-is-secretary", "roles", func(p *Plan, _ *Known) { p.Roles[1].Function = "chef" }},
		{"leader-is-secretary", "roles", func(p *Plan, _ *Known) { p.Roles[0].Member, p.Roles[1].Member = "eva", "eva" }},
		{"", "", func(p *Plan, _ *Known) { p.Roles[0].Function, p.Roles[1].Function = "", "" }}, // cannot be told
		{"no-listener", "roles", func(p *Plan, _ *Known) { p.Roles = append(p.Roles[:2], p.Roles[3]) }},
		{"no-technician", "roles", func(p *Plan, _ *Known) { p.Roles = p.Roles[:3] }},
		{"no-reserve", "connections", func(p *Plan, _ *Known) { // a room needs neither technician nor support
			p.Roles, p.Support, p.Connections = p.Roles[:3], Contact{}, p.Connections[4:]
			for i := range p.Participants {
				p.Participants[i].Mode = Room
			}
		}},
		{"no-short-text", "callout.shortText", func(p *Plan, _ *Known) { p.Callout.ShortText = "" }},
		{"", "", func(p *Plan, _ *Known) { p.Callout.ShortText, p.Callout.Channels = "", []string{"e-post"} }},
		{"short-text-long", "callout.shortText", func(p *Plan, _ *Known) { p.Callout.ShortText = "ÖVNING " + strings.Repeat("å", ShortTextMax-6) }},
		{"", "", func(p *Plan, _ *Known) { p.Callout.ShortText = "ÖVNING " + strings.Repeat("å", ShortTextMax-7) }},
		{"short-text-characters", "callout.shortText", func(p *Plan, _ *Known) { p.Callout.ShortText = "ÖVNING 19.00–20.10 “nu”" }},
		{"no-openness-rule", "openness.rule", func(p *Plan, _ *Known) { p.Openness.Rule = "" }},
		{"closed-no-rule", "openness.rule", func(p *Plan, _ *Known) { p.Openness = Openness{} }},
		{"secret-item-in-open", "agenda[3]", func(p *Plan, k *Known) { k.Secret = map[string]Secrecy{"p3": {Ground: "OSL 18:13", Owner: "kom"}} }},
		{"", "", func(p *Plan, k *Known) {
			k.Secret, p.Openness.Open = map[string]Secrecy{"p3": {Ground: "OSL 18:13", Owner: "kom"}}, false
		}},
		{"secret-material-in-open", "material[0]", func(p *Plan, _ *Known) { p.Material[0].Secrecy = Secrecy{Suspected: true} }},
		{"no-documentation", "documentation.minutes", func(p *Plan, _ *Known) { p.Documentation.Minutes = "" }},
		{"notes-no-due", "documentation.due", func(p *Plan, _ *Known) { p.Documentation.Due = time.Time{} }},
		{"notes-before-end", "documentation.due", func(p *Plan, _ *Known) { p.Documentation.Due = at19 }},
		{"recording-not-told", "documentation.recording", func(p *Plan, _ *Known) { p.Invitation.Rules = p.Invitation.Rules[:1] }},
		{"", "", func(p *Plan, _ *Known) { // said at the opening
			p.Invitation.Rules, p.Agenda[0].Title = p.Invitation.Rules[:1], "Öppning och inspelning"
		}},
	}
	triggered := map[string]bool{}
	for i, c := range cases {
		p, k := soundPlan(), soundKnown()
		c.change(&p, &k)
		found := CheckPlan(p, k)
		var rules []string
		for _, f := range found {
			rules = append(rules, f.Rule)
			triggered[f.Rule] = true
		}
		if got := strings.Join(rules, " "); got != c.rules {
			t.Errorf("case %d: found %q, want %q", i, got, c.rules)
			continue
		}
		if len(found) > 0 && found[0].Field != c.field {
			t.Errorf("case %d: field %s, want %s", i, found[0].Field, c.field)
		}
		sayAll(t, found)
	}
	for _, rule := range rulesWithText(t) {
		if !triggered[rule] {
			t.Errorf("no case triggers %s", rule)
		}
	}
}

// sayAll writes the findings in both languages; a text that asks for a value that is not there shows itself as ⟦key⟧.
func sayAll(t *testing.T, found []Finding) {
	t.Helper()
	for _, lang := range []string{"sv", "en"} {
		w := wordsIn(t, lang)
		for _, f := range found {
			text := f.Say(w, func(id string) string { return "<" + id + ">" })
			if strings.Contains(text, "⟦") || !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
				t.Errorf("%s %s: %s", lang, f.Rule, text)
			}
			if f.Severity != Missing && f.Severity != Weak && f.Severity != Advice || strings.Contains(w.T(f.Severity.Key()), "⟦") {
				t.Errorf("%s: severity %q", f.Rule, f.Severity)
			}
		}
	}
}

var loadedTexts *i18n.Catalogue

func wordsIn(t testing.TB, lang string) *i18n.Printer {
	t.Helper()
	if loadedTexts == nil {
		c, err := i18n.Load()
		if err != nil {
			t.Fatal(err)
		}
		loadedTexts = c
	}
	return loadedTexts.For(lang)
}

func rulesWithText(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../internal/i18n/catalogue/sv/plan_check.json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	if err := json.Unmarshal(b, &texts); err != nil {
		t.Fatal(err)
	}
	var rules []string
	for key := range texts {
		if rule, ok := strings.CutPrefix(key, "plan-check."); ok {
			rules = append(rules, rule)
		}
	}
	return rules
}

// The clock matters until the meeting begins, and input that has come in is known to have come.
func TestFindingsOfAConference(t *testing.T) {
	late := at19.Add(time.Minute)
	for phase, want := range map[Phase][]string{Planned: {"start-passed", "input-late"}, Lobby: {"start-passed", "input-late"}, Open: nil, Closed: nil, Published: nil} {
		c := New()
		c.Plan, c.Phase = soundPlan(), phase
		var got []string
		for _, f := range c.Findings(late) {
			got = append(got, f.Rule)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", phase, got, want)
		}
	}
	c := New()
	c.Plan, c.Phase = soundPlan(), Called
	c.Received["lokal1"] = at19
	if got := c.Findings(at19); len(got) != 0 {
		t.Errorf("the input is in: %+v", got)
	}
	if Count(CheckPlan(Plan{}, Known{}), Missing) < 5 {
		t.Error("an empty plan lacks little")
	}
}

// An empty plan is a leader who has just begun: every finding must be sayable.
func TestCheckEmptyPlan(t *testing.T) { sayAll(t, CheckPlan(Plan{}, Known{Now: at19})) }

func BenchmarkCheckPlan(b *testing.B) {
	p := readPlan(b, "plan-regional.json")
	for b.Loop() {
		CheckPlan(p, Known{Now: p.Start})
	}
}

func TestSayNamesActors(t *testing.T) {
	f := Finding{Rule: "attendee-no-function", Args: map[string]any{"Count": 2, "Actors": []string{"a", "b"}}}
	got := f.Say(wordsIn(t, "sv"), func(id string) string { return map[string]string{"a": "Ale", "b": "Borg"}[id] })
	if !strings.HasPrefix(got, "2 aktörer är kallade utan funktion: Ale och Borg.") {
		t.Error(got)
	}
}

func TestNamesResult(t *testing.T) {
	for goal, want := range map[string]bool{
		"Diskutera nödvatten.":           false,
		"Att diskutera läget":            false,
		"Vi ska informera om läget":      false,
		"Gå igenom läget":                false,
		"Kort gå igenom lägesbilden":     false,
		"Information om skolstarten":     false,
		"Diskussion kring målkonflikter": false,
		"Stämma av åtgärder":             false,
		"Nödvatten":                      false,
		"":                               false,
		"Discuss the water":              false,
		"Share information":              false,
		"En samlad lägesbild för länet.": true,
		"Vi är överens om vilka vägar som hålls öppna.":             true,
		"Diskutera och besluta om fördelningen":                     true,
		"Gå igenom behoven så att varje behov har en ägare":         true,
		"Information till allmänheten är samordnad":                 true,
		"Samverkan med grannlänet är igång":                         true,
		"Alla vet vem som gör vad":                                  true,
		"Målkonflikter är namngivna och har en ägare.":              true,
		"Vi har en lista över vem som gör vad till i kväll":         true,
		"A shared situation picture":                                true,
		"Discuss and agree on the order":                            true,
		"Beslut om inriktning":                                      true,
		"En lista över behov som kräver nationellt stöd, med ägare": true,
	} {
		if got := NamesResult(goal); got != want {
			t.Errorf("%q: %v", goal, got)
		}
	}
	// what the presets suggest must pass the rule that judges it
	for _, lang := range []string{"sv", "en"} {
		for _, purpose := range agenda.Purposes() {
			p, err := agenda.LoadPreset(lang, purpose)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range p.Goals {
				if !NamesResult(g) {
					t.Errorf("%s %s suggests %q", lang, purpose, g)
				}
			}
		}
	}
}

func readPlan(t testing.TB, name string) Plan {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var p Plan
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// The plans of the exercise Snökaos are good plans: what is said about them must be little, and right.
func TestCheckPlanOfTheExercise(t *testing.T) {
	for name, want := range map[string][]string{
		"plan-local.json":    {"exercise-not-in-title", "decision-no-proposal agenda[5].proposal"},
		"plan-regional.json": {"exercise-not-in-title", "proposal-in-meeting agenda[7].proposal", "proposal-in-meeting agenda[8].proposal", "rakel-over-minute"},
		"plan-national.json": {"exercise-not-in-title", "decision-no-proposal agenda[6].proposal"},
	} {
		p := readPlan(t, name)
		var got []string
		found := CheckPlan(p, Known{Now: p.Callout.SentAt, Received: map[string]time.Time{"konf-regional-1": at19}})
		for _, f := range found {
			s := f.Rule
			if strings.HasPrefix(f.Field, "agenda[") {
				s += " " + f.Field
			}
			got = append(got, s)
			t.Logf("%s: %s: %s", name, f.Severity, f.Say(wordsIn(t, "sv"), func(id string) string { return id }))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		sayAll(t, found)
	}
}

func FuzzNamesResult(f *testing.F) {
	f.Add("Att gå igenom läget")
	f.Add("En lista")
	f.Fuzz(func(t *testing.T, s string) {
		if NamesResult(s) && len(plainWords(s)) < 2 {
			t.Fatalf("%q is one word and no result", s)
		}
	})
}
