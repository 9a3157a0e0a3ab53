package dav

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

// refresh is how often a subscriber is asked to look for news.
const refresh = 15 * time.Minute

// view is one calendar as it is shown, made once for each version of it. Nobody changes it.
type view struct {
	owner   Owner
	version string
	address string // the owner in paths
	name    string
	about   string
	feed    []byte
	etag    string // of the feed
	objects []entry
	byName  map[string]int // name of an object -> its place in objects
}

// entry is one object of the calendar: a meeting, or a series with those of its meetings that differ.
type entry struct {
	name   string
	etag   string // without its quotes
	events []ical.Event
}

// tree gives the entry in the form that the library takes.
func (e entry) tree() (*ical.Tree, error) { return ical.Calendar{Events: e.events}.Tree() }

// bytes gives the entry as a file.
func (e entry) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := ical.Encode(&b, ical.Calendar{Events: e.events})
	return b.Bytes(), err
}

// view asks the source what a key opens, each time, and makes of it what is shown unless that stands ready.
//
// Faults: dav.unknown-key (NotFound), and those of the source.
func (d *Door) view(ctx context.Context, key string) (*view, error) {
	owner, events, version, err := d.o.Source.Entries(ctx, key)
	switch {
	case err == nil:
	case fault.KindOf(err) == fault.NotFound:
		return nil, fault.Wrap(err, fault.NotFound, "dav.unknown-key")
	default:
		return nil, err
	}
	if v := d.ready.take(key, owner, version); v != nil {
		return v, nil
	}
	v, err := d.make(owner, events, version)
	if err != nil {
		return nil, err
	}
	d.ready.put(key, v)
	return v, nil
}

// make writes every entry once. One that cannot be written is left out and told in the log: a meeting with a
// broken time must not take all the others from everybody's calendar.
func (d *Door) make(owner Owner, events []ical.Event, version string) (*view, error) {
	p := d.o.Texts.For(owner.Language)
	v := &view{owner: owner, version: version, address: short(owner.ID), name: p.T("dav.name", "Owner", owner.Name), about: p.T("dav.about"),
		byName: map[string]int{}}
	var feed bytes.Buffer
	if err := ical.Encode(&feed, ical.Calendar{Name: v.name, Refresh: refresh}); err != nil {
		return nil, err
	}
	feed.Truncate(feed.Len() - len(endOfCalendar))
	for _, group := range together(events) {
		for i := range group {
			group[i] = shown(group[i], p)
		}
		e := entry{name: short(group[0].UID), events: group}
		data, err := e.bytes()
		if err != nil {
			var fields map[string]string
			if f, ok := fault.As(err); ok {
				fields = f.Fields // places and codes, no words of the meeting
			}
			d.o.Log.Warn("calendar entry left out", "uid", group[0].UID, "error", err, "fields", fields)
			continue
		}
		e.etag = digest(data)
		v.byName[e.name] = len(v.objects)
		v.objects = append(v.objects, e)
		feed.Write(meetingsOf(data))
	}
	v.feed = append(feed.Bytes(), endOfCalendar...)
	v.etag = digest(v.feed)
	return v, nil
}

// Where the meetings begin in a written calendar of ours, and where it ends. A line of text cannot look like
// either: its name stands before it, or, where it is folded, a space.
const (
	firstEvent    = "\r\nBEGIN:VEVENT\r\n"
	endOfCalendar = "END:VCALENDAR\r\n"
)

// meetingsOf gives the part of a written object that holds its meetings, so that the feed is put together from
// what is written anyway.
func meetingsOf(object []byte) []byte {
	i := bytes.Index(object, []byte(firstEvent)) + len("\r\n")
	return bytes.TrimSuffix(object[i:], []byte(endOfCalendar))
}

// together gathers events of the same UID, which must be one object (RFC 4791 section 4.1), in the order of the
// first of each.
func together(events []ical.Event) [][]ical.Event {
	at := map[string]int{}
	var groups [][]ical.Event
	for _, e := range events {
		i, ok := at[e.UID]
		if !ok {
			i = len(groups)
			at[e.UID] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

// shown is the event as those see it who have the link, and those whom they have passed it to.
func shown(e ical.Event, p *i18n.Printer) ical.Event {
	e.Attendees = nil
	if e.Status == ical.Cancelled {
		e.Alarms = nil // nobody shall be called to what does not take place
	}
	if e.Class != ical.Public && e.Class != "" {
		e.Summary, e.Description, e.Language = p.T("dav.closed-title"), p.T("dav.closed-text"), p.Lang()
		e.Location, e.URL, e.Categories, e.Conferences, e.Organizer = "", "", nil, nil, ical.Person{}
		var alarms []ical.Alarm
		for _, a := range e.Alarms {
			alarms = append(alarms, ical.Alarm{Before: a.Before})
		}
		e.Alarms = alarms
	}
	overrides := e.Overrides
	e.Overrides = nil
	for _, o := range overrides {
		if o.Class == "" {
			o.Class = e.Class
		}
		e.Overrides = append(e.Overrides, shown(o, p))
	}
	return e
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}
