package web

import (
	"html/template"
	"strings"
)

// patch is what changes in a page, in the form that the script takes: a list of templates, each saying where its content goes.
// It comes by the stream, in answer to a form, and when a page asks for what is its reader's own.
type patch struct{ b []byte }

func (p patch) raw(parts ...string) patch {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
	return p
}

func attr(s string) string { return template.HTMLEscapeString(s) }

// put changes the element with an id into a newer one.
func (p patch) put(id string, html template.HTML) patch {
	return p.raw(`<template data-for="`, attr(id), `">`, string(html), "</template>\n")
}

// insert puts an element into a list after one of its others; "" is first. One that is there already is moved.
func (p patch) insert(list, after string, html template.HTML) patch {
	return p.raw(`<template data-in="`, attr(list), `" data-after="`, attr(after), `">`, string(html), "</template>\n")
}

// remove takes an element away.
func (p patch) remove(id string) patch {
	return p.raw(`<template data-remove="`, attr(id), `"></template>`+"\n")
}

// say tells who hears the page.
func (p patch) say(text string) patch {
	return p.raw(`<template data-say="polite">`, attr(text), "</template>\n")
}

// mine tells the pages of some actors to ask for what is their own; "*" tells all.
func (p patch) mine(actors []string) patch {
	return p.raw(`<template data-mine="`, attr(strings.Join(actors, " ")), `"></template>`+"\n")
}

// goTo sends the page on to another.
func (p patch) goTo(path string) patch {
	return p.raw(`<template data-go="`, attr(path), `"></template>`+"\n")
}

func (p patch) empty() bool { return len(p.b) == 0 }

// sendPatch answers with what changed.
func (q *request) sendPatch(p patch) error {
	q.private("text/html")
	q.send(200, p.b)
	return nil
}

// piece is a part of a live page: an element with an id, or a list whose elements have ids of their own, so that one line of a
// long list can change without the others.
type piece struct {
	id    string
	html  template.HTML
	list  bool
	items []item
}

// item is an element of a list.
type item struct {
	id   string
	html template.HTML
}

// whole gives everything, for a page that has missed something.
func whole(p patch, pieces []piece) patch {
	for _, x := range pieces {
		if x.list {
			p = p.raw(`<template data-list="`, attr(x.id), `">`)
			for _, i := range x.items {
				p = p.raw(string(i.html))
			}
			p = p.raw("</template>\n")
			continue
		}
		p = p.put(x.id, x.html)
	}
	return p
}

// changes gives what makes a page with some pieces into one with others.
func changes(p patch, was, is []piece) patch {
	old := make(map[string]piece, len(was))
	for _, x := range was {
		old[x.id] = x
	}
	for _, x := range is {
		before, had := old[x.id]
		switch {
		case x.list && had:
			p = listChanges(p, x.id, before.items, x.items)
		case x.list:
			p = whole(p, []piece{x})
		case !had || before.html != x.html:
			p = p.put(x.id, x.html)
		}
	}
	return p
}

// listChanges takes away what is gone, puts in what is new where it belongs, and changes what is there. Whatever stands in the
// same order as before is left where it is.
func listChanges(p patch, list string, was, is []item) patch {
	now := make(map[string]bool, len(is))
	for _, x := range is {
		now[x.id] = true
	}
	old := make(map[string]template.HTML, len(was))
	var order []string // of those that stay
	for _, x := range was {
		if !now[x.id] {
			p = p.remove(x.id)
			continue
		}
		old[x.id] = x.html
		order = append(order, x.id)
	}
	after := ""
	for _, x := range is {
		html, had := old[x.id]
		switch {
		case had && len(order) > 0 && order[0] == x.id:
			order = order[1:]
			if html != x.html {
				p = p.put(x.id, x.html)
			}
		default:
			p = p.insert(list, after, x.html)
			order = without(order, x.id)
		}
		after = x.id
	}
	return p
}

func without(order []string, id string) []string {
	for i, x := range order {
		if x == id {
			return append(append([]string(nil), order[:i]...), order[i+1:]...)
		}
	}
	return order
}
