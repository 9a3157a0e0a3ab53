package dav

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// feed answers with the whole calendar as one file.
//
// Faults: dav.read-only (Forbidden) for a method that a file has no answer to.
func (d *Door) feed(w http.ResponseWriter, r *http.Request, v *view) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		file(w, r, v.feed, v.etag)
	case http.MethodOptions:
		w.Header().Set("Allow", strings.Join(methods[:3], ", "))
		w.WriteHeader(http.StatusNoContent)
	default:
		return fault.New(fault.Forbidden, "dav.read-only")
	}
	return nil
}

// file sends a calendar file, or 304 to those who have it. It may be kept by the one who asked, who must ask
// before it is used again; the link is its secret, so nobody on the way may keep it.
func file(w http.ResponseWriter, r *http.Request, data []byte, etag string) {
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="samverkan.ics"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
