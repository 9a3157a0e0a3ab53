package minutes_test

import (
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
	"samverkan/minutes"
)

// codes are the remarks on a record, as code and id.
func codes(c *conference.Conference) []string {
	var out []string
	for _, r := range minutes.Remarks(c) {
		out = append(out, strings.TrimPrefix(r.Code, "remark.")+" "+r.ID)
	}
	return out
}

func TestRemarksOnTheRegional(t *testing.T) {
	got := codes(exercise(t, "regional"))
	want := []string{"recording-without-file ", "need-late B2", "offer-unclaimed E3", "secrecy-suspected P1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestRemarks(t *testing.T) {
	r := meeting(t)
	got := codes(r.c)
	for _, want := range []string{"decision-without-validity D1", "measure-not-asked A1", "measure-not-followed-up A4", "need-late B1"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	for _, n := range []conference.WriteNote{
		{ID: "F1", Kind: conference.NoteQuestion, Content: conference.Content{Text: "Vem kör Tolvan, 19121212-1212?"}},
		{ID: "B2", Kind: conference.NoteNeed, Content: conference.Content{Text: "Sand."}},
		{ID: "M1", Kind: conference.NoteGoalConflict, Content: conference.Content{Text: "Vägen.", Parties: []string{"el", "vatten"}}},
		{ID: "P1", Kind: conference.NoteParked, Content: conference.Content{Text: "Kostnaden."}},
		{ID: "U1", Kind: conference.NoteUnowned, Content: conference.Content{Text: "Sanden."}},
	} {
		r.do(at(8, 45), conference.Secretary, &n)
	}
	r.do(at(8, 46), conference.Secretary, &conference.AcceptMeasure{ID: "A1", Accepted: false, Reason: "Ingen personal."})
	got = codes(r.c)
	for _, want := range []string{"question-unanswered F1", "need-unmet B2", "conflict-open M1", "parked-incomplete P1", "unowned U1", "measure-refused A1", "personal-number F1"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	r.do(at(8, 47), conference.Secretary, &conference.StrikeNote{ID: "F1", Reason: "Struken."})
	if got := codes(r.c); slices.Contains(got, "question-unanswered F1") || slices.Contains(got, "personal-number F1") {
		t.Error("a question that was struck needs no answer, and names nobody")
	}
	for _, lang := range []string{"sv", "en"} {
		for _, x := range minutes.Remarks(r.c) {
			if text := printer(t, lang).Fault(x.Fault()); !strings.Contains(text, x.ID) && x.Code != "remark.item-not-taken" || strings.Contains(text, "{{") {
				t.Errorf("%s %s: %q", lang, x.Code, text)
			}
		}
	}
}
