package ical

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

// Finding is one rule that finished bytes break.
type Finding struct {
	Rule  int    // number in the list of Lint
	Where string // "line 12", "VEVENT 1 ATTENDEE"
	What  string // for developers, in English
}

// String gives the finding as a line of a test log.
func (f Finding) String() string { return fmt.Sprintf("rule %d, %s: %s", f.Rule, f.Where, f.What) }

// Lint reads a finished calendar as a stranger would and lists what keeps Outlook,
// Gmail, Apple, Nextcloud or Thunderbird from taking it for a meeting. recipient is
// the address the message goes to, "" when it goes to nobody in particular.
//
//  1. METHOD stands in the body; the Content-Type's parameter is compared by the mail package.
//  4. ORGANIZER is a mailto with CN.
//  5. ORGANIZER has no SENT-BY.
//  6. In a REQUEST the recipient is an ATTENDEE with CUTYPE, ROLE, PARTSTAT and RSVP=TRUE,
//     and not the ORGANIZER.
//  7. UID, DTSTAMP in UTC, SEQUENCE, DTSTART and DTEND in UTC or with TZID and its
//     VTIMEZONE, SUMMARY, STATUS, TRANSP. No floating times. CANCEL says CANCELLED.
//  8. One UID in a message.
//  9. RRULE is one that Outlook converts; no RDATE.
//  10. CONFERENCE has VALUE=URI, and its way in stands in DESCRIPTION, a link also in
//     LOCATION or URL.
//  11. VALARM only in PUBLISH, REQUEST and plain objects; nothing binary.
//  12. CR LF, at most 75 octets a line, UTF-8, no byte order mark, no control characters.
//
// Rules 2 and 3 are about the mail around it.
func Lint(data []byte, recipient string) []Finding {
	l := &linter{recipient: recipient}
	l.bytes(data)
	lines, err := checkLines(unfold(data))
	if err != nil {
		l.find(12, "file", "%v", err)
		return l.found
	}
	cal, err := ical.NewDecoder(join(lines)).Decode()
	if err != nil {
		l.find(12, "file", "%v", err)
		return l.found
	}
	l.calendar(cal.Component)
	return l.found
}

type linter struct {
	recipient string
	method    Method
	zones     []string
	found     []Finding
}

func (l *linter) find(rule int, where, format string, args ...any) {
	l.found = append(l.found, Finding{rule, where, fmt.Sprintf(format, args...)})
}

func (l *linter) bytes(data []byte) {
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		l.find(12, "file", "byte order mark")
	}
	if !utf8.Valid(data) {
		l.find(12, "file", "not UTF-8")
	}
	if !bytes.HasSuffix(data, []byte("\r\n")) {
		l.find(12, "file", "does not end with CR LF")
	}
	for i, raw := range bytes.Split(bytes.TrimSuffix(data, []byte("\r\n")), []byte("\r\n")) {
		where := fmt.Sprintf("line %d", i+1)
		if len(raw) > maxLine {
			l.find(12, where, "%d octets", len(raw))
		}
		if !utf8.Valid(raw) {
			l.find(12, where, "folded within a character")
		}
		if bytes.ContainsFunc(raw, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7f }) {
			l.find(12, where, "control character or bare CR or LF")
		}
	}
}

func (l *linter) calendar(c *ical.Component) {
	l.method = Method(value(c, ical.PropMethod))
	message := l.method != "" && l.method != Publish
	if l.recipient != "" && l.method == "" {
		l.find(1, "VCALENDAR", "no METHOD")
	}
	for _, name := range []string{ical.PropVersion, ical.PropProductID} {
		if value(c, name) == "" {
			l.find(7, "VCALENDAR", "no %s", name)
		}
	}
	var uids []string
	for _, child := range c.Children {
		if child.Name == ical.CompTimezone {
			l.zones = append(l.zones, value(child, ical.PropTimezoneID))
		}
	}
	n := 0
	for _, child := range c.Children {
		if child.Name != ical.CompEvent {
			continue
		}
		n++
		l.event(child, fmt.Sprintf("VEVENT %d", n), message)
		if uid := value(child, ical.PropUID); !slices.Contains(uids, uid) {
			uids = append(uids, uid)
		}
	}
	if message && len(uids) != 1 {
		l.find(8, "VCALENDAR", "%d UIDs in one message", len(uids))
	}
}

