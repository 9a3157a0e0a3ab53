package tag

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/jung-kurt/gofpdf"
)

// Color is a colour in sRGB.
type Color struct{ R, G, B uint8 }

func (c Color) op(operator string) string {
	return fmt.Sprintf("%.3f %.3f %.3f %s", float64(c.R)/255, float64(c.G)/255, float64(c.B)/255, operator)
}

// Fill paints a rectangle.
func (w *Writer) Fill(c Color, x, y, width, height float64) {
	w.mustBeMarked("rectangle")
	w.raw("q %s %.2f %.2f %.2f %.2f re f Q", c.op("rg"), x, PageHeight-y-height, width, height)
}

// Frame strokes a rectangle.
func (w *Writer) Frame(c Color, thickness, x, y, width, height float64) {
	w.mustBeMarked("frame")
	w.raw("q %s %.2f w %.2f %.2f %.2f %.2f re S Q", c.op("RG"), thickness, x, PageHeight-y-height, width, height)
}

// Line strokes a line.
func (w *Writer) Line(c Color, thickness, x0, y0, x1, y1 float64) {
	w.mustBeMarked("line")
	w.raw("q %s %.2f w %.2f %.2f m %.2f %.2f l S Q", c.op("RG"), thickness, x0, PageHeight-y0, x1, PageHeight-y1)
}

// Shape is a small drawing on a grid of 24 by 24 units, made of [Stroke]s drawn in order.
type Shape []Stroke

// Stroke is one path of a shape. Path is PDF path source with y growing downwards:
// "12 1 m 23 12 l h". Circles are written with [Circle].
type Stroke struct {
	Path  string
	Width float64 // of the line, in grid units; with Filled it is stroked too, to round the corners
	Fill  bool
	Knock bool // drawn in white on what is below
}

// Circle is a path around x, y with radius r.
func Circle(x, y, r float64) string {
	k := r * 0.5523 // the usual approximation with four curves
	return fmt.Sprintf("%[1]g %[3]g m %[1]g %[8]g %[6]g %[5]g %[2]g %[5]g c %[7]g %[5]g %[4]g %[8]g %[4]g %[3]g c "+
		"%[4]g %[9]g %[7]g %[10]g %[2]g %[10]g c %[6]g %[10]g %[1]g %[9]g %[1]g %[3]g c h",
		x+r, x, y, x-r, y+r, x+k, x-k, y+k, y-k, y-r)
}

// Draw draws the shape size points high with its top left corner at x, y.
func (w *Writer) Draw(s Shape, c Color, x, y, size float64) {
	w.mustBeMarked("shape")
	k := size / 24
	var b strings.Builder
	fmt.Fprintf(&b, "q %.4f 0 0 %.4f %.2f %.2f cm 1 j 1 J", k, -k, x, PageHeight-y)
	for _, p := range s {
		ink := c
		if p.Knock {
			ink = Color{255, 255, 255}
		}
		op := "S"
		switch {
		case p.Fill && p.Width > 0:
			op = "B"
		case p.Fill:
			op = "f"
		}
		fmt.Fprintf(&b, " %s %s %g w %s %s", ink.op("rg"), ink.op("RG"), p.Width, p.Path, op)
	}
	w.raw("%s Q", b.String())
}

// Image draws a PNG in 8-bit RGB. The same name stands for the same picture.
func (w *Writer) Image(name string, png []byte, x, y, width, height float64) {
	w.mustBeMarked("picture")
	o := gofpdf.ImageOptions{ImageType: "PNG"}
	if w.pdf.GetImageInfo(name) == nil {
		w.pdf.RegisterImageOptionsReader(name, o, bytes.NewReader(png))
	}
	w.pdf.ImageOptions(name, x, y, width, height, false, o, 0, "")
}

// Stripes fills a rectangle with slanting stripes, the mark of an exercise.
func (w *Writer) Stripes(c Color, x, y, width, height float64) {
	w.mustBeMarked("stripes")
	const step, thick = 11.0, 5.0
	var b strings.Builder
	fmt.Fprintf(&b, "q %.2f %.2f %.2f %.2f re W n %s", x, PageHeight-y-height, width, height, c.op("rg"))
	bottom, top := PageHeight-y-height, PageHeight-y
	for at := x - height; at < x+width; at += step {
		fmt.Fprintf(&b, " %.2f %.2f m %.2f %.2f l %.2f %.2f l %.2f %.2f l h", at, bottom, at+thick, bottom, at+thick+height, top, at+height, top)
	}
	w.raw("%s f Q", b.String())
}

// Squares draws a square code with a side of size: each true square is filled. Neighbours in a row are one rectangle, and all are one
// path, so that no hairline shows between them.
func (w *Writer) Squares(c Color, squares [][]bool, x, y, size float64) {
	w.mustBeMarked("code")
	if len(squares) == 0 {
		return
	}
	side := size / float64(len(squares))
	var b strings.Builder
	fmt.Fprintf(&b, "q %.5f 0 0 %.5f %.2f %.2f cm %s", side, -side, x, PageHeight-y, c.op("rg"))
	for row, line := range squares {
		for at := 0; at < len(line); at++ {
			from := at
			for at < len(line) && line[at] {
				at++
			}
			if at > from {
				fmt.Fprintf(&b, " %d %d %d 1 re", from, row, at-from)
			}
		}
	}
	w.raw("%s f Q", b.String())
}
