package notify

import (
	"bytes"
	"strings"

	"samverkan/internal/delivery"
	"samverkan/internal/pack"
	"samverkan/internal/render/ical"
)

// calendar makes the calendar entry of a mail, for its recipient alone: nobody sees the others' addresses, and a meeting of 700 stays
// a small message. It is a REQUEST, or a CANCEL that takes the meeting out again, of the SEQUENCE that the conference has now. The
// organizer is the mailbox that the mail comes from: that is where programs send their answers (RFC 5546 section 3.2.3).
func (r *Renderer) calendar(x rendered, d delivery.Delivery) ([]byte, string, error) {
	method := ical.Request
	switch d.Kind {
	case delivery.Invitation, delivery.Update, delivery.Reminder:
	case delivery.Cancel:
		method = ical.Cancel
	default:
		return nil, "", nil
	}
	if x.audience == nil || strings.EqualFold(d.Address, r.o.From) || x.facts.Planned {
		return nil, "", nil // who had a förvarning has no entry; an organizer is asked nothing by itself, and programs say so in strange ways
	}
	k := pack.Calendar{Domain: x.audience.maker.Calendar.Domain, Method: method, Now: r.o.Now(),
		Organizer: ical.Person{Name: x.facts.Host, Email: r.o.From},
		Attendees: []ical.Attendee{{Person: ical.Person{Name: x.facts.You, Email: d.Address}, RSVP: method == ical.Request && !x.facts.Own}}}
	e := x.audience.maker.Event(x.audience.c, k)
	if method == ical.Cancel {
		// There is nowhere to go, and nobody is to be led there.
		e.Conferences, e.Location, e.URL, e.Description = nil, "", "", ""
	}
	var b bytes.Buffer
	if err := ical.Encode(&b, ical.Calendar{Method: method, Events: []ical.Event{e}}); err != nil {
		return nil, "", err
	}
	return b.Bytes(), string(method), nil
}
