package ical

import (
	"strings"
	"time"
)

// exerciseMark stands first in the title of every exercise, so that nobody who
// sees only a calendar takes it for a real alarm.
const exerciseMark = "ÖVNING"

// Complete gives the event as it is written: texts cleaned, defaults set, and the
// ways in repeated in LOCATION, URL and DESCRIPTION. The last is needed because
// Thunderbird keeps only the last of several CONFERENCE and Outlook and Google none.
func (e Event) Complete() Event {
	e.Summary, e.Location = oneLine(e.Summary), oneLine(e.Location)
	e.Description = prose(e.Description)
	e.Language = oneLine(e.Language)
	if e.Exercise && !strings.HasPrefix(e.Summary, exerciseMark) {
		e.Summary = strings.TrimSuffix(exerciseMark+": "+e.Summary, ": ")
	}
	e.Status = orDefault(e.Status, Confirmed)
	e.Class = orDefault(e.Class, Public)
	e.Stamp = e.Stamp.UTC().Truncate(time.Second)
	e.Organizer.Name = name(e.Organizer.Name)
	e.Categories = cleaned(e.Categories)
	e.Attendees = attendees(e.Attendees)
	e.Conferences = conferences(e.Conferences)
	e = e.waysIn()
	alarms := e.Alarms
	e.Alarms = nil
	for _, a := range alarms {
		a.Before = a.Before.Truncate(time.Second)
		if a.Text = prose(a.Text); a.Text == "" {
			a.Text = e.Summary
		}
		e.Alarms = append(e.Alarms, a)
	}
	overrides := e.Overrides
	e.Overrides = nil
	for _, o := range overrides {
		if o.UID == "" {
			o.UID = e.UID
		}
		e.Overrides = append(e.Overrides, o.Complete())
	}
	return e
}

func orDefault[T ~string](v, d T) T {
	if v == "" {
		return d
	}
	return v
}

func cleaned(list []string) []string {
	var out []string
	for _, s := range list {
		if s = oneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func attendees(list []Attendee) []Attendee {
	var out []Attendee
	for _, a := range list {
		a.Name = name(a.Name)
		a.Role = orDefault(a.Role, Required)
		a.Type = orDefault(a.Type, Individual)
		a.Answer = orDefault(a.Answer, NeedsAction)
		out = append(out, a)
	}
	return out
}

func conferences(list []Conference) []Conference {
	var out []Conference
	for _, c := range list {
		c.Label, c.Text = name(c.Label), oneLine(c.Text)
		out = append(out, c)
	}
	return out
}

// waysIn puts the ways in where every program shows them.
func (e Event) waysIn() Event {
	var lines []string
	place := ""
	for _, c := range e.Conferences {
		if !c.mentionedIn(e.Description) {
			line := c.reading()
			if c.Label != "" {
				line = c.Label + ": " + line
			}
			lines = append(lines, line)
		}
		if c.onWeb() && e.URL == "" && isURI(c.URI) {
			e.URL = c.URI
		}
		if place == "" || (c.onWeb() && !strings.Contains(place, "https:")) {
			place = strings.TrimSpace(c.Label + " " + c.reading())
		}
	}
	switch {
	case e.Location == "":
		e.Location = place
	case strings.Contains(place, "https:") && !strings.Contains(e.Location, "https:"):
		e.Location += "; " + place // a room and a link: programs look for the link here
	}
	if len(lines) > 0 {
		e.Description = strings.TrimSpace(e.Description + "\n\n" + strings.Join(lines, "\n"))
	}
	return e
}

func (c Conference) onWeb() bool { return strings.HasPrefix(c.URI, "https:") }

// reading is the way in as a person reads it.
func (c Conference) reading() string {
	if c.Text != "" && c.mentionedIn(c.Text) {
		return c.Text
	}
	return strings.TrimSpace(c.Text + " " + strings.TrimPrefix(c.URI, "tel:"))
}

// mentionedIn tells whether text already says the way in; a phone number counts
// in whatever groups it is written.
func (c Conference) mentionedIn(text string) bool {
	number, isPhone := strings.CutPrefix(c.URI, "tel:")
	if !isPhone {
		return strings.Contains(text, c.URI)
	}
	number, _, _ = strings.Cut(number, ";")
	number, _, _ = strings.Cut(number, ",")
	// +46 10 123 45 67 and 010-123 45 67 are the same: what differs stands first.
	n := digits(number)
	n = n[max(0, len(n)-9):]
	return n != "" && strings.Contains(digits(text), n)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
