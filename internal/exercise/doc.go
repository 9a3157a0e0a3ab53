// Package exercise lets one person train alone: an inspelslista (master scenario events list) says what happens when, and simulated
// actors answer, report, ask for the floor and take their stance as people would.
//
// It is pure: given a conference, how far the play has come and what time it is, [Play.Due] tells which commands the simulated actors
// give now. The same seed gives the same commands. Nothing is done that the conference would refuse. [Measure] then holds a conference
// against its targets.
package exercise
