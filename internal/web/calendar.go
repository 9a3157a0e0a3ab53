package web

import (
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
)

// month is a month of conferences, week by week. Its days are read in rows.
type month struct {
	First    time.Time
	Name     string
	Weekdays []weekday
	Weeks    []week
	Earlier  string // addresses
	Later    string
	Today    string
	List     string
	More     int // conferences that did not fit
	// Shorts are what conferences are called in the grid, by id: its cells have no room for a title.
	Shorts map[string]string
}

type weekday struct{ Short, Long string }

type week struct {
	Number int
	Days   []monthDay
}

// monthDay is a day of the month, or of the one beside it.
type monthDay struct {
	Day    time.Time
	Out    bool // of another month
	Today  bool
	Events []clerk.ListedConference
	More   int
}

// dayEvents is how many conferences a day shows; the list has the others.
const dayEvents = 5

// month lays out the month that is asked for, with the weeks that begin or end in it.
func (q *request) month(ask clerk.ConferenceQuery) (*month, error) {
	now := q.Now.In(i18n.Stockholm())
	first, err := time.ParseInLocation("2006-01", q.query("month"), i18n.Stockholm())
	if err != nil || first.Year() < 1990 || first.Year() > 2200 {
		first = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, i18n.Stockholm())
	}
	begin := midnight(first, -((int(first.Weekday()) + 6) % 7))
	next := time.Date(first.Year(), first.Month()+1, 1, 0, 0, 0, 0, i18n.Stockholm())
	pg := q.pager(listSize)
	m := &month{First: first, Name: q.T("web.conferences.month", "Month", q.T("date.month."+strconv.Itoa(int(first.Month()))), "Year", strconv.Itoa(first.Year())),
		Earlier: pg.with("month", first.AddDate(0, -1, 0).Format("2006-01"), false), Later: pg.with("month", next.Format("2006-01"), false),
		Today: pg.with("month", "", true)}
	pg.query.Del("month")
	m.List = pg.with("show", "", true)
	for i := range 7 {
		n := strconv.Itoa((i + 1) % 7)
		m.Weekdays = append(m.Weekdays, weekday{q.T("doc.weekday." + n), q.T("date.weekday." + n)})
	}
	for day := begin; day.Before(next); {
		_, number := day.ISOWeek()
		w := week{Number: number}
		for range 7 {
			w.Days = append(w.Days, monthDay{Day: day, Out: day.Month() != first.Month(), Today: sameDay(day, q.Now)})
			day = midnight(day, 1)
		}
		m.Weeks = append(m.Weeks, w)
	}
	ask.From, ask.To, ask.Latest = begin, midnight(begin, 7*len(m.Weeks)), false
	rows, total, err := q.clerk().ConferencePage(q.ctx(), q.Who, ask)
	m.More = total - len(rows)
	m.Shorts = q.shorts(rows)
	for _, c := range rows {
		m.put(c)
	}
	return m, err
}

// shorts names conferences with few words, as the rhythm of the day does: by level and number, or by host where a level has several.
func (q *request) shorts(rows []clerk.ListedConference) map[string]string {
	var plans []conference.Plan
	for _, c := range rows {
		plans = append(plans, conference.Plan{ID: c.ID, Level: conference.Level(c.Level), SeriesNo: c.SeriesNo, Host: c.Host, Start: c.StartsAt, End: c.EndsAt})
	}
	all := conference.NewSchedule(plans, q.Who.Actor)
	out := map[string]string{}
	for _, c := range rows {
		out[c.ID] = all.Short(c.ID, q, q.shortName)
	}
	return out
}

// put puts a conference on the day that it begins.
func (m *month) put(c clerk.ListedConference) {
	for i := range m.Weeks {
		for j := range m.Weeks[i].Days {
			d := &m.Weeks[i].Days[j]
			if !sameDay(d.Day, c.StartsAt) {
				continue
			}
			if len(d.Events) < dayEvents {
				d.Events = append(d.Events, c)
			} else {
				d.More++
			}
			return
		}
	}
}
