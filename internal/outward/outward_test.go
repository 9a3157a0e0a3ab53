package outward_test

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

var here = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

func code(err error) string { return fault.CodeOf(outward.Explain(err)) }

// Written out as numbers, in every spelling: refused before anything is sent.
func TestAddressesThatAreRefused(t *testing.T) {
	for _, address := range []string{
		"https://127.0.0.1/", "https://127.8.8.8:9/", "https://0.0.0.0/", "https://0.1.2.3/", "https://10.1.2.3/",
		"https://172.16.0.1/",
		"https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data", "https://100.64.0.1/",
		"https://100.127.255.255/", "https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/", "https://192.0.0.8/",
		"https://198.18.0.1/", "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fe80::1%25lo]/", "https://[fc00::1]/",
		"https://[fdff::1]/", "https://[ff02::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a00:1]/", "https://[::127.0.0.1]/",
		"https://[64:ff9b::7f00:1]/", "https://[64:ff9b::10.0.0.1]/", "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/",
		"https://[2001:0:7f00:1::]/", "https://[2001:db8::1]/", "https://[fec0::1]/", "https://[100::1]/",
	} {
		if err := outward.Check(address, outward.Options{}); fault.CodeOf(err) != "outward.forbidden" {
			t.Errorf("Check(%s): %v", address, err)
		}
		resp, err := outward.New(outward.Options{Timeout: 5 * time.Second}).Get(address)
		if err == nil {
			resp.Body.Close()
		}
		if code(err) != "outward.forbidden" {
			t.Errorf("GET %s: %v", address, err)
		}
	}
}

