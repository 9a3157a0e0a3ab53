package inbound

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // so that go-message knows more than UTF-8
	"github.com/emersion/go-message/textproto"
)

// Bounds of the walk. Every level of a mail is read through all the levels above it, so depth costs time.
const (
	maxHeader = 256 << 10 // of the mail itself
	maxDepth  = 8
	maxParts  = 100
	maxRead   = 64 << 10 // of a text that is only shown
	maxCoded  = 3 << 20  // of a part before it is decoded: quoted-printable makes three of one
	maxFiles  = 3        // calendars; programs send the same one twice
)

type header = message.Header

// finds is what a walk through the parts of a mail has found.
type finds struct {
	parts     int
	calendars []calendarPart
	plain     string
	html      string
	status    []byte  // message/delivery-status of RFC 3464
	original  *header // of the mail that a report returns
	report    string  // report-type of RFC 6522, "" when the mail is no report
	receipt   bool    // a disposition notification of RFC 8098
	sealed    string  // why there may be an answer that nobody can read: the code of a fault
}

type calendarPart struct {
	text   []byte
	method string // of Content-Type, in capitals
	large  bool
}

var errNoHeader = errors.New("no header")

// open reads the header of a mail. One line that is no header field does not make the rest of the mail unreadable.
func open(raw []byte) (*message.Entity, error) {
	e, err := read(bytes.NewReader(raw))
	if e == nil {
		e, err = read(bytes.NewReader(tidied(raw)))
	}
	if e == nil {
		return nil, err
	}
	if e.Header.Len() == 0 {
		return nil, errNoHeader
	}
	return e, nil
}

// read gives the header of a mail, and its body to be walked.
func read(r io.Reader) (*message.Entity, error) {
	limit := &io.LimitedReader{R: r, N: maxHeader}
	b := bufio.NewReader(limit)
	h, err := textproto.ReadHeader(b)
	switch {
	case err != nil:
		return nil, err
	case limit.N == 0 && b.Buffered() == 0:
		return nil, errNoHeader // it goes on, and nobody writes one as long
	}
	limit.N = math.MaxInt64
	return entity(h, b), nil
}

// entity decodes a body, as far as its charset and encoding are known, and as far as it can be of use.
func entity(h textproto.Header, body io.Reader) *message.Entity {
	m := message.Header{Header: h}
	if kind, _ := contentType(m); !strings.HasPrefix(kind, "multipart/") && !strings.HasPrefix(kind, "message/") {
		body = io.LimitReader(body, maxCoded)
	}
	e, _ := message.New(m, body) // the error says that something is unknown; then the body is as it was
	return e
}

// tidied leaves out the lines of the header that are no fields.
func tidied(raw []byte) []byte {
	block := headerBlock(raw)
	body := raw[len(block):]
	var out bytes.Buffer
	keep, seen := false, 0
	for line := range bytes.Lines(block) {
		text := bytes.TrimRight(line, "\r\n")
		if seen += len(line); len(text) == 0 || seen > 4*maxHeader {
			break
		}
		if text[0] != ' ' && text[0] != '\t' {
			keep = isField(text)
		}
		if keep && out.Len()+len(text) < maxHeader-4 {
			out.Write(text)
			out.WriteString("\r\n")
		}
	}
	out.WriteString("\r\n")
	out.Write(body)
	return out.Bytes()
}

func isField(line []byte) bool {
	name, _, found := bytes.Cut(line, []byte(":"))
	return found && len(name) > 0 && len(name) < 80 && bytes.IndexFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// walk goes through a part and the parts in it.
func (f *finds) walk(e *message.Entity, depth int) {
	if f.parts++; f.parts > maxParts || depth > maxDepth {
		return
	}
	kind, params := contentType(e.Header)
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		if kind == "multipart/report" && depth == 0 {
			f.report = strings.ToLower(params["report-type"])
		}
		if params["boundary"] == "" {
			return
		}
		r := textproto.NewMultipartReader(e.Body, params["boundary"])
		for f.parts <= maxParts {
			p, err := r.NextPart()
			if err != nil {
				return
			}
			f.walk(entity(p.Header, p), depth+1)
		}
	case kind == "message/rfc822" || kind == "message/global":
		inner, _ := read(e.Body)
		if inner == nil {
			return
		}
		if f.original == nil {
			f.original = &inner.Header
		}
		f.walk(inner, depth+1)
	default:
		f.leaf(e, kind, params)
	}
}

func (f *finds) leaf(e *message.Entity, kind string, params map[string]string) {
	name := strings.ToLower(fileName(e.Header, params))
	switch {
	case kind == "text/calendar" || kind == "application/ics" || kind == "text/x-vcalendar" || strings.HasSuffix(name, ".ics"):
		if len(f.calendars) == maxFiles {
			return
		}
		text := limited(e.Body, MaxCalendar+1)
		f.calendars = append(f.calendars, calendarPart{utf8Text(text), strings.ToUpper(params["method"]), len(text) > MaxCalendar})
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		f.status = append(f.status, limited(e.Body, maxRead)...)
	case kind == "message/disposition-notification":
		f.receipt = true
	case kind == "text/rfc822-headers" && f.original == nil:
		if inner, _ := read(io.MultiReader(bytes.NewReader(limited(e.Body, maxRead)), strings.NewReader("\r\n\r\n"))); inner != nil {
			f.original = &inner.Header
		}
	case kind == "application/ms-tnef" || name == "winmail.dat":
		f.sealed = "inbound.tnef"
	case kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime" || kind == "application/pgp-encrypted":
		f.sealed = "inbound.sealed"
	case kind == "text/plain" && f.plain == "" && name == "":
		f.plain = string(utf8Text(limited(e.Body, maxRead)))
	case kind == "text/html" && f.html == "" && name == "":
		f.html = string(utf8Text(limited(e.Body, maxRead)))
	}
}

// contentType reads the type as well as it can: a broken parameter hides neither what the part is nor the other parameters.
func contentType(h header) (string, map[string]string) {
	v := h.Get("Content-Type")
	if len(v) > 8<<10 {
		return "", nil
	}
	kind, params, err := h.ContentType()
	if err != nil {
		kind, _, _ = strings.Cut(v, ";")
		params = map[string]string{}
		for _, m := range parameter.FindAllStringSubmatch(v, 20) {
			params[strings.ToLower(m[1])] = m[2] + m[3]
		}
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

var parameter = regexp.MustCompile(`;\s*([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))`)

func fileName(h header, params map[string]string) string {
	if len(h.Get("Content-Disposition")) < 8<<10 {
		if _, p, err := h.ContentDisposition(); err == nil && p["filename"] != "" {
			return p["filename"]
		}
	}
	return params["name"]
}

// limited reads at most n bytes, and gives what it got before an error.
func limited(r io.Reader, n int64) []byte {
	data, _ := io.ReadAll(io.LimitReader(r, n))
	return data
}
