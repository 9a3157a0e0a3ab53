package conference

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Schedule is the rhythm of one or more days: the conferences of all levels in order of time, what feeds what, and what
// clashes. The handbook (chapter 6) asks those who call to look at the other levels before they choose a time.
type Schedule struct {
	Viewer   string         `json:"viewer,omitempty"` // the actor whose day it is; "" for nobody's
	Meetings []ScheduledRow `json:"meetings"`         // by start
	Links    []Link         `json:"links"`            // by deadline
	Clashes  []Clash        `json:"clashes"`

	all []ScheduledRow // the meetings of all days, so that a day can name what lies outside it
	gap time.Duration  // less than this between a meeting and when its input is due is short of time
}

// ScheduledRow is a conference in the schedule.
type ScheduledRow struct {
	ID             string    `json:"id"`
	Title          string    `json:"title"`
	Level          Level     `json:"level"`
	SeriesNo       int       `json:"seriesNo"`
	Host           string    `json:"host"`
	Start          time.Time `json:"start"`
	End            time.Time `json:"end"`
	Exercise       bool      `json:"exercise,omitempty"`
	Part           Part      `json:"part,omitempty"`
	ReportDeadline time.Time `json:"reportDeadline,omitzero"`
	Actors         []string  `json:"actors"`
}

// Part is what the viewing actor does in a conference.
type Part string

// The parts. An actor that is not invited follows: it sees that the conference is held.
const (
	Leads   Part = "leads"
	Joins   Part = "joins"
	Follows Part = "follows"
)

// Key is the catalogue key of the part's word.
func (x Part) Key() string { return "schedule.part." + string(x) }

// Key is the catalogue key of the level's word.
func (l Level) Key() string { return "schedule.level." + string(l) }

// Link says that one conference builds on another.
type Link struct {
	From     string    `json:"from"`
	To       string    `json:"to"`
	Deadline time.Time `json:"deadline,omitzero"` // when the input is due: as agreed, or else the reporting time of To, or else its start
	Carries  string    `json:"carries,omitempty"`
	Gap      Duration  `json:"gap"`               // from the end of From to the deadline; negative when it cannot be kept
	Trouble  bool      `json:"trouble,omitempty"` // it is part of a clash
}

// Duration is a length of time that JSON carries in whole seconds.
type Duration time.Duration

// MarshalJSON writes whole seconds.
func (d Duration) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, int64(time.Duration(d)/time.Second), 10), nil
}

// UnmarshalJSON reads whole seconds.
func (d *Duration) UnmarshalJSON(b []byte) error {
	n, err := strconv.ParseInt(string(b), 10, 64)
	*d = Duration(time.Duration(n) * time.Second)
	return err
}

// NewSchedule lays out the plans as seen by viewer, which may be "". A dependency on a conference that is not among the plans is left out:
// whoever cannot see that conference cannot be told about it. Cancelled conferences are for the caller to leave out.
func NewSchedule(plans []Plan, viewer string) Schedule { return newSchedule(plans, viewer, tightGap) }

func newSchedule(plans []Plan, viewer string, gap time.Duration) Schedule {
	s := Schedule{Viewer: viewer, gap: gap}
	for i := range plans {
		s.Meetings = append(s.Meetings, scheduled(&plans[i], viewer))
	}
	slices.SortStableFunc(s.Meetings, func(a, b ScheduledRow) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(levelOrder(a.Level), levelOrder(b.Level)), cmp.Compare(a.ID, b.ID))
	})
	s.all = s.Meetings
	s.link(plans)
	s.findClashes()
	return s
}

func scheduled(p *Plan, viewer string) ScheduledRow {
	r := ScheduledRow{ID: p.ID, Title: p.Title, Level: p.Level, SeriesNo: p.SeriesNo, Host: p.Host, Start: p.Start, End: p.End,
		Exercise: p.Exercise, ReportDeadline: p.Reporting.Deadline, Actors: p.Actors()}
	if !slices.Contains(r.Actors, p.Host) {
		r.Actors = append([]string{p.Host}, r.Actors...)
	}
	switch {
	case viewer == "":
	case viewer == p.Host:
		r.Part = Leads
	case slices.Contains(r.Actors, viewer):
		r.Part = Joins
	default:
		r.Part = Follows
	}
	return r
}

