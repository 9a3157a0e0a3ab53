package ical

import (
	"fmt"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Validate says what keeps the calendar from being written: RFC 5545, RFC 5546 and
// the rules that Outlook, Gmail and Apple add to them. The fault is ical.invalid,
// Kind Invalid, with one code for each field that is wrong, named
// "events[0].attendees[2].email".
//
// Field codes: ical.method, ical.one-meeting, ical.uid, ical.stamp, ical.sequence,
// ical.start, ical.end, ical.status, ical.class, ical.summary, ical.url,
// ical.organizer, ical.organizer-invited, ical.attendee, ical.address, ical.answer,
// ical.feature, ical.alarm, ical.rule, ical.series-zone, ical.rule-start,
// ical.exception, ical.override.
func (c Calendar) Validate() error {
	v := checker{method: c.Method, fields: map[string]string{}}
	switch c.Method {
	case "", Publish, Request, Reply, Add, Cancel, Refresh, Counter, DeclineCounter:
	default:
		v.wrong("method", "ical.method")
	}
	if v.message() {
		for i, e := range c.Events {
			if e.UID != c.Events[0].UID {
				v.wrong(fmt.Sprintf("events[%d].uid", i), "ical.one-meeting")
			}
		}
		if len(c.Events) == 0 {
			v.wrong("events", "ical.one-meeting")
		}
	}
	for i, e := range c.Events {
		v.event(fmt.Sprintf("events[%d]", i), e)
	}
	if len(v.fields) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "ical.invalid", "Count", len(v.fields))
	f.Fields = v.fields
	return f
}

type checker struct {
	method Method
	fields map[string]string
}

func (v checker) wrong(field, code string) { v.fields[field] = code }

// message tells whether the calendar is a message between an organizer and those invited.
func (v checker) message() bool { return v.method != "" && v.method != Publish }

func (v checker) event(at string, e Event) {
	if strings.TrimSpace(e.UID) == "" || len(e.UID) > 255 || hasControl(e.UID) {
		v.wrong(at+".uid", "ical.uid")
	}
	if e.Stamp.IsZero() {
		v.wrong(at+".stamp", "ical.stamp")
	}
	if e.Sequence < 0 || e.Sequence > 1<<31-1 {
		v.wrong(at+".sequence", "ical.sequence")
	}
	v.times(at, e)
	v.texts(at, e)
	v.people(at, e)
	for i, a := range e.Alarms {
		if a.Before < 0 || a.Before > 28*24*time.Hour {
			v.wrong(fmt.Sprintf("%s.alarms[%d]", at, i), "ical.alarm")
		}
	}
	v.series(at, e)
}

func (v checker) times(at string, e Event) {
	// Only an answer may leave the time out: it speaks of a meeting that both know.
	optional := v.method == Reply || v.method == Refresh || v.method == DeclineCounter
	// The zone rule that we write began in 1996, and a year has four digits.
	if e.Start.IsZero() && !optional || !e.Start.IsZero() && (e.Start.Year() < 1996 || e.Start.Year() > 9998) {
		v.wrong(at+".start", "ical.start")
		return
	}
	if !(optional && e.End.IsZero()) && !e.End.After(e.Start) || e.End.Sub(e.Start) > 366*24*time.Hour {
		v.wrong(at+".end", "ical.end")
	}
}

func (v checker) texts(at string, e Event) {
	if e.Summary == "" && (v.method == Request || v.method == Publish || v.method == Counter) {
		v.wrong(at+".summary", "ical.summary")
	}
	switch e.Status {
	case Tentative, Confirmed, "":
	case Cancelled:
		// Calendar programs leave the meeting in place when a REQUEST says CANCELLED.
		if v.method == Request {
			v.wrong(at+".status", "ical.status")
		}
	default:
		v.wrong(at+".status", "ical.status")
	}
	switch e.Class {
	case Public, Private, Confidential, "":
	default:
		v.wrong(at+".class", "ical.class")
	}
	if e.URL != "" && !isURI(e.URL) {
		v.wrong(at+".url", "ical.url")
	}
	for i, c := range e.Conferences {
		field := fmt.Sprintf("%s.conferences[%d]", at, i)
		if !isURI(c.URI) {
			v.wrong(field+".uri", "ical.url")
		}
		for _, f := range c.Features {
			switch f {
			case Audio, Chat, Feed, Moderator, Phone, Screen, Video:
			default:
				v.wrong(field+".features", "ical.feature")
			}
		}
	}
}

func (v checker) people(at string, e Event) {
	if e.Organizer.Email == "" && v.message() && v.method != Reply {
		v.wrong(at+".organizer", "ical.organizer")
	}
	if e.Organizer.Email != "" && !isAddress(e.Organizer.Email) {
		v.wrong(at+".organizer", "ical.address")
	}
	n := len(e.Attendees)
	if v.message() && n == 0 || v.method == Reply && n != 1 {
		v.wrong(at+".attendees", "ical.attendee")
	}
	for i, a := range e.Attendees {
		field := fmt.Sprintf("%s.attendees[%d]", at, i)
		switch {
		case !isAddress(a.Email):
			v.wrong(field+".email", "ical.address")
		case v.method == Request && strings.EqualFold(a.Email, e.Organizer.Email):
			// "No response required": the receiver's program takes the invitation for its own.
			v.wrong(field+".email", "ical.organizer-invited")
		}
		if a.DelegatedTo != "" && !isAddress(a.DelegatedTo) {
			v.wrong(field+".delegatedTo", "ical.address")
		}
		if !known(a.Role, "", Chair, Required, Optional, Informed) ||
			!known(a.Type, "", Individual, Group, Resource, Room, Unknown) ||
			!known(a.Answer, "", NeedsAction, Accepted, Declined, Maybe, Delegated) {
			v.wrong(field, "ical.answer")
		}
	}
}

func known[T comparable](v T, list ...T) bool {
	for _, x := range list {
		if v == x {
			return true
		}
	}
	return false
}

func (v checker) series(at string, e Event) {
	if e.RuleText != "" || e.Rule != nil && !e.Rule.valid() {
		v.wrong(at+".rule", "ical.rule")
		return
	}
	if e.Rule == nil {
		if len(e.Exceptions)+len(e.Overrides) > 0 {
			v.wrong(at+".rule", "ical.rule")
		}
		return
	}
	switch {
	case e.Start.Location().String() != homeZone, repeated(e.Start, e.Start.Location()):
		// A series follows the clock, and the clock must be the one we write.
		v.wrong(at+".start", "ical.series-zone")
		return
	case !e.RecurrenceID.IsZero():
		v.wrong(at+".rule", "ical.rule")
	}
	if first := e.Rule.starts(e.Start, e.Start.Add(time.Second)); len(first) == 0 {
		v.wrong(at+".start", "ical.rule-start")
		return
	}
	for i, x := range e.Exceptions {
		if !e.meets(x) {
			v.wrong(fmt.Sprintf("%s.exceptions[%d]", at, i), "ical.exception")
		}
	}
	for i, o := range e.Overrides {
		field := fmt.Sprintf("%s.overrides[%d]", at, i)
		if o.UID != e.UID || o.Rule != nil || !e.meets(o.RecurrenceID) {
			v.wrong(field, "ical.override")
			continue
		}
		v.event(field, o)
	}
}

// meets tells whether the series has a meeting that starts at t by its rule.
func (e Event) meets(t time.Time) bool {
	starts := e.Rule.starts(e.Start, t.Add(time.Second))
	return len(starts) > 0 && starts[len(starts)-1].Equal(t)
}
