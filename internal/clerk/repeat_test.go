package clerk_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// note is a command that writes one line of the record.
func note(text string) *conference.WriteNote {
	return &conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: text, Actor: attendee}}
}

// The whole run, every command given twice over: the second round changes nothing and gives the same numbers.
func TestEveryCommandTwice(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	p := plan(t, "regional")
	var first []clerk.Receipt
	for _, x := range wishes(p, run(t, "regional")) {
		w.clock.set(x.OccurredAt)
		r, err := w.Do(ctx, x.who, p.ID, x.Wish)
		if err != nil {
			t.Fatal(x.line, err)
		}
		first = append(first, r)
	}
	before, head, err := w.Folded(ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range wishes(p, run(t, "regional")) {
		r, err := w.Do(ctx, x.who, p.ID, x.Wish)
		if err != nil || r.Status != clerk.Already || r.First != first[i].First || r.Last != first[i].Last || len(r.Events) != 0 {
			t.Errorf("line %d: %+v, %v; the first time %+v", x.line, r, err, first[i])
		}
	}
	after, now, err := w.Folded(ctx, p.ID)
	if err != nil || now != head {
		t.Fatalf("%v, %v", now, err)
	}
	if diff := cmp.Diff(before, after, everything); diff != "" {
		t.Error(diff)
	}
	// Other content under an id that was used: refused, whatever it is.
	for i, x := range wishes(p, run(t, "regional")) {
		if i%7 != 0 {
			continue
		}
		x.Wish.Command = note("Något annat")
		r, err := w.Do(ctx, x.who, p.ID, x.Wish)
		if fault.KindOf(err) != fault.Conflict || r.Status != clerk.Refused || r.Fault != err {
			t.Errorf("line %d: %+v, %v", x.line, r, err)
		}
	}
	if _, now, _ = w.Folded(ctx, p.ID); now != head {
		t.Error("something was written")
	}
	w.whole()
}

// A command that was refused left nothing: the same id may be used when it is given right.
func TestARefusedIDIsFree(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	wish := clerk.Wish{ID: "en", Command: note("För tidigt")}
	_, err := w.Do(ctx, holder(conference.Secretary), regional, wish)
	wantCode(t, err, "meeting.not-open")
	w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.OpenMeeting{})
	r, err := w.Do(ctx, holder(conference.Secretary), regional, wish)
	if err != nil || r.Status != clerk.Accepted || len(r.IDs) != 1 || r.IDs[0] != "I1" || !slices.Equal(r.Events, []string{"note.written"}) {
		t.Fatalf("%+v, %v", r, err)
	}
	// What is so already is answered as that, and its id is taken too.
	for range 2 {
		r, err = w.Do(ctx, holder(conference.Leader), regional, clerk.Wish{ID: "öppna", Command: &conference.OpenMeeting{}})
		if err != nil || r.Status != clerk.Already || r.Last != 0 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	_, err = w.Do(ctx, holder(conference.Leader), regional, clerk.Wish{ID: "öppna", Command: note("x")})
	if fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
}

func TestBatch(t *testing.T) {
	w := at(t, "called")
	ctx := t.Context()
	w.do(holder(conference.Leader), regional, w.clock.now(), "", &conference.OpenMeeting{})
	_, head, _ := w.Folded(ctx, regional)
	secretary := holder(conference.Secretary)
	wishes := []clerk.Wish{
		{ID: "1", Command: note("Första")},
		{ID: "2", Command: &conference.ApproveMinutes{Version: 1}},                                   // not hers
		{ID: "3", Command: &conference.ReviseNote{ID: "I9", Content: conference.Content{Text: "x"}}}, // not there
		{ID: "4", Command: note("Andra")},
		{ID: "1", Command: note("Första")}, // again, in the same batch
		{ID: "4", Command: note("Tredje")}, // other content
		{ID: "5", Command: &conference.ReviseNote{ID: "I2", Content: conference.Content{Text: "Andra, rättad", Actor: attendee}}},
		{ID: string(make([]byte, 129)), Command: note("x")},
		{Command: note("Utan id")},
	}
	receipts, err := w.Batch(ctx, secretary, regional, wishes)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range receipts {
		got = append(got, fmt.Sprintf("%s %d-%d %v %s", r.Status, r.First, r.Last, r.IDs, fault.CodeOf(r.Fault)))
	}
	n := head.Seq
	want := []string{
		fmt.Sprintf("accepted %d-%d [I1] ", n+1, n+1), "refused 0-0 [] access.leader-only", "refused 0-0 [] note.unknown",
		fmt.Sprintf("accepted %d-%d [I2] ", n+2, n+2), fmt.Sprintf("already %d-%d [I1] ", n+1, n+1), "refused 0-0 [] journal.command-reused",
		fmt.Sprintf("accepted %d-%d [] ", n+3, n+3), "refused 0-0 [] id.invalid", fmt.Sprintf("accepted %d-%d [I3] ", n+4, n+4),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	keptAsFolded(w, regional)
	again, err := w.Batch(ctx, secretary, regional, wishes[:7])
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range again {
		if receipts[i].Fault == nil && (r.Status != clerk.Already || r.Last != receipts[i].Last) {
			t.Errorf("%d: %+v", i, r)
		}
	}
	_, err = w.Batch(ctx, secretary, regional, make([]clerk.Wish, clerk.MaxBatch+1))
	wantCode(t, err, "command.too-many")
}

// A batch that cannot be carried out at all leaves nothing behind, neither on disk nor in memory.
func TestABatchThatFails(t *testing.T) {
	w := at(t, "open")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	before, head, _ := w.Folded(t.Context(), regional)
	receipts, err := w.Batch(gone, holder(conference.Secretary), regional, []clerk.Wish{{Command: note("x")}})
	if receipts != nil || fault.CodeOf(err) != "store.cancelled" {
		t.Fatalf("%v, %v", receipts, err)
	}
	after, now, _ := w.Folded(t.Context(), regional)
	if now != head || !cmp.Equal(before, after, everything) {
		t.Error("something was written")
	}
	w.do(holder(conference.Secretary), regional, w.clock.now(), "", note("Nu går det"))
}

func TestTimes(t *testing.T) {
	w := at(t, "open")
	ctx := t.Context()
	now := w.clock.now().Add(time.Hour)
	w.clock.set(now)
	for _, c := range []struct {
		name     string
		occurred time.Time
		want     time.Time
		code     string
	}{
		{"now when it is not told", time.Time{}, now, ""},
		{"earlier, by another clock", now.Add(-30 * time.Minute), now.Add(-30 * time.Minute), ""},
		{"as far ahead as clocks differ", now.Add(10 * time.Minute), now.Add(10 * time.Minute), ""},
		{"further ahead", now.Add(10*time.Minute + time.Millisecond), time.Time{}, "time.in-future"},
		{"three days ahead", now.Add(72 * time.Hour), time.Time{}, "time.in-future"},
		{"in 2038", time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), time.Time{}, "time.in-future"},
		{"in 1970", time.Unix(0, 0), time.Time{}, "time.too-old"},
		{"before 2000 in UTC", time.Date(2000, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600)), time.Time{}, "time.too-old"},
		{"finer than a millisecond", now.Add(-time.Minute + 999_999), now.Add(-time.Minute), ""},
		{"in another zone", now.Add(-2 * time.Minute).In(time.FixedZone("", -7*3600)), now.Add(-2 * time.Minute), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := w.Do(ctx, holder(conference.Secretary), regional, clerk.Wish{OccurredAt: c.occurred, Command: note(c.name)})
			wantCode(t, err, c.code)
			if err != nil {
				return
			}
			e := w.journal(clerk.OwnerIdentity(), regional)[r.Last-1]
			if !e.OccurredAt.Equal(c.want) || !e.RecordedAt.Equal(now) {
				t.Errorf("occurred %v, recorded %v", e.OccurredAt, e.RecordedAt)
			}
			kept, _ := w.Kept(regional)
			if n := kept.Notes[len(kept.Notes)-1]; !n.At.Equal(c.want) {
				t.Errorf("the note says %v", n.At)
			}
		})
	}
}

