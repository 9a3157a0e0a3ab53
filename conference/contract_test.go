package conference

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The golden files are the contract with every client and with every journal already written: one for each command and event,
// with everything in it. A changed file is a changed contract.
func TestGoldenCommands(t *testing.T) {
	var names []string
	for _, s := range commandSamples() {
		names = append(names, s.when.Name())
		filledIn(t, s.when.Name(), reflect.ValueOf(s.when))
		got := goldenJSON(t, "commands", s.when.Name(), s.when)
		back, err := DecodeCommand(s.when.Name(), got)
		if err != nil {
			t.Errorf("%s: %v", s.when.Name(), err)
			continue
		}
		if diff := cmp.Diff(s.when, back); diff != "" {
			t.Errorf("%s read back (-want +got):\n%s", s.when.Name(), diff)
		}
		// A misspelled field is not silently lost.
		misspelled := append(bytes.TrimSuffix(bytes.TrimSpace(got), []byte("}")), []byte(`,"tekst":1}`)...)
		misspelled = bytes.Replace(misspelled, []byte("{,"), []byte("{"), 1)
		if _, err := DecodeCommand(s.when.Name(), misspelled); codeOf(err) != "command.malformed" {
			t.Errorf("%s with an unknown field: %v", s.when.Name(), err)
		}
	}
	onlyThese(t, "commands", names, CommandNames())
}

func TestGoldenEvents(t *testing.T) {
	var names []string
	for _, e := range eventSamples() {
		names = append(names, e.Name())
		filledIn(t, e.Name(), reflect.ValueOf(e))
		got := goldenJSON(t, "events", e.Name(), e)
		back, err := DecodeEvent(e.Name(), EventVersion, got)
		if err != nil {
			t.Errorf("%s: %v", e.Name(), err)
			continue
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Errorf("%s read back (-want +got):\n%s", e.Name(), diff)
		}
	}
	onlyThese(t, "events", names, EventNames())
}

// goldenJSON holds a value against its golden file, and gives the file.
func goldenJSON(t *testing.T, kind, name string, v any) []byte {
	t.Helper()
	var got bytes.Buffer
	if err := json.Indent(&got, Encode(v), "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	path := filepath.Join("testdata", "golden", kind, name+".json")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Errorf("%v; -update writes it", err)
		return got.Bytes()
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s is another contract than before (-was +is); -update if that is meant:\n%s", path, diff)
	}
	return want
}

// onlyThese tells what is missing, and golden files of what is gone.
func onlyThese(t *testing.T, kind string, have, want []string) {
	t.Helper()
	sort.Strings(have)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("samples (-registered +have):\n%s", diff)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "golden", kind, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); !slices.Contains(want, name) {
			t.Errorf("%s: there is no such name any more; a journal may hold it still", f)
		}
	}
}

// filledIn tells of fields that a sample leaves empty: what is not there cannot be held. A list must have one element
// with the field filled in.
func filledIn(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	empty := map[string]bool{}
	full := map[string]bool{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				empty[path] = true
				return
			}
			v = v.Elem()
		}
		switch {
		case v.IsZero() && !(v.Kind() == reflect.Struct && v.NumField() == 0):
			empty[path] = true
			return
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				walk(path+"[]", v.Index(i))
			}
		case v.Kind() == reflect.Struct && v.Type().PkgPath() != "time":
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
		}
		full[path] = true
	}
	walk(path, v)
	for p := range empty {
		if !full[p] {
			t.Errorf("the sample leaves %s empty", p)
		}
	}
}

// Every sample is accepted where it says that it is.
func TestSamplesAreAccepted(t *testing.T) {
	for _, s := range commandSamples() {
		story := tell(t, s.given...)
		story.now = story.now.Add(1e9)
		events, err := story.c.Decide(s.when, story.meta())
		if err != nil || len(events) == 0 {
			t.Errorf("%s: %d events, %v", s.when.Name(), len(events), err)
		}
	}
}

// hostile gives the JSON of a value with one place in it changed, for every place where change has something to put.
func hostile(t *testing.T, b []byte, change func(any) (any, bool)) [][]byte {
	t.Helper()
	var root any
	if err := json.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	keep := func() {
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(root); err != nil {
			t.Fatal(err)
		}
		out = append(out, buf.Bytes())
	}
	var walk func(v any, set func(any))
	walk = func(v any, set func(any)) {
		if bad, ok := change(v); ok {
			set(bad)
			keep()
			set(v)
		}
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				walk(x, func(y any) { v[k] = y })
			}
		case []any:
			for i, x := range v {
				walk(x, func(y any) { v[i] = y })
			}
		}
	}
	walk(root, func(v any) { root = v })
	return out
}

