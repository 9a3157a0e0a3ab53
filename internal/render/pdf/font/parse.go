package font

import (
	"encoding/binary"
	"errors"
	"math"
)

var errFont = errors.New("not a TrueType font with a Unicode cmap of format 4")

// Parse reads what a Face needs from a TrueType file: the characters of the
// basic multilingual plane (cmap format 4, which is what the PDF writer reads
// too) and their advance widths.
func Parse(key, name string, data []byte) (face *Face, err error) {
	defer func() {
		if recover() != nil { // an offset outside the file
			face, err = nil, errFont
		}
	}()
	t, err := tables(data)
	if err != nil {
		return nil, err
	}
	glyphs, err := readCmap(t["cmap"])
	if err != nil {
		return nil, err
	}
	be := binary.BigEndian
	perEm := float64(be.Uint16(t["head"][18:]))
	metrics := int(be.Uint16(t["hhea"][34:]))
	f := &Face{Name: name, Key: key, Data: data, widths: make(map[rune]uint16, len(glyphs))}
	for r, g := range glyphs {
		advance := be.Uint16(t["hmtx"][4*min(g, metrics-1):])
		// Rounded as the writer rounds it, so that text ends where the layout thinks it does.
		f.widths[r] = uint16(math.Round(float64(advance) * (1000 / perEm)))
	}
	for r := range f.latin {
		f.latin[r] = -1
		if w, ok := f.widths[rune(r)]; ok {
			f.latin[r] = int16(min(w, math.MaxInt16))
		}
	}
	return f, nil
}

func tables(data []byte) (map[string][]byte, error) {
	be := binary.BigEndian
	if len(data) < 12 || be.Uint32(data) != 0x00010000 {
		return nil, errFont
	}
	t := map[string][]byte{}
	for i := range int(be.Uint16(data[4:])) {
		r := data[12+16*i:]
		off, n := be.Uint32(r[8:]), be.Uint32(r[12:])
		t[string(r[:4])] = data[off : off+n]
	}
	for _, need := range []string{"cmap", "head", "hhea", "hmtx"} {
		if t[need] == nil {
			return nil, errFont
		}
	}
	return t, nil
}

// readCmap gives the glyph of each character, from the first Unicode subtable of format 4.
func readCmap(cm []byte) (map[rune]int, error) {
	be := binary.BigEndian
	for i := range int(be.Uint16(cm[2:])) {
		rec := cm[4+8*i:]
		platform, encoding := be.Uint16(rec), be.Uint16(rec[2:])
		sub := cm[be.Uint32(rec[4:]):]
		if be.Uint16(sub) == 4 && (platform == 0 || (platform == 3 && encoding == 1)) {
			return format4(sub), nil
		}
	}
	return nil, errFont
}

func format4(t []byte) map[rune]int {
	be := binary.BigEndian
	segments := int(be.Uint16(t[6:])) // times two
	end, start := t[14:], t[16+segments:]
	delta, rangeOffset := t[16+2*segments:], t[16+3*segments:]
	glyphs := map[rune]int{}
	for s := 0; s < segments; s += 2 {
		first, last := int(be.Uint16(start[s:])), int(be.Uint16(end[s:]))
		d, o := int(be.Uint16(delta[s:])), int(be.Uint16(rangeOffset[s:]))
		for c := first; c <= last && c < 0xffff; c++ {
			g := 0
			if o == 0 {
				g = (c + d) & 0xffff
			} else if at := s + o + 2*(c-first); at+1 < len(rangeOffset) {
				if g = int(be.Uint16(rangeOffset[at:])); g != 0 {
					g = (g + d) & 0xffff
				}
			}
			if g != 0 {
				glyphs[rune(c)] = g
			}
		}
	}
	return glyphs
}
