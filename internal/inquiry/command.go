package inquiry

import (
	"bytes"
	"encoding/json"
	"io"
	"time"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Meta says who acts, for whom and when.
type Meta struct {
	Member     string
	Actor      string
	At         time.Time // when it was recorded
	OccurredAt time.Time // when it happened, by the clock of the one who keyed it in
	Seq        int64     // number of the event; 0 while deciding
}

// Command is a wish. No events and no error mean that it was already so.
type Command interface {
	// Name is the stable name of the command in every contract.
	Name() string
	decide(q *Inquiry, m Meta) ([]Event, error)
}

// Event is a fact. It never fails.
type Event interface {
	// Name is the stable name of the event in the journal.
	Name() string
	apply(q *Inquiry, m Meta)
}

// Decide runs cmd against q without changing it.
func (q *Inquiry) Decide(cmd Command, m Meta) ([]Event, error) { return cmd.decide(q, m) }

// Apply folds one event into q.
func (q *Inquiry) Apply(e Event, m Meta) {
	e.apply(q, m)
	q.Seq = m.Seq
}

// OpenInquiry asks (begär information).
type OpenInquiry struct {
	ID string `json:"id"`
	Ask
}

// InquiryOpened is the fact.
type InquiryOpened struct {
	ID string `json:"id"`
	Ask
}

// ChangeInquiry moves the deadline, asks more actors or adds questions. Who has been asked stays asked, and a question that has been
// answered stays as it was.
type ChangeInquiry struct{ Ask }

// InquiryChanged is the fact.
type InquiryChanged struct{ Ask }

// Respond answers for an actor, until the inquiry is closed; after the deadline it is late. What is marked stays marked.
type Respond struct {
	Actor   string   `json:"actor"`
	Answers []Answer `json:"answers"`
}

// Responded is the fact.
type Responded struct {
	Actor   string   `json:"actor"`
	Answers []Answer `json:"answers"`
}

// KeepResponse says that the last answers hold still (oförändrat).
type KeepResponse struct {
	Actor string `json:"actor"`
}

// ResponseKept is the fact.
type ResponseKept struct {
	Actor string `json:"actor"`
}

// CloseInquiry ends it: no more answers.
type CloseInquiry struct{}

// InquiryClosed is the fact.
type InquiryClosed struct{}

// Names.
func (*OpenInquiry) Name() string    { return "inquiry.open" }
func (*InquiryOpened) Name() string  { return "inquiry.opened" }
func (*ChangeInquiry) Name() string  { return "inquiry.change" }
func (*InquiryChanged) Name() string { return "inquiry.changed" }
func (*Respond) Name() string        { return "inquiry.respond" }
func (*Responded) Name() string      { return "inquiry.responded" }
func (*KeepResponse) Name() string   { return "inquiry.unchanged" }
func (*ResponseKept) Name() string   { return "inquiry.kept" }
func (*CloseInquiry) Name() string   { return "inquiry.close" }
func (*InquiryClosed) Name() string  { return "inquiry.closed" }

func commands() []Command {
	return []Command{&OpenInquiry{}, &ChangeInquiry{}, &Respond{}, &KeepResponse{}, &CloseInquiry{}}
}

func events() []Event {
	return []Event{&InquiryOpened{}, &InquiryChanged{}, &Responded{}, &ResponseKept{}, &InquiryClosed{}}
}

// DecodeCommand reads a command from its name and JSON; unknown fields are refused. Faults: command.unknown, command.malformed,
// text.not-utf8.
func DecodeCommand(name string, payload []byte) (Command, error) {
	for _, cmd := range commands() {
		if cmd.Name() != name {
			continue
		}
		// The JSON reader would put replacement characters where the text is broken, and nobody would know.
		if !utf8.Valid(payload) {
			return nil, fault.New(fault.Invalid, "text.not-utf8", "Field", name)
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

// DecodeEvent reads an event from the journal; unknown fields are from a newer program and are ignored. Faults: journal.unknown-event,
// journal.malformed-event.
func DecodeEvent(name string, payload []byte) (Event, error) {
	for _, e := range events() {
		if e.Name() != name {
			continue
		}
		if err := json.Unmarshal(payload, e); err != nil {
			return nil, fault.Wrap(err, fault.Internal, "journal.malformed-event", "Event", name)
		}
		return e, nil
	}
	return nil, fault.New(fault.Internal, "journal.unknown-event", "Event", name, "Version", 1)
}
