package text

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"samverkan/internal/document"
	"samverkan/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

var png = []byte("\x89PNG\r\n\x1a\n")

// minutes is a document with every block and every property.
func minutes() *document.Document {
	T, B := document.T, document.B
	d := &document.Document{
		Title: "Regional samverkanskonferens 3", Subtitle: "Snökaos Allmänsta, torsdag 7 januari 2027 kl. 03:00–03:45", Kind: "Minnesanteckningar", Lang: "sv",
		Created: time.Date(2027, 1, 7, 3, 31, 0, 0, time.UTC), Host: "Länsstyrelsen Mellanmark", RegistryNumbers: []string{"Dnr 451-1203-2027", "Dnr 451-1203-2027-3"}, Exercise: "ÖVNING",
		Footer: document.Furniture{Left: "Version 2", Right: "Allmän handling", Page: "Sida {page} av {pages}"},
	}
	d.Add(
		document.Facts{Items: []document.Fact{document.F("Ledde mötet", T("Maria Ek, TiB, Länsstyrelsen")), document.F("Väg in", T("Telefon, Rakel och "), document.A("webb", "https://samverkan.example.se/a_b*c|d"))}},
		document.Callout{Tone: document.ToneCorrection, Title: []document.Inline{T("Rättelse 06:10")}, Body: []document.Block{document.P(T("Fel tid: "), document.Del("kl. 05:00"), T(" "), document.Ins("kl. 06:00"), T("."))}},
		document.H(1, T("Kort sagt")),
		document.UL(document.LI(T("4 100 kunder är utan el.")), document.Item{document.P(T("Två beslut.")), document.OL(document.LI(T("väg 58")), document.LI(T("vatten")))}),
		document.UL(document.LI(T("en annan lista"))),
		document.H(1, T("Beslut")).Marked(document.KindDecision).As("beslut"),
		document.Table{Caption: []document.Inline{T("Två beslut")}, Columns: []document.Column{document.RowHead("Nr", 1), document.Col("Beslut", 5), document.RightCol("Ljud", 1)},
			Rows: []document.Row{
				document.R(document.TD(T("1")), document.CellOf(document.P(T("Väg 58 | först")), document.Styled(document.Meta, T("Fastställt 03:39."))), document.TD(T("34:10"))),
				{Joined: true, Cells: []document.Cell{{}, document.CellOf(document.Styled(document.Quote, B("LRF:"), T(" gårdar")), document.UL(document.LI(T("en")), document.LI(T("två")))).Over(2)}},
			}},
		document.H(2, T("Sjuktransporter eller djur")),
		document.P(B("SMHI:"), T(" Snö.\n2027. Ny rad. Löst genom "), document.A("beslut 1", "#beslut"), T(". "), document.Status(document.StateOK, "klar"), T(" "), document.Badge(document.KindNeed, "Resursbehov")),
		document.Styled(document.Decision, T("Till kl. 12 plogas väg 58 först.")),
		document.P(document.Omitted("Utelämnat: OSL 18 kap. 13 §"), T(" och "), document.Inline{Text: "kursivt", Em: true}),
		document.Figure{Data: png, Alt: "Karta över väg 58"}, document.Figure{Data: png, Decorative: true}, document.PageBreak{},
		document.Signatures{SignLabel: "Namnteckning", DateLabel: "Ort och datum", Lines: []document.Signature{{Role: "Mötesledare", Name: "Maria Ek", Date: "Allmänsta 2027-01-07"}, {Role: "Justeras"}}},
	)
	return d
}

func TestGolden(t *testing.T) {
	var b bytes.Buffer
	if err := Markdown(&b, minutes()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "minutes.md")
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s has changed:\n%s", file, b.String())
	}
}

func TestMarkdownRefuses(t *testing.T) {
	d := minutes()
	d.Add(document.P(document.A("x", "javascript:alert(1)")))
	var b bytes.Buffer
	if err := Markdown(&b, d); fault.KindOf(err) != fault.Invalid || b.Len() != 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
	if err := Markdown(failing{}, minutes()); fault.CodeOf(err) != "text.write" {
		t.Errorf("%v", err)
	}
}

