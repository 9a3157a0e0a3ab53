package minutes_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"samverkan/internal/document"
	"samverkan/internal/render/text"
	"samverkan/minutes"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden holds got against a file in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range max(len(a), len(b)) {
		var x, y []byte
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if !bytes.Equal(x, y) {
			t.Fatalf("%s:%d:\n got %s\nwant %s", path, i+1, x, y)
		}
	}
}

func markdown(t *testing.T, d *document.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := text.Markdown(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, data []byte) *minutes.Minutes {
	t.Helper()
	var m minutes.Minutes
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return &m
}

// The whole regional minutes as text: for the host and for a reader without the right, in both languages.
func TestGoldenMinutes(t *testing.T) {
	c := exercise(t, "regional")
	for name, who := range map[string]struct{ lang, reader string }{
		"regional-sv":        {"sv", ""},
		"regional-en":        {"en", ""},
		"regional-sv-ekeryd": {"sv", "kommun-ekeryd"},
		"regional-en-ekeryd": {"en", "kommun-ekeryd"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, c, who.lang, who.reader)
			m := minutes.Compose(c, o)
			valid(t, c, m, o)
			golden(t, name+".md", markdown(t, minutes.MinutesDocument(m, o)))
			if who.lang == "sv" {
				golden(t, name+".json", m.JSON())
			}
		})
	}
}

// Every other document of the regional conference, and the lists over two conferences.
func TestGoldenDocuments(t *testing.T) {
	c, local := exercise(t, "regional"), exercise(t, "local")
	for _, lang := range []string{"sv", "en"} {
		o := options(t, c, lang, "")
		m := minutes.Compose(c, o)
		for name, d := range documents(c, m, o) {
			if name != "minutes" {
				golden(t, name+"-"+lang+".md", markdown(t, d))
			}
		}
		o.Seal = nil
		both := []*minutes.Minutes{m, minutes.Compose(local, o)}
		golden(t, "decision-log-both-"+lang+".md", markdown(t, minutes.DecisionLog(both, o)))
		golden(t, "action-list-both-"+lang+".md", markdown(t, minutes.ActionList(both, o)))
		golden(t, "measures-"+lang+".csv", rows(t, minutes.MeasureRows(both, o)))
		golden(t, "decisions-"+lang+".csv", rows(t, minutes.DecisionRows(both, o)))
	}
}

func rows(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			t.Fatalf("row %d has %d cells, the header %d", i, len(row), len(rows[0]))
		}
	}
	return b.Bytes()
}
