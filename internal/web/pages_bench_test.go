package web_test

import (
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/server"
	"samverkan/internal/web"
)

// BenchmarkPages asks for every page of an installation with a year behind it, one after the other, as a host's official and as a
// municipality's. It is told where the installation is by SAMVERKAN_YEAR: the directory that `go run ./internal/e2e/load seed` made,
// which is copied and not changed. Each page gives its median and the one that all but the slowest hundredth are quicker than, and what it weighs packed.
//
// SAMVERKAN_YEAR_NOW sets the clock (RFC 3339), when the year was made for another day than this.
func BenchmarkPages(b *testing.B) {
	y := openYear(b)
	for _, who := range []string{"samordnare", "handlaggare", "drift"} {
		samples := y.samples(b, y.enter(b, who))
		for _, r := range y.routes {
			path, ok := samples[r.Path]
			if r.Method != http.MethodGet || !ok {
				continue
			}
			b.Run(who+" "+strings.ReplaceAll(r.Path, "/", "|"), func(b *testing.B) {
				c := y.enter(b, who)
				c.get(b, path, "gzip") // what is remembered is in its place, as in a service that has run for a while
				var took []time.Duration
				var body []byte
				for b.Loop() {
					if len(took)%enough == enough-1 {
						b.StopTimer()
						c = y.enter(b, who)
						b.StartTimer()
					}
					begun := time.Now()
					_, body = c.get(b, path, "gzip")
					took = append(took, time.Since(begun))
				}
				slices.Sort(took)
				b.ReportMetric(milliseconds(took[len(took)/2]), "p50-ms")
				b.ReportMetric(milliseconds(took[len(took)*99/100]), "p99-ms")
				b.ReportMetric(float64(len(body))/1000, "kB")
			})
		}
	}
}

// enough is how much a session asks for before a new one is begun: the service lets each ask only so much in a minute.
const enough = 500

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// oldYear is an installation with a year behind it, in this process.
type oldYear struct {
	server *server.Server
	url    string
	routes []web.Route
}

func openYear(b *testing.B) *oldYear {
	b.Helper()
	from := os.Getenv("SAMVERKAN_YEAR")
	if from == "" {
		b.Skip("NOT RUN: SAMVERKAN_YEAR names no directory that `go run ./internal/e2e/load seed` has made")
	}
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		b.Fatal(err)
	}
	for _, key := range []string{"secret.key", "signing.key"} { // which others may not read
		if err := os.Chmod(filepath.Join(dir, key), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	y := &oldYear{url: "http://" + l.Addr().String(), routes: routes(b)}
	c, err := config.Load(config.Sources{Home: dir, Env: func(string) string { return "" }, Flags: map[string]string{
		"db": filepath.Join(dir, "samverkan.db"), "secret-key": filepath.Join(dir, "secret.key"), "signing-key": filepath.Join(dir, "signing.key"),
		"files": filepath.Join(dir, "files"), "url": y.url, "metrics": "", "listen": "127.0.0.1:0"}})
	if err != nil {
		b.Fatal(err)
	}
	texts, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	now := yearClock(b)
	if y.server, err = server.Open(b.Context(), server.Options{Config: c, Texts: texts, Log: slog.New(slog.DiscardHandler), Now: now, Listener: l,
		NewID: id.NewSource(now, nil).New, Version: "prov"}); err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- y.server.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, y.server.Close()); err != nil {
			b.Error(err)
		}
	})
	return y
}

// yearClock is the machine's, or one that was set and goes on from there.
func yearClock(b *testing.B) func() time.Time {
	b.Helper()
	at := os.Getenv("SAMVERKAN_YEAR_NOW")
	if at == "" {
		return time.Now
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	return func() time.Time { return t.Add(time.Since(begun)) }
}

// official is somebody who has signed in.
type official struct {
	url    string
	cookie *http.Cookie
}

func (y *oldYear) enter(b *testing.B, member string) *official {
	b.Helper()
	c, err := y.server.SignIn().SessionFor(b.Context(), member, "password")
	if err != nil {
		b.Fatal(err)
	}
	return &official{y.url, c}
}

// straight follows nothing and leaves what is packed packed, so that what is counted is what goes over the wire.
var straight = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport: &http.Transport{DisableCompression: true}}

func (o *official) get(b *testing.B, path, packed string) (status int, body []byte) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, o.url+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: o.cookie.Name, Value: o.cookie.Value})
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Encoding", packed)
	r.Header.Set("Accept-Language", i18n.Swedish)
	a, err := straight.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer a.Body.Close()
	if body, err = io.ReadAll(a.Body); err != nil {
		b.Fatal(err)
	}
	return a.StatusCode, body
}

// samples are a place of every page that somebody comes to by a few links from the lists, by route.
func (y *oldYear) samples(b *testing.B, c *official) map[string]string {
	b.Helper()
	out, seen := map[string]string{}, map[string]bool{}
	todo := []string{"/"}
	for _, r := range y.routes {
		if r.Method == http.MethodGet && !strings.Contains(r.Path, "{") && !passing(r.Path) {
			todo = append(todo, r.Path)
		}
	}
	for ; len(todo) > 0; todo = todo[1:] {
		u, err := url.Parse(html.UnescapeString(todo[0]))
		if err != nil || u.Host != "" || u.Scheme != "" || passing(u.Path) {
			continue
		}
		r, ok := routeOf(y.routes, http.MethodGet, u.Path)
		if !ok || seen[u.Path] || out[r.Path] != "" {
			continue
		}
		seen[u.Path] = true
		status, body := c.get(b, u.RequestURI(), "identity")
		if status != http.StatusOK && status != http.StatusSeeOther {
			continue
		}
		if r.Path == "/search" {
			u.RawQuery = "q=vatten"
		}
		out[r.Path] = u.RequestURI()
		for _, m := range hrefs.FindAllSubmatch(body, -1) {
			todo = append(todo, string(m[1]))
		}
		if m := oneConference.FindString(u.Path); m != "" {
			todo = append(todo, m+"/room?view=follow", m+"/minutes", m+"/plan", m+"/paper", m+"/mine?view=follow")
		}
	}
	return out
}

var (
	hrefs         = regexp.MustCompile(`href="(/[^"]*)"`)
	oneConference = regexp.MustCompile(`^/conferences/[^/]+-[^/]+`)
)

// passing tells of what is no page.
func passing(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasSuffix(path, ".js") || strings.HasPrefix(path, "/favicon") ||
		strings.HasSuffix(path, ".webmanifest") || strings.HasPrefix(path, "/assets/") || strings.HasSuffix(path, "/stream") || strings.Contains(path, "/sound/")
}
