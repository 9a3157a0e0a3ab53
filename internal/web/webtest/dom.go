package webtest

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// all gives the elements of a tree that a test of them holds for, in the order of the page.
func all(n *html.Node, is func(*html.Node) bool) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		if n == nil {
			return
		}
		for x := range n.Descendants() {
			if x.Type == html.ElementNode && is(x) && !yield(x) {
				return
			}
		}
	}
}

// Attr gives an attribute; "" when it is not there.
func Attr(n *html.Node, name string) string {
	v, _ := attribute(n, name)
	return v
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Find gives the elements of a name that have all of some attributes, by name and value; a name that ends in ^ is held against how
// the value begins, one that ends in ~ against the words in it.
func (p *Page) Find(element string, attrs ...string) []*html.Node {
	return find(p.Root, element, attrs...)
}

func find(root *html.Node, element string, attrs ...string) []*html.Node {
	return slices.Collect(all(root, func(n *html.Node) bool {
		if element != "" && n.Data != element {
			return false
		}
		for i := 0; i+1 < len(attrs); i += 2 {
			name, want := attrs[i], attrs[i+1]
			v, ok := attribute(n, strings.TrimRight(name, "^~"))
			switch {
			case !ok:
				return false
			case strings.HasSuffix(name, "^") && !strings.HasPrefix(v, want):
				return false
			case strings.HasSuffix(name, "~") && !slices.Contains(strings.Fields(v), want):
				return false
			case !strings.HasSuffix(name, "^") && !strings.HasSuffix(name, "~") && v != want:
				return false
			}
		}
		return true
	}))
}

// ID gives the element with an id; nil when there is none.
func (p *Page) ID(id string) *html.Node {
	for _, n := range find(p.Root, "", "id", id) {
		return n
	}
	return nil
}

// unseen are elements whose text is not read.
var unseen = []string{"script", "style", "template", "head", "noscript", "svg"}

// Text is what the page says, with one space between words.
func (p *Page) Text() string { return TextOf(p.Root) }

// TextOf is what an element says.
func TextOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n == nil || n.Type == html.ElementNode && slices.Contains(unseen, n.Data) {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && !slices.Contains([]string{"a", "b", "strong", "em", "span", "time", "code", "abbr", "mark"}, n.Data) {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// Links gives the places on this site that the page leads to, each once.
func (p *Page) Links() []string {
	var out []string
	for n := range all(p.Root, func(n *html.Node) bool { return n.Data == "a" }) {
		href, ok := attribute(n, "href")
		u, err := url.Parse(href)
		if !ok || err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(href, "#") {
			continue
		}
		here, err := url.Parse(p.Path)
		if err != nil {
			continue
		}
		if to := here.ResolveReference(u); !slices.Contains(out, to.RequestURI()) {
			out = append(out, to.RequestURI())
		}
	}
	return out
}

// Form is a form of a page, with what stands in it.
type Form struct {
	Node   *html.Node
	Action string
	Method string
	Values url.Values

	page *Page
}

// Forms gives every form of the page.
func (p *Page) Forms() []*Form {
	var out []*Form
	for n := range all(p.Root, func(n *html.Node) bool { return n.Data == "form" }) {
		out = append(out, p.form(n))
	}
	return out
}

// Form gives the form with an id, or with an action, or with the name that it has in _form. It fails when there is none.
func (p *Page) Form(name string) *Form {
	p.t.Helper()
	for _, f := range p.Forms() {
		if Attr(f.Node, "id") == name || f.Action == name || f.Values.Get("_form") == name {
			return f
		}
	}
	var have []string
	for _, f := range p.Forms() {
		have = append(have, f.Action)
	}
	p.t.Fatalf("%s as %s has no form %q, only %q", p.Path, p.client.Role, name, have)
	return nil
}

// Has tells whether the page has such a form.
func (p *Page) Has(form string) bool {
	return slices.ContainsFunc(p.Forms(), func(f *Form) bool {
		return Attr(f.Node, "id") == form || f.Action == form || f.Values.Get("_form") == form
	})
}

func (p *Page) form(n *html.Node) *Form {
	f := &Form{Node: n, Action: Attr(n, "action"), Method: strings.ToUpper(Attr(n, "method")), Values: url.Values{}, page: p}
	if f.Action == "" {
		f.Action = p.Path
	}
	if f.Method == "" {
		f.Method = http.MethodGet
	}
	for _, x := range p.controls(n) {
		name, _ := attribute(x, "name")
		if _, off := attribute(x, "disabled"); off || name == "" {
			continue
		}
		switch x.Data {
		case "textarea":
			f.Values.Add(name, strings.TrimPrefix(raw(x), "\n"))
		case "select":
			f.Values[name] = append(f.Values[name], chosen(x)...)
		case "input":
			kind := strings.ToLower(Attr(x, "type"))
			_, checked := attribute(x, "checked")
			value, has := attribute(x, "value")
			switch kind {
			case "checkbox", "radio":
				if !has {
					value = "on"
				}
				if checked {
					f.Values.Add(name, value)
				}
			case "submit", "button", "image", "reset", "file":
			default:
				f.Values.Add(name, value)
			}
		}
	}
	return f
}

// controls gives the fields of a form: those in it that are not another's, and those elsewhere that name it.
func (p *Page) controls(form *html.Node) []*html.Node {
	id := Attr(form, "id")
	return slices.Collect(all(p.Root, func(n *html.Node) bool {
		if !slices.Contains([]string{"input", "select", "textarea", "button"}, n.Data) {
			return false
		}
		if of, named := attribute(n, "form"); named {
			return of == id && id != ""
		}
		for up := n.Parent; up != nil; up = up.Parent {
			if up == form {
				return true
			}
		}
		return false
	}))
}

// Controls gives the fields of the form.
func (f *Form) Controls() []*html.Node { return f.page.controls(f.Node) }

func raw(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

func chosen(n *html.Node) []string {
	_, many := attribute(n, "multiple")
	var first, out []string
	for o := range all(n, func(n *html.Node) bool { return n.Data == "option" }) {
		v, has := attribute(o, "value")
		if !has {
			v = TextOf(o)
		}
		if first == nil {
			first = []string{v}
		}
		if _, yes := attribute(o, "selected"); yes {
			out = append(out, v)
		}
	}
	if out == nil && !many {
		return first
	}
	return out
}

// Submit sends the form with some fields changed, by name and value, as the button does that has no name. It fails when the form
// has no such field, for then nobody could have typed it.
func (f *Form) Submit(changes ...string) *Page {
	f.page.t.Helper()
	names := map[string]bool{}
	for _, x := range f.Controls() {
		names[Attr(x, "name")] = true
	}
	values := url.Values{}
	for name, v := range f.Values {
		values[name] = slices.Clone(v)
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if !names[changes[i]] {
			f.page.t.Fatalf("%s: the form %s has no field %q", f.page.Path, f.Action, changes[i])
		}
		values.Set(changes[i], changes[i+1])
	}
	c := f.page.client
	if f.Method == http.MethodGet {
		path, _, _ := strings.Cut(f.Action, "?")
		return c.page(http.MethodGet, path+"?"+values.Encode(), "")
	}
	return c.page(http.MethodPost, f.Action, values.Encode())
}
