package pack_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/pack"
	"samverkan/internal/render/ical"
)

// The calendar entries of the three conferences, as files that are read before they are changed.
func TestCalendarFiles(t *testing.T) {
	for _, level := range levels {
		for _, lang := range []string{"sv", "en"} {
			t.Run(level+"/"+lang, func(t *testing.T) {
				c := held(t, level).c
				m := maker(t, lang, c.Plan.Start.Add(-3*time.Hour))
				f, err := m.File(t.Context(), pack.Invitation, pack.ICS, c, pack.Reader{})
				if err != nil {
					t.Fatal(err)
				}
				golden(t, level+"."+lang+".ics", f.Content)
				if found := ical.Lint(f.Content, ""); len(found) > 0 {
					t.Error(found)
				}
				back, err := ical.Decode(bytes.NewReader(f.Content))
				if err != nil || len(back.Events) != 1 {
					t.Fatalf("%d events, %v", len(back.Events), err)
				}
				e := back.Events[0]
				if e.UID != c.Plan.ID+"@samverkan.example" || !e.Start.Equal(c.Plan.Start) || !e.Exercise || !strings.Contains(e.Summary, c.Plan.Title) {
					t.Errorf("%+v", e)
				}
			})
		}
	}
}

// One file of all conferences, in the order they are given.
func TestCalendarOfAll(t *testing.T) {
	var all []*conference.Conference
	for _, level := range levels {
		all = append(all, held(t, level).c)
	}
	m := maker(t, "sv", all[0].Plan.Start)
	b, err := m.ICS(m.Calendar, all...)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ical.Decode(bytes.NewReader(b))
	if err != nil || len(back.Events) != len(all) {
		t.Fatalf("%d events, %v", len(back.Events), err)
	}
	for i, c := range all {
		if back.Events[i].UID != c.Plan.ID+"@samverkan.example" {
			t.Errorf("%d is %s", i, back.Events[i].UID)
		}
	}
}

func TestEvent(t *testing.T) {
	base := held(t, "regional").c
	start := base.Plan.Start
	for name, c := range map[string]struct {
		change func(c *conference.Conference, k *pack.Calendar)
		check  func(t *testing.T, e ical.Event)
	}{
		"cancelled": {func(c *conference.Conference, k *pack.Calendar) { c.Phase = conference.Cancelled },
			func(t *testing.T, e ical.Event) {
				if e.Status != ical.Cancelled {
					t.Error(e.Status)
				}
			}},
		"called off": {func(c *conference.Conference, k *pack.Calendar) {
			k.Method, k.Organizer = ical.Cancel, ical.Person{Email: "tib@lst-allmanlan.example", Name: "TiB"}
			k.Attendees = []ical.Attendee{{Person: ical.Person{Email: "tib@ekeryd.example", Name: "TiB Ekeryd"}}}
		},
			func(t *testing.T, e ical.Event) {
				if e.Status != ical.Cancelled || len(e.Alarms) != 0 {
					t.Error(e.Status, e.Alarms)
				}
			}},
		"extended": {func(c *conference.Conference, k *pack.Calendar) { c.Meeting.Ends = start.Add(2 * time.Hour) },
			func(t *testing.T, e ical.Event) {
				if !e.End.Equal(start.Add(2 * time.Hour)) {
					t.Error(e.End)
				}
			}},
		"sequence": {func(c *conference.Conference, k *pack.Calendar) { c.Sequence = 7 },
			func(t *testing.T, e ical.Event) {
				if e.Sequence != 7 {
					t.Error(e.Sequence)
				}
			}},
		"a room": {func(c *conference.Conference, k *pack.Calendar) {
			c.Plan.Connections = []conference.Connection{{Mode: conference.Room, Place: "Sal 3, Storgatan 1"}, {Mode: conference.Room, Place: "Reserv", Reserve: true}}
		}, func(t *testing.T, e ical.Event) {
			if e.Location != "Sal 3, Storgatan 1" || len(e.Conferences) != 0 {
				t.Error(e.Location, e.Conferences)
			}
		}},
		"telephone numbers": {func(c *conference.Conference, k *pack.Calendar) {
			c.Plan.Connections = nil
			for _, number := range []string{"08-465 004 10", "+46 8 465 004 10", "0046 8 465 004 10", "112"} {
				c.Plan.Connections = append(c.Plan.Connections, conference.Connection{Mode: conference.Phone, Number: number, Code: "4711#"})
			}
		}, func(t *testing.T, e ical.Event) {
			for i, want := range []string{"tel:+46846500410", "tel:+46846500410", "tel:+46846500410", "tel:112"} {
				if e.Conferences[i].URI != want || !strings.Contains(e.Conferences[i].Text, "4711#") {
					t.Errorf("%+v, want %s", e.Conferences[i], want)
				}
			}
		}},
		"no report is asked for": {func(c *conference.Conference, k *pack.Calendar) { c.Plan.Reporting.Deadline = time.Time{} },
			func(t *testing.T, e ical.Event) {
				if len(e.Alarms) != 1 {
					t.Error(e.Alarms)
				}
			}},
		"a report that was due long ago": {func(c *conference.Conference, k *pack.Calendar) {
			c.Plan.Reporting.Deadline = start.Add(-28 * 24 * time.Hour)
		},
			func(t *testing.T, e ical.Event) {
				if len(e.Alarms) != 1 {
					t.Error(e.Alarms)
				}
			}},
		"a report that is due an hour and a half before": {func(c *conference.Conference, k *pack.Calendar) {
			c.Plan.Reporting.Deadline = start.Add(-90 * time.Minute)
		},
			func(t *testing.T, e ical.Event) {
				if len(e.Alarms) != 2 || e.Alarms[1].Before != 150*time.Minute {
					t.Error(e.Alarms)
				}
			}},
	} {
		t.Run(name, func(t *testing.T) {
			copied := *base
			m := maker(t, "sv", start.Add(-time.Hour))
			c.change(&copied, &m.Calendar)
			e := m.Event(&copied, m.Calendar)
			c.check(t, e)
			if b, err := m.ICS(m.Calendar, &copied); err != nil || len(ical.Lint(b, "")) > 0 {
				t.Errorf("%v, %v", err, ical.Lint(b, ""))
			}
		})
	}
}

// Nothing that was said in the meeting reaches a calendar, whatever is marked and whatever is not.
func TestCalendarSaysOnlyThePlan(t *testing.T) {
	c := held(t, "regional").c
	m := maker(t, "sv", c.Plan.Start)
	b, err := m.ICS(m.Calendar, c)
	if err != nil {
		t.Fatal(err)
	}
	flat := strings.ReplaceAll(strings.ReplaceAll(string(b), "\r\n ", ""), `\,`, ",")
	said := 0
	for _, n := range c.Notes {
		said++
		if strings.Contains(flat, n.Text) {
			t.Errorf("%s: %q", n.ID, n.Text)
		}
	}
	for _, d := range c.Decisions {
		said++
		if strings.Contains(flat, d.Wording) {
			t.Errorf("%s: %q", d.ID, d.Wording)
		}
	}
	if said < 40 {
		t.Errorf("only %d lines were looked for", said)
	}
}
