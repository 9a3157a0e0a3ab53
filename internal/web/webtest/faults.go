package webtest

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Faults gives what is wrong with the HTML of a whole page: what a validator would say of how it is put together, and what every page
// of the program must have.
func Faults(page string) []string {
	out := nesting(page, true)
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return append(out, err.Error())
	}
	out = append(out, names(root)...)
	out = append(out, wholePage(page, root)...)
	return append(out, content(root)...)
}

// FragmentFaults gives what is wrong with a piece of a page as it is sent to change one.
func FragmentFaults(piece string) []string {
	out := nesting(piece, false)
	if i := strings.Index(piece, "⟦"); i >= 0 {
		out = append(out, "a text is missing: "+around(piece, i))
	}
	return out
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// blocks may not stand in a paragraph: the browser would end it before them, and the page be another than was written.
var blocks = []string{"address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figure", "footer", "form",
	"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "table", "ul"}

// children are elements that take only certain others.
var children = map[string][]string{
	"ul": {"li", "template", "script"}, "ol": {"li", "template", "script"}, "dl": {"dt", "dd", "div", "template"}, "tr": {"td", "th", "template"},
	"thead": {"tr", "template"}, "tbody": {"tr", "template"}, "tfoot": {"tr"}, "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
	"select": {"option", "optgroup", "hr"}, "datalist": {"option"},
}

// parents are elements that stand only in certain others. A template is its own little page.
var parents = map[string][]string{
	"li": {"ul", "ol", "menu", "template"}, "tr": {"table", "thead", "tbody", "tfoot", "template"}, "td": {"tr", "template"}, "th": {"tr", "template"},
	"dt": {"dl", "div", "template"}, "dd": {"dl", "div", "template"}, "option": {"select", "datalist", "optgroup", "template"},
	"summary": {"details", "template"}, "legend": {"fieldset", "template"}, "figcaption": {"figure", "template"}, "caption": {"table", "template"},
}

// nesting reads the page as it is written, since the parser mends it silently.
func nesting(page string, whole bool) (out []string) {
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	wrong := func(format string, args ...any) {
		out = append(out, fmt.Sprintf(format, args...)+" in "+strings.Join(tail(open, 5), " > "))
	}
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				wrong("%v", z.Err())
			}
			if len(open) > 0 {
				wrong("not ended")
			}
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			written := z.Raw()
			x := z.Token()
			for _, name := range twice(string(written)) {
				wrong("%s twice on <%s>", name, x.Data)
			}
			attributes(x, wrong)
			inSVG := slices.Contains(open, "svg") || slices.Contains(open, "math")
			if !inSVG {
				placed(x.Data, open, whole, wrong)
			}
			if kind == html.SelfClosingTagToken && (inSVG || x.Data == "svg") || slices.Contains(void, x.Data) && !inSVG {
				continue
			}
			if kind == html.SelfClosingTagToken {
				wrong("<%s/> does not end it", x.Data)
			}
			open = append(open, x.Data)
		case html.EndTagToken:
			x := z.Token()
			if len(open) == 0 || open[len(open)-1] != x.Data {
				wrong("</%s> ends nothing", x.Data)
				if i := slices.Index(open, x.Data); i >= 0 {
					open = open[:i]
				}
				continue
			}
			open = open[:len(open)-1]
		}
	}
}

func tail(list []string, n int) []string { return list[max(0, len(list)-n):] }

