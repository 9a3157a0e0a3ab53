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
	for _, f := range r.Files {
		a := Audio{Marking: k.marking(f.Secrecy)}
		if !a.Omitted {
			a.Name, a.Digest, a.Size, a.MediaType = f.Name, f.Digest, f.Size, f.MediaType
			a.StartsAt, a.Seconds = f.StartsAt, seconds(f.Length)
		}
		out.Files = append(out.Files, a)
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
