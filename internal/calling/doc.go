// Package calling makes a kallelse from the little that somebody in a hurry says: an event type or the conference before, whom to call
// and when. [Compose] gives the whole plan, the same at every door; [clerk.Clerk.CallOut] plans and sends it in one transaction; [Told]
// says what came of it in the words that travel.
//
//	order → incident, series number, preset or predecessor, actors, ways in → plan → clerk
package calling
