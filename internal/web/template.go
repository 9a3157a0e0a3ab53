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
	"sync"
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

// trees are the templates as they are written: what the layout, the parts and each of the pages define, by name.
type trees struct {
	layout, parts map[string]*parse.Tree
	pages         map[string]map[string]*parse.Tree
}

// readTrees reads the templates. They are in the program, so once is enough for every language and every service in it; what is done to
// them when they are used is done to copies.
var readTrees = sync.OnceValues(func() (trees, error) {
	out := trees{parts: map[string]*parse.Tree{}, pages: map[string]map[string]*parse.Tree{}}
	var err error
	if out.layout, err = defined("web/layout.html"); err != nil {
		return trees{}, err
	}
	maps.Copy(out.parts, out.layout)
	parts, err := fs.Glob(templates.FS, "web/parts/*.html")
	if err != nil {
		return trees{}, err
	}
	for _, file := range parts {
		found, err := defined(file)
		if err != nil {
			return trees{}, err
		}
		maps.Copy(out.parts, found)
	}
	pages, err := fs.Glob(templates.FS, "web/pages/*.html")
	if err != nil {
		return trees{}, err
	}
	for _, file := range pages {
		if out.pages[strings.TrimSuffix(path.Base(file), ".html")], err = defined(file); err != nil {
			return trees{}, err
		}
	}
	return out, nil
})

// defined gives the definitions in a file, by their names.
func defined(file string) (map[string]*parse.Tree, error) {
	text, err := fs.ReadFile(templates.FS, file)
	if err != nil {
		return nil, err
	}
	t := parse.New(file)
	t.Mode = parse.SkipFuncCheck // what can be called depends on the language; a test looks at the names
	found := map[string]*parse.Tree{}
	if _, err := t.Parse(string(text), "", "", found); err != nil {
		return nil, err
	}
	delete(found, file) // what stands outside the definitions is line breaks
	return found, nil
}

// readPages takes the parts once, and every page with a layout of its own among them. The pages could each have a copy of all the
// parts, as html/template is mostly used; that is a hundred megabytes a language.
func readPages(p *i18n.Printer, a *assets, newID func() string) (*pageSet, error) {
	from, err := readTrees()
	if err != nil {
		return nil, err
	}
	set := &pageSet{all: template.New("").Option("missingkey=error").Funcs(funcs(p, a, newID)), pages: map[string]bool{}}
	for name, tree := range from.parts {
		if _, err := set.all.AddParseTree(name, tree.Copy()); err != nil {
			return nil, err
		}
	}
	for page, own := range from.pages {
		if err := set.add(page, from.layout, own); err != nil {
			return nil, err
		}
		set.pages[page] = true
	}
	return set, nil
}

// add adds a page. What it and the layout define is its own, by the page's name before theirs.
func (s *pageSet) add(page string, layout, own map[string]*parse.Tree) error {
	all := maps.Clone(layout)
	maps.Copy(all, own)
	for name, tree := range all {
		tree = tree.Copy()
		rename(tree.Root, func(called string) string {
			if all[called] != nil {
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
