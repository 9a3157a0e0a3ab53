package delivery

import (
	"time"

	"samverkan/conference"
)

// Finding is what a message that came in was found to be.
type Finding string

// The findings.
const (
	Answered  Finding = "answered"  // an answer of a participant
	Proposed  Finding = "proposed"  // another time is proposed (COUNTER, RFC 5546 3.2.7)
	Asked     Finding = "asked"     // the invitation is asked for again (REFRESH, RFC 5546 3.2.6)
	Bounced   Finding = "bounced"   // a mail came back
	Arrived   Finding = "arrived"   // a delivery came through
	Automatic Finding = "automatic" // an answering machine's: no answer
	Unknown   Finding = "unknown"   // okänt svar: somebody has to say whose it is
	Older     Finding = "older"     // something newer from the same has come already
	Mapped    Finding = "mapped"    // was unknown, and somebody said whose it is
	Ignored   Finding = "ignored"   // of no consequence
)

// Key is where the finding's name stands in the catalogues.
func (f Finding) Key() string { return "delivery.finding." + string(f) }

// Verdict is what was made of a message that came in: by mail, by a link, or from a provider of text messages. It holds no more of
// the message than what is acted upon.
type Verdict struct {
	Source    string    // mail, link, sms, voice
	Digest    string    // sha256 of the message as it came, in hex: the same message counts once
	MessageID string    // of the mail, without brackets; "" when it had none
	At        time.Time // when it came in
	Sender    string    // address that it came from; a claim
	Subject   string    // at most 200 characters, for who has to say whose it is

	Finding     Finding
	Conference  string // "" when it could not be told
	Participant string
	Actor       string
	Reply       conference.Reply
	Function    string // who comes instead (DELEGATED-TO)
	Message     string
	Sequence    int       // that was answered
	Stamp       time.Time // DTSTAMP of the answer; the later one counts
	Earlier     bool      // it answers an earlier time than the one that holds
	// Verified is set when the sender is proved: a signed link, or DKIM aligned with an address that the invitation went to.
	Verified bool
	Start    time.Time // that is proposed
	End      time.Time
	Delivery string // id of the delivery it is about, when that is known
	Code     string // fault code: why it is unknown, or of the bounce
}

// Wrote is one address that an answer of a participant may come from.
type Wrote struct {
	Participant string
	Actor       string
	Address     string
	// Mapped is set for an address that somebody has said is the actor's, and not one that the kallelse went to.
	Mapped bool
}
