package conference

import (
	"strings"
	"testing"

	"samverkan/internal/fault"
)

func codeOf(err error) string { return fault.CodeOf(err) }

func textRows() []row {
	write := func(text string) Command { return &WriteNote{Kind: NoteInformation, Content: Content{Text: text}} }
	rows := []row{
		{name: "line breaks of Windows, and space around", given: opened(), when: write(" ett\r\ntvå\rtre\t\n"),
			then: []Event{&NoteWritten{ID: "I1", Kind: NoteInformation, Content: Content{Text: "ett\ntvå\ntre"}}}},
		{name: "exactly at the limit", given: opened(), when: write(strings.Repeat("å", MaxText)),
			then: []Event{&NoteWritten{ID: "I1", Kind: NoteInformation, Content: Content{Text: strings.Repeat("å", MaxText)}}}},
		{name: "over the limit", given: opened(), when: write(strings.Repeat("å", MaxText+1)), code: "text.too-long"},
		{name: "a megabyte", given: opened(), when: write(strings.Repeat("x", 1<<20)), code: "text.too-long"},
		{name: "only space", given: opened(), when: write(" \u00a0\n"), code: "text.empty"},
		{name: "not UTF-8", given: opened(), when: write("sn\xf6"), code: "text.not-utf8"},
	}
	for _, bad := range []string{"\x00", "\x07", "\x1b[31m", "\x7f", "\u0085", "\u200e", "\u202e", "\u2066", "\u061c"} {
		rows = append(rows, row{name: "control character", given: opened(), when: write("a" + bad + "b"), code: "text.control-character"})
	}
	for _, good := range []string{"Åsa Öberg", "Åsa", "Sámi giella Čáŋŋ", "👩‍🚒 på plats", "rad ett\n\n\tindragen rad"} {
		rows = append(rows, row{name: "kept as it is", given: opened(), when: write(good),
			then: []Event{&NoteWritten{ID: "I1", Kind: NoteInformation, Content: Content{Text: good}}}})
	}
	return rows
}

func TestCheckFile(t *testing.T) {
	for name, want := range map[string]string{
		"ljud.mp3": "", "å ä ö.pdf": "", "a/b": "file.name", `a\b`: "file.name", "..": "file.name", ".": "file.name",
		"": "plan.no-title", "a\nb": "text.line-break", strings.Repeat("x", MaxTitle+1): "text.too-long",
	} {
		if got := codeOf(checkFile(name, someDigest, 1)); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	for _, digest := range []string{"", someDigest[:63], someDigest + "0", strings.ToUpper(someDigest), "z" + someDigest[1:], someDigest[:30] + "zz" + someDigest[32:]} {
		if got := codeOf(checkFile("a", digest, 1)); got != "file.digest" {
			t.Errorf("%q passes as a checksum", digest)
		}
	}
}
