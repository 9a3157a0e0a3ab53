package layout

import (
	"github.com/skip2/go-qrcode"

	"samverkan/internal/fault"
)

// codeSize is the side of the square code at the foot: 19 mm, so that the squares of an address of 120 characters are 0.4 mm, which a
// telephone reads from paper.
const codeSize = 54.0

// encode makes the squares of the footer's code, without the margin that the paper gives it. What is too long to be drawn is an
// internal fault: an address is never that long.
func (s *setter) encode() {
	if s.doc.Footer.Code == "" {
		return
	}
	code, err := qrcode.New(s.doc.Footer.Code, qrcode.Medium)
	if err != nil {
		s.fail(fault.Wrap(err, fault.Internal, "internal"))
		return
	}
	code.DisableBorder = true
	s.code = code.Bitmap()
}

// sealHeight is how much higher the foot stands for its small print and its code.
func (s *setter) sealHeight() float64 {
	switch {
	case s.code != nil:
		return codeSize - 22 // the code ends 14 points above the edge, where printers still print
	case len(s.doc.Footer.Lines) > 1:
		return sealType.line * float64(len(s.doc.Footer.Lines)-1)
	}
	return 0
}

// bottom is where text ends on a page.
func (s *setter) bottom() float64 { return pageBottom - s.sealHeight() }
