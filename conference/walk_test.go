package conference

import "testing"

func walkRows() []row {
	set := &SetWalk{Area: "yta-sno"}
	news, matter := "item/yta-sno/post-1", "carried/konf-1/A4"
	taken := func(n int, entry string) func(*testing.T, *Conference) {
		return func(t *testing.T, c *Conference) {
			if len(c.Walk.Taken) != n || n > 0 && c.Walk.Taken[n-1].Entry != entry {
				t.Errorf("%+v", c.Walk.Taken)
			}
		}
	}
	noted := &TakeRow{Row: news, How: RowNoted, Text: "Vägen är av", Word: "vi vet"}
	return []row{
		{name: "an area is walked", given: planned(), when: set, then: []Event{&WalkSet{Area: "yta-sno"}}},
		{name: "it is walked already", given: planned(set), when: set},
		{name: "of no area", given: planned(), when: &SetWalk{}, code: "id.invalid"},
		{name: "when the meeting is over", given: closed(), when: set, code: "meeting.closed"},

		{name: "noted", given: atItem("p2", set), when: noted, check: taken(1, "I1"),
			then: []Event{&NoteWritten{ID: "I1", Item: "p2", Kind: NoteInformation, Content: Content{Text: "Vägen är av: vi vet"}}, &RowTaken{Row: news, How: RowNoted, Entry: "I1"}}},
		{name: "made a need", given: atItem("p2", set), when: &TakeRow{Row: news, How: RowNeed, Text: "Reservkraft", Due: hhmm("22:00")}, check: taken(1, "B1"),
			then: []Event{&NoteWritten{ID: "B1", Item: "p2", Kind: NoteNeed, Content: Content{Text: "Reservkraft", NeededBy: hhmm("22:00")}}, &RowTaken{Row: news, How: RowNeed, Entry: "B1"}}},
		{name: "made a measure", given: atItem("p2", set), when: &TakeRow{Row: news, How: RowMeasure, Text: "Vägen är av", Word: "skylta", Owner: "kommun-a"}, check: taken(1, "A1"),
			then: []Event{&MeasureAgreed{ID: "A1", Item: "p2", Text: "Vägen är av: skylta", Owner: "kommun-a", Status: MeasureOpen}, &RowTaken{Row: news, How: RowMeasure, Entry: "A1"}}},
		{name: "followed up next time", given: atItem("p2", set), when: &TakeRow{Row: news, How: RowLater, Text: "Vägen är av", Word: "fråga Trafikverket"}, check: taken(1, "P1"),
			then: []Event{&NoteWritten{ID: "P1", Item: "p2", Kind: NoteParked, Content: Content{Text: "Vägen är av: fråga Trafikverket", Owner: "lst"}}, &RowTaken{Row: news, How: RowLater, Entry: "P1"}}},
		{name: "done with, and nothing written", given: atItem("p2", set), when: &TakeRow{Row: news, How: RowStruck}, then: []Event{&RowTaken{Row: news, How: RowStruck}}},
		{name: "taken the same way by two", given: atItem("p2", set, noted), when: noted},
		{name: "taken another way by two", given: atItem("p2", set, noted), when: &TakeRow{Row: news, How: RowStruck}, code: "walk.taken"},
		{name: "a carried measure that is done", given: atItem("p2", set), when: &TakeRow{Row: matter, How: RowStruck, Word: "Levererat."}, check: taken(1, ""),
			then: []Event{&FollowedUp{Conference: "konf-1", ID: "A4", Status: FollowDone, Text: "Levererat."}, &RowTaken{Row: matter, How: RowStruck}}},
		{name: "a carried measure that goes on", given: atItem("p2", set), when: &TakeRow{Row: matter, How: RowLater},
			then: []Event{&FollowedUp{Conference: "konf-1", ID: "A4", Status: FollowHolds}, &RowTaken{Row: matter, How: RowLater}}},
		{name: "what was not carried", given: atItem("p2", set), when: &TakeRow{Row: "carried/konf-1/A99", How: RowNoted}, code: "carried.unknown"},
		{name: "a measure without an owner", given: atItem("p2", set), when: &TakeRow{Row: news, How: RowMeasure, Text: "x"}, code: "measure.no-owner"},
		{name: "with nothing to write", given: atItem("p2", set), when: &TakeRow{Row: news, How: RowNoted}, code: "text.empty"},
		{name: "in no way", given: atItem("p2", set), when: &TakeRow{Row: news, How: "x", Text: "y"}, code: "walk.how"},
		{name: "what is no row", given: atItem("p2", set), when: &TakeRow{Row: "post-1", How: RowNoted}, code: "walk.row"},
		{name: "where nothing is walked", given: atItem("p2"), when: noted, code: "walk.none"},
		{name: "before the meeting", given: called(set), when: noted, code: "meeting.not-open"},

		{name: "taken back", given: atItem("p2", set, noted), when: &ReturnRow{Row: news, Reason: "Fel rad."}, check: taken(0, ""),
			then: []Event{&NoteStruck{ID: "I1", Reason: "Fel rad."}, &RowReturned{Row: news}}},
		{name: "a measure taken back", given: atItem("p2", set, &TakeRow{Row: news, How: RowMeasure, Text: "x", Owner: "kommun-a"}), when: &ReturnRow{Row: news, Reason: "Fel rad."},
			then: []Event{&MeasureReported{ID: "A1", Status: MeasureDropped, Text: "Fel rad."}, &RowReturned{Row: news}}},
		{name: "what was carried, taken back", given: atItem("p2", set, &TakeRow{Row: matter, How: RowStruck}), when: &ReturnRow{Row: matter, Reason: "Inte klart."},
			then: []Event{&FollowedUp{Conference: "konf-1", ID: "A4", Status: FollowHolds, Text: "Inte klart."}, &RowReturned{Row: matter}}},
		{name: "what nobody took", given: atItem("p2", set), when: &ReturnRow{Row: news, Reason: "x"}},
	}
}

// How far the host's people have come in an area is theirs: what came of it is in the record for everybody.
func TestWalkIsTheHosts(t *testing.T) {
	c := Replay(nil)
	c.Plan.Host = "lst"
	c.Apply(&WalkSet{Area: "yta-sno"}, Meta{Seq: 7})
	c.Apply(&RowTaken{Row: "item/yta-sno/post-1", How: RowStruck}, Meta{Seq: 8})
	c.Apply(&RowReturned{Row: "item/yta-sno/post-1"}, Meta{Seq: 9})
	if w := c.Withheld("kommun-a"); !w[7] || !w[8] || !w[9] || len(c.Withheld("lst")) != 0 {
		t.Errorf("withheld from one who is called: %v, from the host: %v", w, c.Withheld("lst"))
	}
	data, err := Snapshot(c, Reading{Actor: "kommun-a"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Restore(data); err != nil || got.Walk != nil {
		t.Errorf("one who is called reads %+v: %v", got.Walk, err)
	}
}
