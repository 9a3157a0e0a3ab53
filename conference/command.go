package conference

import (
	"bytes"
	"encoding/json"
	"io"
	"sort"
	"time"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Meta says who acts, for whom, in which role, and when. It travels beside a command and beside each of its events.
type Meta struct {
	Member     string    // who did it (`by`)
	Actor      string    // the organisation the member acts for
	Role       Role      // the meeting role in which it was done
	At         time.Time // when it was recorded
	OccurredAt time.Time // when it happened, by the clock of the one who keyed it in
	Seq        int64     // number of the event in the conference's journal; 0 while deciding
}

// Command is a wish. It decides on the conference as it stands, without changing it, and answers with what
// happened. No events and no error mean that it was already so.
type Command interface {
	// Name is the stable name of the command in every contract.
	Name() string
	decide(c *Conference, m Meta) ([]Event, error)
}

// Event is a fact. It never fails.
type Event interface {
	// Name is the stable name of the event in the journal.
	Name() string
	apply(c *Conference, m Meta)
}

// Decide runs cmd against c without changing c.
func (c *Conference) Decide(cmd Command, m Meta) ([]Event, error) { return cmd.decide(c, m) }

// Apply folds one event into c.
func (c *Conference) Apply(e Event, m Meta) {
	e.apply(c, m)
	c.Seq = m.Seq
	if c.Phase == Closed && editsMinutes(e) {
		c.edited = m.Seq
	}
	if m.OccurredAt.After(c.Latest) {
		c.Latest = m.OccurredAt
	}
}

// Recorded is an event together with its meta, as it comes out of the journal.
type Recorded struct {
	Event Event
	Meta  Meta
}

// Replay folds a whole record.
func Replay(record []Recorded) *Conference {
	c := New()
	for _, r := range record {
		c.Apply(r.Event, r.Meta)
	}
	return c
}

// CommandNames lists every command, sorted.
func CommandNames() []string { return names(commands()) }

// EventNames lists every event, sorted.
func EventNames() []string { return names(events()) }

func names[T interface{ Name() string }](all []func() T) []string {
	out := make([]string, 0, len(all))
	for _, make := range all {
		out = append(out, make().Name())
	}
	sort.Strings(out)
	return out
}

// DecodeCommand reads a command from its name and JSON. Unknown fields are refused, so that a misspelled one is
// not silently lost. Faults: command.unknown, command.malformed, text.not-utf8.
func DecodeCommand(name string, payload []byte) (Command, error) {
	for _, make := range commands() {
		cmd := make()
		if cmd.Name() != name {
			continue
		}
		// The JSON reader would put replacement characters where the text is broken, and nobody would know.
		if !utf8.Valid(payload) {
			return nil, fault.New(fault.Invalid, "text.not-utf8", "Field", name)
		}
		if len(bytes.TrimSpace(payload)) == 0 {
			payload = []byte("{}")
		}
		dec := json.NewDecoder(bytes.NewReader(payload))
		dec.DisallowUnknownFields()
		if err := dec.Decode(cmd); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "command.malformed", "Command", name, "Reason", err.Error())
		}
		if _, err := dec.Token(); err != io.EOF {
			return nil, fault.New(fault.Invalid, "command.malformed", "Command", name, "Reason", "more than one JSON value")
		}
		return cmd, nil
	}
	return nil, fault.New(fault.Invalid, "command.unknown", "Command", name)
}

// DecodeEvent reads an event from the journal. version is the version of its payload; older ones are upcast here.
// Unknown fields are ignored: a newer program may have written them. Faults: journal.unknown-event, journal.malformed-event.
func DecodeEvent(name string, version int, payload []byte) (Event, error) {
	if version != EventVersion {
		return nil, fault.New(fault.Internal, "journal.unknown-event", "Event", name, "Version", version)
	}
	for _, make := range events() {
		e := make()
		if e.Name() != name {
			continue
		}
		if err := json.Unmarshal(payload, e); err != nil {
			return nil, fault.Wrap(err, fault.Internal, "journal.malformed-event", "Event", name)
		}
		return e, nil
	}
	return nil, fault.New(fault.Internal, "journal.unknown-event", "Event", name, "Version", version)
}

// EventVersion is the version of the payloads that this program writes.
const EventVersion = 1

// Encode gives the JSON of a command or event.
func Encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("conference: a command or event that is not JSON: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

type commandPointer[T any] interface {
	*T
	Command
}

func command[T any, P commandPointer[T]]() Command { return P(new(T)) }

type eventPointer[T any] interface {
	*T
	Event
}

func event[T any, P eventPointer[T]]() Event { return P(new(T)) }
