package usage

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCount(t *testing.T) {
	now := time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	if since := Since(now); !since.Equal(at("2026-02-01T00:00:00+01:00")) {
		t.Error(since)
	}
	u := Count("kommun-ekeryd", now,
		[]SignIn{{at("2026-12-31T23:30:00Z"), "a"}, {at("2027-01-02T08:00:00Z"), "a"}, {at("2027-01-02T09:00:00Z"), "b"}, {at("2026-12-31T22:30:00Z"), "a"},
			{at("2026-01-31T22:30:00Z"), "a"}},
		[]Meeting{{Opened: at("2027-01-05T10:00:00Z"), Attends: true, Exercise: true}, {Opened: at("2027-01-05T12:00:00Z")}, {Opened: at("2027-01-05T13:00:00Z"), Hosts: true, Attends: true},
			{Opened: at("2026-02-01T00:00:00+01:00")}},
		[]Item{{at("2027-01-03T10:00:00Z"), "x"}, {at("2027-01-03T11:00:00Z"), "x"}, {at("2026-11-03T11:00:00Z"), "x"}, {at("2028-01-01T00:00:00Z"), "x"}})
	want := map[string]Month{
		"2027-01": {SignIns: 3, People: 2, Hosted: 1, Called: 2, Attended: 1, Exercises: 1, Items: 2, Areas: 1},
		"2026-12": {SignIns: 1, People: 1}, // by Swedish time the new year begins an hour before
		"2026-11": {Items: 1, Areas: 1},
		"2026-02": {Called: 1},
	}
	if len(u.Months) != Months || u.Months[0].Month != "2027-01" || u.Months[Months-1].Month != "2026-02" {
		t.Errorf("%+v", u.Months)
	}
	for _, m := range u.Months {
		w := want[m.Month]
		w.Month = m.Month
		if diff := cmp.Diff(w, m); diff != "" {
			t.Error(diff)
		}
	}
}
