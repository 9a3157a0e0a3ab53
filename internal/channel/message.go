package channel

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Message is one short message to one address.
type Message struct {
	ID        string    // the same for every try of the same message; letters, figures and dashes, at most 64
	To        string    // by the channel: a telephone number, an https address, a push subscription as JSON; "" for Rakel
	Title     string    // what it is about, in a few words
	Text      string    // what is to be read; for SMS the whole message
	Link      string    // where to go on; "" for none
	Language  string    // of the text: "sv", "en"
	Alarm     bool      // somebody may be woken
	Exercise  bool      // it belongs to an exercise
	TalkGroup string    // for Rakel, as the terminal shows it
	Callback  string    // where the provider tells what became of it (see [Callbacks]); "" for nowhere
	At        time.Time // when it was written

	// Acknowledge is the word of a button that acknowledges by a POST to Link, where the channel can have one; "" for none.
	Acknowledge  string
	Acknowledged string // what is said when that was taken
}

// State is how far a message has come.
type State string

// The states that a provider can tell. Whether somebody has acknowledged is another matter.
const (
	Sent      State = "sent"      // the provider has taken it
	Delivered State = "delivered" // it has reached the telephone or the system
	Failed    State = "failed"    // it never will
)

// Then gives the state after one more report. Reports come late, twice and in any order: what was delivered stays delivered, and
// what failed is not made undone by a report that it was sent.
func (s State) Then(next State) State {
	if next.rank() > s.rank() {
		return next
	}
	return s
}

func (s State) rank() int {
	switch s {
	case Sent:
		return 1
	case Failed:
		return 2
	case Delivered:
		return 3
	}
	return 0
}

// Handed is the provider's receipt.
type Handed struct {
	Reference string // the provider's name for the message; its later reports carry it
	State     State  // Sent or Delivered
	Parts     int    // how many messages it was paid as; 0 where nothing is counted
}

// Provider hands a message over, once. Its faults are of the kind Unavailable when a later try may help, and Invalid when none will.
type Provider interface {
	// Send hands m over and waits for the answer, no longer than ctx allows.
	Send(ctx context.Context, m Message) (Handed, error)
}

const (
	maxID   = 64
	maxText = 4096 // bytes of title and of text, long before any channel's own limit
)

// check refuses a message that no channel can send. Faults: channel.message.
func (m Message) check() error {
	if m.ID == "" || len(m.ID) > maxID || strings.Trim(m.ID, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
		return fault.New(fault.Invalid, "channel.message")
	}
	for _, text := range []string{m.Title, m.Text, m.Link, m.TalkGroup} {
		if len(text) > maxText || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return fault.New(fault.Invalid, "channel.message")
		}
	}
	if strings.TrimSpace(m.Title+m.Text) == "" {
		return fault.New(fault.Invalid, "channel.message")
	}
	return nil
}

// words is the message where there is only one text: with the title when there is no other, and the link if it is not there already.
func (m Message) words() string {
	text := strings.TrimSpace(m.Text)
	if text == "" {
		text = strings.TrimSpace(m.Title)
	}
	if m.Link != "" && !strings.Contains(text, m.Link) {
		text += "\n" + m.Link
	}
	return text
}
