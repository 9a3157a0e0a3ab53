package font

import (
	"testing"
)

func TestStandard(t *testing.T) {
	s, err := Standard()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*Face{s.Regular, s.Strong, s.Italic} {
		for _, r := range "ÅÄÖåäöéÉ§–”’…•ŊŋĐđŦŧČčŠšŽžáÁ×½\u00a0\u2011\u202f✓☐☑→" {
			if !f.Has(r) {
				t.Errorf("%s has no %q", f.Name, r)
			}
		}
		if f.Has('漢') || f.Has('😀') {
			t.Errorf("%s says that it has what it has not", f.Name)
		}
	}
	for r := '0'; r <= '9'; r++ {
		if s.Regular.Width(r) != s.Regular.Width('0') || s.Strong.Width(r) != s.Strong.Width('0') {
			t.Errorf("figure %c is not as wide as the others", r)
		}
	}
	if got := s.Regular.TextWidth("00", 10); got != 9.94 {
		t.Errorf("two figures at 10 points are %v wide", got)
	}
	if !s.Fallback.Has('⚠') || !s.Fallback.Has('☎') {
		t.Error("the fallback lacks symbols")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(regularTTF[:4096])
	f.Add([]byte("\x00\x01\x00\x00\x00\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if face, err := Parse("k", "n", b); (face == nil) == (err == nil) {
			t.Error("neither a face nor an error, or both")
		}
	})
}
