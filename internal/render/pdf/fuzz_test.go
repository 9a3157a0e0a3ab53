package pdf_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"samverkan/internal/document"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

// Whatever people write, a valid document becomes a file that follows the rules
// and reads as it was written. Run it with -fuzzminimizetime 1x: coverage varies
// with the order of maps, and the fuzzer would spend its time on that.
func FuzzRender(f *testing.F) {
	f.Add("Väg 58 😀 \u202e漢\r\n\x00", "länk å", uint8(3))
	f.Add("a\u0301\u0301 \u200d\ufe0f\ue000 \U0001f1f8\U0001f1ea", "\u0301", uint8(40))
	f.Add("((\\)) endstream endobj <</MCID 3>> EMC", "]]>", uint8(0))
	f.Fuzz(func(t *testing.T, s, u string, n uint8) {
		t1, t2 := document.T(s), document.T(u)
		d := pdftest.Bare(
			document.P(document.B(s), t2, document.Inline{Text: s, Em: true, Lang: "en"}, document.Omitted(u), document.Del(s), document.Ins(u)),
			document.OL(document.LI(t1), document.Item{document.P(t2), document.UL(document.LI(t1))}),
			document.Table{Caption: []document.Inline{t2}, Columns: []document.Column{document.RowHead("x"+s, 1), document.RightCol("y"+u, float64(n))},
				Rows: []document.Row{document.R(document.TD(t1), document.TD(t2)), document.R(document.TD(t1, t2, t1).Over(2))}},
			document.Facts{Items: []document.Fact{{Label: []document.Inline{document.T("f" + s)}, Value: []document.Inline{t2}}}},
			document.Callout{Title: []document.Inline{t2}, Body: []document.Block{document.P(t1)}},
			document.Signatures{SignLabel: "n" + s, DateLabel: "d", Lines: []document.Signature{{Role: s, Name: u, Date: s}}},
		)
		d.Title, d.Subtitle, d.Host, d.Kind, d.Exercise = "t"+s, u, u, s, u
		d.RegistryNumbers = []string{s, u}
		d.Add(document.H(1, document.T("h"+s)), document.P(document.A("l"+u, "https://exempel.se/")))
		if err := d.Err(); err != nil {
			t.Fatalf("not valid: %v", err)
		}
		var b bytes.Buffer
		if _, err := pdf.Render(context.Background(), &b, d, pdf.Options{}); err != nil {
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

func pngChecksum(chunk []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk))
}

func benchmark(b *testing.B, d *document.Document) {
	b.ReportAllocs()
	pages := 0
	for b.Loop() {
		var out bytes.Buffer
		r, err := pdf.Render(context.Background(), &out, d, pdf.Options{})
		if err != nil {
			b.Fatal(err)
		}
		pages = r.Pages
		b.SetBytes(int64(out.Len()))
	}
	b.ReportMetric(float64(pages), "pages")
}

func BenchmarkFivePages(b *testing.B) { benchmark(b, pdftest.Long(5)) }
func Benchmark200Pages(b *testing.B)  { benchmark(b, pdftest.Long(200)) }
