// Package id makes and checks identifiers.
//
// An identifier is a UUIDv7 (RFC 9562): it sorts by the time it was made, can be
// made on a client without asking anybody, and tells nothing about its content.
// A [Source] is passed in wherever ids are made, so that tests and replays are
// repeatable.
package id
