package html

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

func TestPagesAreStrict(t *testing.T) {
	for name, d := range documents(t) {
		for _, f := range strict(render(t, d)) {
			t.Errorf("%s: %s", name, f)
		}
	}
}

// What is heard in the page is what the document says, word for word and in order.
func TestReadOut(t *testing.T) {
	for name, d := range documents(t) {
		got, err := heard(render(t, d))
		if err != nil {
			t.Fatal(err)
		}
		want := squeeze(strings.Join(document.Text(d), " "))
		if got != want {
			i := 0
			for i < min(len(got), len(want)) && got[i] == want[i] {
				i++
			}
			t.Errorf("%s: from byte %d\ngot  %.200s\nwant %.200s", name, i, got[max(0, i-40):], want[max(0, i-40):])
		}
	}
}

func TestStructure(t *testing.T) {
	page := string(render(t, minutes(t)))
	for _, want := range []string{
		`<html lang="sv">`, `<a class="skip" href="#_content">Hoppa till innehållet</a>`, `<main id="_content" tabindex="-1">`,
		`<title>Minnesanteckningar: Regional samverkanskonferens 3 – Länsstyrelsen Mellanmark</title>`,
		`<h2 id="beslut" class="marked k-decision">`, `<li><a href="#beslut">Beslut</a></li>`, `<caption>Två beslut, i den ordning de fastställdes</caption>`,
		`<th scope="row" role="rowheader">1</th>`, `<tr role="row" class="joined"><td role="cell"></td><td role="cell" colspan="3">`,
		`<span class="kind k-goal-conflict"><svg class="i" aria-hidden="true" focusable="false"><use href="#_k-goal-conflict"/></svg>Målkonflikt</span>`,
		`<span class="state is-reserve">`, `<del>kl. 05:00</del> <ins>kl. 06:00</ins>`, `<span lang="en"><em>the emergency committee</em></span>`,
		`<abbr title="tjänsteman i beredskap">TiB</abbr>`, `<ol start="3">`, `<img alt="" width="16" height="16"`, `alt="Karta över väg 58 med två spärrar" width="454" height="181"`,
		`counter(page) " av " counter(pages)`, `<span class="redacted">`, `data-label="Ansvarig"`, `<meta name="dcterms.created" content="2027-01-07T03:31:00Z">`,
	} {
		if !strings.Contains(strings.ReplaceAll(page, `\20 `, " "), want) {
			t.Errorf("no %s", want)
		}
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%d h1", n)
	}
	if strings.Contains(page, "ÖVNING") {
		t.Error("a real meeting is stamped")
	}
	drill := string(render(t, exercise(t)))
	for _, want := range []string{`<title>ÖVNING – Uppropslista`, `<body class="exercise">`, `<p class="stamp">ÖVNING</p>`, `@top-center{content:"\d6 VNING"`, `role="region" aria-labelledby="_`} {
		if !strings.Contains(drill, want) {
			t.Errorf("the exercise has no %s", want)
		}
	}
	if strings.Contains(drill, `class="contents"`) {
		t.Error("a document of one section has a table of contents")
	}
}

