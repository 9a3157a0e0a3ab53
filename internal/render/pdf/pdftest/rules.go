package pdftest

import (
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mayStandIn: an element of the type stands in one of these.
var mayStandIn = map[string][]string{
	"TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"},
	"THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
	"LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"},
}

// mayHold: an element of the type holds only these.
var mayHold = map[string][]string{
	"Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"},
	"L": {"L", "LI", "Caption"}, "LI": {"Lbl", "LBody"}, "TOC": {"TOC", "TOCI", "Caption"},
}

// rules checks each element by itself and with its parent and kids.
func (c *inspector) rules(n *node) {
	if n.kind != textKind && n != c.tree {
		c.place(n)
		c.properties(n)
	}
	for _, k := range n.kids {
		c.rules(k)
	}
}

func (c *inspector) place(n *node) {
	if in := mayStandIn[n.kind]; in != nil && !slices.Contains(in, n.parent.kind) {
		c.add("UA:09-004", "<%s> in <%s>", n.kind, n.parent.kind)
	}
	if holds := mayHold[n.kind]; holds != nil {
		for _, k := range n.kids {
			if !slices.Contains(holds, k.kind) {
				c.add("UA:09-004", "<%s> contains <%s>", n.kind, k.kind)
			}
		}
	}
	if n.kind == "Caption" && n.parent.kids[0] != n {
		c.add("UA:09-004", "a caption that is not first")
	}
}

func (c *inspector) properties(n *node) {
	if l := c.text(n.dict["Lang"]); l != "" && !languageTag.MatchString(l) {
		c.add("UA:11-007", "bad language %q", l)
	}
	switch n.kind {
	case "Figure", "Formula":
		if c.text(n.dict["Alt"]) == "" && c.text(n.dict["ActualText"]) == "" {
			c.add(map[string]string{"Figure": "UA:13-004", "Formula": "UA:17-002"}[n.kind], "<%s> without Alt or ActualText", n.kind)
		}
		if c.attribute(n, "BBox") == nil {
			c.add("PDF:14.8.5.4", "<%s> without BBox", n.kind)
		}
	case "Note":
		if c.text(n.dict["ID"]) == "" {
			c.add("UA:19-003", "<Note> without ID")
		}
	case "Table":
		c.table(n)
	case "L":
		c.list(n)
	case "Link":
		if len(n.links) == 0 {
			c.add("UA:28-011", "<Link> without an annotation")
		}
		if strings.TrimSpace(c.all(n)) == "" {
			c.add("UA:28-011", "<Link> without text")
		}
	}
}

func (c *inspector) list(n *node) {
	for _, li := range n.kids {
		if li.kind == "LI" && len(li.kids) > 0 && li.kids[0].kind == "Lbl" && c.attribute(n, "ListNumbering") == nil {
			c.add("UA:16-001", "list with labels but without ListNumbering")
			return
		}
	}
}

// attribute finds a key in the element's attribute dictionaries.
func (c *inspector) attribute(n *node, key string) types.Object {
	for _, a := range c.kids(n.dict["A"]) {
		if d := c.dict(a); d != nil && d[key] != nil {
			return d[key]
		}
	}
	return nil
}

func (c *inspector) span(n *node, key string) int {
	if v, ok := c.attribute(n, key).(types.Integer); ok {
		return int(v)
	}
	return 1
}

// table checks that the grid is regular and that headers say what they head.
func (c *inspector) table(t *node) {
	var rows []*node
	for _, k := range t.kids {
		if k.kind == "TR" {
			rows = append(rows, k)
		}
		for _, r := range k.kids {
			if r.kind == "TR" {
				rows = append(rows, r)
			}
		}
	}
	headers, unscoped, width := 0, 0, -1
	covered := map[int]int{} // column -> rows that a cell above still covers
	for i, r := range rows {
		col := 0
		skip := func() {
			for covered[col] > 0 {
				covered[col]--
				col++
			}
		}
		for _, cell := range r.kids {
			skip()
			if cell.kind == "TH" {
				headers++
				if c.attribute(cell, "Scope") == nil {
					unscoped++
				}
			}
			down := c.span(cell, "RowSpan")
			for range c.span(cell, "ColSpan") {
				covered[col] = down - 1
				col++
			}
		}
		skip()
		if width >= 0 && col != width {
			c.add("UA:15 (7.2-15)", "table row %d has %d columns, the first %d", i+1, col, width)
		}
		if width < 0 {
			width = col
		}
	}
	if len(rows) == 0 || headers == 0 {
		c.add("UA:15-001", "table without TH")
	}
	if unscoped > 0 {
		c.add("UA:15-003", "%d of %d TH without Scope", unscoped, headers)
	}
}

func (c *inspector) headings() {
	last := 0
	var unnumbered, numbered bool
	var walk func(*node)
	walk = func(n *node) {
		unnumbered = unnumbered || n.kind == "H"
		if len(n.kind) == 2 && n.kind[0] == 'H' && n.kind[1] >= '1' && n.kind[1] <= '6' {
			numbered = true
			level := int(n.kind[1] - '0')
			switch {
			case last == 0 && level != 1:
				c.add("UA:14-002", "first heading is H%d", level)
			case level > last+1:
				c.add("UA:14-003", "H%d after H%d", level, last)
			}
			last = level
			text := words(c.all(n))
			if text == "" {
				c.add("UA:14 (empty)", "empty heading")
			}
			c.Headings = append(c.Headings, n.kind+" "+text)
		}
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(c.tree)
	if unnumbered && numbered {
		c.add("UA:14-007", "H and Hn mixed")
	}
	if !numbered && !unnumbered {
		c.add("UA:14", "no heading at all")
	}
}