// payloads are texts that mean something in Markdown or HTML.
var payloads = []string{
	"# rubrik", "## x", "#", "text #", "===", "---", "- - -", "***", "* * *", "___", "- punkt", "+ punkt", "* punkt", "1. ett", "1) ett", "1986. Ett år", "123456789. x", "> citat", ">",
	"    kod", "\tkod", "```", "~~~", "`kod`", "``", "*em*", "**stark**", "_em_", "__x__", "~~struken~~", "a*b*c", "a_b_c", "**", "*", "_", "a**b", "~",
	"[länk](https://evil.example)", "![bild](https://evil.example/x.png)", "[ref]: https://evil.example", "[ref]", "[^1]", "[^1]: not", "[ ] uppgift", "- [x] klar", "<https://evil.example>", "<a@b.se>",
	"https://evil.example/a_b", "http://evil.example", "www.evil.example", "WWW.evil.example", "ftp://evil.example", "a@evil.example", "mailto:a@evil.example", "//evil.example", "xmpp:a@evil.example",
	"<script>alert(1)</script>", "<b>x</b>", "<!-- x -->", "<?php ?>", "<![CDATA[x]]>", "</table>", "<br>", "a < b > c", "&lt;", "&#60;script&#62;", "&amp", "&copy;", "& och",
	"a | b", "| a | b |\n| --- | --- |\n| 1 | 2 |", "a|b\n-|-", "|", "\\|", "\\", "\\\\", "\\*", "rad\\\nrad", "rad  \nrad", "ett\ntvå", "ett\n\ntvå", "ett\n===\ntvå", "ett\n---", "ett\n- två", "ett\n    fyra", "ett\n> två",
	":", ": def", "Term\n: def", "$x$", "{.klass}", "^x^", "^[not]", "==x==", "!", "hej!", "(c)", "\"citat\"", "--", "...", "+46 10 123 45 67", "-5 grader", "= 3", "\u00a0\u00a0\u00a0\u00a0kod", "a\\", "x`", "*x", "x*", "x_", "[", "]", "](", "![",
}

// everywhere puts s in every place that text can stand.
func everywhere(s string) *document.Document {
	in := func() []document.Inline {
		return []document.Inline{document.T(s), document.B(s), document.T(s), {Text: s, Em: true}, document.Del(s), document.Ins(s), document.T(s)}
	}
	p := document.P(in()...)
	return &document.Document{
		Title: s, Subtitle: s, Kind: s, Lang: "sv", Created: time.Unix(0, 0).UTC(), Host: s, RegistryNumbers: []string{s}, Exercise: s,
		Footer: document.Furniture{Left: s, Right: s, Page: "{page}"},
		Body: []document.Block{
			document.H(1, in()...), p, document.P(document.T(s)), document.Styled(document.Quote, in()...), document.Styled(document.Decision, document.T(s)),
			document.UL(document.Item{p, document.OL(document.LI(in()...), document.LI(document.T(s)))}, document.LI(document.T(s))), document.OL(document.LI(document.T(s))),
			document.Table{Caption: in(), Columns: []document.Column{{Header: in()}, document.Col(s, 1)}, Rows: []document.Row{document.R(document.CellOf(p, p, document.UL(document.LI(in()...))), document.TD(document.T(s))), document.R(document.TD(in()...), document.TD(document.T(s)))}},
			document.Facts{Items: []document.Fact{{Label: in(), Value: in()}, document.F(s, document.T(s))}}, document.P(document.T(s)),
			document.Callout{Title: in(), Body: []document.Block{p}}, document.P(document.Omitted(s), document.A("länk", "https://exempel.se/"), document.T(s)), document.Figure{Data: png, Alt: s},
			document.Signatures{SignLabel: s, DateLabel: s, Lines: []document.Signature{{Role: s, Name: s, Date: s}, {Name: s}}},
		},
	}
}

