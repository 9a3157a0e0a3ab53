package house

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const moduleRoot = "../.."

func module(t *testing.T) *Tree {
	t.Helper()
	tree, err := Read(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestEdges(t *testing.T)  { report(t, Edges(module(t), Table)) }
func TestPurity(t *testing.T) { report(t, Purity(module(t))) }
func TestWords(t *testing.T)  { report(t, Words(module(t))) }

func TestRoot(t *testing.T) {
	faults, err := Root(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	report(t, faults)
}

func report(t *testing.T, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

// The module is big enough that a reader which found nothing would be seen.
func TestReadFindsTheModule(t *testing.T) {
	tree := module(t)
	if tree.Module != "samverkan" {
		t.Fatalf("the module is called %q", tree.Module)
	}
	for _, dir := range []string{"internal/fault", "internal/i18n", "internal/house"} {
		if !slices.ContainsFunc(tree.Packages, func(p *Package) bool { return p.Dir == dir && len(p.Files) > 0 }) {
			t.Errorf("%s was not read", dir)
		}
	}
}

// The table has each package once, and says nothing about rooms that are not below internal or prescribed.
func TestTableIsOneRowEach(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Table {
		if seen[r.Package] {
			t.Errorf("%s stands twice", r.Package)
		}
		seen[r.Package] = true
	}
	for _, r := range Table {
		for _, may := range r.May {
			if !slices.ContainsFunc(Table, func(o Row) bool { return under(o.Package, may) }) {
				t.Errorf("%s may import %s, which is not in the table", r.Package, may)
			}
		}
	}
}

// The layers only look down: following the edges of the table never leads back. The command line may
// import everything, which is why it is left out; what is for tests only is imported by nothing that is walked.
func TestTableHasNoCircle(t *testing.T) {
	var walk func(dir string, path []string)
	walk = func(dir string, path []string) {
		if slices.Contains(path, dir) {
			t.Fatalf("a circle: %s", strings.Join(append(path, dir), " → "))
		}
		for _, r := range Table {
			if r.Package != dir || dir == "internal/cli" || slices.Contains(testsOnly, dir) {
				continue
			}
			for _, may := range r.May {
				for _, o := range Table {
					if under(o.Package, may) {
						walk(o.Package, append(path, dir))
					}
				}
			}
		}
	}
	for _, r := range Table {
		walk(r.Package, nil)
	}
}

// write makes a module of the given files and reads it.
func write(t *testing.T, files map[string]string) *Tree {
	t.Helper()
	root := t.TempDir()
	files["go.mod"] = "module samverkan\n\ngo 1.26\n"
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func imports(pkg string, paths ...string) string {
	text := "package " + pkg + "\n"
	for _, p := range paths {
		text += "import _ \"" + p + "\"\n"
	}
	return text
}

// Each case is one file in an otherwise empty module; want is a part of the only complaint, "" for none.
func TestEdgesBite(t *testing.T) {
	for _, c := range []struct{ file, pkg, path, want string }{
		{"agenda/x.go", "agenda", "samverkan/internal/fault", ""},
		{"agenda/x.go", "agenda", "samverkan/templates", ""},
		{"agenda/x.go", "agenda", "samverkan/conference", "not in the table"},
		{"conference/x.go", "conference", "samverkan/agenda", ""},
		{"conference/x.go", "conference", "samverkan/minutes", "not in the table"},
		{"conference/x.go", "conference", "samverkan/internal/store", "not in the table"},
		{"conference/x.go", "conference", "gopkg.in/yaml.v3", "not named in its row"},
		{"minutes/x.go", "minutes", "samverkan/conference", ""},
		{"minutes/x.go", "minutes", "samverkan/internal/directory", "not in the table"},
		{"internal/area/x.go", "area", "samverkan/internal/directory", "not in the table"},
		{"internal/journal/x.go", "journal", "samverkan/internal/id", "not in the table"},
		{"internal/journal/x.go", "journal", "crypto/sha256", ""},
		{"internal/i18n/x.go", "i18n", "golang.org/x/text/collate", ""},
		{"internal/i18n/x.go", "i18n", "golang.org/x/textual", "not named in its row"},
		{"internal/render/pdf/x.go", "pdf", "github.com/jung-kurt/gofpdf", ""},
		{"internal/render/pdf/font/x.go", "font", "samverkan/internal/render/pdf", ""},
		{"internal/render/pdf/x.go", "pdf", "samverkan/internal/render/html", "not in the table"},
		{"internal/render/html/x.go", "html", "github.com/jung-kurt/gofpdf", "only internal/render/pdf may"},
		{"internal/cli/x.go", "cli", "github.com/emersion/go-ical", "only internal/render/ical may"},
		{"internal/store/x.go", "store", "database/sql", ""},
		{"internal/clerk/x.go", "clerk", "database/sql", "only internal/store may"},
		{"internal/clerk/x.go", "clerk", "database/sql/driver", "only internal/store may"},
		{"internal/web/x.go", "web", "samverkan/internal/clerk", ""},
		{"internal/web/x.go", "web", "samverkan/internal/store", "not in the table"},
		{"internal/web/x.go", "web", "samverkan/internal/api", "not in the table"},
		{"internal/render/ical/x.go", "ical", "samverkan/internal/clerk", "not in the table"},
		{"internal/cli/x.go", "cli", "samverkan/internal/store", ""},
		{"internal/cli/x.go", "cli", "samverkan/internal/house", "for tests only"},
		{"internal/render/pdf/x.go", "pdf", "samverkan/internal/render/pdf/pdftest", "for tests only"},
		{"internal/render/pdf/pdftest/x.go", "pdftest", "samverkan/internal/render/pdf", ""},
		{"internal/render/pdf/pdftest/x.go", "pdftest", "samverkan/internal/render/pdf/pdftest/deep", ""},
		{"cmd/samverkan/x.go", "main", "samverkan/internal/cli", ""},
		{"cmd/samverkan/x.go", "main", "samverkan/internal/store", "not in the table"},
		{"internal/util/x.go", "util", "fmt", "no row"},
		{"tools/x.go", "tools", "fmt", "no row"},
		{"x.go", "samverkan", "fmt", "no row"},
		{"agenda/x_test.go", "agenda", "samverkan/internal/store", ""},
		{"agenda/testdata/x.go", "agenda", "samverkan/internal/store", ""},
	} {
		faults := Edges(write(t, map[string]string{c.file: imports(c.pkg, c.path)}), Table)
		expectOne(t, c.file+" imports "+c.path, faults, c.want)
	}
}

func TestPurityBites(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"agenda/x.go", imports("agenda", "os"), "imports os"},
		{"agenda/x.go", imports("agenda", "log/slog"), "imports log/slog"},
		{"conference/x.go", imports("conference", "net/http"), "imports net/http"},
		{"conference/deep/x.go", imports("deep", "database/sql"), "imports database/sql"},
		{"minutes/x.go", imports("minutes", "math/rand/v2"), "imports math/rand/v2"},
		{"minutes/x.go", imports("minutes", "crypto/rand"), "imports crypto/rand"},
		{"minutes/x.go", imports("minutes", "net/url", "crypto/sha256", "time"), ""},
		{"internal/id/x.go", imports("id", "crypto/rand"), ""},
		{"agenda/x.go", "package agenda\nimport \"time\"\nvar t = time.Now()\n", "time.Now"},
		{"agenda/x.go", "package agenda\nimport clock \"time\"\nvar now = clock.Now\n", "time.Now"},
		{"agenda/x.go", "package agenda\nimport \"time\"\nvar l = time.Local\n", "time.Local"},
		{"agenda/x.go", "package agenda\nimport . \"time\"\nvar t = Now()\n", "full stop"},
		{"agenda/x.go", "package agenda\nimport \"time\"\nvar t = time.Unix(0, 0).After(time.Unix(1, 0))\n", ""},
		{"internal/cli/x.go", "package cli\nimport \"time\"\nvar t = time.Now()\n", ""},
	} {
		expectOne(t, c.text, Purity(write(t, map[string]string{c.file: c.text})), c.want)
	}
}

func TestWordsBite(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"// Package a is.\npackage a\n", ""},
		{"package a\n", "no doc.go"},
		{"// Package a is.\npackage a\nfunc F() {}\n", "exported F"},
		{"// Package a is.\npackage a\nfunc f() {}\n", ""},
		{"// Package a is.\npackage a\n// T is.\ntype T struct{}\nfunc (t *T) M() {}\n", "exported M"},
		{"// Package a is.\npackage a\n// T is.\ntype T[K any] struct{}\nfunc (t T[K]) M() {}\n", "exported M"},
		{"// Package a is.\npackage a\ntype t struct{}\nfunc (t) M() {}\n", ""},
		{"// Package a is.\npackage a\ntype T int\n", "exported T"},
		{"// Package a is.\npackage a\n// Types.\ntype (\n\tT int\n)\n", "exported T"},
		{"// Package a is.\npackage a\n// Kinds.\nconst (\n\tA = 1\n\tB = 2\n)\n", ""},
		{"// Package a is.\npackage a\nconst (\n\tA = 1 // one\n\tB = 2\n)\n", "exported B"},
		{"// Package a is.\npackage a\nvar V int\n", "exported V"},
		{"// Package a is.\npackage a\n// T is.\ntype T int\nfunc (T) String() string { return \"\" }\n", ""},
		{"// Package a is.\npackage a\n// I is.\ntype I interface{ Name() string }\n// T is.\ntype T int\nfunc (T) Name() string { return \"\" }\n", ""},
		{"// Package a is.\npackage a\n// I is.\ntype I interface{ Name() string }\nfunc Name() {}\n", "exported Name"},
	} {
		expectOne(t, c.text, Words(write(t, map[string]string{"agenda/doc.go": c.text})), c.want)
	}
	elsewhere := write(t, map[string]string{"agenda/agenda.go": "// Package agenda is.\npackage agenda\n"})
	expectOne(t, "a story in agenda.go", Words(elsewhere), "no doc.go")
}

func TestRootBites(t *testing.T) {
	tree := write(t, map[string]string{
		".gitignore": "/samverkan\n/demo/\n*.test\n", "samverkan": "a binary", "demo/x.pdf": "", "README.md": "", "Makefile": "",
	})
	faults, err := Root(tree.Root)
	if err != nil {
		t.Fatal(err)
	}
	expectOne(t, "a Makefile at the root", faults, "Makefile")
}

func TestReadRefusesWhatIsNoModule(t *testing.T) {
	if _, err := Read(t.TempDir()); err == nil {
		t.Error("a directory without go.mod was read")
	}
	root := write(t, map[string]string{}).Root
	if err := os.WriteFile(filepath.Join(root, "x.go"), []byte("package"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(root); err == nil {
		t.Error("a file that does not parse was read")
	}
}

func expectOne(t *testing.T, what string, faults []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(faults) > 0:
		t.Errorf("%s: refused: %v", what, faults)
	case want != "" && (len(faults) != 1 || !strings.Contains(faults[0], want)):
		t.Errorf("%s: got %v, want one with %q", what, faults, want)
	}
}

// The README promises two commands, and .ci/run runs them.
func TestReadmeCommandsAreRun(t *testing.T) {
	for _, name := range []string{"README.md", ".ci/run"} {
		data, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{"go run ./cmd/samverkan demo", "go test ./..."} {
			if !strings.Contains(string(data), command) {
				t.Errorf("%s does not have %q", name, command)
			}
		}
	}
}
