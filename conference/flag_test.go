package conference

import "testing"

func flagRows() []row {
	heard := &RaiseFlag{Kind: FlagNeed, Text: "Diesel."}
	note := &WriteNote{ID: "F1", Kind: NoteQuestion, Content: Content{Text: "När?"}}
	state := func(n int, answer FlagAnswer) func(*testing.T, *Conference) {
		return func(t *testing.T, c *Conference) {
			if len(c.Raised) != n || c.Raised[0].Answer != answer || c.Raised[0].AnsweredAt.IsZero() != (answer == "") {
				t.Errorf("%+v", c.Raised)
			}
		}
	}
	return []row{
		{name: "something heard", given: atItem("p2"), when: &RaiseFlag{Kind: FlagNeed, Text: "Diesel.\r\n"}, then: []Event{&FlagRaised{ID: "V1", Item: "p2", Kind: FlagNeed, Text: "Diesel."}},
			check: state(1, "")},
		{name: "a line of the record", given: atItem("p2", note), when: &RaiseFlag{Kind: FlagUnowned, Note: "F1"}, then: []Event{&FlagRaised{ID: "V1", Note: "F1", Item: "p2", Kind: FlagUnowned}}},
		{name: "it waits already", given: rolled(heard), when: heard},
		{name: "again when it was answered", given: rolled(heard, &AnswerFlag{ID: "V1", When: FlagAfter}), when: heard,
			then: []Event{&FlagRaised{ID: "V2", Kind: FlagNeed, Text: "Diesel."}}},
		{name: "of no kind", given: rolled(), when: &RaiseFlag{Kind: "x", Text: "Diesel."}, code: "flag.kind"},
		{name: "about nothing", given: rolled(), when: &RaiseFlag{Kind: FlagNeed, Text: " "}, code: "flag.empty"},
		{name: "about what is not there", given: rolled(), when: &RaiseFlag{Kind: FlagNeed, Note: "F9"}, code: "note.unknown"},
		{name: "under an id that is taken", given: rolled(&RaiseFlag{ID: "V1", Kind: FlagNeed, Text: "Vatten."}), when: &RaiseFlag{ID: "V1", Kind: FlagNeed, Text: "Diesel."}, code: "note.id-taken"},
		{name: "under an id that is none", given: rolled(), when: &RaiseFlag{ID: "A/1", Kind: FlagNeed, Text: "x"}, code: "id.invalid"},
		{name: "before the meeting", given: called(), when: heard, code: "meeting.not-open"},

		{name: "answered", given: rolled(heard), when: &AnswerFlag{ID: "V1", When: FlagNow}, then: []Event{&FlagAnswered{ID: "V1", When: FlagNow}}, check: state(1, FlagNow)},
		{name: "answered otherwise", given: rolled(heard, &AnswerFlag{ID: "V1", When: FlagNow}), when: &AnswerFlag{ID: "V1", When: FlagDropped},
			then: []Event{&FlagAnswered{ID: "V1", When: FlagDropped}}, check: state(1, FlagDropped)},
		{name: "answered so already", given: rolled(heard, &AnswerFlag{ID: "V1", When: FlagNow}), when: &AnswerFlag{ID: "V1", When: FlagNow}},
		{name: "that nobody raised", given: rolled(), when: &AnswerFlag{ID: "V1", When: FlagNow}, code: "flag.unknown"},
		{name: "with what is no answer", given: rolled(heard), when: &AnswerFlag{ID: "V1", When: "x"}, code: "flag.when"},
		{name: "before the meeting", given: called(), when: &AnswerFlag{ID: "V1", When: FlagNow}, code: "meeting.not-open"},
	}
}

// Flags are between the host's own people: nobody else has them, neither as they stand nor as rows.
func TestFlagsAreTheHosts(t *testing.T) {
	c := Replay(nil)
	c.Plan.Host = "lst"
	c.Apply(&FlagRaised{ID: "V1", Kind: FlagNeed, Text: "Diesel."}, Meta{Seq: 7})
	c.Apply(&FlagAnswered{ID: "V1", When: FlagAfter}, Meta{Seq: 8})
	if w := c.Withheld("kommun-a"); !w[7] || !w[8] || len(c.Withheld("lst")) != 0 {
		t.Errorf("withheld from one who is called: %v, from the host: %v", w, c.Withheld("lst"))
	}
	for _, x := range []struct {
		r    Reading
		want int
	}{{Reading{Actor: "kommun-a"}, 0}, {Reading{Whole: true}, 1}} {
		data, err := Snapshot(c, x.r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Restore(data)
		if err != nil || len(got.Raised) != x.want {
			t.Errorf("%+v reads %+v: %v", x.r, got.Raised, err)
		}
	}
}
