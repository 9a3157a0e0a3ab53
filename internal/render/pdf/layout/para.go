package layout

import (
	"strings"
	"unicode/utf8"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

// style is how running text looks.
type style struct {
	typo
	ink    tag.Color
	strong bool
	align  document.Align
}

// para is text shaped for drawing but not yet broken into lines.
type para struct {
	s        *setter
	style    style
	elem     *tag.Element // owner of its marks; nil in what is repeated on each page
	runs     []document.Inline
	inline   []*tag.Element // by run; nil where the text belongs to elem itself
	clusters []cluster
}

// line is a piece of a para: clusters[from:to], width points wide without the spaces at its end.
type line struct {
	from, to int
	width    float64
}

// shape makes a para of runs. elem is its element.
func (s *setter) shape(elem *tag.Element, runs []document.Inline, st style) *para {
	size := 0
	for _, r := range runs {
		size += len(r.Text) + 2
	}
	p := &para{s: s, style: st, elem: elem, runs: runs, inline: make([]*tag.Element, len(runs)), clusters: make([]cluster, 0, size)}
	for i, r := range runs {
		if elem != nil {
			p.inline[i] = inlineElement(elem, r)
		}
		if _, marked := runMark(r); marked {
			p.clusters = append(p.clusters, cluster{kind: shape, run: i, width: st.size * 1.5})
		}
		face := typeface(s.fonts, r, st.strong)
		side := cluster{kind: pad, run: i, width: 3.5}
		if r.Redacted {
			p.clusters = append(p.clusters, side)
		}
		clusters(r.Text, func(text string) { p.add(i, text, face) })
		if r.Redacted {
			p.clusters = append(p.clusters, side)
		}
	}
	p.findHinges()
	return p
}

// inlineElement is the element of a run that says more than its text does; nil for others.
func inlineElement(parent *tag.Element, r document.Inline) *tag.Element {
	typ := ""
	switch {
	case r.Link != "":
		typ = "Link"
	case r.Lang != "" || r.Expansion != "" || r.Del || r.Ins:
		typ = "Span"
	default:
		return nil
	}
	e := parent.Inline(typ)
	e.Lang, e.Expansion = r.Lang, r.Expansion
	switch {
	case r.Del:
		e.Attr("<</O /Layout /TextDecorationType /LineThrough>>")
	case r.Ins:
		e.Attr("<</O /Layout /TextDecorationType /Underline>>")
	}
	return e
}

func isMarked(r document.Inline) bool {
	return r.Kind != document.KindNone || r.State != document.StateNone
}

// runMark gives the mark that is drawn before a run.
func runMark(r document.Inline) (mark, bool) {
	if r.Kind != document.KindNone {
		m, ok := kindMarks[r.Kind]
		return m, ok
	}
	m, ok := stateMarks[r.State]
	return m, ok
}

func (p *para) add(run int, text string, face *fontFace) {
	c := cluster{run: run, source: text}
	size := p.style.size
	base, _ := utf8.DecodeRuneInString(text)
	switch {
	case base == '\n':
		c.kind, c.face, c.shown = newline, p.s.fonts.Regular, " " // the words on either side stay two words
		p.clusters = append(p.clusters, c)
		return
	case breakable(base):
		c.kind = space
	}
	if em := spaceWidth(base); em > 0 && !face.Has(base) { // not worth a font of its own
		c.face, c.shown, c.width, c.apart = face, " ", em*size, true
		p.clusters = append(p.clusters, c)
		return
	}
	if c.face, c.shown = choose(p.s.fonts, face, text); c.face == nil {
		if strings.TrimFunc(text, unseen) == "" { // a joiner that joins nothing
			return
		}
		c.kind, c.width = missing, size*0.62
		p.s.miss(text)
	} else {
		c.width = c.face.TextWidth(c.shown, size)
	}
	p.clusters = append(p.clusters, c)
}

// findHinges marks where a long word may be broken before it has to be: after a
// hyphen between letters and after a slash.
func (p *para) findHinges() {
	for i := 1; i+1 < len(p.clusters); i++ {
		c := &p.clusters[i]
		if c.kind == glyph && (c.source == "-" || c.source == "/") &&
			isLetter(p.clusters[i-1].source) && isLetter(p.clusters[i+1].source) {
			c.hinge = true
		}
	}
}
