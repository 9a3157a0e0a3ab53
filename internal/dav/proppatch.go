package dav

import (
	"bytes"
	"encoding/xml"
	"net/http"

	"samverkan/internal/fault"
)

// propPatch answers a program that wants to set the colour or the place in the list of its calendar: each property
// was set, and nothing is kept. Apple's Calendar gives up a calendar whose server refuses, and keeps such things
// by itself as well.
//
// Faults: dav.body (Invalid) when no property is named.
func propPatch(w http.ResponseWriter, path string, q ask) error {
	if len(q.properties) == 0 {
		return fault.New(fault.Invalid, "dav.body")
	}
	element := func(local string) xml.StartElement {
		return xml.StartElement{Name: xml.Name{Space: davSpace, Local: local}}
	}
	tokens := []xml.Token{
		element("multistatus"), element("response"), element("href"), xml.CharData(path), element("href").End(),
		element("propstat"), element("prop"),
	}
	for _, name := range q.properties {
		tokens = append(tokens, xml.StartElement{Name: name}, xml.EndElement{Name: name})
	}
	tokens = append(tokens, element("prop").End(), element("status"), xml.CharData("HTTP/1.1 200 OK"), element("status").End(),
		element("propstat").End(), element("response").End(), element("multistatus").End())
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	for _, t := range tokens {
		if err := enc.EncodeToken(t); err != nil {
			return fault.Wrap(err, fault.Invalid, "dav.body")
		}
	}
	if err := enc.Flush(); err != nil {
		return fault.Wrap(err, fault.Invalid, "dav.body")
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.WriteHeader(http.StatusMultiStatus)
	w.Write(b.Bytes())
	return nil
}
