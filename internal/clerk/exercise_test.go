package clerk_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/exercise"
	"samverkan/internal/scenario"
)

// snowList is the inspelslista of the regional conference.
func snowList(t *testing.T) exercise.Script {
	t.Helper()
	s, err := scenario.ReadScript(bytes.NewReader([]byte(script(t, "inspelslista-regional.yaml"))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// turns lets time go in steps of ten seconds, and everybody act in each.
func (w *world) turns(n int) {
	w.t.Helper()
	for range n {
		w.clock.set(w.clock.now().Add(10 * time.Second))
		if _, err := w.RunExercises(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// Given a list that is played in a called exercise, then what simulated actors do stands in the journal as done by the spelledning for the
// actor, a second desk on the same file does nothing twice, and who is trained may neither read nor steer it.
func TestAnExerciseIsPlayed(t *testing.T) {
	w := at(t, "called")
	list, lead := snowList(t), holder(conference.Leader)
	_, err := w.Exercise(t.Context(), lead, regional)
	wantCode(t, err, "exercise.nothing-played")
	wantCode(t, w.PlayExercise(t.Context(), tib(attendee), regional, list, 1), "access.host-only")
	wantCode(t, w.PlayExercise(t.Context(), tib(outsider), regional, list, 1), "conference.unknown")
	wantCode(t, w.PlayExercise(t.Context(), lead, regional, list, exercise.MaxSpeed+1), "exercise.speed")
	wantCode(t, w.PlayExercise(t.Context(), lead, regional, exercise.Script{Title: "Tom"}, 1), "exercise.empty")
	if err := w.PlayExercise(t.Context(), lead, regional, list, 10); err != nil {
		t.Fatal(err)
	}
	w.turns(20)
	for _, who := range []clerk.Identity{tib(attendee), tib(outsider)} {
		_, err := w.Exercise(t.Context(), who, regional)
		if err == nil {
			t.Errorf("%s reads the list", who.Actor)
		}
		_, err = w.ReviewExercise(t.Context(), who, regional, exercise.DefaultTargets())
		if err == nil || w.SkipInject(t.Context(), who, regional, "ring-efter") == nil || w.PlayInject(t.Context(), who, regional, "ring-efter") == nil ||
			w.SetExerciseSpeed(t.Context(), who, regional, 0) == nil {
			t.Errorf("%s steers it", who.Actor)
		}
	}
	acted := 0
	for _, e := range w.journal(lead, regional) {
		if e.Member == clerk.Spelledning {
			if acted++; e.Actor == host || e.Actor == "" {
				t.Errorf("row %d is done for %q", e.Seq, e.Actor)
			}
		}
	}
	if acted < 5 {
		t.Errorf("%d rows by the spelledning", acted)
	}
	head := w.view(lead, regional).Head.Seq
	w.turns(0)
	if _, err := w.RunExercises(t.Context()); err != nil || w.view(lead, regional).Head.Seq != head {
		t.Errorf("the same moment was played twice: %v", err)
	}
	if err := w.SkipInject(t.Context(), lead, regional, "ring-efter"); err != nil {
		t.Error(err)
	}
	wantCode(t, w.PlayInject(t.Context(), lead, regional, "ring-efter"), "exercise.inject-over")
	wantCode(t, w.PlayInject(t.Context(), lead, regional, "smhi-vader"), "exercise.inject-refused")
	if err := w.SetExerciseSpeed(t.Context(), lead, regional, 0); err != nil {
		t.Error(err)
	}
	if going, err := w.RunExercises(t.Context()); going || err != nil {
		t.Errorf("it goes while it stands still: %v", err)
	}
	v, err := w.Exercise(t.Context(), lead, regional)
	if err != nil || v.Marks["ring-efter"].State != exercise.Skipped || v.Marks["ring-tallmo"].State != exercise.Done {
		t.Errorf("%v %+v", err, v.Marks)
	}
}

// Given a conference that is no exercise, then nothing is played in it.
func TestNothingIsPlayedInEarnest(t *testing.T) {
	w := at(t, "stocked")
	p := plan(t, "regional")
	p.ID, p.Exercise, p.Title = "skarp", false, strings.ReplaceAll(p.Title, "ÖVNING", "")
	p.Incident, p.IncidentTitle = "", ""
	p.Callout.SentAt = time.Time{}
	w.do(clerk.OwnerIdentity(), p.ID, w.clock.now(), "", &conference.PlanConference{Plan: p})
	wantCode(t, w.PlayExercise(t.Context(), clerk.OwnerIdentity(), p.ID, snowList(t), 1), "exercise.no-exercise")
	_, err := w.ReviewExercise(t.Context(), clerk.OwnerIdentity(), p.ID, exercise.DefaultTargets())
	wantCode(t, err, "exercise.no-exercise")
}
