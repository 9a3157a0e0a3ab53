package ical

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"samverkan/internal/fault"
)

// reader turns the bare tree of a foreign calendar into our own types.
type reader struct {
	home  *time.Location
	zones map[string]*time.Location // what the file itself says of its TZIDs
}

func (r reader) calendar(c *ical.Component) (Calendar, error) {
	out := Calendar{
		Method: Method(strings.ToUpper(oneLine(value(c, ical.PropMethod)))),
		Name:   text(c, ical.PropName),
	}
	if out.Name == "" {
		out.Name = text(c, "X-WR-CALNAME")
	}
	out.Refresh, _ = readDuration(value(c, ical.PropRefreshInterval))
	var overrides []Event
	for _, child := range c.Children {
		if child.Name != ical.CompEvent {
			continue
		}
		e, err := r.event(child)
		if err != nil {
			return Calendar{}, err
		}
		if e.RecurrenceID.IsZero() {
			out.Events = append(out.Events, e)
		} else {
			overrides = append(overrides, e)
		}
	}
	// A meeting of a series belongs to its series when that is in the file too.
	series := map[string]int{}
	for i, e := range out.Events {
		series[e.UID] = i
	}
	for _, o := range overrides {
		if i, ok := series[o.UID]; ok {
			out.Events[i].Overrides = append(out.Events[i].Overrides, o)
		} else {
			out.Events = append(out.Events, o)
		}
	}
	return out, nil
}

func (r reader) event(c *ical.Component) (Event, error) {
	e := Event{
		UID:         strings.TrimSpace(unescape(valid(value(c, ical.PropUID)))),
		Summary:     text(c, ical.PropSummary),
		Description: prose(unescape(value(c, ical.PropDescription))),
		Location:    text(c, ical.PropLocation),
		URL:         oneLine(value(c, ical.PropURL)),
		Status:      Status(strings.ToUpper(text(c, ical.PropStatus))),
		Class:       Class(strings.ToUpper(text(c, ical.PropClass))),
		Exercise:    value(c, "X-SAMVERKAN-EXERCISE") == "TRUE",
	}
	if e.UID == "" || hasControl(e.UID) {
		return Event{}, fault.New(fault.Invalid, "ical.uid-missing")
	}
	if n, err := strconv.Atoi(strings.TrimSpace(value(c, ical.PropSequence))); err == nil && n > 0 {
		e.Sequence = n
	}
	if p := c.Props.Get(ical.PropSummary); p != nil {
		e.Language = readParameter(p.Params.Get("LANGUAGE"))
	}
	for _, p := range c.Props[ical.PropCategories] {
		for _, s := range splitList(p.Value) {
			e.Categories = append(e.Categories, unescape(s))
		}
	}
	e.Categories = cleaned(e.Categories)
	if err := r.times(c, &e); err != nil {
		return Event{}, err
	}
	if p := c.Props.Get(ical.PropOrganizer); p != nil {
		e.Organizer = person(p)
	}
	for i := range c.Props[ical.PropAttendee] {
		e.Attendees = append(e.Attendees, attendee(&c.Props[ical.PropAttendee][i]))
	}
	for _, p := range c.Props[ical.PropConference] {
		conf := Conference{URI: oneLine(p.Value), Label: readParameter(p.Params.Get("LABEL"))}
		for _, f := range p.Params.Values("FEATURE") {
			conf.Features = append(conf.Features, Feature(strings.ToUpper(readParameter(f))))
		}
		e.Conferences = append(e.Conferences, conf)
	}
	for _, child := range c.Children {
		if a, ok := r.alarm(child, e); ok {
			e.Alarms = append(e.Alarms, a)
		}
	}
	return e, nil
}

func (r reader) alarm(c *ical.Component, e Event) (Alarm, bool) {
	p := c.Props.Get(ical.PropTrigger)
	if c.Name != ical.CompAlarm || p == nil || slices.ContainsFunc(p.Params.Values(ical.ParamRelated), func(s string) bool { return strings.EqualFold(s, "END") }) {
		return Alarm{}, false
	}
	a := Alarm{Text: prose(unescape(value(c, ical.PropDescription)))}
	if d, ok := readDuration(p.Value); ok {
		a.Before = -d
	} else if t, err := time.Parse(utcForm, p.Value); err == nil && !e.Start.IsZero() {
		a.Before = e.Start.Sub(t)
	} else {
		return Alarm{}, false
	}
	return a, a.Before >= 0
}

func value(c *ical.Component, name string) string {
	if p := c.Props.Get(name); p != nil {
		return p.Value
	}
	return ""
}

func text(c *ical.Component, name string) string { return oneLine(unescape(value(c, name))) }
