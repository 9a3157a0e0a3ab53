package web_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"samverkan/internal/web/webtest"
)

// visit is what is kept of a page that somebody came to by following links: the page itself takes a hundred times as much room.
type visit struct {
	role   webtest.Role
	asked  string
	status int
	links  []string // places that it leads to
	parts  []string // places that it is put together of
	forms  []seenForm
}

// seenForm is a form as it stood on a page. A stage in the same state takes it.
type seenForm struct {
	action, method string
	values         url.Values
	controls       []control
}

// control is a field of a form.
type control struct{ element, name, kind string }

// walks are those that have been done: a stage in a state is always the same, so that each is walked through once for all tests.
var walks struct {
	sync.Mutex
	all map[webtest.State]map[webtest.Role]*walk
}

type walk struct {
	sync.Once
	visits []visit
}

// seen gives the pages that people come to by following links in a state that nobody has changed.
func seen(t *testing.T, state webtest.State, roles ...webtest.Role) (out []visit) {
	t.Helper()
	var s *webtest.Stage
	for _, role := range roles {
		w := walkOf(state, role)
		w.Do(func() {
			if s == nil {
				s = webtest.Start(t, state)
			}
			for p := range walked(s, role) {
				w.visits = append(w.visits, visited(role, p))
			}
		})
		if len(w.visits) == 0 {
			t.Fatalf("%s, %s: the walk came to nothing", state, role)
		}
		out = append(out, w.visits...)
	}
	if s != nil {
		s.End()
	}
	return out
}

func walkOf(state webtest.State, role webtest.Role) *walk {
	walks.Lock()
	defer walks.Unlock()
	if walks.all == nil {
		walks.all = map[webtest.State]map[webtest.Role]*walk{}
	}
	if walks.all[state] == nil {
		walks.all[state] = map[webtest.Role]*walk{}
	}
	if walks.all[state][role] == nil {
		walks.all[state][role] = &walk{}
	}
	return walks.all[state][role]
}

// visited keeps what is asked for of a page.
func visited(role webtest.Role, p *webtest.Page) visit {
	v := visit{role: role, asked: p.Asked, status: p.Status}
	if p.Root == nil {
		return v
	}
	for _, to := range p.Links() {
		v.links = append(v.links, strings.Clone(to)) // not a piece of the page, which would then be kept
	}
	for _, name := range []string{"script", "audio", "source", "link", "div"} {
		for _, n := range p.Find(name) {
			if to := webtest.Attr(n, "src") + webtest.Attr(n, "href") + webtest.Attr(n, "data-peaks"); strings.HasPrefix(to, "/") {
				v.parts = append(v.parts, strings.Clone(to))
			}
		}
	}
	for _, f := range p.Forms() {
		x := seenForm{action: strings.Clone(f.Action), method: strings.Clone(f.Method), values: url.Values{}}
		for name, list := range f.Values {
			for _, value := range list {
				x.values.Add(strings.Clone(name), strings.Clone(value))
			}
		}
		for _, n := range f.Controls() {
			x.controls = append(x.controls, control{n.Data, strings.Clone(webtest.Attr(n, "name")), strings.Clone(webtest.Attr(n, "type"))})
		}
		v.forms = append(v.forms, x)
	}
	return v
}
