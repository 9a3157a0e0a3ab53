package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
)

// Who is asked for a situation report by mail leaves it by the link in it, without an account and a script; the link opens nothing
// else, and the one of the kallelse leaves no report.
func TestReportByLink(t *testing.T) {
	s := newCallStage(t)
	conf, kallelse := s.call()
	_, err := s.clerk.Do(t.Context(), s.who(callHost), conf, clerk.Wish{ID: "fraga", OccurredAt: s.now, Command: &conference.RequestReports{
		Actors: []string{called}, Deadline: s.now.Add(20 * time.Minute), Questions: []string{"Hur många saknar värme?"}}})
	s.must(err)
	list, err := s.clerk.Deliveries(t.Context(), s.who(callHost), conf)
	s.must(err)
	var asked delivery.Delivery
	for _, d := range list {
		if d.Kind == delivery.Report {
			asked = d
		}
	}
	if asked.ID == "" {
		t.Fatal("nobody was asked")
	}
	page := "/a/" + url.PathEscape("gäller-"+asked.ID)
	s.sees("", page, "Hur många saknar värme?", "Ingen rapport är lämnad", "-Oförändrat")
	form := func(more ...string) url.Values {
		f := url.Values{"_form": {"rapport"}, "_back": {page}, "_id": {"r" + strings.Join(more, "")}, "participant": {called}}
		for i := 0; i < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	if status, body, _ := s.ask("", http.MethodPost, page, form("text.incident", "Elen är borta.", "validUntil", "snart")); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Elen är borta.") {
		t.Errorf("a time that is none: %d", status)
	}
	if to := s.post("", page, form("text.incident", "Elen är borta i norr.", "plan", "strained", "resources", "none", "load", "none")); !strings.HasSuffix(to, "?done=report-submitted") {
		t.Error(to)
	}
	v, err := s.clerk.Conference(t.Context(), s.who(callHost), conf)
	s.must(err)
	if r := v.Conference.Report(called); r == nil || r.Tests.Grade() != 2 || len(r.Statements) != 1 {
		t.Errorf("%+v", r)
	}
	s.now = s.now.Add(5 * time.Minute)
	if to := s.post("", page, form("keep", "true")); !strings.HasSuffix(to, "?done=report.kept") {
		t.Error(to)
	}
	s.sees("", page, "Elen är borta i norr.", "Gäller oförändrad")

	// What is marked is not for whoever the link was passed on to, and stays when they say something else.
	_, err = s.clerk.Do(t.Context(), s.who(callHost), conf, clerk.Wish{ID: "hemligt", OccurredAt: s.now, Command: &conference.MarkSecrecy{
		ID: conference.ReportRef(called, conference.ThemeIncident), Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: called}}})
	s.must(err)
	s.sees("", page, "-Elen är borta i norr.", "Sekretess")
	if to := s.post("", page, form("text.measures", "Vi eldar.")); !strings.HasSuffix(to, "?done=report-submitted") {
		t.Error(to)
	}
	v, err = s.clerk.Conference(t.Context(), s.who(callHost), conf)
	s.must(err)
	if r := v.Conference.Report(called); len(r.Statements) != 2 || r.Statements[0].Text != "Elen är borta i norr." || !r.Statements[0].Secrecy.Marked() {
		t.Errorf("%+v", r.Statements)
	}
	s.sees("", page, "-Elen är borta i norr.", "Vi eldar.")
	s.sees(called, "/conferences/"+conf+"/report", "Elen är borta i norr.", "Vi eldar.")

	if status, _, _ := s.ask("", http.MethodPost, "/a/"+url.PathEscape("gäller-"+kallelse.ID), form("text.incident", "Fel")); status != http.StatusUnprocessableEntity {
		t.Errorf("the link of the kallelse: %d", status)
	}
	if _, err := s.clerk.ReportByLink(t.Context(), asked.ID, clerk.Wish{Command: &conference.SubmitReport{Participant: silent}}); err == nil {
		t.Error("a report for another was left")
	}
	if _, err := s.clerk.ReportByLink(t.Context(), kallelse.ID, clerk.Wish{Command: &conference.KeepReport{Participant: called}}); err == nil {
		t.Error("the link of the kallelse left a report")
	}
	if status, _, _ := s.ask("", http.MethodGet, "/a/slut-"+asked.ID, nil); status != http.StatusGone {
		t.Errorf("a link that has ended: %d", status)
	}
}
