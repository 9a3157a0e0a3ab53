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
	testDeclared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	testCited    = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	requirement  = regexp.MustCompile(`(?m)^\| v5\.0\.0-(\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|\n]+) \|$`)
)

// What the security document says is tested is tested: every test that it names is there, and every requirement has an answer.
func TestSecurityDocument(t *testing.T) {
	root := module(t).Root
	declared := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := os.ReadFile(path)
		for _, m := range testDeclared.FindAllSubmatch(src, -1) {
			declared[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	cited := 0
	for _, m := range testCited.FindAllSubmatch(doc, -1) {
		if cited++; !declared[string(m[1])] {
			t.Errorf("docs/security.md names %s, which is no test", m[1])
		}
	}
	seen := map[string]bool{}
	for _, m := range requirement.FindAllStringSubmatch(string(doc), -1) {
		id, answer := m[1], m[4]
		if seen[id] {
			t.Errorf("%s stands twice", id)
		}
		seen[id] = true
		if !strings.Contains(answer, "`Test") && !strings.Contains(answer, "`Fuzz") && !strings.HasPrefix(answer, "gäller") &&
			!strings.HasPrefix(answer, "uppfylls inte än") {
			t.Errorf("%s is answered with %q", id, answer)
		}
	}
	if rows := strings.Count(string(doc), "\n| v5.0.0-"); rows != len(seen) || len(seen) < 253 || cited < 200 {
		t.Errorf("%d rows, %d requirements, %d tests named", rows, len(seen), cited)
	}
}
