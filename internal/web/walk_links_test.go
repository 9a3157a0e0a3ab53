package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// Every link that somebody is shown leads to a page that they may see.
func TestLinks(t *testing.T) {
	for _, at := range []struct {
		state webtest.State
		roles []webtest.Role
	}{{webtest.Empty, []webtest.Role{webtest.Leader}}, {webtest.Planned, []webtest.Role{webtest.Leader}},
		{webtest.Live, []webtest.Role{webtest.Leader, webtest.Secretary, webtest.Listener, webtest.Attendee, webtest.Guest, webtest.Operator}},
		{webtest.Published, []webtest.Role{webtest.Leader, webtest.Attendee, webtest.Observer, webtest.Administrator}}} {
		s := webtest.Start(t, at.state)
		for _, role := range at.roles {
			c := s.As(role)
			for _, p := range c.Crawl("/") {
				if role == webtest.Guest && p.Asked == "/" {
					continue // a guest has one meeting and no start
				}
				if p.Status != http.StatusOK {
					t.Errorf("%s, %s: a link leads to %s: %d", at.state, role, p.Asked, p.Status)
				}
			}
		}
	}
}

// Every document that a page leads to is there.
func TestDocumentLinks(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	seen := map[string]bool{}
	for _, p := range walked(s, webtest.Leader) {
		for _, to := range p.Links() {
			if !strings.HasPrefix(to, "/api/") || seen[to] {
				continue
			}
			seen[to] = true
			if a := c.Send(http.MethodGet, to, "", nil); a.Status != http.StatusOK || len(a.Body) < 100 {
				t.Errorf("%s leads to %s: %d, %d bytes", p.Asked, to, a.Status, len(a.Body))
			}
		}
	}
	t.Logf("%d documents", len(seen))
}

// Every form that somebody is shown can be sent: its place is there, its command exists, and each of its fields is one of the
// command's, for a misspelt one is lost without a word.
func TestForms(t *testing.T) {
	all := routes(t)
	looked, commands, told := 0, map[string]bool{}, map[string]bool{}
	check := func(p *webtest.Page, f *webtest.Form) {
		u, err := url.Parse(f.Action)
		if err != nil || u.Host != "" {
			t.Errorf("%s: a form to %q", p.Asked, f.Action)
			return
		}
		if strings.HasPrefix(u.Path, "/account") || strings.HasPrefix(u.Path, "/sign-") || strings.HasPrefix(u.Path, "/device") || strings.HasPrefix(u.Path, "/guest") {
			return // the sign-in's own
		}
		looked++
		if _, ok := routeOf(all, f.Method, u.Path); !ok {
			if told[f.Action] {
				return
			}
			told[f.Action] = true
			t.Errorf("%s: %s %s goes nowhere", p.Asked, f.Method, f.Action)
			return
		}
		if !strings.Contains(u.Path, "/do/") {
			return
		}
		name := u.Path[strings.LastIndex(u.Path, "/")+1:]
		cmd, err := conference.DecodeCommand(name, nil)
		if err != nil {
			t.Errorf("%s: no command %q", p.Asked, name)
			return
		}
		commands[name] = true
		for _, x := range f.Controls() {
			field := webtest.Attr(x, "name")
			if field != "" && !strings.HasPrefix(field, "_") && !told[name+" "+field] && !hasField(reflect.TypeOf(cmd), strings.Split(field, ".")) {
				told[name+" "+field] = true
				t.Errorf("%s: %s has no field %q", p.Asked, name, field)
			}
		}
		if _, has := f.Values["_id"]; !has && !told[name] && name != "rollcall.mark" { // what somebody is marked as twice, they are once
			// The script gives one to a form that is made once for many.
			told[name] = true
			t.Errorf("%s: %s without _id: sent twice, it would be done twice", p.Asked, name)
		}
	}
	for _, state := range []webtest.State{webtest.Planned, webtest.Called, webtest.Lobby, webtest.RollCall, webtest.Live, webtest.Closed, webtest.Published} {
		s := webtest.Start(t, state)
		roles := []webtest.Role{webtest.Leader, webtest.Secretary, webtest.Attendee}
		if state == webtest.Live {
			roles = append(roles, webtest.Listener, webtest.Technician, webtest.Administrator)
		}
		for _, p := range walked(s, roles...) {
			for _, f := range p.Forms() {
				check(p, f)
			}
		}
	}
	if looked == 0 {
		t.Error("no forms were found")
	}
	t.Logf("%d forms, %d commands", looked, len(commands))
}

// hasField tells whether a type has a field by a path of JSON names, as a form names it.
func hasField(x reflect.Type, path []string) bool {
	switch x {
	case reflect.TypeFor[time.Time]():
		return len(path) == 0 || len(path) == 1 && (path[0] == "date" || path[0] == "time")
	case reflect.TypeFor[json.RawMessage]():
		return true
	}
	switch x.Kind() {
	case reflect.Pointer:
		return hasField(x.Elem(), path)
	case reflect.Slice:
		if len(path) == 0 {
			return x.Elem().Kind() == reflect.String // a line for each
		}
		if _, err := strconv.Atoi(path[0]); err != nil && !strings.HasPrefix(path[0], "{") {
			return false
		}
		return hasField(x.Elem(), path[1:])
	case reflect.Map:
		return len(path) > 0 && hasField(x.Elem(), path[1:])
	case reflect.Struct:
		if len(path) == 0 {
			return false
		}
		for i := range x.NumField() {
			f := x.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous && name == "" && hasField(f.Type, path) || name == path[0] && hasField(f.Type, path[1:]) {
				return true
			}
		}
		return false
	}
	return len(path) == 0
}

// The check of the fields finds what is misspelt.
func TestHasField(t *testing.T) {
	cmd := reflect.TypeFor[*conference.SetInvitation]()
	for path, want := range map[string]bool{"invitation.purpose": true, "invitation.goals": true, "invitation.goals.0": true, "invitation.purpos": false,
		"invitation": false, "purpose": false, "invitation.purpose.x": false} {
		if hasField(cmd, strings.Split(path, ".")) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
	if !hasField(reflect.TypeFor[*conference.Reschedule](), []string{"start", "date"}) {
		t.Error("a moment in two fields is not known")
	}
}
