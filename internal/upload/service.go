package upload

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// Options are what the door works with.
type Options struct {
	Clerk *clerk.Clerk
	// Identify tells who is asking, by session or token.
	Identify func(*http.Request) (clerk.Identity, error)
	// Refuse answers with a problem document.
	Refuse func(http.ResponseWriter, *http.Request, error)
	Limits clerk.UploadLimits
	Log    *slog.Logger
}

// Service is the door. Its methods may be used by several goroutines.
type Service struct {
	o Options

	mu      sync.Mutex
	sending map[string]*incoming // pieces that come right now, by upload
}

// Paths are where the door is: for who has signed in, and for programs.
func Paths() []string { return []string{"/uploads", "/api/v1/uploads"} }

// New makes the door.
func New(o Options) *Service { return &Service{o: o, sending: map[string]*incoming{}} }

// The headers and values of the protocol.
const (
	version    = "1.0.0"
	extensions = "creation,creation-with-upload,creation-defer-length,termination,checksum,expiration"
	pieceType  = "application/offset+octet-stream"
	digestName = "Samverkan-Digest"
)

// ServeHTTP answers a request to one of the Paths, or to an upload below it.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Tus-Resumable", version)
	h.Set("Cache-Control", "no-store")
	if err := s.answer(w, r); err != nil {
		if fault.KindOf(err) == fault.Conflict {
			h.Set("Retry-After", "1")
		}
		s.o.Refuse(w, r, err)
	}
}

func (s *Service) answer(w http.ResponseWriter, r *http.Request) error {
	method := r.Method
	// Some clients cannot send the methods of the protocol, and say which they mean.
	if m := r.Header.Get("X-HTTP-Method-Override"); m != "" && method == http.MethodPost {
		method = m
	}
	if method == http.MethodOptions {
		return s.options(w)
	}
	if r.Header.Get("Tus-Resumable") != version {
		w.Header().Set("Tus-Version", version)
		return fault.New(fault.Invalid, "upload.version", "Version", version)
	}
	who, err := s.o.Identify(r)
	if err != nil {
		return err
	}
	base, id := place(r.URL.Path)
	switch {
	case id == "" && method == http.MethodPost:
		return s.begin(w, r, who, base)
	case id != "" && method == http.MethodHead:
		return s.look(w, r, who, id)
	case id != "" && method == http.MethodPatch:
		return s.add(w, r, who, id)
	case id != "" && method == http.MethodDelete:
		return s.end(w, r, who, id)
	}
	return fault.New(fault.Invalid, "http.method")
}

// place takes a path apart: where the door is, and which upload is meant.
func place(path string) (base, id string) {
	for _, p := range Paths() {
		if rest, ok := strings.CutPrefix(path, p); ok && (rest == "" || rest[0] == '/') {
			return p, strings.Trim(rest, "/")
		}
	}
	return "", ""
}

// sweepEach is how often uploads whose time is up are ended.
const sweepEach = 10 * time.Minute

// Run ends uploads whose time is up, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	next := time.NewTicker(sweepEach)
	defer next.Stop()
	for {
		s.Sweep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
	}
}

// Sweep ends the uploads whose time is up now.
func (s *Service) Sweep(ctx context.Context) {
	swept, err := s.o.Clerk.SweepUploads(ctx, s.o.Limits)
	if swept != (clerk.Swept{}) {
		s.o.Log.Info("uploads whose time was up", "dropped", swept.Dropped, "attached", swept.Attached)
	}
	if err != nil && ctx.Err() == nil {
		s.o.Log.Warn("uploads whose time was up", "error", err)
	}
}
