package pdftest

import (
	"slices"
	"strings"
)

// inlineTypes are parts of the text around them.
var inlineTypes = []string{textKind, "Span", "Link", "Quote", "Reference", "Code"}

// all is the text of an element as it is read: ActualText stands instead of what was drawn.
func (c *inspector) all(n *node) string {
	if n.kind == textKind {
		return n.text
	}
	if a := c.text(n.dict["ActualText"]); a != "" {
		return a
	}
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(c.all(k))
	}
	return b.String()
}

// readOut collects what a listener hears: one string for each element that holds
// text, a figure's alternative text, and labels together with what they label.
func (c *inspector) readOut(n *node) {
	switch n.kind {
	case "Figure", "Formula":
		c.ReadOut = append(c.ReadOut, words(c.text(n.dict["Alt"])))
		return
	case "LI":
		c.flush()
	}
	var text strings.Builder
	held := false
	for _, k := range n.kids {
		if slices.Contains(inlineTypes, k.kind) {
			text.WriteString(c.all(k))
			held = true
		}
	}
	if held && words(text.String()) != "" {
		s := words(text.String())
		if n.kind != "Lbl" {
			c.pending = strings.TrimSpace(c.pending + " " + s)
			c.flush()
		} else {
			c.flush()
			c.pending = s
		}
	}
	for _, k := range n.kids {
		if !slices.Contains(inlineTypes, k.kind) {
			c.readOut(k)
		}
	}
	if n.kind == "LI" {
		c.flush()
	}
}

// flush gives a label that nothing followed.
func (c *inspector) flush() {
	if c.pending != "" {
		c.ReadOut = append(c.ReadOut, c.pending)
		c.pending = ""
	}
}

// words is s with every space, of whatever kind and number, as one space.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }
