package ical

import (
	"time"
	_ "time/tzdata" // the product runs on machines without a time zone database

	"github.com/emersion/go-ical"

	"samverkan/internal/fault"
)

// homeZone is the time zone of every meeting.
const homeZone = "Europe/Stockholm"

// Form of a local date-time and of a date in iCalendar (RFC 5545 sections 3.3.4 and 3.3.5).
const (
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
	dateForm  = "20060102"
)

func stockholm() (*time.Location, error) {
	loc, err := time.LoadLocation(homeZone)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "ical.home-zone")
	}
	return loc, nil
}

// timezone is the rule of the European Union since 1996, as a pair of yearly
// rules from 1970 on: the form that Outlook, Google and Apple themselves write.
// A test compares it with the time zone database for 2000 to 2037. Generating it
// from the database is not safer: Go reports false transitions after 2037.
func timezone() *ical.Component {
	vt := ical.NewComponent(ical.CompTimezone)
	put(vt, ical.PropTimezoneID, homeZone)
	vt.Children = []*ical.Component{
		observance(ical.CompTimezoneDaylight, "19700329T020000", "+0100", "+0200", "CEST", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
		observance(ical.CompTimezoneStandard, "19701025T030000", "+0200", "+0100", "CET", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
	}
	return vt
}

func observance(kind, start, from, to, name, rule string) *ical.Component {
	c := ical.NewComponent(kind)
	put(c, ical.PropDateTimeStart, start)
	put(c, ical.PropTimezoneOffsetFrom, from)
	put(c, ical.PropTimezoneOffsetTo, to)
	put(c, ical.PropTimezoneName, name)
	put(c, ical.PropRecurrenceRule, rule)
	return c
}

// wall gives the instant of a local time by RFC 5545 section 3.3.5: a time that
// comes twice means its first turn, and a time that is skipped is counted with
// the offset before the gap. Package time promises neither.
func wall(year int, month time.Month, day, hour, min, sec int, loc *time.Location) time.Time {
	naive := time.Date(year, month, day, hour, min, sec, 0, time.UTC)
	offset := func(at time.Time) time.Duration {
		_, s := at.In(loc).Zone()
		return time.Duration(s) * time.Second
	}
	before, after := offset(naive.Add(-24*time.Hour)), offset(naive.Add(24*time.Hour))
	first := naive.Add(-before)
	if before == after || offset(first) == before {
		return first.In(loc)
	}
	if second := naive.Add(-after); offset(second) == after {
		return second.In(loc)
	}
	return first.In(loc)
}

// wallOf gives the instant when a clock in loc shows what t shows in its own zone.
func wallOf(t time.Time, loc *time.Location) time.Time {
	return wall(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), loc)
}

// repeated tells whether t is in the hour of autumn that comes twice, in its first
// or its second turn. RFC 5545 gives the local time to the first, but both readers
// that the tests ask take it for the second.
func repeated(t time.Time, loc *time.Location) bool {
	here := t.In(loc).Format(localForm)
	return t.Add(time.Hour).In(loc).Format(localForm) == here || t.Add(-time.Hour).In(loc).Format(localForm) == here
}
