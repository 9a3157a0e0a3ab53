package folder

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/webdav"
	"golang.org/x/text/unicode/norm"

	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// Options are what the door needs from the house.
type Options struct {
	Clerk *clerk.Clerk
	// Identify gives who an app password lets in. Fault: access.session-over.
	Identify func(ctx context.Context, password string) (clerk.Identity, error)
	// FeedDigest is what is kept of the key in a feed's address.
	FeedDigest func(key string) clerk.Digest
	Limits     clerk.UploadLimits
	Texts      *i18n.Catalogue
	Log        *slog.Logger
	Now        func() time.Time
	NewID      func() string
	Base       string // address of the service, without a slash at its end
	// Refuse answers a request with a fault, in the house's way. Its status is the fault's.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
}

// Door answers file managers, and programs that fetch feeds.
type Door struct {
	o Options

	mu      sync.Mutex
	devices map[string]*device // by app password's id
	locks   map[string]*locks  // by actor
}

// New makes the door.
func New(o Options) *Door {
	return &Door{o: o, devices: map[string]*device{}, locks: map[string]*locks{}}
}

const (
	root      = "/dav"
	areasName = "ytor"
	feedRoot  = "/feeds"
	// maxAsked is the longest body of a question.
	maxAsked = 64 << 10
)

var methods = []string{http.MethodOptions, http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete, "PROPFIND", "PROPPATCH", "MKCOL",
	"COPY", "MOVE", "LOCK", "UNLOCK"}

// Address is where an area stands in the network folder, from the root of the service.
func Address(area string) string {
	return root + "/" + areasName + "/" + url.PathEscape(area) + "/"
}

// Owns tells whether a path is this door's, whatever the method.
func (d *Door) Owns(path string) bool {
	return path == root || strings.HasPrefix(path, root+"/") || strings.HasPrefix(path, feedRoot+"/")
}

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out := &answer{ResponseWriter: w}
	defer d.recovered(out, r)
	if err := d.serve(out, r); err != nil {
		out.held = false
		d.o.Refuse(w, r, err)
	}
}

func (d *Door) serve(w *answer, r *http.Request) error {
	if key, ok := strings.CutPrefix(r.URL.Path, feedRoot+"/"); ok {
		return d.feed(w, r, key)
	}
	_, password, _ := r.BasicAuth()
	who, err := d.o.Identify(r.Context(), password)
	if err != nil {
		d.o.Refuse(challenge{w}, r, fault.New(fault.Unauthenticated, "folder.password-wanted"))
		return nil
	}
	if !slices.Contains(methods, r.Method) {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		return fault.New(fault.Invalid, "http.method")
	}
	// The library compares paths letter by letter, and Macs send letters and marks apart.
	r = r.Clone(r.Context())
	r.URL.Path = norm.NFC.String(r.URL.Path)
	dev, held := d.kept(who)
	f := &files{door: d, who: who, dev: dev, method: r.Method, trees: map[string]*tree{}, over: map[string]string{}}
	if err := d.ask(w, r, f); err != nil {
		return err
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		return d.get(w, r, f)
	}
	w.hold = true
	(&webdav.Handler{Prefix: root, FileSystem: f, LockSystem: held.by(who.Member)}).ServeHTTP(w, r)
	if w.held && f.refused != nil {
		return f.refused
	}
	w.release()
	return nil
}

// kept gives what is in memory for whoever asks.
func (d *Door) kept(who clerk.Identity) (*device, *locks) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.o.Now()
	dev := d.devices[who.Session]
	if dev == nil {
		for id, other := range d.devices {
			if now.Sub(other.seen) > deviceKept {
				delete(d.devices, id)
			}
		}
		dev = newDevice()
		d.devices[who.Session] = dev
	}
	dev.seen = now
	l := d.locks[who.Actor]
	if l == nil {
		l = newLocks()
		d.locks[who.Actor] = l
	}
	return dev, l
}

