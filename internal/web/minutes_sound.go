package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/minutes"
)

// sound is the recording as its reader may hear it, and what can be found in it.
type sound struct {
	ID    string // of the conference
	Files []soundFile
	Marks []soundMark
	Parts []soundPart   // concealed stretches: drawn for who may hear them, said to who may not
	Why   []unheardFile // what the reader may not hear
	Texts []transcript  // what was written down of it
	Work  *soundWork    // what the reader may do with it
	runs  []minutes.Run
}

// unheardFile is why a file is not heard.
type unheardFile struct {
	Reason  clerk.Unheard
	Secrecy conference.Secrecy // of the file
}

// soundFile is a file of the recording.
type soundFile struct {
	Address, Name, Player string
	Digest                string
	Size                  int64
	Start                 time.Time
	Length                time.Duration
	Items                 []soundItem
	Gaps                  []soundPart // where nothing was recorded
	Parts                 []soundPart // what is concealed in it
	cuts                  bool        // what was paused is not in it
}

// Seconds is how long the file is.
func (f soundFile) Seconds() int { return int(f.Length / time.Second) }

// soundItem is an item of the agenda on the strip of a file, which is drawn to scale.
type soundItem struct {
	*heard
	Number  int
	Title   string
	Class   string
	Minutes int
	Until   int // seconds into the file
}

// soundPart is a stretch of the sound that something is said of. From and To are seconds into the file.
type soundPart struct {
	ID       string
	From, To int
	Start    time.Time
	End      time.Time
	Text     string
}

// soundMark is something to listen to.
type soundMark struct {
	*heard
	Kind  kindLook
	Text  string
	Title string // the word of the kind
}

// Icon is the sign of what the mark is of.
func (m soundMark) Icon() string { return m.Kind.icon }

// Class is its colour.
func (m soundMark) Class() string { return m.Kind.class }

// heard is a place in a file.
type heard struct {
	Address string // with the place in it
	Player  string // id of the player that has the file
	Seconds int
}

// Clock is the place as minutes and seconds into the file.
func (h *heard) Clock() string {
	if h.Seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", h.Seconds/3600, h.Seconds/60%60, h.Seconds%60)
	}
	return fmt.Sprintf("%02d:%02d", h.Seconds/60, h.Seconds%60)
}

// soundOf gives the files that the reader may hear, and why it may not hear the others; nil when there is no recording. The clerk
// decides.
func (q *request) soundOf(v *clerk.View, m *minutes.Minutes) (*sound, error) {
	s := &sound{ID: v.Conference.Plan.ID, runs: m.Recording.Runs}
	for i, f := range v.Conference.Recording.Files {
		if why := v.Hears(f); why != "" {
			s.Why = append(s.Why, unheardFile{why, f.Secrecy})
			continue
		}
		x := soundFile{Address: "/conferences/" + s.ID + "/sound/" + f.Digest, Digest: f.Digest, Player: fmt.Sprintf("ljud-%d", len(s.Files)+1), Name: f.Name,
			Size: f.Size, Start: f.StartsAt, Length: f.Length}
		if x.Start.IsZero() && i == 0 && len(s.runs) > 0 {
			x.Start = s.runs[0].From
		}
		if x.Length == 0 {
			x.Length = time.Duration(m.Recording.Seconds) * time.Second
		}
		x.cuts = s.cutOut(x)
		s.Files = append(s.Files, x)
	}
	s.conceal(q, m)
	for _, it := range m.Items {
		s.place(it)
	}
	s.pauses(q)
	s.mark(q, m)
	var err error
	s.Work = q.soundWork(v)
	s.Texts, err = q.transcripts(v, s)
	return s, err
}

