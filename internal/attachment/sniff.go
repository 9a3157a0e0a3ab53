package attachment

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// sniffLen is how many of a file's first bytes Sniff wants to see.
const sniffLen = 4096

// OctetStream is the media type of a file that Sniff does not know.
const OctetStream = "application/octet-stream"

// signature is how files of a type begin.
type signature struct {
	at        int
	magic     string
	mediaType string
}

var signatures = [...]signature{
	{0, "%PDF-", "application/pdf"},
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "GIF87a", "image/gif"}, {0, "GIF89a", "image/gif"},
	{0, "II*\x00", "image/tiff"}, {0, "MM\x00*", "image/tiff"},
	{0, "OggS", "audio/ogg"},
	{0, "fLaC", "audio/flac"},
	{0, "ID3", "audio/mpeg"},
	{0, "\x1a\x45\xdf\xa3", "video/webm"},
	{8, "WEBP", "image/webp"}, {8, "WAVE", "audio/wav"}, // after RIFF and a size
	{4, "ftypM4A", "audio/mp4"}, {4, "ftyp", "video/mp4"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"}, // Word, Excel before 2007
	{0, "{\\rtf", "application/rtf"},
	{0, "\x1f\x8b", "application/gzip"},
	{0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
	{0, "BEGIN:VCALENDAR", "text/calendar"},
}

// office are the parts that tell one ZIP of an office program from another.
var office = [...]struct{ part, mediaType string }{
	{"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"},
	{"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"},
	{"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"},
}

// Sniff tells what a file is from its first bytes. What can carry a program for a browser (HTML, SVG, XML) is
// told as text/plain, so that it is never run by mistake; what it does not know is [OctetStream].
func Sniff(head []byte) string {
	for _, s := range signatures {
		if len(head) >= s.at+len(s.magic) && string(head[s.at:s.at+len(s.magic)]) == s.magic {
			return s.mediaType
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffZip(head)
	case len(head) >= 2 && head[0] == 0xff && head[1]&0xe6 == 0xe2: // a frame of MPEG layer III
		return "audio/mpeg"
	case isText(head):
		return "text/plain; charset=utf-8"
	}
	return OctetStream
}

func sniffZip(head []byte) string {
	text := string(head)
	for _, o := range office {
		if strings.Contains(text, o.part) {
			return o.mediaType
		}
	}
	return "application/zip"
}

// isText tells whether the bytes are UTF-8 text; the last character may be cut.
func isText(b []byte) bool {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return len(b) == sniffLen && len(b)-i < utf8.UTFMax && !utf8.FullRune(b[i:])
		}
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' || r == 0x7f {
			return false
		}
		i += n
	}
	return true
}