func TestSpellingsThatAreRefused(t *testing.T) {
	for _, address := range []string{
		"https://0x7f.1/", "https://0x7f000001/", "https://2130706433/", "https://127.1/", "https://0177.0.0.1/", "https://127.0.0.1./",
		"https://017700000001/", "https://0X7F.0x1/", "https://10.1/", "https://evil.0x1/", "https://1.2.3.4.5/", "https://./",
		"http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_", "javascript:alert(1)",
		"//example.com/",
		"example.com", "", "https://", "https:///x", "https://user:secret@example.com/", "https://user@example.com/",
		"https:example.com",
		"https://exa mple.com/", "https://exam%00ple.com/", "https://127.0.0.1%2f@example.com/", "https://[::1/",
		"https://a\nb/", "unix:///run/x",
	} {
		err := outward.Check(address, outward.Options{})
		if c := fault.CodeOf(err); c != "outward.address" && c != "outward.forbidden" {
			t.Errorf("Check(%q): %v", address, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells what stood in the address: %v", err)
		}
	}
}

func TestAddressesThatAreOpen(t *testing.T) {
	inside := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd00:1::/64")}
	for _, tt := range []struct {
		address string
		o       outward.Options
	}{
		{"https://example.com/", outward.Options{}},
		{"https://räddning.example:8443/x?y=z", outward.Options{}},
		{"https://7x.example.a1/", outward.Options{}},
		{"https://193.10.0.1/", outward.Options{}},
		{"https://[2a00:1450::1]/", outward.Options{}},
		{"https://[64:ff9b::193.10.0.1]/", outward.Options{}},
		{"https://[::ffff:193.10.0.1]/", outward.Options{}},
		{"http://example.com/", outward.Options{PlainHTTP: true}},
		{"https://10.20.3.4/", outward.Options{Inside: inside}},
		{"https://[::ffff:10.20.3.4]/", outward.Options{Inside: inside}},
		{"https://[fd00:1::7]/", outward.Options{Inside: inside}},
		{"https://[fe80::1%25lo]/", outward.Options{Inside: []netip.Prefix{netip.MustParsePrefix("fe80::/10")}}},
	} {
		if err := outward.Check(tt.address, tt.o); err != nil {
			t.Errorf("Check(%s): %v", tt.address, err)
		}
	}
	if err := outward.Check("https://10.21.0.1/", outward.Options{Inside: inside}); err == nil {
		t.Error("a neighbour of what is allowed is allowed too")
	}
}

// service is a server on this machine that counts who comes.
func service(t *testing.T, handle http.HandlerFunc) (url string, calls *atomic.Int32) {
	t.Helper()
	calls = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}

func hello(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hej") }

func get(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func addrs(texts ...string) []netip.Addr {
	var all []netip.Addr
	for _, s := range texts {
		all = append(all, netip.MustParseAddr(s))
	}
	return all
}

// A name that answered harmlessly when it was looked at, and with this machine when it is called.
func TestNameThatChangesItsAnswer(t *testing.T) {
	base, calls := service(t, hello)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(base, "http://"))
	server := &names{answers: [][]netip.Addr{addrs("193.10.0.1"), addrs("127.0.0.1")}}
	resolver := server.resolver(t)
	o := outward.Options{PlainHTTP: true, Resolver: resolver, Timeout: 5 * time.Second}
	first, err := resolver.LookupNetIP(context.Background(), "ip4", "rebind.example.com")
	if err != nil || first[0].Unmap() != netip.MustParseAddr("193.10.0.1") {
		t.Fatalf("the name server does not work: %v %v", first, err)
	}
	target := "http://rebind.example.com:" + port + "/"
	if err := outward.Check(target, o); err != nil {
		t.Fatal(err)
	}
	if _, err := get(outward.New(o), target); code(err) != "outward.forbidden" {
		t.Errorf("called: %v", err)
	}
	if calls.Load() != 0 {
		t.Errorf("%d calls arrived", calls.Load())
	}
	// The same name reaches it when the operator allows the address: it was the guard that refused.
	o.Inside = here
	if body, err := get(outward.New(o), target); err != nil || body != "hej" {
		t.Errorf("%q %v", body, err)
	}
}

// Of several answers only the allowed ones are tried, in whatever order they come, in both families.
func TestNameWithSeveralAnswers(t *testing.T) {
	var forbidden, allowed net.Listener
	var port string
	for tries := 0; allowed == nil; tries++ { // the port may be taken on the other address
		var err error
		if forbidden, err = net.Listen("tcp", "127.0.0.2:0"); err != nil {
			t.Fatal(err)
		}
		_, port, _ = net.SplitHostPort(forbidden.Addr().String())
		if allowed, err = net.Listen("tcp", "127.0.0.1:"+port); err != nil {
			forbidden.Close()
			if tries == 20 {
				t.Fatal(err)
			}
		}
	}
	var wrong atomic.Int32
	for l, handle := range map[net.Listener]http.HandlerFunc{
		forbidden: func(http.ResponseWriter, *http.Request) { wrong.Add(1) },
		allowed:   hello,
	} {
		s := &httptest.Server{Listener: l, Config: &http.Server{Handler: handle}}
		s.Start()
		t.Cleanup(s.Close)
	}
	for _, answers := range [][]netip.Addr{addrs("127.0.0.2", "127.0.0.1"), addrs("127.0.0.1", "127.0.0.2"),
		addrs("::1", "127.0.0.2", "127.0.0.1")} {
		server := &names{answers: [][]netip.Addr{answers}}
		c := outward.New(outward.Options{PlainHTTP: true, Resolver: server.resolver(t), Inside: here})
		if body, err := get(c, "http://two.example.com:"+port+"/"); err != nil || body != "hej" {
			t.Errorf("%v: %q %v", answers, body, err)
		}
	}
	if wrong.Load() != 0 {
		t.Error("the forbidden address was called")
	}
}

// A host named by the operator may lie in a private network, but not on this machine, and no other host may.
func TestHostOnTheInside(t *testing.T) {
	for _, tt := range []struct{ host, address, want string }{
		{"idp.kommun.example", "10.255.255.1", "outward.unreachable"}, // the guard lets it through; nothing listens there
		{"IDP.kommun.example", "10.255.255.1", "outward.unreachable"},
		{"other.kommun.example", "10.255.255.1", "outward.forbidden"},
		{"idp.kommun.example", "127.0.0.1", "outward.forbidden"},
		{"idp.kommun.example", "169.254.169.254", "outward.forbidden"},
	} {
		server := &names{answers: [][]netip.Addr{addrs(tt.address)}}
		o := outward.Options{Resolver: server.resolver(t), InsideHosts: []string{"idp.kommun.example"}, Timeout: 300 * time.Millisecond}
		if _, err := get(outward.New(o), "https://"+tt.host+":9/"); code(err) != tt.want {
			t.Errorf("%s at %s: %v, want %s", tt.host, tt.address, err, tt.want)
		}
	}
}

func TestRedirects(t *testing.T) {
	base, calls := service(t, hello)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(base, "http://"))
	var to string
	from, _ := service(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusTemporaryRedirect) })
	for _, tt := range []struct {
		name, to, method string
		redirects        int
		want             string
	}{
		{"followed when asked to", base, "GET", 1, ""},
		{"not followed otherwise", base, "GET", 0, "outward.redirect"},
		{"not with a body", base, "POST", 5, "outward.redirect"},
		{"to another address of this machine", "http://127.0.0.2:" + port, "GET", 5, "outward.forbidden"},
		{"to a cloud's secrets", "http://169.254.169.254/", "GET", 5, "outward.forbidden"},
		{"to an odd spelling", "http://0x7f.1:" + port, "GET", 5, "outward.address"},
		{"to another scheme", "file:///etc/passwd", "GET", 5, "outward.address"},
		{"in a circle", "", "GET", 5, "outward.redirect"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := calls.Load()
			if to = tt.to; to == "" {
				to = from
			}
			c := outward.New(outward.Options{PlainHTTP: true, Inside: here, Redirects: tt.redirects})
			req, _ := http.NewRequest(tt.method, from, strings.NewReader("code=secret"))
			resp, err := c.Do(req)
			if err == nil {
				resp.Body.Close()
			}
			if code(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if arrived := calls.Load() - before; (arrived == 1) != (tt.want == "") {
				t.Errorf("%d calls arrived", arrived)
			}
		})
	}
}

