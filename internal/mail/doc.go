// Package mail builds mail and hands it to a mail server, and says what became of it.
//
// A [Message] is one mail to one recipient: text, perhaps HTML, perhaps a calendar entry that programs take for a meeting, perhaps
// files. What goes into a header is checked before anything is written: an address or a subject with a line break in it is refused,
// so that nobody adds recipients or headers of their own. Finished mail is signed ([DKIM.Sign]); whether others can check the
// signature is told in advance ([CheckDKIM]).
//
// A [Relay] is the server that mail is handed to, a [Session] one connection with it that is kept from mail to mail. Each handing
// over has one of four ends ([Outcome]): the server took it, refuses it for good, asks to come again, or nobody knows, because the
// line broke between the end of the mail and the answer. Only the last may lead to the same mail twice. The session keeps nothing
// and tries nothing again later; that is its caller's part.
//
// The connection is encrypted unless the settings say that it need not be, and a password is never sent over one that is not.
//
// [Letter] and [Sender] are the short way: a plain text, at once.
package mail