// No text of any command gets in with a control character, a bidi control, or more than a text may hold; no list without an end; and a
// CR never reaches the journal.
func TestNothingHostileGetsIn(t *testing.T) {
	text := func(change func(string) string) func(any) (any, bool) {
		return func(v any) (any, bool) {
			s, ok := v.(string)
			return change(s), ok
		}
	}
	for _, s := range commandSamples() {
		story := tell(t, s.given...)
		story.now = story.now.Add(1e9)
		// try decides on every changed version, and says which got through.
		try := func(what string, change func(any) (any, bool), through func(cmd Command, events []Event)) {
			for _, b := range hostile(t, Encode(s.when), change) {
				cmd, err := DecodeCommand(s.when.Name(), b)
				if err != nil {
					continue
				}
				if events, err := story.c.Decide(cmd, story.meta()); err == nil {
					through(cmd, events)
				}
			}
		}
		accepted := func(what string) func(Command, []Event) {
			return func(cmd Command, events []Event) {
				if len(events) > 0 {
					t.Errorf("%s with %s: accepted: %.300s", s.when.Name(), what, Encode(cmd))
				}
			}
		}
		for what, bad := range map[string]string{"NUL": "a\x00b", "bidi": "a\u202eb", "escape": "\x1b[2J", "C1": "a\u009bb"} {
			try(what, text(func(old string) string { return old + bad }), accepted(what))
		}
		try("too much", text(func(string) string { return strings.Repeat("x", MaxText+1) }), accepted("too much"))
		try("a long list", func(v any) (any, bool) {
			list, ok := v.([]any)
			if !ok || len(list) == 0 {
				return nil, false
			}
			return slices.Repeat(list, MaxParts+1), true
		}, accepted("a long list"))
		try("CR", text(func(old string) string { return old + "\r\nBcc: alla" }), func(_ Command, events []Event) {
			for _, e := range events {
				if bytes.Contains(Encode(e), []byte(`\r`)) {
					t.Errorf("%s lets a CR through: %s", s.when.Name(), Encode(e))
				}
			}
		})
	}
}

func TestDecodeCommandRefuses(t *testing.T) {
	for _, c := range []struct{ name, payload, code string }{
		{"note.wrote", `{}`, "command.unknown"},
		{"", ``, "command.unknown"},
		{"note.write", `{`, "command.malformed"},
		{"note.write", `[]`, "command.malformed"},
		{"note.write", `{} {}`, "command.malformed"},
		{"note.write", `{}]`, "command.malformed"},
		{"note.write", `{"text":1}`, "command.malformed"},
		{"note.write", `{"kind":"information","tekst":"x"}`, "command.malformed"},
		{"note.write", "{\"text\":\"sn\xf6\"}", "text.not-utf8"},
		{"plan.reschedule", `{"start":"i kväll"}`, "command.malformed"},
		{"plan.set-agenda", `{"agenda":[{"kind":"paus"}]}`, "command.malformed"},
		{"meeting.resume", ``, ""},
		{"meeting.resume", ` {} `, ""},
		{"note.write", `{"kind":"information","text":"x"}`, ""},
	} {
		if _, err := DecodeCommand(c.name, []byte(c.payload)); codeOf(err) != c.code {
			t.Errorf("%s %s: %v, want %s", c.name, c.payload, err, c.code)
		}
	}
}

func TestDecodeEventRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		version int
		payload string
		code    string
	}{
		{"note.written", EventVersion, `{"id":"I1","text":"x","fromLater":true}`, ""}, // a newer program may write more
		{"note.written", EventVersion + 1, `{}`, "journal.unknown-event"},
		{"note.wrote", EventVersion, `{}`, "journal.unknown-event"},
		{"note.written", EventVersion, `{`, "journal.malformed-event"},
		{"note.written", EventVersion, `{"id":1}`, "journal.malformed-event"},
	} {
		if _, err := DecodeEvent(c.name, c.version, []byte(c.payload)); codeOf(err) != c.code {
			t.Errorf("%s %s: %v, want %s", c.name, c.payload, err, c.code)
		}
	}
}

// Names are unique, also between commands and events: a name says which it is.
func TestNamesAreUnique(t *testing.T) {
	all := append(CommandNames(), EventNames()...)
	sort.Strings(all)
	if unique := slices.Compact(slices.Clone(all)); len(unique) != len(all) || len(all) != len(commands())+len(events()) {
		t.Errorf("%d names, %d of them different", len(all), len(unique))
	}
}

func FuzzDecodeCommand(f *testing.F) {
	for _, s := range commandSamples() {
		f.Add(s.when.Name(), Encode(s.when))
	}
	states := []*Conference{tell(f).c, tell(f, planned()...).c, tell(f, atItem("p2")...).c, tell(f, decided()...).c, tell(f, finished()...).c}
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		cmd, err := DecodeCommand(name, payload)
		if err != nil {
			if codeOf(err) == "internal" || cmd != nil {
				t.Fatalf("%v is nobody's fault", err)
			}
			return
		}
		again, err := DecodeCommand(name, Encode(cmd))
		if err != nil {
			t.Fatalf("%s does not read what it wrote: %v", name, err)
		}
		if a, b := Encode(cmd), Encode(again); !bytes.Equal(a, b) {
			t.Fatalf("%s is %s, and read back %s", name, a, b)
		}
		for _, c := range states {
			events, err := c.Decide(cmd, Meta{OccurredAt: hhmm("20:00")})
			if err != nil && codeOf(err) == "internal" {
				t.Fatalf("%v is nobody's fault", err)
			}
			for _, e := range events {
				if _, err := DecodeEvent(e.Name(), EventVersion, Encode(e)); err != nil {
					t.Fatalf("%s cannot be read back: %v", e.Name(), err)
				}
			}
		}
	})
}

func FuzzDecodeEvent(f *testing.F) {
	for _, e := range eventSamples() {
		f.Add(e.Name(), Encode(e))
	}
	record := tell(f, decided()...).record
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		e, err := DecodeEvent(name, EventVersion, payload)
		if err != nil {
			if code := codeOf(err); code != "journal.unknown-event" && code != "journal.malformed-event" {
				t.Fatal(err)
			}
			return
		}
		// Whatever an event says, applying it cannot fail.
		Replay([]Recorded{{Event: e, Meta: Meta{Seq: 1}}})
		c := Replay(record)
		c.Apply(e, Meta{Seq: c.Seq + 1, OccurredAt: hhmm("20:00")})
		c.Withheld("kommun-a")
		c.Blockers()
		c.Counts()
		c.Successor("konf-9", hhmm("20:00"), hhmm("21:00"))
	})
}
