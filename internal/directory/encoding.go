package directory

import (
	"bytes"
	"io"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// limits are the largest file that is read.
type limits struct {
	bytes, rows int
}

// usual leaves room for a directory of every organisation in the country.
var usual = limits{bytes: 128 << 20, rows: 1_000_000}

// readText reads a whole file and sees to that it is UTF-8. It answers with csv.too-large, csv.utf-16,
// csv.not-text (a spreadsheet file, an archive, a picture) or csv.not-utf8, with the first line that is not.
func readText(r io.Reader, most limits) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(most.bytes)+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "csv.unreadable")
	}
	if len(data) > most.bytes {
		return nil, fault.New(fault.TooLarge, "csv.too-large", "MaxMB", most.bytes>>20)
	}
	if utf16(data) {
		return nil, fault.New(fault.Invalid, "csv.utf-16")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("%PDF")) {
		return nil, fault.New(fault.Invalid, "csv.not-text")
	}
	if at := invalidAt(data); at >= 0 {
		return nil, fault.New(fault.Invalid, "csv.not-utf8", "Line", 1+bytes.Count(data[:at], []byte("\n")))
	}
	return lineEnds(data), nil
}

// utf16 tells whether data is what Excel calls "Unicode text": a byte order mark, or every other of the first
// bytes zero.
func utf16(data []byte) bool {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return true
	}
	if len(data) < 8 {
		return false
	}
	even, odd := 0, 0
	for i := range 8 {
		if data[i] == 0 {
			if i%2 == 0 {
				even++
			} else {
				odd++
			}
		}
	}
	return even == 4 && odd == 0 || odd == 4 && even == 0
}

func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// lineEnds makes the line ends of very old Macs those of everybody else.
func lineEnds(data []byte) []byte {
	if bytes.IndexByte(data, '\n') < 0 {
		return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data
}
