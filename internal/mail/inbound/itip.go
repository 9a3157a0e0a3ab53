package inbound

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/render/ical"
)

// PartStat is what an attendee says (RFC 5545 section 3.2.12).
type PartStat string

// What an attendee can say.
const (
	Accepted    PartStat = "accepted"
	Tentative   PartStat = "tentative"
	Declined    PartStat = "declined"
	Delegated   PartStat = "delegated"
	NeedsAction PartStat = "needs-action" // nothing yet; also where a calendar says something that nobody knows
)

// Reply is what a calendar program says of one attendee of one meeting. A mail may hold many: some programs send what
// they know of everybody.
type Reply struct {
	UID         string
	Recurrence  time.Time // the meeting of a series that it is about, zero for all of it
	Method      string    // REPLY, COUNTER or REFRESH
	Attendee    string    // address in lower case, "" when there is none that can be read
	Name        string    // of the attendee, as its own program has it
	PartStat    PartStat
	DelegatedTo string    // address of a stand-in
	Sequence    int       // of the invitation that is answered (SEQUENCE)
	Stamp       time.Time // when the answer was made (DTSTAMP), zero when it does not say
	Comment     string    // in the attendee's words, at most [MaxText] characters
	Start, End  time.Time // what a COUNTER proposes, zero when it cannot be read
}

const (
	maxReplies = 1000
	maxRepairs = 20 // broken lines that are left out before a calendar is given up
)

// replies reads the first calendar of the mail that is an answer. trouble says why there may be one that was not read.
func (f *finds) replies() (all []Reply, trouble string) {
	trouble = f.sealed
	for _, c := range f.calendars {
		if c.large {
			trouble = "inbound.calendar-large"
			continue
		}
		cal, err := decode(c.text)
		if err != nil {
			trouble = "inbound.calendar"
			continue
		}
		// The body says what is wanted; Content-Type is asked only when it does not (RFC 6047 section 2.4).
		if cal.Method == "" {
			cal.Method = ical.Method(c.method)
		}
		switch cal.Method {
		case ical.Reply, ical.Counter, ical.Refresh:
			if all = answers(cal); len(all) > 0 {
				return all, ""
			}
			trouble = "inbound.calendar"
		}
	}
	return nil, trouble
}

// decode reads a calendar with the lines left out that nobody needs for an answer, and then those that are broken.
func decode(text []byte) (ical.Calendar, error) {
	lines := essence(text)
	without := []string{"DTSTART", "DTEND", "DURATION", "DTSTAMP"}
	for range maxRepairs {
		cal, err := ical.Decode(strings.NewReader(strings.Join(lines, "\r\n") + "\r\n"))
		f, ok := fault.As(err)
		if !ok {
			return cal, err
		}
		switch n, _ := f.Args["Line"].(int); {
		case n > 0 && n <= len(lines) && property(lines[n-1]) != "BEGIN" && property(lines[n-1]) != "END":
			lines = slices.Delete(lines, n-1, n)
		case (f.Code == "ical.time" || f.Code == "ical.zone") && len(without) > 0:
			// An answer stands without the meeting's own times. RECURRENCE-ID stays: without it the answer would be to another meeting.
			lines = slices.DeleteFunc(lines, func(l string) bool { return property(l) == without[0] })
			without = without[1:]
		default:
			return ical.Calendar{}, err
		}
	}
	return ical.Calendar{}, fault.New(fault.Invalid, "inbound.calendar")
}

// answers gives what a calendar says of each attendee, the series before its single meetings.
func answers(cal ical.Calendar) []Reply {
	var events []ical.Event
	for _, e := range cal.Events {
		events = append(events, e)
		events = append(events, e.Overrides...)
	}
	slices.SortStableFunc(events, func(a, b ical.Event) int { return a.RecurrenceID.Compare(b.RecurrenceID) })
	var out []Reply
	for _, e := range events {
		r := Reply{UID: e.UID, Recurrence: e.RecurrenceID.UTC(), Method: string(cal.Method), Sequence: e.Sequence, Stamp: e.Stamp,
			Comment: shorten(prose(e.Description), MaxText), PartStat: NeedsAction}
		if cal.Method == ical.Counter {
			r.Start, r.End = e.Start, e.End
		}
		if len(e.Attendees) == 0 {
			out = append(out, r)
		}
		for _, a := range e.Attendees {
			r.Attendee, r.Name, r.DelegatedTo = strings.ToLower(a.Email), shorten(oneLine(a.Name), 200), strings.ToLower(a.DelegatedTo)
			r.PartStat = partStat(a.Answer)
			out = append(out, r)
		}
		if len(out) > maxReplies {
			return out[:maxReplies]
		}
	}
	return out
}

func partStat(a ical.Answer) PartStat {
	switch a {
	case ical.Accepted:
		return Accepted
	case ical.Maybe:
		return Tentative
	case ical.Declined:
		return Declined
	case ical.Delegated:
		return Delegated
	}
	return NeedsAction
}
