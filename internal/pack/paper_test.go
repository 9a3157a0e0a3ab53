package pack_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/render/ical"
	"samverkan/internal/render/pdf/pdftest"
	"samverkan/minutes"
)

// hostile is put into every text of a conference: markup for each of the formats, letters of all the country's languages, and what hides.
var hostile = []string{
	`</p><script>alert(1)</script><img src=x onerror=alert(1)>`, `" onmouseover="alert(1)`, `{{.Secret}} ${x} %s %n`,
	"åäö ÅÄÖ é ü Čáŋa đulbmu Ŧ ŋ Ž Sámegiella Åarjelsaemien ï Ïjjem", "\u202Etxet\u202C \u2066x\u2069 \u200bx\u200d", "a\u0308\u0301\u0302\u0303\u0304 Z̷a̸l̵g̶o̴",
	"=CMD|' /C calc'!A0", "@SUM(1+1)", "-1+1", "|| a | b |\n# rubrik\n* [länk](javascript:alert(1)) `kod` <b>", "BEGIN:VEVENT\\nX:1\r\nATTENDEE:mailto:x@y",
	"😀 ✈ 漢字 العربية \U0001F469\u200D\U0001F692", `\(PDF\) <</Type/Catalog>> endstream endobj`, strings.Repeat("mycketlångtord", 40), "\uFEFF\uFFFD",
}

// spoil appends hostile text to every text with a space in it: those that people have written. Names and keys have none.
func spoil(v reflect.Value, n *int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			spoil(v.Elem(), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				spoil(v.Field(i), n)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			spoil(v.Index(i), n)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			spoil(value, n)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		if v.CanSet() && strings.Contains(v.String(), " ") {
			v.SetString(v.String() + " " + hostile[*n%len(hostile)])
			*n++
		}
	}
}

// conferences are what papers are made of: those of the exercise, one before its invitation, and one with hostile text everywhere.
func conferences(t *testing.T) map[string]*conference.Conference {
	t.Helper()
	out := map[string]*conference.Conference{}
	for _, level := range levels {
		out[level] = held(t, level).c
	}
	out["planned"] = record(t, held(t, "regional").c.Plan).c
	spoilt := held(t, "regional").c
	n := 0
	spoil(reflect.ValueOf(spoilt), &n)
	if n < 180 {
		t.Fatalf("only %d texts were spoilt", n)
	}
	out["hostile"] = spoilt
	return out
}

// sealed is a reader of the whole record, with the chain on the paper.
func sealed(c *conference.Conference) pack.Reader {
	return pack.Reader{Seal: &minutes.Seal{Seq: c.Seq, Hash: strings.Repeat("0f", 32), SignedBy: "samverkan"},
		Incident: &conference.Incident{ID: c.Plan.Incident, Title: "Snökaos", Exercise: true, Owner: c.Plan.Host, RegistryNumber: "452-0001-2027"}}
}

// Every paper in both languages and both profiles, by every rule for the file, read out as the document, and by other programs: all of
// them when nothing may be left out, and otherwise those with hostile text, each in one language and one profile.
func TestPDF(t *testing.T) {
	all := os.Getenv("SAMVERKAN_REQUIRE_ALL") != ""
	archives := pdftest.NewArchives(t)
	for name, c := range conferences(t) {
		if name == "local" || name == "national" {
			continue // as the regional, and shorter
		}
		for _, lang := range []string{"sv", "en"} {
			if !all && name != "hostile" || name == "planned" && lang == "en" {
				continue
			}
			m := maker(t, lang, c.Latest)
			for _, paper := range pack.Papers() {
				t.Run(fmt.Sprintf("%s/%s/%s", name, lang, paper), func(t *testing.T) {
					d, err := m.Document(paper, c, sealed(c))
					if err != nil {
						t.Fatal(err)
					}
					for _, format := range []pack.Format{pack.PDF, pack.ArchivePDF} {
						archive := format == pack.ArchivePDF
						if !all && archive == (lang == "sv") || archive && name != "hostile" {
							continue // the other profile differs in what is allowed, which the worst text shows
						}
						f, err := m.File(t.Context(), paper, format, c, sealed(c))
						if err != nil {
							t.Fatal(err)
						}
						in := archives.Check(t, t.Name(), f.Content, d)
						if f.Pages != len(in.PageText) || f.MediaType != "application/pdf" || in.Lang != lang && in.Lang != lang+"-SE" && !strings.HasPrefix(in.Lang, lang) {
							t.Errorf("%d pages, %d found, %s, %s", f.Pages, len(in.PageText), f.MediaType, in.Lang)
						}
						if (name == "hostile") != (len(f.Replaced) > 0) && paper == pack.Minutes {
							t.Errorf("characters without a font: %q", f.Replaced)
						}
						again, err := m.File(t.Context(), paper, format, c, sealed(c))
						if err != nil || !bytes.Equal(again.Content, f.Content) {
							t.Errorf("other bytes the second time, %v", err)
						}
					}
				})
			}
		}
	}
	archives.Preflight(t)
}

// Every other format of every paper, read back by a reader of its own.
func TestOtherFormats(t *testing.T) {
	for name, c := range conferences(t) {
		for _, lang := range []string{"sv", "en"} {
			m := maker(t, lang, c.Latest)
			for _, paper := range pack.Papers() {
				for _, format := range pack.FormatsOf(paper) {
					if format == pack.PDF || format == pack.ArchivePDF {
						continue
					}
					f, err := m.File(t.Context(), paper, format, c, sealed(c))
					if err != nil {
						t.Errorf("%s, %s, %s.%s: %v", name, lang, paper, format, err)
						continue
					}
					if fault := readBack(format, lang, f.Content, c); fault != "" {
						t.Errorf("%s, %s, %s.%s: %s", name, lang, paper, format, fault)
					}
				}
			}
		}
	}
}

