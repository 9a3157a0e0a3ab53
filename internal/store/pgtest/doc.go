// Package pgtest starts a PostgreSQL server for tests: a real one, from the programs installed on the machine, with its
// data in a temporary directory and nothing but loopback and a socket there to reach it by.
//
// A test binary has one server, made when the first test asks for a database and stopped by TestMain. Each test gets a
// database of its own, owned by a user without special rights. When the binary dies, the server sees its end and stops.
//
// Where PostgreSQL is not installed, tests that need it say so and are skipped; with SAMVERKAN_REQUIRE_ALL=1 they fail.
package pgtest
