package directory

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

const header = "id,name,short_name,kind,level,county_code,county_name,municipality_code\n"

func TestReadActors(t *testing.T) {
	want := []Actor{
		{"kommun-a", "Åmåls kommun", "Åmål", Municipality, Local, "14", "Västra Götalands län", "1492"},
		{"foretag-b", `Bolaget "B", AB`, `Bolaget "B", AB`, Company, National, "", "", ""},
		{"kommun-c", "Solna kommun", "Solna", Municipality, Local, "01", "Stockholms län", "0184"},
	}
	for name, text := range map[string]string{
		"as it should be": header + `kommun-a,Åmåls kommun,Åmål,kommun,lokal,14,Västra Götalands län,1492
foretag-b,"Bolaget ""B"", AB","Bolaget ""B"", AB",foretag,nationell,,,
kommun-c,Solna kommun,Solna,kommun,lokal,01,Stockholms län,0184
`,
		"from a Swedish spreadsheet": "\ufeff" + strings.ReplaceAll(header, ",", ";") + "kommun-a;Åmåls kommun;Åmål;Kommun;Lokal;14;;1492\r\n" +
			"foretag-b;\"Bolaget \"\"B\"\", AB\";;Företag;nationell;;;\r\n" +
			"kommun-c; Solna\u00a0kommun ;Solna;kommun;lokal;1;;184\r\n;;;;;;;\r\n\r\n",
		"with tabs, other order, old Mac": strings.ReplaceAll("level,kind,name,id,short_name,municipality_code,county_code\rlocal,municipality,A\u030ama\u030als kommun,kommun-a,Åmål,1492,14\r"+
			"national,company,\"Bolaget \"\"B\"\"§ AB\",foretag-b,,,\rlocal,municipality,Solna kommun,kommun-c,Solna,0184,01\r", ",", "\t"),
	} {
		got, err := ReadActors(strings.NewReader(strings.ReplaceAll(text, "§", ",")))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\ngot  %+v\nwant %+v", name, err, got, want)
		}
	}
}

func TestReadActorsRefusesTheFile(t *testing.T) {
	row := "kommun-a,A kommun,A,kommun,lokal,14,,1492\n"
	for _, c := range []struct {
		name, text, code string
		args             fault.Args
	}{
		{"nothing", "", "csv.empty", nil},
		{"only a header", header, "csv.empty", nil},
		{"UTF-16 with mark", "\xff\xfei\x00d\x00,\x00n\x00", "csv.utf-16", nil},
		{"UTF-16 big-endian", "\xfe\xff\x00i\x00d", "csv.utf-16", nil},
		{"UTF-16 without mark", "i\x00d\x00,\x00n\x00a\x00", "csv.utf-16", nil},
		{"Latin-1", header + row + "kommun-b,\xc5m\xe5l,A,kommun,lokal,14,,1492\n", "csv.not-utf8", fault.Args{"Line": 3}},
		{"a spreadsheet file", "PK\x03\x04xxxx", "csv.not-text", nil},
		{"NUL", header + "kommun-a,A\x00", "csv.not-text", nil},
		{"no kind", "id,name,short_name,level\nx,x,x,lokal\n", "csv.header", fault.Args{"Column": "kind"}},
		{"another table", "id,name,short_name,kind,level,phone\n", "csv.unknown-column", fault.Args{"Column": "phone"}},
		{"a column twice", "id,name,short_name,kind,level,id\n", "csv.twice-column", fault.Args{"Column": "id"}},
		{"no header at all", row, "csv.unknown-column", nil},
		{"a lone quotation mark", header + row + "kommun-b,\"B,B,kommun,lokal,14,,1492\n", "csv.quotes", fault.Args{"Line": 3}},
		{"a quotation mark inside", header + "kommun-b,B \"x\",B,kommun,lokal,14,,1492\n", "csv.quotes", fault.Args{"Line": 2}},
	} {
		got, err := ReadActors(strings.NewReader(c.text))
		f, _ := fault.As(err)
		if f == nil || f.Code != c.code || f.Kind != fault.Invalid || got != nil {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
			continue
		}
		for k, v := range c.args {
			if f.Args[k] != v {
				t.Errorf("%s: %s is %v, want %v", c.name, k, f.Args[k], v)
			}
		}
	}
	_, err := ReadActors(iotest.ErrReader(errors.New("the disk is gone")))
	if fault.CodeOf(err) != "csv.unreadable" {
		t.Errorf("a disk that is gone: %v", err)
	}
}

// One file with one of each fault: every wrong cell is named, and nothing is taken.
func TestReadActorsNamesEveryWrongCell(t *testing.T) {
	text := header + `kommun-a,A kommun,A,kommun,lokal,14,Västra Götalands län,1492
kommun-A,B kommun,B,kommun,lokal,14,,1492

b b,,B,stad,overallt,14,,1492
kommun-c,=1+1,-1,kommun,lokal,14,Skåne län,0102
kommun-d,D kommun,D,kommun,lokal,14
kommun-e,"E
kommun",E,kommun,lokal,140,,1492
kommun-f,F kommun,F,kommun,lokal,99,,9901
`
	got, err := ReadActors(strings.NewReader(text))
	f, _ := fault.As(err)
	if f == nil || got != nil {
		t.Fatalf("accepted: %v, %v", got, err)
	}
	want := map[string]string{
		"3:id":                "actor.id-twice",
		"5:id":                "actor.id",
		"5:name":              "actor.name-missing",
		"5:kind":              "actor.kind",
		"5:level":             "actor.level",
		"6:name":              "actor.formula",
		"6:short_name":        "actor.formula",
		"6:county_name":       "actor.county-differs",
		"6:municipality_code": "actor.municipality",
		"5:municipality_code": "actor.municipality",
		"7":                   "csv.cells",
		"8:name":              "actor.text-characters",
		"8:county_code":       "actor.county",
		"8:municipality_code": "actor.municipality",
		"10:county_name":      "actor.county-name",
	}
	if !maps.Equal(f.Fields, want) {
		t.Errorf("got  %v\nwant %v", f.Fields, want)
	}
	if f.Code != "csv.rows" || f.Args["Faults"] != len(want) {
		t.Errorf("%s says %v faults, want %d", f.Code, f.Args["Faults"], len(want))
	}
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	said := cat.For("sv").Fault(f)
	for _, part := range []string{"Ingenting är inläst. Filen har 15 fel", "\n– rad 3, id: Id:t står redan", "\n– rad 7: Raden har fler eller färre"} {
		if !strings.Contains(said, part) {
			t.Errorf("the text lacks %q:\n%s", part, said)
		}
	}
}

