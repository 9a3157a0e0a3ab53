package conference

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// RecordingMark is a moment of the recording that somebody wanted to find again (markör). What the record says by itself, the items,
// the read-backs and the notes, is marked without it.
type RecordingMark struct {
	ID    string    `json:"id"` // "M1" and on, apart from the labels of notes
	At    time.Time `json:"at"`
	Label string    `json:"label,omitempty"`
	Item  string    `json:"item,omitempty"` // what was dealt with
	By    string    `json:"by,omitempty"`   // the member
	Seq   int64     `json:"seq"`
}

// BookmarkRecording marks the moment at which it occurred (markör). One that was made without network may come when the recording is
// over: the moment must have been recorded, or have been in a pause between what was.
type BookmarkRecording struct {
	ID    string `json:"id,omitempty"` // "" for the next
	Label string `json:"label,omitempty"`
}

// RecordingBookmarked is the fact.
type RecordingBookmarked struct {
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
	Item  string `json:"item,omitempty"`
}

// AlignRecording says anew when the first second of an attached file was, as when a dictaphone's clock was wrong.
type AlignRecording struct {
	Digest   string    `json:"digest"`
	StartsAt time.Time `json:"startsAt"`
}

// RecordingAligned is the fact.
type RecordingAligned struct {
	Digest   string    `json:"digest"`
	StartsAt time.Time `json:"startsAt"`
}

// Names.
func (*BookmarkRecording) Name() string   { return "recording.bookmark" }
func (*RecordingBookmarked) Name() string { return "recording.bookmarked" }
func (*AlignRecording) Name() string      { return "recording.align" }
func (*RecordingAligned) Name() string    { return "recording.aligned" }

// Mark finds a mark.
func (r *Recording) Mark(id string) (*RecordingMark, bool) {
	i := slices.IndexFunc(r.Marks, func(m RecordingMark) bool { return m.ID == id })
	if i < 0 {
		return nil, false
	}
	return &r.Marks[i], true
}

// File finds an attached file by its digest.
func (r *Recording) File(digest string) (*AudioFile, bool) {
	i := slices.IndexFunc(r.Files, func(f AudioFile) bool { return f.Digest == digest })
	if i < 0 || digest == "" { // a reader that may not hear a file has it without digest
		return nil, false
	}
	return &r.Files[i], true
}

// Covers tells whether anything of a stretch of time was recorded: in a run, its pauses counted, or in an attached file whose place in
// time is known. A moment is a stretch that ends where it begins. A run that goes on has no end.
func (r *Recording) Covers(from, to time.Time) bool {
	for _, run := range r.Runs {
		if !to.Before(run.Start) && (run.End.IsZero() || !from.After(run.End)) {
			return true
		}
	}
	for _, f := range r.Files {
		if !f.StartsAt.IsZero() && !to.Before(f.StartsAt) && !from.After(f.StartsAt.Add(f.Length)) {
			return true
		}
	}
	return false
}

// BookmarkSecrecy gives the markings that bear on the label of a mark: those of the item, and of every concealed stretch that it stands in.
func (c *Conference) BookmarkSecrecy(x RecordingMark) []Secrecy {
	out := []Secrecy{c.itemSecrecy[x.Item]}
	for _, s := range c.Recording.Concealed {
		if !x.At.Before(s.From) && !x.At.After(s.To) {
			out = append(out, s.Secrecy)
		}
	}
	return out
}

// nextID gives the first free one of a series of ids.
func nextID(prefix string, taken int, has func(id string) bool) string {
	for n := taken + 1; ; n++ {
		if id := fmt.Sprintf("%s%d", prefix, n); !has(id) {
			return id
		}
	}
}

// counted gives the higher of a series' highest number and that of an id, so that no id is given twice.
func counted(prefix, id string, highest int) int {
	rest, ok := strings.CutPrefix(id, prefix)
	n := 0
	if ok {
		if _, err := fmt.Sscanf(rest, "%d", &n); err == nil && n > highest && n < 1_000_000 {
			return n
		}
	}
	return highest
}

func (cmd *BookmarkRecording) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	label := tidy(cmd.Label)
	if err := checkLines("label", label); err != nil {
		return nil, err
	}
	if err := checkKeys(cmd.ID); err != nil {
		return nil, err
	}
	if old, taken := c.Recording.Mark(cmd.ID); taken {
		if old.Label == label && old.At.Equal(m.OccurredAt) {
			return nil, nil
		}
		return nil, fault.New(fault.Conflict, "recording.mark-taken", "ID", cmd.ID)
	}
	for _, x := range c.Recording.Marks {
		if cmd.ID == "" && x.Label == label && x.At.Equal(m.OccurredAt) {
			return nil, nil
		}
	}
	if err := checkLength("marks", len(c.Recording.Marks)+1); err != nil {
		return nil, err
	}
	if !c.Recording.Covers(m.OccurredAt, m.OccurredAt) {
		return nil, fault.New(fault.Conflict, "recording.not-recorded-then", "From", m.OccurredAt, "To", m.OccurredAt)
	}
	e := &RecordingBookmarked{ID: cmd.ID, Label: label, Item: c.itemAt(m.OccurredAt)}
	if e.ID == "" {
		e.ID = nextID("M", len(c.Recording.Marks), func(id string) bool { _, ok := c.Recording.Mark(id); return ok })
	}
	return []Event{e}, nil
}

func (cmd *AlignRecording) decide(c *Conference, _ Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	f, ok := c.Recording.File(cmd.Digest)
	if !ok {
		return nil, fault.New(fault.NotFound, "recording.unknown-file")
	}
	if cmd.StartsAt.IsZero() {
		return nil, fault.New(fault.Invalid, "recording.no-start")
	}
	if f.StartsAt.Equal(cmd.StartsAt) {
		return nil, nil
	}
	// What is in the file was said at the meeting, so that it cannot lie where nothing was recorded.
	ran := Recording{Runs: c.Recording.Runs}
	if end := cmd.StartsAt.Add(f.Length); !ran.Covers(cmd.StartsAt, end) {
		return nil, fault.New(fault.Conflict, "recording.not-recorded-then", "From", cmd.StartsAt, "To", end)
	}
	return []Event{&RecordingAligned{Digest: cmd.Digest, StartsAt: cmd.StartsAt}}, nil
}

func (e *RecordingBookmarked) apply(c *Conference, m Meta) {
	c.Recording.Marks = append(slices.Clone(c.Recording.Marks),
		RecordingMark{ID: e.ID, At: m.OccurredAt, Label: e.Label, Item: e.Item, By: m.Member, Seq: m.Seq})
	// One that was made without network comes after those that were not.
	slices.SortStableFunc(c.Recording.Marks, func(a, b RecordingMark) int { return a.At.Compare(b.At) })
}

func (e *RecordingAligned) apply(c *Conference, m Meta) {
	if f, ok := c.Recording.File(e.Digest); ok { // not when its attaching is expunged
		c.carriesFile(m.Seq, e.Digest, f.Secrecy)
		c.Recording.Files = slices.Clone(c.Recording.Files)
		f, _ = c.Recording.File(e.Digest)
		f.StartsAt = e.StartsAt
	}
}
