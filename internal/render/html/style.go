package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"

	"samverkan/internal/document"
)

//go:embed style.css
var sheet string

// style is what is particular to one page's stylesheet.
type style struct {
	widths []string // of the columns of its tables, each kind once
}

// finish gives the page's only stylesheet, and the policy that lets it and nothing
// else in (CSP 3): no scripts, no forms, no frames, nothing from anywhere but
// pictures that are in the file.
func (s *style) finish(d *document.Document) (css, policy string) {
	css = sheet + s.widthRules() + margins(d)
	sum := sha256.Sum256([]byte(css))
	policy = "default-src &#39;none&#39;; style-src &#39;sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;"
	return css, policy
}

// margins writes what stands in the margins of each printed page: whose document it
// is, its numbers, the stamp of an exercise, and page x of y.
func margins(d *document.Document) string {
	left := d.Header.Left
	if left == "" {
		left = strings.Trim(d.Host+" · "+d.Title, " ·")
	}
	right := d.Header.Right
	if right == "" {
		right = strings.Join(d.RegistryNumbers, ", ")
	}
	var b strings.Builder
	b.WriteString("@page{")
	box(&b, "top-left", cssString(left))
	box(&b, "top-center", cssString(d.Exercise)+";font-weight:700;font-size:11pt")
	box(&b, "top-right", cssString(right))
	box(&b, "bottom-left", cssString(strings.Trim(d.Footer.Left+" · "+d.Footer.Right, " ·")))
	box(&b, "bottom-right", pageLabel(d.Footer.Page))
	b.WriteString("}\n@page:first{") // the first page says it larger itself
	box(&b, "top-left", `""`)
	box(&b, "top-right", `""`)
	b.WriteString("}\n")
	return b.String()
}

func box(b *strings.Builder, where, content string) {
	b.WriteString("@" + where + "{content:" + content + "}")
}

// pageLabel writes "Sida {page} av {pages}" with the browser's own counters.
func pageLabel(label string) string {
	quoted := cssString(label)
	for mark, counter := range map[string]string{"{page}": "page", "{pages}": "pages"} {
		quoted = strings.ReplaceAll(quoted, strings.Trim(cssString(mark), `"`), `" counter(`+counter+`) "`)
	}
	return quoted
}
