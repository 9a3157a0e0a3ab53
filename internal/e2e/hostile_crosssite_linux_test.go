package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// What another site can make a browser send changes nothing, on any route, whoever is signed in: neither with a form nor as something
// that looks like a program's request.
func TestOtherSitesCannotAct(t *testing.T) {
	b := besiege(t)
	leader := b.comesIn(t, "leader")
	leader.begin() // from its own site
	_, link := b.guestOf(t, "kommun-ekeryd", time.Now().Add(time.Hour))
	foreign := map[string][]string{
		"another site":               {"Sec-Fetch-Site", "cross-site", "Origin", "https://ond.example"},
		"a neighbour":                {"Sec-Fetch-Site", "same-site", "Origin", "https://granne.example"},
		"an old browser":             {"Origin", "https://ond.example"},
		"a hidden origin":            {"Origin", "null", "Sec-Fetch-Site", "cross-site"},
		"an old browser, hidden":     {"Origin", "null"},
		"the same name, other port":  {"Origin", "http://127.0.0.1:1"},
		"no word of where from":      {"Origin", ""},
		"as text":                    {"Sec-Fetch-Site", "cross-site", "Content-Type", "text/plain"},
		"as a form":                  {"Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"},
		"as a form with files":       {"Sec-Fetch-Site", "cross-site", "Content-Type", "multipart/form-data; boundary=x"},
		"with another method's name": {"Sec-Fetch-Site", "cross-site", "X-HTTP-Method-Override", "GET"},
	}
	before := b.rows(t)
	posts := 0
	for _, r := range append(b.api(t), b.pages()...) {
		if r.method == http.MethodGet || r.method == http.MethodHead || r.method == http.MethodOptions {
			continue // they change nothing
		}
		posts++
		for name, header := range foreign {
			a, err := leader.asked(r, r.at(regional), header...)
			if err != nil {
				t.Fatalf("%s %s: %v", r.method, r.path, err)
			}
			if a.Status != http.StatusForbidden || a.problem(t).Code != "http.cross-site" || a.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s %s from %s: %d %v %s", r.method, r.path, name, a.Status, a.Header["Set-Cookie"], a.Body)
			}
		}
	}
	if posts < 20 {
		t.Errorf("only %d routes that write", posts)
	}
	b.unchanged(t, before)

	// A browser must not be signed in as somebody else without knowing it, either.
	p := b.people["ekeryd"]
	for path, form := range map[string]url.Values{"/sign-in": {"login": {p.Login}, "password": {password}}, link: {"name": {"Ond"}}} {
		victim := b.browser()
		a := victim.ask(http.MethodPost, path, []byte(form.Encode()), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site",
			"Origin", "https://ond.example")
		if a.Status != http.StatusForbidden || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s from another site: %d %v", "signing in", a.Status, a.Header["Set-Cookie"])
		}
	}
	b.unchanged(t, before)
	// Nor does a program's token come along with what a browser sends: from another site it would be a script's, which the browser asks
	// about first, and is not let.
	a := b.browser().ask(http.MethodOptions, here("/commands"), nil, "Origin", "https://ond.example", "Access-Control-Request-Method", "POST",
		"Access-Control-Request-Headers", "authorization,content-type")
	for name := range a.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("another site is let in by %s", name)
		}
	}
	b.alive(t)
	b.enters(t, link)
}

// Reading writes nothing, whatever is read and from wherever it is asked for: no row of the database is another afterwards.
func TestReadingThroughTheDoorChangesNothing(t *testing.T) {
	b := besiege(t)
	leader := b.comesIn(t, "leader")
	leader.begin() // from its own site
	_, link := b.guestOf(t, "kommun-ekeryd", time.Now().Add(time.Hour))
	b.as(b.people["ekeryd"].Token).get("/api/v1/me") // when a token was last used is noted, to the minute
	before := b.rows(t)
	read := 0
	for _, r := range append(b.api(t), b.pages()...) {
		for _, c := range []*caller{leader, b.as(b.people["ekeryd"].Token), b.browser()} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				as := r
				as.method, as.takes = method, ""
				a, err := c.asked(as, r.at(regional), "X-HTTP-Method-Override", "POST", "Sec-Fetch-Site", "cross-site")
				if err != nil {
					t.Fatalf("%s %s: %v", method, r.path, err)
				}
				if a.Status >= 500 {
					t.Errorf("%s %s: %d %s", method, r.path, a.Status, a.Body)
				}
				read++
			}
		}
	}
	for range 3 { // a scanner of mails follows links, and must not use them up
		leader.get(link)
	}
	if read < 300 {
		t.Errorf("only %d readings", read)
	}
	b.unchanged(t, before)
	b.enters(t, link)
}
