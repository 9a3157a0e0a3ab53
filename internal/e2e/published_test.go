package e2e_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samverkan/internal/render/pdf/pdftest"
)

// marked is what the regional conference of the exercise says under a suspicion of secrecy, as far as it says something.
const marked = "Sårbarheter vid vattentäkten"

// The exercise, from nothing to published minutes, by the program: what is marked reaches those who may read it and nobody else, neither in
// what is published, nor in a bundle, nor in anything that is written on paper or screen.
func TestWhatTheExercisePublishes(t *testing.T) {
	p := newPlace(t)
	p.run("demo", "--dir", "ovning")
	if err := os.Rename(filepath.Join(p.dir, "ovning"), filepath.Join(p.dir, "o")); err != nil {
		t.Fatal(err)
	}
	as := func(who string, args ...string) []byte {
		t.Helper()
		if who != "" {
			args = append(args, "--as", who)
		}
		return p.run(append(args, "--db", filepath.Join(p.dir, "o", "samverkan.db"))...)
	}
	as("", "verify")
	for _, c := range []struct {
		who   string
		hears bool
	}{{"", true}, {"tib.kommun-ekeryd", false}} {
		heard := map[string]bool{}
		listen := func(where string, b []byte) {
			t.Helper()
			if says(t, b, marked) {
				heard[where] = true
			}
		}
		var items []struct{ ID string }
		if err := json.Unmarshal(as(c.who, "area", "show", "yta-snokaos", "-o", "json"), &items); err != nil || len(items) < 7 {
			t.Fatalf("%s: %d items, %v", c.who, len(items), err)
		}
		for _, i := range items {
			name := filepath.Join(t.TempDir(), i.ID)
			as(c.who, "area", "get", "yta-snokaos", i.ID, "--out", name)
			listen(i.ID, read(t, name))
		}
		folder := t.TempDir()
		as(c.who, "minutes", "export", regional, "--dir", folder)
		as(c.who, "documents", "all", regional, "--dir", folder, "--force")
		as(c.who, "export", filepath.Join(folder, "paket.zip"), regional)
		verified := p.run("verify", filepath.Join(folder, "paket.zip"), "-o", "json")
		if !bytes.Contains(verified, []byte(`"ok": true`)) {
			t.Errorf("%s: %s", c.who, verified)
		}
		written := 0
		for _, f := range files(t, folder) {
			written++
			listen(filepath.Base(f), read(t, f))
		}
		if written < 12 {
			t.Errorf("%s: only %d files", c.who, written)
		}
		for _, args := range [][]string{{"journal", "list", regional, "-o", "jsonl"}, {"note", "list", regional, "-o", "json"},
			{"minutes", "show", regional}, {"conference", "show", regional, "-o", "json"}} {
			listen(strings.Join(args, " "), as(c.who, args...))
		}
		where := make([]string, 0, len(heard))
		for w := range heard {
			where = append(where, w)
		}
		slices.Sort(where)
		if !c.hears && len(where) > 0 {
			t.Errorf("%s hears what is marked in %v", c.who, where)
		}
		if c.hears && len(where) < 8 {
			t.Errorf("%s hears what is marked only in %v", c.who, where)
		}
	}
	// What is for everybody does not say it, whoever opens it.
	for _, id := range []string{"konf-regional-1-minutes-pdf", "konf-regional-1-minutes-html", "konf-regional-1-minutes-json"} {
		open, full := filepath.Join(t.TempDir(), id), filepath.Join(t.TempDir(), id)
		as("", "area", "get", "yta-snokaos", id, "--out", open)
		as("", "area", "get", "yta-snokaos", id+"-full", "--out", full)
		if says(t, read(t, open), marked) || !says(t, read(t, full), marked) || !says(t, read(t, open), "18 kap. 13 §") {
			t.Errorf("%s: what is marked, and its ground, are not where they should be", id)
		}
		if cmd := p.command("area", "get", "yta-snokaos", id+"-full", "--as", "tib.kommun-ekeryd", "--db", filepath.Join(p.dir, "o", "samverkan.db"), "--out", full+"2"); exitCode(cmd.Run()) != 3 {
			t.Errorf("%s-full was given to somebody else", id)
		}
	}
}

func exitCode(err error) int {
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return 0
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	return out
}

// says tells whether a file says something, whatever it is: a PDF is read out, a zip is opened, and in JSON it may be written otherwise.
func says(t *testing.T, b []byte, text string) bool {
	t.Helper()
	switch {
	case bytes.HasPrefix(b, []byte("%PDF-")):
		in, err := pdftest.Inspect(b)
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(slices.Concat(in.ReadOut, in.Bookmarks, in.Artifacts, in.PageText, []string{in.Title}), " ")
		return strings.Contains(strings.ReplaceAll(all, "\u00ad", ""), text)
	case bytes.HasPrefix(b, []byte("PK")):
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			inner, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
			if says(t, inner, text) {
				return true
			}
		}
		return false
	}
	quoted, _ := json.Marshal(text)
	flat := bytes.ReplaceAll(b, []byte("\r\n "), nil)
	return bytes.Contains(flat, []byte(text)) || bytes.Contains(flat, bytes.Trim(quoted, `"`))
}
