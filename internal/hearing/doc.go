// Package hearing does what takes a while with recordings, in the background and one at a time: it has the desk read how long and how
// loud they are (internal/sound), and has those that somebody asked for written down by a machine (internal/transcribe).
//
// What is to be done stands in the database, so that a service that is killed goes on with it, and another node takes it over. What is concealed in a
// recording is made silent in a copy before anything is sent; where that cannot be done nothing is.
package hearing
