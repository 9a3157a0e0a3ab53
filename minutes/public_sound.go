package minutes

import (
	"slices"
	"time"

	"samverkan/conference"
)

// Quiet is a stretch of a recording that is silent in the public version, and on which ground.
type Quiet struct {
	From    time.Time          `json:"from"`
	To      time.Time          `json:"to"`
	Secrecy conference.Secrecy `json:"secrecy"` // without its readers
}

// Why a recording is not in the public version at all.
const (
	SoundMarked    = "marked"    // the file itself is marked
	SoundUncovered = "uncovered" // something marked was said at a moment that no silent stretch covers
	SoundUnaligned = "unaligned" // when it began is not known, so that nothing can be found in it
	SoundFormat    = "format"    // it cannot be silenced without being recoded
)

// SoundIn says what becomes of a recording in the public version.
type SoundIn struct {
	File  conference.AudioFile `json:"-"`
	Quiet []Quiet              `json:"quiet,omitempty"` // in order, none touching the next
	Why   string               `json:"why,omitempty"`   // "" when it is in it
	Bare  []string             `json:"bare,omitempty"`  // the marked lines that no stretch covers
}

// PublicSound says what becomes of each recording of a conference in the public version: stretches that are concealed and those in
// which a marked item was dealt with are silent. Where something marked was noted at another moment, nobody can know how much was said
// of it, and the recording is left out. silences tells whether a file can be silenced; nil means that all can.
func PublicSound(c *conference.Conference, silences func(conference.AudioFile) bool) []SoundIn {
	quiet, moments := concealed(c), markedMoments(c)
	var out []SoundIn
	for _, f := range c.Recording.Files {
		x := soundIn(c, f, quiet, moments)
		if x.Why == "" && len(x.Quiet) > 0 && silences != nil && !silences(f) {
			x.Why = SoundFormat
		}
		if x.Why != "" {
			x.Quiet = nil
		}
		out = append(out, x)
	}
	return out
}

// SecretSound says what of a file is silent for whoever may hear nothing that is marked, reckoned as for the public version. The stretches
// are there also when they do not cover all (Bare), for somebody who may yet be let hear the rest. false when there is no such file.
func SecretSound(c *conference.Conference, digest string) (SoundIn, bool) {
	f, ok := c.Recording.File(digest)
	if !ok {
		return SoundIn{}, false
	}
	return soundIn(c, *f, concealed(c), markedMoments(c)), true
}

// soundIn finds what is marked within a file, and why the file cannot be silenced where that is for another reason than its format.
func soundIn(c *conference.Conference, f conference.AudioFile, quiet []Quiet, moments []moment) SoundIn {
	x := SoundIn{File: f}
	start, end := extent(c, f)
	for _, q := range quiet {
		if start.IsZero() || q.To.After(start) && q.From.Before(end) {
			x.Quiet = append(x.Quiet, q)
		}
	}
	for _, m := range moments {
		if (start.IsZero() || !m.at.Before(start) && !m.at.After(end)) && !covered(quiet, m.at) && !slices.Contains(x.Bare, m.id) {
			x.Bare = append(x.Bare, m.id)
		}
	}
	switch {
	case f.Secrecy.Marked():
		x.Why = SoundMarked
	case len(x.Bare) > 0:
		x.Why = SoundUncovered
	case len(x.Quiet) > 0 && start.IsZero():
		x.Why = SoundUnaligned
	}
	return x
}

// extent is when a file begins and ends. One whose length is not known may go on to the end of the recording, and one without a start
// is the whole of it when it is alone.
func extent(c *conference.Conference, f conference.AudioFile) (start, end time.Time) {
	start = f.StartsAt
	if start.IsZero() && len(c.Recording.Files) == 1 && len(c.Recording.Runs) == 1 && len(c.Recording.Runs[0].Pauses) == 0 {
		start = c.Recording.Runs[0].Start
	}
	if f.Length > 0 {
		return start, start.Add(f.Length)
	}
	return start, start.Add(24 * time.Hour)
}

// concealed lists the stretches that are silent in the public version, joined where they meet.
func concealed(c *conference.Conference) []Quiet {
	var out []Quiet
	add := func(from, to time.Time, s conference.Secrecy) {
		if s.Marked() && !from.IsZero() {
			if to.IsZero() {
				to = from.Add(24 * time.Hour) // it was never ended
			}
			s.Readers = nil
			out = append(out, Quiet{from, to, s})
		}
	}
	for _, s := range c.Recording.Concealed {
		add(s.From, s.To, s.Secrecy)
	}
	for _, it := range c.Items {
		for _, span := range it.Spans {
			add(span.Start, span.End, c.ItemSecrecy(it.ID))
		}
	}
	slices.SortStableFunc(out, func(a, b Quiet) int { return a.From.Compare(b.From) })
	joined := out[:0]
	for _, q := range out {
		if n := len(joined); n > 0 && !q.From.After(joined[n-1].To) && q.Secrecy.Ground == joined[n-1].Secrecy.Ground && q.Secrecy.Owner == joined[n-1].Secrecy.Owner {
			if q.To.After(joined[n-1].To) {
				joined[n-1].To = q.To
			}
			continue
		}
		joined = append(joined, q)
	}
	return joined
}

