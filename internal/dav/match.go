package dav

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-webdav/caldav"

	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

// The library has filters of its own; they leave out a meeting that fills the asked time exactly, look at the
// starts of a series and not at how long its meetings last nor which of them have moved, compare text by case, and fail
// the whole answer over one entry. These are those of RFC 4791 section 9.7.

// matches tells whether an entry passes a filter, whose outermost component is the calendar object itself.
func matches(f caldav.CompFilter, e entry) (bool, error) {
	if f.Name != "VCALENDAR" {
		return f.IsNotDefined, nil
	}
	if f.IsNotDefined {
		return false, nil
	}
	for _, inner := range f.Comps {
		if inner.Name == "VEVENT" && ranged(inner.Start, inner.End) && !inTime(e.events, inner.Start, inner.End) {
			return false, nil
		}
	}
	if plain(f) {
		return true, nil // nearly every question there is: which meetings, between when and when
	}
	tree, err := e.tree()
	if err != nil {
		return false, err
	}
	return passes(f, tree.Component), nil
}

// passes tells whether a component of the filter's name passes the rest of it. Time is not looked at: that of
// meetings has been, and a time zone or an alarm is never what somebody wants to find.
func passes(f caldav.CompFilter, c *ical.Node) bool {
	for _, p := range f.Props {
		if !anyProperty(p, c.Props[strings.ToUpper(p.Name)]) {
			return false
		}
	}
	for _, inner := range f.Comps {
		found := slices.ContainsFunc(c.Children, func(below *ical.Node) bool {
			return below.Name == inner.Name && (inner.IsNotDefined || passes(inner, below))
		})
		if found == inner.IsNotDefined {
			return false
		}
	}
	return true
}

// anyProperty tells whether any of the properties of the filter's name passes the rest of it (RFC 4791 section 9.7.2).
func anyProperty(f caldav.PropFilter, list []ical.Property) bool {
	if f.IsNotDefined {
		return len(list) == 0
	}
	return slices.ContainsFunc(list, func(p ical.Property) bool {
		if ranged(f.Start, f.End) {
			t, err := p.DateTime(time.UTC)
			if err != nil || t.Before(f.Start) || !f.End.IsZero() && !t.Before(f.End) {
				return false
			}
		}
		if f.TextMatch != nil && !contains(unescape.Replace(p.Value), *f.TextMatch) {
			return false
		}
		for _, inner := range f.ParamFilter {
			values := p.Params.Values(strings.ToUpper(inner.Name))
			found := slices.ContainsFunc(values, func(v string) bool {
				return inner.IsNotDefined || inner.TextMatch == nil || contains(v, *inner.TextMatch)
			})
			if found == inner.IsNotDefined {
				return false
			}
		}
		return true
	})
}

// contains compares without regard to case, as programs that name no collation expect (RFC 4791 section 9.7.5).
func contains(text string, m caldav.TextMatch) bool {
	fold := func(s string) string { return strings.ToLower(i18n.Normal(s)) }
	return strings.Contains(fold(text), fold(m.Text)) != m.NegateCondition
}

// unescape reads a text of a calendar (RFC 5545 section 3.3.11).
var unescape = strings.NewReplacer(`\\`, `\`, `\;`, `;`, `\,`, `,`, `\n`, "\n", `\N`, "\n")

// plain tells whether a filter asks for no more than meetings of a time.
func plain(f caldav.CompFilter) bool {
	if len(f.Props) > 0 {
		return false
	}
	for _, inner := range f.Comps {
		if inner.Name != "VEVENT" || inner.IsNotDefined || len(inner.Props)+len(inner.Comps) > 0 {
			return false
		}
	}
	return true
}

func ranged(start, end time.Time) bool { return !start.IsZero() || !end.IsZero() }

// never stands for a range without an end.
var never = time.Date(9998, 1, 1, 0, 0, 0, 0, time.UTC)

// inTime tells whether any meeting of the events is going on in [from, to) (RFC 4791 section 9.9). Zero leaves a
// side open.
func inTime(events []ical.Event, from, to time.Time) bool {
	if to.IsZero() {
		to = never
	}
	for _, e := range events {
		// A meeting that began before from may go on in it.
		longest := e.End.Sub(e.Start)
		for _, o := range e.Overrides {
			longest = max(longest, o.End.Sub(o.Start))
		}
		begun := from
		if !from.IsZero() {
			begun = from.Add(-longest - time.Hour) // a night when the clock is set may make one longer
		}
		for _, o := range e.Occurrences(begun, to, maxOccurrences) {
			if o.End.After(from) {
				return true
			}
		}
	}
	return false
}

// maxOccurrences is more than began in the length of one meeting before a time.
const maxOccurrences = 1000
