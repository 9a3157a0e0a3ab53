package web

import (
	"mime/multipart"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func (w *Web) recorderRoutes() []row {
	return []row{
		{get, "/conferences/{id}/recording", "recording.read", w.recordingPage},
		{post, "/conferences/{id}/recording", "conference.command", w.bringRecording},
		{post, "/conferences/{id}/recording/align", "conference.command", w.alignRecording},
	}
}

// maxSound is the largest recording that comes in pieces; one that comes with a form is as other files ([maxUpload]).
const maxSound = 4 << 30

// soundPage is where the sound of a meeting is looked after: what there is, and bringing what was recorded elsewhere.
type soundPage struct {
	Shell
	ID      string
	Meeting string
	Files   []broughtSound
	Moments []option // what happened when, to say where in the meeting a file belongs
	Refused string   // why nothing can be brought or moved; "" when it can
	Nothing bool     // the record has no start of a recording: a file is taken in only when it is said when it begins
	Untold  bool     // it is not noted that the participants were told
	Limit   int64    // of a file that comes with the form
	Most    int64    // of one that comes in pieces
	p       *i18n.Printer
}

// broughtSound is a file of the recording.
type broughtSound struct {
	Form          string // of the form that moves it
	Digest        string
	Address, Name string
	Size          int64
	Start         time.Time
	Length        time.Duration
}

// RecorderWords are the script's.
func (p *soundPage) RecorderWords() []option { return recorderWords(p.p) }

// recordingPage shows the sound of a meeting, and the form to bring more of it.
func (w *Web) recordingPage(q *request) error {
	m, v, err := w.roomOf(q)
	if err != nil {
		return err
	}
	p := &soundPage{Shell: q.shell("web.recording.title", "Title", m.Plan.Title), ID: m.ID, Meeting: m.Plan.Title, Limit: maxUpload, Most: maxSound, p: q.Printer}
	p.Section, p.Exercise, p.Recorder = "conferences", m.Plan.Exercise, true
	if recordsIn(v.Role) {
		p.Key = w.o.SignIn.OutboxKey(q.Who.Member)
	}
	p.Nothing, p.Untold = len(m.Recording.Runs) == 0, m.Recording.InformedAt.IsZero()
	if err := q.clerk().Authorize(q.ctx(), q.Who, m.ID, "", &conference.AttachRecording{}); err != nil {
		p.Refused = q.Fault(err)
	} else if err := q.Who.Allows("file.bring", ""); err != nil {
		p.Refused = q.Fault(err)
	} else if at := v.Conference.Phase; at == conference.Approved || at == conference.Published {
		p.Refused = q.T("web.recording.approved") // said before a file of an hour is sent, not after
	}
	for i, f := range v.Conference.Recording.Files { // those that the reader may hear, which the clerk decides
		_, r, err := q.clerk().OpenRecording(q.ctx(), q.Who, m.ID, f.Digest)
		if err != nil {
			continue
		}
		r.Close()
		p.Files = append(p.Files, broughtSound{"align-" + strconv.Itoa(i+1), f.Digest, "/conferences/" + m.ID + "/sound/" + f.Digest, f.Name, f.Size, f.StartsAt, f.Length})
	}
	p.Moments = momentsOf(m)
	return q.page("recording", p)
}

// momentsOf lists what can be recognised in a recording, with its time: the items, what was read back and what was written.
func momentsOf(m *Room) []option {
	const long = 80
	out := []option{{"", m.T("web.recording.moment.none")}}
	add := func(at time.Time, text string) {
		if at.IsZero() {
			return
		}
		if r := []rune(text); len(r) > long {
			text = string(r[:long]) + "…"
		}
		out = append(out, option{at.UTC().Format(time.RFC3339Nano), m.T("web.recording.moment", "Time", at.In(i18n.Stockholm()).Format("15:04:05"), "Text", text)})
	}
	add(m.Meeting.Opened, m.T("web.recording.moment.opened"))
	lines := m.Journal()
	slices.SortStableFunc(lines, func(a, b Line) int { return a.At.Compare(b.At) })
	for _, l := range lines {
		if l.Marked && l.Text == "" || l.Struck {
			continue
		}
		add(l.At, strings.TrimSpace(l.Ref+" "+l.Text))
	}
	return out
}

// soundKinds are the recordings that are taken in, by how their names end: what telephone bridges, dictation machines and browsers make.
func soundKind(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".wav", ".wave":
		return "audio/wav"
	case ".mp3":
		return "audio/mpeg"
	case ".m4a", ".mp4", ".aac":
		return "audio/mp4"
	case ".ogg", ".oga", ".opus":
		return "audio/ogg"
	case ".webm", ".weba":
		return "audio/webm"
	}
	return ""
}

