package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/id"
	"samverkan/internal/wire"
)

const reportsAt = "/api/v1/conferences/" + regional + "/reports"

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Given a request for reports, when an invited actor leaves one, changes one theme of it and says that it holds still, then the host sees
// all of that, and everybody who is called reads the situation.
func TestReportsFromRequestToSituation(t *testing.T) {
	w := at(t, "called")
	host, ekeryd, watcher := w.as("h", tib(host)), w.as("e", tib(attendee)), w.as("o", tib(observer))
	deadline := w.clock.now().Add(time.Hour)
	ask := wire.ReportsAsked{ID: "begaran-1", Actors: []string{attendee, "kommun-granvik"}, Deadline: deadline, Questions: []string{"Hur många bandvagnar finns?"}}
	for range 2 { // sent again, it is the same request
		if r := read[wire.Receipt](t, w.ask(host, http.MethodPost, reportsAt+"/requests", jsonOf(t, ask))); r.Name != "reports.request" {
			t.Errorf("the receipt is %+v", r)
		}
	}
	if r := w.ask(ekeryd, http.MethodPost, reportsAt+"/requests", jsonOf(t, ask)); r.status != http.StatusForbidden {
		t.Errorf("an invited actor asks: %d %s", r.status, r.body)
	}
	first := wire.NewReport{Report: conference.Report{Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: "40 cm snö", Source: "Egen mätning"},
		{Theme: conference.ThemeNeeds, Text: "Två bandvagnar"}}, Answers: []conference.QuestionAnswer{{Question: "Hur många bandvagnar finns?", Text: "En"}},
		Tests: conference.Tests{Plan: conference.Strained, Resources: conference.Exhausted, Load: conference.Strained}}}
	read[wire.Receipt](t, w.ask(ekeryd, http.MethodPost, reportsAt, jsonOf(t, first)))
	w.clock.set(deadline.Add(time.Minute))
	change := wire.NewReport{Participant: attendee, Rest: true, Report: conference.Report{Statements: []conference.Statement{{Theme: conference.ThemeNeeds, Text: "Tre bandvagnar"}}}}
	read[wire.Receipt](t, w.ask(ekeryd, http.MethodPost, reportsAt, jsonOf(t, change)))

	rows := read[[]wire.SeatReport](t, w.ask(host, http.MethodGet, reportsAt, nil))
	overdue, in := 0, 0
	for _, x := range rows {
		if x.Overdue {
			overdue++
		}
		if x.In {
			in++
			if x.Participant != attendee || !x.Late || x.Grade != 4 || len(x.Report.Statements) != 2 || x.Report.Statements[1].Text != "Tre bandvagnar" {
				t.Errorf("the host reads %+v", x)
			}
		}
	}
	if overdue != 1 || in != 1 {
		t.Errorf("%d are overdue and %d are in", overdue, in)
	}
	if own := read[[]wire.SeatReport](t, w.ask(ekeryd, http.MethodGet, reportsAt, nil)); len(own) != 1 || own[0].Participant != attendee {
		t.Errorf("an invited actor reads %+v", own)
	}
	if r := w.ask(ekeryd, http.MethodGet, reportsAt+"?seat=kommun-granvik", nil); r.problem(t).Code != "participant.unknown" {
		t.Errorf("an invited actor asks for another's: %d %s", r.status, r.body)
	}
	read[wire.Receipt](t, w.ask(ekeryd, http.MethodPost, reportsAt, jsonOf(t, wire.NewReport{Participant: attendee, Unchanged: true})))

	s := read[conference.Situation](t, w.ask(watcher, http.MethodGet, "/api/v1/conferences/"+regional+"/situation", nil))
	if len(s.Actors) != 1 || s.Grades[4] != 1 || len(s.Missing) != 1 || len(s.Places) == 0 || s.Questions[0].Lines[0].Text != "En" {
		t.Errorf("the situation is %+v", s)
	}
	before := read[conference.Situation](t, w.ask(watcher, http.MethodGet, "/api/v1/conferences/"+regional+"/situation?at="+deadline.Format("2006-01-02T15:04:05Z"), nil))
	if needs := before.Themes[3].Lines; len(needs) != 1 || needs[0].Text != "Två bandvagnar" {
		t.Errorf("at the deadline they needed %+v", needs)
	}
	table := w.ask(watcher, http.MethodGet, "/api/v1/conferences/"+regional+"/situation/table.csv", nil)
	if !strings.Contains(string(table.body), "40 cm snö Källa: Egen mätning") || !strings.Contains(string(table.body), "Allvarlig påverkan") {
		t.Errorf("the table is\n%s", table.body)
	}
	picture := w.ask(watcher, http.MethodGet, "/api/v1/conferences/"+regional+"/situation/map.svg", nil)
	if picture.header.Get("Content-Type") != "image/svg+xml" || !bytes.Contains(picture.body, []byte("<svg")) || !bytes.Contains(picture.body, []byte("Ekeryd")) {
		t.Errorf("the map is %s\n%.300s", picture.header.Get("Content-Type"), picture.body)
	}
}

