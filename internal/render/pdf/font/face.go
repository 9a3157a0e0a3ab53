package font

// Face is one typeface, parsed. It is read-only and may be shared.
type Face struct {
	Name   string // PostScript name: "SourceSans3-Regular"
	Key    string // short name, unique in a set
	Data   []byte // the TrueType file; not to be written in
	widths map[rune]uint16
	latin  [latinEnd]int16 // the same for the letters that nearly all text is made of; -1 for none
}

// latinEnd is the first character after Latin Extended-B.
const latinEnd = 0x250

// Has reports whether the face can draw r.
func (f *Face) Has(r rune) bool {
	if r >= 0 && r < latinEnd {
		return f.latin[r] >= 0
	}
	_, ok := f.widths[r]
	return ok
}

// Width is how far r advances, in thousandths of the font size; 0 when the face lacks it.
func (f *Face) Width(r rune) int {
	if r >= 0 && r < latinEnd {
		return max(0, int(f.latin[r]))
	}
	return int(f.widths[r])
}

// TextWidth is how far s advances at a font size, in the unit of the size.
func (f *Face) TextWidth(s string, size float64) float64 {
	w := 0
	for _, r := range s {
		w += f.Width(r)
	}
	return float64(w) * size / 1000
}
