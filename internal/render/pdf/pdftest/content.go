package pdftest

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// pageContent is what a content stream paints, and what it says that it means.
type pageContent struct {
	untagged   int            // painting operators outside every element and artifact
	mixed      int            // an artifact within an element or the reverse
	unbalanced bool           // BDC without EMC or the reverse
	twice      bool           // a number used for two marks
	tags       map[int]string // MCID -> tag
	text       map[int]string // MCID -> text
	artifacts  string         // text outside the document
	outside    []string       // text that passes the edge of the page
	foreign    []string       // colour operators that need a colour space of their own
}

// textFont is what is needed to read a string drawn with a font, and to know where it ends.
type textFont struct {
	decode func([]byte) string
	width  func([]byte) float64 // in thousandths of the size
}

var painting = strings.Fields("Tj TJ ' \" S s f F f* B B* b b* sh EI Do")

// mark is an open marked-content sequence.
type mark struct {
	tag      string
	mcid     int // -1: none
	artifact bool
}

type contentReader struct {
	pageContent
	lex    lexer
	marks  []mark
	args   []token
	fonts  func(name string) textFont
	font   textFont
	size   float64
	x, y   float64 // where text begins
	width  float64 // of the page
	height float64
}

func readContent(b []byte, width, height float64, fonts func(string) textFont) pageContent {
	r := &contentReader{lex: lexer{b: b}, fonts: fonts, width: width, height: height,
		pageContent: pageContent{tags: map[int]string{}, text: map[int]string{}}}
	for {
		t, ok := r.lex.next()
		if !ok {
			break
		}
		if t.kind != 'o' {
			r.args = append(r.args, t)
			continue
		}
		r.operator(t.text)
		r.args = r.args[:0]
	}
	r.unbalanced = r.unbalanced || len(r.marks) > 0
	return r.pageContent
}

func (r *contentReader) operator(op string) {
	switch op {
	case "BDC", "BMC":
		r.begin(op)
	case "EMC":
		if len(r.marks) == 0 {
			r.unbalanced = true
		} else {
			r.marks = r.marks[:len(r.marks)-1]
		}
	case "Tf":
		if n := len(r.args); n >= 2 {
			r.font, r.size = r.fonts(r.args[n-2].text), r.number(1)
		}
	case "BT":
		r.x, r.y = 0, 0
	case "Td", "TD":
		r.x, r.y = r.x+r.number(2), r.y+r.number(1)
	case "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "gs":
		if !slices.Contains(r.foreign, op) {
			r.foreign = append(r.foreign, op)
		}
	case "BI":
		r.skipInlineImage()
	}
	if slices.Contains(painting, op) {
		r.paint(op)
	}
}

// number is the nth argument from the end.
func (r *contentReader) number(n int) float64 {
	if len(r.args) < n {
		return 0
	}
	v, err := strconv.ParseFloat(r.args[len(r.args)-n].text, 64)
	if err != nil {
		return 0
	}
	return v
}

func (r *contentReader) begin(op string) {
	m := mark{mcid: -1}
	if len(r.args) > 0 {
		m.tag = r.args[0].text
	}
	m.artifact = m.tag == "Artifact"
	for k := 1; op == "BDC" && k+1 < len(r.args); k++ {
		if r.args[k].kind == '/' && r.args[k].text == "MCID" {
			if id, err := strconv.Atoi(r.args[k+1].text); err == nil {
				m.mcid = id
			}
		}
	}
	tagged, artifact, _ := r.inside()
	if (m.artifact && tagged) || (m.mcid >= 0 && artifact) {
		r.mixed++
	}
	if m.mcid >= 0 {
		if _, used := r.tags[m.mcid]; used {
			r.twice = true
		}
		r.tags[m.mcid] = m.tag
	}
	r.marks = append(r.marks, m)
}

func (r *contentReader) inside() (tagged, artifact bool, mcid int) {
	mcid = -1
	for _, m := range r.marks {
		if m.mcid >= 0 {
			tagged, mcid = true, m.mcid
		}
		artifact = artifact || m.artifact
	}
	return
}

func (r *contentReader) paint(op string) {
	tagged, artifact, mcid := r.inside()
	if !tagged && !artifact {
		r.untagged++
	}
	if op != "Tj" && op != "TJ" && op != "'" && op != "\"" {
		return
	}
	var text string
	end := r.x
	for _, a := range r.args {
		if a.kind == 's' && r.font.decode != nil {
			text += r.font.decode(a.data)
			end += r.font.width(a.data) * r.size / 1000
		}
	}
	trailing := float64(len(text)-len(strings.TrimRight(text, " "))) * r.size // may hang over the edge
	if r.x < 0 || end-trailing > r.width || r.y < 0 || r.y > r.height {
		r.outside = append(r.outside, text)
	}
	switch {
	case mcid >= 0:
		r.text[mcid] += text
	case artifact:
		r.artifacts += text + "\n"
	}
}

func (r *contentReader) skipInlineImage() {
	if end := bytes.Index(r.lex.b[r.lex.i:], []byte("\nEI")); end >= 0 {
		r.lex.i += end + 1
	} else {
		r.lex.i = len(r.lex.b)
	}
}
