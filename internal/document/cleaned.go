package document

// Cleaned is a copy of d with every text cleaned, and with runs that became
// empty left out. Pictures are shared, since nothing writes in them. Renderers
// start with it.
func (d *Document) Cleaned() *Document {
	c := *d
	for _, s := range []*string{&c.Title, &c.Subtitle, &c.Kind, &c.Subject, &c.Author, &c.Lang, &c.Identifier, &c.Host, &c.Exercise,
		&c.Header.Left, &c.Header.Right, &c.Header.Page, &c.Footer.Left, &c.Footer.Right, &c.Footer.Page, &c.Footer.Code} {
		*s = CleanLine(*s)
	}
	c.Footer.Lines = nil
	for _, l := range d.Footer.Lines {
		if l = CleanLine(l); l != "" {
			c.Footer.Lines = append(c.Footer.Lines, l)
		}
	}
	c.RegistryNumbers = nil
	for _, n := range d.RegistryNumbers {
		if n = CleanLine(n); n != "" {
			c.RegistryNumbers = append(c.RegistryNumbers, n)
		}
	}
	if d.Logo != nil {
		f := cleanFigure(*d.Logo)
		c.Logo = &f
	}
	c.Body = cleanBlocks(d.Body)
	return &c
}

func cleanBlocks(blocks []Block) []Block {
	if blocks == nil {
		return nil
	}
	out := make([]Block, 0, len(blocks))
	for _, b := range blocks {
		if b != nil {
			out = append(out, cleanBlock(b))
		}
	}
	return out
}

func cleanBlock(b Block) Block {
	switch b := b.(type) {
	case Heading:
		b.Text, b.ID = cleanRuns(b.Text), CleanLine(b.ID)
		return b
	case Paragraph:
		b.Text = cleanRuns(b.Text)
		return b
	case List:
		items := make([]Item, len(b.Items))
		for i, it := range b.Items {
			items[i] = cleanBlocks(it)
		}
		b.Items = items
		return b
	case Table:
		return cleanTable(b)
	case Facts:
		items := make([]Fact, len(b.Items))
		for i, f := range b.Items {
			items[i] = Fact{cleanRuns(f.Label), cleanRuns(f.Value)}
		}
		b.Items = items
		return b
	case Callout:
		b.Title, b.Body = cleanRuns(b.Title), cleanBlocks(b.Body)
		return b
	case Figure:
		return cleanFigure(b)
	case Signatures:
		lines := make([]Signature, len(b.Lines))
		for i, l := range b.Lines {
			lines[i] = Signature{Role: CleanLine(l.Role), Name: CleanLine(l.Name), Date: CleanLine(l.Date)}
		}
		return Signatures{SignLabel: CleanLine(b.SignLabel), DateLabel: CleanLine(b.DateLabel), Lines: lines}
	}
	return b
}

func cleanTable(t Table) Table {
	t.Caption = cleanRuns(t.Caption)
	cols := make([]Column, len(t.Columns))
	for i, c := range t.Columns {
		c.Header = cleanRuns(c.Header)
		cols[i] = c
	}
	rows := make([]Row, len(t.Rows))
	for i, r := range t.Rows {
		cells := make([]Cell, len(r.Cells))
		for j, c := range r.Cells {
			c.Body = cleanBlocks(c.Body)
			cells[j] = c
		}
		r.Cells = cells
		rows[i] = r
	}
	t.Columns, t.Rows = cols, rows
	return t
}

func cleanFigure(f Figure) Figure {
	f.Alt = CleanLine(f.Alt)
	return f
}

func cleanRuns(runs []Inline) []Inline {
	out := make([]Inline, 0, len(runs))
	for _, r := range runs {
		r.Text = Clean(r.Text)
		if r.Text == "" && r.Link == "" && r.Kind == KindNone && r.State == StateNone {
			continue // the others are faults that Validate must see
		}
		r.Link, r.Lang, r.Expansion = CleanLine(r.Link), CleanLine(r.Lang), CleanLine(r.Expansion)
		out = append(out, r)
	}
	return out
}
