package ical

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"samverkan/internal/fault"
)

// wrap puts content lines in a calendar with one event.
func wrap(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20270106T180500Z\r\n" +
		strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

func TestDecodeRefuses(t *testing.T) {
	deep := strings.Repeat("BEGIN:X\r\n", 9) + strings.Repeat("END:X\r\n", 9)
	deepByParameter := strings.Repeat("BEGIN;a=b:X\r\n", 5000) + strings.Repeat("END:X\r\n", 5000)
	folded := strings.Repeat("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n ", 200)
	for _, c := range []struct {
		name, in, code string
		line           any
	}{
		{"empty", "", "ical.not-calendar", nil},
		{"only a byte order mark", "\ufeff", "ical.not-calendar", nil},
		{"html", "<!DOCTYPE html><html></html>", "ical.not-calendar", nil},
		{"card", "BEGIN:VCARD\r\nEND:VCARD\r\n", "ical.not-calendar", nil},
		{"begin without parts", ":\r\n", "ical.not-calendar", nil},
		{"no end", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "ical.malformed", 2},
		{"wrong end", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "ical.malformed", 3},
		{"no colon after a quote", wrap(`ATTENDEE;CN="x"`), "ical.malformed", 7},                 // go-ical panics
		{"text after a closing quote", wrap(`A;B="c"d:`), "ical.malformed", 7},                   // go-ical panics
		{"line counts folds", wrap("SUMMARY:a\r\n b", "DESCRIPTION"), "ical.malformed", 9},       // lines 7 and 8 are one
		{"quote within a value", wrap(`ATTENDEE;CN=a"b:mailto:x@y.se`), "ical.malformed", 7},     //
		{"parameter without equal sign", wrap("ATTENDEE;CN:mailto:x@y.se"), "ical.malformed", 7}, //
		{"parameter without name", wrap("ATTENDEE;=x:mailto:x@y.se"), "ical.malformed", 7},
		{"no name", wrap(":x"), "ical.malformed", 7},
		{"unclosed quote", wrap(`ATTENDEE;CN="x:mailto:x@y.se`), "ical.malformed", 7},
		{"long parameters", wrap("ATTENDEE;CN=" + strings.Repeat("x", 100_000) + ":mailto:x@y.se"), "ical.head-too-long", 7},
		{"long parameters, folded", wrap("ATTENDEE;CN=" + folded + ":mailto:x@y.se"), "ical.head-too-long", 7},
		{"long without any colon", wrap(strings.Repeat("x", 100_000)), "ical.head-too-long", 7},
		{"long parameters on many lines", wrap(strings.Repeat("ATTENDEE;CN="+strings.Repeat("x", 8000)+":mailto:x@y.se\r\n", 100)), "ical.head-too-long", 11},
		{"deep", wrap(deep), "ical.too-deep", 13},
		{"deep behind parameters", wrap(deepByParameter), "ical.too-deep", 13},
		{"no uid", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "ical.uid-missing", nil},
		{"not a time", wrap("DTSTART:igår"), "ical.time", nil},
		{"month 13", wrap("DTSTART:20271301T000000Z"), "ical.time", nil},
		{"unknown zone", wrap("DTSTART;TZID=Mars/Olympus:20270107T030000"), "ical.zone", nil},
		{"too large", wrap("SUMMARY:" + strings.Repeat("x", MaxBytes)), "ical.too-large", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Decode(strings.NewReader(c.in))
			f, ok := fault.As(err)
			if !ok || f.Code != c.code || f.Kind == fault.Internal {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if c.line != nil && f.Args["Line"] != c.line {
				t.Errorf("line %v, want %v", f.Args["Line"], c.line)
			}
			if len(got.Events) != 0 {
				t.Errorf("something came through: %+v", got)
			}
		})
	}
	if _, err := Decode(iotest.ErrReader(errors.New("disk"))); fault.CodeOf(err) != "ical.read" || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a reader that fails gives %v", err)
	}
}

