package web

import (
	"net/url"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

type postedKey struct{}

// Posted is a form that could not be carried out: what was typed stays, and each field has what is wrong with it. A nil one is a
// page where nothing has gone wrong; all its methods then give what the page has by itself.
type Posted struct {
	Form   string // which form of the page
	Values url.Values
	Text   string            // what is wrong with the whole
	Wrongs map[string]string // by name of the field
}

// Is tells whether it was this form.
func (p *Posted) Is(form string) bool { return p != nil && p.Form == form }

// Value gives what was typed in a field, or else what stands there already.
func (p *Posted) Value(form, name, or string) string {
	if p.Is(form) {
		if v, ok := p.Values[name]; ok && len(v) > 0 {
			return v[0]
		}
	}
	return or
}

// Checked tells whether a box was ticked, or else whether it is.
func (p *Posted) Checked(form, name, value string, or bool) bool {
	if !p.Is(form) {
		return or
	}
	for _, v := range p.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Wrong gives what is wrong with a field; "" for nothing.
func (p *Posted) Wrong(form, name string) string {
	if p.Is(form) {
		return p.Wrongs[name]
	}
	return ""
}

// postedOf makes the form that is shown again out of what is wrong with it. A fault's fields are paths in the command; the
// names in a form are the same paths, with a form of part of a plan beginning further in.
func (q *request) postedOf(err error) *Posted {
	p := &Posted{Form: q.Form.Get("_form"), Values: q.Form, Wrongs: map[string]string{}}
	p.Text = q.Fault(err)
	f, ok := fault.As(err)
	if !ok {
		return p
	}
	elsewhere := map[string]string{} // what is wrong with what is no field of the form
	for path, code := range f.Fields {
		name := q.fieldName(path)
		p.Wrongs[name] = q.Fault(&fault.Fault{Kind: f.Kind, Code: code, Args: f.Args})
		if !q.Form.Has(name) {
			elsewhere[path] = code
		}
	}
	p.Text = q.Fault(&fault.Fault{Kind: f.Kind, Code: f.Code, Args: f.Args, Fields: elsewhere, Err: f.Err})
	if field, ok := f.Args["Field"].(string); ok && len(f.Fields) == 0 {
		if name := q.fieldName(field); q.Form.Has(name) {
			p.Wrongs[name] = p.Text
		}
	}
	return p
}

// fieldName finds the field of the form that a path in a command speaks of: goals[1] and goals.1 are one, a text of several lines
// is one field for a whole list, and a form of a part of a plan leaves out where that part is.
func (q *request) fieldName(path string) string {
	parts := strings.Split(strings.NewReplacer("[", ".", "]", "").Replace(path), ".")
	for end := len(parts); end > 0; end-- {
		for begin := range end {
			if name := strings.Join(parts[begin:end], "."); q.Form.Has(name) {
				return name
			}
		}
		if _, err := strconv.Atoi(parts[end-1]); err != nil {
			break
		}
	}
	return strings.Join(parts, ".")
}