func TestReadActorsBoundsWhatItSays(t *testing.T) {
	var b strings.Builder
	b.WriteString(header)
	for i := range 5000 {
		fmt.Fprintf(&b, "id-%d,A,A,slott,lokal,,,\n", i)
	}
	_, err := ReadActors(strings.NewReader(b.String()))
	f, _ := fault.As(err)
	if f == nil || f.Code != "csv.rows-many" || f.Args["Faults"] != 5000 || len(f.Fields) != maxShown {
		t.Errorf("%v with %d fields", f.Code, len(f.Fields))
	}
}

func TestReadActorsIsBounded(t *testing.T) {
	row := func(i int) string { return fmt.Sprintf("foretag-%d,A,A,foretag,lokal,,,\n", i) }
	text := header + row(1) + row(2) + row(3)
	fits := limits{bytes: len(text), rows: 3}
	if got, err := readActors(strings.NewReader(text), fits); err != nil || len(got) != 3 {
		t.Errorf("what just fits: %d actors, %v", len(got), err)
	}
	if _, err := readActors(strings.NewReader(text+"\n"), fits); fault.KindOf(err) != fault.TooLarge || fault.CodeOf(err) != "csv.too-large" {
		t.Errorf("a byte too many: %v", err)
	}
	if _, err := readActors(strings.NewReader(text+row(4)), limits{bytes: 1000, rows: 3}); fault.KindOf(err) != fault.TooLarge || fault.CodeOf(err) != "csv.too-many-rows" {
		t.Errorf("a row too many: %v", err)
	}
	endless := io.MultiReader(strings.NewReader(header), nines{})
	if _, err := readActors(endless, limits{bytes: 1 << 20, rows: 10}); fault.CodeOf(err) != "csv.too-large" {
		t.Errorf("a stream without end: %v", err)
	}
}

// nines is a stream of nines without end.
type nines struct{}

func (nines) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '9'
	}
	return len(p), nil
}

func actorGen(t *rapid.T) []Actor {
	word := rapid.StringMatching(`[A-ZÅÄÖa-zåäö"][A-ZÅÄÖa-zåäö0-9 ,;"'()&/-]{0,20}[a-zåäö]`)
	n := rapid.IntRange(1, 20).Draw(t, "n")
	var actors []Actor
	for i := range n {
		a := Actor{
			ID: fmt.Sprintf("%s-%d", rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "id"), i), Name: word.Draw(t, "name"), ShortName: word.Draw(t, "short"),
			Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), Level: rapid.SampledFrom([]Level{Local, Regional, National}).Draw(t, "level"),
		}
		if a.Kind == Municipality || rapid.Bool().Draw(t, "in a county") {
			a.CountyCode, a.CountyName = "98", "Allmänlän"
		}
		if a.Kind == Municipality {
			a.MunicipalityCode = fmt.Sprintf("98%02d", i)
		}
		actors = append(actors, a)
	}
	return actors
}

// What is written is read back as it was, whatever the names.
func TestWriteActorsReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actors := actorGen(t)
		var b bytes.Buffer
		if err := WriteActors(&b, actors); err != nil {
			t.Fatal(err)
		}
		got, err := ReadActors(&b)
		if err != nil || !reflect.DeepEqual(got, actors) {
			t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, actors)
		}
	})
}

func TestWriteActorsReadsBackSweden(t *testing.T) {
	d := sverige(t)
	var b bytes.Buffer
	if err := WriteActors(&b, d.All()); err != nil {
		t.Fatal(err)
	}
	shipped, err := files.ReadFile("data/actors.csv")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), shipped) {
		t.Error("the file that ships is not what would be written")
	}
}

// Whatever the bytes, the answer is actors that are all valid, or a fault with a code, and never both.
func FuzzReadActors(f *testing.F) {
	f.Add([]byte(header + "kommun-a,A kommun,A,kommun,lokal,14,,1492\n"))
	f.Add([]byte("\ufeff" + strings.ReplaceAll(header, ",", ";") + "a;\"b\";c;foretag;nationell;;;\r\n"))
	f.Add([]byte("\xff\xfei\x00d\x00"))
	f.Add([]byte(header + "\"\n"))
	f.Add([]byte(header + "=a,@b,-c,+d,\te,,,\r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		actors, err := ReadActors(bytes.NewReader(data))
		if err != nil {
			if _, ok := fault.As(err); !ok || actors != nil {
				t.Fatalf("%v with %d actors", err, len(actors))
			}
			return
		}
		if _, err := New(actors); err != nil || len(actors) == 0 {
			t.Fatalf("%d actors were read that are no directory: %v", len(actors), err)
		}
	})
}

func BenchmarkReadActors(b *testing.B) {
	data, err := files.ReadFile("data/actors.csv")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := ReadActors(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
