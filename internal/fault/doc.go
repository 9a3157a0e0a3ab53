// Package fault is the one error vocabulary of the house.
//
// A [Fault] says what kind of trouble it is, and carries a stable dotted code
// (`floor.not-yours`, `decision.already-taken`) that is part of the contract
// with every client: codes are added, never renamed. The package holds no text
// for people; the catalogues of package i18n do, under `fault.<code>`, and say
// what to do about it.
//
// Decide with [KindOf] and [CodeOf], never with the text of an error.
package fault
