// Package dav is the door for calendar programs: an actor's or a person's conferences as a
// calendar that can be subscribed to and never written.
//
// Two ways lead to the same entries. The feed is one file, GET /calendar/{key}.ics, which
// every calendar program can fetch; it asks again every 15 minutes or at its own pace, and is
// answered 304 when nothing has changed. CalDAV (RFC 4791) is for programs that keep a calendar
// in step entry by entry: at /calendar/{key}/ for those that take a whole address, and at
// /caldav/ with the key as the password, whatever the user name, for those that ask for both;
// /.well-known/caldav leads there (RFC 6764).
//
// What a key opens is the [Source]'s to say, each time: a key that has been revoked is answered
// 404 at once, by either way, as is one that never was. This package knows keys only as long
// as a request lasts; what it keeps ready it keeps under their digests.
//
// The library underneath (go-webdav) can write as well as read, hands bodies to a parser
// that panics, and answers a question with everything it asks for. So the door stands before it:
// only OPTIONS, GET, HEAD, PROPFIND, REPORT and PROPPATCH come in, everything else is refused
// with 403; bodies are at most 256 KiB, and are walked through once, with bounds on depth,
// number and repetition, before the library reads them. GET and HEAD, OPTIONS and PROPPATCH
// are answered here, for reasons that stand with each. What is left to the library is finding
// the way (principal, home, calendar) and the two reports, calendar-query and calendar-multiget.
//
// An entry never carries who else is invited, since a link is easily passed on, nor METHOD,
// since nobody is asked anything. One that is marked as other than public shows its time alone.
package dav
