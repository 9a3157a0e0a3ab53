package assets

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"testing"
)

// drawing is one picture of the mark: for the home screen of a telephone, and for the window of an installed page.
type drawing struct {
	name   string
	size   int
	corner float64 // of the plate, in its own 32 units; 0 fills the whole square, for systems that cut the corners themselves
	scale  float64 // of the mark against the plate
}

// A maskable picture may be cut to a circle of 80 % of its width, so its mark is smaller. Apple cuts corners and shows no holes.
var drawings = []drawing{
	{name: "icon-192.png", size: 192, corner: 4, scale: 1},
	{name: "icon-512.png", size: 512, corner: 4, scale: 1},
	{name: "icon-maskable-192.png", size: 192, scale: 0.8},
	{name: "icon-maskable-512.png", size: 512, scale: 0.8},
	{name: "apple-touch-icon.png", size: 180, scale: 0.9},
}

var (
	plate = color.NRGBA{0x10, 0x30, 0x3c, 0xff}
	lines = color.NRGBA{0x8f, 0xd0, 0xe0, 0xff}
)

// The pictures are drawn from the mark's own figures. They are compared point by point and not as files, since packing may differ
// between versions of Go.
func TestIcons(t *testing.T) {
	for _, d := range drawings {
		want := d.draw()
		if *update {
			var b bytes.Buffer
			if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, want); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile("icons/"+d.name, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := png.Decode(bytes.NewReader(read(t, "icons/"+d.name)))
		if err != nil {
			t.Fatal(d.name, err)
		}
		if n := differing(got, want); n != 0 {
			t.Errorf("%s differs in %d points from what is drawn: go test ./internal/web/assets -run TestIcons -update", d.name, n)
		}
	}
}

func differing(a image.Image, b *image.NRGBA) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	near := func(x, y uint8) bool { return x == y || x+1 == y || y+1 == x } // processors round differently
	n := 0
	for y := range b.Bounds().Dy() {
		for x := range b.Bounds().Dx() {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), b.NRGBAAt(x, y)
			if !near(p.A, q.A) || q.A > 8 && (!near(p.R, q.R) || !near(p.G, q.G) || !near(p.B, q.B)) {
				n++
			}
		}
	}
	return n
}

// The mark in its own 24 units, as in icons/own/sprite.svg: three lines that meet in a point.
type point struct{ x, y float64 }

const (
	half   = 2.25 / 2 // of a line's width
	radius = 3.5
)

var (
	middle = point{19.5, 12}
	strips = [][]point{
		append([]point{{2, 4.5}}, curve(point{6.5, 4.5}, point{11.5, 4.5}, point{12, 12}, point{17, 12})...),
		{{2, 12}, {15, 12}},
		append([]point{{2, 19.5}}, curve(point{6.5, 19.5}, point{11.5, 19.5}, point{12, 12}, point{17, 12})...),
	}
)

// curve is a cubic curve as short straight lines.
func curve(a, b, c, d point) []point {
	const n = 48
	var all []point
	for i := range n + 1 {
		t := float64(i) / n
		s := 1 - t
		all = append(all, point{
			s*s*s*a.x + 3*s*s*t*b.x + 3*s*t*t*c.x + t*t*t*d.x,
			s*s*s*a.y + 3*s*s*t*b.y + 3*s*t*t*c.y + t*t*t*d.y,
		})
	}
	return all
}

// draw fills each point by how far it lies from the shapes' edges.
func (d drawing) draw() *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, d.size, d.size))
	unit := float64(d.size) / 32
	for y := range d.size {
		for x := range d.size {
			p := point{(float64(x) + .5) / unit, (float64(y) + .5) / unit}
			m := point{(p.x-16)/d.scale + 12, (p.y-16)/d.scale + 12}
			c := mix(plate, lines, cover(-mark(m)*unit*d.scale))
			c.A = 0xff
			if d.corner > 0 {
				c.A = uint8(math.Round(255 * cover(-corner(p, d.corner)*unit)))
			}
			out.SetNRGBA(x, y, c)
		}
	}
	return out
}

func cover(inside float64) float64 { return min(1, max(0, inside+.5)) }

func mix(a, b color.NRGBA, share float64) color.NRGBA {
	one := func(x, y uint8) uint8 { return uint8(math.Round(float64(x)*(1-share) + float64(y)*share)) }
	return color.NRGBA{R: one(a.R, b.R), G: one(a.G, b.G), B: one(a.B, b.B), A: 0xff}
}

// mark is the distance to the mark, less than nothing inside it.
func mark(p point) float64 {
	best := math.Hypot(p.x-middle.x, p.y-middle.y) - radius
	for _, s := range strips {
		for i := range len(s) - 1 {
			best = min(best, distance(p, s[i], s[i+1])-half)
		}
	}
	return best
}

// distance is to a straight line between two points.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(1, max(0, ((p.x-a.x)*dx+(p.y-a.y)*dy)/l))
	}
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}

// corner is the distance to a square of 32 units with round corners.
func corner(p point, r float64) float64 {
	qx, qy := math.Abs(p.x-16)-16+r, math.Abs(p.y-16)-16+r
	return math.Hypot(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - r
}
