// Package reporting is what the doors share about situation reports (lägesrapporter) before the meeting: who was asked and what has come
// in ([Seats]), a report that changes only what its writer says ([Completed]), and all of them put together, as data ([Compiled]), as a
// table for a spreadsheet ([Table]) and as a map ([Map]).
//
// What a report is, and what follows from it, is decided in package conference; here nothing is decided.
package reporting