// What is marked is no other actor's to read, at any of the doors to it, and whoever may not read it does not take it back.
func TestAMarkedReportStaysMarkedAndUnread(t *testing.T) {
	const secret = "HEMLIGT BEHOV"
	w := at(t, "called")
	ekeryd, granvik := w.as("e", tib(attendee)), w.as("s", tib("kommun-granvik"))
	n := wire.NewReport{Participant: attendee, Report: conference.Report{Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: "40 cm snö"},
		{Theme: conference.ThemeNeeds, Text: secret, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: attendee}}}}}
	read[wire.Receipt](t, w.ask(ekeryd, http.MethodPost, reportsAt, jsonOf(t, n)))
	for _, path := range []string{"reports", "situation", "situation/table.csv", "situation/map.svg"} {
		for _, who := range []string{granvik, w.as("o", tib(outsider)), ""} {
			r := w.ask(who, http.MethodGet, "/api/v1/conferences/"+regional+"/"+path, nil)
			if strings.Contains(string(r.body), secret) {
				t.Errorf("%s tells the marked need: %s", path, r.body)
			}
			if who != granvik && r.status < 400 {
				t.Errorf("%s for an outsider: %d", path, r.status)
			}
		}
	}
	if r := w.ask(ekeryd, http.MethodGet, "/api/v1/conferences/"+regional+"/situation/table.csv", nil); !strings.Contains(string(r.body), secret) {
		t.Errorf("its own actor does not read it: %s", r.body)
	}
}

