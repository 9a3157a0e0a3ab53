package layout

import (
	"strings"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf/tag"
)

const logoHeight = 34.0

// head makes the strips that begin the document: the host's mark and name, the
// kind of document and its registry numbers above a rule, the stamp of an
// exercise, the title.
func (s *setter) head() []strip {
	d, root := s.doc, s.w.Root()
	out := s.letterhead(root)
	if d.Exercise != "" {
		out = append(out, s.stamp(root))
	}
	title := s.shape(root.Child("H1"), []document.Inline{document.T(d.Title)}, style{typo: titleType, ink: ink, strong: true}).strips(textWidth)
	if len(title) > 0 {
		title[0].gap = 26
		first := title[0].draw
		title[0].draw = func(x, y float64) {
			s.w.Mark("", d.Title, -1, y)
			first(x, y)
		}
	}
	out = append(out, title...)
	if d.Subtitle != "" {
		sub := s.shape(root.Child("P"), []document.Inline{document.T(d.Subtitle)}, style{typo: subType, ink: ink2}).strips(textWidth)
		sub[0].gap = 3
		out = append(out, sub...)
	}
	for i := range out {
		out[i].keep = i < 12 // the head stays together, unless a title has no end
	}
	return append(out, strip{height: 11})
}

// letterhead is logo and host at the left, kind and registry numbers at the right, above a rule.
func (s *setter) letterhead(root *tag.Element) []strip {
	d := s.doc
	strong := style{typo: typo{9.75, 13.5}, ink: ink, strong: true}
	var left, right []strip
	x := 0.0
	var logo []cell
	if d.Logo != nil {
		p, err := s.decode(*d.Logo)
		if err != nil {
			s.fail(err)
			return nil
		}
		w, h := logoHeight*p.width/p.height, logoHeight
		if w > textWidth/3 {
			w, h = textWidth/3, textWidth/3*p.height/p.width
		}
		elem := s.figureElement(root, *d.Logo)
		logo = []cell{{0, []strip{{height: h, draw: func(x, y float64) { s.drawFigure(elem, p, x, y, w, h) }}}}}
		x = w + 12
	}
	const rightWidth = 190.0
	leftWidth := textWidth - rightWidth - x - columnGap
	if d.Host != "" {
		left = s.shape(root.Child("P"), []document.Inline{document.T(d.Host)}, strong).strips(leftWidth)
	}
	strong.align = document.Right
	if d.Kind != "" {
		right = s.shape(root.Child("P"), []document.Inline{document.T(d.Kind)}, strong).strips(rightWidth)
	}
	if len(d.RegistryNumbers) > 0 {
		numbers := style{typo: smallType, ink: ink2, align: document.Right}
		right = append(right, s.shape(root.Child("P"), []document.Inline{document.T(strings.Join(d.RegistryNumbers, "\n"))}, numbers).strips(rightWidth)...)
	}
	cells := append(logo, cell{x, left}, cell{textWidth - rightWidth, right})
	inner := 0.0
	for _, c := range cells {
		inner = max(inner, stack(c.strips))
	}
	for i, c := range cells { // all stand on the rule
		if room := inner - stack(c.strips); room > 0 && len(c.strips) > 0 {
			cells[i].strips = append([]strip{s.space(room, nil)}, c.strips...)
		}
	}
	r := row{s: s, cells: cells, bottom: 6, rule: s.rule(ink, 1.5, textWidth)}
	head := r.strip()
	head.split = nil
	return []strip{head}
}

// stamp says in the text that this is an exercise.
func (s *setter) stamp(root *tag.Element) strip {
	const height = 24.0
	p := s.shape(root.Child("P"), []document.Inline{document.T(s.doc.Exercise)}, style{typo: typo{12, 24}, ink: warnInk, strong: true, align: document.Center})
	lines := p.strips(textWidth - 80)
	return strip{gap: 14, height: height * float64(max(1, len(lines))), draw: func(x, y float64) {
		h := height * float64(max(1, len(lines)))
		s.w.Aside(tag.Layout)
		s.w.Fill(warnTint, x, y, textWidth, h)
		s.w.Stripes(warnEdge, x, y, 28, h)
		s.w.Stripes(warnEdge, x+textWidth-28, y, 28, h)
		s.w.Frame(warnEdge, 0.8, x, y, textWidth, h)
		for i, l := range lines {
			l.draw(x+40, y+height*float64(i))
		}
	}}
}