// placed holds an element against where it stands.
func placed(name string, open []string, whole bool, wrong func(string, ...any)) {
	parent := ""
	if len(open) > 0 {
		parent = open[len(open)-1]
	}
	if only, ok := children[parent]; ok && !slices.Contains(only, name) {
		wrong("<%s> directly", name)
	}
	if in, ok := parents[name]; ok && !slices.Contains(in, parent) && (whole || parent != "") {
		wrong("<%s> outside %s", name, strings.Join(in, ", "))
	}
	since := open // what lies outside a template is not around what is in it
	if i := lastIndex(open, "template"); i >= 0 {
		since = open[i+1:]
	}
	if slices.Contains(since, "p") && slices.Contains(blocks, name) {
		wrong("<%s> in a paragraph", name)
	}
	interactive := []string{"a", "button", "select", "textarea", "input", "label", "summary"}
	if slices.Contains(interactive, name) && (slices.Contains(since, "a") || slices.Contains(since, "button")) {
		wrong("<%s> in a link or button", name)
	}
	if name == "form" && slices.Contains(since, "form") {
		wrong("a form in a form")
	}
	for _, inline := range []string{"span", "button", "label", "h1", "h2", "h3", "h4", "summary"} {
		if slices.Contains(since, inline) && slices.Contains([]string{"div", "p", "ul", "ol", "dl", "table", "section", "form"}, name) {
			wrong("<%s> in <%s>", name, inline)
		}
	}
}

func lastIndex(list []string, x string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == x {
			return i
		}
	}
	return -1
}

// attributes looks for what stands twice, and for what the policy of the pages refuses.
func attributes(x html.Token, wrong func(string, ...any)) {
	seen := map[string]bool{}
	nonce := ""
	for _, a := range x.Attr {
		seen[a.Key] = true
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			wrong("%s=%q on <%s>, which the policy refuses", a.Key, a.Val, x.Data)
		case a.Key == "nonce":
			nonce = a.Val
		case a.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
			wrong("a link that runs: %q", a.Val)
		case a.Key == "target" && a.Val == "_blank":
			if rel := valueOf(x, "rel"); !slices.Contains(strings.Fields(rel), "noopener") {
				wrong("target=_blank without rel=noopener on %q", valueOf(x, "href"))
			}
		}
	}
	if x.Data == "style" || x.Data == "script" && nonce == "" {
		wrong("<%s> without a nonce", x.Data)
	}
	if x.Data == "img" && !seen["alt"] {
		wrong("<img> without alt")
	}
}

// twice gives the attributes that a tag has twice; the reader of the tags leaves the second out. What stands in a value is not taken for
// one.
func twice(tag string) (out []string) {
	var seen []string
	for i := 0; i < len(tag); {
		from := i + 1
		to := from
		if isSpace(tag[i]) {
			for to < len(tag) && !isSpace(tag[to]) && strings.IndexByte(`"'<>/=`, tag[to]) < 0 {
				to++
			}
		}
		if i = from; to == from {
			continue
		}
		name := strings.ToLower(tag[from:to])
		if slices.Contains(seen, name) {
			out = append(out, name)
		}
		seen = append(seen, name)
		i = to
		if is := spaces(tag, to); is < len(tag) && tag[is] == '=' {
			i = valueEnds(tag, spaces(tag, is+1))
		}
	}
	return out
}

// valueEnds is where the value of an attribute ends that begins at a place in a tag.
func valueEnds(tag string, at int) int {
	if at < len(tag) && (tag[at] == '"' || tag[at] == '\'') {
		if n := strings.IndexByte(tag[at+1:], tag[at]); n >= 0 {
			return at + n + 2
		}
		return at
	}
	for at < len(tag) && !isSpace(tag[at]) && strings.IndexByte(`"'>`, tag[at]) < 0 {
		at++
	}
	return at
}

