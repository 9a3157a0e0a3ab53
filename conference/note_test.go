package conference

import (
	"testing"
)

func marked() Secrecy {
	return Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "lst", Readers: []string{"kommun-a"}}
}

func noteRows() []row {
	write := func(id string, kind NoteKind, v Content) *WriteNote {
		return &WriteNote{ID: id, Kind: kind, Content: v}
	}
	text := Content{Text: "Väg 714 är stängd."}
	question := write("F1", NoteQuestion, Content{Actor: "kommun-a", Text: "När?", To: "smhi"})
	rows := []row{
		{name: "under the current item, with the next label", given: atItem("p2"), when: write("", NoteInformation, Content{Actor: "smhi", Text: "Snö.", Source: "Prognos kl. 18"}),
			then: []Event{&NoteWritten{ID: "I1", Item: "p2", Kind: NoteInformation, Content: Content{Actor: "smhi", Text: "Snö.", Source: "Prognos kl. 18"}}}, check: func(t *testing.T, c *Conference) {
				n, _ := c.Note("I1")
				if n.By != "m-leader" || n.Role != Leader || !n.At.Equal(hhmm("17:16")) || n.Seq != c.Seq {
					t.Errorf("%+v", n)
				}
			}},
		{name: "who is quoted is here, when the roll-call was skipped", given: opened(&SkipRollCall{Reason: "x"}), when: write("", NoteInformation, Content{Actor: "smhi", Text: "Snö."}),
			then: []Event{&NoteWritten{ID: "I1", Kind: NoteInformation, Content: Content{Actor: "smhi", Text: "Snö."}},
				&AttendanceMarked{Participant: "smhi", Status: Present, Function: "Meteorolog", Mode: Web, Spoke: true}}},
		{name: "who is quoted after the close is not thereby here", given: opened(&SkipRollCall{Reason: "x"}, &CloseMeeting{}), when: write("", NoteInformation, Content{Actor: "smhi", Text: "Snö."}),
			then: []Event{&NoteWritten{ID: "I1", Kind: NoteInformation, Content: Content{Actor: "smhi", Text: "Snö."}}}},
		{name: "who is quoted and known to be absent is not here", given: opened(&SkipRollCall{Reason: "x"}, &MarkAttendance{Participant: "smhi", Status: Absent}), when: write("", NoteInformation, Content{Actor: "smhi", Text: "Skriftligt."}),
			then: []Event{&NoteWritten{ID: "I1", Kind: NoteInformation, Content: Content{Actor: "smhi", Text: "Skriftligt."}}}},
		{name: "in the lobby, under no item", given: inLobby(), when: write("T1", NoteRemark, text), then: []Event{&NoteWritten{ID: "T1", Kind: NoteRemark, Content: text}}},
		{name: "after the close", given: closed(), when: write("", NoteNeed, text), then: []Event{&NoteWritten{ID: "B1", Kind: NoteNeed, Content: text}}},
		{name: "after a label chosen by hand", given: opened(write("B7", NoteNeed, text)), when: write("", NoteNeed, text), then: []Event{&NoteWritten{ID: "B8", Kind: NoteNeed, Content: text}}},
		{name: "after a label that is struck", given: opened(write("", NoteNeed, text), &StrikeNote{ID: "B1", Reason: "x"}), when: write("", NoteNeed, text),
			then: []Event{&NoteWritten{ID: "B2", Kind: NoteNeed, Content: text}}},
		{name: "past a label that another kind has taken", given: opened(write("B1", NoteInformation, text)), when: write("", NoteNeed, text),
			then: []Event{&NoteWritten{ID: "B2", Kind: NoteNeed, Content: text}}},
		{name: "with an id of the writer's own", given: opened(), when: write("0190b6a0-0000-7000-8000-000000000000", NoteOffer, text),
			then: []Event{&NoteWritten{ID: "0190b6a0-0000-7000-8000-000000000000", Kind: NoteOffer, Content: text}}},
		{name: "already so", given: atItem("p2", write("I1", NoteInformation, text)), when: write("I1", NoteInformation, Content{Text: "Väg 714 är stängd.\r\n"})},
		{name: "already so, though another item has begun", given: atItem("p2", write("I1", NoteInformation, text), &StartItem{Item: "p3"}), when: write("I1", NoteInformation, text)},
		{name: "another text under the same id", given: opened(write("I1", NoteInformation, text)), when: write("I1", NoteInformation, Content{Text: "x"}), code: "note.id-taken"},
		{name: "the same under another item", given: atItem("p2", write("I1", NoteInformation, text)), when: &WriteNote{ID: "I1", Item: "p3", Kind: NoteInformation, Content: text}, code: "note.id-taken"},
		{name: "an id that a measure has", given: opened(&AgreeMeasure{Text: "x", Owner: "lst"}), when: write("A1", NoteInformation, text), code: "note.id-taken"},
		{name: "an id with a space", given: opened(), when: write("I 1", NoteInformation, text), code: "id.invalid"},
		{name: "of no kind", given: opened(), when: write("", "decision", text), code: "note.kind"},
		{name: "under no such item", given: opened(), when: &WriteNote{Item: "p9", Kind: NoteInformation, Content: text}, code: "agenda.item-unknown"},
		{name: "by somebody not invited", given: opened(), when: write("", NoteInformation, Content{Actor: "msb", Text: "x"}), code: "participant.unknown"},
		{name: "to somebody not invited", given: opened(), when: write("", NoteQuestion, Content{Text: "x", To: "msb"}), code: "participant.unknown"},
		{name: "an answer", given: opened(question), when: write("", NoteAnswer, Content{Actor: "smhi", Text: "Kl. 8.", Answers: "F1"}),
			then: []Event{&NoteWritten{ID: "S1", Kind: NoteAnswer, Content: Content{Actor: "smhi", Text: "Kl. 8.", Answers: "F1"}}}, check: func(t *testing.T, c *Conference) {
				if got := c.AnsweredBy("F1"); len(got) != 1 || got[0] != "S1" {
					t.Errorf("answered by %v", got)
				}
			}},
		{name: "an answer to nothing", given: opened(), when: write("", NoteAnswer, text), code: "note.answers-nothing"},
		{name: "an answer to what is not there", given: opened(), when: write("", NoteAnswer, Content{Text: "x", Answers: "F9"}), code: "note.unknown"},
		{name: "a correction", given: opened(write("I1", NoteInformation, text)), when: write("", NoteCorrection, Content{Text: "Väg 715.", Corrects: "I1"}),
			then: []Event{&NoteWritten{ID: "R1", Kind: NoteCorrection, Content: Content{Text: "Väg 715.", Corrects: "I1"}}}, check: func(t *testing.T, c *Conference) {
				if got := c.CorrectedBy("I1"); len(got) != 1 || got[0] != "R1" {
					t.Errorf("corrected by %v", got)
				}
			}},
		{name: "a correction of nothing", given: opened(), when: write("", NoteCorrection, text), code: "note.corrects-nothing"},
		{name: "a goal conflict", given: opened(), when: write("", NoteGoalConflict, Content{Text: "Plogning.", Parties: []string{"kommun-a", "kommun-b"}}),
			then: []Event{&NoteWritten{ID: "M1", Kind: NoteGoalConflict, Content: Content{Text: "Plogning.", Parties: []string{"kommun-a", "kommun-b"}}}}},
		{name: "a goal conflict with oneself", given: opened(), when: write("", NoteGoalConflict, Content{Text: "x", Parties: []string{"kommun-a", "kommun-a"}}), code: "note.conflict-parties"},
		{name: "a match", given: opened(write("B1", NoteNeed, text), write("E1", NoteOffer, text)), when: write("", NoteMatch, Content{Text: "E1 till B1.", Matches: []string{"B1", "E1"}}),
			then: []Event{&NoteWritten{ID: "X1", Kind: NoteMatch, Content: Content{Text: "E1 till B1.", Matches: []string{"B1", "E1"}}}}, check: func(t *testing.T, c *Conference) {
				if got := c.MatchedBy("B1"); len(got) != 1 || got[0] != "X1" {
					t.Errorf("matched by %v", got)
				}
			}},
		{name: "a match of one thing", given: opened(write("B1", NoteNeed, text)), when: write("", NoteMatch, Content{Text: "x", Matches: []string{"B1", "B1"}}), code: "note.match-nothing"},
		{name: "a match of nothing there", given: opened(), when: write("", NoteMatch, Content{Text: "x", Matches: []string{"B1", "E1"}}), code: "note.unknown"},
		{name: "a situation with grades", given: opened(), when: write("", NoteSituation, Content{Text: "Läget.", Impact: []Impact{{"kommun-a", 4}, {"kommun-b", 0}}}),
			then: []Event{&NoteWritten{ID: "G1", Kind: NoteSituation, Content: Content{Text: "Läget.", Impact: []Impact{{"kommun-a", 4}, {"kommun-b", 0}}}}}},
		{name: "a grade of 6", given: opened(), when: write("", NoteSituation, Content{Text: "x", Impact: []Impact{{"kommun-a", 6}}}), code: "impact.grade"},
		{name: "two grades for one", given: opened(), when: write("", NoteSituation, Content{Text: "x", Impact: []Impact{{"kommun-a", 4}, {"kommun-a", 5}}}), code: "impact.twice"},
		{name: "a grade for somebody not invited", given: opened(), when: write("", NoteSituation, Content{Text: "x", Impact: []Impact{{"msb", 4}}}), code: "participant.unknown"},
		{name: "too many parties", given: opened(), when: write("", NoteGoalConflict, Content{Text: "x", Parties: make([]string, MaxParts+1)}), code: "list.too-long"},
		{name: "marked", given: opened(), when: write("", NoteParked, Content{Text: "Vattentäkten.", Owner: "lst", Forum: "Kl. 20.30", Secrecy: marked()}),
			then: []Event{&NoteWritten{ID: "P1", Kind: NoteParked, Content: Content{Text: "Vattentäkten.", Owner: "lst", Forum: "Kl. 20.30", Secrecy: marked()}}}},
		{name: "an answer to what is marked is marked", given: opened(write("F1", NoteQuestion, Content{Text: "Hemligt?", Secrecy: marked()})), when: write("", NoteAnswer, Content{Text: "Ja.", Answers: "F1"}),
			then: []Event{&NoteWritten{ID: "S1", Kind: NoteAnswer, Content: Content{Text: "Ja.", Answers: "F1", Secrecy: marked()}}}},
		{name: "a correction of what stands under a marked item is marked", given: atItem("p2", &MarkItemSecrecy{Secrecy: marked()}, write("I1", NoteInformation, text), &StartItem{Item: "p3"}),
			when: write("", NoteCorrection, Content{Text: "Väg 715.", Corrects: "I1"}),
			then: []Event{&NoteWritten{ID: "R1", Item: "p3", Kind: NoteCorrection, Content: Content{Text: "Väg 715.", Corrects: "I1", Secrecy: marked()}}}},
		{name: "marked without ground", given: opened(), when: write("", NoteInformation, Content{Text: "x", Secrecy: Secrecy{Suspected: true, Owner: "lst"}}), code: "secrecy.no-ground"},
		{name: "marked without owner", given: opened(), when: write("", NoteInformation, Content{Text: "x", Secrecy: Secrecy{Ground: "OSL 18 kap. 13 §"}}), code: "secrecy.no-owner"},
		{name: "säkerhetsskydd", given: opened(), when: write("", NoteInformation, Content{Text: "x", Secrecy: Secrecy{Ground: "Säkerhetsskyddslagen", Owner: "lst"}}), code: "secrecy.security-classified"},
		{name: "säkerhetsskydd, said in the text", given: opened(), when: write("", NoteInformation, Content{Text: "Uppgiften är SÄKERHETSSKYDDSKLASSIFICERAD.", Secrecy: marked()}), code: "secrecy.security-classified"},

		{name: "changed", given: opened(write("I1", NoteInformation, text)), when: &ReviseNote{ID: "I1", Content: Content{Text: "Väg 715."}},
			then: []Event{&NoteRevised{ID: "I1", Content: Content{Text: "Väg 715."}}}, check: func(t *testing.T, c *Conference) {
				n, _ := c.Note("I1")
				if len(n.Revisions) != 1 || n.Revisions[0].Content.Text != text.Text || len(n.Origin) != 2 {
					t.Errorf("%+v", n)
				}
			}},
		{name: "changed when two changes were seen", given: opened(write("I1", NoteInformation, text), &ReviseNote{ID: "I1", Content: Content{Text: "2"}}, &ReviseNote{ID: "I1", Base: 1, Content: Content{Text: "3"}}),
			when: &ReviseNote{ID: "I1", Base: 2, Content: Content{Text: "4"}}, then: []Event{&NoteRevised{ID: "I1", Content: Content{Text: "4"}}}},
		{name: "a marked one stays marked", given: opened(write("I1", NoteInformation, Content{Text: "x", Secrecy: marked()})), when: &ReviseNote{ID: "I1", Content: Content{Text: "y"}},
			then: []Event{&NoteRevised{ID: "I1", Content: Content{Text: "y", Secrecy: marked()}}}},
		{name: "already so", given: opened(write("I1", NoteInformation, text)), when: &ReviseNote{ID: "I1", Base: 7, Content: text}},
		{name: "changed by somebody else meanwhile", given: opened(write("I1", NoteInformation, text), &ReviseNote{ID: "I1", Content: Content{Text: "Andra."}}),
			when: &ReviseNote{ID: "I1", Content: Content{Text: "Första."}}, then: []Event{&NoteRevised{ID: "I1", Beside: true, Content: Content{Text: "Första."}}}, check: func(t *testing.T, c *Conference) {
				n, _ := c.Note("I1")
				if n.Text != "Andra." || len(n.Beside) != 1 || n.Beside[0].Content.Text != "Första." || n.Base() != 2 {
					t.Errorf("%+v", n)
				}
			}},
		{name: "changed from what nobody has seen", given: opened(write("I1", NoteInformation, text)), when: &ReviseNote{ID: "I1", Base: 7, Content: Content{Text: "Första."}}, code: "note.revised-meanwhile"},
		{name: "the same once more meanwhile", given: opened(write("I1", NoteInformation, text), &ReviseNote{ID: "I1", Content: Content{Text: "Andra."}}, &ReviseNote{ID: "I1", Content: Content{Text: "Första."}}),
			when: &ReviseNote{ID: "I1", Content: Content{Text: "Första."}}},
		{name: "chosen among two", given: opened(write("I1", NoteInformation, text), &ReviseNote{ID: "I1", Content: Content{Text: "Andra."}}, &ReviseNote{ID: "I1", Content: Content{Text: "Första."}}),
			when: &ReviseNote{ID: "I1", Base: 2, Content: Content{Text: "Andra."}}, then: []Event{&NoteRevised{ID: "I1", Content: Content{Text: "Andra."}}}, check: func(t *testing.T, c *Conference) {
				if n, _ := c.Note("I1"); len(n.Beside) != 0 || len(n.Revisions) != 3 || n.Base() != 3 {
					t.Errorf("%+v", n)
				}
			}},
		{name: "not there", given: opened(), when: &ReviseNote{ID: "I1", Content: text}, code: "note.unknown"},
		{name: "struck", given: opened(write("I1", NoteInformation, text), &StrikeNote{ID: "I1", Reason: "x"}), when: &ReviseNote{ID: "I1", Content: Content{Text: "y"}}, code: "note.struck"},
		{name: "to nothing", given: opened(write("I1", NoteInformation, text)), when: &ReviseNote{ID: "I1"}, code: "text.empty"},
		{name: "an answer to answer nothing", given: opened(question, write("S1", NoteAnswer, Content{Text: "x", Answers: "F1"})), when: &ReviseNote{ID: "S1", Content: text}, code: "note.answers-nothing"},

		{name: "struck", given: opened(write("I1", NoteInformation, text)), when: &StrikeNote{ID: "I1", Reason: "Sades inte."}, then: []Event{&NoteStruck{ID: "I1", Reason: "Sades inte."}}},
		{name: "already so", given: opened(write("I1", NoteInformation, text), &StrikeNote{ID: "I1", Reason: "x"}), when: &StrikeNote{ID: "I1", Reason: "y"}},
		{name: "not there", given: opened(), when: &StrikeNote{ID: "I1", Reason: "x"}, code: "note.unknown"},
		{name: "without a reason", given: opened(write("I1", NoteInformation, text)), when: &StrikeNote{ID: "I1"}, code: "text.empty"},

		{name: "a note", given: opened(write("I1", NoteInformation, text)), when: &MarkSecrecy{ID: "I1", Secrecy: marked()}, then: []Event{&SecrecyMarked{ID: "I1", Secrecy: marked()}}},
		{name: "a decision", given: opened(&ProposeDecision{Text: "x"}), when: &MarkSecrecy{ID: "D1", Secrecy: marked()}, then: []Event{&SecrecyMarked{ID: "D1", Secrecy: marked()}}},
		{name: "a measure", given: opened(&AgreeMeasure{Text: "x", Owner: "lst"}), when: &MarkSecrecy{ID: "A1", Secrecy: marked()}, then: []Event{&SecrecyMarked{ID: "A1", Secrecy: marked()}}},
		{name: "material", given: planned(&AddMaterial{Material: Material{Title: "Karta"}}), when: &MarkSecrecy{ID: "Karta", Secrecy: marked()}, then: []Event{&SecrecyMarked{ID: "Karta", Secrecy: marked()}}},
		{name: "opened again", given: opened(write("I1", NoteInformation, Content{Text: "x", Secrecy: marked()})), when: &MarkSecrecy{ID: "I1"}, then: []Event{&SecrecyMarked{ID: "I1"}}},
		{name: "already so", given: opened(write("I1", NoteInformation, text)), when: &MarkSecrecy{ID: "I1"}},
		{name: "not there", given: opened(), when: &MarkSecrecy{ID: "I1", Secrecy: marked()}, code: "note.unknown"},
		{name: "without owner", given: opened(write("I1", NoteInformation, text)), when: &MarkSecrecy{ID: "I1", Secrecy: Secrecy{Ground: "OSL 18 kap. 13 §"}}, code: "secrecy.no-owner"},

		{name: "taken", given: opened(write("U1", NoteUnowned, Content{Text: "x", RaisedBy: "smhi"})), when: &TakeOwnership{ID: "U1", Actor: "kommun-a"}, then: []Event{&OwnershipTaken{ID: "U1", Actor: "kommun-a"}}},
		{name: "already so", given: opened(write("U1", NoteUnowned, text), &TakeOwnership{ID: "U1", Actor: "kommun-a"}), when: &TakeOwnership{ID: "U1", Actor: "kommun-a"}},
		{name: "taken by another", given: opened(write("U1", NoteUnowned, text), &TakeOwnership{ID: "U1", Actor: "kommun-a"}), when: &TakeOwnership{ID: "U1", Actor: "kommun-b"}, code: "unowned.taken"},
		{name: "by somebody not invited", given: opened(write("U1", NoteUnowned, text)), when: &TakeOwnership{ID: "U1", Actor: "msb"}, code: "participant.unknown"},
		{name: "what is no unowned problem", given: opened(write("I1", NoteInformation, text)), when: &TakeOwnership{ID: "I1", Actor: "kommun-a"}, code: "unowned.unknown"},
		{name: "what is struck", given: opened(write("U1", NoteUnowned, text), &StrikeNote{ID: "U1", Reason: "x"}), when: &TakeOwnership{ID: "U1", Actor: "kommun-a"}, code: "note.struck"},
	}
	for _, cmd := range []Command{write("", NoteInformation, text), &ReviseNote{ID: "I1", Content: text}, &StrikeNote{ID: "I1", Reason: "x"}, &TakeOwnership{ID: "U1", Actor: "lst"}} {
		rows = append(rows, inPhases(cmd, onlyRecord)...)
	}
	return append(rows, inPhases(&MarkSecrecy{ID: "I1"}, anyTime)...)
}

// Every kind has its own letter, and every kind can be written.
func TestLabelsOfEveryKind(t *testing.T) {
	s := tell(t, opened(&WriteNote{ID: "x", Kind: NoteQuestion, Content: Content{Text: "x"}}, &WriteNote{ID: "y", Kind: NoteQuestion, Content: Content{Text: "y"}})...)
	seen := map[string]bool{}
	for _, kind := range NoteKinds() {
		s.do(&WriteNote{Kind: kind, Content: Content{Text: "x", Answers: "x", Corrects: "x", Parties: []string{"lst", "smhi"}, Matches: []string{"x", "y"}}})
		label := s.c.Notes[len(s.c.Notes)-1].ID
		if label[1:] != "1" || seen[label] {
			t.Errorf("%s is called %s", kind, label)
		}
		seen[label] = true
	}
}
