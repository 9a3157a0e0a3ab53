package webtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "directory for pictures of the pages")

var only = flag.String("look", "", "look only at the pages whose names this pattern finds")

// Looked tells whether a page is to be looked at: all are, unless somebody named some.
func Looked(name string) bool {
	return *only == "" || regexp.MustCompile(*only).MatchString(name)
}

// Shots is where pictures are wanted; "" when they are not.
func Shots() string { return *shots }

// axe is the checker of how well a page is to be heard, steered and seen. It lies with the pages' assets.
var axe = sync.OnceValues(func() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			b, err := os.ReadFile(filepath.Join(dir, "internal/web/assets/vendor/axe-core/axe.min.js"))
			return string(b), err
		}
		if up := filepath.Dir(dir); up != dir {
			dir = up
			continue
		}
		return "", fmt.Errorf("no go.mod above")
	}
})

// Axe gives what axe finds wrong with the page as it stands, by the rules of WCAG 2.0 to 2.2 at A and AA and its own good advice;
// and whether it is wider than the window.
func (x *Tab) Axe() (found []string) {
	x.T.Helper()
	return x.axe(`["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`, 10)
}

// AxeColours gives what axe finds wrong with the page's colours alone, by the same rules, and whether it is wider than the window: for a
// page that has been looked at with [Tab.Axe] in another light at the same width.
func (x *Tab) AxeColours() (found []string) {
	x.T.Helper()
	return x.axe(`{type: "rule", values: ["color-contrast", "link-in-text-block"]}`, 1)
}

// axe runs some of axe's rules, at least so many of which must find something to look at.
func (x *Tab) axe(rules string, least int) (found []string) {
	x.T.Helper()
	script, err := axe()
	if err != nil {
		x.T.Fatal(err)
	}
	var result struct {
		Passes     int
		Violations []struct{ ID, Where string }
		Wider      int
		Widest     string
	}
	x.Eval(script+`; true`, nil)
	// Motion under way makes colours that are not the page's.
	x.Eval(`(async () => {
		await Promise.allSettled(document.getAnimations().filter((a) => a.effect && a.effect.getComputedTiming().endTime < Infinity).map((a) => a.finished));
		const r = await axe.run(document, {resultTypes: ["violations"], runOnly: `+rules+`, preload: {assets: ["media"], timeout: 10000}}); // no rule of these reads the style sheets
		const edge = document.documentElement.clientWidth;
		const widest = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > edge + 1 && !e.closest(".scroll-x, dialog, svg, [hidden]"))[0];
		return {passes: r.passes.length, wider: document.documentElement.scrollWidth - edge, widest: widest ? widest.outerHTML.slice(0, 120) : "",
			violations: r.violations.flatMap((v) => v.nodes.map((n) => ({id: v.id, where: n.html.slice(0, 160) + " " + n.failureSummary})))};
	})()`, &result)
	for _, v := range result.Violations {
		found = append(found, v.ID+": "+strings.Join(strings.Fields(v.Where), " "))
	}
	if result.Wider > 0 {
		found = append(found, fmt.Sprintf("%d px wider than the window: %s", result.Wider, result.Widest))
	}
	if result.Passes < least {
		found = append(found, fmt.Sprintf("only %d rules passed: the page was not looked at", result.Passes))
	}
	return found
}

// Wider is what makes the page wider than the window, so that it scrolls sideways; "" when nothing does. It is held against the width that
// the page is laid out in: the window of a telephone shrinks a page that is too wide until it fits, and its own width grows with that.
func (x *Tab) Wider() (found string) {
	x.T.Helper()
	x.Eval(`(() => {
		const edge = document.documentElement.clientWidth, wider = document.documentElement.scrollWidth - edge;
		if (wider <= 0) return "";
		const widest = [...document.body.querySelectorAll("*")].find((e) => e.getBoundingClientRect().right > edge + 1 && !e.closest(".scroll-x, dialog, svg, [hidden]"));
		return wider + " px wider than the window: " + (widest ? widest.outerHTML.slice(0, 120) : "");
	})()`, &found)
	return found
}

// Shot keeps what the page looks like, from its beginning to its end, when pictures are wanted.
func (x *Tab) Shot(name string) {
	x.T.Helper()
	if *shots == "" {
		return
	}
	var png []byte
	x.Do(chromedp.FullScreenshot(&png, 100))
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		x.T.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		x.T.Fatal(err)
	}
}
