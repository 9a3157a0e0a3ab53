package attachment

import (
	"io"
	"mime"
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// inert are the kinds of text that are told by nobody but the sender, and in which nothing can run.
var inert = [...]string{"text/csv", "text/calendar", "text/markdown", "application/json", "application/geo+json"}

// ServedAs gives the media type to serve a file as. What its first bytes say goes before what its sender said; the sender is believed
// only where both say the same kind (sound and film share their forms), for text in which nothing can run, and for sound and
// pictures of forms that Sniff does not know. What could run in a browser is plain text or [OctetStream].
func ServedAs(head []byte, said string) string {
	kind, _, err := mime.ParseMediaType(said)
	if err != nil {
		kind = ""
	}
	is := Sniff(head)
	family, form, _ := strings.Cut(kind, "/")
	switch {
	case strings.HasPrefix(is, "text/plain"):
		if slices.Contains(inert[:], kind) {
			return kind + strings.TrimPrefix(is, "text/plain")
		}
		return is
	case is == OctetStream:
		if family == "audio" && len(head) > 0 {
			return kind
		}
		return OctetStream
	case family == "audio" && strings.HasPrefix(is, "video/") && is[len("video/"):] == form: // a film without pictures
		return kind
	}
	return is
}

// TypeOf reads the beginning of a file, goes back to it, and gives the media type to serve it as. See [ServedAs].
func TypeOf(r io.ReadSeeker, said string) (string, error) {
	head := make([]byte, sniffLen)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", diskFault(err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "attachment.failed")
	}
	return ServedAs(head[:n], said), nil
}
