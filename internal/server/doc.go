// Package server is the whole service as a value: it opens the doors, api and sign-in, to the same desk, and knows none of
// their business.
//
// What it does itself is what every door needs and none should do twice: TLS and the address a request came from, headers that
// make a browser careful, limits on size, time and number, one line in the log and one measurement for each request, the two
// questions that those who run it ask (is it alive, is it ready), and waking those who follow a conference when something has
// been committed here or at another node.
//
// A test starts it as a program does, on a port that the system chooses and with a directory of its own.
package server
