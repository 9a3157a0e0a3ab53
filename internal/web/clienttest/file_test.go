package clienttest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// The last way out: what waits as files, one that people can read and one that a program can.
func TestSaveFiles(t *testing.T) {
	b0, _ := chromium(t, profile(t)) // what a browser saves is set for the whole of it
	s := newSite(t)
	g := s.register()
	g.set(func(g *register) { g.status = 503 })
	s.add("/desk", deskPage("m1", 'k'))
	b := s.tab(b0)
	g.openDesk(b)
	b.write("Bron är öppen")
	b.write("/å @Trafikverket plogar !2027-01-08 06:00")
	b.until(5*time.Second, `document.querySelectorAll("[data-waiting]").length === 2`)
	dir := t.TempDir()
	b.do(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(dir), chromedp.Evaluate(`document.querySelector('[data-composer="save-file"]').click()`, nil))
	files := map[string]string{}
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		found, _ := filepath.Glob(filepath.Join(dir, "*.*"))
		for _, f := range found {
			if data, err := os.ReadFile(f); err == nil && len(data) > 0 {
				files[filepath.Ext(f)] = string(data)
			}
		}
		if files[".txt"] != "" && files[".json"] != "" {
			break
		}
	}
	if text := files[".txt"]; !strings.Contains(text, "Anteckningar som väntar på att skickas: 2.") || !strings.Contains(text, "Bron är öppen") || !strings.Contains(text, "plogar") {
		t.Errorf("the text says %q", text)
	}
	var list []struct {
		Conference string
		Command    struct {
			ID, Name, OccurredAt string
			Command              map[string]any
		}
	}
	if err := json.Unmarshal([]byte(files[".json"]), &list); err != nil || len(list) != 2 {
		t.Fatalf("%v in %q", err, files[".json"])
	}
	if c := list[1]; c.Conference != "k1" || c.Command.Name != "measure.agree" || c.Command.Command["owner"] != "trafikverket" || c.Command.ID == "" {
		t.Errorf("the second is %+v", c)
	}
}
