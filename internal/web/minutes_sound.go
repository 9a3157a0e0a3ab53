package web

import (
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/minutes"
)

// sound is the recording as its reader may hear it, and what can be found in it.
type sound struct {
	Files []soundFile
	Marks []soundMark
	runs  []minutes.Run
}

// soundFile is a file of the recording.
type soundFile struct {
	Address, Name string
	Size          int64
	Start         time.Time
	Length        time.Duration
	Items         []soundItem
	cuts          bool // what was paused is not in it
}

// soundItem is an item of the agenda on the strip of a file, which is drawn to scale.
type soundItem struct {
	*heard
	Number  int
	Title   string
	Class   string
	Minutes int
}

// soundMark is something to listen to.
type soundMark struct {
	*heard
	Kind  kindLook
	Text  string
	Title string // the word of the kind
}

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

// soundOf gives the files that the reader may hear; nil when there is none. The clerk decides: with something marked in the record
// only who may read all of it hears it.
func (q *request) soundOf(v *clerk.View, m *minutes.Minutes) *sound {
	s := &sound{runs: m.Recording.Runs}
	for i, f := range v.Conference.Recording.Files {
		_, r, err := q.clerk().OpenRecording(q.ctx(), q.Who, v.Conference.Plan.ID, f.Digest)
		if err != nil {
			continue
		}
		r.Close()
		x := soundFile{Address: "/conferences/" + v.Conference.Plan.ID + "/sound/" + f.Digest, Name: f.Name, Size: f.Size, Start: f.StartsAt, Length: f.Length}
		if x.Start.IsZero() && i == 0 && len(s.runs) > 0 {
			x.Start = s.runs[0].From
		}
		if x.Length == 0 {
			x.Length = time.Duration(m.Recording.Seconds) * time.Second
		}
		x.cuts = s.cutOut(x)
		s.Files = append(s.Files, x)
	}
	if len(s.Files) == 0 {
		return nil
	}
	for _, it := range m.Items {
		s.place(it)
	}
	s.mark(q, m)
	return s
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
	for i, f := range s.Files {
		if f.Start.IsZero() || t.Before(f.Start) {
			continue
		}
		into := t.Sub(f.Start)
		if f.cuts {
			into -= s.paused(f.Start, t)
		}
		if into <= f.Length {
			seconds := int(into / time.Second)
			return &heard{fmt.Sprintf("%s#t=%d", f.Address, seconds), fmt.Sprintf("ljud-%d", i+1), seconds}
		}
	}
	return nil
}

// maxStrip is the longest that the strip's classes can draw, in minutes.
const maxStrip = 20

// place puts an item on the strip of the file that it is heard in.
func (s *sound) place(it minutes.Item) {
	for _, span := range it.Spans {
		h := s.at(span.From)
		if h == nil {
			continue
		}
		for i := range s.Files {
			if h.Player == fmt.Sprintf("ljud-%d", i+1) {
				n := int((span.To.Sub(span.From) + 30*time.Second) / time.Minute)
				s.Files[i].Items = append(s.Files[i].Items, soundItem{h, it.Number, it.Title, agendaClass(string(it.Kind)), min(max(n, 2), maxStrip)})
			}
		}
	}
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

// mark lists what one goes back to a recording for: decisions, goal conflicts, summaries.
func (s *sound) mark(q *request, m *minutes.Minutes) {
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
}

// sound sends a recording, or the part of it that the player asks for. It is played in the page: nothing in it can be anything
// but sound.
func (w *Web) sound(q *request) error {
	id, digest := q.path("id"), q.path("digest")
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	f, r, err := q.clerk().OpenRecording(q.ctx(), q.Who, id, digest)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := q.tellSecret(v, "recording"); err != nil {
		return err
	}
	kind, _, err := mime.ParseMediaType(f.MediaType)
	where := "inline"
	if err != nil || !strings.HasPrefix(kind, "audio/") {
		kind, where = "application/octet-stream", "attachment"
	}
	if q.query("save") != "" {
		where = "attachment"
	}
	h := q.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(where, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.Digest+`"`)
	http.ServeContent(q.w, q.r, "", time.Time{}, r)
	return nil
}
