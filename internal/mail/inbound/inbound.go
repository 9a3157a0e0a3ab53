package inbound

import (
	"fmt"
	"time"

	"github.com/emersion/go-message/mail"

	"samverkan/internal/fault"
)

// Limits of what is read.
const (
	MaxBytes    = 30 << 20 // a whole mail
	MaxCalendar = 1 << 20  // its calendar part, decoded
	MaxText     = 2000     // characters of its text that are kept
)

// Kind says what a mail is.
type Kind string

// The kinds of mail.
const (
	KindReply   Kind = "reply"      // a calendar program answers
	KindCounter Kind = "counter"    // a calendar program proposes another time
	KindRefresh Kind = "refresh"    // a calendar program asks for the newest invitation
	KindBounce  Kind = "bounce"     // a mail of ours that was not delivered, or is late
	KindAuto    Kind = "auto-reply" // a machine's reply, a receipt
	KindOther   Kind = "other"      // for a person to read
)

// Incoming is one mail that came in. Every text in it is one that somebody else wrote: shown, never trusted.
type Incoming struct {
	MessageID  string    // without the angle brackets, "" when the mail has none
	From       string    // the sender's address in lower case, "" when there is not exactly one
	FromName   string    // what the sender calls itself
	FromDomain string    // of From
	To         []string  // the addresses it came to: first those of the delivery, then those of its header
	At         time.Time // its Date, zero when it has none
	Subject    string    // one line
	Kind       Kind
	Automatic  bool     // it says itself that a machine sent it, without a person (RFC 3834)
	Verified   bool     // the sender's domain is vouched for, see [Options]
	Replies    []Reply  // of KindReply, KindCounter and KindRefresh
	Bounce     *Bounce  // of KindBounce, and of a receipt of delivery
	Token      string   // of the plus address that it came to: bounce+TOKEN@domain
	InReplyTo  string   // Message-ID that it answers; of a bounce the Message-ID that was returned
	References []string // Message-IDs of its thread
	Text       string   // the first [MaxText] characters in plain text
	Trouble    string   // why its calendar could not be read: the code of a fault, "" when nothing is wrong
}

// Options say whom to believe. The zero value believes nobody: everything is read, nothing is verified.
type Options struct {
	// AuthServer is the name that the receiving mail server gives itself in Authentication-Results (RFC 8601 section 2.5).
	// That server must remove such fields from mail of others, as section 5 demands. "" trusts none.
	AuthServer string
	// LookupTXT finds the records of a DNS name, for DKIM where the server says nothing. nil checks no signatures.
	LookupTXT func(name string) ([]string, error)
}

// Parse reads a mail. It takes less than a second for anything, and leaves out what it cannot read; what is left out
// of the calendar is said in Trouble.
//
// Faults: inbound.too-large (TooLarge), inbound.mail (Invalid) when it is no mail at all.
func Parse(raw []byte, o Options) (in Incoming, err error) {
	// The libraries underneath read what strangers send; a panic in one of them must cost this mail and no other.
	defer func() {
		if p := recover(); p != nil {
			in, err = Incoming{}, fault.Wrap(fmt.Errorf("panic: %v", p), fault.Invalid, "inbound.mail")
		}
	}()
	if len(raw) > MaxBytes {
		return Incoming{}, fault.New(fault.TooLarge, "inbound.too-large", "Bytes", MaxBytes)
	}
	e, err := open(raw)
	if err != nil {
		return Incoming{}, fault.Wrap(err, fault.Invalid, "inbound.mail")
	}
	var f finds
	f.walk(e, 0)
	in = heading(mail.Header{Header: e.Header})
	in.Text = f.text()
	f.classify(&in, e.Header)
	if len(in.Replies) > 0 {
		in.Verified = verified(raw, e.Header, in.FromDomain, o)
	}
	return in, nil
}

// classify says what the mail is. A returned mail comes first, since it holds our own invitation.
func (f *finds) classify(in *Incoming, h header) {
	in.Automatic = automatic(h)
	if b, ok := f.bounce(h, in); ok {
		in.Bounce, in.Kind = &b, KindBounce
		if b.Action == Delivered {
			in.Kind = KindAuto
		}
		if b.Original != "" {
			in.InReplyTo = b.Original
		}
		return
	}
	if in.Replies, in.Trouble = f.replies(); len(in.Replies) > 0 {
		in.Kind = map[string]Kind{"REPLY": KindReply, "COUNTER": KindCounter, "REFRESH": KindRefresh}[in.Replies[0].Method]
		return
	}
	if in.Automatic || machineMade(h) || f.receipt {
		in.Kind = KindAuto
	}
}
