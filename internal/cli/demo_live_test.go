package cli

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/id"
	"samverkan/internal/store"
)

// A demonstration that is served has a meeting that goes on, one that is called and one that is being planned, whenever it is: the
// same ones a little later, others when those are over.
func TestDemoGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	now := time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC)
	w := World{Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" }, Now: func() time.Time { return now }}
	if code := Run(t.Context(), []string{"demo", "--dir", dir}, w); code != 0 {
		t.Fatalf("demo: %d", code)
	}
	c, err := config.Load(config.Sources{Home: dir, Env: w.Env, Flags: map[string]string{"db": filepath.Join(dir, "samverkan.db")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		after time.Duration
		live  string
		more  int // conferences besides those of the exercise
	}{{0, liveNow, 3}, {time.Hour, liveNow, 3}, {5 * time.Hour, liveNow + "-2", 5}, {30 * time.Hour, liveNow + "-3", 8}} {
		when := now.Add(at.after)
		w.Now = func() time.Time { return when }
		s := &session{world: w, ids: id.NewSource(w.Now, nil), who: clerk.OwnerIdentity()}
		live, err := s.goOn(t.Context(), c)
		if err != nil {
			t.Fatalf("after %v: %v", at.after, err)
		}
		if live != at.live {
			t.Errorf("after %v %s goes on, want %s", at.after, live, at.live)
		}
		all, phases := 0, map[conference.Phase]int{}
		for _, x := range conferencesOf(t, c) {
			phases[conference.Phase(x.Phase)]++
			all++
		}
		if all != 4+at.more || phases[conference.Open] != 1 {
			t.Errorf("after %v: %v", at.after, phases)
		}
	}
}

func conferencesOf(t *testing.T, c *config.Config) []store.Conference {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: c.Database, Now: time.Now, KeyPath: c.SigningKey})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := clerk.New(clerk.Options{Store: db, Now: time.Now, NewID: id.NewSource(time.Now, nil).New}).Conferences(t.Context(), clerk.OwnerIdentity(), store.ConferenceFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
