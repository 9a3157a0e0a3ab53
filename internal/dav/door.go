package dav

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// Options are what the door needs from the house.
type Options struct {
	Source Source
	Texts  *i18n.Catalogue
	Log    *slog.Logger
	// Refuse answers a request with a fault, in the house's way. Its status is the fault's.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
}

// Door answers calendar programs.
type Door struct {
	o     Options
	ready *shelf
}

// New makes the door. It keeps calendars ready in memory, within [shelfBytes].
func New(o Options) *Door { return &Door{o: o, ready: newShelf(shelfBytes)} }

// methods are those that change nothing, and PROPPATCH, which is answered without changing anything.
var methods = []string{http.MethodOptions, http.MethodGet, http.MethodHead, "PROPFIND", "PROPPATCH", "REPORT"}

// Owns tells whether a path is this door's, whatever the method: routers that know only the methods of
// web pages must ask it before they look at the method.
func (d *Door) Owns(path string) bool {
	return path == wellKnown || path == passwordRoot || strings.HasPrefix(path, passwordRoot+"/") || strings.HasPrefix(path, keyRoot+"/")
}

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := &answer{ResponseWriter: w}
	defer d.recovered(out, r)
	if err := d.serve(out, r); err != nil {
		d.o.Refuse(out, r, err)
	}
}

// serve answers a request, or gives the fault that it shall be refused with.
//
// Faults: dav.read-only (Forbidden), dav.no-such-place and dav.unknown-key (NotFound), dav.key-wanted (Unauthenticated),
// those of [Door.collection], and those of the source.
func (d *Door) serve(w http.ResponseWriter, r *http.Request) error {
	if !slices.Contains(methods, r.Method) {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		return fault.New(fault.Forbidden, "dav.read-only")
	}
	if r.URL.Path == wellKnown {
		http.Redirect(w, r, passwordRoot+"/", http.StatusPermanentRedirect)
		return nil
	}
	at, ok := placeOf(r.URL.Path)
	if !ok {
		return fault.New(fault.NotFound, "dav.no-such-place")
	}
	if at.key == "" {
		_, at.key, _ = r.BasicAuth()
	}
	if at.key == "" {
		w.Header().Set("WWW-Authenticate", `Basic realm="Samverkan", charset="UTF-8"`)
		return fault.New(fault.Unauthenticated, "dav.key-wanted")
	}
	v, err := d.view(r.Context(), at.key)
	if err != nil {
		return err
	}
	if at.owner != "" && at.owner != v.address {
		return fault.New(fault.NotFound, "dav.no-such-place")
	}
	if at.kind == feedFile {
		return d.feed(w, r, v)
	}
	return d.collection(w, r, at, v)
}

// recovered turns a panic into the answer that something is wrong on our side, once in the log. When the answer
// has begun, the connection is cut instead, so that nobody takes half a calendar for a whole one.
func (d *Door) recovered(w *answer, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	d.o.Log.Error("panic", "method", r.Method, "value", v, "stack", string(debug.Stack()))
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	d.o.Refuse(w, r, fault.New(fault.Internal, "dav.failed"))
}

// answer remembers whether anything of it has been sent.
type answer struct {
	http.ResponseWriter
	begun bool
}

// Unwrap is for http.ResponseController.
func (w *answer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader is as in http.ResponseWriter.
func (w *answer) WriteHeader(status int) {
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *answer) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}
