package pdf_test

import (
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"samverkan/internal/render/pdf/pdftest"
)

var (
	drawnCode = regexp.MustCompile(`rg((?: \d+ \d+ \d+ 1 re){40,}) f Q`)
	drawnRow  = regexp.MustCompile(`(\d+) (\d+) (\d+) 1 re`)
)

// The code at the foot of each page is read back as the address, the small print stands on each page, and the file is as accessible as
// before: the foot is no part of the text.
func TestCodeAtTheFoot(t *testing.T) {
	t.Parallel()
	const address = "https://samverkan.lst-allmanlan.example/check?r=143&h=q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA&d=0123456789abcdef"
	for name, p := range profiles {
		t.Run(name, func(t *testing.T) {
			d := pdftest.Minutes()
			d.Identifier = address
			d.Footer.Code = address
			d.Footer.Lines = []string{"Försegling: rad 143, SHA-256 " + strings.Repeat("9f3e", 16), "Innehåll: SHA-256 " + strings.Repeat("0a1b", 16),
				"Ed25519-signatur: " + strings.Repeat("Ab3+", 23), "Rutan leder till en sida som kontrollerar versionen."}
			b, r := render(t, d, p)
			archives := pdftest.NewArchives(t)
			archives.Check(t, name, b, d)
			archives.Preflight(t)
			streams, err := pdftest.Streams(b)
			if err != nil {
				t.Fatal(err)
			}
			read := 0
			for _, s := range streams {
				if m := drawnCode.FindSubmatch(s); m != nil {
					if got := decoded(t, string(m[1])); got != address {
						t.Errorf("it reads %q", got)
					}
					read++
				}
			}
			if read != r.Pages {
				t.Errorf("%d codes on %d pages", read, r.Pages)
			}
			if !pdftest.Holds(streams, "<dc:identifier>https://samverkan.lst-allmanlan.example/check?r=143&amp;h=") {
				t.Error("the metadata does not have the address")
			}
			for _, l := range d.Footer.Lines { // whole, and not cut where the line ends
				if !pdftest.Holds(streams, l[len(l)-10:]) {
					t.Errorf("%q is cut", l)
				}
			}
		})
	}
}

// decoded reads a code that was drawn, as a telephone does: from a picture of it on white.
func decoded(t *testing.T, rectangles string) string {
	t.Helper()
	const scale, quiet = 4, 4
	rows := drawnRow.FindAllStringSubmatch(rectangles, -1)
	side := 0
	for _, m := range rows {
		x, _ := strconv.Atoi(m[1])
		w, _ := strconv.Atoi(m[3])
		side = max(side, x+w)
	}
	im := image.NewGray(image.Rect(0, 0, (side+2*quiet)*scale, (side+2*quiet)*scale))
	for i := range im.Pix {
		im.Pix[i] = 255
	}
	for _, m := range rows {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		w, _ := strconv.Atoi(m[3])
		for py := (y + quiet) * scale; py < (y+quiet+1)*scale; py++ {
			for px := (x + quiet) * scale; px < (x+quiet+w)*scale; px++ {
				im.SetGray(px, py, color.Gray{})
			}
		}
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(im)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found.GetText()
}
