package pack_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"samverkan/conference"
	"samverkan/internal/pack"
	"samverkan/internal/render/pdf/pdftest"
	"samverkan/minutes"
)

// The regional conference's minutes, whole and as anybody may have them, sealed, with the code at the foot: both keep every rule for
// the file and are read out as the document. What is marked stands in the whole one, and in no stream, string or title of the public one.
func TestPublicAndWhole(t *testing.T) {
	t.Parallel()
	c := held(t, "regional").c
	secrets := onlyMarked(t, c)
	if len(secrets) == 0 {
		t.Fatal("nothing in the exercise is marked")
	}
	m := maker(t, "sv", c.Latest)
	m.Check = "https://samverkan.lst-allmanlan.example"
	whole, public := sealed(c), sealed(c)
	public.May, public.Public, public.Variant = minutes.Public, true, "offentlig"
	archives := pdftest.NewArchives(t)
	for name, r := range map[string]pack.Reader{"whole": whole, "public": public} {
		for _, format := range []pack.Format{pack.PDF, pack.ArchivePDF} {
			d, err := m.Document(pack.Minutes, c, r)
			if err != nil {
				t.Fatal(err)
			}
			f, err := m.File(t.Context(), pack.Minutes, format, c, r)
			if err != nil {
				t.Fatal(err)
			}
			in := archives.Check(t, name, f.Content, d)
			streams, err := pdftest.Streams(f.Content)
			if err != nil {
				t.Fatal(err)
			}
			read := strings.Join(in.PageText, "\n")
			for _, s := range secrets {
				if stands := strings.Contains(read, s); stands != (name == "whole") {
					t.Errorf("%s, %s: %q stands there: %v", name, format, s, stands)
				}
				if name == "public" && (pdftest.Holds(streams, s) || strings.Contains(f.Name+f.Title, s)) {
					t.Errorf("%s: %q is in the file", format, s)
				}
			}
		}
	}
	archives.Preflight(t)
}

// onlyMarked gives the longest word of each marked note that stands in no line that is open, in no plan and in no name.
func onlyMarked(t *testing.T, c *conference.Conference) (words []string) {
	t.Helper()
	open := conference.New()
	open.Plan, open.RollCall, open.Evaluations = c.Plan, c.RollCall, c.Evaluations
	for _, n := range c.Notes {
		if !c.EffectiveSecrecy(n.Secrecy, n.Item).Marked() {
			open.Notes = append(open.Notes, n)
		}
	}
	for _, d := range c.Decisions {
		if !c.EffectiveSecrecy(d.Secrecy, d.Item).Marked() {
			open.Decisions = append(open.Decisions, d)
		}
	}
	for _, m := range c.Measures {
		if !c.EffectiveSecrecy(m.Secrecy, m.Item).Marked() {
			open.Measures = append(open.Measures, m)
		}
	}
	stands, err := json.Marshal(open)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range c.Notes {
		longest := ""
		for _, w := range strings.FieldsFunc(n.Text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(w) > len(longest) && !strings.Contains(strings.ToLower(string(stands)), strings.ToLower(w)) {
				longest = w
			}
		}
		if c.EffectiveSecrecy(n.Secrecy, n.Item).Marked() {
			if len(longest) < 6 {
				t.Fatalf("%s has no word of its own", n.ID)
			}
			words = append(words, longest)
		}
	}
	return words
}
