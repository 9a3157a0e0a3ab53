package web

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

// areaCalendarPage is the calendar of an area: what is to be, day by day, and after it what has been.
type areaCalendarPage struct {
	Shell
	Area   area.Area
	May    bool
	Coming []calendarDay
	Past   []calendarDay // the latest first
	Count  int
}

type calendarDay struct {
	Day   time.Time
	Lines []calendarLine
}

type calendarLine struct {
	area.Item
	Start, End        time.Time
	OneDay            bool // it ends the day that it begins
	Where             string
	ActorName, Narrow string
	Place             string
}

// areaCalendar shows the calendar.
func (w *Web) areaCalendar(q *request) error {
	list, err := q.clerk().ItemsOf(q.ctx(), q.Who, q.path("id"), area.Appointment, time.Time{})
	if err != nil {
		return err
	}
	p := &areaCalendarPage{Shell: q.shell("web.area-calendar.title", "Name", list.Area.Name), Area: list.Area, May: q.mayPublish(list.Area)}
	p.Section, p.Exercise = "areas", list.Area.Exercise
	all := area.Coming(list.Items)
	var coming, past []area.Item
	for _, it := range all {
		if it.Detail.Appointment.Over(q.Now) {
			past = append(past, it)
		} else {
			coming = append(coming, it)
		}
	}
	slices.Reverse(past)
	p.Coming, p.Past, p.Count = q.calendarDays(list.Area, coming), q.calendarDays(list.Area, past), len(coming)
	return q.page("area-calendar", p)
}

func (q *request) calendarDays(a area.Area, items []area.Item) (days []calendarDay) {
	for _, it := range items {
		n := it.Detail.Appointment
		at := n.Start.In(i18n.Stockholm())
		day := midnight(at, 0)
		if len(days) == 0 || !days[len(days)-1].Day.Equal(day) {
			days = append(days, calendarDay{Day: day})
		}
		line := calendarLine{Item: it, Start: n.Start, End: n.End, OneDay: sameDay(n.Start, n.End), Where: n.Where, ActorName: q.shortName(it.Owner), Place: q.placeName(it.Place)}
		if it.Audience != area.Everyone {
			said := a.AudienceSentence(it)
			line.Narrow = q.N(said.Key, said.Count)
		}
		last := &days[len(days)-1]
		last.Lines = append(last.Lines, line)
	}
	return days
}

// addToCalendar writes something into the calendar.
func (w *Web) addToCalendar(q *request) error {
	id, f := q.path("id"), q.Form
	note, err := q.appointmentPosted()
	if err != nil {
		return err
	}
	it := area.Item{ID: f.Get("_id"), Area: id, Kind: area.Appointment, Title: strings.TrimSpace(f.Get("title")), Text: writtenText(f.Get("text")),
		Audience: area.Everyone, Detail: area.Detail{Appointment: note}}
	if f.Get("only") != "" {
		it.Audience = area.OnlyWe
	}
	if _, err := q.administer(clerk.PutItem{Item: it}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/calendar", "item-put")
}

// appointmentPosted reads when something is to be, and where. An end that is a time of day alone is that of the day that it begins.
func (q *request) appointmentPosted() (*area.AppointmentNote, error) {
	n := &area.AppointmentNote{Where: strings.TrimSpace(q.Form.Get("where"))}
	var err error
	if n.Start, err = readTime(strings.TrimSpace(q.Form.Get("start")), q.Now); err != nil {
		return nil, atFormField("web.field-time", "start")
	}
	n.Start = n.Start.UTC()
	if said := strings.TrimSpace(q.Form.Get("end")); said != "" {
		if n.End, err = readTime(said, n.Start); err != nil {
			return nil, atFormField("web.field-time", "end")
		}
		n.End = n.End.UTC()
	}
	return n, nil
}

// areaCalendarFile gives the calendar for a calendar program. Of what is marked with secrecy it says only when it is: calendars are
// shown to others.
func (w *Web) areaCalendarFile(q *request) error {
	list, err := q.clerk().ItemsOf(q.ctx(), q.Who, q.path("id"), area.Appointment, time.Time{})
	if err != nil {
		return err
	}
	c := ical.Calendar{Method: ical.Publish, Name: list.Area.Name}
	for _, it := range area.Coming(list.Items) {
		c.Events = append(c.Events, w.calendarEvent(q, list.Area, it))
	}
	var b bytes.Buffer
	if err := ical.Encode(&b, c); err != nil {
		return err
	}
	q.private("text/calendar")
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+cmp.Or(area.Slug(list.Area.Name), list.Area.ID)+`.ics"`)
	q.send(http.StatusOK, b.Bytes())
	return nil
}

func (w *Web) calendarEvent(q *request, a area.Area, it area.Item) ical.Event {
	n := it.Detail.Appointment
	e := ical.Event{UID: it.ID + "@samverkan", Sequence: it.Revision - 1, Stamp: it.ChangedAt, Start: n.Start, End: cmp.Or(n.End, n.Start.Add(time.Hour)),
		Summary: it.Title, Description: it.Text, Location: n.Where, URL: w.o.Base + "/areas/" + a.ID + "/items/" + it.ID, Language: q.Lang(), Exercise: a.Exercise, Class: ical.Private}
	if it.Secrecy != nil {
		e.Summary, e.Description, e.Location, e.Class = q.T("web.area-calendar.marked"), "", "", ical.Confidential
	}
	return e
}
