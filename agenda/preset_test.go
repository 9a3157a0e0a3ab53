package agenda

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/templates"
)

var update = flag.Bool("update", false, "write the golden files anew")

var languages = []string{"sv", "en"}

func load(t *testing.T, lang string, p Purpose) Preset {
	t.Helper()
	ps, err := LoadPreset(lang, p)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// The golden files are what a leader is offered: read them when they change.
func TestPresetsGolden(t *testing.T) {
	for _, lang := range languages {
		for _, purpose := range Purposes() {
			p := load(t, lang, purpose)
			var b bytes.Buffer
			fmt.Fprintf(&b, "%s\n%s\n\nSyfte: %s\nArbetsgång: %s\n", p.Name, p.Summary, p.Aim, p.Procedure)
			for _, part := range []struct {
				name string
				list []string
			}{{"Mål", p.Goals}, {"Förbered", p.Bring}, {"Regler", p.Rules}, {"Frågor", p.Questions}} {
				fmt.Fprintf(&b, "\n%s\n", part.name)
				for _, s := range part.list {
					fmt.Fprintf(&b, "- %s\n", s)
				}
			}
			for _, minutes := range []int{p.Shortest(), p.Natural(), 70, 120} {
				fmt.Fprintf(&b, "\nAgenda, %d minuter\n", minutes)
				for _, it := range p.Agenda(minutes) {
					fmt.Fprintf(&b, "%2d  %3d min  %-11s  %-13s  %s\n", it.Number, it.Minutes, it.Kind, it.Step, it.Title)
				}
			}
			for _, it := range p.Agenda(0) {
				fmt.Fprintf(&b, "\n%d %s\n  %s\n", it.Number, it.Title, it.Aim)
				for _, q := range it.Questions {
					fmt.Fprintf(&b, "  ? %s\n", q)
				}
				if it.Proposal != "" {
					fmt.Fprintf(&b, "  > %s\n", it.Proposal)
				}
			}
			golden(t, fmt.Sprintf("preset-%s-%s.txt", purpose, lang), b.Bytes())
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (run with -update and read the difference):\n%s", name, got)
	}
}

// The base agenda is the union of the handbook and county practice; its steps, kinds and minutes are agreed.
func TestTheStandardAgenda(t *testing.T) {
	want := []struct {
		step    Step
		kind    Kind
		minutes int
	}{
		{Opening, Information, 2}, {RollCall, Information, 2}, {FollowUp, Information, 3}, {Reports, Information, 10},
		{Situation, Information, 3}, {Analysis, Discussion, 10}, {Needs, Discussion, 5}, {Communication, Discussion, 5},
		{Direction, Decision, 5}, {Measures, Decision, 3}, {Closing, Information, 2},
	}
	for _, lang := range languages {
		a := load(t, lang, ForSituation).Agenda(0)
		if len(a) != len(want) {
			t.Fatalf("%s: %d items", lang, len(a))
		}
		for i, w := range want {
			if a[i].Step != w.step || a[i].Kind != w.kind || a[i].Minutes != w.minutes || a[i].Number != i {
				t.Errorf("%s %d: %+v, want %+v", lang, i, a[i], w)
			}
		}
	}
}

// What a leader gets must be complete in both languages, and the same meeting in both.
func TestPresetsAreComplete(t *testing.T) {
	seen := map[string]string{}
	for _, purpose := range Purposes() {
		sv, en := load(t, "sv", purpose), load(t, "en", purpose)
		for lang, p := range map[string]Preset{"sv": sv, "en": en} {
			if p.Summary == "" || p.Aim == "" || p.Procedure == "" || len(p.Goals) < 3 || len(p.Questions) < 6 || len(p.Rules) < 4 || len(p.Bring) < 3 {
				t.Errorf("%s %s: something is missing", lang, purpose)
			}
			a := p.Agenda(0)
			for _, s := range []Step{Opening, RollCall, Measures, Closing} {
				if _, ok := a.FindStep(s); !ok {
					t.Errorf("%s %s: no %s", lang, purpose, s)
				}
			}
			for _, it := range p.Items {
				if it.Aim == "" || it.Step == "" || it.Floor < 1 || it.Floor > it.Minutes {
					t.Errorf("%s %s %s: aim, step or floor", lang, purpose, it.ID)
				}
				if (it.Kind == Decision) != (it.Proposal != "") {
					t.Errorf("%s %s %s: a decision item, and only a decision item, has a proposal", lang, purpose, it.ID)
				}
			}
		}
		if len(sv.Items) != len(en.Items) || len(sv.Goals) != len(en.Goals) || len(sv.Questions) != len(en.Questions) || len(sv.Rules) != len(en.Rules) {
			t.Fatalf("%s: the languages differ in size", purpose)
		}
		for i := range sv.Items {
			a, b := sv.Items[i], en.Items[i]
			if a.Title == b.Title || a.Aim == b.Aim {
				t.Errorf("%s %s: not translated", purpose, a.ID)
			}
			if a.ID != b.ID || a.Kind != b.Kind || a.Step != b.Step || a.Minutes != b.Minutes || a.Floor != b.Floor || len(a.Questions) != len(b.Questions) {
				t.Errorf("%s %s: the languages differ", purpose, a.ID)
			}
		}
		for _, q := range append(sv.Goals, sv.Questions...) {
			if other, ok := seen[q]; ok {
				t.Errorf("%q stands in %s and %s", q, other, purpose)
			}
			seen[q] = string(purpose)
		}
	}
}

// A name in the list of purposes and the name on the preset itself are the same words.
func TestPresetNamesAreTheCataloguesNames(t *testing.T) {
	for _, lang := range languages {
		b, err := os.ReadFile("../internal/i18n/catalogue/" + lang + "/agenda.json")
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(b, &texts); err != nil {
			t.Fatal(err)
		}
		for _, p := range Purposes() {
			if name := load(t, lang, p).Name; texts[p.Key()] != name {
				t.Errorf("%s: %q in the catalogue, %q on the preset", lang, texts[p.Key()], name)
			}
		}
		for _, k := range Kinds() {
			if texts[k.Key()] == "" {
				t.Errorf("%s: no word for %s", lang, k)
			}
		}
		for _, s := range Steps() {
			if texts[s.Key()] == "" {
				t.Errorf("%s: no word for %s", lang, s)
			}
		}
		for _, s := range []State{Waiting, Running, Halted, Done} {
			if texts[s.Key()] == "" {
				t.Errorf("%s: no word for %s", lang, s)
			}
		}
	}
}

// Every file in the templates folder is read by some purpose, so that none is left behind in silence.
func TestNoTemplateIsOrphan(t *testing.T) {
	for _, lang := range languages {
		names, err := filepath.Glob("../templates/meeting/" + lang + "/purpose-*.json")
		if err != nil || len(names) != len(Purposes()) {
			t.Errorf("%s: %d files, %v", lang, len(names), err)
		}
	}
}

// An agenda made for a length fills it to the minute, keeps every floor, and is the same each time.
func TestScale(t *testing.T) {
	presets := map[Purpose]Preset{}
	for _, p := range Purposes() {
		presets[p] = load(t, "sv", p)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := presets[rapid.SampledFrom(Purposes()).Draw(t, "purpose")]
		total := rapid.IntRange(1, 300).Draw(t, "total")
		a := p.Agenda(total)
		want := max(total, p.Shortest())
		if a.TotalMinutes() != want {
			t.Fatalf("%d minutes, want %d", a.TotalMinutes(), want)
		}
		for i, it := range a {
			if it.Minutes < p.Items[i].Floor {
				t.Fatalf("%s has %d minutes, floor %d", it.ID, it.Minutes, p.Items[i].Floor)
			}
		}
		for i, it := range p.Agenda(total) {
			if it.Minutes != a[i].Minutes {
				t.Fatal("not the same twice")
			}
		}
	})
	p := presets[ForSituation]
	for i, it := range p.Agenda(p.Natural()) {
		if it.Minutes != p.Items[i].Minutes {
			t.Errorf("%s: %d minutes at its natural length, want %d", it.ID, it.Minutes, p.Items[i].Minutes)
		}
	}
	if got := (Agenda)(nil).Scale(30, nil); len(got) != 0 {
		t.Errorf("an empty agenda scaled is %v", got)
	}
	for _, it := range (Agenda{{ID: "a"}, {ID: "b"}}).Scale(7, nil) {
		if it.Minutes < 3 || it.Minutes > 4 {
			t.Errorf("items without minutes share alike, got %d", it.Minutes)
		}
	}
}

func TestParsePurpose(t *testing.T) {
	for in, want := range map[string]Purpose{
		"situation":                                    ForSituation,
		"skeendetolkning-samlad-lagesbild":             ForSituation,
		"Skeendetolkning samlad lägesbild":             ForSituation,
		"hjälp-åtgärdsbehov":                           ForNeeds,
		"analys-samverkan":                             ForInterplay,
		"beslut-inriktning-prioritering":               ForDirection,
		" Beslut_om_inriktning_och_prioritering ":      ForDirection,
		"informationssamordning-kriskommunikation":     ForCommunication,
		"resurssamordning":                             ForResources,
		"informationssamordning och kriskommunikation": ForCommunication,
	} {
		if got, err := ParsePurpose(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"", "fika", "situation-"} {
		if got, err := ParsePurpose(in); fault.CodeOf(err) != "agenda.unknown-purpose" {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	var p Purpose
	if err := json.Unmarshal([]byte(`""`), &p); err != nil || p != "" {
		t.Errorf("the empty purpose: %q %v", p, err)
	}
}

func TestParseKind(t *testing.T) {
	for in, want := range map[string]Kind{"beslut": Decision, "Disk.": Discussion, " info ": Information, "discussion": Discussion,
		"decision": Decision, "BESLUT": Decision, "diskussionspunkt": Discussion} {
		if got, err := ParseKind(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"", "fika", "beslutt"} {
		if _, err := ParseKind(in); fault.CodeOf(err) != "agenda.unknown-kind" {
			t.Errorf("%q: %v", in, err)
		}
	}
	for _, k := range Kinds() {
		if got, err := ParseKind(string(k)); err != nil || got != k || !k.Valid() {
			t.Errorf("%q: %q %v", k, got, err)
		}
	}
}

func TestReadPresetRefuses(t *testing.T) {
	const good = `{"purpose":"needs","name":"Behov","items":[{"id":"a","title":"A","kind":"information","minutes":5}]}`
	for name, c := range map[string]struct{ file, lang, fault string }{
		"good":              {good, "sv", ""},
		"other language":    {good, "fi", "agenda.template-missing"},
		"another purpose":   {strings.Replace(good, "needs", "direction", 1), "sv", "agenda.template-bad"},
		"misspelt key":      {strings.Replace(good, "name", "nmae", 1), "sv", "agenda.template-bad"},
		"misspelt item key": {strings.Replace(good, "minutes", "mins", 1), "sv", "agenda.template-bad"},
		"no name":           {strings.Replace(good, "Behov", " ", 1), "sv", "agenda.template-bad"},
		"no items":          {`{"purpose":"needs","name":"x"}`, "sv", "agenda.template-bad"},
		"text after":        {good + "{}", "sv", "agenda.template-bad"},
		"cut off":           {good[:40], "sv", "agenda.template-bad"},
		"no title":          {strings.Replace(good, `"A"`, `""`, 1), "sv", "agenda.template-bad"},
	} {
		files := fstest.MapFS{"meeting/sv/purpose-needs.json": {Data: []byte(c.file)}}
		if _, err := ReadPreset(files, c.lang, ForNeeds); fault.CodeOf(err) != c.fault {
			t.Errorf("%s: %v, want %q", name, err, c.fault)
		}
	}
	if _, err := ReadPreset(templates.FS, "sv", "../secret"); fault.CodeOf(err) != "agenda.unknown-purpose" {
		t.Errorf("a path for a purpose: %v", err)
	}
}

func FuzzParsePreset(f *testing.F) {
	for _, p := range Purposes() {
		b, err := templates.FS.ReadFile("meeting/sv/purpose-" + string(p) + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"purpose":"needs","name":"x","items":[{"id":"a","title":"A","kind":"info","minutes":480,"floor":-9}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ParsePreset(b)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		for _, n := range []int{0, 1, 45, 240} {
			if err := p.Agenda(n).Validate(); err != nil && n < MaxMinutes && p.Shortest() < MaxMinutes {
				t.Fatalf("%d minutes: %v", n, err)
			}
		}
	})
}

func FuzzParseKind(f *testing.F) {
	f.Add("beslut")
	f.Add("Disk.")
	f.Fuzz(func(t *testing.T, s string) {
		k, err := ParseKind(s)
		if (err == nil) != k.Valid() {
			t.Fatalf("%q gives %q and %v", s, k, err)
		}
	})
}
