package html

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// In a real browser, in both themes and from a desk to a small phone: axe finds
// nothing, the page's own policy lets its stylesheet in and refuses nothing, and
// nothing is wider than the window.
func TestInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	t.Parallel()
	chromium := chromium(t)
	dir := t.TempDir()
	minutesFile, exerciseFile, spoilt := filepath.Join(dir, "minutes.html"), filepath.Join(dir, "exercise.html"), filepath.Join(dir, "spoilt.html")
	page := render(t, minutes(t))
	write(t, minutesFile, page)
	write(t, exerciseFile, render(t, exercise(t)))
	good := look(t, chromium, minutesFile, exerciseFile)
	for _, f := range good.Faults {
		t.Error(f)
	}
	if good.Views != 10 || good.Rules < 200 {
		t.Errorf("%d views, %d rules passed: not everything was looked at", good.Views, good.Rules)
	}

	// The same page with faults put in: each must be found, and the policy must hold.
	s := strings.Replace(string(page), "</article>", `<img src="https://evil.example/x.png"><p style="color:#ccc">blek</p><script>alert(1)</script><h6>x</h6><div tabindex="0" class="signatures">`+
		strings.Repeat("ettlångtord", 300)+`</div></article>`, 1)
	s = strings.Replace(s, "overflow-wrap: break-word", "overflow-wrap: normal", 1) // and so the hash is wrong
	write(t, spoilt, []byte(s))
	bad := strings.Join(look(t, chromium, spoilt).Faults, "\n")
	for _, want := range []string{"image-alt", "heading-order", "violates the following Content Security Policy directive", "wider than the window", "the stylesheet was not let in"} {
		if !strings.Contains(bad, want) {
			t.Errorf("a spoilt page passes without %q: %s", want, bad)
		}
	}
	if strings.Contains(bad, "a script ran") {
		t.Error("the policy let a script run")
	}
}

type looked struct {
	Views, Rules int
	Faults       []string
}

func look(t *testing.T, chromium string, files ...string) looked {
	t.Helper()
	cmd := exec.Command("node", append([]string{"testdata/node/look.mjs", chromium}, files...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var l looked
	if err := json.Unmarshal(out, &l); err != nil {
		t.Fatalf("%v in %.500s", err, out)
	}
	return l
}

// chromium finds the browser: SAMVERKAN_CHROMIUM, or one in the path.
func chromium(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("testdata/node/node_modules/puppeteer-core"); err != nil {
		missing(t, "puppeteer-core and axe-core are not installed: run npm ci in internal/render/html/testdata/node")
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed")
	}
	for _, name := range []string{os.Getenv("SAMVERKAN_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	missing(t, "no Chromium: install it or set SAMVERKAN_CHROMIUM")
	return ""
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip("NOT RUN: " + why)
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
