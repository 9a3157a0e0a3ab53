package dav

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/render/ical"
)

var update = flag.Bool("update", false, "write the golden files anew")

// memory is a source that keeps its calendars in memory.
type memory struct {
	mu        sync.Mutex
	calendars map[string]held
	asked     int
}

type held struct {
	owner   Owner
	events  []ical.Event
	version string
}

func (m *memory) Entries(_ context.Context, key string) (Owner, []ical.Event, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	h, ok := m.calendars[key]
	if !ok {
		return Owner{}, nil, "", fault.New(fault.NotFound, "directory.no-such-actor", "Name", "x")
	}
	return h.owner, h.events, h.version, nil
}

func (m *memory) put(key string, h held) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.calendars == nil {
		m.calendars = map[string]held{}
	}
	m.calendars[key] = h
}

func (m *memory) revoke(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.calendars, key)
}

// The keys of the tests, as long as real ones.
const (
	countyKey = "k3yZm9kY2FsLWNvdW50eS1hZG1pbmlzdHJhdGlvbg"
	emptyKey  = "k3yZm9kY2FsLW5vdGhpbmctaGVyZS1hdC1hbGwtMQ"
	otherKey  = "k3yZm9kY2FsLXNvbWVib2R5LWVsc2UtZW50aXJlbHk"
)

var county = Owner{ID: "018f9a3e-0000-7000-8000-000000000001", Name: "Länsstyrelsen Mellanmark", Language: "sv"}

func at(month time.Month, day, hour, minute int) time.Time {
	return time.Date(2027, month, day, hour, minute, 0, 0, i18n.Stockholm())
}

// meetings are one meeting of every kind that a calendar shows differently.
func meetings() []ical.Event {
	stamp := time.Date(2027, 1, 6, 18, 5, 0, 0, time.UTC)
	meeting := func(id, title string, start time.Time) ical.Event {
		return ical.Event{UID: id + "@samverkan.example.se", Stamp: stamp, Start: start, End: start.Add(45 * time.Minute), Summary: title, Language: "sv",
			Organizer: ical.Person{Name: "Länsstyrelsen via samverkan", Email: "konferens@lansstyrelsen.example.se"},
			Attendees: []ical.Attendee{{Person: ical.Person{Name: "TiB", Email: "tib@hemlig.example.se"}}}}
	}
	single := meeting("regional-3", "Regional samverkanskonferens 3: Snökaos Allmänsta", at(1, 7, 3, 0))
	single.Description = "Syfte: gemensam inriktning för plogning, vatten och <el> & värme.\nMål: beslut om ordning."
	single.Conferences = []ical.Conference{{URI: "https://mote.example.se/rum/snokaos-3?lang=sv&x=1", Features: []ical.Feature{ical.Video}, Label: "Videomöte"}}
	single.Alarms = []ical.Alarm{{Before: 15 * time.Minute}}

	cancelled := meeting("regional-4", "Regional samverkanskonferens 4", at(1, 7, 15, 0))
	cancelled.Status, cancelled.Sequence = ical.Cancelled, 1
	cancelled.Alarms = []ical.Alarm{{Before: 15 * time.Minute}}

	exercise := meeting("ovning-1", "Samverkansövning Höst", at(10, 6, 9, 0))
	exercise.Exercise = true

	series := meeting("avstamning", "Lägesavstämning", at(3, 18, 8, 0))
	series.Rule = &ical.Rule{Freq: ical.Weekly, Count: 6, Days: []ical.Day{{Weekday: time.Monday}, {Weekday: time.Thursday}}}
	series.Exceptions = []time.Time{at(3, 25, 8, 0)}
	moved := meeting("avstamning", "Lägesavstämning, flyttad", at(3, 29, 10, 0))
	moved.RecurrenceID = at(3, 29, 8, 0)
	series.Overrides = []ical.Event{moved}

	closed := meeting("sluten", "Operation Grankotte", at(2, 3, 13, 0))
	closed.Class, closed.Description, closed.Location = ical.Confidential, "Om Grankotte", "Rum Grankotte"
	closed.Alarms = []ical.Alarm{{Before: time.Hour, Text: "Grankotte om en timme"}}
	return []ical.Event{single, cancelled, exercise, series, closed}
}

// stage is the door on loopback.
type stage struct {
	*httptest.Server
	source *memory
	log    *bytes.Buffer

	mu      sync.Mutex
	answers map[string]int // "PUT 403" -> how often
}

func (s *stage) answered(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers[what]
}

// counted counts how its requests are answered.
func (s *stage) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := &answerStatus{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(status, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.answers[fmt.Sprintf("%s %d", r.Method, status.status)]++
	})
}

type answerStatus struct {
	http.ResponseWriter
	status int
}

func (w *answerStatus) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func texts(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newDoor(t testing.TB, source Source, log io.Writer) *Door {
	t.Helper()
	c := texts(t)
	return New(Options{Source: source, Texts: c, Log: slog.New(slog.NewTextHandler(log, nil)),
		Refuse: func(w http.ResponseWriter, r *http.Request, err error) {
			http.Error(w, c.For("sv").Fault(err), fault.KindOf(err).HTTPStatus())
		}})
}

func newStage(t testing.TB) *stage {
	t.Helper()
	s := &stage{source: &memory{}, log: &bytes.Buffer{}, answers: map[string]int{}}
	s.source.put(countyKey, held{county, meetings(), "1"})
	s.source.put(emptyKey, held{Owner{ID: "empty", Name: "Åre kommun"}, nil, "1"})
	s.source.put(otherKey, held{Owner{ID: "other", Name: "Region", Language: "en"}, meetings()[:1], "1"})
	s.Server = httptest.NewServer(s.counted(newDoor(t, s.source, s.log)))
	t.Cleanup(func() {
		s.Close()
		if strings.Contains(s.log.String(), "panic") {
			t.Error(s.log.String())
		}
	})
	return s
}

// ask sends a request and reads the whole answer. header is name, value pairs.
func (s *stage) ask(t testing.TB, method, path, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(data)
}

// calendarOf is the path of an owner's calendar below a prefix.
func calendarOf(prefix string, o Owner) string {
	return prefix + "/" + short(o.ID) + "/calendars/samverkan/"
}

// year gives n meetings, one after another, as a busy county has in as many years as that takes.
func year(n int) []ical.Event {
	var list []ical.Event
	base := meetings()[0]
	for i := range n {
		e := base
		e.UID = fmt.Sprintf("regional-%d@samverkan.example.se", i)
		e.Start = at(1, 1, 3, 0).Add(time.Duration(i) * 6 * time.Hour)
		e.End = e.Start.Add(45 * time.Minute)
		list = append(list, e)
	}
	return list
}
