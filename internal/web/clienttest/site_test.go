package clienttest

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/i18n"
)

// site is a service with pages of one's choosing, under the policy that the product has.
type site struct {
	*httptest.Server
	*testing.T
	feed
	mux   *http.ServeMux
	asked atomic.Int64 // for assets

	mu     sync.Mutex
	down   bool      // every connection is cut
	rename [2]string // in the service worker: the build's name, and another
	pages  map[string]sitePage
	words  string
}

// sitePage is what stands in a page: attributes of html and of body, what is in the body, and which scripts it loads.
type sitePage struct {
	html, body, main string
	desk             bool
}

func newSite(t *testing.T) *site {
	t.Helper()
	catalogue, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	words, err := json.Marshal(catalogue.For("sv").Below("web.client."))
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, mux: http.NewServeMux(), pages: map[string]sitePage{}, words: string(words)}
	s.feed.init()
	s.mux.HandleFunc("/assets/{name}", s.asset)
	s.mux.HandleFunc("/sw.js", s.worker)
	s.mux.HandleFunc("/stream", s.feed.serve)
	s.mux.HandleFunc("/", s.page)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.isDown() {
			panic(http.ErrAbortHandler)
		}
		s.mux.ServeHTTP(w, r)
	}))
	s.Config.ErrorLog = nil
	t.Cleanup(func() {
		s.feed.cut()
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// away takes the service off the network, or brings it back.
func (s *site) away(down bool) {
	s.mu.Lock()
	s.down = down
	s.mu.Unlock()
	if down {
		s.feed.cut()
		s.CloseClientConnections()
	}
}

func (s *site) isDown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

// add gives the service a page.
func (s *site) add(path string, p sitePage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = p
}

func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	s.asked.Add(1)
	parts := strings.Split(r.PathValue("name"), ".") // app.0123456789ab.js
	data, err := os.ReadFile(filepath.Join("../assets/dist", parts[0]+"."+parts[len(parts)-1]))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kind := map[string]string{"js": "text/javascript", "css": "text/css"}[parts[len(parts)-1]]
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store") // so that only the service worker keeps it
	w.Write(data)
}

func (s *site) worker(w http.ResponseWriter, r *http.Request) {
	data, err := os.ReadFile("../assets/dist/sw.js")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "text/javascript")
	w.Header().Set("Cache-Control", "no-cache")
	fmt.Fprint(w, replaced(string(data), s.rename))
}

func (s *site) page(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	p, ok := s.pages[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	nonce := rand.Text()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-"+nonce+"' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "+
		"connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "+
		"require-trusted-types-for 'script'; trusted-types app")
	desk := ""
	if p.desk {
		desk = `<script type="module" nonce="` + nonce + `" src="/assets/desk.0123456789ab.js"></script>`
	}
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	fmt.Fprintf(w, `<!DOCTYPE html><html lang="sv" data-now="%s" data-build="b1" %s><head><title>%s</title><link rel="icon" href="data:,">
<script type="module" nonce="%s" src="/assets/app.0123456789ab.js"></script>%s</head><body %s><main>%s</main>
<div id="say" role="status" aria-live="polite"></div><div id="flash" role="alert" hidden></div>
<div id="signed-out" hidden>Utloggad</div><script type="application/json" id="words">%s</script></body></html>`,
		now, p.html, html.EscapeString(r.URL.Path), nonce, desk, strings.ReplaceAll(p.body, "SEQ", fmt.Sprint(s.feed.newest())), p.main, s.words)
}

func replaced(text string, names [2]string) string {
	if names[0] == "" {
		return text
	}
	return strings.ReplaceAll(text, names[0], names[1])
}
