// Package course is the course of a händelse over all its conferences, for one reader: what holds, what is open, what nobody owns
// ([Course.Holding], [Course.Measures], [Course.Unowned]), what the next shift needs to know ([Course.Handover]), what can be counted
// ([Course.Statistics]) and what those who took part thought ([Course.Evaluation]).
//
// It is made of minutes that were composed for the reader, so that nothing the reader may not read is in it, and what was left out of
// the minutes is counted nowhere but as left out. It knows no clock, no store and no names of actors.
package course
