package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

var shots = flag.String("shots", "", "directory for pictures of the pages")

// axeFile is installed by npm ci where it stands.
const axeFile = "../render/html/testdata/node/node_modules/axe-core/axe.min.js"

// guestLink calls a conference and gives a link for a guest of an actor that is invited to it.
func (s *service) guestLink() string {
	s.t.Helper()
	read := func(name string) *bytes.Reader {
		b, err := fixture.Snokaos.ReadFile("snokaos/" + name)
		if err != nil {
			s.t.Fatal(err)
		}
		return bytes.NewReader(b)
	}
	fatal := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	actors, err := directory.ReadActors(read("actors.csv"))
	fatal(err)
	x, err := scenario.ReadIncident(read("event.yaml"))
	fatal(err)
	p, err := scenario.ReadPlan(read("conference-regional.yaml"))
	fatal(err)
	p.Callout.SentAt = time.Time{}
	p.Start = s.now().Add(6 * time.Hour)
	p.End = p.Start.Add(time.Hour)
	for _, c := range []clerk.AdminCommand{clerk.ImportActors{Actors: actors}, clerk.SaveIncident{Incident: x}} {
		_, err := s.Clerk().Administer(s.t.Context(), clerk.OwnerIdentity(), "", c)
		fatal(err)
	}
	host := clerk.Identity{Member: "x", Actor: p.Host, SystemRole: directory.Writer}
	for _, c := range []conference.Command{&conference.PlanConference{Plan: p}, &conference.IssueInvitation{Channels: p.Callout.Channels}} {
		_, err := s.Clerk().Do(s.t.Context(), host, p.ID, clerk.Wish{Command: c})
		fatal(err)
	}
	_, link, err := s.SignIn().InviteGuest(s.t.Context(), clerk.OwnerIdentity(), p.ID, "kommun-ekeryd", "Vakthavande", p.Start.Add(time.Hour))
	fatal(err)
	return strings.TrimPrefix(link, s.base)
}

// enter gives the tab a session of a member.
func (b *tab) enter(c *http.Cookie, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	b.do(network.SetCookie(c.Name, c.Value).WithURL(b.base).WithHTTPOnly(true))
}

// Every page in the light and in the dark, on a desk and on a telephone: axe finds nothing, the browser refuses nothing, and
// nothing is wider than the window.
func TestPagesInBrowser(t *testing.T) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		missing(t, "axe-core is not installed: run npm ci in internal/render/html/testdata/node")
	}
	browser := chromium(t)
	p := newIDP(t)
	empty := start(t, "")
	first, err := empty.FirstRun(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, p.settings)
	member, anna := s.person("anna.alm@lst.example", actor)
	p.asserts("anna-1")
	anna.confirms(anna.connects(p, "lst"), 303)
	who, err := s.Clerk().Identify(t.Context(), member)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Jobbtelefonen", "Säkerhetsnyckeln på nyckelknippan"} {
		if err := s.Clerk().AddPasskey(t.Context(), who, name, name, json.RawMessage(`{}`)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.SignIn().MakeToken(t.Context(), who, "Tavlan i stabsrummet", clerk.ScopeRead, s.now().Add(720*time.Hour)); err != nil {
		t.Fatal(err)
	}
	signedOut := newTab(t, browser, s.base)
	fresh := newTab(t, browser, empty.base)
	guest := s.guestLink()
	looks := []look{
		{fresh, "first-run", strings.TrimPrefix(first, empty.base), "#actor", nil},
		{signedOut, "sign-in", "/sign-in", `form[action="/sign-in/with/lst"]`, nil},
		{signedOut, "guest", guest, "#name", nil},
		{signedOut, "error", "/link/finns-inte", "[role=alert]", nil},
		{signedOut, "wrong", "/sign-in", ".errors", chromedp.Tasks{chromedp.SendKeys("#login", "anna@lst.example"), chromedp.SendKeys("#password", "fel"),
			chromedp.Submit("#password")}},
	}
	views := see(looks, string(axe))
	in := newTab(t, browser, s.base)
	in.enter(s.SignIn().SessionFor(t.Context(), member, "password"))
	views += see([]look{{in, "account", "/account", "#days", nil}, {in, "device", "/device", "#code", nil},
		{in, "passkeys", "/account/passkeys", create + " button", nil}, {in, "identities", "/account/identities", ".rows form", nil},
		{in, "second", "/account/second", "#current", nil}}, string(axe))
	if views != 40 {
		t.Errorf("%d views: not everything was looked at", views)
	}
	for _, b := range []*tab{signedOut, fresh, in} {
		if wrong := b.complaints(); len(wrong) > 0 {
			t.Errorf("the browser refused: %s", strings.Join(wrong, "\n"))
		}
	}
	// The same with faults put in: they must be found.
	in.visit("/device")
	in.do(chromedp.Evaluate(`document.querySelector("label").remove(); document.querySelector("main").style.minWidth = "3000px"`, nil))
	if found := strings.Join(in.faults(string(axe)), "\n"); !strings.Contains(found, "label") || !strings.Contains(found, "wider than the window") {
		t.Errorf("a spoilt page passes: %s", found)
	}
}

// look is a page to look at, what is on no other, and what is done there first.
type look struct {
	*tab
	name, path, has string
	first           chromedp.Action
}

// see looks at pages every way, and tells how many views that were.
func see(looks []look, axe string) (views int) {
	for _, l := range looks {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1440, 390} {
				l.do(emulation.SetDeviceMetricsOverride(width, 844, 1, width < 500),
					emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
				l.visit(l.path)
				if l.first != nil {
					l.do(l.first)
				}
				l.do(chromedp.WaitVisible(l.has, chromedp.ByQuery))
				name := fmt.Sprintf("%s-%d-%s", l.name, width, scheme)
				for _, f := range l.faults(axe) {
					l.Errorf("%s: %s", name, f)
				}
				l.picture(name)
				views++
			}
		}
	}
	return views
}

// faults gives what is wrong with the page that is open.
func (b *tab) faults(axe string) (found []string) {
	b.Helper()
	var result struct {
		Passes     int
		Violations []struct{ ID, Where string }
		Wider      int
	}
	wait := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	b.do(chromedp.Evaluate(axe+`; true`, nil), chromedp.Evaluate(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
		"best-practice"]}).then((r) => ({passes: r.passes.length, wider: document.documentElement.scrollWidth - innerWidth,
		violations: r.violations.flatMap((v) => v.nodes.map((n) => ({id: v.id, where: n.html.slice(0, 160) + " " + n.failureSummary})))}))`, &result, wait))
	for _, v := range result.Violations {
		found = append(found, v.ID+": "+v.Where)
	}
	if result.Wider > 0 {
		found = append(found, fmt.Sprintf("%d px wider than the window", result.Wider))
	}
	if result.Passes < 15 {
		found = append(found, fmt.Sprintf("only %d rules passed", result.Passes))
	}
	return found
}

// picture keeps what the page looks like, when somebody has asked.
func (b *tab) picture(name string) {
	b.Helper()
	if *shots == "" {
		return
	}
	var png []byte
	b.do(chromedp.FullScreenshot(&png, 100), chromedp.ActionFunc(func(context.Context) error {
		return os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644)
	}))
}
