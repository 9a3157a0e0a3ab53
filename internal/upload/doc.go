// Package upload takes files in pieces, by the protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload), so that what is large comes
// through a net that breaks off and a service that is started anew.
//
// It speaks the core of the protocol, and creation, creation-with-upload, creation-defer-length, checksum (sha1, sha256),
// termination and expiration. Who may upload what, and what becomes of it, the clerk decides; how much of a file there is, its file
// on the disk says. Nothing is kept in memory but who is sending right now, and that goes with the process.
//
// Beside what the protocol says: an upload is its sender's own, and is not there for anybody else; the metadata purpose, place and
// startsat tell what it is for; an answer about a file that is whole has its SHA-256 in Samverkan-Digest; and who asks how far an upload
// has come ends a piece of it that is still being waited for, since one only asks when the line has broken.
package upload
