// Package inquiry is the begäran om information: free questions to chosen actors outside a meeting, answered by a deadline.
//
// An [Inquiry] is the fold of its events, as a conference is: a [Command] looks at it as it stands and answers with the [Event]s that say
// what happened, or with a fault. Both sets are closed and travel as JSON by their names ([DecodeCommand], [DecodeEvent]). Times, ids and
// the one who acts arrive in [Meta]; who may do what is decided before a command gets here.
//
//	cmd → Decide → events → (journal) → Apply → Inquiry → Compile → Result ─┬→ Rows (table, CSV)
//	                                                                       └→ Bars, Map
//
// [Compile] is where secrecy is settled: what a reader may not read is not in the [Result].
package inquiry