// What other programs write, wrongly or in their own way, is understood.
func TestDecodeTolerates(t *testing.T) {
	one := func(t *testing.T, in string) Event {
		t.Helper()
		c, err := Decode(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Events) != 1 {
			t.Fatalf("%d events", len(c.Events))
		}
		return c.Events[0]
	}
	eight := time.Date(2027, 3, 29, 6, 0, 0, 0, time.UTC) // 08:00 in Stockholm
	t.Run("byte order mark, bare line feeds, text after the end", func(t *testing.T) {
		e := one(t, "\ufeff"+strings.ReplaceAll(wrap("SUMMARY:x"), "\r\n", "\n")+"skräp efteråt\n")
		if e.Summary != "x" {
			t.Errorf("%+v", e)
		}
	})
	t.Run("bare commas and odd backslashes", func(t *testing.T) {
		e := one(t, wrap(`SUMMARY:Vatten, el, väg\: 58\`, `DESCRIPTION:a\nb\Nc\;d\\e`, `CATEGORIES:a\,b,c`, `CATEGORIES:d`))
		if e.Summary != `Vatten, el, väg: 58\` || e.Description != "a\nb\nc;d\\e" || strings.Join(e.Categories, "|") != "a,b|c|d" {
			t.Errorf("%q %q %q", e.Summary, e.Description, e.Categories)
		}
	})
	t.Run("folded within a character", func(t *testing.T) {
		if e := one(t, wrap("SUMMARY:sn\xc3\r\n \xb6kaos")); e.Summary != "snökaos" {
			t.Errorf("%q", e.Summary)
		}
	})
	t.Run("control and direction characters", func(t *testing.T) {
		e := one(t, wrap("SUMMARY:a\x00b\x07c\rd\u202ee\xff", "DESCRIPTION:x\x1by"))
		if e.Summary != "abc de\uFFFD" || e.Description != "xy" {
			t.Errorf("%q %q", e.Summary, e.Description)
		}
	})
	t.Run("RFC 6868", func(t *testing.T) {
		e := one(t, wrap(`ATTENDEE;CN=Maria ^'TiB^' Ek^^^n 1:MAILTO:maria@exempel.se`))
		if a := e.Attendees[0]; a.Name != `Maria "TiB" Ek^ 1` || a.Email != "maria@exempel.se" || a.Role != Required || a.Answer != NeedsAction {
			t.Errorf("%+v", a)
		}
	})
	t.Run("zones", func(t *testing.T) {
		for _, in := range []string{
			"DTSTART;TZID=W. Europe Standard Time:20270329T080000",
			`DTSTART;TZID="W. Europe Standard Time":20270329T080000`,
			"DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Stockholm:20270329T080000",
			"DTSTART:20270329T080000", // floating is Swedish
			"DTSTART:20270329T060000Z",
			"DTSTART;TZID=FLE Standard Time:20270329T090000",
			"DTSTART;VALUE=date-time:20270329t060000z",
		} {
			if e := one(t, wrap(in)); !e.Start.Equal(eight) {
				t.Errorf("%s is %s", in, e.Start.UTC())
			}
		}
	})
	t.Run("zones that only the file explains", func(t *testing.T) {
		zone := "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n" +
			"BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
		in := strings.Replace(wrap("DTSTART;TZID=Customized Time Zone:20270329T080000"), "BEGIN:VEVENT", zone, 1)
		if e := one(t, in); !e.Start.Equal(eight) {
			t.Errorf("%s", e.Start.UTC())
		}
		odd := strings.Replace(in, "BYMONTH=3", "BYMONTH=4", 1)
		if _, err := Decode(strings.NewReader(odd)); fault.CodeOf(err) != "ical.zone" {
			t.Errorf("a rule that we do not know was guessed at: %v", err)
		}
		if strings.Contains(odd, "\r\nEND:DAYLIGHT") {
			fixed := odd[:strings.Index(odd, "BEGIN:DAYLIGHT")] + odd[strings.Index(odd, "END:VTIMEZONE"):]
			if e := one(t, fixed); !e.Start.Equal(eight.Add(time.Hour)) {
				t.Errorf("one offset all year: %s", e.Start.UTC())
			}
		}
	})
	t.Run("whole days, durations and missing ends", func(t *testing.T) {
		if e := one(t, wrap("DTSTART;VALUE=date:20270329")); !e.AllDay || e.End.Sub(e.Start) != 24*time.Hour {
			t.Errorf("%+v", e)
		}
		if e := one(t, wrap("DTSTART;VALUE=DATE:20270328")); e.End.Sub(e.Start) != 23*time.Hour {
			t.Errorf("the short day is %s", e.End.Sub(e.Start))
		}
		if e := one(t, wrap("DTSTART:20270329T060000Z", "DURATION:PT1H30M")); !e.End.Equal(eight.Add(90 * time.Minute)) {
			t.Errorf("%s", e.End)
		}
		if e := one(t, wrap("DTSTART:20270329T060000Z", "DURATION:-P1D")); !e.End.Equal(eight) {
			t.Errorf("%s", e.End)
		}
	})
	t.Run("series", func(t *testing.T) {
		e := one(t, wrap("DTSTART;TZID=Europe/Stockholm:20270329T080000", "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1;COUNT=3;WKST=SU",
			"EXDATE;TZID=Europe/Stockholm:20270426T080000,20270531T080000"))
		if e.Rule == nil || e.Rule.String() != "FREQ=MONTHLY;COUNT=3;BYDAY=-1MO" || len(e.Exceptions) != 2 {
			t.Errorf("%v %v", e.Rule, e.Exceptions)
		}
		for _, rule := range []string{"FREQ=HOURLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=2;UNTIL=20270401", "FREQ=WEEKLY;INTERVAL=99999999999", "nonsens", "FREQ=MONTHLY;BYDAY=MO,TU", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU"} {
			e := one(t, wrap("DTSTART:20270329T060000Z", "RRULE:"+rule))
			if e.Rule != nil || e.RuleText != rule {
				t.Errorf("%s became %v, %q", rule, e.Rule, e.RuleText)
			}
		}
	})
	t.Run("people", func(t *testing.T) {
		e := one(t, wrap("ORGANIZER:invalid:nomail", "ATTENDEE:urn:uuid:1", "ATTENDEE;EMAIL=vb@exempel.se:invalid:nomail",
			"ATTENDEE;PARTSTAT=delegated;DELEGATED-TO=\"mailto:b@exempel.se\":mailto:a%25@exempel.se?subject=x", "ATTENDEE:mailto:a b@exempel.se"))
		want := []string{"", "vb@exempel.se", "a%@exempel.se", ""}
		for i, a := range e.Attendees {
			if a.Email != want[i] {
				t.Errorf("%d is %q, want %q", i, a.Email, want[i])
			}
		}
		if e.Organizer.Email != "" || e.Attendees[2].Answer != Delegated || e.Attendees[2].DelegatedTo != "b@exempel.se" {
			t.Errorf("%+v", e)
		}
	})
	t.Run("a negative sequence", func(t *testing.T) {
		if e := one(t, wrap("SEQUENCE:-4")); e.Sequence != 0 {
			t.Error(e.Sequence)
		}
	})
}

// Thunderbird's answer to a series with a changed meeting says something of everybody:
// both events must come through apart, so that the caller takes only the sender's.
func TestDecodeReplyWithOverride(t *testing.T) {
	in := "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nVERSION:2.0\r\nPRODID:x\r\n" +
		"BEGIN:VEVENT\r\nUID:s\r\nSEQUENCE:2\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@exempel.se\r\nDTSTART:20270318T070000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:s\r\nRECURRENCE-ID;TZID=W. Europe Standard Time:20270320T080000\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@exempel.se\r\nATTENDEE;PARTSTAT=DECLINED:mailto:b@exempel.se\r\nEND:VEVENT\r\n" +
		"END:VCALENDAR\r\n"
	c, err := Decode(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if c.Method != Reply || len(c.Events) != 1 || len(c.Events[0].Overrides) != 1 {
		t.Fatalf("%+v", c)
	}
	o := c.Events[0].Overrides[0]
	if !o.RecurrenceID.Equal(time.Date(2027, 3, 20, 7, 0, 0, 0, time.UTC)) || len(c.Events[0].Attendees) != 1 || len(o.Attendees) != 2 {
		t.Errorf("%+v", o)
	}
}

// Long parameters on every line of a full megabyte: go-ical alone needs minutes.
func BenchmarkDecodeHostile(b *testing.B) {
	head := "ATTENDEE;CN=" + strings.Repeat("x", MaxHead-20) + ":mailto:x@exempel.se"
	lines := make([]string, 0, 128)
	for n := 0; n+len(head) < MaxBytes-1000; n += len(head) + 2 {
		lines = append(lines, head)
	}
	in := []byte(wrap(lines...))
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := Decode(bytes.NewReader(in)); fault.CodeOf(err) != "ical.head-too-long" {
			b.Fatal(err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.ics")
	if err != nil || len(files) == 0 {
		f.Fatal("no golden files to begin with", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(wrap(`ATTENDEE;CN="x"`)))
	f.Add([]byte(wrap(`A;B="c"d:`, "RRULE:FREQ=WEEKLY;BYDAY=-1MO", "DTSTART;TZID=Local:20270328T023000")))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Decode(bytes.NewReader(data))
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatalf("not a fault of the input: %v", err)
			}
			return
		}
		for _, e := range c.Events {
			if hasControl(e.Summary) || hasControl(e.UID) || hasControl(e.Location) || e.Sequence < 0 {
				t.Fatalf("%+v", e)
			}
			for _, a := range e.Attendees {
				if hasControl(a.Name) || a.Email != "" && !isAddress(a.Email) {
					t.Fatalf("%+v", a)
				}
			}
			e.Occurrences(time.Time{}, stamp, 10)
		}
		// What can be written again must read back as the same.
		var b bytes.Buffer
		if Encode(&b, c) != nil {
			return
		}
		again, err := Decode(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("our own file does not read: %v\n%s", err, b.String())
		}
		var b2 bytes.Buffer
		if err := Encode(&b2, again); err != nil {
			t.Fatalf("second writing: %v\n%s", err, b.String())
		}
		if !bytes.Equal(b.Bytes(), b2.Bytes()) {
			t.Fatalf("not stable:\n%s\n%s", b.String(), b2.String())
		}
	})
}
