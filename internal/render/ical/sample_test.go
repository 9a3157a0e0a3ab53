package ical

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func home(t testing.TB) *time.Location {
	t.Helper()
	loc, err := stockholm()
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// stamp is when every message of the tests was made.
var stamp = time.Date(2027, 1, 6, 18, 5, 0, 0, time.UTC)

// meeting is the regional conference of the fixed cast, as invited.
func meeting(loc *time.Location) Event {
	return Event{
		UID: "018f9a3e-regional-3@samverkan.example.se", Sequence: 0, Stamp: stamp,
		Start: time.Date(2027, 1, 7, 3, 0, 0, 0, loc), End: time.Date(2027, 1, 7, 3, 45, 0, 0, loc),
		Summary:     "Regional samverkanskonferens 3: Snökaos Allmänsta",
		Description: "Syfte: gemensam inriktning för plogning och vatten.\r\nMål: beslut om ordning, senast 03:40.\r\nFörbered: läget hos er; vad ni behöver, vad ni kan ge.",
		Language:    "sv", Categories: []string{"Samverkanskonferens", "Regional, nivå 2"},
		Organizer: Person{Name: "Länsstyrelsen Mellanmark via samverkan", Email: "konferens@lansstyrelsen.example.se"},
		Attendees: []Attendee{
			{Person: Person{Name: `Räddningstjänsten "Nord"; TiB, Åsa Ödegård`, Email: "tib@rtjnord.example.se"}, RSVP: true},
			{Person: Person{Name: "Sámi giella ŋ đ ŧ", Email: "jour@samiskt.example.se"}, Role: Optional, RSVP: true},
			{Person: Person{Email: "vb@region.example.se"}, Type: Group, Answer: Accepted, RSVP: true},
		},
		Conferences: []Conference{
			{URI: "https://mote.example.se/rum/snokaos-3?lang=sv&x=1", Features: []Feature{Audio, Video, Screen}, Label: "Videomöte"},
			{URI: "tel:+46101234567", Features: []Feature{Phone, Audio}, Label: "Telefon", Text: "010-123 45 67, kod 4711"},
		},
		Alarms: []Alarm{{Before: 15 * time.Minute}, {Before: 25 * time.Hour, Text: "Lämna lägesrapport"}},
	}
}

// goldens are the calendars whose bytes are kept, and read back by others.
func goldens(loc *time.Location) map[string]Calendar {
	single := meeting(loc)

	cancel := Withdraw(meeting(loc), stamp.Add(time.Hour))

	exercise := meeting(loc)
	exercise.Exercise, exercise.Location = true, "Länsstyrelsens samlingssal, Storgatan 1"

	series := meeting(loc)
	series.UID = "018f9a3e-lagesavstamning@samverkan.example.se"
	series.Summary = "Lägesavstämning"
	series.Start, series.End = time.Date(2027, 3, 18, 8, 0, 0, 0, loc), time.Date(2027, 3, 18, 8, 30, 0, 0, loc)
	series.Rule = &Rule{Freq: Weekly, Count: 6, Days: []Day{{Weekday: time.Monday}, {Weekday: time.Thursday}}}
	series.Exceptions = []time.Time{time.Date(2027, 3, 25, 8, 0, 0, 0, loc)}
	moved := meeting(loc)
	moved.UID, moved.Summary = series.UID, "Lägesavstämning, flyttad"
	moved.RecurrenceID = time.Date(2027, 3, 29, 8, 0, 0, 0, loc)
	moved.Start, moved.End = time.Date(2027, 3, 29, 10, 0, 0, 0, loc), time.Date(2027, 3, 29, 10, 30, 0, 0, loc)
	series.Overrides = []Event{moved}

	daily := series
	daily.UID, daily.Overrides, daily.Exceptions = "018f9a3e-dygnet@samverkan.example.se", nil, nil
	daily.Start, daily.End = time.Date(2027, 10, 29, 8, 0, 0, 0, loc), time.Date(2027, 10, 29, 8, 30, 0, 0, loc)
	daily.Rule = &Rule{Freq: Daily, Until: time.Date(2027, 11, 2, 8, 0, 0, 0, loc)}

	monthly := daily
	monthly.UID = "018f9a3e-manad@samverkan.example.se"
	monthly.Rule = &Rule{Freq: Monthly, Count: 8, Days: []Day{{Nth: -1, Weekday: time.Friday}}}

	// Both changes of clocks in 2027, the skipped hour and both turns of the repeated one.
	var clocks []Event
	for i, at := range []time.Time{
		time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC),   // 01:30, before the gap
		time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC),    // 03:00, the first moment after it
		time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC),  // 02:30 for the first time
		time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC),  // 02:30 for the second time
		time.Date(2027, 10, 31, 2, 30, 0, 0, time.UTC),  // 03:30
		time.Date(2038, 7, 1, 10, 0, 0, 0, time.UTC),    // beyond 32 bits
		time.Date(2044, 12, 24, 14, 0, 0, 0, time.UTC),  // a leap year
		time.Date(2027, 6, 6, 23, 59, 59, 0, time.UTC),  // a second before a date's end
		time.Date(2027, 12, 31, 22, 15, 0, 0, time.UTC), // over new year
	} {
		clocks = append(clocks, Event{
			UID: fmt.Sprintf("clock-%d@samverkan.example.se", i), Stamp: stamp,
			Start: at, End: at.Add(90 * time.Minute), Summary: "Klockan " + at.Format(time.RFC3339),
		})
	}

	whole := Event{UID: "dag@samverkan.example.se", Stamp: stamp, AllDay: true, Summary: "Beredskapsvecka",
		Start: time.Date(2027, 3, 27, 0, 0, 0, 0, loc), End: time.Date(2027, 3, 29, 0, 0, 0, 0, loc)}

	reply := meeting(loc)
	reply.Attendees = reply.Attendees[:1]
	reply.Attendees[0].Answer = Maybe
	reply.Attendees[0].RSVP = false

	return map[string]Calendar{
		"request":  {Method: Request, Events: []Event{single}},
		"cancel":   {Method: Cancel, Events: []Event{cancel}},
		"publish":  {Method: Publish, Events: []Event{exercise}},
		"series":   {Method: Request, Events: []Event{series}},
		"override": {Method: Request, Events: []Event{moved}},
		"reply":    {Method: Reply, Events: []Event{reply}},
		"feed":     {Name: "Samverkan: Länsstyrelsen Mellanmark", Refresh: 15 * time.Minute, Events: append(clocks, daily, monthly, whole)},
		"empty":    {Name: "Samverkan", Refresh: 15 * time.Minute},
	}
}

func encode(t testing.TB, c Calendar) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, c); err != nil {
		t.Fatalf("%v", err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for name, c := range goldens(home(t)) {
		t.Run(name, func(t *testing.T) {
			got := encode(t, c)
			file := filepath.Join("testdata", name+".ics")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s has changed:\n%s", file, got)
			}
		})
	}
}
