// Package api is the service's door for programs: JSON over HTTP, described by OpenAPI at /api/openapi.json and, for people, at
// /api/docs.
//
// Every operation stands in one list (operations.go), with its method, its path, and the name of its row in the clerk's policy.
// What it may be used for is decided there; what in it somebody sees is decided by the clerk. This package reads requests
// strictly, hands them on, and writes answers and problems (RFC 9457); it knows no rule of its own.
//
// A command travels with an id that its sender made, and may be sent again: the second time it is answered with what came of
// the first. A sender whose clock is wrong says what it shows when it sends, and the times of its commands are corrected by it.
package api
