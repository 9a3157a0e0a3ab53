package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"strings"
	"text/template/parse"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/templates"
)

// pageSet is the templates of one language. The texts are bound when they are read, so that a part can be used anywhere without
// being handed them.
type pageSet struct {
	all   *template.Template
	pages map[string]bool
}

// readPages reads the parts once, and every page with a layout of its own among them. The pages could each have a copy of all the
// parts, as html/template is mostly used; that is a hundred megabytes a language.
func readPages(p *i18n.Printer, a *assets, newID func() string) (*pageSet, error) {
	all, err := template.New("").Option("missingkey=error").Funcs(funcs(p, a, newID)).ParseFS(templates.FS, "web/layout.html", "web/parts/*.html")
	if err != nil {
		return nil, err
	}
	set := &pageSet{all: all, pages: map[string]bool{}}
	names, err := fs.Glob(templates.FS, "web/pages/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		page := strings.TrimSuffix(path.Base(name), ".html")
		if err := set.add(page, name); err != nil {
			return nil, err
		}
		set.pages[page] = true
	}
	return set, nil
}

// add reads a page. What it and the layout define is its own, by the page's name before theirs.
func (s *pageSet) add(page, file string) error {
	own := map[string]*parse.Tree{}
	for _, name := range []string{"web/layout.html", file} {
		text, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			return err
		}
		t := parse.New(name)
		t.Mode = parse.SkipFuncCheck // the names are looked up when the trees are added
		found := map[string]*parse.Tree{}
		if _, err := t.Parse(string(text), "", "", found); err != nil {
			return err
		}
		delete(found, name) // what stands outside the definitions is line breaks
		maps.Copy(own, found)
	}
	for name, tree := range own {
		rename(tree.Root, func(called string) string {
			if own[called] != nil {
				return page + "/" + called
			}
			return called
		})
		if _, err := s.all.AddParseTree(page+"/"+name, tree); err != nil {
			return err
		}
	}
	return nil
}

// rename gives the templates that are called below a node other names.
func rename(n parse.Node, to func(string) string) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, x := range n.Nodes {
			rename(x, to)
		}
	case *parse.TemplateNode:
		n.Name = to(n.Name)
	case *parse.IfNode:
		rename(n.List, to)
		rename(n.ElseList, to)
	case *parse.RangeNode:
		rename(n.List, to)
		rename(n.ElseList, to)
	case *parse.WithNode:
		rename(n.List, to)
		rename(n.ElseList, to)
	}
}

// write writes a whole page.
func (s *pageSet) write(w io.Writer, name string, data any) error {
	if !s.pages[name] {
		return fault.New(fault.Internal, "internal", "Page", name)
	}
	return s.all.ExecuteTemplate(w, name+"/layout", data)
}

// part writes a part by itself.
func (s *pageSet) part(name string, data any) (template.HTML, error) {
	var b strings.Builder
	err := s.all.ExecuteTemplate(&b, name, data)
	return template.HTML(b.String()), err //nolint:gosec // it is a template's own output
}

// funcs are what templates can call. Those that write words are bound to a language.
func funcs(p *i18n.Printer, a *assets, newID func() string) template.FuncMap {
	words, err := json.Marshal(p.Below("web.client."))
	if err != nil {
		panic(err) // a map of texts
	}
	return template.FuncMap{
		"T":        p.T,
		"N":        p.N,
		"has":      p.Has,
		"number":   p.Number,
		"list":     p.List,
		"date":     p.Date,
		"shortday": p.ShortDate,
		"datetime": p.DateTime,
		"moment":   p.ShortDateTime,
		"clock":    p.Clock,
		"exact":    p.ClockSeconds,
		"span":     p.Span,
		"duration": p.Duration,
		"bytes":    p.Bytes,
		"decimal":  func(f float64) string { return p.Decimal(f, 1) },
		"seconds": func(t time.Time) string { // as a field for a time to the second has it
			if t.IsZero() {
				return ""
			}
			return inStockholm(t).Format("2006-01-02 15:04:05")
		},
		"stamp":    func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") },
		"asset":    a.path,
		"icon":     func(name string) template.HTML { return icon(a, name, "i") },
		"icons":    func(name string) template.HTML { return icon(a, name, "i i-s") },
		"iconl":    func(name string) template.HTML { return icon(a, name, "i i-l") },
		"dict":     named, // "with" is a word of the templates themselves
		"mul":      func(a, b int) int { return a * b },
		"minutes":  func(d time.Duration) int { return int(d.Round(time.Minute) / time.Minute) },
		"signed":   signed,
		"tel":      i18n.Telephone,
		"lines":    func(list []string) string { return strings.Join(list, "\n") },
		"add":      func(a, b int) int { return a + b },
		"sub":      func(a, b int) int { return a - b },
		"percent":  func(part, whole float64) string { return percent(part, whole) },
		"seq":      func(n int) []struct{} { return make([]struct{}, n) },
		"lang":     func() string { return p.Lang() },
		"newid":    newID,
		"material": materialLink,
		"sealed":   sealedLink,
		// The words that the script says. It is JSON in a block that is no script.
		"clientWords": func() template.JS { return template.JS(words) }, //nolint:gosec // json.Marshal escapes < and >
		"local":       func(t time.Time) time.Time { return t.In(i18n.Stockholm()) },
	}
}

// icon is a drawing of the sprite. The word beside it says what it means, so it is hidden from who hears the page.
func icon(a *assets, name, class string) template.HTML {
	return template.HTML(`<svg class="` + class + `" aria-hidden="true"><use href="` + a.path("icons.svg") + "#" + template.HTMLEscapeString(name) + `"/></svg>`)
}

// unsaid is what a field has when the page says nothing of it: a template may ask for it, while any other name that was not handed
// over is a mistake and stops the page.
var unsaid = map[string]any{"ID": "", "Hint": "", "Kind": "", "Mode": "", "Max": "", "List": "", "Rows": "", "Auto": "", "Placeholder": "", "Value": "",
	"Required": false, "Optional": false, "Checked": false, "Options": nil, "View": ""}

// named makes the values that a part is handed: {{template "x" (dict "Name" 1 "Other" 2)}}.
func named(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a name without a value")
	}
	out := make(map[string]any, len(pairs)/2+len(unsaid))
	for name, value := range unsaid {
		out[name] = value
	}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}

func percent(part, whole float64) string {
	if whole <= 0 {
		return "0%"
	}
	return fmt.Sprintf("%.2f%%", 100*min(max(part/whole, 0), 1))
}

// signed writes a number with its sign; the minus is the character for it, for a hyphen is easily overlooked.
func signed(n int) string {
	if n < 0 {
		return fmt.Sprintf("\u2212%d", -n)
	}
	return fmt.Sprintf("+%d", n)
}
