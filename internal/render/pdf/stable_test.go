package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"sync"
	"testing"

	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/render/pdf"
	"samverkan/internal/render/pdf/pdftest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What stands on which page of the minutes, and in which order it is read.
func TestGolden(t *testing.T) {
	b, _ := render(t, pdftest.Minutes(), pdf.UA1A2a)
	in, err := pdftest.Inspect(b)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for i, text := range in.PageText {
		fmt.Fprintf(&got, "=== page %d\n%s--- outside the text\n%s", i+1, text, in.Artifacts[i])
	}
	fmt.Fprintf(&got, "=== bookmarks\n%s\n=== links\n%s\n", strings.Join(in.Bookmarks, "\n"), strings.Join(in.Links, "\n"))
	const path = "testdata/minutes.golden"
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("differs from %s (-update writes it anew):\n%s", path, got.String())
	}
}

// Many exports at once give the same bytes, and none writes in what they share.
func TestSameBytes(t *testing.T) {
	for name, p := range profiles {
		out := make([][]byte, 6)
		var wg sync.WaitGroup
		for i := range out {
			wg.Go(func() {
				var b bytes.Buffer
				if _, err := pdf.Render(context.Background(), &b, pdftest.Minutes(), pdf.Options{Profile: p}); err != nil {
					t.Error(err)
				}
				out[i] = b.Bytes()
			})
		}
		wg.Wait()
		for i := range out {
			if len(out[i]) == 0 || !bytes.Equal(out[i], out[0]) {
				t.Errorf("%s: export %d differs", name, i)
			}
		}
	}
	d := pdftest.Minutes()
	before := fmt.Sprint(d)
	first, _ := render(t, d, pdf.UA1A2a)
	if fmt.Sprint(d) != before {
		t.Error("rendering changed the document")
	}
	d.Created = d.Created.AddDate(0, 0, 1)
	if other, _ := render(t, d, pdf.UA1A2a); bytes.Equal(first, other) {
		t.Error("another time gives the same bytes")
	}
}

func TestRefused(t *testing.T) {
	var b bytes.Buffer
	d := pdftest.Minutes()
	d.Title = ""
	if _, err := pdf.Render(context.Background(), &b, d, pdf.Options{}); fault.CodeOf(err) != "document.no-title" {
		t.Errorf("without title: %v", err)
	}
	d = pdftest.Bare(document.Figure{Data: []byte("\x89PNG\r\n\x1a\nbroken"), Alt: "Karta"})
	if _, err := pdf.Render(context.Background(), &b, d, pdf.Options{}); fault.CodeOf(err) != "pdf.picture-broken" || fault.KindOf(err) != fault.Invalid {
		t.Errorf("broken picture: %v", err)
	}
	d = pdftest.Bare(document.Figure{Data: hugePNG(), Alt: "Karta"})
	if _, err := pdf.Render(context.Background(), &b, d, pdf.Options{}); fault.CodeOf(err) != "pdf.picture-too-large" || fault.KindOf(err) != fault.TooLarge {
		t.Errorf("huge picture: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := pdf.Render(ctx, &b, pdftest.Minutes(), pdf.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if b.Len() > 0 {
		t.Errorf("%d bytes were written", b.Len())
	}
	if _, err := pdf.Render(context.Background(), full{}, pdftest.Minutes(), pdf.Options{}); !errors.Is(err, errFull) {
		t.Errorf("full disk: %v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// hugePNG says in its head that it is 30,000 pixels square, which would be 3.6 GB unpacked.
func hugePNG() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	out := b.Bytes()
	copy(out[16:], []byte{0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30})
	// the checksum of the head, so that only the size is wrong
	copy(out[29:], pngChecksum(out[12:29]))
	return out
}

// Pictures of every make come out as plain RGB.
func TestPictures(t *testing.T) {
	rect := image.Rect(0, 0, 40, 30)
	makes := map[string]image.Image{"grey": image.NewGray(rect), "16 bits": image.NewRGBA64(rect), "alpha": image.NewNRGBA(rect),
		"palette": image.NewPaletted(rect, color.Palette{color.White, color.Black}), "one pixel": image.NewGray(image.Rect(0, 0, 1, 1)), "tall": image.NewGray(image.Rect(0, 0, 2, 4000))}
	d := pdftest.Bare()
	for name, im := range makes {
		var p, j bytes.Buffer
		if err := png.Encode(&p, im); err != nil {
			t.Fatal(err)
		}
		if err := jpeg.Encode(&j, im, nil); err != nil {
			t.Fatal(err)
		}
		d.Add(document.Figure{Data: p.Bytes(), Alt: name, Width: 20}, document.Figure{Data: j.Bytes(), Alt: name, Width: 20})
	}
	b, _ := render(t, d, pdf.UA1A1a)
	pdftest.Check(t, b, d)
}
