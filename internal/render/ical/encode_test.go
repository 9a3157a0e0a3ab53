package ical

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
)

// Every golden calendar is what real calendar programs want.
func TestGoldensPassLint(t *testing.T) {
	for name, c := range goldens(home(t)) {
		recipient := ""
		if c.Method == Request || c.Method == Cancel || c.Method == Reply {
			recipient = c.Events[0].Attendees[0].Email
		}
		for _, f := range Lint(encode(t, c), recipient) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// Each rule of Lint bites: a good invitation, spoilt in one way, is found out.
func TestLintBites(t *testing.T) {
	good := string(encode(t, goldens(home(t))["request"]))
	unfolded := strings.ReplaceAll(good, "\r\n ", "")
	const me = "tib@rtjnord.example.se"
	replace := func(old, new string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				panic("nothing to spoil: " + old)
			}
			return strings.Replace(s, old, new, 1)
		}
	}
	for _, c := range []struct {
		rule  int
		name  string
		in    string
		spoil func(string) string
	}{
		{1, "no method", good, replace("METHOD:REQUEST\r\n", "")},
		{4, "no mailto", unfolded, replace(":mailto:konferens@", ":konferens@")},
		{4, "no name", unfolded, replace("ORGANIZER;CN=Länsstyrelsen Mellanmark via samverkan", "ORGANIZER")},
		{5, "sent by", unfolded, replace("ORGANIZER;", `ORGANIZER;SENT-BY="mailto:x@y.se";`)},
		{6, "recipient missing", unfolded, replace("mailto:tib@rtjnord", "mailto:tib@rtjsyd")},
		{6, "no RSVP", unfolded, replace(";RSVP=TRUE:mailto:tib", ":mailto:tib")},
		{6, "no PARTSTAT", unfolded, replace("PARTSTAT=NEEDS-ACTION;", "")},
		{6, "organizer invited", unfolded, replace("mailto:vb@region.example.se", "mailto:konferens@lansstyrelsen.example.se")},
		{6, "attendee in PUBLISH", good, replace("METHOD:REQUEST", "METHOD:PUBLISH")},
		{7, "no DTSTAMP", good, replace("DTSTAMP:20270106T180500Z\r\n", "")},
		{7, "DTSTAMP not UTC", good, replace("DTSTAMP:20270106T180500Z", "DTSTAMP:20270106T180500")},
		{7, "no SEQUENCE", good, replace("SEQUENCE:0\r\n", "")},
		{7, "no DTEND", good, replace("DTEND;TZID=Europe/Stockholm:20270107T034500\r\n", "")},
		{7, "floating", good, replace("DTSTART;TZID=Europe/Stockholm:", "DTSTART:")},
		{7, "zone without definition", good, replace("DTSTART;TZID=Europe/Stockholm:", "DTSTART;TZID=Europe/Oslo:")},
		{7, "no status", good, replace("STATUS:CONFIRMED\r\n", "")},
		{7, "cancelled by REQUEST", good, replace("STATUS:CONFIRMED", "STATUS:CANCELLED")},
		{7, "cancel without CANCELLED", good, replace("METHOD:REQUEST", "METHOD:CANCEL")},
		{7, "no version", good, replace("VERSION:2.0\r\n", "")},
		{8, "two meetings", unfolded, func(s string) string {
			i := strings.Index(s, "BEGIN:VEVENT")
			event := s[i:strings.Index(s, "END:VCALENDAR")]
			return s[:i] + event + strings.Replace(event, "UID:0", "UID:1", 1) + "END:VCALENDAR\r\n"
		}},
		{9, "RDATE", good, replace("SEQUENCE:0", "RDATE:20270108T020000Z\r\nSEQUENCE:0")},
		{9, "hourly", good, replace("SEQUENCE:0", "RRULE:FREQ=HOURLY\r\nSEQUENCE:0")},
		{9, "two EXDATE in one", good, replace("SEQUENCE:0", "EXDATE:20270108T020000Z,20270109T020000Z\r\nSEQUENCE:0")},
		{10, "no VALUE", unfolded, replace("LABEL=Videomöte;VALUE=URI", "LABEL=Videomöte")},
		{10, "number not in the text", unfolded, replace("010-123 45 67", "")},
		{10, "link not in the text", unfolded, replace(`Videomöte: https://mote.example.se/rum/snokaos-3?lang=sv&x=1\n`, "")},
		{10, "not a URI", unfolded, replace("VALUE=URI:tel:+46101234567", "VALUE=URI:010-1234567")},
		{11, "alarm in CANCEL", good, replace("METHOD:REQUEST", "METHOD:CANCEL")},
		{11, "alarm without trigger", good, replace("TRIGGER:-PT15M\r\n", "")},
		{11, "binary", good, replace("SEQUENCE:0", "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\r\nSEQUENCE:0")},
		{12, "long line", unfolded, func(s string) string { return s }},
		{12, "byte order mark", good, func(s string) string { return "\ufeff" + s }},
		{12, "line feeds", good, func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }},
		{12, "control character", good, replace("SUMMARY;LANGUAGE=sv:", "SUMMARY;LANGUAGE=sv:\x07")},
		{12, "fold within a character", good, replace("ö", "\xc3\r\n \xb6")},
		{12, "Latin-1", good, replace("ö", "\xf6")},
		{12, "broken", good, replace("END:VEVENT\r\n", "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Lint([]byte(c.spoil(c.in)), me)
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == c.rule }) {
				t.Errorf("rule %d was not found broken; found %v", c.rule, found)
			}
		})
	}
}

