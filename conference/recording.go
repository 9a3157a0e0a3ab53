package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// Recording is the sound recording: nothing is recorded before the participants have been told (GDPR; handbook ch. 4).
type Recording struct {
	InformedAt time.Time      `json:"informedAt,omitzero"`
	InformedBy string         `json:"informedBy,omitempty"`
	Text       string         `json:"text,omitempty"` // what was said
	Runs       []RecordingRun `json:"runs,omitempty"`
	Files      []AudioFile    `json:"files,omitempty"`

	Marks       []RecordingMark `json:"marks,omitempty"`       // in the order of their moments
	Concealed   []ConcealedSpan `json:"concealed,omitempty"`   // in the order in which they begin
	Transcripts []Transcript    `json:"transcripts,omitempty"` // in the order that they came
	Spans       int             `json:"spans,omitempty"`       // highest number given to a concealed stretch, opened ones counted
	Written     int             `json:"written,omitempty"`     // highest number given to a transcript, discarded ones counted
}

// RecordingRun is a stretch of recording with its pauses.
type RecordingRun struct {
	Span
	Pauses []Pause `json:"pauses,omitempty"`
}

// Pause is a stretch that was not recorded.
type Pause struct {
	Span
	Reason string `json:"reason,omitempty"`
}

// AudioFile is a recording kept by its digest.
type AudioFile struct {
	Name      string        `json:"name"`
	Digest    string        `json:"digest"` // sha256, 64 hexadecimal digits
	Size      int64         `json:"size"`
	MediaType string        `json:"mediaType,omitempty"`
	StartsAt  time.Time     `json:"startsAt,omitzero"` // when its first second was
	Length    time.Duration `json:"length,omitempty"`  // nanoseconds
	Secrecy   Secrecy       `json:"secrecy,omitzero"`
}

// Running tells whether sound is being recorded, or paused.
func (r Recording) Running() bool {
	return len(r.Runs) > 0 && r.Runs[len(r.Runs)-1].End.IsZero()
}

// Paused tells whether the recording rests.
func (r Recording) Paused() bool {
	if !r.Running() {
		return false
	}
	p := r.Runs[len(r.Runs)-1].Pauses
	return len(p) > 0 && p[len(p)-1].End.IsZero()
}

// Length is how long was recorded, pauses not counted.
func (r Recording) Length(now time.Time) time.Duration {
	var sum time.Duration
	for _, run := range r.Runs {
		sum += run.Span.Length(now)
		for _, p := range run.Pauses {
			sum -= p.Length(now)
		}
	}
	return sum
}

// InformRecording records that the participants have been told that the meeting is recorded (informerat kl).
type InformRecording struct {
	Text string `json:"text,omitempty"`
}

// RecordingInformed is the fact.
type RecordingInformed struct {
	Text string `json:"text,omitempty"`
}

// StartRecording begins to record.
type StartRecording struct{}

// RecordingStarted is the fact.
type RecordingStarted struct{}

// PauseRecording rests, as when something secret is taken up.
type PauseRecording struct {
	Reason string `json:"reason,omitempty"`
}

// RecordingPaused is the fact.
type RecordingPaused struct {
	Reason string `json:"reason,omitempty"`
}

// ResumeRecording goes on after a pause.
type ResumeRecording struct{}

// RecordingResumed is the fact.
type RecordingResumed struct{}

// StopRecording ends the recording.
type StopRecording struct{}

// RecordingStopped is the fact.
type RecordingStopped struct{}

// AttachRecording attaches an audio file by its digest. One that was made elsewhere, as by a telephone bridge, without anybody noting that
// the recording began, says when it begins.
type AttachRecording struct {
	File AudioFile `json:"file"`
}

// RecordingAttached is the fact.
type RecordingAttached struct {
	File AudioFile `json:"file"`
}

// Names.
func (*InformRecording) Name() string   { return "recording.inform" }
func (*RecordingInformed) Name() string { return "recording.informed" }
func (*StartRecording) Name() string    { return "recording.start" }
func (*RecordingStarted) Name() string  { return "recording.started" }
func (*PauseRecording) Name() string    { return "recording.pause" }
func (*RecordingPaused) Name() string   { return "recording.paused" }
func (*ResumeRecording) Name() string   { return "recording.resume" }
func (*RecordingResumed) Name() string  { return "recording.resumed" }
func (*StopRecording) Name() string     { return "recording.stop" }
func (*RecordingStopped) Name() string  { return "recording.stopped" }
func (*AttachRecording) Name() string   { return "recording.attach" }
func (*RecordingAttached) Name() string { return "recording.attached" }

