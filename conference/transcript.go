package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// TranscriptFile says where what was said in a recording is written down (utskrift), word for word, with its moments. The words are in
// a file of their own, JSON of the schema samverkan.transcript/1.
type TranscriptFile struct {
	ID       string  `json:"id,omitempty"`      // "T1" and on, apart from the labels of notes; "" for the next
	Sound    string  `json:"sound"`             // digest of the audio file that it was made from
	Digest   string  `json:"digest"`            // of the file with the words: sha256, 64 hexadecimal digits
	Machine  bool    `json:"machine,omitempty"` // made by a machine: a draft, until somebody has approved it
	Model    string  `json:"model,omitempty"`   // what made it
	Language string  `json:"language,omitempty"`
	Secrecy  Secrecy `json:"secrecy,omitzero"`
}

// Transcript is a transcript of the recording, and what has been done with it.
type Transcript struct {
	TranscriptFile
	At         time.Time `json:"at,omitzero"`
	By         string    `json:"by,omitempty"`
	ApprovedAt time.Time `json:"approvedAt,omitzero"`
	ApprovedBy string    `json:"approvedBy,omitempty"`
}

// Draft tells whether nobody has answered for what a machine wrote: it is between the host's leader and secretary, and is not published.
func (t Transcript) Draft() bool { return t.Machine && t.ApprovedAt.IsZero() }

// AttachTranscript attaches a transcript of an audio file. It is allowed at any time: it is made from the recording, not at the meeting.
type AttachTranscript struct {
	Transcript TranscriptFile `json:"transcript"`
}

// TranscriptAttached is the fact.
type TranscriptAttached struct {
	Transcript TranscriptFile `json:"transcript"`
}

// ApproveTranscript says that somebody has read a transcript against the sound, and answers for it.
type ApproveTranscript struct {
	ID string `json:"id"`
}

// TranscriptApproved is the fact.
type TranscriptApproved struct {
	ID string `json:"id"`
}

// DiscardTranscript takes a transcript away, as when it is wrong (förkastar).
type DiscardTranscript struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// TranscriptDiscarded is the fact.
type TranscriptDiscarded struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// Names.
func (*AttachTranscript) Name() string    { return "transcript.attach" }
func (*TranscriptAttached) Name() string  { return "transcript.attached" }
func (*ApproveTranscript) Name() string   { return "transcript.approve" }
func (*TranscriptApproved) Name() string  { return "transcript.approved" }
func (*DiscardTranscript) Name() string   { return "transcript.discard" }
func (*TranscriptDiscarded) Name() string { return "transcript.discarded" }

// Transcript finds a transcript.
func (r *Recording) Transcript(id string) (*Transcript, bool) {
	i := slices.IndexFunc(r.Transcripts, func(t Transcript) bool { return t.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.Transcripts[i], true
}

// TranscriptSecrecy gives the markings that bear on all of a transcript: its own, and that of the sound. What lies in a concealed
// stretch, or under a marked item, is taken out of it word by word.
func (c *Conference) TranscriptSecrecy(t Transcript) []Secrecy {
	out := []Secrecy{t.Secrecy}
	if f, ok := c.Recording.File(t.Sound); ok {
		out = append(out, f.Secrecy)
	}
	return out
}

func (cmd *AttachTranscript) decide(c *Conference, _ Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	t := cmd.Transcript
	tidyAll(&t.Model, &t.Language)
	t.Secrecy = t.Secrecy.tidied()
	if err := checkKeys(t.ID); err != nil {
		return nil, err
	}
	if err := checkDigest(t.Digest); err != nil {
		return nil, err
	}
	if err := checkLines("model", t.Model, "language", t.Language); err != nil {
		return nil, err
	}
	if err := t.Secrecy.check(); err != nil {
		return nil, err
	}
	if _, ok := c.Recording.File(t.Sound); !ok {
		return nil, fault.New(fault.NotFound, "recording.unknown-file")
	}
	for _, old := range c.Recording.Transcripts {
		if old.Digest == t.Digest || old.ID == t.ID {
			if t.ID == "" {
				t.ID = old.ID
			}
			return unlessSame(t, old.TranscriptFile, fault.New(fault.Conflict, "transcript.attached", "ID", old.ID))
		}
	}
	if err := checkLength("transcripts", len(c.Recording.Transcripts)+1); err != nil {
		return nil, err
	}
	if t.ID == "" {
		t.ID = nextID("T", c.Recording.Written, func(id string) bool { _, ok := c.Recording.Transcript(id); return ok })
	}
	return []Event{&TranscriptAttached{Transcript: t}}, nil
}

func (c *Conference) hasTranscript(id string) (*Transcript, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	t, ok := c.Recording.Transcript(id)
	if !ok {
		return nil, fault.New(fault.NotFound, "transcript.unknown", "ID", id)
	}
	return t, nil
}

func (cmd *ApproveTranscript) decide(c *Conference, _ Meta) ([]Event, error) {
	t, err := c.hasTranscript(cmd.ID)
	if err != nil || !t.ApprovedAt.IsZero() {
		return nil, err
	}
	return []Event{&TranscriptApproved{ID: cmd.ID}}, nil
}

func (cmd *DiscardTranscript) decide(c *Conference, _ Meta) ([]Event, error) {
	if _, err := c.hasTranscript(cmd.ID); err != nil {
		return nil, err
	}
	reason := tidy(cmd.Reason)
	if err := checkText("reason", reason, true); err != nil {
		return nil, err
	}
	return []Event{&TranscriptDiscarded{ID: cmd.ID, Reason: reason}}, nil
}

func (e *TranscriptAttached) apply(c *Conference, m Meta) {
	if e.Transcript.Machine {
		c.inward = append(c.inward, m.Seq) // that there is a draft is the host's own matter
	}
	c.carriesFile(m.Seq, e.Transcript.Digest, e.Transcript.Secrecy)
	if f, ok := c.Recording.File(e.Transcript.Sound); ok {
		c.carriesFile(m.Seq, e.Transcript.Sound, f.Secrecy)
	}
	r := &c.Recording
	r.Written = counted("T", e.Transcript.ID, r.Written)
	r.Transcripts = append(slices.Clone(r.Transcripts), Transcript{TranscriptFile: e.Transcript, At: m.OccurredAt, By: m.Member})
}

func (e *TranscriptApproved) apply(c *Conference, m Meta) {
	c.Recording.Transcripts = slices.Clone(c.Recording.Transcripts)
	if t, ok := c.Recording.Transcript(e.ID); ok { // not when its attaching is expunged
		t.ApprovedAt, t.ApprovedBy = m.OccurredAt, m.Member
	}
}

func (e *TranscriptDiscarded) apply(c *Conference, m Meta) {
	c.inward = append(c.inward, m.Seq)
	r := &c.Recording
	if r.Transcripts = slices.DeleteFunc(slices.Clone(r.Transcripts), func(t Transcript) bool { return t.ID == e.ID }); len(r.Transcripts) == 0 {
		r.Transcripts = nil
	}
}