// A run file tells of another day: with Replayed its times stand. They are still held against 2000.
func TestReplayedTimes(t *testing.T) {
	w := at(t, "stocked", func(o *clerk.Options) { o.Replayed = true })
	p := plan(t, "regional")
	w.clock.set(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	w.do(tib(host), p.ID, p.Start.Add(-3*time.Hour), "", &conference.PlanConference{Plan: p})
	_, err := w.Do(t.Context(), tib(host), p.ID, clerk.Wish{OccurredAt: time.Unix(0, 0), Command: &conference.IssueInvitation{}})
	wantCode(t, err, "time.too-old")
	e := w.journal(clerk.OwnerIdentity(), p.ID)[0]
	if !e.OccurredAt.Equal(p.Start.Add(-3*time.Hour)) || e.RecordedAt.Year() != 2026 {
		t.Errorf("%v, %v", e.OccurredAt, e.RecordedAt)
	}
}

// A clock that jumps disturbs neither the order, which is that of the numbers, nor the chain; and what cannot be right is refused.
func TestTheClockJumps(t *testing.T) {
	w := at(t, "open")
	ctx := t.Context()
	S := holder(conference.Secretary)
	now := w.clock.now()
	last := int64(0)
	for _, c := range []struct {
		name string
		at   time.Time
		code string
	}{
		{"as it was", now, ""}, {"an hour back", now.Add(-time.Hour), ""}, {"an hour ahead", now.Add(time.Hour), ""},
		{"to 1970", time.Unix(0, 0), "time.too-old"}, {"to 2038", time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), ""}, {"back again", now, ""},
		{"before summer time", time.Date(2027, 3, 28, 0, 59, 59, 0, time.UTC), ""}, {"after it", time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC), ""},
	} {
		w.clock.set(c.at)
		r, err := w.Do(ctx, S, regional, clerk.Wish{Command: note("Klockan: " + c.name)})
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if err == nil && r.Last != last+1 && last > 0 {
			t.Errorf("%s: row %d after %d", c.name, r.Last, last)
		}
		if err == nil {
			last = r.Last
		}
		keptAsFolded(w, regional)
	}
	rebuiltTheSame(w, regional)
	w.whole()
}
