// Package clerk is the desk that every wish passes: from the command line, a form, an interface for programs, an
// offline queue, or a replayed run file.
//
// For each command it loads the record, decides whether the caller may (authority.go, the only place for access rules),
// lets the domain decide what happens, appends the events to the journal, and keeps the projections up to date, all in
// one transaction. A command that comes twice gets the answer it got the first time.
//
// What somebody has no right to see does not exist for them: they get the same answer as for something that was never
// there. What they may see but not do is refused.
package clerk
