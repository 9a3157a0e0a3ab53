package directory

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"samverkan/internal/fault"
)

// A file that is made to cost its reader much is refused, and costs a few times its own size at the most, whatever it is read as.
func TestHostileTables(t *testing.T) {
	const mega = 1 << 20
	people := "name,email,actor,role\n"
	contacts := "actor,function,channel,address\n"
	sweden, err := Sweden()
	if err != nil {
		t.Fatal(err)
	}
	readers := map[string]struct {
		header string
		read   func(io.Reader) error
	}{
		"actors":   {header, func(r io.Reader) error { _, err := ReadActors(r); return err }},
		"people":   {people, func(r io.Reader) error { _, err := ReadPeople(r, sweden); return err }},
		"contacts": {contacts, func(r io.Reader) error { _, err := ReadContacts(r); return err }},
	}
	for name, c := range map[string]struct{ head, rest, code string }{
		"a line of 50 MB":                    {"", strings.Repeat("x", 50*mega), "csv.row-too-long"},
		"a cell of 50 MB":                    {"", `"` + strings.Repeat("x\n", 25*mega) + `"`, "csv.row-too-long"},
		"a row of 10,000 columns":            {"", strings.Repeat("a,", 10_000), "csv.row-too-long"},
		"a row of 10 million columns":        {"", strings.Repeat(",", 10*mega), "csv.row-too-long"},
		"a header of 10 million columns":     {strings.Repeat(";", 10*mega) + "\n", "", "csv.row-too-long"},
		"columns on many lines":              {"", strings.Repeat("a,\"\n\",", 2*mega), "csv.row-too-long"},
		"a mark that never ends":             {"", `"` + strings.Repeat("a,b\n", 2*mega), "csv.row-too-long"},
		"NUL":                                {"", strings.Repeat("\x00", mega), "csv.not-text"},
		"NUL in the header":                  {"id\x00,name\n", "", "csv.not-text"},
		"a row of huge numbers":              {"", strings.Repeat("9", 400) + strings.Repeat(","+strings.Repeat("9", 400), 3) + "\n", "csv.rows"},
		"as many rows of nothing as will do": {"", strings.Repeat("\n", 20*mega), "csv.empty"},
	} {
		for what, x := range readers {
			head := c.head
			if head == "" {
				head = x.header
			}
			text := []byte(head + c.rest)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := x.read(bytes.NewReader(text))
			runtime.ReadMemStats(&after)
			want := c.code
			if what == "people" && len(text) > few.bytes {
				want = "csv.too-large"
			}
			if fault.CodeOf(err) != want {
				t.Errorf("%s as %s: %.200v, want %s", name, what, err, want)
			}
			// Reading the whole of it grows a buffer, which takes five times what it ends as.
			if taken, most := after.TotalAlloc-before.TotalAlloc, uint64(8*len(text)+4*mega); taken > most {
				t.Errorf("%s as %s: %d MB taken for %d kB", name, what, taken>>20, len(text)>>10)
			}
		}
	}
}

// What a table may hold is not refused: a long row just below the bounds, and separators within quotation marks.
func TestLongRows(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		line int // where it is refused; 0 when it is not
	}{
		"a thousand cells":            {strings.Repeat(",", maxCells-1), 0},
		"one more":                    {"a\n" + strings.Repeat(",", maxCells), 2},
		"a row of a megabyte":         {strings.Repeat("a", maxRow), 0},
		"one byte more":               {"a\nb\n" + strings.Repeat("a", maxRow+1), 3},
		"separators that are text":    {`"` + strings.Repeat(",", 2*maxCells) + `"`, 0},
		"a mark within a text":        {`"a ""` + strings.Repeat(",", 2*maxCells) + `"""`, 0},
		"after a text on three lines": {"\"a\nb\nc\",d\n" + strings.Repeat(",", maxCells), 4},
	} {
		err := bounded([]byte(c.text), ',')
		f, _ := fault.As(err)
		if (f != nil) != (c.line > 0) || f != nil && f.Args["Line"] != c.line {
			t.Errorf("%s: %v", name, err)
		}
	}
}
