package e2e_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// certified writes a new certificate for this machine, and its key, and gives its number.
func certified(t *testing.T, dir string) *big.Int {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "samverkan"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	cert, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: cert}, "key.pem": {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return serial
}

// behindTLS starts the service with a certificate of its own.
func behindTLS(t *testing.T) (*service, installation, *big.Int) {
	t.Helper()
	long(t)
	p := newInstallation(t)
	serial := certified(t, p.dir)
	address := freeAddress(t)
	s := p.mayServe("--listen", address, "--tls", "files", "--tls-cert", filepath.Join(p.dir, "cert.pem"), "--tls-key", filepath.Join(p.dir, "key.pem"),
		"--log-level", "warn", "--url", "https://"+address)
	s.address, s.url = address, "https://"+address
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		conn, err := tls.Dial("tcp", s.address, trusting(t, p.dir))
		if err == nil {
			conn.Close()
			return s, p, serial
		}
		select {
		case <-s.ended:
			t.Fatalf("the service has ended: %s", s.errs)
		default:
		}
		if time.Since(begun) > patience {
			t.Fatalf("the service does not answer: %v\n%s", err, s.errs)
		}
	}
}

// trusting trusts the certificate in a directory and nothing else.
func trusting(t *testing.T, dir string) *tls.Config {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(read(t, filepath.Join(dir, "cert.pem"))) {
		t.Fatal("no certificate")
	}
	return &tls.Config{RootCAs: roots}
}

// overTLS is a browser at a service with a certificate.
func (s *service) overTLS(config *tls.Config) *caller {
	c := s.browser()
	c.http.Transport = &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
	return c
}

