package conference

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"samverkan/internal/fault"
)

// undoing is what a snapshot leaves at home: the steps that can be undone.
var undoing = cmp.Options{everything,
	cmpopts.IgnoreFields(Speakers{}, "steps"), cmpopts.IgnoreFields(RollCall{}, "steps"), cmpopts.IgnoreFields(Decision{}, "steps")}

// Whatever has happened, the host gets the same conference back, and taking a snapshot for somebody changes nothing.
func TestSnapshotOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &randomStory{t: t, c: New(), now: day, askedAt: map[string][]string{}}
		r.step(&PlanConference{Plan: r.plan()})
		for range rapid.IntRange(1, 60).Draw(t, "commands") {
			r.tick()
			r.step(r.command())
		}
		before := Replay(r.record)
		data, err := Snapshot(r.c, Reading{Whole: true})
		if err != nil {
			t.Fatal(err)
		}
		back, err := Restore(data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.c, back, undoing); diff != "" {
			t.Fatalf("what came back is another conference (-is +came):\n%s", diff)
		}
		for _, actor := range r.c.Plan.Actors() {
			if diff := cmp.Diff(r.c.Withheld(actor), back.Withheld(actor)); diff != "" {
				t.Fatalf("%s: other rows are withheld:\n%s", actor, diff)
			}
		}
		again, err := Snapshot(back, Reading{Whole: true})
		if err != nil || !bytes.Equal(data, again) {
			t.Fatalf("a snapshot of what came back is another: %v\n%s", err, cmp.Diff(string(data), string(again)))
		}
		if _, err := Snapshot(r.c, Reading{Actor: "kommun-b"}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, r.c, everything); diff != "" {
			t.Fatalf("taking a snapshot changed the conference:\n%s", diff)
		}
	})
}

func TestRestoreRefuses(t *testing.T) {
	for data, code := range map[string]string{
		"": "snapshot.malformed", "[]": "snapshot.malformed", "{": "snapshot.malformed", `{"seq":"x"}`: "snapshot.malformed",
		"null": "snapshot.version", "{}": "snapshot.version", `{"version":2}`: "snapshot.version",
		`{"version":1}`: "", `{"version":1,"answers":null,"ticked":null,"received":null,"itemSecrecy":null,"somethingNew":1}`: "",
	} {
		c, err := Restore([]byte(data))
		if fault.CodeOf(err) != code {
			t.Errorf("%s: %v", data, err)
		}
		if err == nil {
			if diff := cmp.Diff(New(), c, everything); diff != "" {
				t.Errorf("%s:\n%s", data, diff)
			}
		}
	}
}

// An answer to the invitation is a message to the host, and its own actor's.
func TestSnapshotKeepsMessages(t *testing.T) {
	c := New()
	c.Plan.Host = "lst"
	c.Answers["kommun-b/raddning"] = Answer{Message: "Vi har bara en man kvar"}
	for _, row := range []struct {
		reading Reading
		want    string
	}{
		{Reading{}, LeftOut}, {Reading{Actor: "kommun-c"}, LeftOut}, {Reading{Actor: "kommun"}, LeftOut},
		{Reading{Actor: "kommun-b"}, "Vi har bara en man kvar"}, {Reading{Whole: true}, "Vi har bara en man kvar"},
	} {
		data, err := Snapshot(c, row.reading)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Restore(data)
		if err != nil {
			t.Fatal(err)
		}
		if got := back.Answers["kommun-b/raddning"].Message; got != row.want {
			t.Errorf("%s: %q", fmt.Sprint(row.reading.Actor), got)
		}
	}
}