func (l *linter) event(c *ical.Component, where string, message bool) {
	for _, name := range []string{ical.PropUID, ical.PropDateTimeStamp, ical.PropSequence, ical.PropDateTimeStart,
		ical.PropDateTimeEnd, ical.PropSummary, ical.PropStatus, ical.PropTransparency} {
		if n := len(c.Props[name]); n != 1 || value(c, name) == "" {
			l.find(7, where, "%d %s", n, name)
		}
	}
	if !strings.HasSuffix(value(c, ical.PropDateTimeStamp), "Z") {
		l.find(7, where, "DTSTAMP is not UTC")
	}
	for _, name := range []string{ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropRecurrenceID, ical.PropExceptionDates} {
		for _, p := range c.Props[name] {
			l.moment(p, where+" "+name)
		}
	}
	if (l.method == Cancel) != (value(c, ical.PropStatus) == string(Cancelled)) && l.method != "" && l.method != Publish {
		l.find(7, where, "METHOD %s with STATUS %s", l.method, value(c, ical.PropStatus))
	}
	if message {
		l.people(c, where)
	}
	if l.method == Publish && len(c.Props[ical.PropAttendee]) > 0 {
		l.find(6, where, "ATTENDEE in PUBLISH")
	}
	l.series(c, where)
	l.ways(c, where)
	for _, child := range c.Children {
		if child.Name == ical.CompAlarm && l.method != Request && l.method != Publish && l.method != "" {
			l.find(11, where, "VALARM in %s", l.method)
		}
		if child.Name == ical.CompAlarm && (value(child, ical.PropTrigger) == "" || value(child, ical.PropAction) != "DISPLAY" || value(child, ical.PropDescription) == "") {
			l.find(11, where, "VALARM without TRIGGER, DISPLAY or DESCRIPTION")
		}
	}
	for _, p := range c.Props[ical.PropAttach] {
		if p.Params.Get(ical.ParamValue) == "BINARY" {
			l.find(11, where, "ATTACH is binary")
		}
	}
}

func (l *linter) moment(p ical.Prop, where string) {
	switch tzid := p.Params.Get("TZID"); {
	case strings.HasSuffix(p.Value, "Z"):
		if tzid != "" {
			l.find(7, where, "UTC with TZID")
		}
	case p.Params.Get(ical.ParamValue) == "DATE":
	case tzid == "":
		l.find(7, where, "floating time")
	case !slices.Contains(l.zones, tzid):
		l.find(7, where, "no VTIMEZONE %s", tzid)
	}
}

func (l *linter) people(c *ical.Component, where string) {
	org := c.Props.Get(ical.PropOrganizer)
	if org == nil || address(org.Value) == "" || org.Params.Get(ical.ParamCommonName) == "" {
		l.find(4, where, "ORGANIZER is not a mailto with CN")
	}
	if org != nil && org.Params.Get(ical.ParamSentBy) != "" {
		l.find(5, where, "SENT-BY")
	}
	mine := false
	for _, p := range c.Props[ical.PropAttendee] {
		at := where + " ATTENDEE " + p.Value
		if address(p.Value) == "" {
			l.find(6, at, "not a mailto")
		}
		for _, name := range []string{ical.ParamCommonName, "CUTYPE", ical.ParamRole, ical.ParamParticipationStatus} {
			if p.Params.Get(name) == "" {
				l.find(6, at, "no %s", name)
			}
		}
		if l.method == Request && p.Params.Get("RSVP") != "TRUE" && p.Params.Get(ical.ParamRole) != string(Informed) {
			l.find(6, at, "no RSVP=TRUE")
		}
		if l.method == Request && org != nil && strings.EqualFold(p.Value, org.Value) {
			l.find(6, at, "is the ORGANIZER")
		}
		mine = mine || address(p.Value) == l.recipient
	}
	if l.recipient != "" && !mine && l.method != Reply {
		l.find(6, where, "recipient %s is no ATTENDEE", l.recipient)
	}
}

func (l *linter) series(c *ical.Component, where string) {
	if len(c.Props[ical.PropRecurrenceDates]) > 0 {
		l.find(9, where, "RDATE")
	}
	if rule := value(c, ical.PropRecurrenceRule); rule != "" {
		if _, ok := parseRule(rule, time.UTC); !ok {
			l.find(9, where, "RRULE %s", rule)
		}
	}
	for _, p := range c.Props[ical.PropExceptionDates] {
		if strings.Contains(p.Value, ",") {
			l.find(9, where, "EXDATE with several values")
		}
	}
}

func (l *linter) ways(c *ical.Component, where string) {
	description := unescape(value(c, ical.PropDescription))
	place := unescape(value(c, ical.PropLocation)) + " " + value(c, ical.PropURL)
	for _, p := range c.Props[ical.PropConference] {
		if p.Params.Get(ical.ParamValue) != "URI" {
			l.find(10, where, "CONFERENCE without VALUE=URI")
		}
		if u, err := url.Parse(p.Value); err != nil || u.Scheme == "" {
			l.find(10, where, "CONFERENCE %q is not a URI", p.Value)
		}
		conf := Conference{URI: p.Value}
		if !conf.mentionedIn(description) {
			l.find(10, where, "%s not in DESCRIPTION", p.Value)
		}
		if conf.onWeb() && !strings.Contains(place, "https:") {
			l.find(10, where, "no link in LOCATION or URL")
		}
	}
}