// paused is how long nothing was recorded between two times.
func (s *sound) paused(from, to time.Time) time.Duration {
	var sum time.Duration
	for _, run := range s.runs {
		for _, p := range run.Pauses {
			a, b := p.From, p.To
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

// cutOut tells whether the pauses are missing in a file: it is then shorter than the time it was recorded in.
func (s *sound) cutOut(f soundFile) bool {
	if len(s.runs) == 0 || f.Start.IsZero() {
		return false
	}
	end := s.runs[len(s.runs)-1].To
	paused := s.paused(f.Start, end)
	return paused > 0 && f.Length < end.Sub(f.Start)-paused/2
}

// at finds a moment of the meeting in the files; nil when it was not recorded.
func (s *sound) at(t time.Time) *heard {
	if s == nil || t.IsZero() {
		return nil
	}
	for i := range s.Files {
		f := &s.Files[i]
		if f.Start.IsZero() || t.Before(f.Start) {
			continue
		}
		if into := s.into(f, t); into <= f.Length {
			seconds := int(into / time.Second)
			return &heard{fmt.Sprintf("%s#t=%d", f.Address, seconds), fmt.Sprintf("ljud-%d", i+1), seconds}
		}
	}
	return nil
}

// into is how far into a file a moment after its beginning lies.
func (s *sound) into(f *soundFile, t time.Time) time.Duration {
	into := t.Sub(f.Start)
	if f.cuts {
		into -= s.paused(f.Start, t)
	}
	return into
}

// within gives what of a stretch lies in a file, in seconds into it.
func (s *sound) within(f *soundFile, from, to time.Time) (a, b int, ok bool) {
	if f.Start.IsZero() || to.IsZero() || !to.After(f.Start) {
		return 0, 0, false
	}
	if from.Before(f.Start) {
		from = f.Start
	}
	begin, end := s.into(f, from), min(s.into(f, to), f.Length)
	return int(begin / time.Second), int((end + time.Second - 1) / time.Second), begin < f.Length && end > begin
}

// maxStrip is the longest that the strip's classes can draw, in minutes.
const maxStrip = 20

// place puts an item on the strip of the files that it is heard in.
func (s *sound) place(it minutes.Item) {
	for _, span := range it.Spans {
		for i := range s.Files {
			f := &s.Files[i]
			end := span.To
			if end.IsZero() {
				end = f.Start.Add(f.Length)
			}
			a, b, ok := s.within(f, span.From, end)
			if !ok {
				continue
			}
			h := &heard{fmt.Sprintf("%s#t=%d", f.Address, a), f.Player, a}
			n := (b - a + 30) / 60
			f.Items = append(f.Items, soundItem{h, it.Number, it.Title, agendaClass(string(it.Kind)), min(max(n, 2), maxStrip), b})
		}
	}
}

// pauses says where in each file nothing was recorded. A pause that was cut out is a point in it.
func (s *sound) pauses(q *request) {
	for i := range s.Files {
		f := &s.Files[i]
		for _, run := range s.runs {
			for _, p := range run.Pauses {
				if p.To.IsZero() || !p.To.After(f.Start) {
					continue
				}
				a, b := int(s.into(f, p.From)/time.Second), int(s.into(f, p.To)/time.Second)
				if a < 0 || a > f.Seconds() {
					continue
				}
				text := p.Reason
				if p.Omitted {
					text = q.T("web.sound.pause-secret", "Ground", p.Secrecy.Ground)
				}
				f.Gaps = append(f.Gaps, soundPart{From: a, To: min(b, f.Seconds()), Start: p.From, End: p.To, Text: text})
			}
		}
	}
}

// conceal says which stretches are kept back, and where they lie in what the reader hears.
func (s *sound) conceal(q *request, m *minutes.Minutes) {
	for _, x := range m.Recording.Concealed {
		part := soundPart{ID: x.ID, Start: x.From, End: x.To, Text: q.markedBy(x.Secrecy, m)}
		s.Parts = append(s.Parts, part)
		for i := range s.Files {
			if a, b, ok := s.within(&s.Files[i], x.From, x.To); ok {
				part.From, part.To = a, b
				s.Files[i].Parts = append(s.Files[i].Parts, part)
			}
		}
	}
}

// markedBy is the ground of a marking and who assesses it.
func (q *request) markedBy(x conference.Secrecy, m *minutes.Minutes) string {
	key := "web.sound.marked"
	if x.Suspected {
		key = "web.sound.suspected"
	}
	return q.T(key, "Ground", x.Ground, "Owner", m.Name(x.Owner))
}

func agendaClass(kind string) string {
	switch kind {
	case "discussion":
		return "k-disk"
	case "decision":
		return "k-besl"
	}
	return "k-info"
}

// mark lists what one goes back to a recording for: what somebody marked, decisions, goal conflicts, summaries.
func (s *sound) mark(q *request, m *minutes.Minutes) {
	for _, x := range m.Recording.Marks {
		if h := s.at(x.At); h != nil {
			text := x.Label
			if x.Omitted {
				text = q.T("web.sound.label-secret", "Ground", x.Secrecy.Ground)
			}
			s.Marks = append(s.Marks, soundMark{h, kindLook{"marker", "k-ant"}, text, q.T("web.sound.mark", "ID", x.ID)})
		}
	}
	for _, n := range m.Of(conference.NoteGoalConflict, conference.NoteSummary, conference.NoteSituation, conference.NoteUnowned) {
		look := kindLook{"k-lage", "k-lage"}
		switch n.Kind {
		case conference.NoteGoalConflict:
			look = kindLook{"k-malkonflikt", "k-konf"}
		case conference.NoteUnowned:
			look = kindLook{"unowned", "k-ant"}
		}
		if h := s.at(n.At); h != nil && !n.Omitted {
			s.Marks = append(s.Marks, soundMark{h, look, n.Text, q.T("doc.kind." + string(n.Kind))})
		}
	}
	for _, d := range m.Decisions {
		for _, r := range d.ReadBacks {
			if h := s.at(r.At); h != nil && !d.Omitted {
				s.Marks = append(s.Marks, soundMark{h, kindLook{"k-beslut", "k-besl"}, q.T("web.minutes.read-back", "ID", d.ID), q.T("doc.kind.decision")})
			}
		}
	}
	order := map[string]int{}
	for i, f := range s.Files {
		order[f.Player] = i
	}
	slices.SortStableFunc(s.Marks, func(a, b soundMark) int {
		return cmp.Or(order[a.Player]-order[b.Player], a.Seconds-b.Seconds)
	})
}
