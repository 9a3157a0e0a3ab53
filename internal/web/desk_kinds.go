package web

import "samverkan/conference"

// KindMark is how a kind that the script shows is drawn and called.
type KindMark struct {
	Value string
	Mark  Mark
	Word  string
}

// KindMarks lists every kind that can wait to be sent.
func (m *Room) KindMarks() []KindMark {
	var out []KindMark
	add := func(value string, mark Mark) { out = append(out, KindMark{value, mark, m.T(mark.Key)}) }
	add("decision", markDecision)
	add("reservation", markReservation)
	add("measure", markMeasure)
	for _, k := range conference.NoteKinds() {
		add(string(k), MarkOfNote(k))
	}
	add("next", Mark{"", "calendar-plus", "web.desk.kind.next"})
	add("roll", Mark{"", "user-check", "web.desk.kind.roll"})
	add("item", Mark{"", "list-ordered", "web.desk.kind.item"})
	add("word", Mark{"", "hand", "web.desk.kind.word"})
	add("reply", Mark{"", "reply", "web.desk.kind.reply"})
	add("sound", Mark{"", "rec", "web.desk.kind.sound"})
	return out
}

// PlainKinds are the kinds that a line can be of where no script reads what is written.
func (m *Room) PlainKinds() []option {
	var out []option
	for _, k := range []conference.NoteKind{conference.NoteInformation, conference.NoteQuestion, conference.NoteNeed, conference.NoteOffer, conference.NoteUnowned,
		conference.NoteParked, conference.NoteCommunication, conference.NoteSituation, conference.NoteSummary} {
		out = append(out, option{string(k), m.T(MarkOfNote(k).Key)})
	}
	return out
}
