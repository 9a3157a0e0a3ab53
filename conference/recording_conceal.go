package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// ConcealedSpan is a stretch of the sound that is marked, whichever files it is in: who may not read the marking does not hear it,
// and in the public version there is silence.
type ConcealedSpan struct {
	ID      string    `json:"id"` // "S1" and on, apart from the labels of notes
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Secrecy Secrecy   `json:"secrecy"`
}

// ConcealRecording marks (sekretessmarkerar) a stretch of the sound, in the time of the clock on the wall; what has an id changes that
// stretch, and a zero Secrecy opens it again. It is allowed at any time, as MarkSecrecy is.
type ConcealRecording struct {
	ID      string    `json:"id,omitempty"` // "" for a new one
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Secrecy Secrecy   `json:"secrecy,omitzero"`
}

// RecordingConcealed is the fact.
type RecordingConcealed struct {
	ID      string    `json:"id"`
	From    time.Time `json:"from,omitzero"`
	To      time.Time `json:"to,omitzero"`
	Secrecy Secrecy   `json:"secrecy,omitzero"`
}

// Names.
func (*ConcealRecording) Name() string   { return "recording.conceal" }
func (*RecordingConcealed) Name() string { return "recording.concealed" }

// Span finds a concealed stretch.
func (r *Recording) Span(id string) (*ConcealedSpan, bool) {
	i := slices.IndexFunc(r.Concealed, func(s ConcealedSpan) bool { return s.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.Concealed[i], true
}

func (cmd *ConcealRecording) decide(c *Conference, _ Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if err := checkKeys(cmd.ID); err != nil {
		return nil, err
	}
	s := cmd.Secrecy.tidied()
	if err := s.check(); err != nil {
		return nil, err
	}
	old, known := c.Recording.Span(cmd.ID)
	if !s.Marked() {
		if !known {
			return nil, fault.New(fault.NotFound, "recording.unknown-span", "ID", cmd.ID)
		}
		return []Event{&RecordingConcealed{ID: cmd.ID}}, nil
	}
	if cmd.From.IsZero() || !cmd.To.After(cmd.From) {
		return nil, fault.New(fault.Invalid, "recording.span", "From", cmd.From, "To", cmd.To)
	}
	if !c.Recording.Covers(cmd.From, cmd.To) {
		return nil, fault.New(fault.Conflict, "recording.not-recorded-then", "From", cmd.From, "To", cmd.To)
	}
	e := &RecordingConcealed{ID: cmd.ID, From: cmd.From, To: cmd.To, Secrecy: s}
	if known {
		was := RecordingConcealed{ID: old.ID, From: old.From, To: old.To, Secrecy: old.Secrecy}
		if was.From.Equal(e.From) && was.To.Equal(e.To) {
			was.From, was.To = e.From, e.To // the same moments in another zone
		}
		return unlessSame(e, &was, e)
	}
	for _, s := range c.Recording.Concealed {
		if cmd.ID == "" && s.From.Equal(e.From) && s.To.Equal(e.To) && string(Encode(s.Secrecy)) == string(Encode(e.Secrecy)) {
			return nil, nil
		}
	}
	if err := checkLength("concealed", len(c.Recording.Concealed)+1); err != nil {
		return nil, err
	}
	if e.ID == "" {
		e.ID = nextID("S", c.Recording.Spans, func(id string) bool { _, ok := c.Recording.Span(id); return ok })
	}
	return []Event{e}, nil
}

func (e *RecordingConcealed) apply(c *Conference, _ Meta) {
	r := &c.Recording
	r.Spans = counted("S", e.ID, r.Spans)
	r.Concealed = slices.DeleteFunc(slices.Clone(r.Concealed), func(s ConcealedSpan) bool { return s.ID == e.ID })
	if e.Secrecy.Marked() {
		r.Concealed = append(r.Concealed, ConcealedSpan{ID: e.ID, From: e.From, To: e.To, Secrecy: e.Secrecy})
		slices.SortStableFunc(r.Concealed, func(a, b ConcealedSpan) int { return a.From.Compare(b.From) })
	}
	if len(r.Concealed) == 0 {
		r.Concealed = nil
	}
}
