package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/web/webtest"
)

// tusBefore stands before the stage and takes in files by tus 1.0.0: it says what a service may say at the worst moment, which the real
// one does only when it must.
type tusBefore struct {
	URL   string
	stage *webtest.Stage
	mu    sync.Mutex
	files map[string]*tusFile
	made  int
	full  bool // there is no room
	slips int  // so many pieces are taken in without an answer
}

type tusFile struct {
	data   []byte
	whole  int // -1: not said yet
	meta   map[string]string
	digest string
}

func newTus(t *testing.T, s *webtest.Stage) *tusBefore {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b := &tusBefore{stage: s, files: map[string]*tusFile{}}
	through := httputil.NewSingleHostReverseProxy(target)
	through.FlushInterval = -1
	through.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/uploads") {
			b.serve(w, r)
			return
		}
		through.ServeHTTP(w, r)
	}))
	server.Start()
	b.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return b
}

func (b *tusBefore) serve(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header().Set("Tus-Resumable", "1.0.0")
	if b.full {
		http.Error(w, "full", http.StatusInsufficientStorage)
		return
	}
	if r.Method == http.MethodPost {
		f := &tusFile{whole: -1, meta: map[string]string{}}
		if n, err := strconv.Atoi(r.Header.Get("Upload-Length")); err == nil {
			f.whole = n
		}
		for pair := range strings.SplitSeq(r.Header.Get("Upload-Metadata"), ",") {
			name, value, _ := strings.Cut(pair, " ")
			text, _ := base64.StdEncoding.DecodeString(value)
			f.meta[name] = string(text)
		}
		b.made++
		place := "/uploads/" + strconv.Itoa(b.made)
		b.files[place] = f
		w.Header().Set("Location", place)
		w.WriteHeader(http.StatusCreated)
		return
	}
	f := b.files[r.URL.Path]
	if f == nil {
		http.Error(w, "gone", http.StatusNotFound)
		return
	}
	if r.Method == http.MethodPatch && !b.patch(w, r, f, body) {
		return
	}
	w.Header().Set("Upload-Offset", strconv.Itoa(len(f.data)))
	if f.whole >= 0 {
		w.Header().Set("Upload-Length", strconv.Itoa(f.whole))
	}
	if f.digest != "" {
		w.Header().Set("Samverkan-Digest", f.digest)
	}
	if b.slips > 0 && r.Method == http.MethodPatch {
		b.slips--
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(map[bool]int{true: http.StatusNoContent, false: http.StatusOK}[r.Method == http.MethodPatch])
}

func (b *tusBefore) patch(w http.ResponseWriter, r *http.Request, f *tusFile, body []byte) bool {
	sum := sha256.Sum256(body)
	offset, err := strconv.Atoi(r.Header.Get("Upload-Offset"))
	switch {
	case err != nil || offset != len(f.data):
		http.Error(w, "offset", http.StatusConflict)
		return false
	case r.Header.Get("Upload-Checksum") != "sha256 "+base64.StdEncoding.EncodeToString(sum[:]):
		http.Error(w, "checksum", 460)
		return false
	}
	f.data = append(f.data, body...)
	if n, err := strconv.Atoi(r.Header.Get("Upload-Length")); err == nil {
		f.whole = n
	}
	if f.whole != len(f.data) {
		return true
	}
	digest := sha256.Sum256(f.data)
	f.digest = hex.EncodeToString(digest[:])
	who := clerk.Identity{Member: "dokumentator." + webtest.Host, Actor: webtest.Host, SystemRole: directory.Writer}
	if _, _, err := b.stage.Clerk().BringFile(r.Context(), who, bytes.NewReader(f.data), 1<<30); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return false
	}
	return true
}

func (b *tusBefore) set(change func(*tusBefore)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(b)
}
