package pdftest

import (
	"encoding/binary"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// unmapped stands for a code that the font gives no character for. It is a
// noncharacter, so no text can hold it.
const unmapped = '\uFFFF'

var subsetName = regexp.MustCompile(`^[A-Z]{6}\+[A-Za-z0-9-]+$`)

// fonts checks that every font is embedded and says which characters it draws.
func (c *inspector) fonts() {
	seen := map[int]bool{}
	for _, p := range c.pages {
		fonts := c.dict(c.dict(p["Resources"])["Font"])
		for _, key := range slices.Sorted(maps.Keys(fonts)) {
			if n := objectNumber(fonts[key]); n > 0 && !seen[n] {
				seen[n] = true
				c.font(c.dict(fonts[key]))
			}
		}
	}
}

func (c *inspector) font(f types.Dict) {
	name := c.name(f["BaseFont"])
	if c.name(f["Subtype"]) != "Type0" {
		c.add("UA:31", "font %s is not composite", name)
		return
	}
	if f["ToUnicode"] == nil {
		c.add("UA:31-027", "font %s has no ToUnicode", name)
	}
	if !subsetName.MatchString(name) {
		c.add("PDF:9.6.4", "font %s has no subset tag", name)
	}
	below := c.array(f["DescendantFonts"])
	if len(below) != 1 {
		c.add("PDF:9.7.6", "font %s has no descendant", name)
		return
	}
	d := c.dict(below[0])
	descriptor := c.dict(d["FontDescriptor"])
	if descriptor["FontFile2"] == nil && descriptor["FontFile3"] == nil {
		c.add("UA:31-009", "font %s is not embedded", name)
	}
	if program := c.stream(descriptor["FontFile2"]); !trueType(program) {
		c.add("UA:31-010", "the program of font %s cannot be read", name)
	}
	if d["CIDToGIDMap"] == nil {
		c.add("UA:31-005", "font %s has no CIDToGIDMap", name)
	}
	if c.name(d["BaseFont"]) != name || c.name(descriptor["FontName"]) != name {
		c.add("PDF:9.8", "font %s has other names in its parts", name)
	}
	if c.Part == "1" && descriptor["CIDSet"] == nil {
		c.add("A-1:6.3.5", "font %s has no CIDSet", name)
	}
}

// trueType reports whether b is a TrueType font whose tables are all in it.
func trueType(b []byte) bool {
	be := binary.BigEndian
	if len(b) < 12 || be.Uint32(b) != 0x00010000 {
		return false
	}
	tables := int(be.Uint16(b[4:]))
	if len(b) < 12+16*tables {
		return false
	}
	found := 0
	for i := range tables {
		r := b[12+16*i:]
		if uint64(be.Uint32(r[8:]))+uint64(be.Uint32(r[12:])) > uint64(len(b)) {
			return false
		}
		if name := string(r[:4]); name == "glyf" || name == "loca" || name == "hmtx" {
			found++
		}
	}
	return found == 3
}

var (
	cmapBlock = regexp.MustCompile(`(?s)beginbf(char|range)(.*?)endbf`)
	cmapChar  = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>`)
	cmapRange = regexp.MustCompile(`<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>`)
)

// textFont reads what a font's codes mean and how wide they are.
func (c *inspector) textFont(f types.Dict) textFont {
	meaning := map[int]string{}
	for _, b := range cmapBlock.FindAllStringSubmatch(string(c.stream(f["ToUnicode"])), -1) {
		if b[1] == "char" {
			for _, m := range cmapChar.FindAllStringSubmatch(b[2], -1) {
				meaning[hexNumber(m[1])] = utf16Text(m[2])
			}
			continue
		}
		for _, m := range cmapRange.FindAllStringSubmatch(b[2], -1) {
			from, to := hexNumber(m[1]), hexNumber(m[2])
			if from&^0xff != to&^0xff {
				continue // a range across the last byte is not valid
			}
			base := []rune(utf16Text(m[3]))
			for k := from; k <= to && len(base) > 0; k++ {
				meaning[k] = string(base[:len(base)-1]) + string(base[len(base)-1]+rune(k-from))
			}
		}
	}
	widths, standard := c.widths(f)
	codes := func(s []byte, each func(int)) {
		for i := 0; i+1 < len(s); i += 2 {
			each(int(s[i])<<8 | int(s[i+1]))
		}
	}
	return textFont{
		decode: func(s []byte) string {
			var b strings.Builder
			codes(s, func(code int) {
				if t, ok := meaning[code]; ok {
					b.WriteString(t)
				} else {
					b.WriteRune(unmapped)
				}
			})
			return b.String()
		},
		width: func(s []byte) (w float64) {
			codes(s, func(code int) {
				if v, ok := widths[code]; ok {
					w += v
				} else {
					w += standard
				}
			})
			return w
		},
	}
}

// widths reads the W array of the descendant font (ISO 32000-1, 9.7.4.3).
func (c *inspector) widths(f types.Dict) (map[int]float64, float64) {
	standard, out := 1000.0, map[int]float64{}
	below := c.array(f["DescendantFonts"])
	if len(below) == 0 {
		return out, standard
	}
	d := c.dict(below[0])
	if v, ok := number(c.value(d["DW"])); ok {
		standard = v
	}
	w := c.array(d["W"])
	for i := 0; i+1 < len(w); {
		first, _ := number(c.value(w[i]))
		if list := c.array(w[i+1]); list != nil {
			for k, o := range list {
				out[int(first)+k], _ = number(c.value(o))
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		last, _ := number(c.value(w[i+1]))
		v, _ := number(c.value(w[i+2]))
		for k := int(first); k <= int(last); k++ {
			out[k] = v
		}
		i += 3
	}
	return out, standard
}

func hexNumber(s string) int {
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return -1
	}
	return int(v)
}

func utf16Text(hex string) string {
	var units []uint16
	for i := 0; i+4 <= len(hex); i += 4 {
		units = append(units, uint16(hexNumber(hex[i:i+4])))
	}
	return string(utf16.Decode(units))
}
