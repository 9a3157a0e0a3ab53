package lint

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

// walk reads the parts. last tells that e is the last of multipart/alternative.
func (l *linter) walk(e *message.Entity, where string, last bool) {
	kind, params, err := e.Header.ContentType()
	if err != nil {
		l.find(12, where, "Content-Type %q", e.Header.Get("Content-Type"))
	}
	parts := e.MultipartReader()
	if parts == nil {
		l.leaf(e, where, kind, params, last)
		return
	}
	var all []*message.Entity
	var bodies [][]byte
	for {
		inner, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			l.find(12, where, "%v", err)
			return
		}
		body, err := io.ReadAll(inner.Body)
		if err != nil {
			l.find(12, where, "%v", err)
		}
		all, bodies = append(all, inner), append(bodies, body)
	}
	for i, inner := range all {
		inner.Body = bytes.NewReader(bodies[i])
		within := fmt.Sprintf("%s.%d", strings.Replace(where, "mail", "part", 1), i+1)
		if strings.HasPrefix(inner.Header.Get("Content-Type"), "multipart/") {
			if inner, err = message.New(inner.Header, inner.Body); err != nil {
				l.find(12, within, "%v", err)
				continue
			}
		}
		l.walk(inner, within, kind == "multipart/alternative" && i == len(all)-1)
	}
}

func (l *linter) leaf(e *message.Entity, where, kind string, params map[string]string, last bool) {
	body, err := io.ReadAll(e.Body)
	if err != nil {
		l.find(12, where, "%v", err)
	}
	disposition := e.Header.Get("Content-Disposition")
	p := &part{where, params, body, strings.ToLower(e.Header.Get("Content-Transfer-Encoding")), disposition, last}
	switch {
	case kind == "text/calendar":
		l.calendar = p
		l.calendars++
	case kind == "application/ics":
		l.enclosed = p
	case kind == "text/plain" && disposition == "":
		l.plain += string(body)
	case kind == "text/html" && disposition == "":
		l.html += string(body)
	}
}

func (l *linter) texts() {
	if strings.TrimSpace(l.plain) == "" {
		l.find(0, "mail", "nothing to read without HTML")
	}
}