// runningHead draws the head of a page. The first page has its letterhead in the text.
func (s *setter) runningHead(page int) {
	s.w.Aside(tag.Header)
	if s.doc.Exercise != "" {
		s.exerciseEdge()
	}
	if page == 1 {
		return
	}
	left, right := s.doc.Header.Left, s.doc.Header.Right
	if left == "" {
		left = join(s.doc.Host, s.doc.Title)
	}
	if right == "" {
		right = join(s.doc.RegistryNumbers...)
	}
	st := style{typo: tinyType, ink: ink2}
	r := s.oneLine(right, st, textWidth*0.7) // numbers are not cut as long as anything else can be
	l := s.oneLine(left, st, textWidth-r.width-columnGap)
	y := headerLine - 16
	l.draw(marginX, y)
	r.draw(marginX+textWidth-r.width, y)
	s.w.Line(hair, 0.6, marginX, headerLine, marginX+textWidth, headerLine)
}

// exerciseEdge stamps a page: a striped edge, and the word in the middle of it.
func (s *setter) exerciseEdge() {
	const height = 15.0
	word := s.oneLine(s.doc.Exercise, style{typo: typo{9.5, height}, ink: warnInk, strong: true}, textWidth/2)
	box := word.width + 28
	x := (tag.PageWidth - box) / 2
	s.w.Fill(warnTint, 0, 0, tag.PageWidth, height)
	s.w.Stripes(warnEdge, 0, 0, x, height)
	s.w.Stripes(warnEdge, x+box, 0, tag.PageWidth-x-box, height)
	word.draw(x+14, 0)
}

// runningFoot draws the foot of a page, with its number.
func (s *setter) runningFoot(page int) {
	s.w.Aside(tag.Footer)
	st := style{typo: tinyType, ink: ink3}
	top, width := footerLine-s.sealHeight(), textWidth
	s.w.Line(hair, 0.6, marginX, top, marginX+textWidth, top)
	if s.code != nil {
		width -= codeSize + columnGap
		s.w.Squares(ink, s.code, marginX+textWidth-codeSize, top+6, codeSize)
	}
	label := s.oneLine(s.doc.Footer.PageLabel(page, s.pages), style{typo: tinyType, ink: ink2}, width/3)
	label.draw(marginX+width-label.width, top+5)
	room := width - label.width - columnGap
	s.oneLine(s.doc.Footer.Left, st, room).draw(marginX, top+5)
	y := top + 5 + st.line
	s.oneLine(s.doc.Footer.Right, st, room).draw(marginX, y)
	if s.doc.Footer.Right != "" {
		y += st.line
	}
	for _, l := range s.doc.Footer.Lines {
		s.oneLine(l, style{typo: sealType, ink: ink3}, width).draw(marginX, y+1)
		y += sealType.line
	}
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// fitted is a line of text that fits where it stands.
type fitted struct {
	width float64
	draw  func(x, y float64)
}

// oneLine shapes a text that is repeated on each page, cut at the end with "…" when it is too wide.
func (s *setter) oneLine(text string, st style, room float64) fitted {
	if text == "" {
		return fitted{0, func(float64, float64) {}}
	}
	p := s.shape(nil, []document.Inline{document.T(text)}, st)
	total := 0.0
	for _, c := range p.clusters {
		total += c.width
	}
	if total > room {
		dots := s.shape(nil, []document.Inline{document.T("…")}, st).clusters
		room -= dots[0].width
		n, used := 0, 0.0
		for n < len(p.clusters) && used+p.clusters[n].width <= room {
			used += p.clusters[n].width
			n++
		}
		p.clusters = append(p.clusters[:n:n], dots...)
		total = used + dots[0].width
	}
	l := line{0, len(p.clusters), total}
	return fitted{total, func(x, y float64) { p.draw(l, x, y, total) }}
}
