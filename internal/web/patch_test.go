package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// sheet is a page as the script keeps it: elements by id, and lists of them.
type sheet struct {
	elements map[string]string
	lists    map[string][]item
}

// apply does what the script does with a patch.
func (s *sheet) apply(t testing.TB, p patch) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<body>" + string(p.b)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "template" {
			continue
		}
		inner := render(t, n)
		a := attributes(n)
		switch {
		case a["data-for"] != "":
			s.put(t, a["data-for"], inner)
		case a["data-in"] != "":
			s.insert(t, a["data-in"], a["data-after"], inner)
		case a["data-remove"] != "":
			for name, l := range s.lists {
				s.lists[name] = slices.DeleteFunc(l, func(i item) bool { return i.id == a["data-remove"] })
			}
		case a["data-list"] != "":
			s.lists[a["data-list"]] = itemsOf(t, n)
		default:
			t.Fatalf("a patch that no script knows: %v", a)
		}
	}
}

func (s *sheet) put(t testing.TB, id, inner string) {
	t.Helper()
	for name, l := range s.lists {
		if i := slices.IndexFunc(l, func(x item) bool { return x.id == id }); i >= 0 {
			s.lists[name][i].html = template.HTML(inner)
			return
		}
	}
	if _, ok := s.elements[id]; !ok {
		t.Fatalf("nothing has the id %s", id)
	}
	s.elements[id] = inner
}

func (s *sheet) insert(t testing.TB, list, after, inner string) {
	t.Helper()
	l, ok := s.lists[list]
	if !ok {
		t.Fatalf("there is no list %s", list)
	}
	id := idOf(t, inner)
	l = slices.DeleteFunc(slices.Clone(l), func(x item) bool { return x.id == id })
	at := 0
	if after != "" {
		if at = slices.IndexFunc(l, func(x item) bool { return x.id == after }) + 1; at == 0 {
			t.Fatalf("%s has no %s to put %s after", list, after, id)
		}
	}
	s.lists[list] = slices.Insert(l, at, item{id, template.HTML(inner)})
}

func attributes(n *html.Node) map[string]string {
	out := map[string]string{}
	for _, a := range n.Attr {
		out[a.Key] = a.Val
	}
	return out
}

func render(t testing.TB, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	for c := range n.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func itemsOf(t testing.TB, n *html.Node) []item {
	t.Helper()
	var out []item
	for c := range n.ChildNodes() {
		var b strings.Builder
		if err := html.Render(&b, c); err != nil {
			t.Fatal(err)
		}
		out = append(out, item{attributes(c)["id"], template.HTML(b.String())})
	}
	return out
}

func idOf(t testing.TB, s string) string {
	t.Helper()
	_, rest, ok := strings.Cut(s, `id="`)
	if !ok {
		t.Fatalf("no id in %q", s)
	}
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

func element(id, text string) template.HTML {
	return template.HTML(fmt.Sprintf(`<p id="%s">%s</p>`, id, text))
}

// drawn is a page of one element and one list.
func drawn(t *rapid.T, label string) []piece {
	l := piece{id: "list", list: true}
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 12), 0, 10, rapid.ID[int]).Draw(t, label) {
		id := fmt.Sprint("i", n)
		l.items = append(l.items, item{id, element(id, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "text"))})
	}
	return []piece{{id: "one", html: element("one", rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "one"))}, l}
}

func asSheet(pieces []piece) *sheet {
	s := &sheet{elements: map[string]string{}, lists: map[string][]item{}}
	for _, p := range pieces {
		if p.list {
			s.lists[p.id] = slices.Clone(p.items)
		} else {
			s.elements[p.id] = string(p.html)
		}
	}
	return s
}

// However a page changes, what is sent makes the old page the new one; and who has missed something becomes so by the whole.
func TestChangesMakeThePage(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		was, is := drawn(rt, "was"), drawn(rt, "is")
		want := asSheet(is)
		for name, p := range map[string]patch{"changes": changes(patch{}, was, is), "whole": whole(patch{}, is)} {
			got := asSheet(was)
			got.apply(t, p)
			if fmt.Sprint(got.elements) != fmt.Sprint(want.elements) {
				rt.Fatalf("%s: %v, not %v", name, got.elements, want.elements)
			}
			if !slices.Equal(got.lists["list"], want.lists["list"]) {
				rt.Fatalf("%s: %v, not %v\n%s", name, got.lists["list"], want.lists["list"], p.b)
			}
		}
	})
}

// Nothing is sent for what has not changed, and one line for one line.
func TestChangesAreSmall(t *testing.T) {
	page := []piece{{id: "one", html: element("one", "a")}, {id: "list", list: true, items: []item{{"a", element("a", "x")}, {"b", element("b", "x")}}}}
	if p := changes(patch{}, page, page); !p.empty() {
		t.Errorf("nothing changed: %s", p.b)
	}
	longer := []piece{page[0], {id: "list", list: true, items: append(slices.Clone(page[1].items), item{"c", element("c", "x")})}}
	got := string(changes(patch{}, page, longer).b)
	if want := `<template data-in="list" data-after="b"><p id="c">x</p></template>` + "\n"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}

// Actors are named when something of their own changed; when it is many, everybody is told.
func TestOwnNamesWhoseItIs(t *testing.T) {
	was, is := map[string]string{"a": "1", "b": "1"}, map[string]string{"a": "2", "b": "1"}
	if got := string(own(patch{}, was, is).b); got != `<template data-mine="a"></template>`+"\n" {
		t.Error(got)
	}
	for i := range manyActors + 1 {
		is[fmt.Sprint("x", i)] = "1"
	}
	if got := string(own(patch{}, was, is).b); got != `<template data-mine="*"></template>`+"\n" {
		t.Error(got)
	}
}
