package clerk_test

import (
	"reflect"
	"sync"
	"testing"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/pack"
)

// Everybody who reads at one head shares one fold, a new head gets a new one, and the old one stays what it was for those who
// still read it.
func TestReadersShareAFold(t *testing.T) {
	w := at(t, "open")
	a, b := w.view(tib(host), regional), w.view(tib(attendee), regional)
	if a.Conference != b.Conference {
		t.Error("two readers at one head have a fold each")
	}
	before, _, err := w.Folded(t.Context(), regional)
	if err != nil {
		t.Fatal(err)
	}
	w.do(holder(conference.Secretary), regional, w.clock.now(), "", &conference.WriteNote{Kind: conference.NoteInformation,
		Content: conference.Content{Actor: host, Text: "Nytt"}})
	c := w.view(tib(host), regional)
	if c.Conference == a.Conference || c.Head.Seq != a.Head.Seq+1 {
		t.Errorf("at %d it is read as it was at %d", c.Head.Seq, a.Head.Seq)
	}
	if !reflect.DeepEqual(a.Conference, before) {
		t.Error("what happened later reached back into what is being read")
	}
	now, _, err := w.Folded(t.Context(), regional)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c.Conference, now) {
		t.Error("what is read is not what the journal adds up to")
	}
}

// Many read in every way while somebody writes: nobody changes what is shared. With -race this shows any that would.
func TestReadingChangesNothing(t *testing.T) {
	w := at(t, "approved")
	m := w.maker(w.clock.now())
	shared := w.view(clerk.OwnerIdentity(), regional)
	var wg sync.WaitGroup
	for _, who := range []clerk.Identity{tib(host), tib(attendee), tib(observer)} {
		wg.Go(func() {
			for range 2 {
				v, err := w.Conference(t.Context(), who, regional)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := v.Snapshot(); err != nil {
					t.Error(err)
				}
				if _, _, err := w.Entries(t.Context(), who, regional, 0, 100); err != nil {
					t.Error(err)
				}
				for _, p := range pack.Papers() {
					if _, err := m.Document(p, v.Conference, pack.Reader{May: v.May}); err != nil {
						t.Error(err)
					}
				}
				v.Conference.Blockers()
				v.Conference.Successor("konf-nasta", v.Conference.Plan.End, v.Conference.Plan.End)
				if _, err := v.Conference.Checklist(w.clock.now(), "sv", conference.ForLeader); err != nil {
					t.Error(err)
				}
				heard(w, who)
			}
		})
	}
	wg.Go(func() {
		for i := range 5 {
			_, err := w.Do(t.Context(), tib(host), regional, clerk.Wish{OccurredAt: w.clock.now(), Command: &conference.Evaluate{Leading: 1 + i%5}})
			if err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	// Nobody has shared it since, so that a fold up to the same head is what it must still be.
	then, err := w.ConferenceAt(t.Context(), clerk.OwnerIdentity(), regional, shared.Head.Seq)
	if err != nil {
		t.Fatal(err)
	}
	if then.Conference == shared.Conference {
		t.Fatal("the earlier state is shared")
	}
	then.Conference.Foresee(nil) // it hides what came to be marked since, which is no part of what it was
	if !reflect.DeepEqual(then.Conference, shared.Conference) {
		t.Error("somebody changed what many read")
	}
}

// Pages follow each other without gaps, and withhold what the whole journal withholds.
func TestEntriesInPages(t *testing.T) {
	w, _ := secretMeeting(t)
	for _, who := range []clerk.Identity{tib(attendee), tib(assessor), tib(host), clerk.OwnerIdentity()} {
		want := w.journal(who, regional)
		after := int64(0)
		for n := 0; ; n++ {
			page, head, err := w.Entries(t.Context(), who, regional, after, 7)
			if err != nil {
				t.Fatal(err)
			}
			if head.Seq != int64(len(want)) {
				t.Fatalf("the head is at %d of %d", head.Seq, len(want))
			}
			if len(page) == 0 {
				break
			}
			if !reflect.DeepEqual(page, want[after:after+int64(len(page))]) {
				t.Fatalf("%s: after %d other entries than in the journal", who.Actor, after)
			}
			after += int64(len(page))
		}
		if after != int64(len(want)) {
			t.Errorf("%s: %d of %d entries", who.Actor, after, len(want))
		}
	}
	if _, _, err := w.Entries(t.Context(), tib(outsider), regional, 0, 7); err == nil {
		t.Error("an outsider reads the journal")
	}
}

// A guest knows of one conference, and of no other that the same actor takes part in.
func TestGuestSeesOne(t *testing.T) {
	w := at(t, "held")
	guest := clerk.Identity{Member: "gast", Actor: attendee, Only: regional}
	if _, err := w.Conference(t.Context(), guest, regional); err != nil {
		t.Error(err)
	}
	guest.Only = "konf-annan"
	_, err := w.Conference(t.Context(), guest, regional)
	wantCode(t, err, "conference.unknown")
}
