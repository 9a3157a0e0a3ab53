package server

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

// record collects what a service writes.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *record) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *record) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// start runs a service on a fresh database, and stops it when the test ends.
func start(t *testing.T, flags map[string]string) (*Server, string, *record) {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{"listen": "127.0.0.1:0", "metrics": "127.0.0.1:0", "db": filepath.Join(dir, "samverkan.db"), "disk-free": "0"}
	for k, v := range flags {
		all[k] = v
	}
	c, err := config.Load(config.Sources{Home: dir, Env: func(string) string { return "" }, Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	out := &record{}
	s, err := Open(t.Context(), Options{Config: c, Texts: texts, Log: slog.New(slog.NewJSONHandler(out, nil)), Now: time.Now,
		NewID: id.NewSource(time.Now, nil).New})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	base := "http://" + s.Addr().String()
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if status, _, _ := get(t, http.DefaultClient, base+"/readyz"); status == http.StatusOK {
			return s, base, out
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatal("never ready")
		}
	}
}

func get(t *testing.T, c *http.Client, address string) (int, http.Header, string) {
	t.Helper()
	r, err := c.Get(address)
	if err != nil {
		return 0, nil, err.Error()
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header, string(b)
}

// Given a fresh installation, when its first administrator uses the link, then the person is in, the link opens nothing more, and
// neither link nor password stands in the log or the measurements.
func TestFirstRun(t *testing.T) {
	s, base, out := start(t, nil)
	link, err := s.FirstRun(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil || !strings.HasPrefix(link, s.URL()) {
		t.Fatalf("%q, %v", link, err)
	}
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar}
	status, _, page := get(t, c, base+u.Path)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, page)
	}
	const password = "mycket snö i Allmänsta 1827"
	form := url.Values{"password": {password}, "name": {"Karin Ek"}, "login": {"karin@lst.example"}}
	for _, m := range regexp.MustCompile(`<option value="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		form.Set("actor", m[1])
		break
	}
	if form.Get("actor") == "" {
		form.Set("actor", "lansstyrelsen-stockholms-lan")
	}
	post := func(path string) int {
		req, _ := http.NewRequest(http.MethodPost, base+path, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", base)
		r, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		if r.StatusCode >= 400 {
			page = string(b)
		}
		return r.StatusCode
	}
	if status := post(u.Path); status != http.StatusOK {
		t.Fatalf("%d %s", status, page)
	}
	if status, _, body := get(t, c, base+"/api/v1/me"); status != http.StatusOK || !strings.Contains(body, `"operator"`) {
		t.Fatalf("me: %d %s", status, body)
	}
	if status := post(u.Path); status < 400 {
		t.Errorf("the link works twice: %d", status)
	}
	if again, err := s.FirstRun(t.Context()); err != nil || again != "" {
		t.Errorf("another first run: %q, %v", again, err)
	}
	_, _, measured := get(t, http.DefaultClient, "http://"+s.MetricsAddr().String()+"/metrics")
	for _, secret := range []string{password, filepath.Base(u.Path), "karin"} {
		if strings.Contains(out.String(), secret) || strings.Contains(measured, secret) {
			t.Errorf("%q is told", secret)
		}
	}
	if !strings.Contains(measured, `samverkan_http_requests_total{method="POST",place="/link/{token}"`) {
		t.Errorf("no measurement of the link's place:\n%s", measured)
	}
}

// The service tells whether it can work, not only whether it runs.
func TestReadiness(t *testing.T) {
	s, base, _ := start(t, nil)
	_, header, body := get(t, http.DefaultClient, base+"/readyz")
	var said struct {
		Status string
		Checks map[string]string
	}
	if err := json.Unmarshal([]byte(body), &said); err != nil || said.Status != "ok" || said.Checks["database"] != "ok" ||
		said.Checks["clock"] != "ok" || said.Checks["disk"] != "ok" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s %v", body, err)
	}
	s.o.Config.DiskFree = 101 // more than there is
	s.probe.checks = nil
	status, header, body := get(t, http.DefaultClient, base+"/readyz")
	if status != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || !strings.Contains(body, "serve.disk") {
		t.Errorf("a full disk: %d %s", status, body)
	}
	if status, _, _ := get(t, http.DefaultClient, base+"/livez"); status != http.StatusOK {
		t.Errorf("livez: %d", status)
	}
}

// A clock that has jumped, is years behind, or is behind what is written already is not to be believed.
func TestClock(t *testing.T) {
	begun := time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name        string
		now, newest time.Time
		bad         bool
	}{
		{"as it should be", begun, begun.Add(-time.Minute), false},
		{"nothing written", begun, time.Time{}, false},
		{"behind what is written", begun, begun.Add(time.Hour), true},
		{"1970", time.Unix(0, 0), time.Time{}, true},
		{"2038", time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), begun, false},
	} {
		s := &Server{started: x.now, o: Options{Now: func() time.Time { return x.now }}}
		if err := s.clock(x.newest); (err != nil) != x.bad {
			t.Errorf("%s: %v", x.name, err)
		}
	}
}

// Only a proxy that is trusted is believed about others, and only to the first that is not.
func TestOrigin(t *testing.T) {
	c, err := config.Load(config.Sources{Home: "/x", Env: func(string) string { return "" }, Flags: map[string]string{"trusted-proxy": "10.0.0.0/8, 192.0.2.1"}})
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{o: Options{Config: c}}
	for _, x := range []struct{ remote, forwarded, want string }{
		{"203.0.113.9:1", "198.51.100.1", "203.0.113.9:1"},
		{"10.1.2.3:1", "", "10.1.2.3:1"},
		{"10.1.2.3:1", "198.51.100.1", "198.51.100.1:1"},
		{"10.1.2.3:1", "1.1.1.1, 198.51.100.1, 192.0.2.1", "198.51.100.1:1"},
		{"10.1.2.3:1", "198.51.100.1, hittepå", "10.1.2.3:1"},
		{"[::ffff:10.1.2.3]:1", "2001:db8::1", "[2001:db8::1]:1"},
		{"10.1.2.3:1", "10.9.9.9", "10.9.9.9:1"},
	} {
		r := &http.Request{RemoteAddr: x.remote, Header: http.Header{}}
		if x.forwarded != "" {
			r.Header.Set("X-Forwarded-For", x.forwarded)
		}
		if got := s.origin(r); got != x.want {
			t.Errorf("%s via %q: %s, want %s", x.remote, x.forwarded, got, x.want)
		}
	}
}

// A request for another name than the service's is not answered: what is sent out is made from the name.
func TestOtherHost(t *testing.T) {
	_, base, _ := start(t, map[string]string{"url": "https://samverkan.example"})
	for host, want := range map[string]int{"samverkan.example": 200, "SAMVERKAN.example": 200, "localhost": 200, "elak.example": 404, "samverkan.example.elak.example": 404} {
		r, _ := http.NewRequest(http.MethodGet, base+"/sign-in", nil)
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, answer.StatusCode, want)
		}
		if answer.Header.Get("Strict-Transport-Security") == "" || answer.Header.Get("Request-Id") == "" {
			t.Errorf("%s: headers %v", host, answer.Header)
		}
	}
}

func TestWrongPlaces(t *testing.T) {
	_, base, _ := start(t, nil)
	for _, x := range []struct {
		method, path, code string
		status             int
	}{
		{"GET", "/finns-inte", "http.no-such-place", 404}, {"DELETE", "/sign-in", "http.method", 405}, {"GET", "/api/v1/finns-inte", "", 404},
	} {
		r, _ := http.NewRequest(x.method, base+x.path, nil)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != x.status || answer.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(string(b), x.code) {
			t.Errorf("%s %s: %d %s", x.method, x.path, answer.StatusCode, b)
		}
	}
}

// A second service on the same file is refused, and the first goes on.
func TestOneServiceForAFile(t *testing.T) {
	s, base, _ := start(t, nil)
	_, err := Open(t.Context(), Options{Config: s.o.Config, Texts: s.o.Texts, Log: s.log, Now: time.Now, NewID: s.o.NewID})
	if fault.CodeOf(err) != "store.locked-by-server" {
		t.Errorf("%v", err)
	}
	if status, _, _ := get(t, http.DefaultClient, base+"/livez"); status != http.StatusOK {
		t.Error("the first one is gone")
	}
}
