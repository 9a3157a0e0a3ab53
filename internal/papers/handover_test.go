package papers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/course"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// A handover is one page whether there is little to hand over or much; what there is no room for is counted; and its name says that it is
// an exercise.
func TestHandoverIsOnePage(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	d, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2027, 1, 7, 6, 0, 0, 0, time.UTC)
	for _, n := range []int{0, 1, 60} {
		h := course.Handover{Incident: conference.Incident{ID: "sno", Title: "Snökaos", Exercise: true}, Since: at.Add(-12 * time.Hour), At: at, Omitted: n}
		for i := range n {
			from := course.From{Conference: "k", Title: "Regional samverkanskonferens", ID: fmt.Sprint("A", i)}
			text := strings.Repeat("Kör ut vatten till alla som saknar det. ", 12)
			h.Happened = append(h.Happened, course.Happened{From: from, At: at, What: course.DecisionTaken, Text: text})
			h.Holding = append(h.Holding, course.Held{From: from, Text: text, SettledAt: at, ValidUntil: at.Add(30 * time.Hour), Reservations: i})
			h.Measures = append(h.Measures, course.Measure{From: from, Text: text, Owner: "smhi", Due: at, Late: true})
			h.Unowned = append(h.Unowned, course.Problem{From: from, Text: text, RaisedBy: "smhi", At: at})
			h.Coming = append(h.Coming, course.Coming{Title: "Möte", At: at, End: at})
		}
		f, err := papers.Handover(t.Context(), texts.For(i18n.Swedish), d, "smhi", h, pack.PDF)
		if err != nil || f.Pages != 1 || f.Name != "2027-01-07_0700_ovning_overlamning_snokaos.pdf" || len(f.Replaced) > 0 {
			t.Errorf("%d lines of each: %d pages, %s, %v", n, f.Pages, f.Name, err)
		}
		md, err := papers.Handover(t.Context(), texts.For(i18n.Swedish), d, "smhi", h, pack.Markdown)
		if err != nil || strings.Count(string(md.Content), "Kör ut vatten till alla") != n*12*4 {
			t.Errorf("as text something is left out: %v", err)
		}
	}
	if _, err := papers.Handover(t.Context(), texts.For(i18n.Swedish), d, "", course.Handover{}, "doc"); fault.CodeOf(err) != "pack.format" {
		t.Error(err)
	}
}