func (cmd *InformRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if !c.Recording.InformedAt.IsZero() {
		return nil, nil
	}
	text := tidy(cmd.Text)
	if err := checkTexts("text", text); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, c.Meeting.Opened); err != nil {
		return nil, err
	}
	return []Event{&RecordingInformed{Text: text}}, nil
}

func (cmd *StartRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if c.Recording.Running() {
		return nil, nil
	}
	if c.Recording.InformedAt.IsZero() {
		return nil, fault.New(fault.Conflict, "recording.not-informed")
	}
	after := c.Recording.InformedAt
	if n := len(c.Recording.Runs); n > 0 {
		after = latest(after, c.Recording.Runs[n-1].End)
	}
	if err := c.inOrder(m, after); err != nil {
		return nil, err
	}
	return []Event{&RecordingStarted{}}, nil
}

// running refuses what needs a recording that goes on, and what is said to have happened before its last step.
func (c *Conference) running(m Meta) error {
	if err := c.inMeeting(); err != nil {
		return err
	}
	if !c.Recording.Running() {
		return fault.New(fault.Conflict, "recording.not-running")
	}
	run := c.Recording.Runs[len(c.Recording.Runs)-1]
	after := run.Start
	for _, p := range run.Pauses {
		after = latest(after, p.Start, p.End)
	}
	return c.inOrder(m, after)
}

func (cmd *PauseRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.running(m); err != nil {
		return nil, err
	}
	if c.Recording.Paused() {
		return nil, nil
	}
	reason := tidy(cmd.Reason)
	if err := checkTexts("reason", reason); err != nil {
		return nil, err
	}
	return []Event{&RecordingPaused{Reason: reason}}, nil
}

func (cmd *ResumeRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.running(m); err != nil {
		return nil, err
	}
	if !c.Recording.Paused() {
		return nil, nil
	}
	return []Event{&RecordingResumed{}}, nil
}

func (cmd *StopRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if len(c.Recording.Runs) > 0 && !c.Recording.Running() {
		return nil, nil
	}
	if err := c.running(m); err != nil {
		return nil, err
	}
	return []Event{&RecordingStopped{}}, nil
}

func (cmd *AttachRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	file := cmd.File
	if len(c.Recording.Runs) == 0 && file.StartsAt.IsZero() {
		return nil, fault.New(fault.Conflict, "recording.nothing-recorded") // nobody could find anything in it
	}
	tidyAll(&file.Name, &file.MediaType)
	file.Secrecy = file.Secrecy.tidied()
	if err := checkFile(file.Name, file.Digest, file.Size); err != nil {
		return nil, err
	}
	if file.Length < 0 {
		return nil, fault.New(fault.Invalid, "file.size")
	}
	if err := checkLines("mediaType", file.MediaType); err != nil {
		return nil, err
	}
	if err := file.Secrecy.check(); err != nil {
		return nil, err
	}
	for _, old := range c.Recording.Files {
		if old.Digest == file.Digest {
			return unlessSame(file, old, fault.New(fault.Conflict, "recording.attached", "Name", old.Name))
		}
	}
	return []Event{&RecordingAttached{File: file}}, nil
}

func (e *RecordingInformed) apply(c *Conference, m Meta) {
	c.Recording.InformedAt, c.Recording.InformedBy, c.Recording.Text = m.OccurredAt, m.Member, e.Text
}

func (e *RecordingStarted) apply(c *Conference, m Meta) {
	c.Recording.Runs = append(slices.Clone(c.Recording.Runs), RecordingRun{Span: Span{Start: m.OccurredAt}})
}

func (e *RecordingPaused) apply(c *Conference, m Meta) {
	if !c.Recording.Running() {
		return // its start is expunged
	}
	run := &c.Recording.Runs[len(c.Recording.Runs)-1]
	run.Pauses = append(slices.Clone(run.Pauses), Pause{Span: Span{Start: m.OccurredAt}, Reason: e.Reason})
}

func (e *RecordingResumed) apply(c *Conference, m Meta) {
	if !c.Recording.Paused() {
		return
	}
	run := &c.Recording.Runs[len(c.Recording.Runs)-1]
	run.Pauses[len(run.Pauses)-1].End = m.OccurredAt
}

func (e *RecordingStopped) apply(c *Conference, m Meta) {
	if !c.Recording.Running() {
		return
	}
	run := &c.Recording.Runs[len(c.Recording.Runs)-1]
	run.End = m.OccurredAt
	if n := len(run.Pauses); n > 0 && run.Pauses[n-1].End.IsZero() {
		run.Pauses[n-1].End = m.OccurredAt
	}
}

func (e *RecordingAttached) apply(c *Conference, m Meta) {
	c.carriesFile(m.Seq, e.File.Digest, e.File.Secrecy)
	c.Recording.Files = append(slices.Clone(c.Recording.Files), e.File)
}
