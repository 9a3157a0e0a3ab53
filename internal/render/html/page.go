package html

import (
	"strconv"
	"strings"

	"samverkan/internal/document"
)

// fewest is how many sections a document has before a table of contents helps.
const fewest = 4

// contentID is where the skip link leads. An underscore stands in no id of a
// document, so the page's own ids never meet them.
const contentID = "_content"

// document writes the whole page: first the article, since the head needs to know
// what it held.
func (p *page) document(d *document.Document) {
	article := p.aside(func() { p.article(d) })
	contents := p.aside(p.contents)
	sprite := p.aside(p.sprite)
	css, policy := p.style.finish(d)

	p.raw("<!DOCTYPE html>\n<html")
	p.attr("lang", d.Lang)
	p.raw(">\n<head>\n<meta charset=\"utf-8\">\n")
	p.raw(`<meta http-equiv="Content-Security-Policy" content="`, policy, "\">\n")
	p.raw(`<meta name="viewport" content="width=device-width, initial-scale=1">`, "\n")
	p.raw(`<meta name="color-scheme" content="light dark">`, "\n")
	p.meta("author", d.Author)
	p.meta("description", d.Subject)
	p.meta("dcterms.created", d.Created.Format("2006-01-02T15:04:05Z07:00"))
	p.raw("<title>", escape(windowTitle(d)), "</title>\n<style>", css, "</style>\n</head>\n")

	p.raw("<body", classes("exercise", d.Exercise != ""), ">\n", sprite)
	p.raw(`<a class="skip" href="#`, contentID, `">`, escape(p.words.Skip), "</a>\n")
	p.raw(`<div class="page`, when(contents != "", " with-contents"), "\">\n", contents)
	p.raw(`<main id="`, contentID, `" tabindex="-1">`, "\n", article, "</main>\n</div>\n</body>\n</html>\n")
}

// aside gives what write writes, without writing it to the page yet.
func (p *page) aside(write func()) string {
	before := p.Len()
	write()
	s := string(p.Bytes()[before:])
	p.Truncate(before)
	return s
}

func (p *page) meta(name, content string) {
	if content != "" {
		p.raw(`<meta name="`, name, `"`)
		p.attr("content", content)
		p.raw(">\n")
	}
}

// windowTitle names the page in a row of tabs: what tells it from others stands first.
func windowTitle(d *document.Document) string {
	title := d.Title
	if d.Kind != "" {
		title = d.Kind + ": " + title
	}
	if d.Exercise != "" {
		title = d.Exercise + " – " + title
	}
	if d.Host != "" {
		title += " – " + d.Host
	}
	return title
}

func (p *page) article(d *document.Document) {
	p.raw("<article class=\"doc\">\n<header class=\"doc-head\">\n")
	if d.Logo != nil {
		p.picture(*d.Logo, "logo")
	}
	if d.Host != "" || d.Kind != "" {
		p.raw(`<p class="doc-org"><span>`)
		p.text(d.Host)
		p.raw("</span> <span>")
		p.text(d.Kind)
		p.raw("</span></p>\n")
	}
	if len(d.RegistryNumbers) > 0 {
		p.raw(`<p class="doc-numbers">`)
		p.text(strings.Join(d.RegistryNumbers, "\n"))
		p.raw("</p>\n")
	}
	if d.Exercise != "" {
		p.raw(`<p class="stamp">`)
		p.text(d.Exercise)
		p.raw("</p>\n")
	}
	p.raw("<h1>")
	p.text(d.Title)
	p.raw("</h1>\n")
	if d.Subtitle != "" {
		p.raw(`<p class="doc-sub">`)
		p.text(d.Subtitle)
		p.raw("</p>\n")
	}
	p.raw("</header>\n")
	p.blocks(d.Body)
	p.foot(d)
	p.raw("</article>\n")
}

// foot is what paper has at the end of each page, and the screen once.
func (p *page) foot(d *document.Document) {
	if d.Footer.Left == "" && d.Footer.Right == "" {
		return
	}
	p.raw("<footer class=\"doc-foot\"><p>")
	p.text(d.Footer.Left)
	p.raw("</p><p>")
	p.text(d.Footer.Right)
	p.raw("</p></footer>\n")
}

// section is a heading that the table of contents leads to.
type section struct{ id, text string }

func (p *page) contents() {
	if len(p.titled) < fewest {
		return
	}
	p.raw(`<nav class="contents" aria-labelledby="_contents"><h2 id="_contents">`, escape(p.words.Contents), "</h2>\n<ul>\n")
	for _, s := range p.titled {
		p.raw(`<li><a href="#`, escape(s.id), `">`, escape(s.text), "</a></li>\n")
	}
	p.raw("</ul>\n</nav>\n")
}

// id gives an id that nothing else has.
func (p *page) id() string {
	p.ids++
	return "_" + strconv.Itoa(p.ids)
}

func when(yes bool, s string) string {
	if yes {
		return s
	}
	return ""
}

func classes(name string, yes bool) string { return when(yes, ` class="`+name+`"`) }
