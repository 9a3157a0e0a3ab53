package pdf_test

import (
	"bytes"
	"context"
	"flag"
	"testing"

	"pgregory.net/rapid"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

// Any valid document, in either profile, follows the rules and reads as it was written.
func TestAnyDocument(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("25"); err != nil { // each takes some 30 ms
			t.Fatal(err)
		}
		defer f.Value.Set(f.DefValue)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		if err := d.Err(); err != nil {
			t.Fatalf("not valid: %v", err)
		}
		var b bytes.Buffer
		profile := rapid.SampledFrom([]pdf.Profile{pdf.UA1A2a, pdf.UA1A1a}).Draw(t, "profile")
		if _, err := pdf.Render(context.Background(), &b, d, pdf.Options{Profile: profile}); err != nil {
			t.Fatal(err)
		}
		in, err := pdftest.Inspect(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range append(in.Findings, pdftest.Compare(in, d)...) {
			t.Error(f)
		}
	})
}

var letters = rapid.OneOf(
	rapid.StringOfN(rapid.RuneFrom([]rune("aåäö éŋčSNÖ0159.,:;-–/()\\§ \u00a0")), 0, 90, -1),
	rapid.StringOfN(rapid.RuneFrom([]rune("a漢😀م\u0301\u200d\ufe0f\u202e\u00ad\n\t\x00✓⚠\ue000<&>")), 0, 30, -1),
	rapid.SampledFrom([]string{"", " ", "\n", "Sjuktransporter", "Räddningstjänsten Mellanmark", "oavbrutenlångsammansättningutanmellanslag"}),
)

func anyDocument(t *rapid.T) *document.Document {
	d := pdftest.Bare()
	d.Title = "T" + letters.Draw(t, "title")
	d.Host, d.Kind, d.Subtitle = letters.Draw(t, "host"), letters.Draw(t, "kind"), letters.Draw(t, "subtitle")
	level := 0
	for range rapid.IntRange(1, 25).Draw(t, "blocks") {
		if rapid.IntRange(0, 4).Draw(t, "heading") == 0 {
			level = rapid.IntRange(1, min(level+1, document.MaxLevel)).Draw(t, "level")
			d.Add(document.H(level, append(runs(t), document.T("h"))...).Marked(kinds.Draw(t, "kind")))
			continue
		}
		d.Add(anyBlock(t))
	}
	return d
}

var kinds = rapid.SampledFrom([]document.Kind{"", document.KindDecision, document.KindNeed, document.KindSituation})

func runs(t *rapid.T) []document.Inline {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) document.Inline {
		r := document.Inline{Text: letters.Draw(t, "text")}
		switch rapid.IntRange(0, 9).Draw(t, "property") {
		case 0:
			r.Strong = true
		case 1:
			r.Em, r.Lang = true, "en"
		case 2:
			r.Del = true
		case 3:
			r.Ins = true
		case 4:
			r.Redacted = true
		case 5:
			r.Text, r.Link = "l"+r.Text, "https://exempel.se/å b"
		case 6:
			r.Text, r.Kind = "k"+r.Text, document.KindMeasure
		case 7:
			r.Text, r.State = "s"+r.Text, document.StateBad
		}
		return r
	}), 0, 4).Draw(t, "runs")
}

func anyBlock(t *rapid.T) document.Block {
	switch rapid.IntRange(0, 7).Draw(t, "block") {
	case 0:
		return document.Callout{Tone: document.ToneCorrection, Title: runs(t), Body: simpleBlocks(t)}
	case 1:
		f := document.Facts{}
		for range rapid.IntRange(0, 5).Draw(t, "facts") {
			f.Items = append(f.Items, document.F("f"+letters.Draw(t, "label"), runs(t)...))
		}
		return f
	case 2, 3:
		return anyTable(t)
	case 4:
		return document.Signatures{SignLabel: "n", DateLabel: "d", Lines: []document.Signature{{Role: letters.Draw(t, "role"), Name: letters.Draw(t, "name"), Date: letters.Draw(t, "date")}}}
	case 5:
		return document.PageBreak{}
	}
	return simpleBlock(t, 3)
}

func anyTable(t *rapid.T) document.Table {
	table := document.Table{Caption: runs(t)}
	columns := rapid.IntRange(1, 6).Draw(t, "columns")
	for i := range columns {
		c := document.Col("c"+letters.Draw(t, "header"), float64(rapid.IntRange(0, 9).Draw(t, "weight")))
		c.RowHeader = i == 0
		table.Columns = append(table.Columns, c)
	}
	for range rapid.IntRange(0, 30).Draw(t, "rows") {
		var r document.Row
		for left := columns; left > 0; {
			span := rapid.IntRange(1, left).Draw(t, "span")
			if rapid.Bool().Draw(t, "single") {
				span = 1
			}
			r.Cells = append(r.Cells, document.Cell{Body: simpleBlocks(t), Span: span})
			left -= span
		}
		r.Joined = rapid.IntRange(0, 5).Draw(t, "joined") == 0
		table.Rows = append(table.Rows, r)
	}
	return table
}

func simpleBlocks(t *rapid.T) []document.Block {
	var out []document.Block
	for range rapid.IntRange(0, 2).Draw(t, "parts") {
		out = append(out, simpleBlock(t, 2))
	}
	return out
}

func simpleBlock(t *rapid.T, depth int) document.Block {
	if depth == 0 || rapid.IntRange(0, 2).Draw(t, "list") > 0 {
		style := rapid.SampledFrom([]document.Style{document.Normal, document.Meta, document.Quote, document.Decision, document.Lead}).Draw(t, "style")
		return document.Paragraph{Style: style, Text: runs(t), Kind: kinds.Draw(t, "kind")}
	}
	l := document.List{Ordered: rapid.Bool().Draw(t, "ordered"), Start: rapid.IntRange(0, 999).Draw(t, "start")}
	for range rapid.IntRange(0, 4).Draw(t, "items") {
		var it document.Item
		for range rapid.IntRange(0, 2).Draw(t, "within") {
			it = append(it, simpleBlock(t, depth-1))
		}
		l.Items = append(l.Items, it)
	}
	return l
}