// spaces is the first place from one in a tag that is no white space.
func spaces(tag string, at int) int {
	for at < len(tag) && isSpace(tag[at]) {
		at++
	}
	return at
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' || b == '\f' }

func valueOf(x html.Token, name string) string {
	for _, a := range x.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// pointers are attributes that name other elements of the page.
var pointers = []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "commandfor", "popovertarget", "list", "headers", "form",
	"aria-activedescendant", "aria-details", "aria-errormessage"}

// names looks for ids that stand twice, and for what points to none.
func names(root *html.Node) (out []string) {
	ids := map[string]int{}
	for n := range all(root, func(*html.Node) bool { return true }) {
		if id, ok := attribute(n, "id"); ok && !inTemplate(n) {
			if id == "" || strings.ContainsAny(id, " \t\n") {
				out = append(out, fmt.Sprintf("id %q", id))
			}
			if ids[id]++; ids[id] == 2 {
				out = append(out, fmt.Sprintf("id %q stands twice", id))
			}
		}
	}
	for n := range all(root, func(n *html.Node) bool { return !inTemplate(n) }) {
		for _, name := range pointers {
			v, ok := attribute(n, name)
			if !ok {
				continue
			}
			for _, id := range strings.Fields(v) {
				if ids[id] == 0 {
					out = append(out, fmt.Sprintf("%s=%q of <%s> is nowhere", name, id, n.Data))
				}
			}
		}
		if href := Attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "#") && href != "#" && ids[href[1:]] == 0 {
			out = append(out, fmt.Sprintf("the link %q leads nowhere", href))
		}
	}
	return out
}

func inTemplate(n *html.Node) bool {
	for up := n.Parent; up != nil; up = up.Parent {
		if up.Type == html.ElementNode && up.Data == "template" {
			return true
		}
	}
	return false
}

// wholePage holds a page against what each must have.
func wholePage(page string, root *html.Node) (out []string) {
	if !strings.HasPrefix(strings.ToLower(page), "<!doctype html>") {
		out = append(out, "no doctype")
	}
	one := func(element string, what string) *html.Node {
		got := find(root, element)
		if len(got) != 1 {
			out = append(out, fmt.Sprintf("%d %s", len(got), what))
			return nil
		}
		return got[0]
	}
	if n := one("html", "roots"); n != nil && Attr(n, "lang") == "" {
		out = append(out, "no language")
	}
	titles := slices.DeleteFunc(find(root, "title"), func(n *html.Node) bool { return n.Parent.Data != "head" })
	if len(titles) != 1 || strings.TrimSpace(raw(titles[0])) == "" {
		out = append(out, "no title")
	}
	headings := slices.DeleteFunc(find(root, "h1"), inTemplate)
	if len(headings) != 1 {
		out = append(out, fmt.Sprintf("%d main headings", len(headings)))
	}
	if mains := find(root, "main"); len(mains) != 1 {
		out = append(out, fmt.Sprintf("%d main parts", len(mains)))
	}
	return out
}

// content looks for texts that are missing, and for what somebody who hears the page would not hear.
func content(root *html.Node) (out []string) {
	for n := range root.Descendants() {
		for _, s := range append([]string{n.Data}, values(n)...) {
			for _, sign := range []string{"⟦", "<no value>", "%!", "ZgotmplZ"} {
				if i := strings.Index(s, sign); i >= 0 && (n.Type == html.TextNode || n.Type == html.ElementNode) && !(sign == "%!" && n.Type == html.ElementNode) {
					out = append(out, "a text is missing: "+around(s, i))
				}
			}
		}
	}
	for n := range all(root, func(n *html.Node) bool { return n.Data == "button" || n.Data == "a" }) {
		if _, link := attribute(n, "href"); n.Data == "a" && !link || inTemplate(n) {
			continue
		}
		if Attr(n, "aria-label") == "" && Attr(n, "aria-labelledby") == "" && strings.TrimSpace(heard(n)) == "" {
			out = append(out, "nothing to hear in <"+n.Data+" class="+Attr(n, "class")+" href="+Attr(n, "href")+">")
		}
	}
	return out
}

func heard(n *html.Node) string {
	s := TextOf(n)
	for x := range n.Descendants() {
		if x.Type == html.ElementNode {
			s += Attr(x, "alt") + Attr(x, "aria-label")
			if x.Data == "title" {
				s += raw(x)
			}
		}
	}
	return s
}

func values(n *html.Node) []string {
	var out []string
	for _, a := range n.Attr {
		out = append(out, a.Val)
	}
	return out
}

func around(s string, i int) string {
	from, to := max(0, i-30), min(len(s), i+60)
	return strings.ToValidUTF8(s[from:to], "")
}
