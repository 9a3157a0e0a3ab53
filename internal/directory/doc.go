// Package directory knows who there is: the actors of Swedish crisis management,
// groups of them, and the people who speak for them.
//
// An [Actor] is an organisation and the subject everywhere in samverkan; a person
// is only a [Member] of one, and as little as possible is kept about her. 421 real
// actors ship with the program ([Sweden]); more come by [ReadActors] from a file
// that somebody made in a spreadsheet, which is why that reader expects semicolons,
// byte order marks, lost zeros and other tables' encodings, and takes a file whole
// or not at all, naming every wrong cell.
//
// A [Directory] is an unchanging index over actors: by id, by name, and by what
// somebody half remembers ([Directory.Find]). A [Roster] (aktörsnätverk) is a saved
// group of actors with the set operations; [Directory.Ready] makes the ones that
// follow from the country's order: the municipalities of a county, an emergency
// preparedness sector.
//
// The actors' names and codes are from public registers (Statistics Sweden's codes;
// förordning 2022:524 and 1994:524 for agencies and voluntary organisations), checked
// name by name when the files were made. The list of rescue services is not complete. The points of [Directory.Places] are computed from
// the generalised borders of Statistics Sweden (CC0 1.0).
package directory
