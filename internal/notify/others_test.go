package notify_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-message"
	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/mail/lint"
)

// readers are programs of others that read calendars, in the testdata of package ical, with what tells that one is installed.
var readers = []struct {
	name             string
	there            []string
	command, missing string
}{
	{"libical", []string{"/usr/bin/python3", "-c", "import gi; gi.require_version('ICalGLib', '3.0')"}, "/usr/bin/python3 read_libical.py", "gir1.2-ical-3.0 and python3-gi"},
	{"python3-icalendar", []string{"/usr/bin/python3", "-c", "import icalendar, pytz"}, "/usr/bin/python3 read.py", "python3-icalendar"},
	{"ical.js", []string{"node", "--version"}, "node node/read.mjs", "node"},
	{"node-ical", []string{"node", "--version"}, "node node/read_node_ical.mjs", "node"},
}

// understood is what a reader says of the calendar in a mail.
type understood struct {
	Method string
	Events []entry
}

type entry struct {
	UID, Status, Start, End string
	Sequence                int
	Organizer               struct{ Email string }
	Attendees               []struct {
		Email, Answer string
		RSVP          bool
	}
}

// nights are when a meeting starts whose hour is hard to tell: before the skipped hour, and in the first and second of the two alike.
var nights = map[string]time.Time{
	"a day in January": time.Date(2027, 1, 8, 17, 0, 0, 0, time.UTC),
	"spring":           time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC),
	"autumn, once":     time.Date(2027, 10, 31, 0, 30, 0, 0, time.UTC),
	"autumn, again":    time.Date(2027, 10, 31, 1, 30, 0, 0, time.UTC),
}

// The calendars in the mails themselves (kallelse, another time, called off) are understood alike by four programs of others, also in the
// nights when clocks are changed: which meeting, when, of whom and to whom, and what is asked.
func TestOthersReadTheMails(t *testing.T) {
	w, m := exercise(t)
	dir := t.TempDir()
	var names []string
	want := map[string]understood{}
	keep := func(name string, kind delivery.Kind, conf string, sequence int, status string, start time.Time) {
		t.Helper()
		d := sample(kind, attendee, "sv", w.clock.Now())
		d.Conference, d.Sequence = conf, sequence
		x, needed, err := w.renderer().Mail(t.Context(), d)
		if err != nil || !needed {
			t.Fatal(needed, err)
		}
		raw, err := x.Bytes(chance(4))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range lint.Lint(raw) {
			t.Errorf("%s: %v", name, p)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".ics"), calendarOf(t, raw), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		e := entry{Status: status, Sequence: sequence, Start: instant(start), End: instant(start.Add(time.Hour))}
		e.Organizer.Email = from
		e.Attendees = append(e.Attendees, struct {
			Email, Answer string
			RSVP          bool
		}{mailbox(attendee), "NEEDS-ACTION", kind != delivery.Cancel})
		want[name] = understood{x.Method, []entry{e}}
	}
	for night, start := range nights {
		p := m.Plan
		p.ID, p.SeriesNo = fmt.Sprintf("konf-natt-%d", start.Unix()), 100+len(names)
		p.Callout.SentAt, p.Callout.AckDeadline, p.Reporting = time.Time{}, time.Time{}, conference.Reporting{}
		p.Needs, p.Feeds, p.Material, p.Start, p.End = nil, nil, nil, start.Add(-time.Hour), start
		w.do(p.ID, &conference.PlanConference{Plan: p})
		w.do(p.ID, &conference.IssueInvitation{})
		keep(night+", kallelse", delivery.Invitation, p.ID, 0, "CONFIRMED", p.Start)
		w.do(p.ID, &conference.Reschedule{Start: start, End: start.Add(time.Hour)})
		keep(night+", another time", delivery.Update, p.ID, 1, "CONFIRMED", start)
		w.do(p.ID, &conference.CancelConference{Reason: "Läget är stabilt."})
		keep(night+", called off", delivery.Cancel, p.ID, 2, "CANCELLED", start)
	}
	for _, r := range readers {
		t.Run(r.name, func(t *testing.T) {
			got := readBy(t, r.there, r.command, r.missing, dir, names)
			for i, name := range names {
				for j := range got[i].Events {
					uid := &got[i].Events[j].UID
					if night := i / 3 * 3; *uid == "" || *uid != got[night].Events[0].UID && j == 0 && i != night {
						t.Errorf("%s is about %q", name, *uid)
					}
				}
			}
			for i, name := range names {
				for j := range got[i].Events {
					got[i].Events[j].UID = ""
				}
				if diff := cmp.Diff(want[name], got[i]); diff != "" {
					t.Errorf("%s:\n%s", name, diff)
				}
			}
		})
	}
}

func instant(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// calendarOf gives the calendar of a mail, as programs find it.
func calendarOf(t *testing.T, raw []byte) []byte {
	t.Helper()
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	found := errors.New("found")
	err = e.Walk(func(_ []int, e *message.Entity, err error) error {
		if kind, _, _ := e.Header.ContentType(); err != nil || kind != "text/calendar" {
			return err
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(e.Body); err != nil {
			return err
		}
		out = b.Bytes()
		return found
	})
	if !errors.Is(err, found) {
		t.Fatal("no calendar: ", err)
	}
	return out
}

// readBy runs a reader over files, which it is skipped for where it is not installed.
func readBy(t *testing.T, there []string, command, missing, dir string, names []string) []understood {
	t.Helper()
	at := filepath.Join("..", "render", "ical", "testdata")
	_, modules := os.Stat(filepath.Join(at, "node", "node_modules", "node-ical"))
	if err := exec.Command(there[0], there[1:]...).Run(); err != nil || missing == "node" && modules != nil {
		why := missing + " is not installed, or npm ci has not been run in internal/render/ical/testdata/node"
		if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
			t.Fatal(why)
		}
		t.Skip("NOT RUN: " + why)
	}
	program, script, _ := bytes.Cut([]byte(command), []byte(" "))
	args := []string{filepath.Join(at, string(script))}
	for _, n := range names {
		args = append(args, filepath.Join(dir, n+".ics"))
	}
	cmd := exec.Command(string(program), slices.Clip(args)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	var got []understood
	if err := json.Unmarshal(out, &got); err != nil || len(got) != len(names) {
		t.Fatalf("%d of %d, %v", len(got), len(names), err)
	}
	return got
}
