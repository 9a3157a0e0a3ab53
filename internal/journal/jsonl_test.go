package journal_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
)

var update = flag.Bool("update", false, "write the golden files anew")

func lines(t testing.TB, entries []journal.Entry) string {
	t.Helper()
	var b strings.Builder
	for _, e := range entries {
		if err := journal.WriteLine(&b, e); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func read(t testing.TB, text string) ([]journal.Entry, error) {
	t.Helper()
	var entries []journal.Entry
	for e, err := range journal.ReadLines(strings.NewReader(text)) {
		if err != nil {
			return entries, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func TestLinesAreReadAsWritten(t *testing.T) {
	entries := meeting(t, "konf-regional-1", 6)
	entries = withRecord(t, entries, gallring(5))
	entries[2], entries[4] = entries[2].Withhold(), entries[4].Expunge()
	text := lines(t, entries)
	golden(t, "testdata/journal.jsonl", text)
	back, err := read(t, text)
	if err != nil || !reflect.DeepEqual(back, entries) {
		t.Fatalf("%v\n%+v", err, back)
	}
	reports, err := journal.VerifyLines(strings.NewReader(text + lines(t, meeting(t, "konf-lokal-1", 4))))
	if err != nil || len(reports) != 2 || reports[0].Withheld != 1 || reports[0].Expunged != 1 || reports[1].Head.Seq != 4 {
		t.Fatalf("%+v, %v", reports, err)
	}
}

func TestAnyTextSurvivesALine(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		field := rapid.StringN(0, 60, journal.MaxField).Filter(func(s string) bool {
			return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
		})
		e := journal.Entry{
			RecordedAt: evening, Member: field.Draw(r, "member"), Actor: field.Draw(r, "actor"), Role: field.Draw(r, "role"),
			CommandID: field.Draw(r, "command"), Name: "n" + field.Filter(func(s string) bool { return len(s) < journal.MaxField }).Draw(r, "name"),
			Version: rapid.IntRange(1, 9).Draw(r, "version"), Salt: salt(rand.New(rand.NewPCG(1, 1))),
			Payload: []byte(rapid.String().Filter(func(s string) bool { return !strings.Contains(s, "\x00") }).Draw(r, "payload")),
		}
		e, err := journal.Seal(journal.Start("s"), e)
		if err != nil {
			r.Fatal(err)
		}
		var b bytes.Buffer
		if err := journal.WriteLine(&b, e); err != nil {
			r.Fatal(err)
		}
		for back, err := range journal.ReadLines(&b) {
			if err != nil || !reflect.DeepEqual(back, e) {
				r.Fatalf("%v\n%+v\n%+v", err, back, e)
			}
		}
	})
}

// TestEveryChangedByteOfABundleIsFound changes each byte of a journal.jsonl.
func TestEveryChangedByteOfABundleIsFound(t *testing.T) {
	text := lines(t, meeting(t, "konf-regional-1", 6))
	reports, err := journal.VerifyLines(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	head := reports[0].Head
	for i := range len(text) {
		b := []byte(text)
		b[i] ^= 1
		reports, err := journal.VerifyLines(bytes.NewReader(b))
		if err == nil && len(reports) == 1 {
			err = reports[0].Reaches(head)
		}
		if fault.KindOf(err) != fault.Invalid {
			t.Fatalf("byte %d (%q) changed: %v", i, text[max(0, i-20):i+1], err)
		}
	}
}

func TestAStreamThatBeginsTwiceIsRefused(t *testing.T) {
	a, b := lines(t, meeting(t, "a", 2)), lines(t, meeting(t, "b", 2))
	if _, err := journal.VerifyLines(strings.NewReader(a + b + a)); fault.CodeOf(err) != "journal.broken-sequence" {
		t.Fatal(err)
	}
}

func TestALineInAnyOtherFormIsRefused(t *testing.T) {
	good := lines(t, meeting(t, "s", 1))
	cases := map[string]string{
		"no newline":     strings.TrimSuffix(good, "\n"),
		"a space":        strings.Replace(good, `":`, `": `, 1),
		"CR":             strings.Replace(good, "\n", "\r\n", 1),
		"upper-case key": strings.Replace(good, `"payload"`, `"Payload"`, 1),
		"key twice":      strings.Replace(good, `"seq":1`, `"seq":2,"seq":1`, 1),
		"unknown key":    strings.Replace(good, `"seq":1`, `"seq":1,"x":0`, 1),
		"escaped å":      strings.Replace(good, "Älvnäs", `\u00c4lvn\u00e4s`, 1),
		"upper-case hex": strings.ToUpper(good[len(good)-20:]),
		"float":          strings.Replace(good, `"seq":1`, `"seq":1.0`, 1),
		"time zone":      strings.Replace(good, `Z"`, `+00:00"`, 1),
		"leap second":    strings.Replace(good, `18:45:00.123Z`, `23:59:60.000Z`, 1),
		"BOM":            "\ufeff" + good,
		"empty line":     "\n",
		"not UTF-8":      strings.Replace(good, "kunder", "kund\xffer", 1),
	}
	for name, text := range cases {
		if text == good {
			t.Fatalf("%s: nothing changed", name)
		}
		_, err := read(t, good+text)
		f, _ := fault.As(err)
		if f == nil || f.Code != "journal.bad-line" || f.Args["Line"] != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := read(t, strings.Repeat("x", 40<<20)); fault.CodeOf(err) != "journal.bad-line" {
		t.Errorf("a line without end: %v", err)
	}
	torn := errors.New("torn cable")
	for _, err := range journal.ReadLines(io.MultiReader(strings.NewReader(good[:9]), errReader{torn})) {
		if err != torn {
			t.Errorf("got %v, want the reader's own error", err)
		}
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

func FuzzReadLines(f *testing.F) {
	entries := meeting(f, "s", 3)
	f.Add(lines(f, entries))
	entries[1] = entries[1].Withhold()
	f.Add(lines(f, entries))
	f.Add("{}\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, err := read(t, text)
		if err != nil && fault.CodeOf(err) != "journal.bad-line" {
			t.Fatal(err)
		}
		back := lines(t, entries)
		if !strings.HasPrefix(text, back) || err == nil && back != text {
			t.Fatalf("read as something else:\n%q\n%q", text, back)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	entries := meeting(b, "s", 10_000)
	b.ResetTimer()
	for b.Loop() {
		if _, err := journal.Verify("s", each(entries)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10_000, "ns/entry")
}

func BenchmarkSeal(b *testing.B) {
	e := meeting(b, "s", 1)[0]
	head := journal.Start("s")
	for b.Loop() {
		if _, err := journal.Seal(head, e); err != nil {
			b.Fatal(err)
		}
	}
}
