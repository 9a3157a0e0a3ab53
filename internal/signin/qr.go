package signin

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/skip2/go-qrcode"
)

// qrQuiet is the white margin that a reader of the code needs, in squares of the code.
const qrQuiet = 4

// qrCode draws a text as a QR code, in one colour on white whatever the theme: a telephone reads nothing else with certainty. The words
// beside it say the same, for who cannot see it.
func qrCode(text string) (template.HTML, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", err
	}
	code.DisableBorder = true
	squares := code.Bitmap()
	side := len(squares) + 2*qrQuiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" width="%d" height="%d" aria-hidden="true"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`,
		side, side, 5*side, 5*side, side, side)
	for y, row := range squares {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+qrQuiet, y+qrQuiet, x-from, x-from)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil //nolint:gosec // numbers only
}
