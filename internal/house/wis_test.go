package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	pathCited = regexp.MustCompile("`(/[^`]*)`")
	verbCited = regexp.MustCompile("`(samverkan [a-z -]+)`")
)

// wisFeatures is how many things WIS is said to do.
const wisFeatures = 22

// What docs/wis-comparison.md says is done is there: every row names a test that is one, pages that are served and verbs that are run.
func TestComparisonWithWIS(t *testing.T) {
	root := module(t).Root
	declared, served := map[string]bool{}, strings.Builder{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		web := filepath.Base(filepath.Dir(path)) == "web"
		test := strings.HasSuffix(path, "_test.go")
		if !web && !test {
			return nil
		}
		src, err := os.ReadFile(path)
		if test {
			for _, m := range testDeclared.FindAllSubmatch(src, -1) {
				declared[string(m[1])] = true
			}
		} else {
			served.Write(src)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	read := func(path ...string) string {
		b, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	help, rows := read("internal", "cli", "testdata", "help.sv.txt"), 0
	for _, line := range strings.Split(read("docs", "wis-comparison.md"), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if !strings.HasPrefix(line, "| ") || cells[0] == "WIS" {
			continue
		}
		if rows++; len(cells) < 4 || cells[1] == "" {
			t.Errorf("a row without all it is to have: %s", line)
			continue
		}
		places, tests := cells[2], cells[3]
		if !strings.Contains(places, "`") || !testCited.MatchString(tests) {
			t.Errorf("%s: it does not say where it is seen, or which test shows it", cells[0])
		}
		for _, m := range testCited.FindAllStringSubmatch(tests, -1) {
			if !declared[m[1]] {
				t.Errorf("%s: %s is no test", cells[0], m[1])
			}
		}
		for _, m := range pathCited.FindAllStringSubmatch(places, -1) {
			if !strings.Contains(served.String(), `"`+m[1]+`"`) {
				t.Errorf("%s: %s is no page", cells[0], m[1])
			}
		}
		for _, m := range verbCited.FindAllStringSubmatch(places, -1) {
			if !strings.Contains(help, "\n# "+m[1]+"\n") {
				t.Errorf("%s: %s is no verb", cells[0], m[1])
			}
		}
	}
	if rows != wisFeatures {
		t.Errorf("%d rows, want %d", rows, wisFeatures)
	}
}
