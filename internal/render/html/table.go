package html

import (
	"fmt"
	"strconv"
	"strings"

	"samverkan/internal/document"
)

// wide is the number of columns from which a table may need to be scrolled sideways
// on a middling screen. On a phone no table is: its rows are stacked.
const wide = 6

// table writes a table with caption and headers. The roles repeat what the elements
// say, because a browser forgets it when a narrow screen stacks the cells.
func (p *page) table(t document.Table) {
	class := p.style.columns(t)
	caption := strings.TrimSpace(document.Plain(t.Caption)) != ""
	if len(t.Columns) >= wide && caption {
		id := p.id()
		p.raw(`<div class="scroll" tabindex="0" role="region" aria-labelledby="`, id, `">`, "\n")
		defer p.raw("</div>\n")
		p.raw(`<table role="table" class="`, class, `">`, "\n", `<caption id="`, id, `">`)
	} else {
		p.raw(`<table role="table" class="`, class, `">`, "\n")
		if caption {
			p.raw("<caption>")
		}
	}
	if caption {
		p.runs(t.Caption)
		p.raw("</caption>\n")
	}
	p.raw("<colgroup>", strings.Repeat("<col>", len(t.Columns)), "</colgroup>\n")
	p.raw(`<thead role="rowgroup"><tr role="row">`)
	for _, c := range t.Columns {
		p.raw(`<th scope="col" role="columnheader"`, alignment(c.Align), ">")
		p.runs(c.Header)
		p.raw("</th>")
	}
	p.raw("</tr></thead>\n<tbody role=\"rowgroup\">\n")
	for i, r := range t.Rows {
		// A row that the next one continues has no line below it.
		goesOn := i+1 < len(t.Rows) && t.Rows[i+1].Joined
		p.row(t, r, goesOn)
	}
	p.raw("</tbody>\n</table>\n")
}

func (p *page) row(t document.Table, r document.Row, goesOn bool) {
	var class []string
	if r.Joined {
		class = append(class, "joined")
	}
	if goesOn {
		class = append(class, "goes-on")
	}
	p.raw(`<tr role="row"`)
	p.attr("class", strings.Join(class, " "))
	p.raw(">")
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

func (p *page) cell(col document.Column, c document.Cell) {
	tag, role := "td", "cell"
	empty := blankBlocks(c.Body)
	if col.RowHeader && c.Columns() == 1 && !empty {
		tag, role = "th", "rowheader"
		p.raw(`<th scope="row" role="rowheader"`)
	} else {
		p.raw("<td role=\"", role, `"`)
	}
	p.raw(alignment(col.Align))
	if c.Columns() > 1 {
		p.raw(` colspan="`, strconv.Itoa(c.Columns()), `"`)
	}
	if tag == "td" && c.Columns() == 1 && !empty {
		// What the column is about, for a narrow screen that has no room for it above.
		p.attr("data-label", strings.TrimSpace(document.Plain(col.Header)))
	}
	p.raw(">")
	p.inside(c.Body)
	p.raw("</", tag, ">")
}

func blankBlocks(blocks []document.Block) bool {
	for _, b := range blocks {
		if b, ok := b.(document.Paragraph); !ok || strings.TrimSpace(document.Plain(b.Text)) != "" {
			return false
		}
	}
	return true
}

func alignment(a document.Align) string {
	switch a {
	case document.Right:
		return ` class="right"`
	case document.Center:
		return ` class="center"`
	}
	return ""
}

// columns gives the class of a table whose columns have t's widths, and writes its
// rules once. A style attribute would need a weaker content security policy.
func (s *style) columns(t document.Table) string {
	total := 0.0
	for _, c := range t.Columns {
		total += weight(c)
	}
	var rules strings.Builder
	for i, c := range t.Columns {
		fmt.Fprintf(&rules, "%d:%.4g%%;", i+1, 100*weight(c)/total)
	}
	key := rules.String()
	for i, known := range s.widths {
		if known == key {
			return "t" + strconv.Itoa(i+1)
		}
	}
	s.widths = append(s.widths, key)
	return "t" + strconv.Itoa(len(s.widths))
}

func weight(c document.Column) float64 {
	if c.Weight > 0 && c.Weight < 1e6 {
		return c.Weight
	}
	return 1
}

// widthRules writes the rules of every table's columns.
func (s *style) widthRules() string {
	var b strings.Builder
	for i, key := range s.widths {
		for part := range strings.SplitSeq(strings.TrimSuffix(key, ";"), ";") {
			n, width, _ := strings.Cut(part, ":")
			fmt.Fprintf(&b, ".t%d col:nth-child(%s){width:%s}\n", i+1, n, width)
		}
	}
	return b.String()
}
