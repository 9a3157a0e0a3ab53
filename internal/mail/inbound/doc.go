// Package inbound takes answers to a kallelse out of ordinary mail.
//
// [Parse] reads a mail, however broken or hostile, and says what it is: an answer from somebody's calendar program (RFC 5546,
// RFC 6047), a proposal of another time, a returned mail (RFC 3464), a machine's own reply (RFC 3834), or something that a
// person must read. [Match] decides, without touching anything, for whom a mail answers and whether that answer still counts.
// Nothing is ever thrown away: what cannot be placed with certainty is unknown, with a reason that tells a person what to do.
//
// A mail is a claim. Only what a participant's own address or organisation says about that participant is taken, and the
// claim is marked as verified when the receiving server or a DKIM signature vouches for the sender's domain.
//
// Mail comes in through a [Poller], which reads a mailbox over IMAP, or a [Receiver], which takes it from a mail server over
// LMTP or SMTP. Both hand the raw mail to one function, and let go of it only when that function has stored it. They may hand
// over the same mail twice; the function knows it by its Message-ID or its digest.
package inbound
