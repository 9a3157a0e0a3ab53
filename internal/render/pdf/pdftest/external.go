package pdftest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// External gives the file to other people's programs.
func External(t testing.TB, pdf []byte, in *Inspection) {
	t.Helper()
	quick(t, pdf, in)
	if in.Part == "1" && required() { // seconds for each file
		Preflight(t, pdf)
	}
}

// quick gives the file to the programs that take no time to start.
func quick(t testing.TB, pdf []byte, in *Inspection) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if have(t, "qpdf") {
		if out, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil || strings.Contains(string(out), "WARNING") {
			t.Errorf("qpdf: %v\n%s", err, out)
		}
	}
	if have(t, "pdfinfo") {
		pdfinfo(t, path, in)
	}
}

// pdfinfo sees the file as tagged, and finds every heading in its tree. With
// -struct-text it reads the whole page anew for each piece of text, some
// seconds for a document of four pages, so it does that for small ones only,
// and when nothing may be left out.
func pdfinfo(t testing.TB, path string, in *Inspection) {
	t.Helper()
	out, err := exec.Command("pdfinfo", path).CombinedOutput()
	if err != nil || !strings.Contains(words(string(out)), "Tagged: yes") || strings.Contains(string(out), "Error") {
		t.Errorf("pdfinfo: %v\n%s", err, out)
	}
	withText := in.Marks <= 120 && required()
	flag := "-struct"
	if withText {
		flag = "-struct-text"
	}
	tree, err := exec.Command("pdfinfo", flag, path).CombinedOutput()
	if err != nil || strings.Contains(string(tree), "Error") {
		t.Errorf("pdfinfo %s: %v\n%.2000s", flag, err, tree)
	}
	if n := len(headingLine.FindAll(tree, -1)); n != len(in.Headings) {
		t.Errorf("pdfinfo %s finds %d headings, want %d", flag, n, len(in.Headings))
	}
	if !withText {
		return
	}
	text := heard(strings.ReplaceAll(words(string(tree)), "\" \"", ""))
	for _, h := range in.Headings {
		if first, _, _ := strings.Cut(h[3:], " "); plainText(first) && !strings.Contains(text, first) {
			t.Errorf("pdfinfo -struct-text does not find %q", h)
		}
	}
}

var headingLine = regexp.MustCompile(`(?m)^ *H[1-6]\b`)

// preflightJars is the class path of Debian's PDFBox; "" when it is not installed.
func preflightJars() string {
	const dir = "/usr/share/java/"
	var jars []string
	for _, name := range []string{"preflight.jar", "pdfbox2.jar", "fontbox2.jar", "xmpbox.jar", "commons-logging.jar", "commons-io.jar", "jaxb-api.jar", "javax.activation.jar"} {
		if _, err := os.Stat(dir + name); err != nil {
			continue
		}
		jars = append(jars, dir+name)
	}
	if len(jars) == 0 || !strings.Contains(jars[0], "preflight") {
		return ""
	}
	return strings.Join(jars, ":")
}

func have(t testing.TB, program string) bool {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		missing(t, program)
		return false
	}
	return true
}

// missing says loudly what was not done, and fails where nothing may be left out.
func missing(t testing.TB, what string) {
	t.Helper()
	if required() {
		t.Errorf("%s is not installed, and SAMVERKAN_REQUIRE_ALL=1", what)
		return
	}
	t.Logf("NOT CHECKED: %s is not installed", what)
}

// required says that every part must be done.
func required() bool { return os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" }
