package web

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// searchPage shows what was found, kind by kind.
type searchPage struct {
	overview
	Text   string
	Groups []hitGroup
	Total  int
}

// hitGroup is what was found of one kind.
type hitGroup struct {
	Key, Icon string // of the heading; in the sprite
	Hits      []hitRow
	All       string // where one sees all of them; "" for nowhere
}

type hitRow struct {
	clerk.Hit
	Link  string
	Title []piecesOf // with what was looked for marked
	Under string
}

// piecesOf is a piece of a title, marked when it is what was looked for.
type piecesOf struct {
	Text   string
	Marked bool
}

// searchLimit is how many of each kind are shown.
const searchLimit = 8

func (w *Web) search(q *request) error {
	p := &searchPage{overview: q.overview("", "web.search.title"), Text: q.query("q")}
	if p.Text == "" {
		return q.page("search", p)
	}
	found, err := q.clerk().Search(q.ctx(), q.Who, p.Text, searchLimit)
	if err != nil {
		return err
	}
	d, err := q.directory()
	if err != nil {
		return err
	}
	var told []string
	for _, g := range []struct {
		key, icon, all string
		hits           []clerk.Hit
	}{
		{"web.search.conferences", "calendar", "/conferences?period=all&q=", found.Conferences},
		{"web.search.decisions", "k-beslut", "/decisions?show=all&q=", found.Decisions},
		{"web.search.incidents", "activity", "", found.Incidents},
		{"web.search.areas", "folder", "", found.Areas},
		{"web.search.items", "doc", "", found.Items},
		{"web.search.actors", "building", "", found.Actors},
	} {
		if len(g.hits) == 0 {
			continue
		}
		group := hitGroup{Key: g.key, Icon: g.icon}
		if len(g.hits) == searchLimit && g.all != "" {
			group.All = g.all + url.QueryEscape(p.Text)
		}
		for _, h := range g.hits {
			group.Hits = append(group.Hits, q.hit(g.key, h, d, p.Text))
			if g.key == "web.search.decisions" {
				told = append(told, h.In)
			}
		}
		p.Groups = append(p.Groups, group)
		p.Total += len(g.hits)
	}
	if err := q.tellRead("search", told...); err != nil {
		return err
	}
	return q.page("search", p)
}

// hit makes a row of what was found: where it is, and what tells it from others of its name.
func (q *request) hit(key string, h clerk.Hit, d *directory.Directory, text string) hitRow {
	row := hitRow{Hit: h, Title: marked(h.Title, text), Under: h.About}
	name := func(id string) string {
		if a, ok := d.ByID(id); ok {
			return a.ShortName
		}
		return id
	}
	when := ""
	if !h.At.IsZero() {
		when = q.ShortDateTime(h.At)
	}
	switch key {
	case "web.search.conferences":
		row.Link, row.Under = "/conferences/"+h.ID, joined(name(h.About), when)
	case "web.search.decisions":
		row.Link, row.Under = "/conferences/"+h.In+"/minutes", joined(h.About, when)
	case "web.search.incidents":
		row.Link, row.Under = "/incidents/"+h.ID, joined(name(h.About), when)
	case "web.search.areas":
		row.Link, row.Under = "/areas/"+h.ID, name(h.About)
	case "web.search.items":
		row.Link, row.Under = "/areas/"+h.In+"/items/"+h.ID, joined(h.About, when)
	}
	return row
}

// marked parts a title where it has a word that was looked for, whatever its capitals.
func marked(title, text string) []piecesOf {
	words := strings.Fields(strings.ToLower(text))
	var out []piecesOf
	plain := func(s string) {
		if s == "" {
			return
		}
		if n := len(out); n > 0 && !out[n-1].Marked {
			out[n-1].Text += s
			return
		}
		out = append(out, piecesOf{Text: s})
	}
	for rest := title; rest != ""; {
		if n := startsWith(rest, words); n > 0 {
			out = append(out, piecesOf{rest[:n], true})
			rest = rest[n:]
			continue
		}
		_, size := utf8.DecodeRuneInString(rest)
		plain(rest[:size])
		rest = rest[size:]
	}
	return out
}

// startsWith tells how much of a text is one of the words; 0 for none.
func startsWith(text string, words []string) int {
	best := 0
	for _, w := range words {
		n := len(w)
		if n > best && n <= len(text) && strings.EqualFold(text[:n], w) {
			best = n
		}
	}
	return best
}
