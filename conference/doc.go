// Package conference is the samverkanskonferens itself: its plan, its meeting and its record.
//
// A conference is the fold of its journal. A [Command] is a wish: it looks at the
// [Conference] as it stands, and answers with the [Event]s that say what happened,
// or with a fault. An Event is a fact: applying it cannot fail. Both sets are closed,
// so everything that can happen in a meeting is found in this package, one ability
// per file: rollcall.go holds the state, wishes, rules and facts of the upprop.
//
//	cmd → Decide → events → (journal) → Apply → state
//
// The package knows no clock, no database and no language. Times, ids and the one
// who acts arrive in [Meta]; refusals leave as fault codes. A command that is already
// satisfied gives no events and no error, so that sending it twice does no harm.
//
// What is decided here is whether the meeting allows something, never whether the
// person may do it: access is decided by the clerk before a command gets here.
package conference
