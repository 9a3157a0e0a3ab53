package directory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"samverkan/internal/fault"
)

// maxShown is how many wrong cells are named one by one. Who has more has one mistake many times.
const maxShown = 100

// table reads a file of rows under a header, and gathers what is wrong with them.
type table struct {
	rows    *csv.Reader
	columns map[string]int // name -> place in the row
	order   []string
	most    int // rows
	count   int
	row     []string
	line    int
	wrong   map[string]string // "line:column" -> code
	faults  int
}

// newTable reads the header. needed columns must be there, the optional ones may; others are refused, since what
// stands in them would be lost. It answers with csv.empty, csv.header, csv.unknown-column,
// csv.twice-column or csv.row-too-long.
func newTable(data []byte, most limits, needed, optional []string) (*table, error) {
	t := &table{rows: csv.NewReader(bytes.NewReader(data)), most: most.rows, columns: map[string]int{}, wrong: map[string]string{}}
	t.rows.Comma = separator(data)
	if err := bounded(data, byte(t.rows.Comma)); err != nil {
		return nil, err
	}
	t.rows.FieldsPerRecord = -1
	t.rows.ReuseRecord = true
	header, err := t.rows.Read()
	if err == io.EOF {
		return nil, fault.New(fault.Invalid, "csv.empty", "Columns", strings.Join(needed, ", "))
	}
	if err != nil {
		return nil, broken(err)
	}
	for i, name := range header {
		name = strings.ToLower(clean(name))
		if name == "" && i == len(header)-1 && i > 0 {
			continue // a separator at the line's end
		}
		if !slices.Contains(needed, name) && !slices.Contains(optional, name) {
			return nil, fault.New(fault.Invalid, "csv.unknown-column", "Column", clip(name), "Columns", strings.Join(append(slices.Clone(needed), optional...), ", "))
		}
		if _, twice := t.columns[name]; twice {
			return nil, fault.New(fault.Invalid, "csv.twice-column", "Column", name)
		}
		t.columns[name] = i
		t.order = append(t.order, name)
	}
	for _, name := range needed {
		if _, ok := t.columns[name]; !ok {
			return nil, fault.New(fault.Invalid, "csv.header", "Column", name, "Columns", strings.Join(needed, ", "))
		}
	}
	return t, nil
}

// A row that is longer or has more cells than these is no row of a list of people. Each cell costs the reader many times its own size.
const (
	maxRow   = 1 << 20 // bytes
	maxCells = 1000
)

// bounded refuses a file with such a row, before memory is taken for its cells. A quotation mark that does not end makes one row of the
// rest of the file. Fault: csv.row-too-long (TooLarge), with the line on which the row begins.
func bounded(data []byte, separator byte) error {
	line, began, start, cells, quoted := 1, 1, 0, 1, false
	for i, b := range data {
		switch {
		case b == '"':
			quoted = !quoted
		case b == separator && !quoted:
			cells++
		}
		if i-start >= maxRow || cells > maxCells {
			return fault.New(fault.TooLarge, "csv.row-too-long", "Line", began, "MaxKB", maxRow>>10, "MaxCells", maxCells)
		}
		if b == '\n' {
			line++
			if !quoted {
				began, start, cells = line, i+1, 1
			}
		}
	}
	return nil
}

// separator is the one that the first line has most of: a Swedish Excel writes semicolons.
func separator(data []byte) rune {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', 0
	for _, s := range []rune{',', ';', '\t'} {
		if n := bytes.Count(first, []byte(string(s))); n > most {
			best, most = s, n
		}
	}
	return best
}

// next goes to the next row that has anything in it; false at the end. A row with too few or too many cells is
// noted and passed over. A quotation mark that does not end stops everything, since nothing after it can be trusted.
func (t *table) next() (bool, error) {
	for {
		row, err := t.rows.Read()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, broken(err)
		}
		t.row = row
		t.line, _ = t.rows.FieldPos(0)
		if blank(row) {
			continue
		}
		if t.count++; t.count > t.most {
			return false, fault.New(fault.TooLarge, "csv.too-many-rows", "MaxRows", t.most)
		}
		for len(row) > len(t.order) && strings.TrimSpace(row[len(row)-1]) == "" {
			row = row[:len(row)-1]
		}
		if len(row) == len(t.order) {
			return true, nil
		}
		t.note("", "csv.cells")
	}
}

// cell gives the cleaned text of a column in the row; "" when the file does not have the column.
func (t *table) cell(column string) string {
	i, ok := t.columns[column]
	if !ok || i >= len(t.row) {
		return ""
	}
	return clean(t.row[i])
}

// note remembers that something is wrong with the row, in one column or "" for all of it.
func (t *table) note(column, code string) {
	t.faults++
	if len(t.wrong) >= maxShown {
		return
	}
	path := strconv.Itoa(t.line)
	if column != "" {
		path += ":" + column
	}
	t.wrong[path] = code
}

// err answers with csv.rows, or, when there are more wrong cells than it names, csv.rows-many.
func (t *table) err() error {
	if t.faults == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "csv.rows", "Faults", t.faults)
	if t.faults > len(t.wrong) {
		f = fault.New(fault.Invalid, "csv.rows-many", "Faults", t.faults, "Shown", len(t.wrong))
	}
	f.Fields = t.wrong
	return f
}

func blank(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// broken is a file whose quotation marks do not match.
func broken(err error) error {
	line := 0
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		line = parse.StartLine
	}
	return fault.Wrap(err, fault.Invalid, "csv.quotes", "Line", line)
}