// levelOrder puts what feeds before what is fed.
func levelOrder(l Level) int { return slices.Index([]Level{Local, Regional, National}, l) }

// Find gives a conference of the schedule, also one of another day than the one that [Schedule.Day] picked.
func (s Schedule) Find(id string) (ScheduledRow, bool) {
	for _, r := range s.all {
		if r.ID == id {
			return r, true
		}
	}
	return ScheduledRow{}, false
}

// BuildsOn gives the conferences that one builds on, by deadline.
func (s Schedule) BuildsOn(id string) []string {
	var out []string
	for _, l := range s.Links {
		if l.To == id {
			out = append(out, l.From)
		}
	}
	return out
}

// link joins what one plan needs with what another feeds: both may say it, and then the earlier deadline counts.
func (s *Schedule) link(plans []Plan) {
	type pair struct{ from, to string }
	at := map[pair]int{}
	add := func(from, to string, d Dependency) {
		source, ok1 := s.Find(from)
		target, ok2 := s.Find(to)
		if !ok1 || !ok2 || from == to {
			return
		}
		due := d.Deadline
		if due.IsZero() {
			due = target.ReportDeadline
		}
		if due.IsZero() {
			due = target.Start
		}
		l := Link{From: from, To: to, Deadline: due, Carries: d.Carries, Gap: Duration(due.Sub(source.End))}
		i, known := at[pair{from, to}]
		switch {
		case !known:
			at[pair{from, to}] = len(s.Links)
			s.Links = append(s.Links, l)
		case !due.Equal(s.Links[i].Deadline) && !d.Deadline.IsZero():
			s.clash(Clash{Rule: "deadlines-differ", Severity: Advice, Conferences: []string{from, to}})
			if due.Before(s.Links[i].Deadline) {
				s.Links[i].Deadline, s.Links[i].Gap = due, l.Gap
			}
		}
	}
	for _, p := range plans {
		for _, d := range p.Needs {
			add(d.Conference, p.ID, d)
		}
	}
	for _, p := range plans {
		for _, d := range p.Feeds {
			add(p.ID, d.Conference, d)
		}
	}
	slices.SortStableFunc(s.Links, func(a, b Link) int { return a.Deadline.Compare(b.Deadline) })
}

// Days are the local days on which the schedule has meetings, each as its midnight in loc.
func (s Schedule) Days(loc *time.Location) []time.Time {
	var out []time.Time
	for _, r := range s.Meetings {
		day := midnight(r.Start, loc)
		for day.Before(r.End) {
			if !slices.ContainsFunc(out, day.Equal) {
				out = append(out, day)
			}
			day = midnight(day.Add(36*time.Hour), loc)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// Day is the part of the schedule that falls on the local day of t: its meetings, the links that reach them, and their clashes.
func (s Schedule) Day(t time.Time, loc *time.Location) Schedule {
	from := midnight(t, loc)
	to := midnight(from.Add(36*time.Hour), loc)
	day := Schedule{Viewer: s.Viewer, all: s.all, gap: s.gap}
	in := map[string]bool{}
	for _, r := range s.Meetings {
		if r.Start.Before(to) && r.End.After(from) {
			in[r.ID] = true
			day.Meetings = append(day.Meetings, r)
		}
	}
	for _, l := range s.Links {
		if in[l.From] || in[l.To] {
			day.Links = append(day.Links, l)
		}
	}
	for _, c := range s.Clashes {
		if slices.ContainsFunc(c.Conferences, func(id string) bool { return in[id] }) {
			day.Clashes = append(day.Clashes, c)
		}
	}
	return day
}

// midnight is the beginning of t's local day. Where the day begins later than 0:00, as in zones that move their clocks at midnight, it is that time.
func midnight(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}
