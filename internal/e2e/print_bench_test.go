package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkPrint holds our PDF against headless Chromium printing our own HTML of the same document: the wall time of a cold
// process on both sides. Ours opens the database, reads the whole journal and composes the minutes besides; Chromium is given
// the finished page. It reports the medians in milliseconds and how many times longer Chromium takes.
func BenchmarkPrint(b *testing.B) {
	chromium := chromiumPath(b)
	program := built(b)
	dir := b.TempDir()
	for _, size := range []struct {
		name  string
		notes int
	}{{"small", 60}, {"200pages", 3350}} {
		db, conference := longConference(b, program, dir, size.name, size.notes)
		page := filepath.Join(dir, size.name+".html")
		run(b, program, "--db", db, "minutes", "show", conference, "--format", "html", "--out", page)
		b.Run(size.name, func(b *testing.B) {
			var ours, theirs []time.Duration
			pdf := filepath.Join(b.TempDir(), "a.pdf")
			for b.Loop() {
				ours = append(ours, timed(func() {
					run(b, program, "--db", db, "minutes", "show", conference, "--format", "pdf", "--out", pdf, "--force")
				}))
				theirs = append(theirs, timed(func() { print(b, chromium, page, filepath.Join(b.TempDir(), "b.pdf")) }))
			}
			us, them := median(ours), median(theirs)
			b.ReportMetric(float64(us.Milliseconds()), "ms/ours")
			b.ReportMetric(float64(them.Milliseconds()), "ms/chromium")
			b.ReportMetric(float64(them)/float64(us), "x")
			if n := pages(pdf); n > 0 {
				b.ReportMetric(float64(n), "pages")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func chromiumPath(b *testing.B) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	b.Skip("no Chromium on this machine: install Debian's package chromium to measure against it")
	return ""
}

func print(b *testing.B, chromium, page, pdf string) {
	b.Helper()
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+b.TempDir(),
		"--no-pdf-header-footer", "--print-to-pdf="+pdf, "file://"+page)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	if info, err := os.Stat(pdf); err != nil || info.Size() == 0 {
		b.Fatalf("no PDF: %v", err)
	}
}

// pages counts the pages of a PDF; 0 without pdfinfo.
func pages(pdf string) int {
	out, err := exec.Command("pdfinfo", pdf).Output()
	if err != nil {
		return 0
	}
	n := 0
	for _, l := range strings.Split(string(out), "\n") {
		fmt.Sscanf(l, "Pages: %d", &n)
	}
	return n
}

// built builds the program once for the measurement.
func built(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "samverkan")
	cmd := exec.Command("go", "build", "-o", path, "samverkan/cmd/samverkan")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

func run(b *testing.B, program string, args ...string) {
	b.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		b.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// longConference makes a database with one conference of so many notes, closed.
func longConference(b *testing.B, program, dir, name string, notes int) (db, conference string) {
	b.Helper()
	db, conference = filepath.Join(dir, name+".db"), "konf-"+name
	give := func(lines ...string) {
		cmd := exec.Command(program, "--db", db, "-C", conference, "-o", "jsonl", "do", "-")
		cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	run(b, program, "--db", db, "incident", "open", "matning", "Mätning", "--owner", "lst-uppsala")
	plan := `{"id":"` + conference + `","incident":"matning","title":"Mätning","level":"regional","seriesNo":1,"host":"lst-uppsala",` +
		`"start":"2027-01-06T19:00:00+01:00","end":"2027-01-06T20:00:00+01:00",` +
		`"agenda":[{"id":"p1","number":1,"title":"Läget","kind":"information","minutes":60}],` +
		`"participants":[{"actor":"lst-uppsala","role":"attendee"},{"actor":"kommun-uppsala","role":"attendee"}]}`
	lines := []string{`{"name":"conference.plan","command":{"plan":` + plan + `}}`, `{"name":"meeting.open","command":{}}`,
		`{"name":"rollcall.skip","command":{"reason":"Mätning"}}`, `{"name":"item.start","command":{"item":"p1"}}`}
	for i := range notes {
		lines = append(lines, fmt.Sprintf(`{"name":"note.write","command":{"kind":"information","actor":"kommun-uppsala","text":"Rad %d: vägarna norr om ån är öppna, två av fyra stationer går på reservkraft och personalen räcker till i morgon kl. 12."}}`, i))
	}
	lines = append(lines, `{"name":"meeting.close","command":{}}`)
	give(lines...)
	return db, conference
}
