package document

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"samverkan/internal/fault"
)

// MaxLevel is the deepest heading in a body. Formats stop at six, and the title takes one.
const MaxLevel = 5

// Problem is one thing that would make a document inaccessible or impossible to render.
type Problem struct {
	Code  string     // "document.no-title"; its text is in the catalogues under fault.<Code>
	Where string     // path into the document: "body[3].rows[2].cells[0]"; "" for the document itself
	Args  fault.Args // values for the text
}

// Validate finds everything that is wrong with d, in reading order; nothing when
// it can be rendered. The rules are those of PDF/UA-1 (Matterhorn protocol 1.1)
// and WCAG 2.2 that depend on the content: 1.1.1, 1.3.1, 2.4.2, 2.4.4, 2.4.6, 3.1.1, 3.1.2.
func (d *Document) Validate() []Problem {
	v := &validator{ids: map[string]bool{}}
	d = d.Cleaned()
	v.document(d)
	v.findIDs(d.Body)
	for i, b := range d.Body {
		v.block(b, fmt.Sprintf("body[%d]", i), true)
	}
	return v.problems
}

// Fault is the problem as an error, with the text of its code.
func (p Problem) Fault() *fault.Fault {
	f := fault.New(fault.Invalid, p.Code)
	f.Args = p.Args
	return f
}

// Err is nil when d is valid, the problem's own fault when there is one, and
// otherwise `document.invalid` with a field for each place that has a problem.
func (d *Document) Err() error {
	ps := d.Validate()
	switch len(ps) {
	case 0:
		return nil
	case 1:
		return ps[0].Fault()
	}
	f := fault.New(fault.Invalid, "document.invalid", "Title", CleanLine(d.Title), "Count", len(ps))
	f.Fields = map[string]string{}
	for _, p := range ps {
		if _, taken := f.Fields[p.Where]; taken {
			continue
		}
		f.Fields[p.Where] = p.Code
		for k, v := range p.Args {
			if _, taken := f.Args[k]; !taken {
				f.Args[k] = v
			}
		}
	}
	return f
}

type validator struct {
	problems []Problem
	ids      map[string]bool
	level    int // of the last heading
}

func (v *validator) add(code, where string, args fault.Args) {
	v.problems = append(v.problems, Problem{"document." + code, where, args})
}

var (
	// RFC 5646, as PDF/UA asks for: well formed is enough.
	wellFormedLang = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$`)
	wellFormedID   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]*$`)
)

func (v *validator) document(d *Document) {
	if d.Title == "" {
		v.add("no-title", "title", nil)
	}
	if d.Lang == "" {
		v.add("no-language", "lang", nil)
	} else if !wellFormedLang.MatchString(d.Lang) {
		v.add("bad-language", "lang", fault.Args{"Language": d.Lang})
	}
	if d.Created.IsZero() {
		v.add("no-date", "created", nil)
	}
	if !strings.Contains(d.Footer.Page, pageMark) {
		v.add("no-page-label", "footer.page", nil)
	}
	if len(d.Body) == 0 {
		v.add("empty", "body", nil)
	}
	if d.Logo != nil {
		v.figure(*d.Logo, "logo")
	}
}

func (v *validator) findIDs(blocks []Block) {
	for i, b := range blocks {
		h, ok := b.(Heading)
		if !ok || h.ID == "" {
			continue
		}
		where := fmt.Sprintf("body[%d]", i)
		if !wellFormedID.MatchString(h.ID) {
			v.add("bad-id", where, fault.Args{"ID": h.ID})
		} else if v.ids[h.ID] {
			v.add("same-id", where, fault.Args{"ID": h.ID})
		}
		v.ids[h.ID] = true
	}
}

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