func TestEncodeRefuses(t *testing.T) {
	loc := home(t)
	for _, c := range []struct {
		name, field, code string
		change            func(*Calendar)
	}{
		{"method", "method", "ical.method", func(c *Calendar) { c.Method = "INVITE" }},
		{"nothing to invite to", "events", "ical.one-meeting", func(c *Calendar) { c.Events = nil }},
		{"two meetings", "events[1].uid", "ical.one-meeting", func(c *Calendar) {
			c.Events = append(c.Events, c.Events[0])
			c.Events[1].UID = "other"
		}},
		{"uid", "events[0].uid", "ical.uid", func(c *Calendar) { c.Events[0].UID = " " }},
		{"uid of two lines", "events[0].uid", "ical.uid", func(c *Calendar) { c.Events[0].UID = "a\r\nATTENDEE:mailto:x@y.se" }},
		{"stamp", "events[0].stamp", "ical.stamp", func(c *Calendar) { c.Events[0].Stamp = time.Time{} }},
		{"sequence", "events[0].sequence", "ical.sequence", func(c *Calendar) { c.Events[0].Sequence = -1 }},
		{"start", "events[0].start", "ical.start", func(c *Calendar) { c.Events[0].Start = time.Time{} }},
		{"year", "events[0].start", "ical.start", func(c *Calendar) { c.Events[0].Start = time.Date(12027, 1, 1, 0, 0, 0, 0, loc) }},
		{"end", "events[0].end", "ical.end", func(c *Calendar) { c.Events[0].End = c.Events[0].Start }},
		{"status", "events[0].status", "ical.status", func(c *Calendar) { c.Events[0].Status = Cancelled }},
		{"class", "events[0].class", "ical.class", func(c *Calendar) { c.Events[0].Class = "SECRET\r\nX:Y" }},
		{"summary", "events[0].summary", "ical.summary", func(c *Calendar) { c.Events[0].Summary = "\u202e\x00 " }},
		{"url", "events[0].url", "ical.url", func(c *Calendar) { c.Events[0].URL = "javascript:alert(1)" }},
		{"conference", "events[0].conferences[0].uri", "ical.url", func(c *Calendar) { c.Events[0].Conferences[0].URI = "https://x\r\nSUMMARY:evil" }},
		{"conference without scheme", "events[0].conferences[1].uri", "ical.url", func(c *Calendar) { c.Events[0].Conferences[1].URI = "010-1234567" }},
		{"feature", "events[0].conferences[0].features", "ical.feature", func(c *Calendar) { c.Events[0].Conferences[0].Features = []Feature{"X;Y"} }},
		{"organizer", "events[0].organizer", "ical.organizer", func(c *Calendar) { c.Events[0].Organizer.Email = "" }},
		{"organizer's address", "events[0].organizer", "ical.address", func(c *Calendar) { c.Events[0].Organizer.Email = "not an address" }},
		{"nobody invited", "events[0].attendees", "ical.attendee", func(c *Calendar) { c.Events[0].Attendees = nil }},
		{"address", "events[0].attendees[1].email", "ical.address", func(c *Calendar) { c.Events[0].Attendees[1].Email = "a@b.se\r\nX:1" }},
		{"two addresses", "events[0].attendees[1].email", "ical.address", func(c *Calendar) { c.Events[0].Attendees[1].Email = "a@b.se, c@d.se" }},
		{"organizer invited", "events[0].attendees[0].email", "ical.organizer-invited", func(c *Calendar) { c.Events[0].Attendees[0].Email = strings.ToUpper(c.Events[0].Organizer.Email) }},
		{"role", "events[0].attendees[0]", "ical.answer", func(c *Calendar) { c.Events[0].Attendees[0].Role = "BOSS" }},
		{"stand-in", "events[0].attendees[0].delegatedTo", "ical.address", func(c *Calendar) { c.Events[0].Attendees[0].DelegatedTo = "x" }},
		{"alarm", "events[0].alarms[0]", "ical.alarm", func(c *Calendar) { c.Events[0].Alarms[0].Before = -time.Hour }},
		{"foreign rule", "events[0].rule", "ical.rule", func(c *Calendar) { c.Events[0].RuleText = "FREQ=HOURLY" }},
		{"rule", "events[0].rule", "ical.rule", func(c *Calendar) { c.Events[0].Rule = &Rule{Freq: "HOURLY"} }},
		{"rule with count and until", "events[0].rule", "ical.rule", func(c *Calendar) { c.Events[0].Rule = &Rule{Freq: Daily, Count: 2, Until: stamp} }},
		{"exceptions to nothing", "events[0].rule", "ical.rule", func(c *Calendar) { c.Events[0].Exceptions = []time.Time{stamp} }},
		{"series in UTC", "events[0].start", "ical.series-zone", func(c *Calendar) {
			c.Events[0].Rule, c.Events[0].Start = &Rule{Freq: Daily}, c.Events[0].Start.UTC()
		}},
		{"series in the repeated hour", "events[0].start", "ical.series-zone", func(c *Calendar) {
			c.Events[0].Rule, c.Events[0].Start = &Rule{Freq: Daily}, time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC).In(loc)
			c.Events[0].End = c.Events[0].Start.Add(time.Hour)
		}},
		{"first meeting outside the rule", "events[0].start", "ical.rule-start", func(c *Calendar) {
			c.Events[0].Rule = &Rule{Freq: Weekly, Days: []Day{{Weekday: time.Sunday}}}
		}},
		{"exception", "events[0].exceptions[0]", "ical.exception", func(c *Calendar) {
			c.Events[0].Rule, c.Events[0].Exceptions = &Rule{Freq: Daily}, []time.Time{c.Events[0].Start.Add(time.Hour)}
		}},
		{"override", "events[0].overrides[0]", "ical.override", func(c *Calendar) {
			o := c.Events[0]
			o.RecurrenceID = o.Start.Add(time.Minute)
			c.Events[0].Rule, c.Events[0].Overrides = &Rule{Freq: Daily}, []Event{o}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cal := Calendar{Method: Request, Events: []Event{meeting(loc)}}
			c.change(&cal)
			var b bytes.Buffer
			err := Encode(&b, cal)
			f, ok := fault.As(err)
			if !ok || f.Code != "ical.invalid" || f.Kind != fault.Invalid || f.Fields[c.field] != c.code {
				t.Fatalf("got %v %v, want %s: %s", err, f, c.field, c.code)
			}
			if len(f.Fields) != 1 {
				t.Errorf("also %v", slices.Sorted(maps.Keys(f.Fields)))
			}
			if b.Len() != 0 {
				t.Errorf("something was written: %s", b.String())
			}
		})
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestEncodeTellsOfFailedWrite(t *testing.T) {
	err := Encode(broken{}, goldens(home(t))["request"])
	if fault.CodeOf(err) != "ical.write" || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
}

// No text can become a line of its own, an end of a component or another property.
func TestNoInjection(t *testing.T) {
	loc := home(t)
	plain := encode(t, Calendar{Method: Request, Events: []Event{meeting(loc)}})
	for _, evil := range []string{
		"X\r\nATTENDEE:mailto:evil@exempel.se", "X\nEND:VEVENT\nBEGIN:VEVENT", "X\rORGANIZER:mailto:evil@exempel.se",
		`X";ROLE=CHAIR:mailto:evil@exempel.se`, "X\u2028ATTENDEE:x", "X\u0085ATTENDEE:x", "X\x00\x1b[31m", "\u202eevil",
		`\nATTENDEE:x`, `X^nATTENDEE:x`, strings.Repeat("å", 10_000), "\xff\xfe", "🌨️👩‍🚒", "Z\u0351\u0357\u0352",
	} {
		e := meeting(loc)
		e.Summary, e.Description, e.Location, e.Language = evil, evil, evil, evil
		e.Categories = []string{evil}
		e.Organizer.Name, e.Attendees[0].Name, e.Conferences[0].Label, e.Conferences[1].Text = evil, evil, evil, evil
		e.Alarms = []Alarm{{Text: evil}}
		out := encode(t, Calendar{Method: Request, Name: evil, Events: []Event{e}})
		for _, f := range Lint(out, "tib@rtjnord.example.se") {
			if f.Rule == 12 || f.Rule == 8 || f.Rule == 4 || f.Rule == 6 {
				t.Errorf("%.60q: %s", evil, f)
			}
		}
		got, err := Decode(bytes.NewReader(out))
		if err != nil {
			t.Errorf("%.60q: %v", evil, err)
			continue
		}
		if len(got.Events) != 1 || len(got.Events[0].Attendees) != 3 || got.Events[0].Attendees[0].Role != Required ||
			got.Events[0].Organizer.Email != e.Organizer.Email || strings.ContainsRune(got.Events[0].Summary, '\u202e') {
			t.Errorf("%q became %+v", evil, got.Events[0])
		}
		if bytes.Count(out, []byte("\r\nBEGIN:")) != bytes.Count(plain, []byte("\r\nBEGIN:"))-1 { // one alarm fewer
			t.Errorf("%q opened a component", evil)
		}
	}
}

// Encoding and decoding gives back what was put in.
func TestRoundTrip(t *testing.T) {
	loc := home(t)
	rapid.Check(t, func(t *rapid.T) {
		in := drawCalendar(t, loc)
		var b bytes.Buffer
		if err := Encode(&b, in); err != nil {
			f, _ := fault.As(err)
			t.Fatalf("%v %v", err, f.Fields)
		}
		for _, f := range Lint(b.Bytes(), "") {
			t.Fatalf("%s\n%s", f, b.String())
		}
		got, err := Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		want := in.complete()
		if g, w := bare(got), bare(want); !reflect.DeepEqual(g, w) {
			t.Fatalf("got  %+v\nwant %+v", g, w)
		}
	})
}

// bare puts every moment in UTC and empties what a file does not carry.
func bare(c Calendar) Calendar {
	var events func([]Event) []Event
	events = func(list []Event) []Event {
		var out []Event
		for _, e := range list {
			e.Stamp, e.Start, e.End, e.RecurrenceID = e.Stamp.UTC(), e.Start.UTC(), e.End.UTC(), e.RecurrenceID.UTC()
			var gone []time.Time
			for _, x := range e.Exceptions {
				gone = append(gone, x.UTC())
			}
			e.Exceptions = gone
			if e.Summary == "" && e.Language != "" {
				e.Language = "" // it stands on the texts
			}
			e.Conferences = slices.Clone(e.Conferences)
			for i := range e.Conferences {
				e.Conferences[i].Text = ""
			}
			if len(e.Conferences) == 0 {
				e.Conferences = nil
			}
			if e.Organizer.Email == "" {
				e.Organizer.Name = ""
			}
			e.Overrides = events(e.Overrides)
			out = append(out, e)
		}
		return out
	}
	c.Events = events(c.Events)
	return c
}

func drawCalendar(t *rapid.T, loc *time.Location) Calendar {
	c := Calendar{Method: rapid.SampledFrom([]Method{Request, Cancel, Publish, Counter, ""}).Draw(t, "method")}
	c.Name = rapid.String().Draw(t, "name")
	c.Refresh = time.Duration(rapid.IntRange(0, 5000).Draw(t, "refresh")) * time.Second
	e := drawEvent(t, loc)
	if c.Method != Request && c.Method != Counter {
		e.Status = rapid.SampledFrom([]Status{"", Tentative, Confirmed, Cancelled}).Draw(t, "status")
	}
	if rapid.Bool().Draw(t, "series") && e.Start.In(loc).Hour() != 2 { // the hours that are skipped and repeated
		e.Start = e.Start.In(loc)
		e.Rule = drawRule(t, e.Start)
		starts := e.Rule.starts(e.Start, e.Start.AddDate(3, 0, 0))
		e.Exceptions = append(e.Exceptions, starts[1:min(len(starts), 3)]...)
		if len(starts) > 4 {
			o := drawEvent(t, loc)
			o.UID, o.RecurrenceID, o.AllDay = e.UID, starts[4], false
			e.Overrides = []Event{o}
		}
	}
	c.Events = []Event{e}
	return c
}

func drawEvent(t *rapid.T, loc *time.Location) Event {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zåäö ,;:\\"^\n]{0,200}`))
	e := Event{
		UID: rapid.StringMatching(`[ -~å]{1,60}x`).Draw(t, "uid"), Sequence: rapid.IntRange(0, 1000).Draw(t, "sequence"),
		Stamp:   time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "stamp"), 0),
		Start:   time.Unix(rapid.Int64Range(1e9, 4e9).Draw(t, "start"), 0).In(rapid.SampledFrom([]*time.Location{time.UTC, loc}).Draw(t, "zone")),
		Summary: "s" + text.Draw(t, "summary"), Description: text.Draw(t, "description"), Location: text.Draw(t, "location"),
		Language: rapid.SampledFrom([]string{"", "sv", "en"}).Draw(t, "language"), Exercise: rapid.Bool().Draw(t, "exercise"),
		Class:      rapid.SampledFrom([]Class{"", Public, Private, Confidential}).Draw(t, "class"),
		Categories: rapid.SliceOfN(text, 0, 3).Draw(t, "categories"),
		Organizer:  Person{text.Draw(t, "organizer"), "konferens@exempel.se"},
	}
	e.UID = strings.TrimSpace(e.UID)
	e.End = e.Start.Add(time.Duration(rapid.IntRange(1, 500_000).Draw(t, "length")) * time.Second)
	if utf8.ValidString(e.Summary) && rapid.Bool().Draw(t, "conference") {
		e.Conferences = []Conference{
			{URI: "https://exempel.se/" + rapid.StringMatching(`[a-z0-9/?&=%2C;,]{0,80}`).Draw(t, "uri"), Features: []Feature{Video}, Label: text.Draw(t, "label")},
			{URI: "tel:+46" + rapid.StringMatching(`[0-9]{7,9}(,,[0-9]{4})?`).Draw(t, "number"), Text: rapid.SampledFrom([]string{"", "växeln"}).Draw(t, "text")},
		}
		e.Conferences[0].URI = strings.ReplaceAll(e.Conferences[0].URI, "%", "")
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "attendees") {
		e.Attendees = append(e.Attendees, Attendee{
			Person: Person{text.Draw(t, "cn"), fmt.Sprintf("%s%d@exempel.se", rapid.StringMatching(`[a-z%&?#'=+-]{1,10}`).Draw(t, "local"), i)},
			Role:   rapid.SampledFrom([]Role{"", Chair, Required, Optional, Informed}).Draw(t, "role"),
			Type:   rapid.SampledFrom([]UserType{"", Individual, Group, Room}).Draw(t, "type"),
			Answer: rapid.SampledFrom([]Answer{"", NeedsAction, Accepted, Declined, Maybe, Delegated}).Draw(t, "answer"),
			RSVP:   true,
		})
		e.Attendees[i].Name = strings.ReplaceAll(e.Attendees[i].Name, `"`, "'")
	}
	e.Organizer.Name = strings.ReplaceAll(e.Organizer.Name, `"`, "'")
	for i := range e.Conferences {
		e.Conferences[i].Label = strings.ReplaceAll(e.Conferences[i].Label, `"`, "'")
	}
	if rapid.Bool().Draw(t, "alarm") {
		e.Alarms = []Alarm{{Before: time.Duration(rapid.IntRange(0, 100_000).Draw(t, "before")) * time.Second, Text: text.Draw(t, "reminder")}}
	}
	return e
}

