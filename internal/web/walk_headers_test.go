package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samverkan/internal/web/webtest"
)

// headers are what every answer must carry.
var headers = map[string]string{
	"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
}

// Every place makes the browser careful; what is a reader's own is kept by nobody, and what is everybody's is named by its content.
func TestHeaders(t *testing.T) {
	t.Parallel()
	all, paths := routes(t), reached(t)
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	nonce := regexp.MustCompile(`'nonce-([^']+)'`)
	nonces := map[string]bool{}
	pages := 0
	for _, r := range all {
		path, ok := sample(all, r.Path, paths)
		if r.Method != http.MethodGet || !ok {
			continue
		}
		a := c.Send(http.MethodGet, path, "", nil)
		for name, want := range headers {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		csp := a.Header.Get("Content-Security-Policy")
		file := strings.Contains(csp, "; sandbox") // what somebody recorded or brought: nothing in it may do anything
		for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
			if file && want != "default-src 'none'" {
				continue
			}
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy has no %s: %s", path, want, csp)
			}
		}
		if strings.Contains(csp, "unsafe-") || strings.Contains(csp, "*") || strings.Contains(csp, "http:") {
			t.Errorf("%s: the policy lets too much in: %s", path, csp)
		}
		kept, kind := a.Header.Get("Cache-Control"), a.Header.Get("Content-Type")
		switch {
		case strings.HasPrefix(r.Path, "/assets/"):
			if !strings.Contains(kept, "immutable") || len(a.Header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s: kept %q", path, kept)
			}
		case r.Operation == "service.describe" && !strings.HasPrefix(kind, "text/html"):
			if kept != "no-cache" {
				t.Errorf("%s: kept %q, and it may change", path, kept)
			}
		case file: // a part of it is asked for at a time
			if !strings.Contains(kept, "private") {
				t.Errorf("%s: kept %q", path, kept)
			}
		case !strings.Contains(kept, "no-store"):
			t.Errorf("%s: kept %q, and it is the reader's own", path, kept)
		}
		if strings.HasPrefix(kind, "text/html") && strings.HasPrefix(a.Body, "<!") {
			pages++
			m := nonce.FindStringSubmatch(csp)
			if m == nil || nonces[m[1]] || len(m[1]) < 22 {
				t.Errorf("%s: no nonce of its own: %s", path, csp)
				continue
			}
			nonces[m[1]] = true
			if strings.Count(a.Body, `nonce="`+m[1]+`"`) != strings.Count(a.Body, "<script") {
				t.Errorf("%s: a script without the nonce", path)
			}
		}
	}
	if pages < 3 {
		t.Errorf("%d pages were looked at", pages)
	}
}

// elsewhere are ways to say another site that browsers understand.
var elsewhere = []string{
	"https://ond.example/", "//ond.example/", "///ond.example/", `/\ond.example/`, `\\ond.example/`, "/%09/ond.example/", "/\t/ond.example", "http:ond.example",
	"https:/ond.example", "javascript:alert(1)", "data:text/html,x", "/\u00a0/ond.example\n", "https://localhost@ond.example/", "/..//ond.example", "//ond.example%2f..", "/.//ond.example",
	"\x01https://ond.example/", " https://ond.example/", "mailto:x@ond.example",
}

// No field leads a reader to another site.
func TestNoOpenRedirect(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	local := func(what, to string) {
		t.Helper()
		base, err := url.Parse(s.URL + "/x")
		if err != nil {
			t.Fatal(err)
		}
		// As a browser reads it: the slashes either way, and what is not seen left out.
		browser := strings.NewReplacer(`\`, "/", "\t", "", "\n", "", "\r", "").Replace(strings.TrimLeft(to, " \x01"))
		u, err := url.Parse(browser)
		if err != nil {
			t.Errorf("%s: %q cannot be read", what, to)
			return
		}
		if r := base.ResolveReference(u); r.Host != base.Host || r.Scheme != "http" || strings.HasPrefix(r.Path, "//") {
			t.Errorf("%s leads to %q", what, to)
		}
	}
	for _, evil := range elsewhere {
		form := url.Values{"_back": {evil}, "lang": {"sv"}, "_form": {"x"}}
		a := c.Send(http.MethodPost, "/language", form.Encode(), nil)
		if a.Status != http.StatusSeeOther {
			t.Errorf("%q: %d", evil, a.Status)
		}
		local("_back="+evil, a.Header.Get("Location"))
		// A command that is carried out, and one that is refused.
		for _, name := range []string{"floor.yield", "decision.settle"} {
			for _, enhanced := range []string{"", "1"} {
				head := map[string]string{}
				if enhanced != "" {
					head["Samverkan-Enhanced"] = enhanced
				}
				a := c.Send(http.MethodPost, "/conferences/"+webtest.Conference+"/do/"+name, form.Encode(), head)
				local(name+" _back="+evil, a.Header.Get("Location"))
				if strings.Contains(a.Body, "data-go") {
					_, rest, _ := strings.Cut(a.Body, `data-go="`)
					to, _, _ := strings.Cut(rest, `"`)
					local(name+" data-go="+evil, strings.ReplaceAll(to, "&#43;", "+"))
				}
				if a.Status >= 500 {
					t.Errorf("%s _back=%q: %d", name, evil, a.Status)
				}
			}
		}
		c := s.As(webtest.Nobody)
		a = c.Send(http.MethodPost, "/sign-in?next="+url.QueryEscape(evil), url.Values{"login": {webtest.Leader.Login()}, "password": {webtest.Password}, "next": {evil}}.Encode(), nil)
		local("next="+evil, a.Header.Get("Location"))
		if page := s.As(webtest.Leader).Get("/?done=" + url.QueryEscape(evil)); strings.Contains(page.Body, "ond.example") && strings.Contains(page.Text(), "ond.example") {
			t.Errorf("done=%q is shown", evil)
		}
	}
}

// What another site makes a browser send is not done.
func TestOtherSites(t *testing.T) {
	s := webtest.Start(t, webtest.Live)
	c := s.As(webtest.Leader)
	for _, from := range []map[string]string{{"Origin": "https://ond.example", "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "cross-site"},
		{"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ond.example", "Sec-Fetch-Site": ""}, {"Sec-Fetch-Site": "same-site"}} {
		a := c.Send(http.MethodPost, "/conferences/"+webtest.Conference+"/do/floor.yield", "", from)
		if a.Status != http.StatusForbidden {
			t.Errorf("%v: %d", from, a.Status)
		}
	}
	if a := c.Send(http.MethodPost, "/conferences/"+webtest.Conference+"/do/floor.yield", `{"note":"x"}`, map[string]string{"Content-Type": "text/plain"}); a.Status < 400 {
		t.Errorf("a form of another kind: %d", a.Status)
	}
}
