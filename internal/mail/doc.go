// Package mail writes a plain text and hands it to a mail server: one recipient at a time, at once. It keeps nothing and tries
// nothing again; whoever sends learns whether the server took it.
//
// What goes into a header is checked before anything is sent: an address or a subject with a line break in it is refused, so
// that nobody adds recipients or headers of their own. The connection is encrypted unless the settings say that it need not be,
// and a password is never sent over one that is not.
package mail
