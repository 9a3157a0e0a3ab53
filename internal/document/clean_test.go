package document

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Väg 58 är öppen.", "Väg 58 är öppen."},
		{"sámi", "Sámi ŋ đ ŧ č š ž", "Sámi ŋ đ ŧ č š ž"},
		{"line ends", "ett\r\ntvå\rtre\u2028fyra\u0085fem", "ett\ntvå\ntre\nfyra\nfem"},
		{"tab", "ett\ttvå", "ett två"},
		{"control", "a\x00b\x07c\x1bd\x7fe\u009bf", "abcdef"},
		{"bidi", "beslut\u202e1 daeha\u202c \u2066x\u2069\u200f", "beslut1 daeha x"},
		{"unseen", "sam\u00adverkan\u200b \ufeffnu\u2060", "samverkan nu"},
		{"not utf-8", "a\xffb\xc3", "a\uFFFDb\uFFFD"},
		{"one mark is kept", "a\u030a", "a\u030a"},
		{"piled marks", "a" + strings.Repeat("\u0301", 50) + "b\u0301", "a" + strings.Repeat("\u0301", 4) + "b\u0301"},
		{"emoji with joiner", "👩\u200d🚒", "👩\u200d🚒"},
		{"tag characters", "x\U000e0041y", "xy"},
		{"not characters", "x\uffffy\ufdd0z", "xyz"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
	if got := CleanLine("  rad ett\r\nrad två \n"); got != "rad ett rad två" {
		t.Errorf("CleanLine = %q", got)
	}
}

// Whatever comes in, what goes out is valid UTF-8, holds no control but LF, and is clean already.
func TestCleanAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		}), rapid.StringOf(rapid.RuneFrom([]rune("a\u0301\u202e\u00ad\r\n\t\x00\u2028å")))).Draw(t, "s")
		c := Clean(s)
		if !utf8.ValidString(c) {
			t.Fatalf("not UTF-8: %q", c)
		}
		for _, r := range c {
			if r != '\n' && unwanted(r) {
				t.Fatalf("%U left in %q", r, c)
			}
		}
		if again := Clean(c); again != c {
			t.Fatalf("Clean twice: %q then %q", c, again)
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("Rör inte \u202eväg 58\r\n\x00")
	f.Fuzz(func(t *testing.T, s string) {
		if c := Clean(s); Clean(c) != c || !utf8.ValidString(c) || strings.ContainsAny(c, "\r\x00\u202e") {
			t.Errorf("Clean(%q) = %q", s, c)
		}
	})
}

func BenchmarkClean(b *testing.B) {
	s := strings.Repeat("Pumpstation Norra går på reservkraft, diesel till 11:30. ", 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Clean(s)
	}
}
