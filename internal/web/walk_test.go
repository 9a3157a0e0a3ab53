package web_test

import (
	"crypto/rand"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/web"
	"samverkan/internal/web/webtest"
)

// routes lists every place of the web, as the service mounts them.
func routes(t testing.TB) []web.Route {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	w, err := web.New(web.Options{Texts: texts, Log: slog.New(slog.DiscardHandler), Now: time.Now, NewID: id.NewSource(time.Now, nil).New, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return w.Routes()
}

// places are what stands in a path for what is in braces, where no link leads there. What it begins with is tried longest first.
var places = []struct{ begins, name, value string }{
	{"/conferences/", "id", webtest.Conference}, {"/areas/", "id", webtest.Area}, {"/incidents/", "id", webtest.Incident}, {"/inquiries/", "id", webtest.Inquiry},
	{"/a/", "token", "hittepa"},
}

// asked are the questions without which a place has no answer.
var asked = map[string]string{
	"/conferences/{id}/stream": "?view=follow&after=0&wait=0", "/conferences/{id}/mine": "?view=follow",
	"/conferences/{id}/room/stance": "?decision=D1", "/conferences/{id}/room/decline": "?measure=A1",
}

// walked are the pages that the stage's people come to by following links, once for each of them.
func walked(s *webtest.Stage, roles ...webtest.Role) iter.Seq[*webtest.Page] {
	return func(yield func(*webtest.Page) bool) {
		for _, r := range roles {
			for p := range s.As(r).Crawl(begun(s.State)...) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// begun are the places at which a walk begins.
func begun(state webtest.State) []string {
	if state == webtest.Empty {
		return []string{"/"}
	}
	return []string{"/", "/conferences/" + webtest.Conference + "/room", "/conferences/" + webtest.Conference + "/plan", "/conferences/" + webtest.Conference + "/minutes"}
}

// fits tells whether a path is one of a route's.
func fits(route, path string) bool {
	for {
		want, routeRest, more := strings.Cut(route, "/")
		have, pathRest, also := strings.Cut(path, "/")
		if more != also || want != have && (!strings.HasPrefix(want, "{") || have == "") {
			return false
		}
		if !more {
			return true
		}
		route, path = routeRest, pathRest
	}
}

// routeOf finds the route of a path: the one with the fewest braces.
func routeOf(all []web.Route, method, path string) (best web.Route, ok bool) {
	for _, r := range all {
		if r.Method == method && fits(r.Path, path) && (!ok || strings.Count(r.Path, "{") < strings.Count(best.Path, "{")) {
			best, ok = r, true
		}
	}
	return best, ok
}

// sample gives a place of a route in a stage: one that a link leads to, or one that is made of the table.
func sample(all []web.Route, route string, found []string) (string, bool) {
	if !strings.Contains(route, "{") {
		return route + asked[route], true
	}
	for _, path := range found {
		if asked[route] != "" {
			break
		}
		u, err := url.Parse(path)
		if err != nil || !fits(route, u.Path) {
			continue
		}
		if r, ok := routeOf(all, http.MethodGet, u.Path); ok && r.Path == route {
			return path, true
		}
	}
	path := route
	for _, p := range places {
		if strings.HasPrefix(route, p.begins) {
			path = strings.Replace(path, "{"+p.name+"}", p.value, 1)
		}
	}
	return path + asked[route], !strings.Contains(path, "{")
}

// found are the places that pages lead to, those for a conference before others of their kind.
func found(pages []visit) (out []string) {
	for _, p := range pages {
		out = append(out, p.asked)
		out = append(out, p.parts...)
		out = append(out, p.links...)
	}
	slices.SortStableFunc(out, func(a, b string) int { return first(a) - first(b) })
	return out
}

// reached are the places that links lead to where there is most to see.
func reached(t *testing.T) []string {
	t.Helper()
	return found(slices.Concat(seen(t, webtest.Published, webtest.Leader, webtest.Operator), seen(t, webtest.Live, webtest.Secretary)))
}

func first(path string) int {
	for _, known := range []string{webtest.Conference, webtest.Area, webtest.Incident} {
		if strings.Contains(path, known) {
			return 0
		}
	}
	return 1
}

// Every place answers everybody as the policy says, in both languages and in every state, with a page that is well formed and
// misses no text. A place that no sample is found for is not walked by, so it is a fault.
func TestWalk(t *testing.T) {
	t.Parallel()
	all, paths := routes(t), reached(t)
	samples := map[string]string{}
	for _, r := range all {
		if r.Method != http.MethodGet {
			continue
		}
		path, ok := sample(all, r.Path, paths)
		if !ok {
			t.Errorf("nothing leads to %s: put a value for it into the table", r.Path)
			continue
		}
		samples[r.Path] = path
	}
	for _, state := range webtest.States() {
		t.Run(string(state), func(t *testing.T) {
			s := webtest.Start(t, state)
			for _, role := range webtest.Roles() {
				if role == webtest.Guest && state != webtest.Live && state != webtest.Called && state != webtest.Lobby {
					continue // the link is for a conference that is yet to end
				}
				if state != webtest.Live && !slices.Contains([]webtest.Role{webtest.Leader, webtest.Attendee, webtest.Outsider}, role) {
					continue // what differs between them differs in a meeting
				}
				c := s.As(role)
				for _, lang := range []string{i18n.Swedish, "en"} {
					c.Lang = lang
					for _, r := range all {
						if path := samples[r.Path]; r.Method == http.MethodGet && path != "" {
							answers(t, s, c, r, path)
						}
					}
				}
			}
			if strings.Contains(s.Log(), `"level":"ERROR"`) {
				t.Errorf("the service complains:\n%s", s.Log())
			}
		})
	}
}

// answers holds a place's answer against the policy.
func answers(t *testing.T, s *webtest.Stage, c *webtest.Client, r web.Route, path string) {
	t.Helper()
	a := c.Send(http.MethodGet, path, "", nil)
	err := c.Role.Identity().Allows(r.Operation, "")
	ofConference := strings.HasPrefix(r.Path, "/conferences/{id}")
	switch {
	case fault.KindOf(err) == fault.Unauthenticated:
		if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/sign-in?next=") {
			t.Errorf("%s as %s: %d to %q, and not to the sign-in", path, c.Role, a.Status, a.Header.Get("Location"))
		}
		return
	case err != nil:
		if a.Status != fault.KindOf(err).HTTPStatus() {
			t.Errorf("%s as %s: %d, and the policy says %v", path, c.Role, a.Status, err)
		}
	case ofConference && (c.Role == webtest.Outsider || s.State == webtest.Empty):
		// A question that nobody could ask is refused before it is looked at, and tells nothing.
		if a.Status != http.StatusNotFound && !(asked[r.Path] != "" && a.Status == http.StatusUnprocessableEntity) {
			t.Errorf("%s as %s: %d to who may not know of it", path, c.Role, a.Status)
		}
	case a.Status >= 500 || a.Status == http.StatusUnauthorized || a.Status == http.StatusBadRequest:
		t.Errorf("%s as %s: %d\n%s", path, c.Role, a.Status, a.Body)
	case c.Role == webtest.Leader && s.State == webtest.Live && ofConference && a.Status == http.StatusForbidden:
		t.Errorf("%s as the leader: %d", path, a.Status)
	}
	if a.Status >= 300 && a.Status < 400 {
		return // what it is sent on to is walked by itself
	}
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(a.Body, "<template") && a.Body != "" {
		for _, f := range webtest.Faults(a.Body) {
			t.Errorf("%s as %s in %s: %s", path, c.Role, c.Lang, f)
		}
		if want := `lang="` + c.Lang + `"`; !strings.Contains(a.Body, want) {
			t.Errorf("%s as %s: the page is not in %s", path, c.Role, c.Lang)
		}
	} else {
		for _, f := range webtest.FragmentFaults(a.Body) {
			if strings.HasPrefix(a.Body, "<template") {
				t.Errorf("%s as %s in %s: %s", path, c.Role, c.Lang, f)
			}
		}
	}
}
