package minutes_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/internal/i18n"
	"samverkan/minutes"
)

// Whatever is in a record, it can be composed and written for anybody; nothing is lost or doubled; every decision that was
// settled names every actor once; and no marked word reaches a reader without the right.
func TestAnyRecord(t *testing.T) {
	words := map[string]*i18n.Printer{"sv": printer(t, "sv"), "en": printer(t, "en")}
	rapid.Check(t, func(t *rapid.T) {
		r := newRandomRecord(t)
		r.play(rapid.IntRange(0, 90).Draw(t, "steps"))
		lang := rapid.SampledFrom([]string{"sv", "en"}).Draw(t, "language")
		host := minutes.Options{Now: r.now, Printer: words[lang]}
		all := minutes.Compose(r.c, host)
		complete(t, r.c, all)
		everyActorOnce(t, r.c, all)
		valid(t, r.c, all, host)
		reader := host
		reader.May = func(s conference.Secrecy) bool { return s.ReadableBy(outsider, r.c.Plan.Host) }
		seen := printed(t, r.c, minutes.Compose(r.c, reader), reader)
		for _, h := range r.held {
			if h.hidden(r.c, outsider) && strings.Contains(seen, h.word) {
				t.Fatalf("%s is marked and was given out", h.word)
			}
		}
		complete(t, r.c, minutes.Compose(r.c, reader))
	})
}

// fataler is what the checks need of a test, of rapid's or of the standard one.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// complete holds minutes against the record: each thing once in its list, once among the entries, in order of time.
func complete(t fataler, c *conference.Conference, m *minutes.Minutes) {
	t.Helper()
	entered := map[string]int{}
	for _, list := range entryLists(m) {
		for i, e := range list {
			if i > 0 && e.At.Before(list[i-1].At) {
				t.Fatalf("%s %s comes after %s %s but happened before", e.What, e.ID, list[i-1].What, list[i-1].ID)
			}
			entered[fmt.Sprintf("%s %s %s %d %d", e.What, e.Step, e.ID, e.Index, e.Part)]++
		}
	}
	for what, n := range entered {
		if n != 1 {
			t.Fatalf("%q is entered %d times", what, n)
		}
	}
	once := func(what minutes.What, id string) {
		if entered[fmt.Sprintf("%s  %s 0 0", what, id)] != 1 {
			t.Fatalf("%s %s is not entered", what, id)
		}
	}
	notes := map[string]minutes.Note{}
	for _, n := range m.Notes {
		notes[n.ID] = n
	}
	for _, n := range c.Notes {
		once(minutes.EntryNote, n.ID)
		if got, ok := notes[n.ID]; !ok || got.Kind != n.Kind || got.Item != n.Item {
			t.Fatalf("note %s: %+v", n.ID, got)
		}
	}
	ordered := slices.IsSortedFunc(m.Notes, func(a, b minutes.Note) int { return a.At.Compare(b.At) })
	if len(m.Notes) != len(c.Notes) || !ordered {
		t.Fatalf("%d notes of %d, in order: %v", len(m.Notes), len(c.Notes), ordered)
	}
	for i, d := range c.Decisions {
		once(minutes.EntryDecision, d.ID)
		if m.Decisions[i].ID != d.ID || len(m.Decisions) != len(c.Decisions) {
			t.Fatalf("decision %d is %s", i, m.Decisions[i].ID)
		}
	}
	for _, x := range c.Measures {
		once(minutes.EntryMeasure, x.ID)
		if got, ok := m.Measure(x.ID); !ok || got.Owner != x.Owner || len(got.Reports) != len(x.Reports) {
			t.Fatalf("measure %s: %+v", x.ID, got)
		}
	}
	talks := len(c.Speakers.Talks)
	if c.Speakers.OnAir != nil {
		talks++
	}
	if len(m.Talks) != talks || len(m.Measures) != len(c.Measures) || len(m.Waiting) != len(c.Speakers.Queue) {
		t.Fatalf("%d talks of %d, %d measures of %d", len(m.Talks), talks, len(m.Measures), len(c.Measures))
	}
	for i, x := range c.Speakers.Talks {
		if m.Talks[i].Actor != x.Actor || !m.Talks[i].From.Equal(x.Start) {
			t.Fatalf("talk %d: %+v", i, m.Talks[i])
		}
	}
	marks, followUps := 0, 0
	for _, s := range m.RollCall.Seats {
		if len(s.Marks) != len(c.RollCall.Marks[s.Key]) {
			t.Fatalf("%s has %d marks", s.Key, len(s.Marks))
		}
		marks += len(s.Marks)
	}
	for what := range entered {
		if strings.HasPrefix(what, string(minutes.EntryFollowUp)) {
			followUps++
		}
	}
	total := 0
	for _, list := range c.RollCall.Marks {
		total += len(list)
	}
	if marks != total || followUps != len(c.FollowUps) || len(m.Evaluations) != len(c.Evaluations) {
		t.Fatalf("%d marks of %d, %d follow-ups of %d", marks, total, followUps, len(c.FollowUps))
	}
}

