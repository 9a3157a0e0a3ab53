package papers_test

import (
	"strings"
	"testing"

	"samverkan/internal/papers"
	"samverkan/minutes"
)

// The seal of a PDF is found wherever it stands and however the file comes, and in nothing else.
func TestSealFinder(t *testing.T) {
	t.Parallel()
	want := minutes.CheckPlace{Seq: 12, Hash: strings.Repeat("ab", 32), Digest: strings.Repeat("c", 16)}
	at := strings.ReplaceAll(want.Address("https://samverkan.example"), "&", "&amp;")
	seal := "<dc:identifier>" + at + "</dc:identifier>"
	for name, c := range map[string]struct {
		file  string
		found bool
	}{
		"a PDF":              {"%PDF-1.7\n" + strings.Repeat("x", 100_000) + seal + "rest", true},
		"after a false one":  {"%PDF-1.7\n<dc:identifier>" + strings.Repeat("y", 5000) + seal, true},
		"no PDF":             {"text " + seal, false},
		"no seal":            {"%PDF-1.7\n" + strings.Repeat("x", 50_000), false},
		"another identifier": {"%PDF-1.7\n<dc:identifier>urn:isbn:1</dc:identifier>", false},
		"broken off":         {"%PDF-1.7\n<dc:identifier>" + at, false},
		"empty":              {"", false},
	} {
		for _, size := range []int{1, 7, 4096, 1 << 20} {
			f := &papers.SealFinder{}
			for rest := c.file; rest != ""; {
				n := min(size, len(rest))
				if wrote, err := f.Write([]byte(rest[:n])); wrote != n || err != nil {
					t.Fatalf("%s: %d %v", name, wrote, err)
				}
				rest = rest[n:]
			}
			if got, ok := f.Place(); ok != c.found || ok && got != want {
				t.Errorf("%s, %d bytes at a time: %+v %v", name, size, got, ok)
			}
		}
	}
}
