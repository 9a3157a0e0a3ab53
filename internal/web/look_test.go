package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"samverkan/internal/web"
	"samverkan/internal/web/webtest"
)

// look is a page to look at: whose, where, when.
type look struct {
	name  string
	state webtest.State
	role  webtest.Role
	path  string
	live  bool // one of the views of a meeting, which are looked at in every way
}

// rooms are the ways to see a meeting, each by who has it.
var rooms = []struct {
	view string
	role webtest.Role
}{{"lead", webtest.Leader}, {"desk", webtest.Secretary}, {"listen", webtest.Listener}, {"follow", webtest.Attendee}, {"follow", webtest.Guest}}

// looks lists what there is to see: every page of the leader's in each state in which it is another, and the views of a meeting.
func looks(t *testing.T) (out []look) {
	all, paths := routes(t), reached(t)
	shown := map[string]map[string]bool{}                     // of each route, the kinds of elements that are looked at already
	for _, state := range slices.Backward(webtest.States()) { // the fullest first: the others often show only less
		s := webtest.Start(t, state)
		for _, x := range rooms {
			path := "/conferences/" + webtest.Conference + "/room?view=" + x.view
			if state != webtest.Lobby && state != webtest.RollCall && state != webtest.Live && state != webtest.Closed || x.role == webtest.Guest && state != webtest.Live {
				continue
			}
			name := fmt.Sprintf("room-%s-%s-%s", x.view, x.role, state)
			if webtest.Looked(name) && s.As(x.role).Get(path).Status == http.StatusOK {
				out = append(out, look{name, state, x.role, path, state == webtest.Live})
			}
		}
		for _, r := range all {
			path, ok := sample(all, r.Path, paths)
			if !ok {
				continue
			}
			l, body, yes := page(s, r, path)
			if yes && added(shown, r.Path, kinds(body)) {
				out = append(out, l)
			}
		}
		s.End()
	}
	return out
}

var (
	startTag  = regexp.MustCompile(`<([a-z][a-z0-9-]*)([^>]*)>`)
	attribute = regexp.MustCompile(`\s([a-z-]+)(?:="([^"]*)")?`)
)

// added adds the kinds of elements of a page to those of its route, and tells whether one of them is new. A page without a new one
// shows nothing that has not been looked at, only more or less of it.
func added(shown map[string]map[string]bool, route string, kinds []string) (something bool) {
	if shown[route] == nil {
		shown[route] = map[string]bool{}
	}
	for _, k := range kinds {
		something = something || !shown[route][k]
		shown[route][k] = true
	}
	return something
}

