package pdftest

import (
	"bytes"
	"strings"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Streams gives everything that stands in a file, of every object whether anything leads to it or not: each stream unpacked, and each
// string and name of the others. It is for those who look for what must not be there.
func Streams(b []byte) ([][]byte, error) {
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	ctx, err := api.ReadContext(bytes.NewReader(b), conf)
	if err != nil {
		return nil, err
	}
	out := [][]byte{b}
	for n := range ctx.XRefTable.Table {
		o, err := ctx.XRefTable.Dereference(*types.NewIndirectRef(n, 0))
		if err != nil || o == nil {
			continue
		}
		s, ok := o.(types.StreamDict)
		if !ok {
			out = append(out, []byte(o.String()))
			continue
		}
		if err := s.Decode(); err != nil {
			return nil, err
		}
		out = append(out, []byte(s.Dict.String()), s.Content)
	}
	return out, nil
}

// Holds tells whether a word stands anywhere in what [Streams] gave: as it is, or as the file's fonts and strings have it.
func Holds(streams [][]byte, word string) bool {
	var wide []byte
	for _, u := range utf16.Encode([]rune(word)) {
		wide = append(wide, byte(u>>8), byte(u))
	}
	hex := hexOf(wide)
	upper := []byte(strings.ToUpper(hex))
	for _, s := range streams {
		if bytes.Contains(s, []byte(word)) || bytes.Contains(s, wide) || bytes.Contains(s, []byte(hex)) || bytes.Contains(s, upper) {
			return true
		}
	}
	return false
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var out strings.Builder
	for _, c := range b {
		out.WriteByte(digits[c>>4])
		out.WriteByte(digits[c&15])
	}
	return out.String()
}
