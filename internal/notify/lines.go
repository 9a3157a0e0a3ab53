package notify

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sign stands first in the lines of a template that are more than text. Words from people never hold it, so that nobody writes a
// button or a heading of their own into a mail.
const sign = "\x01"

// The marks of lines, as the templates have them.
const (
	markHeading = "# "
	markItem    = "- "
	markButton  = "> " // label | address
)

// signed puts the sign before the marks of a template's own lines.
func signed(source string) string {
	lines := strings.Split(source, "\n")
	for i, l := range lines {
		for _, mark := range []string{markHeading, markItem, markButton} {
			if strings.HasPrefix(l, mark) {
				lines[i] = sign + l
			}
		}
	}
	return strings.Join(lines, "\n")
}

// A block is a piece of a mail: one of a heading, a list, a button, or a paragraph of lines.
type block struct {
	Heading string
	Items   [][]span
	Label   string // of a button
	URL     string
	Lines   [][]span
	Notice  bool // what is said first and must not be missed
}

// span is a stretch of text; with URL a link whose text is the address.
type span struct{ Text, URL string }

// blocks reads what a template gave.
func blocks(text string) []block {
	var out []block
	open := func(same func(block) bool) *block {
		if len(out) == 0 || !same(out[len(out)-1]) {
			out = append(out, block{})
		}
		return &out[len(out)-1]
	}
	gap := true
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		rest, own := strings.CutPrefix(line, sign)
		switch {
		case line == "":
			gap = true
			continue
		case own && strings.HasPrefix(rest, markHeading):
			out = append(out, block{Heading: strings.TrimPrefix(rest, markHeading)})
		case own && strings.HasPrefix(rest, markItem):
			b := open(func(b block) bool { return b.Items != nil })
			b.Items = append(b.Items, spans(strings.TrimPrefix(rest, markItem)))
		case own && strings.HasPrefix(rest, markButton):
			label, url, _ := strings.Cut(strings.TrimPrefix(rest, markButton), " | ")
			if url != "" {
				out = append(out, block{Label: label, URL: url})
			}
		default:
			b := open(func(b block) bool { return b.Lines != nil && !gap })
			b.Lines = append(b.Lines, spans(line))
		}
		gap = false
	}
	return out
}

// spans finds the addresses in a line, so that they can be followed.
func spans(line string) []span {
	var out []span
	for line != "" {
		at := strings.Index(line, "https://")
		if i := strings.Index(line, "http://"); i >= 0 && (at < 0 || i < at) {
			at = i
		}
		if at < 0 {
			return append(out, span{Text: line})
		}
		if at > 0 {
			out = append(out, span{Text: line[:at]})
		}
		line = line[at:]
		end := strings.IndexFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"<>”“`, r) })
		if end < 0 {
			end = len(line)
		}
		url := strings.TrimRight(line[:end], ".,;:!?)")
		out, line = append(out, span{Text: url, URL: url}), line[len(url):]
	}
	return out
}

// plainText writes blocks as text.
func plainText(list []block) string {
	var b strings.Builder
	for i, x := range list {
		if i > 0 && list[i-1].Heading == "" { // a heading stands by what it is over
			b.WriteByte('\n')
		}
		switch {
		case x.Heading != "":
			b.WriteString(x.Heading + "\n" + strings.Repeat("-", utf8.RuneCountInString(x.Heading)) + "\n")
			continue
		case x.Label != "":
			b.WriteString(x.Label + ":\n" + x.URL + "\n")
		}
		for _, item := range x.Items {
			b.WriteString("- " + words(item) + "\n")
		}
		for _, line := range x.Lines {
			b.WriteString(words(line) + "\n")
		}
	}
	return b.String()
}

func words(list []span) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Text)
	}
	return b.String()
}

// page writes blocks as HTML, in the one layout there is.
func page(layout *template.Template, language, title string, list []block) (string, error) {
	var b strings.Builder
	err := layout.Execute(&b, map[string]any{"Language": language, "Title": title, "Blocks": list})
	return b.String(), err
}

// oneLine cleans words from people for a line: nothing that hides, reorders or breaks what stands around it.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(visible, text)), " ")
}

// prose cleans words of several lines.
func prose(text string) string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		out = append(out, oneLine(line))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// visible drops characters that cannot be seen, and makes spaces of those that part lines or words.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u00ad' && r != '\u200d', r == utf8.RuneError:
		return -1
	}
	return r
}

// cut shortens a line at a word, with "…" where something is missing.
func cut(text string, most int) string {
	all := []rune(text)
	if len(all) <= most {
		return text
	}
	short := string(all[:most-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–-") + "…"
}
