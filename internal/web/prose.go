package web

import (
	"html/template"
	"strconv"
	"strings"

	"samverkan/internal/document"
)

// prose writes blocks of a document in the look of the pages. What is on the page is thereby what is on paper: the same words,
// and nothing that was left out of them for the reader.
type prose struct {
	b      strings.Builder
	assets *assets
	prefix string // of the ids that it makes
	labels bool   // rows have their label as id
	ids    int
}

// docSection is a section of a document: its heading, and what stands below it.
type docSection struct {
	ID, Title string
	Kind      document.Kind
	Blocks    []document.Block
}

// sectionsOf parts a document at its first headings. What stands before the first is given by itself.
func sectionsOf(d *document.Document) (before []document.Block, sections []docSection) {
	for _, b := range d.Body {
		if h, ok := b.(document.Heading); ok && h.Level == 1 {
			sections = append(sections, docSection{ID: h.ID, Title: document.Plain(h.Text), Kind: h.Kind})
			continue
		}
		if len(sections) == 0 {
			before = append(before, b)
			continue
		}
		last := &sections[len(sections)-1]
		last.Blocks = append(last.Blocks, b)
	}
	return before, sections
}

// proseOf writes blocks as HTML. prefix keeps the ids apart of several on one page.
func (w *Web) proseOf(prefix string, blocks ...document.Block) template.HTML {
	p := &prose{assets: w.assets, prefix: prefix}
	p.blocks(blocks)
	return template.HTML(p.b.String()) //nolint:gosec // every text in it passed escaped
}

// runsOf writes runs of text as HTML.
func (w *Web) runsOf(runs []document.Inline) template.HTML {
	p := &prose{assets: w.assets}
	p.runs(runs)
	return template.HTML(p.b.String()) //nolint:gosec // every text in it passed escaped
}

func (p *prose) raw(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

func (p *prose) text(s string) {
	p.raw(strings.ReplaceAll(template.HTMLEscapeString(s), "\n", "<br>"))
}

func (p *prose) id() string {
	p.ids++
	return p.prefix + "-" + strconv.Itoa(p.ids)
}

func (p *prose) blocks(blocks []document.Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case document.Heading: // the page's title is heading 1, a section's 2
			tag := "h" + strconv.Itoa(min(b.Level+1, 6))
			p.raw("<", tag, ">")
			p.runs(b.Text)
			p.raw("</", tag, ">\n")
		case document.Paragraph:
			p.paragraph(b)
		case document.List:
			p.list(b)
		case document.Table:
			p.table(b)
		case document.Facts:
			p.facts(b)
		case document.Callout:
			p.callout(b)
		}
	}
}

func (p *prose) paragraph(b document.Paragraph) {
	if strings.TrimSpace(document.Plain(b.Text)) == "" {
		return
	}
	class := ""
	switch b.Style {
	case document.Lead:
		class = ` class="lead"`
	case document.Meta:
		class = ` class="meta"`
	case document.Quote:
		class = ` class="reserv-q ` + kindClass(b.Kind) + `"`
	}
	p.raw("<p", class, ">")
	p.runs(b.Text)
	p.raw("</p>\n")
}

func (p *prose) list(b document.List) {
	tag, class := "ul", "short"
	if b.Ordered {
		tag, class = "ol", "short short-n"
	}
	p.raw("<", tag, ` class="`, class, `"`)
	if b.Ordered && b.Start != 0 {
		p.raw(` start="`, strconv.Itoa(b.Start), `"`)
	}
	p.raw(">\n")
	for _, item := range b.Items {
		p.raw("<li>")
		p.inside(item)
		p.raw("</li>\n")
	}
	p.raw("</", tag, ">\n")
}

// inside writes the blocks of an item or a cell. One plain paragraph needs no element of its own.
func (p *prose) inside(blocks []document.Block) {
	if len(blocks) == 1 {
		if b, ok := blocks[0].(document.Paragraph); ok && (b.Style == document.Normal || b.Style == document.Decision) {
			p.runs(b.Text)
			return
		}
	}
	p.blocks(blocks)
}

func (p *prose) facts(b document.Facts) {
	p.raw("<dl class=\"doc-facts\">\n")
	for _, f := range b.Items {
		p.raw("<div><dt>")
		p.runs(f.Label)
		p.raw("</dt><dd>")
		p.runs(f.Value)
		p.raw("</dd></div>\n")
	}
	p.raw("</dl>\n")
}

var toneIcons = map[document.Tone]string{document.ToneWarn: "warning", document.ToneExercise: "warning",
	document.ToneRedacted: "lock", document.ToneCorrection: "edit"}

// callout is a frame of its own below the head of a document. Its title is a heading, so that it is found.
func (p *prose) callout(b document.Callout) {
	tone, id := string(b.Tone), p.id()
	if tone == "" {
		tone = "neutral"
	}
	p.raw(`<aside class="correction tone-`, tone, `" aria-labelledby="`, id, `"><h2 id="`, id, `">`)
	if name := toneIcons[b.Tone]; name != "" {
		p.raw(string(icon(p.assets, name, "i")))
	}
	p.runs(b.Title)
	p.raw("</h2>\n")
	p.blocks(b.Body)
	p.raw("</aside>\n")
}
