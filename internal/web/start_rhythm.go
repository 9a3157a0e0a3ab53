package web

import (
	"html/template"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/i18n"
)

// rhythm is the day over the three levels: which meetings hang together, and when the reports must be in. The drawing and the
// table say the same.
type rhythm struct {
	Day      time.Time
	Today    bool
	SVG      template.HTML
	Rows     []rhythmRow
	Warnings []string
}

// rhythmRow is a meeting in the table.
type rhythmRow struct {
	conference.ScheduledRow
	Name     string
	BuildsOn []string
	Due      time.Time
	Passed   bool
	Goes     bool
}

// rhythm lays out today's meetings, or those of the next day that has any; nil when there are none.
func (q *request) rhythm(plans []conference.Plan) *rhythm {
	if len(plans) == 0 {
		return nil
	}
	all := conference.NewSchedule(plans, q.Who.Actor)
	loc := i18n.Stockholm()
	days := all.Days(loc)
	today := midnight(q.Now, 0)
	at := slices.IndexFunc(days, func(d time.Time) bool { return !d.Before(today) })
	if at < 0 {
		return nil
	}
	r := &rhythm{Day: days[at], Today: days[at].Equal(today)}
	s := all.Day(r.Day, loc)
	r.SVG = template.HTML(all.SVG(conference.SVGOptions{Day: r.Day, Location: loc, Now: q.Now, Inline: true}, q, q.shortName)) //nolint:gosec // it escapes what people wrote
	r.Warnings = s.Warnings(q, q.shortName)
	for _, m := range s.Meetings {
		row := rhythmRow{ScheduledRow: m, Name: all.Short(m.ID, q, q.shortName), Due: m.ReportDeadline,
			Goes: !m.Start.After(q.Now) && m.End.After(q.Now)}
		for _, id := range s.BuildsOn(m.ID) {
			row.BuildsOn = append(row.BuildsOn, all.Short(id, q, q.shortName))
		}
		for _, l := range s.Links {
			if l.To == m.ID && m.ReportDeadline.IsZero() && l.Deadline.After(row.Due) {
				row.Due = l.Deadline
			}
		}
		row.Passed = !row.Due.IsZero() && row.Due.Before(q.Now)
		r.Rows = append(r.Rows, row)
	}
	return r
}