// Only what is safe is spoken: TLS 1.2 with forward secrecy and 1.3, and plain HTTP is told so. A new certificate is taken without a
// restart, and one that cannot be read changes nothing.
func TestTLS(t *testing.T) {
	s, p, serial := behindTLS(t)
	config := trusting(t, p.dir)
	for version, may := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		c := config.Clone()
		c.MinVersion, c.MaxVersion = version, version
		conn, err := tls.Dial("tcp", s.address, c)
		if (err == nil) != may {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			conn.Close()
		}
	}
	c := config.Clone()
	c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_AES_256_CBC_SHA}
	if conn, err := tls.Dial("tcp", s.address, c); err == nil {
		conn.Close()
		t.Error("ciphers without forward secrecy are spoken")
	}
	for _, proto := range []string{"HTTP/2.0", "HTTP/1.1"} {
		own := &http.Transport{TLSClientConfig: config.Clone(), ForceAttemptHTTP2: proto == "HTTP/2.0"}
		if proto == "HTTP/1.1" {
			own.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
		}
		a, err := (&http.Client{Transport: own, Timeout: patience}).Get(s.url + "/sign-in")
		if err != nil {
			t.Fatal(err)
		}
		drain(a)
		if a.Proto != proto || a.StatusCode != http.StatusOK {
			t.Errorf("%s, not %s: %d", a.Proto, proto, a.StatusCode)
		}
		own.CloseIdleConnections()
	}
	a, err := http.Get("http://" + s.address + "/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(a.Body)
	a.Body.Close()
	if err != nil || a.StatusCode != http.StatusBadRequest || a.Header.Get("Set-Cookie") != "" || !strings.Contains(string(plain), "HTTPS") {
		t.Errorf("plain HTTP is answered with %d %s", a.StatusCode, plain)
	}

	shown := func() *big.Int {
		t.Helper()
		conn, err := tls.Dial("tcp", s.address, &tls.Config{InsecureSkipVerify: true}) // to see which it is
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber
	}
	if got := shown(); got.Cmp(serial) != 0 {
		t.Errorf("another certificate: %v", got)
	}
	becomes := func(want *big.Int) {
		t.Helper()
		s.signal(syscall.SIGHUP)
		for begun := time.Now(); shown().Cmp(want) != 0; time.Sleep(10 * time.Millisecond) {
			if time.Since(begun) > patience {
				t.Fatalf("it is not taken\n%s", s.errs)
			}
		}
	}
	next := certified(t, p.dir)
	becomes(next)
	if err := os.WriteFile(filepath.Join(p.dir, "cert.pem"), []byte("inget certifikat"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.signal(syscall.SIGHUP)
	for begun := time.Now(); !strings.Contains(s.errs.String(), `"msg":"reload"`); time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > patience {
			t.Fatalf("nothing is said about a certificate that cannot be read\n%s", s.errs)
		}
	}
	if got := shown(); got.Cmp(next) != 0 {
		t.Error("a certificate that cannot be read takes the place of the one before")
	}
	becomes(certified(t, p.dir))
	s.stop()
}

// Every answer has the headers that make a browser careful; what is private is kept nowhere, cookies are for this host and https alone, and
// nothing that was sent comes back as something else than text.
func TestHeadersOnEveryAnswer(t *testing.T) {
	s, p, _ := behindTLS(t)
	b := &besieged{installation: p, service: s}
	b.inside(t)
	signedIn := s.overTLS(trusting(t, p.dir))
	in := signedIn.form("/sign-in", url.Values{"login": {p.people["leader"].Login}, "password": {password}})
	if in.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", in.Status, in.Body)
	}
	secret := ""
	for _, line := range in.Header["Set-Cookie"] {
		if value, ok := strings.CutPrefix(line, "__Host-samverkan="); ok {
			secret, _, _ = strings.Cut(value, ";")
		}
		if !strings.HasPrefix(line, "__Host-") || !strings.Contains(line, "; Secure") || !strings.Contains(line, "; HttpOnly") || !strings.Contains(line, "; SameSite=Lax") {
			t.Errorf("the cookie %s", line)
		}
	}
	if len(secret) < 22 {
		t.Fatalf("no session: %v", in.Header["Set-Cookie"])
	}
	nobody := s.overTLS(trusting(t, p.dir))
	nobody.http.Jar = nil
	const payload = `"><script>kanarie()</script>`
	routes := []route{{method: "GET", path: "/"}, {method: "GET", path: "/ingenstans"}, {method: "GET", path: "/livez"}, {method: "GET", path: "/readyz"}, {method: "PUT", path: "/sign-in"}}
	list := s.overTLS(trusting(t, p.dir))
	routes = append(append(routes, b.apiBy(t, list)...), b.pages()...)
	looked := 0
	for _, r := range routes {
		for name, c := range map[string]*caller{"signed in": signedIn, "nobody": nobody} {
			if strings.Contains(r.path, "sign-out") && name == "signed in" {
				continue // the others need the session
			}
			hostile := []string{"Origin", s.url, "User-Agent", payload, "Referer", "https://ond.example/" + payload, "X-Forwarded-Host", payload, "Accept-Language", payload}
			path := r.at(regional)
			if r.id == "" {
				path += "?next=" + url.QueryEscape("//ond.example/"+payload)
			}
			a, err := c.asked(r, path, hostile...)
			if err != nil {
				t.Fatalf("%s %s: %v", r.method, r.path, err)
			}
			looked++
			where := name + ", " + r.method + " " + r.path
			h := a.Header
			csp := h.Get("Content-Security-Policy")
			for what, wrong := range map[string]bool{
				"policy":     !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe"),
				"nosniff":    h.Get("X-Content-Type-Options") != "nosniff",
				"frames":     h.Get("X-Frame-Options") != "DENY",
				"referrer":   !slices.Contains([]string{"no-referrer", "same-origin"}, h.Get("Referrer-Policy")),
				"https":      !strings.Contains(h.Get("Strict-Transport-Security"), "max-age=63072000; includeSubDomains"),
				"opener":     h.Get("Cross-Origin-Opener-Policy") != "same-origin",
				"resource":   h.Get("Cross-Origin-Resource-Policy") != "same-origin",
				"kept":       !strings.Contains(h.Get("Cache-Control"), "no-store") && !mayBeKept(r),
				"let in":     h.Get("Access-Control-Allow-Origin") != "",
				"server":     h.Get("Server") != "" || h.Get("X-Powered-By") != "",
				"number":     h.Get("Request-Id") == "",
				"type":       len(a.Body) > 0 && h.Get("Content-Type") == "",
				"status":     a.Status >= 500 && !strings.Contains(string(a.Body), `"delivery.nothing-sent"`), // this service sends nothing
				"reflection": strings.Contains(string(a.Body), "<script>kanarie") || leadsAway(h.Get("Location")),
			} {
				if wrong {
					t.Errorf("%s: %s: %d %v %.200s", where, what, a.Status, h, a.Body)
				}
			}
		}
	}
	if looked < 150 {
		t.Errorf("only %d answers", looked)
	}

	// Signing in leads on to a place here, whatever was wished for.
	for _, next := range []string{"https://ond.example/", "//ond.example", `/\ond.example`, `\\ond.example`, "javascript:alert(1)", "/%0d%0aSet-Cookie:x=y", "/\t/ond.example",
		"http:ond.example", "/@ond.example", "///ond.example", "/account?x=//ond.example"} {
		c := s.overTLS(trusting(t, p.dir))
		a := c.form("/sign-in", url.Values{"login": {p.people["leader"].Login}, "password": {password}, "next": {next}})
		if a.Status != http.StatusSeeOther || leadsAway(a.Header.Get("Location")) || len(a.Header["Set-Cookie"]) > 2 {
			t.Errorf("%q leads to %q (%d)", next, a.Header.Get("Location"), a.Status)
		}
	}
	// A cookie from a neighbour beside the right one is not taken for it.
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	nobody.http.Jar = jar
	if a := nobody.ask(http.MethodGet, "/api/v1/me", nil, "Cookie", "samverkan="+secret); a.Status != http.StatusUnauthorized {
		t.Errorf("a cookie without its prefix opens: %d", a.Status)
	}
	s.stop()
}

// leadsAway tells whether a browser that is sent on leaves the service.
func leadsAway(location string) bool {
	to, err := url.Parse(location)
	return location != "" && (err != nil || to.Host != "" || to.Scheme != "" || to.Opaque != "" || !strings.HasPrefix(location, "/") ||
		strings.HasPrefix(to.Path, "//") || strings.ContainsAny(location, "\\\t\r\n"))
}

// mayBeKept are the few answers that a browser may keep: the same for everybody, or kept to be asked about again.
func mayBeKept(r route) bool {
	return r.id == "openapi" || r.id == "docs" || r.id == "document" || r.id == "record" || r.policy == "service.describe"
}
