package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// PNG draws the picture, scale points to each of its units: 3 is sharp on paper.
func (p *Picture) PNG(scale float64) ([]byte, error) {
	font, err := typeface()
	if err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, int(math.Ceil(p.Width*scale)), int(math.Ceil(p.Height*scale))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	c := &canvas{img: img, scale: scale, font: font}
	for _, part := range p.parts {
		switch x := part.(type) {
		case area:
			b, ok := upright(x.outline)
			if ok {
				c.block(x.fill, b)
			} else {
				c.fill(x.fill, x.outline)
			}
			if x.thickness > 0 {
				var bands [][]point
				for i := range x.outline {
					bands = append(bands, band(line{from: x.outline[i], to: x.outline[(i+1)%len(x.outline)], thickness: x.thickness}))
				}
				if ok { // each by itself: together they are as large as the whole
					for _, b := range bands {
						c.fill(x.edge, b)
					}
				} else {
					c.fill(x.edge, bands...)
				}
			}
		case line:
			c.fill(x.colour, band(x))
		case label:
			c.write(x)
		}
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, flat(img))
	return out.Bytes(), err
}

// flat is the picture with a palette when it has few colours, which a drawing mostly has: it is then a fourth of the size.
func flat(img *image.RGBA) image.Image {
	index := map[color.RGBA]uint8{}
	var palette color.Palette
	out := image.NewPaletted(img.Bounds(), nil)
	var last color.RGBA // most of a drawing is the same as what is to the left of it
	var at uint8
	for i := 0; i < len(img.Pix); i += 4 {
		// Four bits of each are enough for the edges of what is drawn.
		c := color.RGBA{round(img.Pix[i]), round(img.Pix[i+1]), round(img.Pix[i+2]), 0xff}
		if c != last {
			known, ok := index[c]
			if !ok {
				if len(palette) == 256 {
					return img
				}
				known = uint8(len(palette))
				index[c], palette = known, append(palette, c)
			}
			last, at = c, known
		}
		out.Pix[i/4] = at
	}
	out.Palette = palette
	return out
}

func round(v uint8) uint8 { return uint8(min(255, (int(v)+8)/17*17)) }

// canvas is what is drawn on.
type canvas struct {
	img    *image.RGBA
	scale  float64
	font   *sfnt.Font
	raster vector.Rasterizer
}

// shape rasterises within the box of what is drawn alone: a mark is small and the picture is not.
func (c *canvas) shape(colour Colour, box [2]point, draws func(r *vector.Rasterizer, at func(point) (float32, float32))) {
	x0, y0 := int(math.Floor(box[0].X*c.scale))-1, int(math.Floor(box[0].Y*c.scale))-1
	x1, y1 := int(math.Ceil(box[1].X*c.scale))+1, int(math.Ceil(box[1].Y*c.scale))+1
	clip := image.Rect(x0, y0, x1, y1).Intersect(c.img.Bounds()) // the rasteriser writes outside the picture if it is let
	if clip.Empty() {
		return
	}
	x0, y0 = clip.Min.X, clip.Min.Y
	r := &c.raster
	r.Reset(clip.Dx(), clip.Dy())
	r.DrawOp = draw.Over
	draws(r, func(p point) (float32, float32) {
		return float32(p.X*c.scale - float64(x0)), float32(p.Y*c.scale - float64(y0))
	})
	r.Draw(c.img, clip, image.NewUniform(color.RGBA{colour.R, colour.G, colour.B, 0xff}), image.Point{})
}

func bounds(points []point) [2]point {
	b := [2]point{{math.Inf(1), math.Inf(1)}, {math.Inf(-1), math.Inf(-1)}}
	for _, p := range points {
		b[0] = point{min(b[0].X, p.X), min(b[0].Y, p.Y)}
		b[1] = point{max(b[1].X, p.X), max(b[1].Y, p.Y)}
	}
	return b
}

// upright tells whether an outline is an upright rectangle, which needs no rasteriser.
func upright(outline []point) ([2]point, bool) {
	if len(outline) != 4 || outline[0].Y != outline[1].Y || outline[1].X != outline[2].X || outline[2].Y != outline[3].Y || outline[3].X != outline[0].X {
		return [2]point{}, false
	}
	return bounds(outline), true
}

// block fills an upright rectangle, to the nearest point.
func (c *canvas) block(colour Colour, b [2]point) {
	to := func(v float64) int { return int(math.Round(v * c.scale)) }
	draw.Draw(c.img, image.Rect(to(b[0].X), to(b[0].Y), to(b[1].X), to(b[1].Y)), image.NewUniform(color.RGBA{colour.R, colour.G, colour.B, 0xff}), image.Point{}, draw.Src)
}

// fill fills outlines as one: where they cover each other they are filled once.
func (c *canvas) fill(colour Colour, outlines ...[]point) {
	c.shape(colour, bounds(slices.Concat(outlines...)), func(r *vector.Rasterizer, at func(point) (float32, float32)) {
		for _, outline := range outlines {
			r.MoveTo(at(outline[0]))
			for _, q := range outline[1:] {
				r.LineTo(at(q))
			}
			r.ClosePath()
		}
	})
}

// band is the outline of a line, with half a circle at each end, so that lines that meet have round corners.
func band(x line) []point {
	along := math.Atan2(x.to.Y-x.from.Y, x.to.X-x.from.X)
	var out []point
	for _, end := range []struct {
		at   point
		from float64
	}{{x.to, along - math.Pi/2}, {x.from, along + math.Pi/2}} {
		const steps = 6
		for i := range steps + 1 {
			a := end.from + math.Pi*float64(i)/steps
			out = append(out, point{end.at.X + x.thickness/2*math.Cos(a), end.at.Y + x.thickness/2*math.Sin(a)})
		}
	}
	return out
}

func (c *canvas) write(x label) {
	at, wide := x.at, width(x.text, x.size)
	switch {
	case x.centre:
		at.X -= wide / 2
	case x.right:
		at.X -= wide
	}
	if x.halo {
		c.letters(x, at, wide, white, ring(point{}, 1.5, 8, 0))
	}
	c.letters(x, at, wide, x.colour, []point{{}})
}

// letters writes a text as often as there are shifts, as one shape: with several it becomes as much thicker.
func (c *canvas) letters(x label, at point, wide float64, colour Colour, shifts []point) {
	box := [2]point{{at.X - x.size, at.Y - 1.5*x.size}, {at.X + wide + x.size, at.Y + x.size}}
	c.shape(colour, box, func(r *vector.Rasterizer, place func(point) (float32, float32)) {
		var buf sfnt.Buffer
		glyphs(c.font, x.text, func(g sfnt.GlyphIndex, from float64) {
			segments, err := c.font.LoadGlyph(&buf, g, fixed.I(per), nil)
			if err != nil {
				return
			}
			for _, d := range shifts {
				begin := point{at.X + from*x.size + d.X, at.Y + d.Y}
				trace(r, segments, func(p fixed.Point26_6) (float32, float32) {
					return place(point{begin.X + float64(p.X)/64/per*x.size, begin.Y + float64(p.Y)/64/per*x.size})
				})
			}
		})
	})
}

// trace draws the outline of a letter.
func trace(r *vector.Rasterizer, segments sfnt.Segments, to func(fixed.Point26_6) (float32, float32)) {
	for i, s := range segments {
		ax, ay := to(s.Args[0])
		bx, by := to(s.Args[1])
		cx, cy := to(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				r.ClosePath()
			}
			r.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	if len(segments) > 0 {
		r.ClosePath()
	}
}
