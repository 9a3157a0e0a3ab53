package layout

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // the two formats that a document may hold
	"image/png"

	"samverkan/internal/document"
	"samverkan/internal/fault"
	"samverkan/internal/render/pdf/tag"
)

const (
	perMillimetre = 72 / 25.4
	maxPixels     = 40_000_000 // a picture is unpacked in memory: 160 MB at four bytes each
	maxFigure     = 430.0      // points: a figure and its surroundings fit a page
)

// picture is a figure ready to be drawn.
type picture struct {
	name          string
	png           []byte
	width, height float64 // in pixels
}

// decode unpacks a figure and packs it again as 8-bit RGB on white: no alpha
// (PDF/A-1 has none), no CMYK, no 16 bits, no profile of its own.
//
// The same bytes give the same picture, which is then in the file once.
func (s *setter) decode(f document.Figure) (picture, error) {
	key := sha256.Sum256(f.Data)
	if p, ok := s.pictures[key]; ok {
		return p, nil
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return picture{}, fault.Wrap(err, fault.Invalid, "pdf.picture-broken", "Alt", f.Alt)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxPixels/config.Height {
		return picture{}, fault.New(fault.TooLarge, "pdf.picture-too-large", "Alt", f.Alt, "Width", config.Width, "Height", config.Height, "Max", maxPixels/1_000_000)
	}
	im, _, err := image.Decode(bytes.NewReader(f.Data))
	if err != nil {
		return picture{}, fault.Wrap(err, fault.Invalid, "pdf.picture-broken", "Alt", f.Alt)
	}
	flat := image.NewRGBA(image.Rect(0, 0, config.Width, config.Height))
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), im, im.Bounds().Min, draw.Over)
	var b bytes.Buffer
	if err := png.Encode(&b, flat); err != nil {
		return picture{}, fault.Wrap(err, fault.Internal, "internal")
	}
	p := picture{fmt.Sprintf("%x", sha256.Sum256(b.Bytes())), b.Bytes(), float64(config.Width), float64(config.Height)}
	s.pictures[key] = p
	return p, nil
}

func (s *setter) figure(parent *tag.Element, f document.Figure, width float64) []strip {
	p, err := s.decode(f)
	if err != nil {
		s.fail(err)
		return nil
	}
	w := width
	if f.Width > 0 {
		w = min(f.Width*perMillimetre, width)
	}
	h := w * p.height / p.width
	if h > maxFigure {
		w, h = w*maxFigure/h, maxFigure
	}
	elem := s.figureElement(parent, f)
	return []strip{{height: h, draw: func(x, y float64) { s.drawFigure(elem, p, x, y, w, h) }}}
}

// figureElement is nil for a decorative figure.
func (s *setter) figureElement(parent *tag.Element, f document.Figure) *tag.Element {
	if f.Decorative {
		return nil
	}
	elem := parent.Child("Figure")
	elem.Alt = f.Alt
	return elem
}

func (s *setter) drawFigure(elem *tag.Element, p picture, x, y, w, h float64) {
	if elem == nil {
		s.w.Aside(tag.Layout)
	} else {
		elem.Attr(fmt.Sprintf("<</O /Layout /Placement /Block /BBox [%.2f %.2f %.2f %.2f]>>", x, tag.PageHeight-y-h, x+w, tag.PageHeight-y))
		s.w.Enter(elem)
	}
	s.w.Image(p.name, p.png, x, y, w, h)
}
