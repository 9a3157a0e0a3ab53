package web

import (
	"html/template"
	"strconv"
	"strings"

	"samverkan/internal/document"
)

// A table stacks on a telephone: each row becomes a block, with the words of the columns before the values. A number or a short
// name stands beside its block; a long one above it.
const shortHead = 1.5

// table writes a table. The one with a caption can be scrolled sideways under that name.
func (p *prose) table(t document.Table) {
	class := "table doc-table"
	if len(t.Columns) > 0 && t.Columns[0].RowHeader && t.Columns[0].Weight > shortHead {
		class += " doc-named"
	}
	caption := strings.TrimSpace(document.Plain(t.Caption)) != ""
	if caption {
		id := p.id()
		p.raw(`<div class="scroll-x" tabindex="0" role="region" aria-labelledby="`, id, `">`, "\n")
		defer p.raw("</div>\n")
		p.raw(`<table class="`, class, `"><caption id="`, id, `">`)
		p.runs(t.Caption)
		p.raw("</caption>\n")
	} else {
		p.raw(`<table class="`, class, "\">\n")
	}
	p.raw("<thead><tr>")
	for _, c := range t.Columns {
		p.raw(`<th scope="col"`, alignment(c.Align), ">")
		p.runs(c.Header)
		p.raw("</th>")
	}
	p.raw("</tr></thead>\n<tbody>\n")
	for _, r := range t.Rows {
		p.row(t, r)
	}
	p.raw("</tbody></table>\n")
}

func (p *prose) row(t document.Table, r document.Row) {
	attributes := ""
	if r.Joined {
		attributes = ` class="res-row"`
	}
	if p.labels && len(r.Cells) > 0 {
		if label := cellText(r.Cells[0]); isLabel(label) {
			attributes += ` id="` + label + `"`
		}
	}
	p.raw("<tr", attributes, ">")
	at := 0
	for _, c := range r.Cells {
		if at >= len(t.Columns) {
			break
		}
		p.cell(t.Columns[at], c)
		at += c.Columns()
	}
	p.raw("</tr>\n")
}

func (p *prose) cell(col document.Column, c document.Cell) {
	if col.RowHeader && c.Columns() == 1 && len(c.Body) > 0 {
		p.raw(`<th scope="row">`)
		p.inside(c.Body)
		p.raw("</th>")
		return
	}
	p.raw("<td", alignment(col.Align))
	if c.Columns() > 1 {
		p.raw(` colspan="`, strconv.Itoa(c.Columns()), `"`)
	} else if len(c.Body) > 0 && col.Weight < 5 { // what is wide is the text itself, which needs no word before it
		p.raw(` data-l="`, template.HTMLEscapeString(strings.TrimSpace(document.Plain(col.Header))), `:"`)
	}
	p.raw(">")
	p.inside(c.Body)
	p.raw("</td>")
}

func alignment(a document.Align) string {
	switch a {
	case document.Right:
		return ` class="num"`
	case document.Center:
		return ` class="mid"`
	}
	return ""
}

// isLabel tells whether a text is what people call a line of the record: A3.
func isLabel(s string) bool {
	if len(s) < 2 || len(s) > 6 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.Trim(s[1:], "0123456789") == ""
}
