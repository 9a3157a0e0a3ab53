package clerk_test

import (
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

func TestAMeasureFollowedUpIsDoneWhereItWasAgreed(t *testing.T) {
	w := at(t, "approved")
	before := w.view(clerk.OwnerIdentity(), regional).Conference
	next := before.Successor("konf-regional-2", before.Next.Start, before.Next.End)
	who := holder(conference.Leader)
	w.planned(next)
	w.clock.set(next.Start)
	w.do(who, next.ID, next.Start.Add(-time.Minute), conference.Leader, &conference.OpenLobby{})
	wish := clerk.Wish{ID: "uppf-a1", Role: conference.Leader, OccurredAt: next.Start, Command: &conference.FollowUp{Conference: regional, ID: "A1",
		Status: conference.FollowDone, Text: "Nyholma har nåtts."}}
	w.clock.set(next.Start.Add(time.Minute))
	for range 2 { // the same command twice changes nothing
		r, err := w.Do(t.Context(), who, next.ID, wish)
		if err != nil || len(r.Warnings) > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		x, _ := w.view(clerk.OwnerIdentity(), regional).Conference.Measure("A1")
		if x.Status != conference.MeasureDone || len(x.Reports) != 1 || x.Reports[0].Text != "Nyholma har nåtts." {
			t.Fatalf("%+v", x)
		}
	}
	// What it does not concern is told, and does not hinder.
	r, err := w.Do(t.Context(), who, next.ID, clerk.Wish{Role: conference.Leader, OccurredAt: next.Start, Command: &conference.FollowUp{
		Conference: regional, ID: "A2", Status: conference.FollowEnded}})
	if err != nil || len(r.Warnings) != 1 || r.Warnings[0].Key != "warning.not-carried-back" {
		t.Fatalf("%+v, %v", r, err)
	}
}