func TestHTTPSIsNotLeft(t *testing.T) {
	base, calls := service(t, hello)
	s := httptest.NewTLSServer(http.RedirectHandler(base, http.StatusFound))
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	o := outward.Options{PlainHTTP: true, Inside: here, Redirects: 5, Roots: roots}
	if _, err := get(outward.New(o), s.URL); code(err) != "outward.redirect" {
		t.Errorf("%v", err)
	}
	o.Roots = nil
	if _, err := get(outward.New(o), s.URL); code(err) != "outward.unreachable" {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
	if calls.Load() != 0 {
		t.Error("called in plain text")
	}
}

func TestAnswersThatAreTooLarge(t *testing.T) {
	big := strings.Repeat("x", 4096)
	handlers := map[string]http.HandlerFunc{
		"told beforehand": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "4096")
			io.WriteString(w, big)
		},
		"streamed": func(w http.ResponseWriter, _ *http.Request) {
			for range 8 {
				io.WriteString(w, big[:512])
				w.(http.Flusher).Flush()
			}
		},
		"packed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.WriteString(z, big)
			z.Close()
		},
	}
	for name, handle := range handlers {
		base, _ := service(t, handle)
		for _, tt := range []struct {
			max  int64
			want string
		}{{1000, "outward.too-large"}, {4095, "outward.too-large"}, {4096, ""}} {
			body, err := get(outward.New(outward.Options{PlainHTTP: true, Inside: here, MaxBytes: tt.max}), base)
			if code(err) != tt.want || int64(len(body)) > tt.max {
				t.Errorf("%s, at most %d: %d bytes, %v", name, tt.max, len(body), err)
			}
		}
	}
}

func TestServerThatNeverAnswers(t *testing.T) {
	done := make(chan struct{})
	base, _ := service(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-done:
		case <-r.Context().Done():
		}
	})
	defer close(done)
	_, err := get(outward.New(outward.Options{PlainHTTP: true, Inside: here, Timeout: 100 * time.Millisecond}),
		base+"/hook?token=hemligt")
	f, ok := fault.As(outward.Explain(err))
	if !ok || f.Code != "outward.unreachable" || f.Kind != fault.Unavailable || f.Args["Host"] != "127.0.0.1" {
		t.Errorf("%v", err)
	}
	if strings.Contains(f.Error(), "hemligt") {
		t.Errorf("the address stands in the fault: %v", f)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", base, nil)
	_, err = outward.New(outward.Options{PlainHTTP: true, Inside: here}).Do(req)
	if !errors.Is(outward.Explain(err), context.Canceled) {
		t.Errorf("who went away: %v", err)
	}
}

// The environment's proxy is nothing to the service; a configured one is used, and stays so for every call.
func TestProxy(t *testing.T) {
	through, calls := service(t, hello)
	target, direct := service(t, hello)
	t.Setenv("HTTP_PROXY", through)
	t.Setenv("http_proxy", through)
	// A name, because no client sends this machine's own addresses to a proxy of the environment.
	server := &names{answers: [][]netip.Addr{addrs("127.0.0.1")}}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(target, "http://"))
	o := outward.Options{PlainHTTP: true, Inside: here, Resolver: server.resolver(t)}
	if _, err := get(outward.New(o), "http://direct.example.com:"+port+"/"); err != nil || calls.Load() != 0 || direct.Load() != 1 {
		t.Errorf("%v, %d by the proxy, %d direct", err, calls.Load(), direct.Load())
	}
	proxy, _ := url.Parse(through)
	c := outward.New(outward.Options{PlainHTTP: true, Proxy: proxy})
	if body, err := get(c, "http://somewhere.example.com/"); err != nil || body != "hej" || calls.Load() != 1 {
		t.Errorf("%q %v, %d by the proxy", body, err, calls.Load())
	}
	if _, err := get(c, "http://127.0.0.1/"); code(err) != "outward.forbidden" || calls.Load() != 1 {
		t.Errorf("%v, %d by the proxy", err, calls.Load())
	}
}

// Whatever is written: it is judged without harm, and what is let through as numbers is on the open internet.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"https://example.com", "https://0x7f.1", "https://[::ffff:1.2.3.4]:1/",
		"https://[fe80::1%25a]/", "https://127.0.0.1\\@x/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if outward.Check(address, outward.Options{}) != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
			t.Fatalf("%q was let through", address)
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil {
			a = a.Unmap()
			if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
				t.Fatalf("%q was let through", address)
			}
		}
	})
}
