package wire

import (
	"encoding/json"
	"time"

	"samverkan/conference"
)

// Command is a wish as it travels: one line of an offline queue, a run file, or standard input.
type Command struct {
	ID         string          `json:"id,omitempty"`        // given by the sender, so that it can safely be sent again; made when empty
	Name       string          `json:"name"`                // "note.write"
	Role       conference.Role `json:"role,omitempty"`      // the role to act in; chosen when empty
	OccurredAt time.Time       `json:"occurredAt,omitzero"` // when it happened by the sender's clock; now when zero
	SentAt     time.Time       `json:"sentAt,omitzero"`     // what the sender's clock shows as it sends: a clock that is wrong is corrected by it
	Command    json.RawMessage `json:"command,omitempty"`   // what docs/commands.md describes
}

// Receipt answers a command.
type Receipt struct {
	Command  string    `json:"command"` // its id
	Name     string    `json:"name"`
	Status   string    `json:"status"` // accepted, already, refused
	First    int64     `json:"first,omitempty"`
	Last     int64     `json:"last,omitempty"`
	Events   []string  `json:"events,omitempty"`
	IDs      []string  `json:"ids,omitempty"` // labels given to what was written: I7, D1, A3
	Warnings []Warning `json:"warnings,omitempty"`
	Fault    *Problem  `json:"fault,omitempty"`
}

// Warning is something to know that does not hinder. Its code is a text of the catalogues.
type Warning struct {
	Code string         `json:"code"`
	Text string         `json:"text"`
	Args map[string]any `json:"args,omitempty"`
}

// Problem is a fault in the form of RFC 9457, with the members that samverkan adds.
type Problem struct {
	Type     string            `json:"type,omitempty"`   // about:blank
	Title    string            `json:"title,omitempty"`  // in the reader's language: what is wrong, and what to do
	Status   int               `json:"status,omitempty"` // HTTP status
	Detail   string            `json:"detail,omitempty"`
	Instance string            `json:"instance,omitempty"`
	Kind     string            `json:"kind"`
	Code     string            `json:"code"` // stable dotted word: floor.not-yours
	Args     map[string]any    `json:"args,omitempty"`
	Fields   map[string]string `json:"fields,omitempty"`  // field path to code
	Request  string            `json:"request,omitempty"` // id to ask the operator about
}

// Entry is a row of a conference's journal as a reader may see it. Without payload it is one that the reader may not read,
// or that has been removed.
type Entry struct {
	Seq        int64           `json:"seq"`
	Name       string          `json:"name,omitempty"`
	Version    int             `json:"version,omitempty"`
	RecordedAt time.Time       `json:"recordedAt,omitzero"`
	OccurredAt time.Time       `json:"occurredAt,omitzero"`
	Member     string          `json:"member,omitempty"`
	Actor      string          `json:"actor,omitempty"`
	Role       string          `json:"role,omitempty"`
	Command    string          `json:"command,omitempty"`
	Payload    json.RawMessage `json:"payload,omitempty"`
}

// Presence is how many follow from an actor.
type Presence struct {
	Actor string `json:"actor"`
	Count int    `json:"count"`
}

// Conference is a conference as one reader may see it. conference.Restore reads its state.
type Conference struct {
	State  json.RawMessage `json:"conference"`
	Role   conference.Role `json:"role,omitempty"` // the role the reader is addressed in
	Whole  bool            `json:"whole"`          // the reader may read everything
	Head   Head            `json:"head"`           // the chain up to which it tells
	HeadAt time.Time       `json:"headAt,omitzero"`
}

// Head is the number and the hash of the newest row of a chain.
type Head struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}
