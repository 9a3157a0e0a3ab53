package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/font"
	"samverkan/internal/render/pdf/tag"
)

type fontFace = font.Face

// fragment is a piece of a line that is drawn in one stroke.
type fragment struct {
	run      int
	kind     clusterKind
	face     *font.Face
	text     string
	actual   string // what it stands for, when that is not text
	x, width float64
}

// draw draws a line whose top left corner is x, y.
func (p *para) draw(l line, x, y, width float64) {
	switch p.style.align {
	case document.Right:
		x += width - l.width
	case document.Center:
		x += (width - l.width) / 2
	}
	base := y + p.style.line/2 + p.style.size*0.33
	frags := p.fragments(l, x)
	p.decorate(frags, y, base)
	for _, f := range frags {
		p.drawFragment(f, base)
	}
	p.links(frags, y)
}

// fragments joins clusters that look alike.
func (p *para) fragments(l line, x float64) []fragment {
	out := make([]fragment, 0, 4)
	var text []byte // of the last fragment
	alone := true   // nothing may be joined to the last fragment
	finish := func() {
		if n := len(out); n > 0 {
			out[n-1].text = string(text)
		}
		text = text[:0]
	}
	for i := l.from; i < l.to; i++ {
		c := &p.clusters[i]
		f := fragment{run: c.run, kind: c.kind, face: c.face, x: x, width: c.width}
		if c.kind == space || c.kind == newline {
			f.kind = glyph
		}
		if c.shown != c.source && c.kind != shape && c.kind != newline && !c.apart {
			f.actual = c.source
		}
		x += c.width
		if n := len(out) - 1; !alone && f.kind == glyph && f.actual == "" && out[n].run == f.run && out[n].face == f.face {
			out[n].width += f.width
		} else {
			finish()
			out = append(out, f)
		}
		text = append(text, c.shown...)
		alone = c.apart || f.kind != glyph || f.actual != ""
	}
	finish()
	return out
}

func (p *para) drawFragment(f fragment, base float64) {
	if f.kind == shape || f.kind == pad {
		return
	}
	w := p.s.w
	if p.elem != nil {
		owner := p.elem
		if p.inline[f.run] != nil {
			owner = p.inline[f.run]
		}
		if f.actual != "" {
			owner = owner.Inline("Span")
			owner.Actual = f.actual
		}
		w.Enter(owner)
	}
	ink, size := p.ink(f.run), p.style.size
	if f.kind == missing {
		w.Frame(ink, 0.6, f.x+size*0.06, base-size*0.66, f.width-size*0.12, size*0.66)
		return
	}
	w.Text(f.face, size, ink, f.x, base, f.text)
}

// ink is the colour of a run.
func (p *para) ink(run int) tag.Color {
	r := p.runs[run]
	if m, ok := runMark(r); ok {
		return m.ink
	}
	switch {
	case r.Link != "":
		return linkInk
	case r.Muted || r.Del:
		return ink2
	}
	return p.style.ink
}

// decorate draws what is not text: marks, tints, lines under and through.
func (p *para) decorate(frags []fragment, y, base float64) {
	size := p.style.size
	aside := func() *tag.Writer {
		if p.elem != nil {
			p.s.w.Aside(tag.Layout)
		}
		return p.s.w
	}
	for _, f := range frags {
		r := p.runs[f.run]
		width := f.width
		if trimmed := strings.TrimRightFunc(f.text, unicode.IsSpace); f.kind == glyph && f.face != nil && trimmed != f.text {
			width = f.face.TextWidth(trimmed, size)
		}
		if f.kind == shape {
			if m, ok := runMark(r); ok {
				d := size * 1.12
				aside().Draw(m.shape, m.ink, f.x, base-size*0.33-d/2, d)
			}
			continue
		}
		if width == 0 || f.kind == pad {
			continue
		}
		if r.Redacted {
			w := aside()
			w.Fill(paper, f.x-1.5, y+1, width+3, p.style.line-2)
			w.Frame(hair2, 0.5, f.x-1.5, y+1, width+3, p.style.line-2)
		}
		if r.Ins {
			aside().Fill(insTint, f.x-0.5, y+1, width+1, p.style.line-2)
		}
		if r.Ins || r.Link != "" {
			aside().Line(p.ink(f.run), 0.55, f.x, base+size*0.16, f.x+width, base+size*0.16)
		}
		if r.Del {
			aside().Line(ink2, 0.7, f.x, base-size*0.23, f.x+width, base-size*0.23)
		}
	}
}

// links makes the areas of the line's links, one for each link.
func (p *para) links(frags []fragment, y float64) {
	if p.elem == nil {
		return
	}
	for i := 0; i < len(frags); {
		j, run := i, frags[i].run
		for j < len(frags) && frags[j].run == run {
			j++
		}
		if r := p.runs[run]; r.Link != "" {
			x0, x1 := frags[i].x, frags[j-1].x+frags[j-1].width
			target, internal := strings.CutPrefix(r.Link, "#")
			uri := r.Link
			if internal {
				uri = ""
			} else {
				target = ""
			}
			p.s.w.AddLink(p.inline[run], x0, y, x1-x0, p.style.line, uri, target, strings.TrimSpace(strings.ReplaceAll(r.Text, "\n", " ")))
		}
		i = j
	}
}

func isLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}
