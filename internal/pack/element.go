package pack

import (
	"encoding/xml"
	"io"
	"net/url"
	"strings"
)

// element is a piece of XML to be written. Names carry the prefixes that the root declares.
type element struct {
	name  string
	attrs []string // name, value, name, value; an empty value is left out
	text  string
	kids  []element
}

// tag makes an element with attributes, given as name and value in turn.
func tag(name string, attrs ...string) element { return element{name: name, attrs: attrs} }

// says makes an element with a text.
func says(name, text string, attrs ...string) element {
	return element{name: name, attrs: attrs, text: text}
}

// with gives e with more inside.
func (e element) with(kids ...element) element {
	e.kids = append(e.kids, kids...)
	return e
}

// document gives the XML file of a root element: the same bytes for the same content.
func (e element) document() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	e.write(&b, "")
	return []byte(b.String())
}

func (e element) write(b *strings.Builder, indent string) {
	b.WriteString(indent + "<" + e.name)
	for i := 0; i+1 < len(e.attrs); i += 2 {
		if e.attrs[i+1] != "" {
			b.WriteString(" " + e.attrs[i] + `="`)
			escape(b, e.attrs[i+1])
			b.WriteString(`"`)
		}
	}
	switch {
	case len(e.kids) > 0:
		b.WriteString(">\n")
		for _, k := range e.kids {
			k.write(b, indent+"  ")
		}
		b.WriteString(indent + "</" + e.name + ">\n")
	case e.text != "":
		b.WriteString(">")
		escape(b, e.text)
		b.WriteString("</" + e.name + ">\n")
	default:
		b.WriteString("/>\n")
	}
}

// escape writes a text so that it is one in XML 1.0; a character that cannot stand there becomes U+FFFD.
func escape(w io.Writer, text string) { _ = xml.EscapeText(w, []byte(text)) } // a strings.Builder takes everything

// href writes a path as a URI reference.
func href(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