// Only what Validate accepts is written; links that run something are not.
func TestRenderRefuses(t *testing.T) {
	for _, link := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", " javascript:x", "java\nscript:x", "file:///etc/passwd", "#nowhere"} {
		d := minutes(t)
		d.Add(document.P(document.A("x", link)))
		var b bytes.Buffer
		if err := Render(&b, d, swedish); fault.KindOf(err) != fault.Invalid || b.Len() != 0 {
			t.Errorf("%q: %v, %d bytes written", link, err, b.Len())
		}
	}
	if err := Render(failing{}, minutes(t), swedish); fault.CodeOf(err) != "html.write" {
		t.Errorf("a failed write gives %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWordsFrom(t *testing.T) {
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	if got := WordsFrom(c.For("sv")); got != swedish {
		t.Errorf("%+v", got)
	}
	if got := WordsFrom(c.For("en")); got.Skip == "" || got.Contents == "" || got == swedish {
		t.Errorf("%+v", got)
	}
}

// payloads are ways that text has become markup, script, style or a link elsewhere.
var payloads = []string{
	`<script>alert(1)</script>`, `</style><script>alert(1)</script>`, `</title><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`,
	`' onmouseover='alert(1)`, `" autofocus onfocus="alert(1)`, `<iframe srcdoc="<script>alert(1)</script>">`, `<style>*{background:url(//evil.example)}</style>`,
	`<a href="javascript:alert(1)">x</a>`, `<!--`, `-->`, `<![CDATA[x]]>`, `]]>`, `<?php x ?>`, `<base href="//evil.example">`, `<meta http-equiv=refresh content=0>`,
	`&lt;script&gt;`, `&#60;script&#62;`, `\3c script\3e`, `"}body{display:none}@page{x:"`, `"; background: url(https://evil.example) "`, "\\", "\\\"", "*/", "/*", "expression(alert(1))",
	`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`, `<svg><animate onbegin=alert(1)>`, `<x/onclick=alert(1)>`, `<SCRIPT/SRC=//evil.example>`, `<scr<script>ipt>`,
	"<\x00script>", "\u2028<script>", "\u202e>tpircs<", "<ſcript>", "＜script＞", `{{7*7}}`, `${7*7}`, `<template><script>`, `<textarea></textarea><script>`, `<noscript><p title="</noscript><script>">`,
	`{page}`, `{pages}`, `<slot>`, `</p></article></main></body></html><script>`, `<td>`, `</table>`, `<li>`, `</div>`,
}

// everywhere puts s in every place of a document that holds text.
func everywhere(t testing.TB, s string) *document.Document {
	in := func() []document.Inline {
		return []document.Inline{{Text: "x" + s, Strong: true, Expansion: s, Kind: document.Kind(s)}, {Text: "y" + s, State: document.State(s)}, {Text: "z" + s, Redacted: true}}
	}
	p := document.P(in()...)
	return &document.Document{
		Title: "T" + s, Subtitle: s, Kind: s, Subject: s, Author: s, Lang: "sv", Created: time.Unix(0, 0).UTC(), Host: s, RegistryNumbers: []string{s, s}, Exercise: s,
		Header: document.Furniture{Left: s, Right: s}, Footer: document.Furniture{Left: s, Right: s, Page: s + "{page}" + s},
		Logo: &document.Figure{Data: picture(t, 8, 8), Alt: "a" + s},
		Body: []document.Block{
			document.Heading{Level: 1, Text: in(), Kind: document.Kind(s)}, document.H(1, in()...), document.H(1, in()...), document.H(1, in()...), p,
			document.Paragraph{Style: document.Style(s), Kind: document.Kind(s), Text: in()}, document.Styled(document.Decision, in()...),
			document.UL(document.Item{p, document.OL(document.LI(in()...))}),
			document.Table{Caption: in(), Columns: []document.Column{{Header: in(), RowHeader: true, Align: document.Align(s), Weight: math.Inf(1)}, {Header: in(), Weight: -1}}, Rows: []document.Row{document.R(document.TD(in()...), document.TD(in()...))}},
			document.Facts{Items: []document.Fact{{Label: in(), Value: in()}}},
			document.Callout{Tone: document.Tone(s), Title: in(), Body: []document.Block{p}}, document.Figure{Data: picture(t, 8, 8), Alt: "a" + s},
			document.Signatures{SignLabel: "s" + s, DateLabel: "d" + s, Lines: []document.Signature{{Role: s, Name: s, Date: s}}},
		},
	}
}

func TestNoInjection(t *testing.T) {
	for _, s := range payloads {
		checkInjection(t, s)
	}
}

func checkInjection(t *testing.T, s string) {
	t.Helper()
	d := everywhere(t, s)
	var b bytes.Buffer
	if err := Render(&b, d, Words{Skip: s, Contents: s}); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	for _, f := range strict(b.Bytes()) {
		t.Errorf("%q: %s", s, f)
	}
	got, err := heard(b.Bytes())
	if want := squeeze(strings.Join(document.Text(d), " ")); err != nil || got != want {
		t.Errorf("%q is not heard as it stands: %v\ngot  %.300s\nwant %.300s", s, err, got, want)
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range payloads {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 1<<14 {
			checkInjection(t, s)
		}
	})
}

// Every colour of text can be read on what it stands on: WCAG 2.2, 1.4.3 and 1.4.11.
func TestContrast(t *testing.T) {
	light := tokens(t, `:root \{\s+color-scheme: light dark;([^}]*)\}`)
	dark := tokens(t, `prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}`)
	paper := tokens(t, `color-scheme: light;([^}]*)\}`)
	text := []string{"--ink", "--ink-2", "--link", "--information", "--discussion", "--decision", "--goal-conflict", "--measure-ink", "--question", "--need", "--situation", "--ok", "--warn", "--bad"}
	n := 0
	for theme, colours := range map[string]map[string]string{"light": light, "dark": merged(light, dark), "paper": merged(light, paper)} {
		check := func(fg, bg string, least float64) {
			n++
			if got := contrast(t, colours[fg], colours[bg]); got < least {
				t.Errorf("%s: %s on %s is %.2f:1, wants %.1f", theme, fg, bg, got, least)
			}
		}
		for _, fg := range text {
			check(fg, "--surface", 4.5)
			check(fg, "--warn-tint", 4.5)
			check("--cut", fg, 4.5)
		}
		for _, bg := range []string{"--paper", "--surface", "--sunken", "--decision-tint", "--warn-tint"} {
			check("--ink", bg, 7)
			check("--ink-2", bg, 4.5)
			check("--link", bg, 4.5)
		}
		check("--ink-3", "--surface", 3)
		check("--line-2", "--surface", 3)
		check("--rule", "--surface", 3)
		check("--focus", "--paper", 3)
	}
	if n < 150 {
		t.Errorf("only %d pairs were compared", n)
	}
}

func tokens(t *testing.T, pattern string) map[string]string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(sheet)
	if m == nil {
		t.Fatalf("the stylesheet has no %s", pattern)
	}
	out := map[string]string{}
	for _, c := range regexp.MustCompile(`(--[a-z0-9-]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(m[1], -1) {
		out[c[1]] = c[2]
	}
	return out
}

func merged(a, b map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range []map[string]string{a, b} {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// contrast is WCAG's ratio of relative luminance.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	l := func(s string) float64 {
		s = strings.TrimPrefix(s, "#")
		if len(s) == 3 {
			s = fmt.Sprintf("%c%c%c%c%c%c", s[0], s[0], s[1], s[1], s[2], s[2])
		}
		v, err := strconv.ParseUint(s, 16, 32)
		if err != nil {
			t.Fatalf("colour %q: %v", s, err)
		}
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			c := float64(v>>(16-8*i)&255) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := l(a), l(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func BenchmarkRender(b *testing.B) {
	d := minutes(b)
	for i := range 500 { // about as much as a meeting of a day
		d.Add(document.H(2, document.T(fmt.Sprintf("Punkt %d", i))), document.P(document.B("SMHI:"), document.T(strings.Repeat(" Snöfallet kulminerar 05–09.", 10))))
	}
	b.SetBytes(int64(len(render(b, d))))
	for b.Loop() {
		render(b, d)
	}
}
