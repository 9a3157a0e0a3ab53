package conference

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/agenda"
)

func scriptOf(t *testing.T, p Plan, next *NextMeeting, lang string) Script {
	t.Helper()
	s, err := WriteScript(p, next, wordsIn(t, lang), func(id string) string { return "<" + id + ">" })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The script of the exercise's regional conference, to be read aloud.
func TestScriptGolden(t *testing.T) {
	p := readPlan(t, "plan-regional.json")
	p.Carried = Carried{Directions: []CarriedDecision{{Wording: "Väg 58 plogas först"}, {Wording: "hemligt", Secrecy: Secrecy{Suspected: true}}}, Measures: []CarriedMeasure{{Text: "hemligt"}, {Text: "hemligt"}}}
	p.Agenda, _ = p.Agenda.Insert(2, agenda.Item{ID: "upp", Title: "Uppföljning", Kind: agenda.Information, Step: agenda.FollowUp, Minutes: 3})
	p.Agenda[9].Proposal = "Till fredag kl. 12.00 går vård först"
	p.Agenda[9].Questions = []string{"Vem står inte bakom, och varför?"}
	next := &NextMeeting{Start: time.Date(2027, 1, 7, 13, 0, 0, 0, time.UTC), ReportDeadline: time.Date(2027, 1, 7, 10, 0, 0, 0, time.UTC)}
	for _, lang := range []string{"sv", "en"} {
		s := scriptOf(t, p, next, lang)
		var b bytes.Buffer
		part := func(head string, lines []string) {
			fmt.Fprintf(&b, "# %s\n", head)
			for _, l := range lines {
				fmt.Fprintln(&b, l)
			}
			b.WriteByte('\n')
		}
		part("opening", s.Opening)
		for _, it := range s.Items {
			part(it.Item, append(append(slices.Clone(it.Start), "…"), it.End...))
		}
		part("closing", s.Closing)
		if strings.Contains(b.String(), "⟦") || strings.Contains(b.String(), "hemligt") {
			t.Errorf("%s: a text is missing, or says what it should not", lang)
		}
		golden(t, "script-regional-"+lang+".txt", b.Bytes())
	}
}

// Each fact of the plan puts its words in the right part of the script, and without the fact they are not said.
func TestScriptFollowsThePlan(t *testing.T) {
	w := wordsIn(t, "sv")
	opening := func(s Script) []string { return s.Opening }
	closing := func(s Script) []string { return s.Closing }
	item := func(i int) func(Script) []string {
		return func(s Script) []string { return append(s.Items[i].Start, s.Items[i].End...) }
	}
	for _, c := range []struct {
		name, words string
		where       func(Script) []string
		without     func(*Plan)
	}{
		{"exercise", w.T("script.exercise"), opening, func(p *Plan) { p.Exercise = false }},
		{"exercise at the end", w.T("script.exercise-end"), closing, func(p *Plan) { p.Exercise = false }},
		{"leader", "Jag leder mötet: Chef, <lst>.", opening, func(p *Plan) { p.Roles = p.Roles[1:] }},
		{"purpose as a clause", "Syftet är att länets aktörer enas om vad som plogas först.", opening, func(p *Plan) { p.Invitation.Purpose = "Samsyn" }},
		{"goal", "Mål 2: En lista över vem som gör vad.", opening, func(p *Plan) { p.Invitation.Goals = p.Invitation.Goals[:1] }},
		{"procedure", "Så här gör vi: Läge, analys, beslut.", opening, func(p *Plan) { p.Invitation.Procedure = "" }},
		{"listener", "Den som lyssnar efter målkonflikter och behov är Analys, <lst>. Lyssnaren får bryta in.", opening, func(p *Plan) { p.Roles = p.Roles[:2] }},
		{"rule", "Säg aktör och funktion.", opening, func(p *Plan) { p.Invitation.Rules = nil }},
		{"support", "Tappar du kontakten ringer du teknisk support på 08-465 004 12.", opening, func(p *Plan) { p.Support = Contact{} }},
		{"reserve", "Faller mötet går vi över till reserven: Rakel, talgrupp SAMV 1. Koderna står i kallelsen.", opening, func(p *Plan) { p.Connections[2].Reserve = false }},
		{"telephone reminder", "Ni som är med per telefon: Stäng av mikrofonen när du inte har ordet. Säg aktör och funktion innan du talar. Vill du ha ordet säger du din aktör och väntar tills jag ger dig det.", opening, func(p *Plan) { p.Connections = p.Connections[1:] }},
		{"recording", w.T("script.recording"), opening, func(p *Plan) { p.Documentation.Recording = false }},
		{"open", w.T("script.open"), opening, func(p *Plan) { p.Openness.Open = false }},
		{"the rule of secrecy", "Sekretess tas i särskilt forum.", opening, func(p *Plan) { p.Openness.Rule = "" }},
		{"roll call", w.T("script.roll-call"), item(1), func(p *Plan) { p.Agenda[1].Title, p.Agenda[1].Step = "Väder", "" }},
		{"aim", "Samma bild för alla.", item(3), func(p *Plan) { p.Agenda[3].Aim = "" }},
		{"first speaker", "Ordet går till <kom>, 5 minuter.", item(3), func(p *Plan) { p.Agenda[3].Speakers = nil }},
		{"next speaker", "Sedan <radio> om broar, 1 minut.", item(3), func(p *Plan) { p.Agenda[3].Speakers = p.Agenda[3].Speakers[:1] }},
		{"proposal", "Väg 58 plogas först.", item(4), func(p *Plan) { p.Agenda[4].Proposal = "" }},
		{"decision read again", w.T("script.decision-end"), item(4), func(p *Plan) { p.Agenda[4].Kind = agenda.Discussion }},
		{"open measure", w.N("script.open-measures", 1), item(2), func(p *Plan) { p.Carried = Carried{} }},
		{"feeds", "Vi lämnar vidare samlad bild, senast onsdag 6 januari 2027 kl. 22:00.", closing, func(p *Plan) { p.Feeds = nil }},
		{"decisions", w.T("script.sum-up-direction"), closing, func(p *Plan) { p.Agenda = p.Agenda[:4] }},
		{"notes", "Anteckningarna finns senast kl. 21:00 i WIS.", closing, func(p *Plan) { p.Documentation.Published = nil }},
		{"Rakel", "KLART SLUT.", closing, func(p *Plan) { p.Connections[5].Reserve = true }},
	} {
		p := soundPlan()
		p.Agenda[3].Aim = "Samma bild för alla"
		p.Agenda[3].Speakers[1].Topic = "Broar"
		p.Documentation.Published = []string{"WIS"}
		p.Connections = append(p.Connections, Connection{Mode: Rakel, TalkGroup: "SAMV 2"})
		if s := scriptOf(t, p, nil, "sv"); !slices.Contains(c.where(s), c.words) {
			t.Errorf("%s: not said: %q in %q", c.name, c.words, c.where(s))
		}
		c.without(&p)
		if s := scriptOf(t, p, nil, "sv"); slices.Contains(c.where(s), c.words) {
			t.Errorf("%s: said still", c.name)
		}
	}
}

func TestScriptNext(t *testing.T) {
	p, w := soundPlan(), wordsIn(t, "sv")
	if !slices.Contains(scriptOf(t, p, nil, "sv").Closing, w.T("script.next-unknown")) {
		t.Error("an unknown next meeting is not asked for")
	}
	got := scriptOf(t, p, &NextMeeting{Start: at19.Add(24 * time.Hour)}, "sv").Closing
	if !slices.Contains(got, "Nästa möte är torsdag 7 januari 2027 kl. 19:00.") || slices.Contains(got, w.T("script.next-unknown")) {
		t.Error(got)
	}
}

// What the rules say is not said again as a reminder of the form.
func TestRemindersAreNotSaidTwice(t *testing.T) {
	p := soundPlan()
	p.Connections = []Connection{{Mode: Phone, Number: "1", Code: "2"}, {Mode: Web, URL: "x", Reserve: true}}
	p.Invitation.Rules = []string{"Stäng av mikrofonen när du inte har ordet"}
	lines := scriptOf(t, p, nil, "sv").Opening
	n := 0
	for _, l := range lines {
		if strings.HasPrefix(l, "Stäng av mikrofonen") {
			n++
		}
		if strings.Contains(l, "webbmötet:") {
			t.Errorf("a reserve's reminder: %s", l)
		}
	}
	if n != 1 {
		t.Errorf("said %d times: %q", n, lines)
	}
}

func TestScriptNeedsItsTemplates(t *testing.T) {
	_, err := WriteScript(soundPlan(), nil, finnish{wordsIn(t, "sv")}, func(id string) string { return id })
	if err == nil {
		t.Error("a language without templates gives a script")
	}
}

// finnish is a printer of a language that has no templates.
type finnish struct{ Words }

func (finnish) Lang() string { return "fi" }

func TestWordsOfTheMoment(t *testing.T) {
	sv := wordsIn(t, "sv")
	for got, want := range map[string]string{
		strings.Join(SayReadBack(sv, "D1", "Väg 58 först"), "|"): "Jag läser upp beslut D1 ordagrant.|Väg 58 först.|" + sv.T("script.stances"),
		SayStance(sv, []string{"Ale"}):                           "Ale, står ni bakom, reserverar ni er eller saknar ni mandat?",
		SayStance(sv, []string{"Ale", "Borg"}):                   "Vi saknar svar från Ale och Borg. Står ni bakom, reserverar ni er eller saknar ni mandat?",
		SayFloor(sv, "Ale", Web):                                 "Ordet till Ale.",
		SayFloor(sv, "Ale", Rakel):                               "Ale, ordet är ert i högst en minut. KOM.",
		SayRakelLeft(sv, 50*time.Second):                         "10 sekunder kvar av minuten. Avsluta med KOM eller SLUT KOM.",
		SayRakelLeft(sv, 70*time.Second):                         "0 sekunder kvar av minuten. Avsluta med KOM eller SLUT KOM.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{"Läge": "Läge.", "Klart?": "Klart?", " En\n  rad. ": "En rad.", "": "", "Så här:": "Så här:", "kl. 12": "kl. 12."} {
		if got := sentence(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"Broar": "broar", "SMHI om snö": "SMHI om snö", "Ö": "ö", "": "", "Åtgärder": "åtgärder"} {
		if got := lowerFirst(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got, ok := clause("Att enas", "sv"); !ok || got != "att enas." {
		t.Errorf("%q %v", got, ok)
	}
	for lang, purpose := range map[string]string{"sv": "Attityder", "en": "Att enas"} {
		if _, ok := clause(purpose, lang); ok {
			t.Errorf("%q is no clause in %s", purpose, lang)
		}
	}
}

// Every step of a preset's agenda has words of its own, and every way in has a name that can be said.
func TestScriptStepsAndWays(t *testing.T) {
	w := wordsIn(t, "sv")
	p := soundPlan()
	p.Roles[0].Function = ""
	p.Documentation.Due = time.Time{}
	p.Agenda = nil
	said := map[agenda.Step]string{
		agenda.Reports: "Säg bara det som har ändrats sedan kl. 18:00. Det ni har skrivit i rapporten har alla läst.", agenda.Situation: w.T("script.correct-me"),
		agenda.Needs: w.T("script.needs"), agenda.Measures: w.T("script.measures"), agenda.Analysis: w.T("script.how.discussion"), agenda.Direction: w.T("script.how.discussion"),
	}
	for _, step := range agenda.Steps() {
		p.Agenda = append(p.Agenda, agenda.Item{ID: string(step), Title: "X", Kind: agenda.Discussion, Step: step, Minutes: 1})
	}
	p.Agenda[len(p.Agenda)-2].Kind = agenda.Decision // measures
	for i := range p.Connections {
		p.Connections[i].Reserve = true
	}
	s := scriptOf(t, p, nil, "sv")
	for i, it := range p.Agenda {
		if words, ok := said[it.Step]; ok && !slices.Contains(s.Items[i].Start, words) {
			t.Errorf("%s: %q", it.Step, s.Items[i].Start)
		}
	}
	if !slices.Contains(s.Items[9].End, w.T("script.measures-end")) {
		t.Errorf("measures end with %q", s.Items[9].End)
	}
	for _, way := range []string{"telefon 08-465 004 10", "Rakel, talgrupp SAMV 1", "lokalen Sal A", "webbmötet i kallelsen", "videokonferensen i kallelsen"} {
		if !slices.Contains(s.Opening, "Faller mötet går vi över till reserven: "+way+". Koderna står i kallelsen.") {
			t.Errorf("no reserve %s in %q", way, s.Opening)
		}
	}
	if !slices.Contains(s.Opening, "Jag leder mötet: <lst>.") || !slices.Contains(s.Closing, w.T("script.notes-soon")) {
		t.Error("a leader without function, or notes without a time")
	}
}
