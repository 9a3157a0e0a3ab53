package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samverkan/conference"
)

const moduleRoot = "../../.."

// The reference is what the source says now.
func TestReferenceIsUpToDate(t *testing.T) {
	want, err := reference(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(moduleRoot, "docs", "commands.md"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	is, should := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range should {
		if i >= len(is) || is[i] != should[i] {
			t.Fatalf("docs/commands.md is not what go generate ./... writes; line %d should be\n%s", i+1, should[i])
		}
	}
	t.Fatal("docs/commands.md goes on after its end; run go generate ./...")
}

// Reading the source finds what the running program has.
func TestEveryNameIsFound(t *testing.T) {
	src, err := readSource(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	for list, want := range map[string][]string{"commands": conference.CommandNames(), "events": conference.EventNames()} {
		found, err := src.registered(list)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range found {
			got = append(got, m.name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", list, got, want)
		}
	}
}

// What a command gives and is refused with is followed through what it calls, and not further.
func TestFollow(t *testing.T) {
	src, err := readSource(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]string{}
	list, err := src.registered("events")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		events[e.goName] = e.name
	}
	for _, c := range []struct {
		goName                    string
		gives, refused, unrefused []string
	}{
		{"GrantFloor", []string{"floor.granted", "floor.yielded", "rollcall.marked"}, []string{"floor.queue-empty", "time.out-of-order", "conference.cancelled"}, []string{"plan.level", "text.empty"}},
		{"WriteNote", []string{"note.written", "rollcall.marked"}, []string{"secrecy.security-classified", "text.control-character", "id.invalid", "impact.twice"}, []string{"plan.level", "secrecy.mark"}},
		{"SetAgenda", []string{"plan.agenda-set"}, []string{"agenda.speaker-missing", "agenda.item-begun"}, []string{"role.twice"}},
		{"CloseMeeting", []string{"floor.yielded", "item.finished", "meeting.closed"}, []string{"close.unsettled", "close.unowned", "recording.running"}, []string{"plan.level"}},
		{"AddMaterial", []string{"plan.material-added"}, []string{"file.name", "material.exists"}, []string{"participant.twice"}},
	} {
		m := message{goName: c.goName}
		src.follow(&m, events)
		if !slices.Equal(m.gives, c.gives) {
			t.Errorf("%s gives %v, want %v", c.goName, m.gives, c.gives)
		}
		for _, code := range c.refused {
			if !slices.Contains(m.refusals, code) {
				t.Errorf("%s: refusals lack %s", c.goName, code)
			}
		}
		for _, code := range c.unrefused {
			if slices.Contains(m.refusals, code) {
				t.Errorf("%s is said to be refused with %s", c.goName, code)
			}
		}
	}
}
