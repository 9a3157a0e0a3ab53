// Package cli is the command line: everything that the program does, for an official with a keyboard and one file.
//
// [Run] is the whole program as a value. It meets the world only through [World], so that a test starts what people
// start, with a clock and chance of its own.
//
//	arguments → verb (tree.go, one file per noun) → session: opens the database, finds out who asks
//	                                             → clerk: the same desk as every other door
//	                                             → receipt or list → table, json, jsonl (out.go)
//	                                             → fault → text in the reader's language and an exit code (fail.go)
//
// A verb says what it takes and does; its help and flags are texts in the catalogues under cli.cmd and cli.flag, in
// Swedish and English, and a test fails on a verb without them. What is read about a conference is composed by package
// minutes, which leaves out what the reader may not read; no verb looks at secrecy by itself.
//
// Messages never mix with documents: what is asked for goes to standard output, everything said about it to standard
// error. Files are written whole or not at all, and never over another without --force.
package cli
