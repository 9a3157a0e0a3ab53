package web

import (
	"html/template"
	"net/url"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// incidentRhythmPage is the rhythm (operativ rytm) of a day of a händelse. Whoever may move a meeting tries another time for it, sees what
// breaks, and then moves it.
type incidentRhythmPage struct {
	incidentPart
	Day      time.Time
	Days     []tab
	SVG      template.HTML
	Rows     []rhythmRow
	Warnings []string
	Movable  []option // meetings that the reader may move
	Try      rhythmTry
	Moved    *movedMeeting
}

// rhythmTry is the time that is tried, as it was written.
type rhythmTry struct {
	Conference, Start, End, Gap string
	Report                      bool
	Wrong                       string
}

// movedMeeting is what a move does.
type movedMeeting struct {
	conference.Moved
	Name                   string
	Breaks, Mends, Remains []string
}

// rhythmGap is how many minutes there should be before input is due when nothing else is said.
const rhythmGap = 30

func (w *Web) incidentRhythm(q *request) error {
	x, err := q.clerk().Incident(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	s, err := q.clerk().IncidentRhythm(q.ctx(), q.Who, x.ID)
	if err != nil {
		return err
	}
	p := &incidentRhythmPage{incidentPart: q.incidentPart(x, "rhythm", "web.incident.rhythm.title")}
	movable := map[string]bool{}
	for _, m := range s.Meetings {
		if q.mayMove(m.ID) {
			movable[m.ID] = true
			p.Movable = append(p.Movable, option{m.ID, q.T("web.incident.rhythm.option", "Name", s.Short(m.ID, q, q.shortName), "Day", p.overview.Day(m.Start), "Clock", q.Clock(m.Start))})
		}
	}
	p.try(q, s)
	shown := s
	if p.Moved != nil {
		shown = p.Moved.Schedule
	}
	p.day(q, s, shown, movable)
	return q.page("incident-rhythm", p)
}

// mayMove tells whether the reader may give a conference another time now.
func (q *request) mayMove(id string) bool {
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return false
	}
	switch v.Conference.Phase {
	case conference.Planned, conference.Called, conference.Lobby:
		return q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.Reschedule{}) == nil
	}
	return false
}

// try reads what is tried, and finds out what breaks.
func (p *incidentRhythmPage) try(q *request, s conference.Schedule) {
	t := &p.Try
	t.Conference, t.Start, t.End, t.Gap, t.Report = q.query("conference"), q.query("start"), q.query("end"), q.query("gap"), q.query("report") != ""
	if t.Gap == "" {
		t.Gap = strconv.Itoa(rhythmGap)
	}
	if t.Start == "" {
		return
	}
	wrong := func(err error) { t.Wrong = q.Fault(err) }
	is, ok := s.Find(t.Conference)
	if !ok {
		wrong(fault.New(fault.NotFound, "conference.unknown"))
		return
	}
	m := conference.Move{Conference: is.ID, Report: t.Report}
	gap, err := strconv.Atoi(t.Gap)
	if err != nil || gap < 1 || gap > 24*60 {
		wrong(fault.New(fault.Invalid, "web.rhythm-gap"))
		return
	}
	m.Gap = time.Duration(gap) * time.Minute
	from := midnight(is.Start, 0) // a clock alone is one of the meeting's own day
	if m.Start, err = readTime(t.Start, from); err != nil {
		wrong(err)
		return
	}
	m.End = m.Start.Add(is.End.Sub(is.Start))
	if t.End != "" {
		if m.End, err = readTime(t.End, m.Start); err != nil {
			wrong(err)
			return
		}
	}
	moved, err := q.clerk().WhatBreaks(q.ctx(), q.Who, m)
	if err != nil {
		wrong(err)
		return
	}
	t.Start, t.End = fieldTime(m.Start), fieldTime(m.End)
	title := func(id string) string { return moved.Schedule.Short(id, q, q.shortName) }
	say := func(list []conference.Clash) (out []string) {
		for _, c := range list {
			out = append(out, c.Say(q, title, q.shortName))
		}
		return out
	}
	p.Moved = &movedMeeting{Moved: moved, Name: title(is.ID), Breaks: say(moved.Breaks), Mends: say(moved.Mends), Remains: say(moved.Remains)}
}

