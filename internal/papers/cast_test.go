package papers_test

import (
	"bytes"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/papers"
	"samverkan/internal/scenario"
	"samverkan/internal/store"
)

// world is an installation with a meeting that is held and recorded.
type world struct {
	t *testing.T
	*clerk.Clerk
	who     clerk.Identity
	meeting string
	now     time.Time
	printer *i18n.Printer
}

// secret marks as the tests do.
func (w *world) secret() conference.Secrecy {
	return conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: w.who.Actor}
}

// open has a meeting that is being recorded. chance makes the key of the installation: another, another key.
func open(t *testing.T, chance byte) *world {
	t.Helper()
	w := openUnrecorded(t, chance)
	w.do(&conference.InformRecording{}, &conference.StartRecording{})
	return w
}

// openUnrecorded has a meeting of which nobody has noted that it is recorded.
func openUnrecorded(t *testing.T, chance byte) *world {
	t.Helper()
	return openAt(t, chance, "https://samverkan.example")
}

// openAt has a meeting of an installation with the address of a service, or none.
func openAt(t *testing.T, chance byte, base string) *world {
	t.Helper()
	dir, random := t.TempDir(), func(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{chance, n}) }
	plan := planned(t)
	w := &world{t: t, now: plan.Start, meeting: plan.ID, who: clerk.Identity{Member: "leader", Actor: plan.Host, SystemRole: directory.Writer}}
	clock := func() time.Time { return w.now }
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "samverkan.db"), KeyPath: filepath.Join(dir, "key"), Now: clock, Random: random(1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	key, err := s.SigningKey(t.Context(), "samverkan")
	if err != nil {
		t.Fatal(err)
	}
	files := attachment.NewShelf(filepath.Join(dir, "files"), random(2))
	t.Cleanup(func() { files.Close() })
	w.Clerk = clerk.New(clerk.Options{Store: s, Files: files, NewID: id.NewSource(clock, random(3)).New, Now: clock, Key: key, Origin: "samverkan", Base: base})
	all, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.printer = all.For(i18n.Swedish)
	b, err := fixture.Snokaos.ReadFile("snokaos/actors.csv")
	if err != nil {
		t.Fatal(err)
	}
	actors, err := directory.ReadActors(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	sweden, err := directory.Sweden()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Administer(t.Context(), clerk.OwnerIdentity(), "stock", clerk.ImportActors{Actors: append(sweden.All(), actors...)}); err != nil {
		t.Fatal(err)
	}
	w.do(&conference.PlanConference{Plan: plan}, &conference.OpenMeeting{})
	return w
}

func planned(t *testing.T) conference.Plan {
	t.Helper()
	b, err := fixture.Snokaos.ReadFile("snokaos/conference-local.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := scenario.ReadPlan(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plan.ID, plan.Incident, plan.Roles, plan.Callout.SentAt = "konf-ljud", "", nil, time.Time{}
	return plan
}

func (w *world) do(list ...conference.Command) {
	w.t.Helper()
	for _, cmd := range list {
		w.at(time.Time{}, cmd)
	}
}

// at does something at a time of the meeting.
func (w *world) at(moment time.Time, cmd conference.Command) {
	w.t.Helper()
	if _, err := w.Do(w.t.Context(), w.who, w.meeting, clerk.Wish{Command: cmd, OccurredAt: moment}); err != nil {
		w.t.Fatal(cmd.Name(), err)
	}
}

// approve ends the meeting and approves its record.
func (w *world) approve() {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	if v, err := w.Conference(w.t.Context(), w.who, w.meeting); err != nil {
		w.t.Fatal(err)
	} else if v.Conference.Recording.Running() {
		w.do(&conference.StopRecording{})
	}
	w.do(&conference.SkipRollCall{Reason: "Alla hörs."}, &conference.CloseMeeting{}, &conference.CheckMinutes{Version: 1}, &conference.ApproveMinutes{Version: 1})
}

func (w *world) desk() *papers.Desk {
	w.t.Helper()
	d, err := papers.Open(w.t.Context(), w.Clerk, w.who, w.meeting, w.printer, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}
