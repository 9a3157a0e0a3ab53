package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/web/webtest"
)

// Every document that a page leads to is there.
func TestDocumentLinks(t *testing.T) {
	s := webtest.Start(t, webtest.Published)
	c := s.As(webtest.Leader)
	opened := map[string]bool{}
	for _, p := range seen(t, webtest.Published, webtest.Leader) {
		links := p.links
		for _, f := range p.forms {
			if f.method == http.MethodGet {
				links = append(links, f.action)
			}
		}
		for _, to := range links {
			if !strings.HasPrefix(to, "/api/") || opened[to] {
				continue
			}
			opened[to] = true
			if a := c.Send(http.MethodGet, to, "", nil); a.Status != http.StatusOK || len(a.Body) < 100 {
				t.Errorf("%s leads to %s: %d, %d bytes", p.asked, to, a.Status, len(a.Body))
			}
		}
	}
	t.Logf("%d documents", len(opened))
}

// Every link that somebody is shown leads to a page that they may see, and every form that they are shown can be sent: its place is there, its command exists, and each of its fields is one of the
// command's, for a misspelt one is lost without a word.
func TestLinksAndForms(t *testing.T) {
	t.Parallel()
	all := routes(t)
	looked, commands, told := 0, map[string]bool{}, map[string]bool{}
	check := func(p visit, f seenForm) {
		u, err := url.Parse(f.action)
		if err != nil || u.Host != "" {
			t.Errorf("%s: a form to %q", p.asked, f.action)
			return
		}
		if strings.HasPrefix(u.Path, "/account") || strings.HasPrefix(u.Path, "/sign-") || strings.HasPrefix(u.Path, "/device") || strings.HasPrefix(u.Path, "/guest") {
			return // the sign-in's own
		}
		if f.method == http.MethodGet && strings.HasPrefix(u.Path, "/api/") {
			return // a document, which TestDocumentLinks opens
		}
		looked++
		if _, ok := routeOf(all, f.method, u.Path); !ok {
			if told[f.action] {
				return
			}
			told[f.action] = true
			t.Errorf("%s: %s %s goes nowhere", p.asked, f.method, f.action)
			return
		}
		if !strings.Contains(u.Path, "/do/") {
			return
		}
		name := u.Path[strings.LastIndex(u.Path, "/")+1:]
		cmd, err := conference.DecodeCommand(name, nil)
		if err != nil {
			t.Errorf("%s: no command %q", p.asked, name)
			return
		}
		commands[name] = true
		for _, x := range f.controls {
			field := x.name
			if field != "" && !strings.HasPrefix(field, "_") && !told[name+" "+field] && !hasField(reflect.TypeOf(cmd), strings.Split(field, ".")) {
				told[name+" "+field] = true
				t.Errorf("%s: %s has no field %q", p.asked, name, field)
			}
		}
		if _, has := f.values["_id"]; !has && !told[name] && name != "rollcall.mark" { // what somebody is marked as twice, they are once
			// The script gives one to a form that is made once for many.
			told[name] = true
			t.Errorf("%s: %s without _id: sent twice, it would be done twice", p.asked, name)
		}
	}
	three := []webtest.Role{webtest.Leader, webtest.Secretary, webtest.Attendee}
	for _, at := range []struct {
		state webtest.State
		roles []webtest.Role
	}{
		{webtest.Empty, []webtest.Role{webtest.Leader}},
		{webtest.Planned, three}, {webtest.Called, three}, {webtest.Lobby, three}, {webtest.RollCall, three},
		{webtest.Live, append(slices.Clone(three), webtest.Listener, webtest.Technician, webtest.Guest, webtest.Administrator, webtest.Operator)},
		{webtest.Closed, three}, {webtest.Published, append(slices.Clone(three), webtest.Observer, webtest.Administrator)},
	} {
		for _, role := range at.roles {
			pages := seen(t, at.state, role)
			for _, p := range pages {
				if role == webtest.Guest && p.asked == "/" {
					continue // a guest has one meeting and no start
				}
				if p.status != http.StatusOK && shown(at.state, p, pages) {
					t.Errorf("%s, %s: a link leads to %s: %d", at.state, role, p.asked, p.status)
				}
				for _, f := range p.forms {
					check(p, f)
				}
			}
		}
	}
	if looked == 0 {
		t.Error("no forms were found")
	}
	t.Logf("%d forms, %d commands", looked, len(commands))
}

// shown tells whether a link leads to a page, or is the start.
func shown(state webtest.State, p visit, pages []visit) bool {
	return p.asked == "/" || !slices.Contains(begun(state), p.asked) || slices.ContainsFunc(pages, func(from visit) bool { return slices.Contains(from.links, p.asked) })
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
