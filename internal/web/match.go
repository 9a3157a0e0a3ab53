package web

import (
	"strings"
)

// matcher finds the page that a path leads to, for a form that is shown again on it.
type matcher []Route

func newMatcher(routes []Route) matcher { return routes }

// match gives the route and the values of its path. A route without places in braces goes before one with them.
func (m matcher) match(method, path string) (Route, map[string]string, bool) {
	var best Route
	var values map[string]string
	found := false
	for _, r := range m {
		if r.Method != method {
			continue
		}
		v, ok := fits(r.Path, path)
		if ok && (!found || len(v) < len(values)) {
			best, values, found = r, v, true
		}
	}
	return best, values, found
}

func fits(pattern, path string) (map[string]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	values := map[string]string{}
	for i, w := range want {
		switch {
		case strings.HasPrefix(w, "{") && have[i] != "":
			values[strings.Trim(w, "{}")] = have[i]
		case w != have[i]:
			return nil, false
		}
	}
	return values, true
}