// Given who may not report for a seat, or a report that says two things, then it is refused and nothing is left.
func TestReportsAreRefused(t *testing.T) {
	w := at(t, "called")
	host, granvik, out := w.as("h", tib(host)), w.as("s", tib("kommun-granvik")), w.as("o", tib(outsider))
	good := conference.Report{Tests: conference.Tests{Plan: conference.NoStrain}}
	for name, c := range map[string]struct {
		token, body, code string
	}{
		"for another":       {granvik, string(jsonOf(t, wire.NewReport{Participant: attendee, Report: good})), "access.host-only"},
		"by an outsider":    {out, string(jsonOf(t, wire.NewReport{Participant: attendee, Report: good})), "conference.unknown"},
		"of no seat":        {host, string(jsonOf(t, wire.NewReport{Participant: "kommun-ingen", Report: good})), "participant.unknown"},
		"empty":             {granvik, `{"participant":"kommun-granvik"}`, "report.empty"},
		"kept, and another": {granvik, string(jsonOf(t, wire.NewReport{Participant: "kommun-granvik", Unchanged: true, Report: good})), "reporting.unchanged-and-text"},
		"kept from nothing": {granvik, `{"participant":"kommun-granvik","unchanged":true}`, "report.nothing-before"},
		"a theme that is none": {granvik, `{"participant":"kommun-granvik","report":{"statements":[{"theme":"weather","text":"x"}]}}`,
			"report.theme"},
		"an unknown field": {granvik, `{"participant":"kommun-granvik","grade":1}`, "api.unknown-field"},
	} {
		r := w.ask(c.token, http.MethodPost, reportsAt, []byte(c.body))
		if got := r.problem(t).Code; got != c.code {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if r := w.ask(host, http.MethodGet, "/api/v1/conferences/"+regional+"/situation/map.svg", nil); r.problem(t).Code != "reporting.no-map" {
		t.Errorf("a map of nothing: %d", r.status)
	}
	if r := w.ask(host, http.MethodGet, "/api/v1/conferences/"+regional+"/situation/map.exe", nil); r.problem(t).Code != "reporting.no-file" {
		t.Errorf("a file that is none: %d", r.status)
	}
	for _, x := range read[[]wire.SeatReport](t, w.ask(host, http.MethodGet, reportsAt, nil)) {
		if x.In {
			t.Errorf("%s has reported", x.Participant)
		}
	}
}

// A reminder goes to those who are missing, a test of contacts to the ways that an alarm begins with, and neither twice in a minute.
func TestRemindersAndTestsOfContacts(t *testing.T) {
	w := at(t, "called")
	p := plan(t)
	w.contactsFor(p.Actors(), "")
	desk := clerk.New(clerk.Options{Store: w.store, NewID: id.NewSource(w.clock.now, chance(9)).New, Now: w.clock.now, Origin: "samverkan",
		Outgoing: &clerk.Outgoing{Has: func(c directory.Channel) bool { return c == directory.Mail || c == directory.SMS }}})
	door := w.door(t, desk)
	host, ekeryd := w.as("h", tib(host)), w.as("e", tib(attendee))
	read[wire.Receipt](t, door.ask(host, http.MethodPost, reportsAt+"/requests",
		jsonOf(t, wire.ReportsAsked{Actors: []string{attendee, "kommun-granvik"}, Deadline: w.clock.now().Add(time.Hour)})))
	w.clock.set(w.clock.now().Add(2 * time.Minute))
	if got := read[wire.Reminded](t, door.ask(host, http.MethodPost, reportsAt+"/reminders", nil)); got.Messages != 2 {
		t.Errorf("the reminder became %d messages", got.Messages)
	}
	if got := read[wire.Reminded](t, door.ask(host, http.MethodPost, reportsAt+"/reminders", nil)); got.Messages != 0 {
		t.Errorf("the same reminder again became %d messages", got.Messages)
	}
	if r := door.ask(ekeryd, http.MethodPost, reportsAt+"/reminders", nil); r.status != http.StatusForbidden {
		t.Errorf("an invited actor reminds: %d", r.status)
	}

	type row struct{ At, Channel, State, Kind, Address string }
	body := jsonOf(t, map[string]string{"actor": attendee})
	first := read[[]row](t, door.ask(ekeryd, http.MethodPost, "/api/v1/contacts/tests", body))
	again := read[[]row](t, door.ask(ekeryd, http.MethodPost, "/api/v1/contacts/tests", body))
	if len(first) != 2 || len(again) != 2 || first[0].At != again[0].At || first[0].State != "queued" || first[0].Kind != "test" || first[0].Address != "" {
		t.Errorf("the test became %+v, and again %+v", first, again)
	}
	w.clock.set(w.clock.now().Add(2 * time.Minute))
	if next := read[[]row](t, door.ask(ekeryd, http.MethodPost, "/api/v1/contacts/tests", body)); len(next) != 2 || next[0].At == first[0].At {
		t.Errorf("the next test became %+v", next)
	}
	if all := read[[]row](t, door.ask(host, http.MethodGet, "/api/v1/contacts/tests?actor="+attendee, nil)); len(all) != 4 {
		t.Errorf("the host, who has called the actor, reads %d messages", len(all))
	}
	for who, want := range map[string]int{w.as("s", tib("kommun-granvik")): http.StatusForbidden, w.as("o", tib(outsider)): http.StatusForbidden} {
		if r := door.ask(who, http.MethodPost, "/api/v1/contacts/tests", body); r.status < 400 {
			t.Errorf("another tests its contacts: %d, not %d", r.status, want)
		}
		if r := door.ask(who, http.MethodGet, "/api/v1/contacts/tests?actor="+attendee, nil); r.status < 400 {
			t.Errorf("another reads its tests: %d %s", r.status, r.body)
		}
	}
}
