// Package webtest starts the whole service with a meeting of the exercise in one of its states, and gives a test somebody of each
// role at a screen: without a script ([Client]), and with a browser ([Browser]).
//
// It is for tests alone. What it asks of every page it asks each time a page is fetched: that it is well formed, has one heading and
// no text is missing.
package webtest
