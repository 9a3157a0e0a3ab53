package clerk_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// Given a meeting with something marked in every place, then what a class is shown is what each reader of the class may see, now
// and as it was, and nobody of another class is shown the same when more is open to it.
func TestWhatAClassIsShown(t *testing.T) {
	w, k := secretMeeting(t)
	ctx := t.Context()
	all := []clerk.Identity{tib(host), tib(attendee), tib(assessor), tib(confided), clerk.OwnerIdentity()}
	for _, seq := range []int64{0, w.view(tib(host), regional).Head.Seq / 2} {
		for _, who := range all {
			class, err := w.Class(ctx, who, regional)
			if err != nil {
				t.Fatal(err)
			}
			shown, err := w.SeenAt(ctx, regional, class, seq)
			if err != nil {
				t.Fatal(err)
			}
			own, err := w.ConferenceAt(ctx, who, regional, seq)
			if err != nil {
				t.Fatal(err)
			}
			got, want := snapshot(t, shown), snapshot(t, own)
			if shown.Head != own.Head || shown.Whole != own.Whole || shown.Role != "" {
				t.Errorf("%s in %s: head %v, whole %v, role %q", who.Actor, class, shown.Head, shown.Whole, shown.Role)
			}
			if class != "open" && !bytes.Equal(got, want) {
				t.Errorf("%s in %s at %d is shown another conference than it may see", who.Actor, class, seq)
			}
			if heard := k.sing(got); class == "open" && len(heard) > 0 {
				t.Errorf("at %d the open class is shown %v", seq, heard)
			}
		}
	}
	for _, class := range []string{"", "actor/", "actor/" + outsider, "guest", "actor/finns-inte"} {
		_, err := w.Seen(ctx, regional, class)
		wantCode(t, err, "conference.unknown")
	}
	for _, class := range []string{"host", "open", "actor/" + attendee} {
		_, err := w.Seen(ctx, "konf-finns-inte", class)
		wantCode(t, err, "conference.unknown")
	}
}

// Before the invitation is out only the host's class is shown anything.
func TestAClassIsShownNothingBeforeTheCall(t *testing.T) {
	w := at(t, "planned")
	if _, err := w.Seen(t.Context(), regional, "host"); err != nil {
		t.Error(err)
	}
	for _, class := range []string{"open", "actor/" + attendee} {
		_, err := w.Seen(t.Context(), regional, class)
		wantCode(t, err, "conference.unknown")
	}
}

// While somebody gives a command, which waits for the disk, those who follow and read are answered.
func TestFollowersDoNotWaitForWriters(t *testing.T) {
	w := at(t, "open")
	ctx := t.Context()
	release := w.Hold(regional)
	defer release()
	answered := make(chan error, 6)
	go func() { _, err := w.Position(ctx, regional); answered <- err }()
	go func() { _, err := w.Class(ctx, tib(attendee), regional); answered <- err }()
	go func() { _, err := w.Feed(ctx, regional, "open", 0, 10); answered <- err }()
	go func() { _, err := w.Admit(ctx, regional, []clerk.Identity{tib(attendee)}); answered <- err }()
	go func() { _, err := w.Seen(ctx, regional, "host"); answered <- err }()
	go func() { _, err := w.Conference(ctx, tib(attendee), regional); answered <- err }()
	for range cap(answered) {
		select {
		case err := <-answered:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("somebody who reads waits for one who writes")
		}
	}
}

// What is folded step by step, a copy for each head, is at every step what the journal adds up to, and the mark of access moves
// only when it must: it is the same as where everything is folded from the beginning.
func TestFoldedStepByStep(t *testing.T) {
	w := at(t, "open")
	ctx := t.Context()
	var held []*clerk.View
	var was []*conference.Conference
	step := func(cmd conference.Command) clerk.Receipt {
		t.Helper()
		r := w.do(holder(conference.Secretary), regional, w.clock.now(), conference.Secretary, cmd)
		v, err := w.Seen(ctx, regional, "host")
		if err != nil {
			t.Fatal(err)
		}
		want, head, err := w.Folded(ctx, regional)
		if err != nil {
			t.Fatal(err)
		}
		if v.Head != head || !reflect.DeepEqual(v.Conference, want) {
			t.Fatalf("after %s: at %v another conference than the journal's at %v", cmd.Name(), v.Head, head)
		}
		held, was = append(held, v), append(was, want)
		return r
	}
	position := func() clerk.Position {
		p, err := w.Position(ctx, regional)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	before := position()
	var label string
	for range 5 {
		label = step(note("läge")).IDs[0]
	}
	if p := position(); p.Access != before.Access {
		t.Errorf("ordinary notes move the mark of access from %+v to %+v", before, p)
	}
	step(&conference.MarkSecrecy{ID: label, Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host}})
	if p := position(); p.Access != p.Seq {
		t.Errorf("a marking leaves the mark of access at %+v", p)
	}
	step(note("därefter"))
	for i, v := range held {
		if !reflect.DeepEqual(v.Conference, was[i]) {
			t.Errorf("what was read at %d changed under its reader", v.Head.Seq)
		}
	}
	then := held[len(held)-1]
	w.ForgetReadings()
	if again, err := w.Seen(ctx, regional, "host"); err != nil || !reflect.DeepEqual(again.Conference, then.Conference) {
		t.Errorf("folded from the beginning it is another conference: %v", err)
	}
}

func snapshot(t *testing.T, v *clerk.View) []byte {
	t.Helper()
	b, err := v.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
