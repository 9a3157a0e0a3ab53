package minutes_test

import (
	"fmt"
	"testing"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/minutes"
)

func BenchmarkComposeRegional(b *testing.B) {
	c := exercise(b, "regional")
	o := options(b, c, "sv", "")
	b.ReportAllocs()
	for b.Loop() {
		minutes.Compose(c, o)
	}
}

func BenchmarkDocumentRegional(b *testing.B) {
	c := exercise(b, "regional")
	o := options(b, c, "sv", "")
	m := minutes.Compose(c, o)
	b.ReportAllocs()
	for b.Loop() {
		minutes.MinutesDocument(m, o)
	}
}

// long is a meeting of many entries: a day of a staff, with everything that refers to something else.
func long(tb testing.TB, entries int) *conference.Conference {
	tb.Helper()
	r := &recorder{tb: tb, c: conference.New()}
	start := time.Date(2027, 1, 6, 8, 0, 0, 0, time.UTC)
	p := conference.Plan{ID: "lang", Incident: "h1", Title: "Lång konferens", Level: conference.Regional, SeriesNo: 1, Host: "a0", Start: start, End: start.Add(20 * time.Hour)}
	for i := range 20 {
		p.Agenda = append(p.Agenda, agenda.Item{ID: fmt.Sprintf("p%d", i), Number: i, Title: fmt.Sprintf("Punkt %d", i), Kind: agenda.Information, Minutes: 60})
	}
	for i := range 42 {
		p.Participants = append(p.Participants, conference.Participant{Actor: fmt.Sprintf("a%d", i), Role: conference.Attendee})
	}
	r.do(start, "", &conference.PlanConference{Plan: p})
	r.do(start, "", &conference.OpenMeeting{})
	r.do(start, "", &conference.SkipRollCall{Reason: "Lång dag"})
	for i := range entries {
		now := start.Add(time.Duration(i) * 10 * time.Second)
		if i%(entries/20+1) == 0 {
			r.do(now, "", &conference.StartItem{Item: fmt.Sprintf("p%d", i/(entries/20+1))})
		}
		actor := fmt.Sprintf("a%d", i%42)
		say := conference.Content{Actor: actor, Text: fmt.Sprintf("Uppgift nummer %d från %s, med en rad om hur läget är just nu.", i, actor)}
		switch i % 5 {
		case 0:
			r.do(now, "", &conference.WriteNote{ID: fmt.Sprintf("B%d", i), Kind: conference.NoteNeed, Content: say})
		case 1:
			r.do(now, "", &conference.AgreeMeasure{ID: fmt.Sprintf("A%d", i), Text: say.Text, Owner: actor, Matches: []string{fmt.Sprintf("B%d", i-1)}})
		case 2:
			r.do(now, "", &conference.WriteNote{ID: fmt.Sprintf("F%d", i), Kind: conference.NoteQuestion, Content: say})
		case 3:
			say.Answers = fmt.Sprintf("F%d", i-1)
			r.do(now, "", &conference.WriteNote{ID: fmt.Sprintf("S%d", i), Kind: conference.NoteAnswer, Content: say})
		default:
			r.do(now, "", &conference.GrantFloor{Actor: actor})
		}
	}
	return r.c
}

func BenchmarkCompose5000(b *testing.B) {
	c := long(b, 5000)
	o := options(b, c, "sv", "")
	b.ReportAllocs()
	for b.Loop() {
		minutes.Compose(c, o)
	}
}

func BenchmarkDocument5000(b *testing.B) {
	c := long(b, 5000)
	o := options(b, c, "sv", "")
	m := minutes.Compose(c, o)
	b.ReportAllocs()
	for b.Loop() {
		minutes.MinutesDocument(m, o)
	}
}

// BenchmarkPublic5000 makes the public version of a record in which every tenth line is marked, and holds it against the whole as the
// page that the leader confirms does.
func BenchmarkPublic5000(b *testing.B) {
	c := long(b, 5000)
	for i := range c.Notes {
		if i%10 == 0 {
			c.Notes[i].Secrecy = conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "a1"}
		}
	}
	whole := options(b, c, "sv", "")
	open := whole
	open.May, open.Public = minutes.Public, true
	a := minutes.MinutesDocument(minutes.Compose(c, whole), whole)
	b.ReportAllocs()
	for b.Loop() {
		m := minutes.Compose(c, open)
		if m.Omitted == 0 || len(minutes.Passages(a, minutes.MinutesDocument(m, open))) == 0 {
			b.Fatal("nothing is left out")
		}
	}
}

// A record of 5,000 entries is composed without losing any.
func TestLongRecord(t *testing.T) {
	c := long(t, 5000)
	complete(t, c, minutes.Compose(c, minutes.Options{}))
}
