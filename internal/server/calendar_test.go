package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// The address of a calendar feed gives the meetings of its owner to whoever has it, and nothing when it is revoked; no key reaches the log.
func TestCalendarFeed(t *testing.T) {
	s := start(t, "")
	member, b := s.person("anna.alm@lst.example", actor)
	who := clerk.Identity{Member: member, Actor: actor, SystemRole: "writer"}
	at := s.now().Add(24 * time.Hour).Truncate(time.Minute)
	for _, c := range []conference.Command{
		&conference.PlanConference{Plan: conference.Plan{ID: "konf-1", Title: "Regional samverkanskonferens, nr 1", Host: actor, Level: conference.Regional, SeriesNo: 1, Start: at, End: at.Add(time.Hour),
			Participants: []conference.Participant{{Actor: "lst-blekinge", Role: conference.Attendee}}}},
	} {
		if _, err := s.Clerk().Do(t.Context(), who, "konf-1", clerk.Wish{Command: c}); err != nil {
			t.Fatal(err)
		}
	}
	address, id, err := s.SignIn().MakeFeed(t.Context(), who, actor, member, "Min telefon")
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(address, s.base)
	got := b.get(path, http.StatusOK)
	if !strings.Contains(got.body, "SUMMARY") || !strings.Contains(got.body, "Regional samverkanskonferens") || got.header.Get("ETag") == "" {
		t.Errorf("%v\n%s", got.header, got.body)
	}
	if err := s.Clerk().RevokeFeed(t.Context(), who, clerk.RevokeFeed{ID: id}); err != nil {
		t.Fatal(err)
	}
	b.get(path, http.StatusNotFound)
	s.browser().get("/calendar/"+strings.Repeat("a", 43)+".ics", http.StatusNotFound)
	if key := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics"); strings.Contains(s.log.String(), key) {
		t.Error("the key is in the log")
	}
}