// ask looks at a request before the library does.
//
// Faults: folder.depth, folder.changed, those of clerk.MayBring, and of whoever may not lock.
func (d *Door) ask(w http.ResponseWriter, r *http.Request, f *files) error {
	switch r.Method {
	case "PROPFIND":
		if depth := r.Header.Get("Depth"); depth != "0" && depth != "1" {
			return fault.New(fault.Forbidden, "folder.depth")
		}
	case "MOVE":
		if r.Header.Get("Overwrite") == "" { // RFC 4918, 10.6
			r.Header.Set("Overwrite", "T")
		}
		s, err := f.find(r.Context(), strings.TrimPrefix(r.URL.Path, root))
		if err != nil {
			return f.refused
		}
		if s.kind == missing { // the library says that it is forbidden
			return fault.New(fault.NotFound, "http.no-such-place")
		}
	case "LOCK":
		s, err := f.find(r.Context(), strings.TrimPrefix(r.URL.Path, root))
		if err != nil {
			return f.refused
		}
		if s.kind != missing {
			if err := f.mayChange(s); err != nil && s.kind != top {
				return err
			}
		} else if err := f.place(r.Context(), s); err != nil {
			if f.refused == nil {
				return fault.New(fault.Conflict, "folder.no-parent")
			}
			return f.refused
		}
	case http.MethodPut:
		size := r.ContentLength
		if err := d.o.Clerk.MayBring(r.Context(), f.who, size, d.o.Limits); err != nil {
			return err
		}
		if err := stillTrue(r, f); err != nil {
			return err
		}
		r.Body = &whole{r.Body, f}
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxAsked)
	return nil
}

// stillTrue refuses to write over another version than the one that a program has seen, when it says which.
func stillTrue(r *http.Request, f *files) error {
	match, none := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	if match == "" && none == "" {
		return nil
	}
	s, err := f.find(r.Context(), strings.TrimPrefix(r.URL.Path, root))
	if err != nil {
		return f.refused
	}
	tag := ""
	if s.kind != missing && !s.info().dir {
		tag, _ = s.info().ETag(r.Context())
	}
	listed := func(list string) bool {
		return tag != "" && (strings.TrimSpace(list) == "*" || slices.ContainsFunc(strings.Split(list, ","), func(x string) bool { return strings.TrimSpace(x) == tag }))
	}
	if match != "" && !listed(match) || none != "" && listed(none) {
		return fault.New(fault.Conflict, "folder.changed")
	}
	return nil
}

// whole notes a body that breaks off: what has come of it is not kept.
type whole struct {
	io.ReadCloser
	f *files
}

func (b *whole) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		b.f.broken = err
	}
	return n, err
}

// get sends a file. Whatever it holds, no browser is to do more with it than keep it.
func (d *Door) get(w *answer, r *http.Request, f *files) error {
	s, err := f.find(r.Context(), strings.TrimPrefix(r.URL.Path, root))
	switch {
	case err != nil:
		return f.refused
	case s.kind == missing:
		return fault.New(fault.NotFound, "http.no-such-place")
	case s.info().dir:
		w.Header().Set("Allow", strings.Join(methods, ", "))
		return fault.New(fault.Invalid, "folder.not-a-page")
	}
	file := &reading{files: f, ctx: r.Context(), spot: s}
	defer file.Close()
	tag, _ := s.info().ETag(r.Context())
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": s.base()}))
	if s.info().size == 0 {
		h.Set("Content-Type", "application/octet-stream")
		http.ServeContent(w, r, "", s.info().at, strings.NewReader(""))
		return nil
	}
	content, err := file.open()
	if err != nil {
		return errors.Join(f.refused, nil)
	}
	kind, err := attachment.TypeOf(content, s.info().media)
	if err != nil {
		return err
	}
	h.Set("Content-Type", kind)
	http.ServeContent(w, r, "", s.info().at, content)
	return nil
}

// recovered turns a panic into the answer that something is wrong on our side, once in the log.
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
	d.o.Refuse(w.ResponseWriter, r, fault.New(fault.Internal, "folder.failed"))
}

// challenge asks for a password in the way that file managers know, and in no other.
type challenge struct{ http.ResponseWriter }

// WriteHeader is as in http.ResponseWriter.
func (c challenge) WriteHeader(status int) {
	c.Header().Set("WWW-Authenticate", `Basic realm="Samverkan", charset="UTF-8"`)
	c.ResponseWriter.WriteHeader(status)
}

// answer holds back a refusal of the library's until it is known whether there is more to say than its status.
type answer struct {
	http.ResponseWriter
	hold, held, begun bool
	status            int
}

// Unwrap is for http.ResponseController.
func (w *answer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader is as in http.ResponseWriter.
func (w *answer) WriteHeader(status int) {
	if w.hold && status >= 400 && !w.begun {
		w.held, w.status = true, status
		return
	}
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *answer) Write(b []byte) (int, error) {
	if w.held {
		return len(b), nil
	}
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// release sends a refusal that there is no more to say of.
func (w *answer) release() {
	if w.held {
		w.ResponseWriter.WriteHeader(w.status)
	}
}