func entryLists(m *minutes.Minutes) [][]minutes.Entry {
	out := [][]minutes.Entry{m.Outside}
	for _, it := range m.Items {
		out = append(out, it.Entries)
	}
	return out
}

func everyActorOnce(t fataler, c *conference.Conference, m *minutes.Minutes) {
	t.Helper()
	for _, d := range m.Decisions {
		if d.Status != minutes.DecisionSettled {
			continue
		}
		var actors []string
		for _, s := range d.Stances {
			actors = append(actors, s.Actor)
		}
		n := d.Counts
		if !slices.Equal(actors, c.Plan.Actors()) || n.StandBehind+n.Reserve+n.NoMandate+n.NotTakingPart+n.Absent != len(actors) {
			t.Fatalf("%s: %v, %+v", d.ID, actors, n)
		}
	}
}

// documents are all that can be written about a conference.
func documents(c *conference.Conference, m *minutes.Minutes, o minutes.Options) map[string]*document.Document {
	all := []*minutes.Minutes{m}
	return map[string]*document.Document{
		"minutes": minutes.MinutesDocument(m, o), "decision-log": minutes.DecisionLog(all, o), "action-list": minutes.ActionList(all, o),
		"situation": minutes.SituationSummary(m, o), "invitation": minutes.InvitationDocument(c, o), "agenda": minutes.AgendaDocument(c, o),
		"roll-call": minutes.RollCallDocument(c, false, o), "roll-call-blank": minutes.RollCallDocument(c, true, o), "note-form": minutes.NoteForm(c, o),
	}
}

// valid holds every document against the rules of documents, and looks for words that the catalogues lack.
func valid(t fataler, c *conference.Conference, m *minutes.Minutes, o minutes.Options) {
	t.Helper()
	for name, d := range documents(c, m, o) {
		for _, p := range d.Validate() {
			t.Fatalf("%s: %s %s %v", name, p.Where, p.Code, p.Args)
		}
		if text := whole(d); strings.ContainsAny(text, "⟦⟧") || strings.Contains(text, "<no value>") {
			at := max(strings.Index(text, "⟦"), strings.Index(text, "<no value>"))
			t.Fatalf("%s: …%s…", name, text[max(0, at-60):min(len(text), at+60)])
		}
	}
}

// whole is a document with everything in it, not only what is read aloud.
func whole(d *document.Document) string { return fmt.Sprintf("%+v", *d) }

// printed is every byte that a reader can be given of a conference.
func printed(t fataler, c *conference.Conference, m *minutes.Minutes, o minutes.Options) string {
	t.Helper()
	var b bytes.Buffer
	b.Write(m.JSON())
	for _, d := range documents(c, m, o) {
		b.WriteString(whole(d))
	}
	all := []*minutes.Minutes{m}
	for _, rows := range [][][]string{minutes.MeasureRows(all, o), minutes.DecisionRows(all, o)} {
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\t"))
		}
	}
	fmt.Fprint(&b, minutes.Compare(&minutes.Minutes{}, m))
	return b.String()
}
