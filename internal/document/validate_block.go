package document

import (
	"fmt"
	"net/url"
	"strings"

	"samverkan/internal/fault"
)

// block checks b; top says that it stands directly in the body.
func (v *validator) block(b Block, where string, top bool) {
	if !top {
		switch b.(type) {
		case Paragraph, List:
		default:
			v.add("block-not-here", where, fault.Args{"Block": strings.TrimPrefix(fmt.Sprintf("%T", b), "document.")})
			return
		}
	}
	switch b := b.(type) {
	case Heading:
		v.heading(b, where)
	case Paragraph:
		v.runs(b.Text, where)
	case List:
		for i, it := range b.Items {
			v.blocks(it, fmt.Sprintf("%s.items[%d]", where, i))
		}
	case Table:
		v.table(b, where)
	case Facts:
		for i, f := range b.Items {
			at := fmt.Sprintf("%s.items[%d]", where, i)
			if blank(f.Label) {
				v.add("fact-no-label", at, fault.Args{"Value": excerpt(f.Value)})
			}
			v.runs(f.Label, at)
			v.runs(f.Value, at)
		}
	case Callout:
		v.runs(b.Title, where)
		v.blocks(b.Body, where+".body")
	case Figure:
		v.figure(b, where)
	case Signatures:
		if b.SignLabel == "" || b.DateLabel == "" {
			v.add("signature-no-label", where, nil)
		}
	}
}

func (v *validator) blocks(blocks []Block, where string) {
	for i, b := range blocks {
		v.block(b, fmt.Sprintf("%s[%d]", where, i), false)
	}
}

func (v *validator) heading(h Heading, where string) {
	switch {
	case blank(h.Text):
		v.add("empty-heading", where, nil)
	case h.Level < 1 || h.Level > MaxLevel:
		v.add("heading-level", where, fault.Args{"Text": excerpt(h.Text), "Level": h.Level, "Max": MaxLevel})
		return
	case h.Level > v.level+1:
		v.add("heading-skips", where, fault.Args{"Text": excerpt(h.Text), "Level": h.Level, "Before": v.level})
	}
	v.level = h.Level
	v.runs(h.Text, where)
}

func (v *validator) table(t Table, where string) {
	if len(t.Columns) == 0 {
		v.add("table-no-columns", where, fault.Args{"Caption": excerpt(t.Caption)})
		return
	}
	v.runs(t.Caption, where)
	for i, c := range t.Columns {
		at := fmt.Sprintf("%s.columns[%d]", where, i)
		if blank(c.Header) {
			v.add("table-no-header", at, fault.Args{"Caption": excerpt(t.Caption), "Column": i + 1})
		}
		v.runs(c.Header, at)
	}
	for i, r := range t.Rows {
		at, n := fmt.Sprintf("%s.rows[%d]", where, i), 0
		for j, c := range r.Cells {
			n += c.Columns()
			v.blocks(c.Body, fmt.Sprintf("%s.cells[%d]", at, j))
		}
		if n != len(t.Columns) {
			v.add("table-columns", at, fault.Args{"Caption": excerpt(t.Caption), "Row": i + 1, "Has": n, "Want": len(t.Columns)})
		}
	}
}

func (v *validator) figure(f Figure, where string) {
	if f.Alt == "" && !f.Decorative {
		v.add("figure-no-alt", where, nil)
	}
	if f.Type() == "" {
		v.add("figure-type", where, fault.Args{"Alt": f.Alt})
	}
}

// Type is the figure's media type by its first bytes: "image/png", "image/jpeg", or "" for anything else.
func (f Figure) Type() string {
	switch {
	case strings.HasPrefix(string(f.Data[:min(8, len(f.Data))]), "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case strings.HasPrefix(string(f.Data[:min(3, len(f.Data))]), "\xff\xd8\xff"):
		return "image/jpeg"
	}
	return ""
}

func (v *validator) runs(runs []Inline, where string) {
	for _, r := range runs {
		empty := strings.TrimSpace(r.Text) == ""
		if r.Link != "" {
			if empty {
				v.add("link-no-text", where, fault.Args{"Link": r.Link})
			}
			v.link(r, where)
		}
		if (r.Kind != KindNone || r.State != StateNone) && empty {
			v.add("mark-no-word", where, fault.Args{"Mark": string(r.Kind) + string(r.State)})
		}
		if r.Lang != "" && !wellFormedLang.MatchString(r.Lang) {
			v.add("bad-language", where, fault.Args{"Language": r.Lang})
		}
	}
}

func (v *validator) link(r Inline, where string) {
	if id, internal := strings.CutPrefix(r.Link, "#"); internal {
		if !v.ids[id] {
			v.add("link-nowhere", where, fault.Args{"ID": id, "Text": r.Text})
		}
		return
	}
	u, err := url.Parse(r.Link)
	if err == nil {
		switch u.Scheme {
		case "http", "https":
			if u.Host != "" {
				return
			}
		case "mailto", "tel":
			if u.Opaque != "" {
				return
			}
		}
	}
	v.add("link-not-absolute", where, fault.Args{"Link": r.Link, "Text": r.Text})
}

func blank(runs []Inline) bool { return strings.TrimSpace(Plain(runs)) == "" }

// excerpt is enough of a text to know it by in a message.
func excerpt(runs []Inline) string {
	const most = 60
	s := []rune(strings.TrimSpace(Plain(runs)))
	if len(s) <= most {
		return string(s)
	}
	return string(s[:most]) + "…"
}
