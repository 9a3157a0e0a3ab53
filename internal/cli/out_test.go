package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

func TestTableStandsInColumns(t *testing.T) {
	var b strings.Builder
	err := writeTable(&b, [][]string{{"Aktör", "Nr", "Text"}, {"Ödeshög", "1", "Åska"}, {"SMHI", "12", ""}}, 0)
	want := "Aktör    Nr  Text\nÖdeshög  1   Åska\nSMHI     12\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\n%q, want\n%q", err, b.String(), want)
	}
	b.Reset()
	if err := writeTable(&b, [][]string{{"I1", "Två bandvagnar för hemtjänsten i natt"}}, 26); err != nil {
		t.Fatal(err)
	}
	if want := "I1  Två bandvagnar för\n    hemtjänsten i natt\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// No word is lost and no line is longer than the screen, whatever is written.
func TestWrapKeepsEveryWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zåäö]{1,12}( [a-zåäö]{1,12}){0,20}`).Draw(t, "text")
		width := rapid.IntRange(12, 60).Draw(t, "width")
		lines := wrap(text, width)
		if strings.Join(lines, " ") != text {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, l := range lines {
			if utf8.RuneCountInString(l) > width {
				t.Fatalf("%q is longer than %d", l, width)
			}
		}
	})
}

// Nothing that is shown can move the cursor, change colours or turn the direction of writing.
func TestNothingActsOnTheScreen(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[31mröd\x1b[0m": "\ufffd[31mröd\ufffd[0m", "a\rb": "a\ufffdb", "a\u202eb": "a\ufffdb", "rad\nrad": "rad\nrad", "a\x00b": "a\ufffdb",
		"mjukt\u00adbindestreck": "mjukt\u00adbindestreck", "12\u00a0000": "12\u00a0000",
	} {
		if got := visible(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTakes(t *testing.T) {
	for usage, want := range map[string][2]string{
		"`FIL`": {"FIL", ""}, "`SPRÅK`: sv eller en": {"SPRÅK", "sv eller en"}, "skäl, `TEXT`": {"TEXT", "skäl"},
		"mål, `TEXT`; kan upprepas": {"TEXT", "mål; kan upprepas"}, "skriv till `FIL`": {"FIL", "skriv till FIL"},
		"`AKTÖR` som äger": {"AKTÖR", "AKTÖR som äger"}, "det är en övning": {"", "det är en övning"},
	} {
		value, meaning := takes(usage)
		if got := [2]string{value, meaning}; got != want {
			t.Errorf("%q: %q, want %q", usage, got, want)
		}
	}
}

func TestLabelled(t *testing.T) {
	for word, want := range map[string]string{"i7": "I7", "I7": "I7", "d12": "D12", "egen": "egen", "EGEN": "EGEN", "a": "a", "ab1": "ab1", "1": "1", "": "", "i7b": "i7b"} {
		if got := labelled(word); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{{"kind", "kin"}: 1, {"kind", "kind"}: 0, {"", "abc"}: 3, {"reason", "raeson"}: 2, {"a", "b"}: 1} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("%v: %d, want %d", pair, got, want)
		}
	}
}

// A file is written whole or not at all, and another is kept unless it was said to be overwritten.
func TestFilesAreWrittenWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ut.txt")
	if err := writeWhole(path, []byte("ett"), false); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(path, []byte("två"), false); fault.CodeOf(err) != "cli.file-exists" {
		t.Errorf("overwritten: %v", err)
	}
	broken := errors.New("broken")
	err := writeStream(path, true, func(w io.Writer) error {
		if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<16)); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("a failed writer: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "ett" {
		t.Errorf("the file is %q, %v", got, err)
	}
	if err := writeWhole(path, []byte("tre"), true); err != nil {
		t.Fatal(err)
	}
	if err := writeWhole(dir, nil, true); fault.CodeOf(err) != "cli.file-is-directory" {
		t.Errorf("a directory: %v", err)
	}
	if err := writeWhole(filepath.Join(dir, "ingen", "fil"), nil, false); fault.CodeOf(err) != "cli.no-file" {
		t.Errorf("no directory: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A plan written as YAML is read back as it was, for every plan of the exercise.
func TestPlansAreReadBack(t *testing.T) {
	for _, name := range []string{"local", "regional", "national"} {
		data, err := fixture.Snokaos.ReadFile("snokaos/conference-" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		p, err := scenario.ReadPlan(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := writePlan(&b, p); err != nil {
			t.Fatal(err)
		}
		again, err := scenario.ReadPlan(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, &b)
		}
		var c bytes.Buffer
		if err := writePlan(&c, again); err != nil {
			t.Fatal(err)
		}
		if b.String() != c.String() || len(again.Agenda) != len(p.Agenda) || !reflect.DeepEqual(again.Participants, p.Participants) ||
			!reflect.DeepEqual(again.Invitation, p.Invitation) || !reflect.DeepEqual(again.Agenda, p.Agenda) || !again.Start.Equal(p.Start) {
			t.Errorf("%s is not read back as it was", name)
		}
	}
}
