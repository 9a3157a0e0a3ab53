package ical

import (
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"samverkan/internal/fault"
)

// times reads every moment of the event.
func (r reader) times(c *ical.Component, e *Event) error {
	var err error
	if e.Stamp, _, err = r.moment(c, ical.PropDateTimeStamp); err != nil {
		return err
	}
	e.Stamp = e.Stamp.UTC()
	if e.Start, e.AllDay, err = r.moment(c, ical.PropDateTimeStart); err != nil {
		return err
	}
	if e.End, _, err = r.moment(c, ical.PropDateTimeEnd); err != nil {
		return err
	}
	if e.RecurrenceID, _, err = r.moment(c, ical.PropRecurrenceID); err != nil {
		return err
	}
	if e.End.IsZero() && !e.Start.IsZero() { // RFC 5545 section 3.6.1
		length, ok := readDuration(value(c, ical.PropDuration))
		switch {
		case ok && length >= 0:
			e.End = e.Start.Add(length)
		case e.AllDay:
			e.End = wall(e.Start.Year(), e.Start.Month(), e.Start.Day()+1, 0, 0, 0, r.home)
		default:
			e.End = e.Start
		}
	}
	if rule := value(c, ical.PropRecurrenceRule); rule != "" {
		zone := r.home
		if !e.Start.IsZero() {
			zone = e.Start.Location()
		}
		if parsed, ok := parseRule(rule, zone); ok {
			e.Rule = &parsed
		} else {
			e.RuleText = oneLine(rule)
		}
	}
	for _, p := range c.Props[ical.PropExceptionDates] {
		for _, v := range strings.Split(p.Value, ",") {
			t, _, err := r.parse(ical.PropExceptionDates, v, p.Params)
			if err != nil {
				return err
			}
			e.Exceptions = append(e.Exceptions, t)
		}
	}
	return nil
}

// moment reads a date-time or date property; zero when the event has none.
func (r reader) moment(c *ical.Component, name string) (t time.Time, date bool, err error) {
	p := c.Props.Get(name)
	if p == nil {
		return time.Time{}, false, nil
	}
	return r.parse(name, p.Value, p.Params)
}

func (r reader) parse(name, v string, params ical.Params) (time.Time, bool, error) {
	v = strings.ToUpper(strings.TrimSpace(v))
	if t, err := time.Parse(utcForm, v); err == nil {
		return t, false, nil
	}
	loc := r.home // a floating time is Swedish time
	if tzid := readParameter(params.Get("TZID")); tzid != "" {
		if loc = r.zone(tzid); loc == nil {
			return time.Time{}, false, fault.New(fault.Invalid, "ical.zone", "Zone", shorten(tzid))
		}
	}
	if t, err := time.Parse(localForm, v); err == nil {
		return wallOf(t, loc), false, nil
	}
	if t, err := time.Parse(dateForm, v); err == nil { // also without VALUE=DATE
		return wallOf(t, r.home), true, nil
	}
	return time.Time{}, false, fault.New(fault.Invalid, "ical.time", "Property", name, "Value", shorten(oneLine(v)))
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func (r reader) zone(tzid string) *time.Location {
	if loc, ok := foreignZone(tzid); ok {
		return loc
	}
	return r.zones[tzid]
}
