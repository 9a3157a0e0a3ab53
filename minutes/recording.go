package minutes

import (
	"time"

	"samverkan/conference"
)

// Recording is the sound recording: that the participants were told first, what was recorded, and which files there are.
type Recording struct {
	InformedAt time.Time `json:"informedAt,omitzero"`
	Text       string    `json:"text,omitempty"` // what was said
	Runs       []Run     `json:"runs,omitempty"`
	Seconds    int       `json:"seconds,omitempty"` // recorded, pauses not counted
	Files      []Audio   `json:"files,omitempty"`

	Marks     []SoundMark `json:"marks,omitempty"`     // in order of time
	Concealed []Stretch   `json:"concealed,omitempty"` // in the order in which they begin
}

// SoundMark is a moment of the recording that somebody wanted to find again.
type SoundMark struct {
	ID    string    `json:"id"`
	At    time.Time `json:"at"`
	Item  string    `json:"item,omitempty"`
	Label string    `json:"label,omitempty"`
	Marking
}

// Stretch is a part of the sound that is marked, whichever files it is in.
type Stretch struct {
	ID   string    `json:"id"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	Marking
}

// Run is a stretch of recording.
type Run struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"`
	Pauses []Pause   `json:"pauses,omitempty"`
}

// Pause is a stretch that was not recorded.
type Pause struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"`
	Reason string    `json:"reason,omitempty"`
	Marking
}

// Audio is a file of the recording.
type Audio struct {
	Name      string    `json:"name,omitempty"`
	Digest    string    `json:"digest,omitempty"` // sha256
	Size      int64     `json:"size,omitempty"`
	MediaType string    `json:"mediaType,omitempty"`
	StartsAt  time.Time `json:"startsAt,omitzero"`
	Seconds   int       `json:"seconds,omitempty"`
	Public    *SoundIn  `json:"public,omitempty"` // in the public version: what became of it there
	Marking
}

func (k *composer) recording() Recording {
	r := &k.c.Recording
	out := Recording{InformedAt: r.InformedAt, Text: r.Text, Seconds: seconds(r.Length(k.now))}
	if !r.InformedAt.IsZero() {
		k.enter(k.itemAt(r.InformedAt), Entry{At: r.InformedAt, What: EntryRecording, Step: "informed"})
	}
	for i, run := range r.Runs {
		out.Runs = append(out.Runs, k.run(i, run))
	}
	var public []SoundIn
	if k.o.Public {
		public = PublicSound(k.c, k.o.Silences)
	}
	for i, f := range r.Files {
		a := Audio{Marking: k.marking(f.Secrecy)}
		if !a.Omitted {
			a.Name, a.Digest, a.Size, a.MediaType = f.Name, f.Digest, f.Size, f.MediaType
			a.StartsAt, a.Seconds = f.StartsAt, seconds(f.Length)
		}
		if public != nil {
			a.Public = &public[i]
			for _, q := range public[i].Quiet {
				k.actor(q.Secrecy.Owner)
			}
		}
		out.Files = append(out.Files, a)
	}
	for _, x := range r.Marks {
		out.Marks = append(out.Marks, k.soundMark(x))
	}
	for _, s := range r.Concealed {
		out.Concealed = append(out.Concealed, Stretch{ID: s.ID, From: s.From, To: s.To, Marking: k.marking(s.Secrecy)})
	}
	return out
}

// soundMark is left out when anything that bears on it is: the item, or a concealed stretch that it stands in.
func (k *composer) soundMark(x conference.RecordingMark) SoundMark {
	out := SoundMark{ID: x.ID, At: x.At, Item: x.Item, Label: x.Label}
	if x.Label == "" {
		return out
	}
	var bears conference.Secrecy
	for _, s := range k.c.BookmarkSecrecy(x) {
		if s.Marked() && (!bears.Marked() || k.hidden(s)) {
			bears = s
		}
	}
	if out.Marking = k.marking(bears); out.Omitted {
		out.Label = ""
	}
	return out
}

func (k *composer) run(i int, run conference.RecordingRun) Run {
	step := func(at time.Time, name string, part int) {
		if !at.IsZero() {
			k.enter(k.itemAt(at), Entry{At: at, What: EntryRecording, Step: name, Index: i, Part: part})
		}
	}
	out := Run{From: run.Start, To: run.End}
	step(run.Start, "started", 0)
	for j, p := range run.Pauses {
		pause := Pause{From: p.Start, To: p.End, Reason: p.Reason}
		if p.Reason != "" {
			pause.Marking = k.marking(k.c.ItemSecrecy(k.itemAt(p.Start)))
		}
		if pause.Omitted {
			pause.Reason = ""
		}
		out.Pauses = append(out.Pauses, pause)
		step(p.Start, "paused", j)
		if !p.End.Equal(run.End) { // a pause that lasts until the recording stops was never resumed
			step(p.End, "resumed", j)
		}
	}
	step(run.End, "stopped", 0)
	return out
}
