package conference

import (
	"testing"
)

func evaluationRows() []row {
	tomorrow := func(at string) NextMeeting { return NextMeeting{Start: hhmm(at).AddDate(0, 0, 1)} }
	next := tomorrow("14:00")
	next.Conference, next.Title, next.Text = "konf-3", "Nr 3", "Samma väg in."
	next.End, next.ReportDeadline = next.Start.AddDate(0, 0, 0).Add(1), hhmm("11:00").AddDate(0, 0, 1)
	with := func(change func(*NextMeeting)) *PlanNext {
		n := next
		change(&n)
		return &PlanNext{n}
	}
	under := func(item string) NextMeeting {
		n := next
		n.Item = item
		return n
	}
	rows := []row{
		{name: "agreed", given: atItem("p3"), when: &PlanNext{next}, then: []Event{&NextPlanned{under("p3")}}},
		{name: "changed", given: atItem("p3", &PlanNext{tomorrow("10:00")}), when: &PlanNext{next}, then: []Event{&NextPlanned{under("p3")}}},
		{name: "already so", given: atItem("p3", &PlanNext{next}), when: &PlanNext{next}},
		{name: "at no time", given: rolled(), when: &PlanNext{}, code: "plan.times"},
		{name: "ends before it starts", given: rolled(), when: with(func(n *NextMeeting) { n.End = n.Start }), code: "plan.times"},
		{name: "in the past", given: rolled(), when: &PlanNext{NextMeeting{Start: hhmm("10:00")}}, code: "next.past"},
		{name: "reports due after it has begun", given: rolled(), when: with(func(n *NextMeeting) { n.ReportDeadline = n.Start.Add(1) }), code: "next.report-after-start"},
		{name: "under no such item", given: rolled(), when: with(func(n *NextMeeting) { n.Item = "p9" }), code: "agenda.item-unknown"},
		{name: "with an id that is none", given: rolled(), when: with(func(n *NextMeeting) { n.Conference = "konf 3" }), code: "id.invalid"},
		{name: "titled on two lines", given: rolled(), when: with(func(n *NextMeeting) { n.Title = "a\nb" }), code: "text.line-break"},

		{name: "given", given: closed(), when: &Evaluate{Leading: 5, Speakers: 4, Tech: 3, Result: 2, Text: " Bra. "}, then: []Event{&Evaluated{Leading: 5, Speakers: 4, Tech: 3, Result: 2, Text: "Bra."}}},
		{name: "given anew by the same", given: approved(&Evaluate{Leading: 5}), when: &Evaluate{Leading: 1}, then: []Event{&Evaluated{Leading: 1}}, check: func(t *testing.T, c *Conference) {
			if len(c.Evaluations) != 1 || c.Evaluations[0].Leading != 1 {
				t.Errorf("%+v", c.Evaluations)
			}
		}},
		{name: "already so", given: closed(&Evaluate{Text: "Bra."}), when: &Evaluate{Text: "Bra.\n"}},
		{name: "before the close", given: rolled(), when: &Evaluate{Leading: 5}, code: "evaluation.meeting-not-closed"},
		{name: "6 of 5", given: closed(), when: &Evaluate{Tech: 6}, code: "evaluation.grade"},
		{name: "below 0", given: closed(), when: &Evaluate{Tech: -1, Leading: 1}, code: "evaluation.grade"},
		{name: "nothing", given: closed(), when: &Evaluate{Text: " "}, code: "evaluation.empty"},
	}
	rows = append(rows, inPhases(&PlanNext{next}, onlyRecord)...)
	return append(rows, inPhases(&Evaluate{Leading: 1}, anyTime)...)
}

// Each member evaluates for itself.
func TestEvaluationsOfSeveral(t *testing.T) {
	s := tell(t, closed(&Evaluate{Leading: 5})...)
	s.as("m-a", "kommun-a", Attendee).do(&Evaluate{Leading: 2}).do(&Evaluate{Leading: 3})
	if len(s.c.Evaluations) != 2 || s.c.Evaluations[0].Leading != 5 || s.c.Evaluations[1].Leading != 3 {
		t.Errorf("%+v", s.c.Evaluations)
	}
}