// Somebody else's reader, that takes everything it can for markup, sees the same
// structure whatever the text is, and the text as it was.
func TestTextStaysText(t *testing.T) {
	texts := slices.Clone(payloads)
	alphabet := []rune("ab1 \n\\`*_{}[]()<>#+-.!|~&;:@/=^\"'w")
	for seed := range 150 { // the same every time
		texts = append(texts, rapid.StringOfN(rapid.RuneFrom(alphabet), 1, 40, -1).Example(seed))
	}
	texts = slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(document.Clean(s)) == "" })
	const plain = "ord"
	read := readAll(t, append([]string{plain}, texts...))
	want := shape(t, read[0])
	if want.tags == "" || !strings.Contains(want.tags, "<table>") {
		t.Fatalf("the plain document reads as %+v", want)
	}
	for i, s := range texts {
		got := shape(t, read[i+1])
		if got.tags != want.tags {
			t.Errorf("%q changes the structure:\ngot  %s\nwant %s\nin %s", s, got.tags, want.tags, markdown(t, s))
			continue
		}
		if text := strings.ReplaceAll(want.text, plain, spaceless(document.Clean(s))); got.text != text {
			t.Errorf("%q reads as\n     %.300s\nwant %.300s", s, got.text, text)
		}
	}
}

func markdown(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Markdown(&b, everywhere(s)); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return b.String()
}

type seen struct{ tags, text string }

// shape gives the tags of HTML but for emphasis, and breaks within a text, and its text without spaces.
func shape(t *testing.T, page string) seen {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	var s seen
	var text strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			s.text = spaceless(text.String())
			return s
		case html.TextToken:
			text.WriteString(z.Token().Data)
		case html.CommentToken, html.DoctypeToken:
			s.tags += "<!>"
		default:
			tok := z.Token()
			if slices.Contains([]string{"strong", "em", "s", "br"}, tok.Data) {
				continue
			}
			s.tags += tok.String()
		}
	}
}

var spaces = regexp.MustCompile(`[\s\x{a0}]+`)

func spaceless(s string) string { return spaces.ReplaceAllString(s, "") }

func readAll(t *testing.T, texts []string) []string {
	t.Helper()
	if _, err := os.Stat("testdata/node/node_modules/markdown-it"); err != nil {
		missing(t, "markdown-it is not installed: run npm ci in internal/render/text/testdata/node")
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node is not installed")
	}
	var in []string
	for _, s := range texts {
		in = append(in, markdown(t, s))
	}
	data, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "testdata/node/read.mjs")
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(data), &stderr
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var out []string
	if err := json.Unmarshal(raw, &out); err != nil || len(out) != len(texts) {
		t.Fatalf("%v: %d of %d", err, len(out), len(texts))
	}
	return out
}

func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip("NOT RUN: " + why)
}

// Without a reader at hand: no line of a text begins a block, and every line of the
// table has the same number of bare pipes.
func FuzzMarkdown(f *testing.F) {
	for _, s := range payloads {
		f.Add(s)
	}
	bare := regexp.MustCompile(`(?:[^\\]|^)(?:\\\\)*\|`)
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<12 || strings.TrimSpace(document.Clean(s)) == "" {
			return
		}
		var b bytes.Buffer
		if err := Markdown(&b, everywhere(s)); err != nil {
			return // Validate's business
		}
		headings, rows := 0, 0
		for line := range strings.Lines(b.String()) {
			if strings.HasPrefix(line, "#") {
				headings++
			}
			if strings.HasPrefix(line, "|") {
				rows++
				if n := len(bare.FindAllString(line, -1)); n != 3 {
					t.Fatalf("%q: %d cells in %s", s, n-1, line)
				}
			}
		}
		if headings != 2 || rows != 4 {
			t.Fatalf("%q: %d headings, %d rows\n%s", s, headings, rows, b.String())
		}
	})
}

func BenchmarkMarkdown(b *testing.B) {
	d := minutes()
	for i := range 500 {
		d.Add(document.H(2, document.T(fmt.Sprintf("Punkt %d", i))), document.P(document.B("SMHI:"), document.T(strings.Repeat(" Snöfallet kulminerar 05–09.", 10))))
	}
	for b.Loop() {
		var buf bytes.Buffer
		if err := Markdown(&buf, d); err != nil {
			b.Fatal(err)
		}
	}
}
