package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// column is one column of a list: its heading stands in the catalogues under cli.col.<key>.
type column[T any] struct {
	key  string
	cell func(T) string
}

// list writes rows in the form asked for: a table for people, a JSON array, or one JSON object a line.
func list[T any](s *session, rows []T, columns ...column[T]) error {
	switch s.options.output {
	case outJSON:
		if rows == nil {
			rows = []T{}
		}
		return s.writeJSON(rows)
	case outLines:
		for _, r := range rows {
			if err := s.writeLine(r); err != nil {
				return err
			}
		}
		return nil
	}
	if len(rows) == 0 {
		s.remark(s.p.T("cli.nothing"))
		return nil
	}
	table := make([][]string, len(rows)+1)
	for _, c := range columns {
		cells, filled := make([]string, len(rows)), false
		for i, r := range rows {
			cells[i] = oneLine(c.cell(r))
			filled = filled || cells[i] != ""
		}
		if !filled {
			continue // a column in which nothing stands only takes up room
		}
		table[0] = append(table[0], s.p.T("cli.col."+c.key))
		for i, cell := range cells {
			table[i+1] = append(table[i+1], cell)
		}
	}
	return writeTable(s.world.Out, table, s.width())
}

// fact is one line of what is shown of a single thing.
type fact struct {
	key   string // heading under cli.col.<key>
	value string
}

// show writes one thing: its facts for people, all of it as JSON for programs.
func (s *session) show(thing any, facts ...fact) error {
	switch s.options.output {
	case outJSON:
		return s.writeJSON(thing)
	case outLines:
		return s.writeLine(thing)
	}
	var table [][]string
	for _, f := range facts {
		if f.value != "" {
			table = append(table, []string{s.p.T("cli.col."+f.key) + ":", oneLine(f.value)})
		}
	}
	return writeTable(s.world.Out, table, s.width())
}

func (s *session) writeJSON(v any) error {
	enc := json.NewEncoder(s.world.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (s *session) writeLine(v any) error {
	enc := json.NewEncoder(s.world.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// writeProgress writes for programs what is to be done before the answer comes, beside it.
func (s *session) writeProgress(v any) error {
	enc := json.NewEncoder(s.world.Err)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say writes a sentence to the one who reads; programs do not get it.
func (s *session) say(text string) {
	if s.options.output == outTable {
		fmt.Fprintln(s.world.Out, visible(text))
	}
}

// remark writes a sentence beside what was asked for.
func (s *session) remark(text string) {
	if s.options.output == outTable {
		fmt.Fprintln(s.world.Err, visible(text))
	}
}

// width is how wide a screen is; 0 for no screen, where every row stays on its line.
func (s *session) width() int {
	if !s.world.Terminal {
		return 0
	}
	if n, err := strconv.Atoi(s.world.Env("COLUMNS")); err == nil && n >= 40 {
		return n
	}
	return 100
}

const gap = 2

// writeTable writes cells in columns. On a screen, the last column goes on under itself.
func writeTable(w io.Writer, table [][]string, width int) error {
	var widths []int
	for _, row := range table {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	indent := 0
	for _, n := range widths[:max(len(widths)-1, 0)] {
		indent += n + gap
	}
	var b strings.Builder
	for _, row := range table {
		var line strings.Builder
		for i, cell := range row {
			if i < len(row)-1 {
				line.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+gap))
				continue
			}
			if room := width - indent; room >= 20 {
				cell = strings.Join(wrap(cell, room), "\n"+strings.Repeat(" ", indent))
			}
			line.WriteString(cell)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap breaks a text between words into lines of at most width characters; a longer word stands alone.
func wrap(text string, width int) []string {
	var lines []string
	line, n := "", 0
	for _, word := range strings.Fields(text) {
		w := utf8.RuneCountInString(word)
		if n > 0 && n+1+w > width {
			lines, line, n = append(lines, line), "", 0
		}
		if n > 0 {
			line, n = line+" ", n+1
		}
		line, n = line+word, n+w
	}
	return append(lines, line)
}

// oneLine makes a cell of a text.
func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

// visible takes out what would move the cursor, change colours or turn the direction of writing on somebody's screen.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\u00a0' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u00ad' {
			return '\ufffd'
		}
		return r
	}, s)
}

// clock writes the time of day with the day before it when it is another than that of the others.
func (s *session) clock(t time.Time) string { return s.p.Clock(t) }

// when writes day and time in figures.
func (s *session) when(t time.Time) string { return s.p.ShortDateTime(t) }

// mark is "ja" for what is so, and nothing for what is not.
func (s *session) mark(is bool) string {
	if is {
		return s.p.T("cli.yes")
	}
	return ""
}
