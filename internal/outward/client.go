package outward

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"samverkan/internal/fault"
)

// Options say what a client may reach and how long it may take. The zero value is the strictest: https to the
// open internet, no redirects, no proxy, 10 seconds, 1 MiB.
type Options struct {
	Inside      []netip.Prefix // addresses that are reached although they are not of the open internet
	InsideHosts []string       // names that may resolve to private addresses (not to this machine or its link)
	InsideOnly  bool           // nothing but what is named as inside is reached: not the open internet
	PlainHTTP   bool           // http is allowed beside https

	Redirects int           // how many redirects of a GET are followed; 0: a redirect is a fault
	Timeout   time.Duration // for the whole call with its answer; 0: 10 s
	MaxBytes  int64         // of an answer, unpacked; 0: 1 MiB

	Proxy    *url.URL       // calls go through it; it resolves the names, so only addresses written out are judged here
	Roots    *x509.CertPool // who vouches for certificates; nil: those that the machine trusts
	Resolver *net.Resolver  // nil: the machine's
}

const (
	defaultTimeout = 10 * time.Second
	defaultBytes   = 1 << 20
)

// New makes a client that keeps to o. Its errors are faults underneath (see [Explain]): outward.address and
// outward.forbidden for what it refuses to call, outward.redirect, outward.too-large.
func New(o Options) *http.Client {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultBytes
	}
	o.Inside = slices.Clone(o.Inside)
	o.InsideHosts = slices.Clone(o.InsideHosts)
	inner := &http.Transport{
		Proxy:                  func(*http.Request) (*url.URL, error) { return o.Proxy, nil },
		DialContext:            o.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    o.Timeout,
		ResponseHeaderTimeout:  o.Timeout,
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConns:           16,
		MaxResponseHeaderBytes: 64 << 10,
	}
	return &http.Client{
		Transport:     &careful{o: o, inner: inner},
		CheckRedirect: o.redirect,
		Timeout:       o.Timeout,
	}
}

// dial connects to a host; the guard stands where the name has become an address and the socket is not yet connected.
func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: o.Timeout, Resolver: o.Resolver}
	d.ControlContext = func(_ context.Context, _, resolved string, _ syscall.RawConn) error {
		if o.Proxy != nil {
			return nil // only the proxy is ever dialled, and the operator named it
		}
		ap, err := netip.ParseAddrPort(resolved)
		if err != nil || !o.allows(host, ap.Addr()) {
			return fault.New(fault.Forbidden, "outward.forbidden", "Host", host)
		}
		return nil
	}
	return d.DialContext(ctx, network, address)
}

// allows tells whether a host that resolved to an address may be called.
func (o Options) allows(host string, a netip.Addr) bool {
	p := plain(a)
	switch {
	case open(a) && !o.InsideOnly, within(p, o.Inside):
		return true
	}
	named := slices.ContainsFunc(o.InsideHosts, func(h string) bool { return sameHost(h, host) })
	return named && within(p, ownNetwork)
}

func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}

// redirect keeps count; a body with secrets is never carried on, and https never left.
func (o Options) redirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > o.Redirects || first.Method != http.MethodGet && first.Method != http.MethodHead {
		return fault.New(fault.Forbidden, "outward.redirect", "Host", first.URL.Hostname())
	}
	if first.URL.Scheme == "https" && next.URL.Scheme != "https" {
		return fault.New(fault.Forbidden, "outward.redirect", "Host", first.URL.Hostname())
	}
	return nil // where it leads is judged when the request is made, as for every request
}
