package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"samverkan/internal/document"
)

// strict reads a page more strictly than a browser does, and gives everything that
// is not as we mean to write it: elements that are not ours, tags that do not match,
// ids that are used twice or nowhere, attributes that could run or fetch something.
func strict(page []byte) (faults []string) {
	wrong := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	z := xhtml.NewTokenizer(bytes.NewReader(page))
	var open []string
	ids := map[string]bool{}
	var targets []string
	policy := ""
loop:
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			if z.Err() != io.EOF {
				wrong("%v", z.Err())
			}
			break loop
		case xhtml.CommentToken:
			wrong("a comment: %s", z.Raw())
		case xhtml.EndTagToken:
			t := z.Token()
			if len(open) == 0 || open[len(open)-1] != t.Data {
				wrong("</%s> closes %v", t.Data, open)
				return faults
			}
			open = open[:len(open)-1]
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			raw := string(z.Raw())
			t := z.Token()
			if !slices.Contains(elements, t.Data) {
				wrong("element %s", raw)
			}
			seen := map[string]bool{}
			for _, a := range t.Attr {
				if seen[a.Key] {
					wrong("attribute twice: %s", raw)
				}
				seen[a.Key] = true
				switch {
				case !slices.Contains(attributes, a.Key):
					wrong("attribute %s in %s", a.Key, raw)
				case a.Key == "id":
					if ids[a.Val] {
						wrong("id %s twice", a.Val)
					}
					ids[a.Val] = true
				case a.Key == "href" && strings.HasPrefix(a.Val, "#"), a.Key == "aria-labelledby":
					targets = append(targets, strings.TrimPrefix(a.Val, "#"))
				case a.Key == "href" && !hasAnyPrefix(a.Val, "https://", "http://", "mailto:", "tel:"):
					wrong("a link to %s", a.Val)
				case a.Key == "src" && !hasAnyPrefix(a.Val, "data:image/png;base64,", "data:image/jpeg;base64,"):
					wrong("a picture from %.60s", a.Val)
				case a.Key == "content" && strings.HasPrefix(a.Val, "default-src"):
					policy = a.Val
				}
			}
			if t.Type == xhtml.StartTagToken && !slices.Contains(void, t.Data) {
				open = append(open, t.Data)
			}
		case xhtml.TextToken:
			if len(open) > 0 && open[len(open)-1] == "style" {
				css := z.Raw()
				sum := sha256.Sum256(css)
				if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
					wrong("the policy %q does not let in the stylesheet %s", policy, want)
				}
				if bytes.Contains(css, []byte("url(")) || bytes.Contains(css, []byte("@import")) || bytes.Contains(css, []byte("<")) {
					wrong("the stylesheet refers to something outside or ends early")
				}
			}
		}
	}
	if len(open) > 0 {
		wrong("left open: %v", open)
	}
	for _, t := range targets {
		if !ids[t] {
			wrong("nothing has the id %s", t)
		}
	}
	for _, part := range []string{"default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, part) {
			wrong("the policy %q lacks %s", policy, part)
		}
	}
	return faults
}

var (
	elements = []string{"html", "head", "meta", "title", "style", "body", "a", "div", "main", "article", "header", "footer", "nav", "p", "span",
		"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td",
		"figure", "img", "svg", "use", "symbol", "g", "path", "circle", "rect", "strong", "em", "del", "ins", "abbr", "br"}
	void       = []string{"meta", "col", "img", "br"}
	attributes = []string{"lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "tabindex", "role", "aria-labelledby", "aria-hidden",
		"focusable", "width", "height", "viewbox", "viewBox", "d", "cx", "cy", "r", "x", "y", "rx", "fill", "stroke-width", "scope", "colspan", "start", "data-label", "alt", "src", "title"}
)

func hasAnyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(s, p) })
}

// heard gives what a listener hears of the page's article, with single spaces.
func heard(page []byte) (string, error) {
	root, err := xhtml.Parse(bytes.NewReader(page))
	if err != nil {
		return "", err
	}
	var article *xhtml.Node
	for n := range root.Descendants() {
		if n.DataAtom == atom.Article {
			article = n
		}
	}
	if article == nil {
		return "", fmt.Errorf("no article")
	}
	var b strings.Builder
	hear(&b, article)
	return squeeze(b.String()), nil
}

func hear(b *strings.Builder, n *xhtml.Node) {
	switch {
	case n.Type == xhtml.TextNode:
		b.WriteString(n.Data)
		return
	case n.Data == "svg" || n.DataAtom == atom.Footer:
		return
	case n.DataAtom == atom.Img:
		b.WriteString(" " + attribute(n, "alt") + " ")
	case n.DataAtom == atom.Br:
		b.WriteString(" ")
	case n.DataAtom == atom.Li:
		b.WriteString(" " + label(n) + " ")
	}
	inline := []atom.Atom{atom.A, atom.Span, atom.Strong, atom.Em, atom.Del, atom.Ins, atom.Abbr}
	if !slices.Contains(inline, n.DataAtom) {
		b.WriteString(" ")
		defer b.WriteString(" ")
	}
	for c := range n.ChildNodes() {
		hear(b, c)
	}
}

// label is the bullet or number of a list item, as the browser draws and says it.
func label(li *xhtml.Node) string {
	if li.Parent.DataAtom == atom.Ul {
		return document.Bullet
	}
	number := 1
	fmt.Sscan(attribute(li.Parent, "start"), &number)
	for s := li.PrevSibling; s != nil; s = s.PrevSibling {
		if s.DataAtom == atom.Li {
			number++
		}
	}
	return fmt.Sprintf("%d.", number)
}

func attribute(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