// readBack reads a file as its receiver would, and says what is wrong with it.
func readBack(format pack.Format, lang string, b []byte, c *conference.Conference) string {
	switch format {
	case pack.HTML:
		return readHTML(b, c)
	case pack.JSON:
		var m struct {
			Schema string
			Notes  []any
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		if err := dec.Decode(&m); err != nil {
			return err.Error()
		}
		if _, err := dec.Token(); err != io.EOF {
			return "more than one value"
		}
	case pack.CSV:
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\uFEFF"))))
		if lang == "sv" {
			r.Comma = ';' // what a spreadsheet with Swedish settings takes
		}
		rows, err := r.ReadAll()
		if err != nil {
			return err.Error()
		}
		for _, row := range rows {
			if len(row) < 8 {
				return fmt.Sprintf("a row of %d cells", len(row))
			}
			for _, cell := range row {
				if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r|") {
					return fmt.Sprintf("a formula: %q", cell)
				}
			}
		}
	case pack.ICS:
		if found := ical.Lint(b, ""); len(found) > 0 {
			return fmt.Sprint(found)
		}
		cal, err := ical.Decode(bytes.NewReader(b))
		if err != nil || len(cal.Events) != 1 || len(cal.Events[0].Attendees) != 0 {
			return fmt.Sprintf("%d events, %v", len(cal.Events), err)
		}
	case pack.Markdown:
		for _, line := range strings.Split(string(b), "\n") {
			if strings.Contains(line, "](javascript:") && !strings.Contains(line, `\](javascript:`) && !strings.Contains(line, `\[`) {
				return "a link that runs: " + line
			}
		}
	}
	if bytes.ContainsAny(b, "\x00\x01\x1b") || format != pack.JSON && format != pack.ICS && bytes.ContainsAny(b, "\u202e\u2066") {
		return "a control character is left" // JSON and calendars carry what was written; the desk takes no such text
	}
	return ""
}

// readHTML says what a browser would run or fetch, and whether the page says what it is.
func readHTML(b []byte, c *conference.Conference) string {
	root, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		return err.Error()
	}
	wrong, title := "", ""
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if slices.Contains([]string{"script", "iframe", "object", "embed", "img", "form", "base", "link"}, n.Data) && !(n.Data == "img" && strings.HasPrefix(attr(n, "src"), "data:")) {
				wrong = "an element " + n.Data
			}
			if n.Data == "title" && n.FirstChild != nil {
				title += n.FirstChild.Data
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "href" && !allowed(a.Val) {
					wrong = fmt.Sprintf("an attribute %s=%q", a.Key, a.Val)
				}
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(root)
	if wrong == "" && (title == "" || !strings.Contains(string(b), "ÖVNING") && !strings.Contains(string(b), "EXERCISE")) {
		wrong = "no title, or no word of the exercise"
	}
	return wrong
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func allowed(href string) bool {
	for _, begin := range []string{"#", "https://", "http://", "tel:", "mailto:"} {
		if strings.HasPrefix(href, begin) {
			return true
		}
	}
	return false
}

// Names of files are controlled: a name says what it is, and no two of one conference are the same.
func TestFileNames(t *testing.T) {
	c := held(t, "regional").c
	m := maker(t, "en", c.Latest) // the names are Swedish, whatever the language of what they hold
	var got []string
	seen := map[string]bool{}
	for _, paper := range pack.Papers() {
		for _, format := range pack.FormatsOf(paper) {
			if format != pack.Markdown && format != pack.JSON && format != pack.CSV && format != pack.ICS {
				continue
			}
			for _, r := range []pack.Reader{{}, {Variant: "offentlig"}} {
				f, err := m.File(t.Context(), paper, format, c, r)
				if err != nil {
					t.Fatal(err)
				}
				if r.Variant != "" && paper == pack.BlankRollCall || r.Variant != "" && format == pack.ICS {
					continue // the same for everybody
				}
				if seen[f.Name] {
					t.Errorf("%s is the name of two files", f.Name)
				}
				seen[f.Name] = true
				got = append(got, fmt.Sprintf("%-16s %-10s %s", paper, f.Kind, f.Name))
				if !f.Kind.Valid() || f.Title == "" || f.MediaType == "" {
					t.Errorf("%+v", f)
				}
				item := area.Item{ID: "x", Area: "y", Kind: f.Kind, Title: "z"}
				if _, err := item.Add(area.Version{Name: f.Name, MediaType: f.MediaType, Digest: strings.Repeat("0", 64)}); err != nil {
					t.Errorf("an area does not take %q: %v", f.Name, err)
				}
			}
		}
	}
	golden(t, "names.txt", []byte(strings.Join(got, "\n")+"\n"))
}

func TestWhatCannotBeMade(t *testing.T) {
	c := held(t, "local").c
	m := maker(t, "sv", c.Latest)
	for _, x := range []struct {
		paper  pack.Paper
		format pack.Format
		code   string
	}{
		{"recept", pack.PDF, "pack.paper"}, {"recept", pack.HTML, "pack.paper"}, {pack.Agenda, pack.JSON, "pack.format"}, {pack.Minutes, pack.CSV, "pack.format"},
		{pack.Minutes, pack.ICS, "pack.format"}, {pack.Minutes, "docx", "pack.format"}, {pack.ActionList, pack.ICS, "pack.format"},
	} {
		_, err := m.File(t.Context(), x.paper, x.format, c, pack.Reader{})
		if fault.CodeOf(err) != x.code || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s.%s: %v", x.paper, x.format, err)
		}
	}
}