// kinds are the kinds of elements that a page is made of, each once: its name, its classes, and what other attributes it has.
func kinds(body string) []string {
	seen := map[string]bool{}
	for _, tag := range startTag.FindAllStringSubmatch(body, -1) {
		kind := tag[1]
		for _, a := range attribute.FindAllStringSubmatch(tag[2], -1) {
			kind += " " + a[1]
			if slices.Contains([]string{"class", "role", "type", "aria-current", "aria-pressed", "open"}, a[1]) {
				kind += "=" + a[2]
			}
		}
		seen[kind] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// page tells whether a place is a page to look at in a state. What is of no conference is the same from one state to the next.
func page(s *webtest.Stage, r web.Route, path string) (l look, body string, ok bool) {
	ofConference := strings.HasPrefix(r.Path, "/conferences/{id}")
	if r.Method != http.MethodGet || strings.HasSuffix(r.Path, "/room") || asked[r.Path] != "" || r.Operation == "service.describe" && strings.Contains(r.Path, ".") ||
		!ofConference && !slices.Contains([]webtest.State{webtest.Empty, webtest.Live, webtest.Published}, s.State) {
		return look{}, "", false
	}
	role := webtest.Leader
	if strings.HasPrefix(r.Path, "/admin") {
		role = webtest.Operator
	}
	name := strings.NewReplacer("/", "-", "{", "", "}", "").Replace(strings.Trim(r.Path, "/"))
	if name == "" {
		name = "start"
	}
	if name += "-" + string(s.State); !webtest.Looked(name) {
		return look{}, "", false
	}
	a := s.As(role).Send(http.MethodGet, path, "", nil)
	if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || !strings.HasPrefix(a.Body, "<!") {
		return look{}, "", false
	}
	return look{name, s.State, role, path, false}, a.Body, true
}

// way is how a page is looked at.
type way struct {
	width, height int64
	theme         string // light, dark, forced
}

var (
	desktop = way{1440, 900, "light"}
	phone   = way{390, 844, "light"}
)

// every is all the ways to look at a page.
func every() (out []way) {
	for _, theme := range []string{"light", "dark", "forced"} {
		for _, size := range [][2]int64{{1440, 900}, {390, 844}, {320, 640}} {
			out = append(out, way{size[0], size[1], theme})
		}
	}
	return out
}

func (w way) String() string { return fmt.Sprintf("%d-%s", w.width, w.theme) }

// set turns a tab into what is looked through.
func (w way) set(x *webtest.Tab) {
	x.Size(w.width, w.height)
	forced, scheme := "none", w.theme
	if w.theme == "forced" {
		forced, scheme = "active", "dark"
	}
	x.Media("forced-colors", forced, "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
}

// browse looks at pages in ways of each, in one browser with a tab for each role and state, two at a time.
func browse(t *testing.T, all []look, ways func(look) []way, see func(*webtest.Tab, look, way)) (seen int) {
	b := webtest.Start(t, webtest.Empty).Browser(t)
	byState := map[webtest.State][]look{}
	for _, l := range all {
		byState[l.state] = append(byState[l.state], l)
	}
	var mu sync.Mutex
	gate := make(chan struct{}, 2)
	var wait sync.WaitGroup
	for _, state := range webtest.States() {
		if len(byState[state]) == 0 {
			continue
		}
		s := webtest.Start(t, state)
		roles := map[webtest.Role][]look{}
		for _, l := range byState[state] {
			roles[l.role] = append(roles[l.role], l)
		}
		for _, role := range webtest.Roles() {
			if len(roles[role]) == 0 {
				continue
			}
			x := b.At(s, role)
			gate <- struct{}{}
			wait.Go(func() {
				defer func() { x.Close(); <-gate }()
				for _, l := range roles[role] {
					for _, w := range ways(l) {
						w.set(x)
						x.Visit(l.path)
						see(x, l, w)
						mu.Lock()
						seen++
						mu.Unlock()
					}
				}
			})
		}
	}
	wait.Wait()
	return seen
}

// some is each light and each size, and both of the usual sizes in the dark; every pair of them is for a soak.
func some() []way {
	return []way{desktop, phone, {320, 640, "light"}, {1440, 900, "dark"}, {390, 844, "dark"}, {320, 640, "forced"}}
}

// axe finds nothing in any page, in any of its states; in the views of a meeting that goes on in no light and no size either.
func TestAxe(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("NOT RUN: -short")
	}
	seen := browse(t, looks(t), func(l look) []way {
		switch {
		case soak:
			return every()
		case l.live:
			return some()
		}
		return []way{desktop}
	}, func(x *webtest.Tab, l look, w way) {
		if strings.HasPrefix(l.name, "room-lead-") { // as it stands when it is live
			x.Until("the stream is open", `document.querySelector("[data-connection]").dataset.state === "on"`)
		}
		axe := x.Axe
		if w.theme != "light" { // the same page in the same window: only its colours are others
			axe = x.AxeColours
		}
		for _, f := range axe() {
			t.Errorf("%s %s: %s", l.name, w, f)
		}
		if l.live && w == desktop {
			x.Shot("live-" + l.name)
		}
		if !l.live && !soak && narrow(l.path) {
			phone.set(x)
			if found := x.Wider(); found != "" {
				t.Errorf("%s %s: %s", l.name, phone, found)
			}
		}
	})
	t.Logf("%d pages were looked at", seen)
	if seen == 0 || !soak && seen > 300 {
		t.Errorf("%d pages were looked at", seen)
	}
}

// narrow tells whether a page that is looked at on a desk alone is held against the width of a telephone too: those of recordings, of
// minutes that are published, and of packages, which have long names and digests.
func narrow(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	return path == "/check" || path == "/sealed" || path == "/admin/retention" || slices.ContainsFunc([]string{"/packages", "/secrecy", "/minutes", "/minutes/", "/recording"},
		func(part string) bool {
			return strings.HasSuffix(path, part) || strings.HasSuffix(part, "/") && strings.Contains(path, part)
		})
}

// Pictures of every page, on a desk and on a telephone, in the light and in the dark: go test -run TestScreens -args -shots DIR,
// and -look PATTERN for some of them.
func TestScreens(t *testing.T) {
	if webtest.Shots() == "" {
		return // nobody asked for pictures
	}
	dark := func(w way) way { w.theme = "dark"; return w }
	browse(t, looks(t), func(look) []way { return []way{desktop, dark(desktop), phone, dark(phone)} }, func(x *webtest.Tab, l look, w way) {
		x.Shot(l.name + "-" + w.String())
	})
}
