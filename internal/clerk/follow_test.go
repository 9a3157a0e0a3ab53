package clerk_test

import (
	"bytes"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// Given a meeting with something marked in every place, then what a class of followers gets is what its reader gets of the
// journal: the same rows in clear, and of the others nothing but the number.
func TestFeedIsTheJournal(t *testing.T) {
	w, k := secretMeeting(t)
	ctx := t.Context()
	classes := map[string]int{}
	for _, who := range []clerk.Identity{tib(host), tib(attendee), tib(assessor), tib(confided), tib(observer), clerk.OwnerIdentity()} {
		class, err := w.Class(ctx, who, regional)
		if fault.CodeOf(err) == "conference.unknown" {
			if _, err := w.Journal(ctx, who, regional); err == nil {
				t.Errorf("%s reads the journal, and may not follow", who.Actor)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		classes[class]++
		want := w.journal(who, regional)
		after := int64(0)
		for after < int64(len(want)) {
			got, err := w.Feed(ctx, regional, class, after, 7)
			if err != nil || len(got) == 0 {
				t.Fatalf("%s after %d: %d rows, %v", class, after, len(got), err)
			}
			for _, e := range got {
				x := want[e.Seq-1]
				if e.Seq != after+1 || !bytes.Equal(e.Payload, x.Payload) {
					t.Fatalf("%s, row %d after %d: differs from the journal", class, e.Seq, after)
				}
				if !x.HasPayload() && (e.Name != "" || e.Member != "" || e.Actor != "" || !e.RecordedAt.IsZero()) {
					t.Fatalf("%s, row %d tells more than its number: %+v", class, e.Seq, e)
				}
				if heard := k.sing(e.Payload); len(heard) > 0 && class == "open" {
					t.Errorf("row %d sings %v", e.Seq, heard)
				}
				after = e.Seq
			}
		}
	}
	if len(classes) < 2 || classes["host"] < 2 {
		t.Errorf("classes %v", classes)
	}
	if _, err := w.Class(ctx, tib(outsider), regional); fault.CodeOf(err) != "conference.unknown" {
		t.Errorf("an outsider: %v", err)
	}
}

// Given followers of a meeting, when somebody marks a note, or an actor is given the right to read it, then the mark of access
// changes and with it the class of those concerned; ordinary notes change nothing.
func TestAccessClassesFollowTheMarkings(t *testing.T) {
	w := at(t, "open")
	ctx := t.Context()
	position := func() clerk.Position {
		p, err := w.Position(ctx, regional)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	class := func(actor string) string {
		c, err := w.Class(ctx, tib(actor), regional)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	do := func(cmd conference.Command) clerk.Receipt {
		return w.do(holder(conference.Secretary), regional, w.clock.now().Add(time.Minute), conference.Secretary, cmd)
	}
	before, was := position(), class(attendee)
	note := do(&conference.WriteNote{Kind: conference.NoteInformation, Content: conference.Content{Text: "Läget är lugnt.", Actor: attendee}})
	if p := position(); p.Access != before.Access || p.Seq != before.Seq+1 {
		t.Errorf("an ordinary note: %+v then %+v", before, p)
	}
	do(&conference.MarkSecrecy{ID: note.IDs[0], Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host}})
	marked := position()
	if marked.Access != marked.Seq || class(attendee) != was {
		t.Errorf("a marked note: %+v, class %s, before %s", marked, class(attendee), was)
	}
	do(&conference.MarkSecrecy{ID: note.IDs[0], Secrecy: conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: host, Readers: []string{attendee}}})
	if p := position(); p.Access != p.Seq || class(attendee) != "actor/"+attendee {
		t.Errorf("a reader more: %+v, class %s", p, class(attendee))
	}
}

// Given marked matter, when it is read in clear, then the audit journal has a row, one for each reader and sitting, and none for
// who may read nothing of it.
func TestReadsOfSecretMatterAreWrittenDown(t *testing.T) {
	w, _ := secretMeeting(t)
	ctx := t.Context()
	operator := member("drift", "", "operator")
	read := func(who clerk.Identity) {
		if err := w.ReadSecret(ctx, who, w.view(who, regional), "document.read"); err != nil {
			t.Fatal(err)
		}
	}
	rows := func() []clerk.Reading {
		out, err := w.Audit(ctx, operator, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	read(tib(host))
	read(tib(host))
	read(clerk.OwnerIdentity())
	if got := rows(); len(got) != 1 || got[0].Actor != host || got[0].Conference != regional || got[0].What != "document.read" || got[0].Seq == 0 {
		t.Fatalf("%+v", got)
	}
	w.clock.set(w.clock.now().Add(time.Hour))
	read(tib(host))
	if got := rows(); len(got) != 2 {
		t.Errorf("%d rows after another sitting", len(got))
	}
	if _, err := w.Audit(ctx, tib(host), 0, 100); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the audit is read by %s: %v", host, err)
	}
	if c := w.whole(); len(c.Faults) > 0 {
		t.Errorf("%v", c.Faults)
	}
}
