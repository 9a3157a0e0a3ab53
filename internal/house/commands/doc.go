// Command commands writes docs/commands.md: every command and event of a conference, by name and JSON, as the source has them.
//
// It reads the source of package conference, never the running program, so that what a comment says of a field is what the
// reference says. What a command can give and be refused with is found by following what its deciding calls. Examples are
// the golden files that the contract is held to. A test fails when the reference is not what would be written now.
//
// Run it with go generate ./... .
package main

//go:generate go run . -root ../../..
