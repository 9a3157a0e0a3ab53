package channel

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"time"

	"samverkan/internal/fault"
)

// File writes what would have been sent to a file, one line of JSON for each hand-over, for demonstrations and tests. Only the one who runs
// the program may read it. A repeat of the same message is one more line, with the same id.
type File struct {
	channel string
	mu      sync.Mutex
	file    *os.File
}

// Record is one line of a [File].
type Record struct {
	Channel   string    `json:"channel"`
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	To        string    `json:"to,omitempty"`
	Title     string    `json:"title,omitempty"`
	Text      string    `json:"text,omitempty"`
	Link      string    `json:"link,omitempty"`
	Language  string    `json:"language,omitempty"`
	Alarm     bool      `json:"alarm,omitempty"`
	Exercise  bool      `json:"exercise,omitempty"`
	TalkGroup string    `json:"talkGroup,omitempty"`
	Callback  string    `json:"callback,omitempty"`
	Parts     int       `json:"parts,omitempty"`
}

// OpenFile opens or makes the file at path, for a channel: "sms", "voice", "push", "webhook" or "rakel". Text messages are written as
// they would be sent; addresses are looked at as for sending, but fictive numbers are welcome. Faults: channel.file.
func OpenFile(path, channel string) (*File, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "channel.file")
	}
	if err := f.Chmod(0o600); err != nil { // it may have stood there before
		f.Close()
		return nil, fault.Wrap(err, fault.Unavailable, "channel.file")
	}
	return &File{channel: channel, file: f}, nil
}

// Close ends the writing.
func (f *File) Close() error { return f.file.Close() }

// Send writes one line. Faults: channel.message, channel.address, channel.not-mobile, channel.too-long, channel.file.
func (f *File) Send(ctx context.Context, m Message) (Handed, error) {
	if err := m.check(); err != nil {
		return Handed{}, err
	}
	if err := ctx.Err(); err != nil {
		return Handed{}, unreachable(err, 0)
	}
	r := Record{Channel: f.channel, ID: m.ID, At: m.At.UTC(), To: m.To, Title: m.Title, Text: m.Text, Link: m.Link, Language: m.Language,
		Alarm: m.Alarm, Exercise: m.Exercise, TalkGroup: m.TalkGroup, Callback: m.Callback}
	if err := r.shape(m); err != nil {
		return Handed{}, err
	}
	line, err := json.Marshal(r)
	if err != nil {
		return Handed{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.file.Write(append(line, '\n')); err != nil {
		return Handed{}, fault.Wrap(err, fault.Unavailable, "channel.file")
	}
	return Handed{Reference: m.ID, State: Sent, Parts: r.Parts}, nil
}

// shape gives the record the form that the channel would have sent. Faults: channel.address, channel.not-mobile, channel.too-long.
func (r *Record) shape(m Message) (err error) {
	switch r.Channel {
	case "sms":
		text, parts, err := SMSText(m)
		if err != nil {
			return err
		}
		r.Text, r.Title, r.Link, r.Parts = text, "", "", parts.Parts
		if r.To, err = Number(m.To); err == nil && !Mobile(r.To) {
			err = fault.New(fault.Invalid, "channel.not-mobile")
		}
		return err
	case "voice":
		r.To, err = Number(m.To)
	}
	return err
}
