package ical

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// What other implementations understand of our files must be what we meant: the same
// instants over both changes of clocks, the same people, the same ways in.

// seen is what the readers in testdata print of one file.
type seen struct {
	Method *string
	Events []seenEvent
	Starts map[string][]string
}

type seenEvent struct {
	UID, Summary, Status       string
	Description, Location, URL *string
	Sequence                   int
	Stamp, Start, End          string
	RecurrenceID               *string
	Organizer                  *seenPerson
	Attendees                  []seenAttendee
	Conferences                []seenConference
	Alarms                     []int
}

type seenPerson struct{ Email, Name string }

type seenAttendee struct {
	Email, Name, Role, Type, Answer string
	RSVP                            bool
}

type seenConference struct {
	URI      string
	Features []string
	Label    string
}

func TestReadByIcalJS(t *testing.T) {
	if _, err := os.Stat("testdata/node/node_modules/ical.js"); err != nil {
		missing(t, "ical.js is not installed: run npm ci in internal/render/ical/testdata/node")
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed")
	}
	compareWith(t, always, whole, "node", "testdata/node/read.mjs")
}

func TestReadByNodeIcal(t *testing.T) {
	if _, err := os.Stat("testdata/node/node_modules/node-ical"); err != nil {
		missing(t, "node-ical is not installed: run npm ci in internal/render/ical/testdata/node")
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed")
	}
	// It cuts names at a semicolon, although they are quoted.
	cut := func(name string) string { name, _, _ = strings.Cut(name, ";"); return name }
	compareWith(t, always, cut, "node", "testdata/node/read_node_ical.mjs")
}

func TestReadByLibical(t *testing.T) {
	python := "/usr/bin/python3" // where Debian's binding of libical is
	if err := exec.Command(python, "-c", "import gi; gi.require_version('ICalGLib', '3.0')").Run(); err != nil {
		missing(t, "gir1.2-ical-3.0 and python3-gi are not installed for "+python)
	}
	compareWith(t, always, whole, python, "testdata/read_libical.py")
}

func always(string) bool       { return true }
func whole(name string) string { return name }

func TestReadByPythonIcalendar(t *testing.T) {
	python := "/usr/bin/python3" // where Debian's python3-icalendar is
	if err := exec.Command(python, "-c", "import icalendar, pytz").Run(); err != nil {
		missing(t, "python3-icalendar is not installed for "+python)
	}
	// It takes the zone from pytz, which knows no rule after 2037.
	compareWith(t, func(start string) bool { return start < "2038" }, whole, python, "testdata/read.py")
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip("NOT RUN: " + why)
}

// compareWith compares the events whose start a reader knows, with people's names as it reads them.
func compareWith(t *testing.T, knows func(start string) bool, named func(name string) string, command ...string) {
	t.Helper()
	loc := home(t)
	calendars := goldens(loc)
	dir := t.TempDir()
	var names []string
	for name, c := range calendars {
		if name == "empty" {
			continue
		}
		names = append(names, name)
		if err := os.WriteFile(filepath.Join(dir, name+".ics"), encode(t, c), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	args := slices.Clone(command[1:])
	for _, n := range names {
		args = append(args, filepath.Join(dir, n+".ics"))
	}
	cmd := exec.Command(command[0], args...)
	cmd.Env = append(os.Environ(), "TZ=Europe/Stockholm") // for whole days, which have no zone
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var got []seen
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v in %.500s", err, out)
	}
	if len(got) != len(names) {
		t.Fatalf("%d files of %d", len(got), len(names))
	}
	series := 0
	for i, name := range names {
		c := calendars[name].complete()
		want := expected(c)
		if orEmpty(got[i].Method) != string(c.Method) || len(got[i].Events) != len(want) {
			t.Fatalf("%s: method %s with %d events, want %s with %d", name, orEmpty(got[i].Method), len(got[i].Events), c.Method, len(want))
		}
		for j, e := range got[i].Events {
			if e = e.even(); !knows(e.Start) {
				continue
			}
			for k := range want[j].Attendees {
				want[j].Attendees[k].Name = named(want[j].Attendees[k].Name)
			}
			if !reflect.DeepEqual(e, want[j]) {
				t.Errorf("%s: got  %s\nwant %s", name, show(e), show(want[j]))
			}
		}
		for _, e := range c.Events {
			if starts, ok := got[i].Starts[e.UID]; ok {
				series++
				if want := startsOf(e); !slices.Equal(starts, want) {
					t.Errorf("%s %s: starts at %v, want %v", name, e.UID, starts, want)
				}
			}
		}
	}
	if strings.HasSuffix(command[1], "/read.mjs") && series != 3 {
		t.Errorf("%d series were followed, want 3", series)
	}
}

const instant = "2006-01-02T15:04:05Z"

// expected says in the readers' terms what a calendar holds.
func expected(c Calendar) []seenEvent {
	var out []seenEvent
	for _, e := range c.Events {
		for _, e := range append([]Event{e}, e.Overrides...) {
			s := seenEvent{
				UID: e.UID, Summary: e.Summary, Status: string(e.Status), Sequence: e.Sequence,
				Description: orNil(e.Description), Location: orNil(e.Location), URL: orNil(e.URL),
				Stamp: e.Stamp.UTC().Format(instant), Start: e.Start.UTC().Format(instant), End: e.End.UTC().Format(instant),
			}
			if !e.RecurrenceID.IsZero() {
				s.RecurrenceID = orNil(e.RecurrenceID.UTC().Format(instant))
			}
			if e.Organizer.Email != "" {
				s.Organizer = &seenPerson{e.Organizer.Email, e.Organizer.Name}
			}
			for _, a := range e.Attendees {
				name := strings.ReplaceAll(nameOf(a.Person), `"`, "'")
				s.Attendees = append(s.Attendees, seenAttendee{a.Email, name, string(a.Role), string(a.Type), string(a.Answer), a.RSVP})
			}
			for _, x := range e.Conferences {
				conf := seenConference{URI: x.URI, Label: x.Label}
				for _, f := range x.Features {
					conf.Features = append(conf.Features, string(f))
				}
				s.Conferences = append(s.Conferences, conf)
			}
			for _, a := range e.Alarms {
				s.Alarms = append(s.Alarms, -int(a.Before/time.Second))
			}
			out = append(out, s)
		}
	}
	return out
}

// even makes an empty list the same as none.
func (e seenEvent) even() seenEvent {
	if len(e.Attendees) == 0 {
		e.Attendees = nil
	}
	if len(e.Conferences) == 0 {
		e.Conferences = nil
	}
	if len(e.Alarms) == 0 {
		e.Alarms = nil
	}
	return e
}

func startsOf(e Event) []string {
	var out []string
	for _, o := range e.Occurrences(time.Time{}, e.Start.AddDate(50, 0, 0), 100) {
		out = append(out, o.Start.UTC().Format(instant))
	}
	return out
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func show(e seenEvent) string {
	b, err := json.Marshal(e)
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(b)
}
