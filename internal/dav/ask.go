package dav

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"samverkan/internal/fault"
)

// Bounds of what may be asked in one request. The largest real question is a multiget of every entry, which
// fits some 2,000 addresses; the programs that we know ask for fewer than 50 properties.
const (
	maxBody     = 256 << 10
	maxDepth    = 16
	maxElements = 128     // other than addresses
	maxCells    = 250_000 // elements times entries, of a question about the whole calendar
)

// The namespaces of WebDAV and CalDAV.
const (
	davSpace    = "DAV:"
	caldavSpace = "urn:ietf:params:xml:ns:caldav"
)

// ask is the body of a request, walked through once.
type ask struct {
	body       []byte
	properties []xml.Name // that are asked for or set, in order, each once
	elements   int        // other than addresses
	data       bool       // entries themselves are asked for
}

// read takes the body of a request and bounds what it can ask for. The library recurses into bodies, and
// answers a property as often as it stands there, for each address that stands there: without bounds a body of the
// allowed size would be answered with gigabytes.
//
// Faults: dav.too-large (TooLarge, with Bytes), dav.body (Invalid).
func read(w http.ResponseWriter, r *http.Request) (ask, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return ask{}, fault.New(fault.TooLarge, "dav.too-large", "Bytes", maxBody)
	case err != nil:
		return ask{}, fault.Wrap(err, fault.Invalid, "dav.body")
	}
	q := ask{body: body}
	if len(bytes.TrimSpace(body)) == 0 {
		q.body, q.data = nil, r.Method == "PROPFIND" // none means everything (RFC 4918 section 9.1)
		return q, nil
	}
	if err := q.walk(); err != nil {
		return ask{}, fault.Wrap(err, fault.Invalid, "dav.body")
	}
	return q, nil
}

// again gives the body to be read once more.
func (q ask) again() io.ReadCloser {
	if len(q.body) == 0 {
		return http.NoBody
	}
	return io.NopCloser(bytes.NewReader(q.body))
}

var (
	errDeep      = errors.New("elements within elements, too deep")
	errMany      = errors.New("too many elements")
	errTwice     = errors.New("a property or an address stands twice")
	errDirective = errors.New("a document type")
)

// walk looks at every element of the body.
func (q *ask) walk() error {
	dec := xml.NewDecoder(bytes.NewReader(q.body))
	var open []xml.Name
	seen := map[xml.Name]bool{}
	addresses := map[string]bool{}
	var address []byte
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.Directive:
			return errDirective
		case xml.StartElement:
			asked := len(open) > 0 && open[len(open)-1] == xml.Name{Space: davSpace, Local: "prop"}
			if open = append(open, tok.Name); len(open) > maxDepth {
				return errDeep
			}
			if tok.Name == (xml.Name{Space: davSpace, Local: "href"}) && !asked {
				address = nil
				continue
			}
			if q.elements++; q.elements > maxElements {
				return errMany
			}
			q.note(tok.Name, asked)
			if asked && seen[tok.Name] {
				return errTwice
			}
			seen[tok.Name] = seen[tok.Name] || asked
		case xml.CharData:
			address = append(address, tok...)
		case xml.EndElement:
			open = open[:len(open)-1]
			if tok.Name == (xml.Name{Space: davSpace, Local: "href"}) {
				if a := string(bytes.TrimSpace(address)); addresses[a] {
					return errTwice
				} else {
					addresses[a] = true
				}
			}
			address = nil
		}
	}
}

// note remembers what is asked for.
func (q *ask) note(name xml.Name, asked bool) {
	if asked {
		q.properties = append(q.properties, name)
	}
	if name == (xml.Name{Space: davSpace, Local: "allprop"}) || name == (xml.Name{Space: caldavSpace, Local: "calendar-data"}) {
		q.data = true
	}
}

// bounded refuses a question about the whole calendar that has too long an answer.
//
// Faults: dav.too-much (TooLarge).
func (q ask) bounded(at place, depth string, v *view) error {
	if at.kind == calendar && depth != "0" && q.elements*len(v.objects) > maxCells {
		return fault.New(fault.TooLarge, "dav.too-much")
	}
	return nil
}
