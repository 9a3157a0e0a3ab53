package document

import "strings"

// Text gives the words of d in reading order, one string for each thing that is
// read as one: the stamp of an exercise, host, kind, registry numbers, title,
// headings, paragraphs, captions, cells, facts. A list item's first string
// begins with its bullet or number; a picture is its alternative text.
//
// It is what a listener hears, so it is also what the tests demand of a file
// that is read back. Texts are cleaned; a line break is a "\n"; empty ones are left out.
func Text(d *Document) []string {
	d = d.Cleaned()
	var r reading
	if d.Logo != nil && !d.Logo.Decorative {
		r.add(d.Logo.Alt)
	}
	r.add(d.Host)
	r.add(d.Kind)
	r.add(strings.Join(d.RegistryNumbers, "\n"))
	r.add(d.Exercise)
	r.add(d.Title)
	r.add(d.Subtitle)
	r.blocks(d.Body)
	return r.out
}

// Plain is the text of runs without their properties.
func Plain(runs []Inline) string {
	if len(runs) == 1 {
		return runs[0].Text
	}
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Bullet is the label of an item of a bulleted list.
const Bullet = "•"

// Label is the bullet or number of item i, counted from 0.
func (l List) Label(i int) string {
	if l.Ordered {
		return itoa(l.Number(i)) + "."
	}
	return Bullet
}

type reading struct {
	out   []string
	label string // waits for the next text
}

func (r *reading) add(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	if r.label != "" {
		s = r.label + " " + s
		r.label = ""
	}
	r.out = append(r.out, s)
}

func (r *reading) blocks(blocks []Block) {
	for _, b := range blocks {
		r.block(b)
	}
}

func (r *reading) block(b Block) {
	switch b := b.(type) {
	case Heading:
		r.add(Plain(b.Text))
	case Paragraph:
		r.add(Plain(b.Text))
	case List:
		for i, it := range b.Items {
			r.flush()
			r.label = b.Label(i)
			r.blocks(it)
			r.flush()
		}
	case Table:
		r.add(Plain(b.Caption))
		for _, c := range b.Columns {
			r.add(Plain(c.Header))
		}
		for _, row := range b.Rows {
			for _, c := range row.Cells {
				r.blocks(c.Body)
			}
		}
	case Facts:
		for _, f := range b.Items {
			r.label = strings.TrimSpace(Plain(f.Label))
			r.add(Plain(f.Value))
			r.flush()
		}
	case Callout:
		r.add(Plain(b.Title))
		r.blocks(b.Body)
	case Figure:
		if !b.Decorative {
			r.add(b.Alt)
		}
	case Signatures:
		for _, l := range b.Lines {
			r.add(l.Role)
			r.add(l.Name)
			r.add(b.SignLabel)
			r.add(l.Date)
			r.add(b.DateLabel)
		}
	}
}

// flush gives a label that no text followed.
func (r *reading) flush() {
	if r.label != "" {
		r.out = append(r.out, r.label)
		r.label = ""
	}
}
