package pdftest

import (
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// node is an element of the structure tree, or a piece of text in it.
type node struct {
	dict   types.Dict
	kind   string // standard type after the role map; textKind for text
	kids   []*node
	text   string
	parent *node
	links  []types.Dict
	number int
}

const textKind = "#text"

var standardTypes = strings.Fields("Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private " +
	"H H1 H2 H3 H4 H5 H6 P L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code " +
	"Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form")

// structure reads the tree, and checks it against the pages both ways.
func (c *inspector) structure(root types.Dict) {
	tree := c.dict(root["StructTreeRoot"])
	if tree == nil {
		c.add("UA:01 (7.1-11)", "no structure tree")
		return
	}
	c.roles = c.dict(tree["RoleMap"])
	c.tree = &node{kind: "StructTreeRoot", dict: tree}
	for _, k := range c.kids(tree["K"]) {
		c.walk(c.tree, k, -1)
	}
	c.parentTree(tree)
	for p, content := range c.pdf {
		for id := range content.tags {
			if _, ok := c.owner[[2]int{p, id}]; !ok {
				c.add("UA:01-005", "page %d: MCID %d is in no structure element", p+1, id)
			}
		}
	}
	for k := range c.owner {
		if _, ok := c.pdf[k[0]].tags[k[1]]; !ok {
			c.add("PDF:14.7.4", "page %d: the tree refers to MCID %d, which is not on the page", k[0]+1, k[1])
		}
	}
	c.rules(c.tree)
	c.headings()
	c.readOut(c.tree)
	c.flush()
}

// kids gives /K as a list.
func (c *inspector) kids(o types.Object) types.Array {
	if o == nil {
		return nil
	}
	if a, ok := c.value(o).(types.Array); ok {
		return a
	}
	return types.Array{o}
}

// walk reads what stands in an element; page is the index that marks belong to.
func (c *inspector) walk(parent *node, o types.Object, page int) {
	if n := objectNumber(o); n > 0 {
		if c.seen[n] {
			c.add("PDF:14.7.2", "structure element %d occurs twice", n)
			return
		}
		c.seen[n] = true
	}
	v := c.value(o)
	if id, ok := v.(types.Integer); ok {
		c.marked(parent, page, int(id))
		return
	}
	d, ok := v.(types.Dict)
	if !ok {
		return
	}
	if i, ok := c.pageOf[objectNumber(d["Pg"])]; ok && d["Pg"] != nil {
		page = i
	}
	switch c.name(d["Type"]) {
	case "MCR":
		if id, ok := d["MCID"].(types.Integer); ok {
			c.marked(parent, page, int(id))
		}
		return
	case "OBJR":
		if a := c.dict(d["Obj"]); a != nil {
			parent.links = append(parent.links, a)
		}
		return
	}
	n := &node{dict: d, parent: parent, number: objectNumber(o), kind: c.standardType(c.name(d["S"]))}
	parent.kids = append(parent.kids, n)
	if parent.number != 0 && objectNumber(d["P"]) != parent.number {
		c.add("PDF:14.7.2", "element %d: /P is not its parent", n.number)
	}
	for _, k := range c.kids(d["K"]) {
		c.walk(n, k, page)
	}
}

func (c *inspector) standardType(s string) string {
	kind := s
	for k := 0; !slices.Contains(standardTypes, kind) && c.roles[kind] != nil && k < 20; k++ {
		kind = c.name(c.roles[kind])
	}
	if !slices.Contains(standardTypes, kind) {
		c.add("UA:02-001", "structure type %q is not mapped to a standard type", s)
	}
	if c.roles[s] != nil && slices.Contains(standardTypes, s) {
		c.add("UA:02-004", "standard type %q is mapped to another", s)
	}
	if c.Part == "1" && slices.Contains([]string{"THead", "TBody", "TFoot"}, kind) {
		c.add("A-1:6.8", "%s came with PDF 1.5", kind)
	}
	return kind
}

func (c *inspector) marked(n *node, page, id int) {
	if page < 0 || page >= len(c.pdf) {
		c.add("PDF:14.7.4", "MCID %d has no page", id)
		return
	}
	if _, ok := c.owner[[2]int{page, id}]; ok {
		c.add("UA:01-005", "page %d: MCID %d is in two structure elements", page+1, id)
	}
	c.owner[[2]int{page, id}] = n.number
	n.kids = append(n.kids, &node{kind: textKind, text: c.pdf[page].text[id], parent: n})
}

// parentTree checks the way back from pages and annotations to their elements.
func (c *inspector) parentTree(tree types.Dict) {
	entries := map[int]types.Object{}
	var read func(o types.Object, depth int)
	read = func(o types.Object, depth int) {
		d := c.dict(o)
		if d == nil || depth > 30 {
			return
		}
		nums := c.array(d["Nums"])
		for i := 0; i+1 < len(nums); i += 2 {
			if k, ok := nums[i].(types.Integer); ok {
				entries[int(k)] = nums[i+1]
			}
		}
		for _, k := range c.array(d["Kids"]) {
			read(k, depth+1)
		}
	}
	read(tree["ParentTree"], 0)
	for i, p := range c.pages {
		c.pageParents(i, p, entries)
		for _, o := range c.array(p["Annots"]) {
			c.annotation(i+1, o, entries)
		}
	}
}

func (c *inspector) pageParents(i int, p types.Dict, entries map[int]types.Object) {
	if len(c.pdf[i].tags) == 0 {
		return
	}
	key, ok := p["StructParents"].(types.Integer)
	if !ok {
		c.add("PDF:14.7.4.4", "page %d: no StructParents", i+1)
		return
	}
	owners := c.array(entries[int(key)])
	for id := range c.pdf[i].tags {
		if owner, ok := c.owner[[2]int{i, id}]; ok && (id >= len(owners) || objectNumber(owners[id]) != owner) {
			c.add("PDF:14.7.4.4", "page %d: parent tree entry of MCID %d is not its element", i+1, id)
		}
	}
}

func (c *inspector) annotation(page int, o types.Object, entries map[int]types.Object) {
	a := c.dict(o)
	if c.name(a["Subtype"]) != "Link" {
		c.add("UA:28", "page %d: an annotation that is no link, which these rules do not cover", page)
		return
	}
	if key, ok := a["StructParent"].(types.Integer); !ok {
		c.add("UA:28-011", "page %d: link annotation without StructParent", page)
	} else if s := c.name(c.dict(entries[int(key)])["S"]); s != "Link" && c.name(c.roles[s]) != "Link" {
		c.add("UA:28-011", "page %d: link annotation in <%s>, not <Link>", page, s)
	}
	if c.text(a["Contents"]) == "" {
		c.add("UA:28-012", "page %d: link annotation without Contents", page)
	}
	if f, ok := a["F"].(types.Integer); !ok || f&4 == 0 || f&(1|2|32) != 0 {
		c.add("A:6.3.2", "page %d: annotation without the print flag", page)
	}
	rect := c.array(a["Rect"])
	for k, o := range rect {
		if v, ok := number(o); !ok || v < 0 || v > [2]float64{pageWidth, pageHeight}[k%2] {
			c.add("edge", "page %d: a link's area passes the edge", page)
		}
	}
	if dest := c.array(a["Dest"]); dest != nil {
		if _, ok := c.pageOf[objectNumber(dest[0])]; !ok {
			c.add("PDF:12.3.2", "page %d: a link does not lead to a page", page)
		}
		c.Links = append(c.Links, "#")
		return
	}
	action := c.dict(a["A"])
	if c.name(action["S"]) != "URI" {
		c.add("A:6.5", "page %d: a link with action %s", page, c.name(action["S"]))
	}
	c.Links = append(c.Links, c.text(action["URI"]))
}
