package clerk_test

import (
	"slices"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// Given a line of the log of an area, then it is a row of the morning meeting, what is done with it is a line of the record that can be taken
// back, what was put off comes back at the next meeting, and the walk is the host's: those who have nothing to do with it do not know of it.
func TestAMorningMeetingWalksAnArea(t *testing.T) {
	w := at(t, "called")
	lead := tib(host)
	put := func(id, text string, audience area.Audience) string {
		w.administer(clerk.PutItem{Item: area.Item{ID: id, Area: "yta-snokaos", Kind: area.Note, Title: area.Heading(text), Text: text, Owner: host,
			Audience: audience, OccurredAt: w.clock.now()}})
		return conference.RowName(conference.RowItem, "yta-snokaos", id)
	}
	open, ours := put("rad-1", "Väg 84 är avstängd.", area.Everyone), put("rad-2", "Vår egen växel svarar inte.", area.OnlyWe)
	start := func(id string, actors ...string) *clerk.WalkView {
		t.Helper()
		w.clock.set(w.clock.now().Add(time.Hour))
		if err := w.StartWalk(t.Context(), lead, "", clerk.NewWalk{ID: id, Area: "yta-snokaos", Title: "Morgonmöte", Actors: actors, Open: true, Alone: "Bara vi.",
			Agenda: clerk.WalkAgenda(func(key string, _ ...any) string { return key })}); err != nil {
			t.Fatal(err)
		}
		v, err := w.Walk(t.Context(), lead, id)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	row := func(v *clerk.WalkView, name string) *clerk.WalkRow {
		for _, part := range v.Parts {
			for i := range part.Rows {
				if part.Rows[i].Row == name {
					return &part.Rows[i]
				}
			}
		}
		return nil
	}
	take := func(id string, cmd conference.Command) error {
		_, err := w.Do(t.Context(), lead, id, clerk.Wish{OccurredAt: w.clock.now(), Command: cmd})
		return err
	}
	state := func(id string) *conference.Conference { return w.view(lead, id).Conference }

	v := start("morgon-1", host, attendee)
	if r := row(v, open); r == nil || r.Text != "Väg 84 är avstängd." || r.Taken != nil {
		t.Fatalf("the line of the log: %+v", r)
	}
	if r := row(v, ours); r == nil || !r.Narrow {
		t.Errorf("what only the host reads: %+v", r)
	}
	for _, part := range v.Parts {
		if part.Item == "" {
			t.Errorf("%s stands on no dagordning", part.Part)
		}
	}
	wantCode(t, take("morgon-1", &conference.TakeRow{Row: ours, How: conference.RowNoted}), "walk.narrow")
	wantCode(t, take("morgon-1", &conference.TakeRow{Row: conference.RowName(conference.RowItem, "yta-snokaos", "finns-inte"), How: conference.RowNoted}), "area.item-unknown")
	for _, cmd := range []conference.Command{
		&conference.TakeRow{Row: open, How: conference.RowNoted, Word: "fel ruta"}, &conference.ReturnRow{Row: open, Reason: "Fel rad."},
		&conference.TakeRow{Row: open, How: conference.RowLater, Item: string(clerk.WalkNews), Word: "fråga Trafikverket"},
		&conference.TakeRow{Row: ours, How: conference.RowMeasure, Word: "Ring televäxeln", Owner: host},
	} {
		if err := take("morgon-1", cmd); err != nil {
			t.Fatal(err)
		}
	}
	c := state("morgon-1")
	if n := c.Notes[len(c.Notes)-1]; n.Kind != conference.NoteParked || n.Text != "Väg 84 är avstängd.: fråga Trafikverket" || c.Notes[0].Struck == nil {
		t.Errorf("the record has %+v", c.Notes)
	}
	if x := c.Measures[0]; x.Text != "Ring televäxeln" || x.Accepted == nil || !*x.Accepted {
		t.Errorf("the measure is %+v", x)
	}
	for _, code := range []struct{ actor, code string }{{attendee, "access.host-only"}, {outsider, "conference.unknown"}} {
		_, err := w.Walk(t.Context(), tib(code.actor), "morgon-1")
		wantCode(t, err, code.code)
	}
	wantCode(t, w.StartWalk(t.Context(), tib(outsider), "", clerk.NewWalk{ID: "utanför", Area: "yta-snokaos", Title: "x"}), "area.unknown")

	v = start("morgon-2")
	if row(v, open) != nil {
		t.Error("what was new yesterday is new again")
	}
	parked, measure := conference.RowName(conference.RowCarried, "morgon-1", "P1"), conference.RowName(conference.RowCarried, "morgon-1", "A1")
	if row(v, parked) == nil || row(v, measure) == nil {
		t.Fatalf("what was left is not there: %+v", v.Parts)
	}
	if got := state("morgon-2").Plan.Actors(); !slices.Contains(got, attendee) {
		t.Errorf("they were there yesterday: %v", got)
	}
	if err := take("morgon-2", &conference.TakeRow{Row: measure, How: conference.RowStruck, Word: "Växeln svarar."}); err != nil {
		t.Fatal(err)
	}
	if x := state("morgon-1").Measures[0]; x.Status != conference.MeasureDone {
		t.Errorf("where it was agreed on it is %s", x.Status)
	}
	if err := take("morgon-2", &conference.ReturnRow{Row: measure, Reason: "Nej."}); err != nil {
		t.Fatal(err)
	}
	if x := state("morgon-1").Measures[0]; x.Status != conference.MeasureOpen {
		t.Errorf("taken back, it is %s", x.Status)
	}
}
