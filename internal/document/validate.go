package document

import (
	"fmt"
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
