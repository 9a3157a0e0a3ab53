// Package live shows one saved entry to every follower of a conference.
//
// It knows bytes and numbers, and nothing of conferences: a [Source] renders what the journal holds, and tells who may follow.
// The journal is the truth, and what lies here is a cache that may be thrown away at any time. After a commit the caller says
// [Hub.Wake]; a wake that is lost loses nothing, since the hub also looks by itself.
//
// # How an entry travels
//
//	commit → Wake → one filler for each conference asks Head, then Frames once for each ring
//	       → ring: 1,024 frames of one (conference, access class, form), shared by all that read it
//	       → transports: each follower has a number, and is given what comes after it
//
// A follower is a number and a pointer to a ring: no channel, no buffer, no timer. What is written to it are the shared bytes of
// the ring. One that comes back is served from the ring, which is filled backwards when somebody needs older frames; what is
// older than a ring holds is read in pages from the source, by four at a time; whoever lags more than 2,000 entries is told to
// load its page anew.
//
// # Two transports, the same bytes
//
// A plain HTTP/1.1 connection is taken over from net/http (hijacked) and given to one of a few shards, each a goroutine that
// writes to its followers in turn without ever waiting for one (Linux). Everything else, such as HTTP/2 and TLS, has a goroutine
// for each follower that writes and flushes. Serve returns at once in the first case, and when the follower leaves in the second;
// http.Server.Shutdown knows nothing of hijacked connections, [Hub.Close] does.
//
// # Rights
//
// What a follower may read is its access class. When the mark that Head gives has changed, all rings of the conference are
// dropped, the source is asked about every follower again, and the rings are made anew from where their followers are, since a
// later entry may withhold an earlier one. Nothing that came after the Head under which the followers were last admitted is
// delivered, so an entry can never overtake the entry that took away somebody's right to it. A follower's number does not change
// by such a move, which is why it neither loses nor repeats an entry.
//
// # Frames without a number
//
// hello (at once: the newest number, and whether presence will be told), presence (how many follow from which actor), reset (too
// far behind: load the page anew), gone (you may no longer follow, or your sign-in has ended), reconnect (the service is
// stopping: come back after a moment). The last three end the stream.
package live
