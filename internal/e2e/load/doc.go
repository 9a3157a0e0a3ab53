// Command load measures how an entry reaches many followers: `go run ./internal/e2e/load`. It is bounded in time, speaks with
// loopback only, and needs Linux.
//
// # What it measures
//
// Processes of their own hold the server and the followers, because one process may not have open files enough for both ends, and
// so that each can have a core of its own (taskset). The followers are raw sockets in one epoll loop, from several source
// addresses. Each entry carries the time just before it was posted, by the same clock in all processes; a follower notes when
// it has read it. p50, p99 and max are over all deliveries; "last" is the median over the entries of when the last follower
// had it. Numbers that are missing or come twice are counted. The server's CPU time is read from /proc.
//
// # A year
//
// load seed makes a year of a large installation through the desk; load lists asks it for what pages show. See
// docs/benchmarks.md.
//
// # Against what
//
// The floor is the least that can be done: one thread of C that writes each entry to each follower (testdata/floor.c; the same loop
// in Go when there is no C compiler). Loopback makes the sender pay for the receiver's TCP, so only the ratio between a server and
// the floor in the same run means anything. They run in turns, and medians are compared.
//
//	load                                            the floor, the hub with entries in memory, and the service
//	load -servers floor,postgres                    the floor, and the service on PostgreSQL
//	load -servers floor,service -url U -pid P -tokens F -conference C …    the floor and a service that runs already
//
// # The service
//
// The program is built (or named by -binary) and started as a process of its own. Its installation is made once, in a directory
// that is removed afterwards: the exercise's conference, open, and a person with a session of its own for each follower. Every
// start gets a copy. The service's own limits hold: who posts does so with several sessions in turn.
//
// For a service that runs already, -tokens names a file with a bearer token on each line; follower i uses line i modulo their
// number. -post-token belongs to somebody who may write notes in the conference; several have commas between them.
package main
