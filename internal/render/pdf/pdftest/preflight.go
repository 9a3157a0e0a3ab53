package pdftest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"samverkan/internal/document"
)

// Preflight asks PDFBox whether the file is valid PDF/A-1b. It knows nothing of
// tags, but has its own rules for fonts, colour, metadata and the form of the file.
func Preflight(t testing.TB, pdf []byte) {
	t.Helper()
	a := NewArchives(t)
	a.put(t, "archive", pdf)
	a.Preflight(t)
}

// Archives gathers PDF/A-1 files, so that PDFBox is asked about all of them at
// once: it takes longer to start than to read a file.
type Archives struct {
	dir  string
	mu   sync.Mutex
	list []string // paths
	name map[string]string
}

// NewArchives gives an empty gathering, for the time of a test.
func NewArchives(t testing.TB) *Archives {
	t.Helper()
	return &Archives{dir: t.TempDir(), name: map[string]string{}}
}

// Check is [Check], but leaves what PDFBox says of the file to [Archives.Preflight].
func (a *Archives) Check(t testing.TB, name string, pdf []byte, d *document.Document) *Inspection {
	t.Helper()
	in := inspect(t, pdf, d)
	quick(t, pdf, in)
	if in.Part == "1" {
		a.put(t, name, pdf)
	}
	return in
}

func (a *Archives) put(t testing.TB, name string, pdf []byte) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	path := filepath.Join(a.dir, fmt.Sprintf("archive-%d.pdf", len(a.list)))
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	a.list, a.name[path] = append(a.list, path), name
}

// Preflight asks PDFBox about the files that were gathered.
func (a *Archives) Preflight(t testing.TB) {
	t.Helper()
	if len(a.list) == 0 {
		return
	}
	jars := preflightJars()
	if jars == "" || !have(t, "java") {
		missing(t, "PDFBox preflight (Debian: libpdfbox2-java, default-jre-headless)")
		return
	}
	list := filepath.Join(a.dir, "list")
	if err := os.WriteFile(list, []byte(strings.Join(a.list, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	// The flags are those of a program that is over before it could become faster.
	out, err := exec.Command("java", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", jars,
		"org.apache.pdfbox.preflight.Validator_A1b", "group", list).CombinedOutput()
	for _, path := range a.list {
		if !strings.Contains(string(out), "The file "+filepath.Base(path)+" is a valid PDF/A-1b file") {
			t.Errorf("preflight of %s: %v\n%s", a.name[path], err, about(string(out), filepath.Base(path)))
		}
	}
}

// about is what PDFBox says from where it names a file.
func about(out, file string) string {
	if i := strings.Index(out, file); i >= 0 {
		out = out[i:]
	}
	return out[:min(len(out), 2000)]
}
