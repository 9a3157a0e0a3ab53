// Package agenda is what a conference intends to talk about, and for how long.
//
// An [Agenda] is an ordered list of items. Each [Item] says what it is for: to
// inform, to discuss or to decide ([Kind]), because a leader who announces a
// decision leads differently from one who asks for views. A preset
// ([Preset]) gives a whole agenda for one of the six purposes that the handbook
// "Samverkanskonferenser – råd och rekommendationer" (chapter 2) names, scaled to
// the length of the meeting, with questions to choose among and goals to start from.
// During the meeting a [Clock] compares the time used with the time planned and
// says when the meeting will end if nothing is done about it.
//
// Everything here is a value: a method that changes an agenda returns a new one.
// The package knows no clock, no storage and no language; the words of the
// presets are read from package templates.
package agenda
