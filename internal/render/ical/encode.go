package ical

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"samverkan/internal/fault"
)

// productID is the PRODID of everything we write (RFC 5545 section 3.7.3).
const productID = "-//Samverkan//samverkan//SV"

// Encode writes c to w: completed, checked, folded at 75 octets, with CR LF.
// Nothing is written unless everything can be. An event of a message with method
// CANCEL becomes CANCELLED; alarms stand only in what a receiver puts in the
// calendar (PUBLISH, REQUEST and plain objects); attendees do not stand in PUBLISH
// (RFC 5546 section 3.2.1).
//
// Faults: those of [Calendar.Validate]; ical.write when w fails.
func Encode(w io.Writer, c Calendar) error {
	tree, err := c.Tree()
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := ical.NewEncoder(folder{&buf}).Encode(tree); err != nil {
		return fault.Wrap(err, fault.Internal, "ical.encode")
	}
	if _, err := w.Write(buf.Bytes()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "ical.write")
	}
	return nil
}

// complete readies every event for the calendar's method.
func (c Calendar) complete() Calendar {
	events := c.Events
	c.Events = nil
	for _, e := range events {
		c.Events = append(c.Events, forMethod(e.Complete(), c.Method))
	}
	c.Name = oneLine(c.Name)
	return c
}

func forMethod(e Event, m Method) Event {
	switch m {
	case Publish:
		e.Attendees = nil
	case Request, "":
	default:
		e.Alarms = nil
	}
	if m == Cancel {
		e.Status = Cancelled
	}
	var overrides []Event
	for _, o := range e.Overrides {
		overrides = append(overrides, forMethod(o, m))
	}
	e.Overrides = overrides
	return e
}

type writer struct {
	method Method
	loc    *time.Location
}

func put(c *ical.Component, name, value string) *ical.Prop {
	p := &ical.Prop{Name: name, Params: ical.Params{}, Value: value}
	c.Props.Add(p)
	// Add copies the struct; its Params map is shared, so parameters set later still count.
	return p
}

func (w writer) calendar(c Calendar) *ical.Calendar {
	cal := ical.NewCalendar()
	put(cal.Component, ical.PropVersion, "2.0")
	put(cal.Component, ical.PropProductID, productID)
	put(cal.Component, ical.PropCalendarScale, "GREGORIAN")
	if c.Method != "" {
		put(cal.Component, ical.PropMethod, string(c.Method))
	}
	if c.Name != "" { // RFC 7986, and the older name that most programs read
		put(cal.Component, ical.PropName, escape(c.Name))
		put(cal.Component, "X-WR-CALNAME", escape(c.Name))
	}
	if c.Refresh > 0 {
		put(cal.Component, ical.PropRefreshInterval, duration(c.Refresh)).Params.Set("VALUE", "DURATION")
		put(cal.Component, "X-PUBLISHED-TTL", duration(c.Refresh))
	}
	// Always there: an empty feed needs some component, and Outlook wants the
	// definition before the first TZID.
	cal.Children = append(cal.Children, timezone())
	for _, e := range c.Events {
		cal.Children = append(cal.Children, w.event(e))
		for _, o := range e.Overrides {
			cal.Children = append(cal.Children, w.event(o))
		}
	}
	return cal
}

func (w writer) event(e Event) *ical.Component {
	c := ical.NewComponent(ical.CompEvent)
	put(c, ical.PropUID, escape(e.UID))
	put(c, ical.PropDateTimeStamp, e.Stamp.Format(utcForm))
	put(c, ical.PropLastModified, e.Stamp.Format(utcForm))
	put(c, ical.PropSequence, strconv.Itoa(e.Sequence))
	w.times(c, e)
	w.texts(c, e)
	if e.Organizer.Email != "" {
		put(c, ical.PropOrganizer, mailto(e.Organizer.Email)).Params.Set(ical.ParamCommonName, parameter(nameOf(e.Organizer)))
	}
	for _, a := range e.Attendees {
		w.attendee(c, a)
	}
	for _, x := range e.Conferences {
		p := put(c, ical.PropConference, x.URI)
		p.Params.Set(ical.ParamValue, "URI")
		for _, f := range x.Features {
			p.Params.Add("FEATURE", string(f))
		}
		if x.Label != "" {
			p.Params.Set("LABEL", parameter(x.Label))
		}
	}
	for _, a := range e.Alarms {
		alarm := ical.NewComponent(ical.CompAlarm)
		put(alarm, ical.PropAction, "DISPLAY")
		put(alarm, ical.PropDescription, escape(a.Text))
		put(alarm, ical.PropTrigger, duration(-a.Before))
		c.Children = append(c.Children, alarm)
	}
	return c
}

func (w writer) times(c *ical.Component, e Event) {
	w.time(c, ical.PropDateTimeStart, e.Start, e.AllDay)
	w.time(c, ical.PropDateTimeEnd, e.End, e.AllDay)
	w.time(c, ical.PropRecurrenceID, e.RecurrenceID, e.AllDay)
	if e.Rule != nil {
		put(c, ical.PropRecurrenceRule, e.Rule.String())
	}
	for _, x := range e.Exceptions {
		w.time(c, ical.PropExceptionDates, x, e.AllDay)
	}
}

// time writes one moment. Zero is not written.
func (w writer) time(c *ical.Component, name string, t time.Time, date bool) {
	switch {
	case t.IsZero():
	case date:
		put(c, name, t.In(w.loc).Format(dateForm)).Params.Set(ical.ParamValue, "DATE")
	case repeated(t, w.loc):
		put(c, name, t.UTC().Format(utcForm))
	default:
		put(c, name, t.In(w.loc).Format(localForm)).Params.Set("TZID", homeZone)
	}
}

func (w writer) texts(c *ical.Component, e Event) {
	for _, t := range []struct{ name, text string }{
		{ical.PropSummary, e.Summary}, {ical.PropDescription, e.Description}, {ical.PropLocation, e.Location},
	} {
		if t.text == "" {
			continue
		}
		p := put(c, t.name, escape(t.text))
		if e.Language != "" {
			p.Params.Set("LANGUAGE", parameter(e.Language))
		}
	}
	if e.URL != "" {
		put(c, ical.PropURL, e.URL)
	}
	if len(e.Categories) > 0 {
		list := make([]string, len(e.Categories))
		for i, s := range e.Categories {
			list[i] = escape(s)
		}
		put(c, ical.PropCategories, strings.Join(list, ","))
	}
	put(c, ical.PropStatus, string(e.Status))
	put(c, ical.PropClass, string(e.Class))
	busy := "OPAQUE"
	if e.AllDay || e.Status == Cancelled {
		busy = "TRANSPARENT"
	}
	put(c, ical.PropTransparency, busy)
	if e.Exercise {
		put(c, "X-SAMVERKAN-EXERCISE", "TRUE")
	}
}

func (w writer) attendee(c *ical.Component, a Attendee) {
	p := put(c, ical.PropAttendee, mailto(a.Email))
	p.Params.Set(ical.ParamCommonName, parameter(nameOf(a.Person)))
	p.Params.Set("CUTYPE", string(a.Type))
	p.Params.Set(ical.ParamRole, string(a.Role))
	p.Params.Set(ical.ParamParticipationStatus, string(a.Answer))
	if a.RSVP {
		p.Params.Set("RSVP", "TRUE")
	}
	if a.DelegatedTo != "" {
		p.Params.Set("DELEGATED-TO", mailto(a.DelegatedTo))
	}
}
