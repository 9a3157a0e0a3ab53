package outward

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"samverkan/internal/fault"
)

// careful judges each request before it leaves and measures each answer.
type careful struct {
	o     Options
	inner *http.Transport
}

// RoundTrip makes one call.
func (c *careful) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := c.o.check(r.URL); err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	resp, err := c.inner.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	tooLarge := fault.New(fault.TooLarge, "outward.too-large", "Host", r.URL.Hostname(), "Max", c.o.MaxBytes)
	resp.Body = &measured{ReadCloser: resp.Body, left: c.o.MaxBytes, over: tooLarge}
	return resp, nil
}

// CloseIdleConnections lets [http.Client.CloseIdleConnections] reach the connections.
func (c *careful) CloseIdleConnections() { c.inner.CloseIdleConnections() }

// measured is an answer that ends with a fault, never silently, when it grows over its size.
type measured struct {
	io.ReadCloser
	left int64
	over error
}

func (m *measured) Read(p []byte) (int, error) {
	if m.left < 0 {
		return 0, m.over
	}
	if int64(len(p)) > m.left+1 {
		p = p[:m.left+1]
	}
	n, err := m.ReadCloser.Read(p)
	m.left -= int64(n)
	if m.left < 0 {
		return n - 1, m.over
	}
	return n, err
}

// Explain makes a fault of an error from a client of this package: what it refused keeps its code, and what the
// other machine or the network failed to do is outward.unreachable, of the kind Unavailable. The address is left out.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := fault.As(err); ok {
		return f
	}
	var u *url.Error
	host := ""
	if errors.As(err, &u) {
		if parsed, perr := url.Parse(u.URL); perr == nil {
			host = parsed.Hostname()
		}
		err = u.Err
	}
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	return fault.Wrap(err, fault.Unavailable, "outward.unreachable", "Host", host)
}
