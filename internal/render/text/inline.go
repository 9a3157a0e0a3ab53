package text

import (
	"strings"
	"unicode/utf8"

	"samverkan/internal/document"
)

// runs writes the runs of a paragraph. Lines end in hard breaks.
func runs(list []document.Inline) string {
	list = merged(list)
	var b strings.Builder
	before := rune(0)
	for i, r := range list {
		s := escape(r.Text, before == 0 || before == '\n')
		if r.Redacted {
			s = `\[` + s + `\]`
		}
		after := rune(0)
		if i+1 < len(list) {
			after = firstOf(list[i+1])
		}
		s = decorate(r, s, before, after)
		if s != "" {
			before, _ = utf8.DecodeLastRuneInString(s)
		}
		b.WriteString(s)
	}
	return strings.ReplaceAll(strings.Trim(b.String(), " \n"), "\n", hardBreak)
}

// firstOf gives the character that a run begins with when it is written. What is
// escaped is punctuation with and without its backslash.
func firstOf(r document.Inline) rune {
	if marked(r) || r.Redacted {
		return '*' // two marks beside each other are read as one
	}
	first, _ := utf8.DecodeRuneInString(r.Text)
	return first
}

// decorate puts on what Markdown can say: a link, or else one kind of emphasis.
func decorate(r document.Inline, s string, before, after rune) string {
	switch {
	case external(r.Link):
		return "[" + strings.ReplaceAll(s, "\n", " ") + "](<" + destination(r.Link) + ">)"
	case r.Del:
		return emphasis("~~", s, before, after)
	case r.Strong, r.Ins:
		return emphasis("**", s, before, after)
	case r.Em:
		return emphasis("*", s, before, after)
	}
	return s
}

func marked(r document.Inline) bool {
	return !external(r.Link) && (r.Del || r.Strong || r.Ins || r.Em) && !strings.HasPrefix(r.Text, " ")
}

// external tells links that lead out of the document; Markdown has no common way to
// name a place within it.
func external(link string) bool { return link != "" && !strings.HasPrefix(link, "#") }

// destination writes a link's address between < and > (CommonMark section 6.3).
func destination(link string) string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", " ", "%20", "\n", "", "|", "%7C").Replace(link)
}

// merged joins neighbours that look the same in Markdown.
func merged(list []document.Inline) []document.Inline {
	var out []document.Inline
	for _, r := range list {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if last.Strong == r.Strong && last.Em == r.Em && last.Del == r.Del && last.Ins == r.Ins && last.Link == r.Link && !last.Redacted && !r.Redacted {
				last.Text += r.Text
				continue
			}
		}
		out = append(out, r)
	}
	return out
}
