// Package rehearsal plays the meetings of the exercise at the desk, at whatever time they are wanted and as far as they are wanted:
// the demonstration shows one that goes on while somebody looks at it, and the tests of the pages look at one in each of its states.
//
// Everything passes the clerk as it would from a door. Nothing is written beside it.
package rehearsal