// bringRecording attaches a recording that was made elsewhere. The file comes with the form, or has come in pieces before it.
func (w *Web) bringRecording(q *request) error {
	id := q.path("id")
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.AttachRecording{}); err != nil { // nothing is taken in for who may not
		return err
	}
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	f := conference.AudioFile{}
	if strings.HasPrefix(strings.ToLower(q.r.Header.Get("Content-Type")), "multipart/form-data") {
		err := q.parts(maxUpload, func(part *multipart.Part) (err error) {
			if f.Name = fileName(part.FileName()); soundKind(f.Name) == "" {
				return atFormField("web.recording-kind", "file")
			}
			f.Digest, f.Size, err = q.clerk().BringFile(q.ctx(), q.Who, part, maxUpload)
			return err
		})
		if err != nil {
			return err
		}
	}
	if f.Digest == "" && q.Form.Get("digest") != "" {
		f.Name, f.Digest = fileName(q.Form.Get("name")), q.Form.Get("digest")
		if f.Size, err = strconv.ParseInt(q.Form.Get("size"), 10, 64); err != nil {
			return atFormField("web.recording-nothing", "file")
		}
	}
	if f.Digest == "" {
		return atFormField("web.recording-nothing", "file")
	}
	if f.MediaType = soundKind(f.Name); f.MediaType == "" {
		return atFormField("web.recording-kind", "file")
	}
	if f.StartsAt, err = startOf(q.Form.Get("into"), q.Form.Get("moment"), q.Form.Get("clock"), v.Conference); err != nil {
		return err
	}
	if f.StartsAt.IsZero() && len(v.Conference.Recording.Runs) == 0 {
		return atFormField("web.recording-start", "clock") // as the form asks for it
	}
	got, err := q.do(id, &conference.AttachRecording{File: f})
	if err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.done(q.back("/conferences/"+id+"/recording"), "recording-brought")
}

// alignRecording says where in the meeting a file belongs that is there already: its clock may have been wrong.
func (w *Web) alignRecording(q *request) error {
	id := q.path("id")
	c, err := q.conferenceOf()
	if err != nil {
		return err
	}
	at, err := startOf(q.Form.Get("into"), q.Form.Get("moment"), q.Form.Get("clock"), c)
	if err != nil {
		return err
	}
	if at.IsZero() {
		return atFormField("web.recording-clock", "clock")
	}
	got, err := q.do(id, &conference.AlignRecording{Digest: q.Form.Get("digest"), StartsAt: at})
	if err == nil && got.Fault != nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.done(q.back("/conferences/"+id+"/recording"), "saved")
}

// startOf is when the first second of a file was: so long before a known moment as that moment is heard into the file. The moment is
// one of the record's, or a time of day; with neither it is not known when the file begins.
func startOf(into, moment, clock string, c *conference.Conference) (time.Time, error) {
	var at time.Time
	var err error
	switch {
	case strings.TrimSpace(clock) != "":
		if at, err = timeOfDay(clock, c.Meeting.Opened); err != nil {
			return at, atFormField("web.recording-clock", "clock")
		}
	case moment != "":
		if at, err = time.Parse(time.RFC3339Nano, moment); err != nil {
			return at, atFormField("web.recording-clock", "moment")
		}
	default:
		return at, nil
	}
	d, ok := placeIn(into)
	if !ok {
		return at, atFormField("web.recording-into", "into")
	}
	return at.Add(-d), nil
}

// placeIn reads how far into a file something is heard: 12, 00:12 or 1:02:03; nothing is its beginning.
func placeIn(s string) (time.Duration, bool) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, true
	}
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return 0, false
	}
	var seconds int64
	for i, p := range parts {
		n, err := strconv.ParseInt(p, 10, 32)
		if err != nil || n < 0 || i > 0 && n >= 60 {
			return 0, false
		}
		seconds = seconds*60 + n
	}
	if seconds > 48*3600 {
		return 0, false
	}
	return time.Duration(seconds) * time.Second, true
}

// timeOfDay reads a time of day, with or without seconds, as the one closest to when the meeting was opened: one that goes on over
// midnight has two days.
func timeOfDay(s string, opened time.Time) (time.Time, error) {
	var t time.Time
	var err error
	for _, form := range []string{"15:04:05", "15:04", "15.04.05", "15.04"} {
		if t, err = time.Parse(form, strings.TrimSpace(s)); err == nil {
			break
		}
	}
	if err != nil || opened.IsZero() {
		return time.Time{}, fault.New(fault.Invalid, "web.recording-clock")
	}
	day := opened.In(i18n.Stockholm())
	best := time.Time{}
	for _, days := range []int{-1, 0, 1} {
		at := time.Date(day.Year(), day.Month(), day.Day()+days, t.Hour(), t.Minute(), t.Second(), 0, day.Location())
		if best.IsZero() || at.Sub(opened).Abs() < best.Sub(opened).Abs() {
			best = at
		}
	}
	return best, nil
}
