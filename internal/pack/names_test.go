package pack_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"samverkan/internal/pack"
)

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"Lägesbild kl. 14.pdf": "Lägesbild kl. 14.pdf", "a\u0308.txt": "ä.txt", "../../etc/passwd": "-..-etc-passwd", `C:\x`: "C--x", "CON.txt": "_CON.txt",
		"": "_", "...": "_", "slut. ": "slut", "rad\nbrytning\u202egpj.exe": "radbrytninggpj.exe", strings.Repeat("å", 200) + ".pdf": strings.Repeat("å", 98) + ".pdf",
	} {
		if got := pack.SafeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"", "con", "a/b", "\u0308a", "x.\u200d.", strings.Repeat("ä", 300) + ".tar.gz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := pack.SafeName(s)
		if got == "" || len(got) > 210 || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\:*?\"<>|\x00\r\n") || strings.HasPrefix(got, ".") ||
			strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") || !norm.NFC.IsNormalString(got) {
			t.Errorf("%q became %q", s, got)
		}
		if again := pack.SafeName(got); again != got {
			t.Errorf("%q became %q and then %q", s, got, again)
		}
	})
}

// However names are given, each is found once, the first of a name keeps it, and what a file is called does not hang on those after it.
func TestUniqueNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"a.txt", "A.txt", "ä", "a\u0308", "b", "mapp", "x.tar.gz"}), 0, 12).Draw(t, "names")
		ids := make([]string, len(names))
		for i := range ids {
			ids[i] = string(rune('a' + i))
		}
		got := pack.UniqueNames(names, ids, []string{"Mapp"})
		seen := map[string]bool{"mapp": true}
		for i, n := range got {
			low := strings.ToLower(norm.NFC.String(n))
			if seen[low] {
				t.Fatalf("%q twice in %q", n, got)
			}
			seen[low] = true
			if some := pack.UniqueNames(names[:i+1], ids, []string{"Mapp"}); some[i] != n {
				t.Fatalf("%q and %q", n, some[i])
			}
		}
	})
}
