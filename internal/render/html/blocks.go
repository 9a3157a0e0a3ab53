package html

import (
	"bytes"
	"encoding/base64"
	"image"
	_ "image/jpeg" // the two kinds of picture that a document holds
	_ "image/png"
	"math"
	"strconv"
	"strings"

	"samverkan/internal/document"
)

func (p *page) blocks(blocks []document.Block) {
	for _, b := range blocks {
		p.block(b)
	}
}

func (p *page) block(b document.Block) {
	switch b := b.(type) {
	case document.Heading:
		p.heading(b)
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
	case document.Figure:
		p.raw("<figure>")
		p.picture(b, "")
		p.raw("</figure>\n")
	case document.Signatures:
		p.signatures(b)
	case document.PageBreak:
		p.raw("<div class=\"page-break\"></div>\n")
	}
}

func (p *page) heading(h document.Heading) {
	id := h.ID
	if id == "" {
		id = p.id()
	}
	if h.Level == 1 {
		p.titled = append(p.titled, section{id, strings.TrimSpace(document.Plain(h.Text))})
	}
	tag := "h" + strconv.Itoa(h.Level+1) // the title is heading 1
	p.raw("<", tag)
	p.attr("id", id)
	if h.Kind != document.KindNone {
		p.raw(` class="marked k-`, string(kindOf(h.Kind)), `">`)
		p.mark(kindMark(h.Kind))
		p.raw("<span>")
		p.runs(h.Text)
		p.raw("</span>")
	} else {
		p.raw(">")
		p.runs(h.Text)
	}
	p.raw("</", tag, ">\n")
}

func (p *page) paragraph(b document.Paragraph) {
	if strings.TrimSpace(document.Plain(b.Text)) == "" {
		return
	}
	var class []string
	switch b.Style {
	case document.Lead, document.Meta, document.Quote, document.Decision:
		class = append(class, string(b.Style))
	}
	if b.Kind != document.KindNone {
		class = append(class, "k-"+string(kindOf(b.Kind)))
	}
	p.raw("<p")
	p.attr("class", strings.Join(class, " "))
	p.raw(">")
	p.runs(b.Text)
	p.raw("</p>\n")
}

func (p *page) list(b document.List) {
	tag := "ul"
	if b.Ordered {
		tag = "ol"
	}
	p.raw("<", tag)
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

// inside writes the blocks of an item or a cell. One plain paragraph needs no
// element of its own.
func (p *page) inside(blocks []document.Block) {
	if len(blocks) == 1 {
		if b, ok := blocks[0].(document.Paragraph); ok && b.Style == document.Normal && b.Kind == document.KindNone {
			p.runs(b.Text)
			return
		}
	}
	p.blocks(blocks)
}

func (p *page) facts(b document.Facts) {
	p.raw("<dl class=\"facts\">\n")
	for _, f := range b.Items {
		p.raw("<div><dt>")
		p.runs(f.Label)
		p.raw("</dt> <dd>")
		p.runs(f.Value)
		p.raw("</dd></div>\n")
	}
	p.raw("</dl>\n")
}

func (p *page) callout(b document.Callout) {
	tone := string(toneOf(b.Tone))
	p.raw(`<div class="callout tone-`, tone, `" role="note"`)
	if strings.TrimSpace(document.Plain(b.Title)) == "" {
		p.raw(">\n")
	} else {
		id := p.id()
		p.raw(` aria-labelledby="`, id, `">`, "\n", `<p class="callout-title" id="`, id, `">`)
		p.mark(toneMark(b.Tone))
		p.raw("<span>")
		p.runs(b.Title)
		p.raw("</span></p>\n")
	}
	p.blocks(b.Body)
	p.raw("</div>\n")
}

// pxPerMM is CSS's own measure: 96 pixels to 25.4 millimetres.
const pxPerMM = 96 / 25.4

// picture writes the image as data, with its measures, so that the page does not
// jump when it is drawn.
func (p *page) picture(f document.Figure, class string) {
	p.raw("<img")
	p.attr("class", class)
	if f.Decorative {
		p.raw(` alt=""`)
	} else {
		p.attr("alt", f.Alt)
	}
	if c, _, err := image.DecodeConfig(bytes.NewReader(f.Data)); err == nil && c.Width > 0 && c.Height > 0 {
		w, h := float64(c.Width), float64(c.Height)
		if f.Width > 0 {
			w, h = f.Width*pxPerMM, f.Width*pxPerMM*h/w
		}
		p.raw(` width="`, pixels(w), `" height="`, pixels(h), `"`)
	}
	p.raw(` src="data:`, f.Type(), `;base64,`, base64.StdEncoding.EncodeToString(f.Data), `">`)
}

func pixels(x float64) string { return strconv.Itoa(max(1, int(math.Round(x)))) }

func (p *page) signatures(b document.Signatures) {
	p.raw("<div class=\"signatures\">\n")
	for _, l := range b.Lines {
		p.raw("<div class=\"signature\">\n")
		p.signatureLine("role", l.Role, "")
		p.signatureLine("who", l.Name, "")
		p.signatureLine("rule", "", b.SignLabel)
		p.signatureLine("rule short", l.Date, b.DateLabel)
		p.raw("</div>\n")
	}
	p.raw("</div>\n")
}

// signatureLine writes what is filled in, and under it the words of the line.
func (p *page) signatureLine(class, filled, label string) {
	if filled == "" && label == "" {
		return
	}
	p.raw(`<p class="`, class, `">`)
	if label == "" {
		p.text(filled)
	} else {
		p.raw(`<span class="filled">`)
		p.text(filled)
		p.raw(`</span> <span class="label">`)
		p.text(label)
		p.raw("</span>")
	}
	p.raw("</p>\n")
}
