package finish

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"

	"samverkan/internal/render/pdf/tag"
)

// gofpdf calls its fonts "/utf8<key>"; both standards want "/ABCDEF+<PostScript name>".
const gofpdfPrefix = "/utf8"

// fontKey is gofpdf's key of the font that an object names, "" for none.
func fontKey(object []byte) string {
	_, rest, ok := bytes.Cut(object, []byte(gofpdfPrefix))
	if !ok {
		return ""
	}
	end := bytes.IndexFunc(rest, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if end < 0 {
		end = len(rest)
	}
	return string(rest[:end])
}

// rename gives the fonts of an object their real names.
func rename(object []byte, key string, f *tag.UsedFont) []byte {
	return bytes.ReplaceAll(object, []byte(gofpdfPrefix+key), []byte("/"+subsetTag(f)+"+"+f.Face.Name))
}

// subsetTag is six letters that differ when other characters are used (ISO 32000-1, 9.6.4).
func subsetTag(f *tag.UsedFont) string {
	sum := sha256.Sum256(fmt.Append(nil, f.Face.Name, usedRunes(f)))
	var t [6]byte
	for i := range t {
		t[i] = 'A' + sum[i]%26
	}
	return string(t[:])
}

func usedRunes(f *tag.UsedFont) []rune { return slices.Sorted(maps.Keys(f.Used)) }

// toUnicode lists exactly the codes that were drawn. gofpdf's own map is one
// range over everything, which crosses the last byte and is not valid.
func toUnicode(f *tag.UsedFont) []byte {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for block := range slices.Chunk(usedRunes(f), 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for _, r := range block {
			fmt.Fprintf(&b, "<%04X> <%04X>\n", r, r)
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return []byte(b.String())
}