func drawRule(t *rapid.T, start time.Time) *Rule {
	r := Rule{Interval: rapid.SampledFrom([]int{0, 2, 3}).Draw(t, "interval")}
	switch rapid.IntRange(0, 4).Draw(t, "freq") {
	case 0:
		r.Freq = Daily
	case 1:
		r.Freq, r.Days = Weekly, []Day{{Weekday: start.Weekday()}, {Weekday: (start.Weekday() + 2) % 7}}
	case 2:
		r.Freq = Monthly
	case 3:
		nth := (start.Day()-1)/7 + 1
		if nth > 4 {
			nth = -1
		}
		r.Freq, r.Days = Monthly, []Day{{nth, start.Weekday()}}
	case 4:
		r.Freq = Yearly
	}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 0:
		r.Count = rapid.IntRange(6, 40).Draw(t, "count")
	case 1:
		r.Until = start.AddDate(8, 0, 0).UTC()
	}
	return &r
}

// One message of 700 invited, the largest that anybody would send as one.
func BenchmarkEncode700Attendees(b *testing.B) {
	c := Calendar{Method: Request, Events: []Event{crowd(b, 700)}}
	b.SetBytes(int64(len(encode(b, c))))
	for b.Loop() {
		var buf bytes.Buffer
		if err := Encode(&buf, c); err != nil {
			b.Fatal(err)
		}
	}
}

// 700 messages with one invited each, as they are really sent.
func BenchmarkEncode700Messages(b *testing.B) {
	e := crowd(b, 700)
	for b.Loop() {
		for _, a := range e.Attendees {
			one, _ := e.For(a.Email)
			var buf bytes.Buffer
			if err := Encode(&buf, Calendar{Method: Request, Events: []Event{one}}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkDecode700Attendees(b *testing.B) {
	data := encode(b, Calendar{Method: Request, Events: []Event{crowd(b, 700)}})
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Decode(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func crowd(t testing.TB, n int) Event {
	e := meeting(home(t))
	e.Attendees = nil
	for i := range n {
		e.Attendees = append(e.Attendees, Attendee{Person: Person{fmt.Sprintf("Tjänsteman i beredskap, aktör %d", i), fmt.Sprintf("tib@aktor-%03d.example.se", i)}, RSVP: true})
	}
	return e
}
