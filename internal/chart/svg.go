package chart

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// SVG writes the picture for a page. id begins the ids in it; pages with several pictures give each its own.
func (p *Picture) SVG(id string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-labelledby="%[3]s-t %[3]s-d" font-family="'DejaVu Sans', Verdana, sans-serif">`,
		num(p.Width), num(p.Height), html.EscapeString(id))
	fmt.Fprintf(&b, `<title id="%[1]s-t">%s</title><desc id="%[1]s-d">%[3]s</desc>`, html.EscapeString(id), escape(p.Title), escape(p.Description))
	fmt.Fprintf(&b, `<path d="M0 0H%sV%sH0Z" fill="#ffffff"/>`, num(p.Width), num(p.Height))
	for _, part := range p.parts {
		switch x := part.(type) {
		case area:
			b.WriteString(`<path d="M`)
			for i, q := range x.outline {
				if i > 0 {
					b.WriteString("L")
				}
				b.WriteString(num(q.X) + " " + num(q.Y))
			}
			b.WriteString(`Z" fill="` + x.fill.hex() + `"`)
			if x.thickness > 0 {
				fmt.Fprintf(&b, ` stroke="%s" stroke-width="%s" stroke-linejoin="round"`, x.edge.hex(), num(x.thickness))
			}
			b.WriteString("/>")
		case line:
			fmt.Fprintf(&b, `<path d="M%s %sL%s %s" stroke="%s" stroke-width="%s"/>`, num(x.from.X), num(x.from.Y), num(x.to.X), num(x.to.Y), x.colour.hex(), num(x.thickness))
		case label:
			x.svg(&b)
		}
	}
	b.WriteString("</svg>")
	return b.String()
}

func (x label) svg(b *strings.Builder) {
	fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" fill="%s"`, num(x.at.X), num(x.at.Y), num(x.size), x.colour.hex())
	switch {
	case x.centre:
		b.WriteString(` text-anchor="middle"`)
	case x.right:
		b.WriteString(` text-anchor="end"`)
	}
	if x.halo {
		b.WriteString(` stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`)
	}
	b.WriteString(">" + escape(x.text) + "</text>")
}

// escape writes a text for XML, without the characters that XML cannot carry.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

func (c Colour) hex() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// num is a number with at most one decimal: what is finer cannot be seen.
func num(f float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
}
