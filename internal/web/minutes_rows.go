package web

import (
	"html/template"
	"strings"

	"samverkan/internal/document"
	"samverkan/minutes"
)

// decisionRow is a decision in the table of the page: the document's row, and where it is heard.
type decisionRow struct {
	ID             string
	Wording, Tally template.HTML
	Reserved       template.HTML // those who reserve themselves or lack a mandate, with their reasons
	Others         template.HTML // every other actor
	Heard          *heard
}

// decisionRows takes the table of decisions apart: two rows of it are one decision.
func (w *Web) decisionRows(p *minutesPage, s docSection) (caption template.HTML, rows []decisionRow) {
	for _, b := range s.Blocks {
		t, ok := b.(document.Table)
		if !ok {
			continue
		}
		caption = w.runsOf(t.Caption)
		for _, r := range t.Rows {
			if r.Joined && len(rows) > 0 && len(r.Cells) > 1 {
				last := &rows[len(rows)-1]
				last.Reserved, last.Others = w.stanceBlocks(r.Cells[1].Body)
				continue
			}
			if len(r.Cells) < 3 {
				continue
			}
			x := decisionRow{ID: cellText(r.Cells[0]), Wording: w.proseOf("", r.Cells[1].Body...), Tally: w.proseOf("", r.Cells[2].Body...)}
			if d, ok := p.Version.Decision(x.ID); ok && p.Sound != nil {
				at := d.SettledAt
				if n := len(d.ReadBacks); n > 0 {
					at = d.ReadBacks[n-1].At
				}
				x.Heard = p.Sound.at(at)
			}
			rows = append(rows, x)
		}
	}
	return caption, rows
}

// stanceBlocks parts those whose stance has a reason from the long lists of the others.
func (w *Web) stanceBlocks(blocks []document.Block) (reserved, others template.HTML) {
	var first, rest []document.Block
	for _, b := range blocks {
		if p, ok := b.(document.Paragraph); ok && p.Style == document.Quote {
			first = append(first, b)
		} else {
			rest = append(rest, b)
		}
	}
	return w.proseOf("", first...), w.proseOf("", rest...)
}

// cellText is the text of a cell.
func cellText(c document.Cell) string {
	var out []string
	for _, b := range c.Body {
		if p, ok := b.(document.Paragraph); ok {
			out = append(out, document.Plain(p.Text))
		}
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

// pointRow is an item of the agenda with what happened under it.
type pointRow struct {
	ID      string
	Title   string
	Meta    template.HTML
	Heard   *heard
	Body    template.HTML
	Entries []entryRow
}

// entryRow is a line of the log.
type entryRow struct {
	At    string
	Heard *heard
	Kind  template.HTML
	Body  template.HTML
}

// pointRows takes "punkt för punkt" apart: a heading, what kind of item it was, and its log.
func (w *Web) pointRows(p *minutesPage, s docSection) []pointRow {
	var rows []pointRow
	items := p.Version.Items
	next := func(title string) []minutes.Entry {
		if len(items) > 0 && strings.HasPrefix(title, p.p.Number(items[0].Number)+". ") {
			it := items[0]
			items = items[1:]
			last := &rows[len(rows)-1]
			last.ID = "punkt-" + p.p.Number(it.Number)
			if p.Sound != nil && len(it.Spans) > 0 {
				last.Heard = p.Sound.at(it.Spans[0].From)
			}
			return it.Entries
		}
		return nil
	}
	var entries []minutes.Entry
	for _, b := range s.Blocks {
		if h, ok := b.(document.Heading); ok {
			rows = append(rows, pointRow{Title: document.Plain(h.Text)})
			entries = next(rows[len(rows)-1].Title)
			continue
		}
		if len(rows) == 0 {
			rows = append(rows, pointRow{})
		}
		last := &rows[len(rows)-1]
		switch b := b.(type) {
		case document.Table:
			last.Entries = w.entryRows(p, b, entries)
		case document.Paragraph:
			if b.Style == document.Meta && last.Meta == "" && last.Body == "" {
				last.Meta = w.runsOf(spaced(b.Text))
				continue
			}
			last.Body += w.proseOf("", b)
		default:
			last.Body += w.proseOf("", b)
		}
	}
	return rows
}

// spaced takes the dots out that part words on one line: the page parts them by room.
func spaced(runs []document.Inline) []document.Inline {
	out := make([]document.Inline, 0, len(runs))
	for _, r := range runs {
		r.Text = strings.TrimPrefix(r.Text, " · ")
		if r.Kind == document.KindNone {
			r.Muted = true
		}
		out = append(out, r)
	}
	return out
}

func (w *Web) entryRows(p *minutesPage, t document.Table, entries []minutes.Entry) []entryRow {
	var out []entryRow
	for i, r := range t.Rows {
		if len(r.Cells) < 3 {
			continue
		}
		x := entryRow{At: cellText(r.Cells[0]), Kind: w.cellOf(r.Cells[1]), Body: w.cellOf(r.Cells[2])}
		if p.Sound != nil && len(entries) == len(t.Rows) {
			x.Heard = p.Sound.at(entries[i].At)
		}
		out = append(out, x)
	}
	return out
}

// cellOf writes a cell's content by itself.
func (w *Web) cellOf(c document.Cell) template.HTML {
	p := &prose{assets: w.assets}
	p.inside(c.Body)
	return template.HTML(p.b.String()) //nolint:gosec // every text in it passed escaped
}
