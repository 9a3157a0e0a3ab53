//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// A week of a year: everything verifies, some is held and published and some lies ahead, the names of the exercise's own county are
// gone, and made again it is the same.
func TestSeedIsWholeAndTheSame(t *testing.T) {
	today := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	var before string
	for range 2 {
		home := t.TempDir()
		y, err := newYear(home, filepath.Join(home, "samverkan.db"), today, 7*24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		defer y.store.Close()
		if err := y.people(); err != nil {
			t.Fatal(err)
		}
		for y.made < 24 {
			if err := y.incident(24); err != nil {
				t.Fatal(err)
			}
		}
		told := what(t, y)
		if before != "" && told != before {
			t.Errorf("made again it is\n%s\nand was\n%s", told, before)
		}
		before = told
	}
}

// what tells what a year holds.
func what(t *testing.T, y *year) string {
	t.Helper()
	ctx := context.Background()
	c, err := y.Verify(ctx, y.owner)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Faults {
		t.Error(f)
	}
	rows, total, err := y.ConferencePage(ctx, y.owner, clerk.ConferenceQuery{})
	if err != nil || total != 24 {
		t.Fatal(total, err)
	}
	told, phases := fmt.Sprintln(y.actors, y.held, y.entries), map[string]int{}
	for _, r := range rows {
		phases[r.Phase]++
		told += fmt.Sprintln(r.ID, r.Title, r.Host, r.Phase, r.StartsAt, r.Head.Seq)
	}
	if phases[string(conference.Published)] == 0 || phases[string(conference.Called)] == 0 || y.entries < 1000 || y.actors < yearActors {
		t.Errorf("%v, %d entries, %d actors", phases, y.entries, y.actors)
	}
	if found, err := y.Search(ctx, y.owner, clerk.SearchQuery{Text: "allmänlän", PerKind: 5}); err != nil || len(found.Of("conference"))+len(found.Of("incident")) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
	return told
}
