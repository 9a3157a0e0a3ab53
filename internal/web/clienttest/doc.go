// Package clienttest holds tests only: a real browser runs the scripts of internal/web/assets against a small service that keeps the
// contract of their README, and misbehaves the ways networks do: it swallows streams, cuts answers, forgets who is signed in, goes
// away and comes back.
package clienttest