func covered(quiet []Quiet, at time.Time) bool {
	return slices.ContainsFunc(quiet, func(q Quiet) bool { return !at.Before(q.From) && !at.After(q.To) })
}

// moment is when something marked was dealt with.
type moment struct {
	id string
	at time.Time
}

// markedMoments lists when marked lines of the record were said, as far as the record tells.
func markedMoments(c *conference.Conference) []moment {
	var out []moment
	add := func(id string, s conference.Secrecy, times ...time.Time) {
		if !s.Marked() {
			return
		}
		for _, t := range times {
			if !t.IsZero() {
				out = append(out, moment{id, t})
			}
		}
	}
	for _, n := range c.Notes {
		add(n.ID, c.EffectiveSecrecy(n.Secrecy, n.Item), n.At)
	}
	for _, d := range c.Decisions {
		s := c.EffectiveSecrecy(d.Secrecy, d.Item)
		for _, p := range d.Proposals {
			add(d.ID, s, p.At)
		}
		for _, r := range d.ReadBacks {
			add(d.ID, s, r.At)
		}
		for _, x := range d.Stances {
			if x.Reason != "" {
				add(d.ID, s, x.At)
			}
		}
	}
	for _, x := range c.Measures {
		add(x.ID, c.EffectiveSecrecy(x.Secrecy, x.Item), x.At)
	}
	for i := range c.Reports {
		r := &c.Reports[i]
		ref := conference.ReportRef(r.Participant, "")
		add(ref, r.Secrecy, r.At)
		for _, s := range r.Statements {
			add(ref, s.Secrecy, r.At)
		}
		for _, a := range r.Answers {
			add(ref, a.Secrecy, r.At)
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return a.at.Compare(b.at) })
	return out
}

// InFile is a part of a file, counted from its beginning.
type InFile struct{ From, To time.Duration }

// leeway is how much longer a silent stretch is at each end: the clock of whoever marked it and that of the recording differ.
const leeway = time.Second

// Stretches gives the silent stretches as places in the file. What was paused is not in a file whose recorder rested, and is in one
// that was made elsewhere. Where its length does not tell which it is, it is silent at both places.
func (x SoundIn) Stretches(c *conference.Conference) []InFile {
	start, _ := extent(c, x.File)
	rested, went := rests(c, x.File, start)
	var out []InFile
	for _, q := range x.Quiet {
		from, to := q.From.Add(-leeway), q.To.Add(leeway)
		if went {
			out = append(out, InFile{max(0, from.Sub(start)), max(0, to.Sub(start))})
		}
		if rested {
			out = append(out, InFile{max(0, from.Sub(start)-paused(c, start, from)), max(0, to.Sub(start)-paused(c, start, to))})
		}
	}
	return out
}

// Unplaced tells that something in the file is to be silent and nobody knows where in it, since nobody knows when it began.
func (x SoundIn) Unplaced(c *conference.Conference) bool {
	start, _ := extent(c, x.File)
	return len(x.Quiet) > 0 && start.IsZero()
}

// rests tells by the length of a file whether pauses may be missing in it, and whether they may be in it.
func rests(c *conference.Conference, f conference.AudioFile, start time.Time) (rested, went bool) {
	const near = 3 * time.Second
	for _, run := range c.Recording.Runs {
		if run.End.IsZero() || start.Before(run.Start.Add(-near)) || start.After(run.End) {
			continue
		}
		whole := run.End.Sub(start)
		without := whole - paused(c, start, run.End)
		switch {
		case whole == without:
			return false, true
		case (f.Length - whole).Abs() < near:
			return false, true
		case (f.Length - without).Abs() < near:
			return true, false
		}
		return true, true
	}
	return paused(c, start, start.Add(24*time.Hour)) > 0, true
}

// paused is how long nothing was recorded between two times.
func paused(c *conference.Conference, from, to time.Time) time.Duration {
	var sum time.Duration
	for _, run := range c.Recording.Runs {
		for _, p := range run.Pauses {
			a, b := p.Start, p.End
			if a.Before(from) {
				a = from
			}
			if b.IsZero() || b.After(to) {
				b = to
			}
			if b.After(a) {
				sum += b.Sub(a)
			}
		}
	}
	return sum
}
