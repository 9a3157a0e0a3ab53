package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Options are what a client works with. Only Server, Now and Chance are needed.
type Options struct {
	Server string // "https://samverkan.example.se", with a path when the service has one
	Token  string // "svk_…"; "" is nobody
	CA     []byte // certificates in PEM to trust besides the system's
	Lang   string // of the texts that the service writes: sv, en
	Agent  string // what the program calls itself

	Now    func() time.Time
	Chance func() float64 // 0 ≤ x < 1, for spreading new tries
	// Wait waits so long; it answers with the context's error when that ends first. Nil waits by the clock.
	Wait func(ctx context.Context, d time.Duration) error
	// Trying is told when the connection fails and is going to be tried again. Nil tells nobody.
	Trying func(err error, wait time.Duration)

	Patience time.Duration // in all for one question with its new tries; 90 s when zero
	Stall    time.Duration // without a byte, after which an answer is given up; 60 s when zero
	Hello    time.Duration // until a live stream must have begun, or else it is swallowed on the way; 8 s when zero
	Silence  time.Duration // in a live stream, after which it is taken for dead; 45 s when zero
}

// Client asks one service. Its methods may be used by several goroutines.
type Client struct {
	o    Options
	base *url.URL
	http *http.Client
}

// New makes a client. Faults: client.address, client.plain-http, client.certificates.
func New(o Options) (*Client, error) {
	base, err := Address(o.Server)
	if err != nil {
		return nil, err
	}
	if o.Token != "" && base.Scheme != "https" && !loopback(base.Hostname()) {
		return nil, fault.New(fault.Invalid, "client.plain-http", "Server", base.String())
	}
	if !headerSafe(o.Token) {
		return nil, fault.New(fault.Unauthenticated, "client.token-form")
	}
	roots, err := trusted(o.CA)
	if err != nil {
		return nil, err
	}
	o.Patience, o.Stall = or(o.Patience, 90*time.Second), or(o.Stall, time.Minute)
	o.Hello, o.Silence = or(o.Hello, 8*time.Second), or(o.Silence, 45*time.Second)
	if o.Wait == nil {
		o.Wait = waitByClock
	}
	if o.Trying == nil {
		o.Trying = func(error, time.Duration) {}
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	c := &Client{o: o, base: base}
	c.http = &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
			TLSClientConfig:     &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: 60 * time.Second,
			MaxIdleConnsPerHost: 4, MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: c.redirected,
	}
	return c, nil
}

// Server is the address that the client asks, as it is written.
func (c *Client) Server() string { return c.base.String() }

// Close lets go of connections that are kept for the next question.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Address reads the address of a service. Without a scheme it is taken for https. Fault: client.address.
func Address(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if text != "" && !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault.New(fault.Invalid, "client.address", "Server", clip(text))
	}
	u.Host = strings.ToLower(u.Host)
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// loopback tells whether a host is this machine, where nobody listens in between.
func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// redirected follows a redirect for reading within the same service. Elsewhere the token would come into other hands, and a
// command could be carried out where nobody meant it to be.
func (c *Client) redirected(r *http.Request, via []*http.Request) error {
	same := r.URL.Scheme == c.base.Scheme && strings.EqualFold(r.URL.Host, c.base.Host)
	if !same || via[0].Method != http.MethodGet || len(via) > 5 {
		return fault.New(fault.Unavailable, "client.redirect", "Server", c.base.Host, "To", clip(r.URL.Redacted()))
	}
	return nil
}

// trusted gives the system's certificates with those of the reader's own. nil means the system's.
func trusted(pem []byte) (*x509.CertPool, error) {
	if len(pem) == 0 {
		return nil, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fault.New(fault.Invalid, "client.certificates")
	}
	return roots, nil
}

// headerSafe tells whether a token can stand in a header as it is.
func headerSafe(token string) bool {
	return len(token) <= 512 && strings.IndexFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) < 0
}

func waitByClock(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func or(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}

// clip shortens what is quoted back.
func clip(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
