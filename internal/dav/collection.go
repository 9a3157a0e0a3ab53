package dav

import (
	"net/http"
	"strings"

	"github.com/emersion/go-webdav/caldav"

	"samverkan/internal/fault"
)

// collection answers CalDAV for a place that the key opens.
//
// Faults: dav.no-such-place (NotFound), and those of [read] and [ask.bounded].
func (d *Door) collection(w http.ResponseWriter, r *http.Request, at place, v *view) error {
	at.owner = v.address
	e, found := v.entry(at.name)
	if at.kind == object && !found {
		return fault.New(fault.NotFound, "dav.no-such-place")
	}
	// Answers are the caller's own, and change when meetings do.
	w.Header().Set("Cache-Control", "private, no-cache")
	switch r.Method {
	case http.MethodOptions:
		// The library would offer DELETE and PUT.
		w.Header().Set("DAV", "1, 3, calendar-access")
		w.Header().Set("Allow", strings.Join(methods, ", "))
		w.WriteHeader(http.StatusNoContent)
		return nil
	case http.MethodGet, http.MethodHead:
		// The library would send lines of any length, and never 304. A collection has no file of its own; whoever
		// opens one in a browser, or subscribes to the address of the wrong kind, gets the feed.
		if at.kind != object {
			return d.feed(w, r, v)
		}
		data, err := e.bytes()
		if err != nil {
			return err
		}
		file(w, r, data, e.etag)
		return nil
	}
	q, err := read(w, r)
	if err != nil {
		return err
	}
	if r.Method == "PROPPATCH" {
		return propPatch(w, at.path(at.kind, at.name), q)
	}
	depth := r.Header.Get("Depth")
	if r.Method == "PROPFIND" && depth != "0" && depth != "1" {
		finiteDepth(w)
		return nil
	}
	if err := q.bounded(at, depth, v); err != nil {
		return err
	}
	d.library(w, r, at, v, q)
	return nil
}

// library hands the request on, with its body as it was read and its path as the library compares it.
func (d *Door) library(w http.ResponseWriter, r *http.Request, at place, v *view, q ask) {
	r = r.Clone(r.Context())
	r.URL.Path, r.URL.RawPath = at.path(at.kind, at.name), ""
	r.Body = q.again()
	h := caldav.Handler{Backend: backend{at: at, view: v, data: q.data}, Prefix: at.prefix}
	h.ServeHTTP(w, r)
}

// finiteDepth refuses to list everything below a place (RFC 4918 section 9.1); no Depth means the same.
func finiteDepth(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	// Whoever does not receive it has gone; there is nobody else to tell.
	w.Write([]byte(`<?xml version="1.0" encoding="utf-8"?>` + "\n" + `<error xmlns="DAV:"><propfind-finite-depth/></error>` + "\n"))
}

func (v *view) entry(name string) (entry, bool) {
	i, ok := v.byName[name]
	if !ok {
		return entry{}, false
	}
	return v.objects[i], true
}
