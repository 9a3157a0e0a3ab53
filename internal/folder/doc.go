// Package folder is the door for file managers: the areas that an actor has a right in as a network folder (WebDAV, RFC 4918), and what is
// new in one as a feed (Atom, RFC 4287).
//
// The folder is /dav/ytor/<area>/<folder>/…/<file>. Each file is an item of the area in its newest version. What is put there is an item
// of the actor's own; what is put over an item is its next version. Everything is asked of the desk in each request, as whoever the app
// password belongs to: what may not be read is not there, in any method, and its name is free for others to use.
//
// In come app passwords alone, never a session or another token, and a calendar's address opens nothing here nor the reverse.
//
// The protocol is golang.org/x/net/webdav's. Before it stand the bounds: the methods, the depth (infinity is refused), the sizes of
// bodies. Behind it this package answers as a file system that knows three things that no disk does. Locks are kept by actor, since
// only an item's own actor can write it: nobody learns by them that somebody else has a file by that name ([locks]). What programs leave
// beside the files that people work with (.DS_Store, ~$x, x.tmp) is kept in memory for the device that wrote it, and never becomes an item;
// so is a file that has nothing in it yet ([device]). And a program that saves by putting another file in the place of the first one gives
// that item its next version, however it goes about it.
//
// What is in memory (locks, leftovers, properties that programs invent) is gone when the service starts anew, and each node has its own.
package folder
