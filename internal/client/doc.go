// Package client speaks with a samverkan service over HTTP, on behalf of the command line and of other programs.
//
//	New ── where the service is, and whose token       retry.go   what is worth trying again, and when
//	Get, Give, Post, Upload, Open ── one question      problem.go answers that say no: the same faults as at the desk
//	Follow ── what happens in a conference, live       stream.go  the reader of server-sent events
//	Authorize ── a token by the device grant (RFC 8628)
//
// It knows the wire and nothing of what stands behind it. A command has an id before it is sent, so that one whose
// answer was lost can be sent again and is carried out once. A token is sent to the service that it was given for and
// nowhere else: not in the clear, except within this machine, and not along a redirect.
package client
