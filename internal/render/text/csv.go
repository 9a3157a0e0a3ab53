package text

import (
	"bytes"
	"io"
	"strings"

	"samverkan/internal/document"
	"samverkan/internal/fault"
)

// CSVOptions say for whom the list is written. The zero value is RFC 4180 as it stands.
type CSVOptions struct {
	BOM       bool // a byte order mark first, by which Excel knows UTF-8
	Semicolon bool // between the cells, as Excel wants with Swedish settings
}

// CSV writes a list with a header, by RFC 4180: comma, CR LF, quotes where needed.
//
// A cell that begins with = + - @ a tab or a line break, also after spaces or in the
// wide forms of East Asian text, is written with an apostrophe first and in quotes:
// Excel, LibreOffice and Google would otherwise run it as a formula (OWASP, CSV
// injection). That includes telephone numbers that begin with +. Characters that
// cannot be seen are taken out as in documents.
//
// Faults: text.csv-row when a row has not as many cells as the header, and then
// nothing is written; text.write when w fails.
func CSV(w io.Writer, header []string, rows [][]string, o CSVOptions) error {
	separator := ","
	if o.Semicolon {
		separator = ";"
	}
	var b bytes.Buffer
	if o.BOM {
		b.WriteString("\ufeff")
	}
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteString(separator)
			}
			b.WriteString(cell(c))
		}
		b.WriteString("\r\n")
	}
	line(header)
	for i, r := range rows {
		if len(r) != len(header) {
			return fault.New(fault.Invalid, "text.csv-row", "Row", i+1, "Has", len(r), "Want", len(header))
		}
		line(r)
	}
	return write(w, b.Bytes())
}

// cell writes one cell.
func cell(s string) string {
	risky := formula(s)
	s = strings.ReplaceAll(document.Clean(s), "\n", "\r\n")
	if risky || formula(s) {
		return `"'` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	// A lone empty cell would make an empty line; a cell with outer spaces loses them in some readers.
	if s == "" || strings.ContainsAny(s, "\",;\r\n") || strings.TrimSpace(s) != s {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// formula tells whether a spreadsheet could take s for a formula.
func formula(s string) bool {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return true
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0' || r == 0 })
	for _, start := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}

func write(w io.Writer, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return fault.Wrap(err, fault.Unavailable, "text.write")
	}
	return nil
}
