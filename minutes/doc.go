// Package minutes composes what is given out about a conference from its record, and writes nothing beside it.
//
// [Compose] walks a [conference.Conference] once and answers with [Minutes]: plain data, in the order in which it
// happened, where every note, measure, decision, talk and mark of the roll-call stands exactly once. What follows
// from the record is worked out there too: what met a need and whether in time, who answered a question, which actor
// took a problem that nobody owned, how every actor stood to a decision.
//
//	record → Compose → Minutes ─┬→ MinutesDocument, DecisionLog, ActionList, SituationSummary → document → HTML, PDF, text
//	                            ├→ JSON, MeasureRows, DecisionRows
//	                            └→ Compare
//
// Secrecy is settled in Compose and nowhere after it. For a reader without the right ([Options].May) the marked text
// is not copied at all: what remains is that something was left out, on which ground, and who assesses it. Documents
// and lists are made of Minutes and can therefore not leak what was never in them.
//
// Minutes are language-neutral. The documents are written with the words of an [i18n.Printer], in Swedish or English;
// what people said stays in the language they said it in, and is marked as such.
//
// [InvitationDocument], [AgendaDocument], [RollCallDocument] and [NoteForm] are made from the plan, before the meeting;
// the last two are also for the meeting without electricity. [Remarks] lists what the one who keeps the record should
// look at before the minutes are approved.
package minutes