// day picks the day that is shown: the one that was asked for, that of the move, today, or the nearest with a meeting.
func (p *incidentRhythmPage) day(q *request, is, shown conference.Schedule, movable map[string]bool) {
	loc := i18n.Stockholm()
	days := shown.Days(loc)
	if len(days) == 0 {
		return
	}
	wanted := midnight(q.Now, 0)
	if d, err := time.ParseInLocation(time.DateOnly, q.query("day"), loc); err == nil {
		wanted = d
	}
	if p.Moved != nil {
		wanted = midnight(p.Moved.Start, 0)
	}
	p.Day = days[len(days)-1]
	for _, d := range days {
		if !d.Before(wanted) {
			p.Day = d
			break
		}
	}
	base := "/incidents/" + p.X.ID + "/rhythm?day="
	for _, d := range days {
		p.Days = append(p.Days, tab{p.overview.Day(d), base + d.In(loc).Format(time.DateOnly), d.Equal(p.Day)})
	}
	s := shown.Day(p.Day, loc)
	o := conference.SVGOptions{Day: p.Day, Location: loc, Now: q.Now, Inline: true, Movable: func(id string) string {
		if !movable[id] {
			return ""
		}
		return q.T("web.incident.rhythm.handle", "Name", shown.Short(id, q, q.shortName))
	}}
	p.SVG = template.HTML(shown.SVG(o, q, q.shortName)) //nolint:gosec // it escapes what people wrote
	p.Warnings = s.Warnings(q, q.shortName)
	for _, m := range s.Meetings {
		row := rhythmRow{ScheduledRow: m, Name: shown.Short(m.ID, q, q.shortName), Due: m.ReportDeadline, Goes: !m.Start.After(q.Now) && m.End.After(q.Now)}
		for _, id := range s.BuildsOn(m.ID) {
			row.BuildsOn = append(row.BuildsOn, shown.Short(id, q, q.shortName))
		}
		row.Passed = !row.Due.IsZero() && row.Due.Before(q.Now)
		p.Rows = append(p.Rows, row)
	}
}

// Moves tells whether a meeting may be moved by the reader.
func (p *incidentRhythmPage) Moves(id string) bool {
	for _, o := range p.Movable {
		if o.Value == id {
			return true
		}
	}
	return false
}

// Stamp is a time as the form that moves carries it.
func (p *incidentRhythmPage) Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// moveMeeting gives a meeting the time that was tried, by the same commands as its plan does, unless somebody has moved it since.
func (w *Web) moveMeeting(q *request) error {
	x, err := q.clerk().Incident(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.Form.Get("conference"))
	if err != nil {
		return err
	}
	plan := v.Conference.Plan
	if plan.Incident != x.ID {
		return fault.New(fault.NotFound, "conference.unknown")
	}
	m := conference.Move{Conference: plan.ID, Report: q.Form.Get("report") == "true"}
	if m.Start, err = readTime(q.Form.Get("start"), q.Now); err != nil {
		return err
	}
	if m.End, err = readTime(q.Form.Get("end"), q.Now); err != nil {
		return err
	}
	to := "/incidents/" + x.ID + "/rhythm?" + url.Values{"day": {midnight(m.Start, 0).Format(time.DateOnly)}}.Encode()
	if m.Start.Equal(plan.Start) && m.End.Equal(plan.End) {
		return q.done(to, "meeting-moved") // sent twice
	}
	if was, err := readTime(q.Form.Get("was"), q.Now); err != nil || !was.Equal(plan.Start.Truncate(time.Second)) {
		return fault.New(fault.Conflict, "web.rhythm-moved", "Title", plan.Title)
	}
	if err := q.clerk().MoveMeeting(q.ctx(), q.Who, q.Form.Get("_id"), conference.Role(q.Form.Get("_role")), m); err != nil {
		return err
	}
	return q.done(to, "meeting-moved")
}
