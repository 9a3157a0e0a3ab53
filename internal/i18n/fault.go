package i18n

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// Fault gives the text for an error: what happened and what to do. A fault's text stands under
// fault.<code>; its field faults follow, one a line. An error that is not a fault, or a fault whose code
// has no text here, gets the general text of its kind: never the error's own words, which may hold paths,
// SQL or somebody else's data. nil gives "".
func (p *Printer) Fault(err error) string {
	if err == nil {
		return ""
	}
	f, ok := fault.As(err)
	if !ok {
		return p.T("fault.internal")
	}
	text := p.code(f.Code, f.Kind, f.Args)
	if len(f.Fields) == 0 {
		return text
	}
	var b strings.Builder
	b.WriteString(text)
	paths := slices.Collect(maps.Keys(f.Fields))
	sortPaths(paths)
	for _, path := range paths {
		b.WriteString("\n" + p.T("fault-field", "Field", p.field(path), "Text", p.code(f.Fields[path], f.Kind, f.Args)))
	}
	return b.String()
}

// code gives the text of a fault code. A value that the text needs and the fault does not carry makes it
// fall back to the kind's text, so that nobody reads a template.
func (p *Printer) code(code string, kind fault.Kind, args fault.Args) string {
	var count *int // by which the text may choose its form
	if n, ok := args["Count"].(int); ok {
		count = &n
	}
	if text, err := p.text("fault."+code, count, []any{args}); err == nil {
		return text
	}
	if count != nil { // a text with one form for every number has none for one
		if text, err := p.text("fault."+code, nil, []any{args}); err == nil {
			return text
		}
	}
	if kind == fault.Internal {
		return p.T("fault.internal")
	}
	return p.T("fault-kind." + kind.String())
}

// linePath is the path of a fault in a file of lines: "14" or "14:kind".
var linePath = regexp.MustCompile(`^([0-9]+)(?::(.+))?$`)

// field gives the name of a field as people know it. "14:kind" is line 14, column kind. Other paths are
// looked up under field.<path>, with [2] and the like taken out, and are else shown as they are.
func (p *Printer) field(path string) string {
	if m := linePath.FindStringSubmatch(path); m != nil {
		if m[2] == "" {
			return p.T("fault-line", "Line", m[1])
		}
		return p.T("fault-cell", "Line", m[1], "Column", m[2])
	}
	plain := index.ReplaceAllString(path, "")
	if key := "field." + plain; p.Has(key) {
		return p.T(key)
	}
	return path
}

var index = regexp.MustCompile(`\[[0-9]+\]`)
