package text

import (
	"bytes"
	"io"
	"strings"

	"samverkan/internal/document"
)

// Markdown writes d as CommonMark with pipe tables. Colours, silhouettes and marks
// are left out, since their words stand beside them; a picture is its alternative
// text; the logo is left out. What a correction removed is struck through and what
// it added is strong.
//
// Faults: those of document.Err; text.write when w fails.
func Markdown(w io.Writer, d *document.Document) error {
	if err := d.Err(); err != nil {
		return err
	}
	d = d.Cleaned()
	var parts []string
	var top []string
	for _, s := range append([]string{d.Host, d.Kind}, d.RegistryNumbers...) {
		if s != "" {
			top = append(top, escape(s, true))
		}
	}
	parts = append(parts, strings.Join(top, hardBreak))
	if d.Exercise != "" {
		parts = append(parts, emphasis("**", escape(d.Exercise, true), 0, 0))
	}
	parts = append(parts, "# "+escape(d.Title, false))
	parts = append(parts, escape(d.Subtitle, true))
	parts = append(parts, blocks(d.Body))
	if foot := strings.TrimSpace(d.Footer.Left + "\n" + d.Footer.Right); foot != "" {
		parts = append(parts, "* * *", strings.ReplaceAll(escape(foot, true), "\n", hardBreak))
	}
	return write(w, []byte(joined(parts)+"\n"))
}

// hardBreak is a line break within a paragraph (CommonMark section 6.7).
const hardBreak = "\\\n"

// joined puts blocks after each other with a blank line between; empty ones are nothing.
func joined(parts []string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}

func blocks(list []document.Block) string {
	var parts []string
	lists := 0 // in a row: neighbours of the same kind would become one
	for _, b := range list {
		if l, ok := b.(document.List); ok {
			parts = append(parts, listOf(l, lists%2 == 1))
			lists++
			continue
		}
		lists = 0
		parts = append(parts, block(b))
	}
	return joined(parts)
}

func block(b document.Block) string {
	switch b := b.(type) {
	case document.Heading:
		return strings.Repeat("#", b.Level+1) + " " + oneLine(b.Text)
	case document.Paragraph:
		p := runs(b.Text)
		if b.Style == document.Quote || b.Style == document.Decision {
			return quoted(p)
		}
		return p
	case document.Table:
		return table(b)
	case document.Facts:
		var lines []string
		for _, f := range b.Items {
			lines = append(lines, strings.TrimRight("- "+emphasis("**", oneLine(f.Label)+":", 0, ' ')+" "+oneLine(f.Value), " "))
		}
		return strings.Join(lines, "\n")
	case document.Callout:
		var parts []string
		if title := oneLine(b.Title); title != "" {
			parts = append(parts, emphasis("**", title, 0, 0))
		}
		return quoted(joined(append(parts, blocks(b.Body))))
	case document.Figure:
		if !b.Decorative {
			return emphasis("*", escape(b.Alt, true), 0, 0)
		}
	case document.Signatures:
		return signatures(b)
	}
	return ""
}

func quoted(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight("> "+l, " ")
	}
	return strings.Join(lines, "\n")
}

// listOf writes a list; other uses the second set of marks, so that it does not join the list before it.
func listOf(l document.List, other bool) string {
	var items []string
	tight := true
	for i, it := range l.Items {
		mark := "-"
		if other {
			mark = "*"
		}
		if l.Ordered {
			mark = l.Label(i)
			if other {
				mark = strings.TrimSuffix(mark, ".") + ")"
			}
		}
		body := blocks(it)
		tight = tight && !strings.Contains(body, "\n\n")
		indent := strings.Repeat(" ", len(mark)+1)
		body = strings.ReplaceAll(body, "\n", "\n"+indent)
		body = strings.ReplaceAll(body, "\n"+indent+"\n", "\n\n")
		items = append(items, strings.TrimRight(mark+" "+body, " "))
	}
	if tight {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

func signatures(b document.Signatures) string {
	const line = `\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_\_`
	var parts []string
	for _, s := range b.Lines {
		var rows []string
		if s.Role != "" {
			rows = append(rows, emphasis("**", escape(s.Role, true), 0, 0))
		}
		if s.Name != "" {
			rows = append(rows, escape(s.Name, true))
		}
		date := line
		if s.Date != "" {
			date = escape(s.Date, false)
		}
		rows = append(rows, escape(b.SignLabel, true)+": "+line, escape(b.DateLabel, true)+": "+date)
		parts = append(parts, strings.Join(rows, hardBreak))
	}
	return joined(parts)
}

// table writes a pipe table. Markdown has no cells over several columns: the text
// stands in the first of them.
func table(t document.Table) string {
	var b bytes.Buffer
	row := func(cells []string) {
		b.WriteString("\n|")
		for _, c := range cells {
			b.WriteString(" " + c + " |")
		}
	}
	var header, rule []string
	for _, c := range t.Columns {
		header = append(header, oneLine(c.Header))
		switch c.Align {
		case document.Right:
			rule = append(rule, "---:")
		case document.Center:
			rule = append(rule, ":---:")
		default:
			rule = append(rule, "---")
		}
	}
	row(header)
	row(rule)
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, inCell(c.Body))
			for range c.Columns() - 1 {
				cells = append(cells, "")
			}
		}
		row(cells)
	}
	return joined([]string{emphasis("*", oneLine(t.Caption), 0, 0), strings.TrimPrefix(b.String(), "\n")})
}

// inCell writes blocks on one line. A pipe table knows no other line break than HTML's.
func inCell(list []document.Block) string {
	var lines []string
	var walk func(list []document.Block, label string)
	walk = func(list []document.Block, label string) {
		for _, b := range list {
			switch b := b.(type) {
			case document.Paragraph:
				for line := range strings.SplitSeq(runs(b.Text), hardBreak) {
					lines = append(lines, strings.TrimSpace(label+line))
					label = ""
				}
			case document.List:
				for i, it := range b.Items {
					walk(it, b.Label(i)+" ")
				}
			}
		}
	}
	walk(list, "")
	lines = nonEmpty(lines)
	return strings.Join(lines, "<br>")
}

func nonEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// oneLine writes runs where no line break may stand.
func oneLine(list []document.Inline) string {
	flat := make([]document.Inline, len(list))
	for i, r := range list {
		r.Text = strings.ReplaceAll(r.Text, "\n", " ")
		flat[i] = r
	}
	return strings.TrimSpace(runs(flat))
}
