package client

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// Refusal is a no from the service. The fault in it is the one that the service had, so that it is told in the same words,
// and with the same exit code, as where the database is.
type Refusal struct {
	Fault   *fault.Fault
	Title   string // what is wrong in the service's words, for a code that this program does not know
	Request string // id to ask the operator about
}

func (r *Refusal) Error() string { return r.Fault.Error() }

// Unwrap gives the fault.
func (r *Refusal) Unwrap() error { return r.Fault }

// FaultOf makes the fault that a problem came from.
func FaultOf(p wire.Problem) *Refusal {
	f := &fault.Fault{Kind: kindOf(p.Kind, p.Status), Code: p.Code, Args: Args(p.Args), Fields: p.Fields}
	return &Refusal{Fault: f, Title: p.Title, Request: p.Request}
}

// Args gives values the types they had before they were written as JSON, so that texts can show them: whole numbers, times
// and lists of texts.
func Args(args map[string]any) fault.Args {
	if args == nil {
		return nil
	}
	out := fault.Args{}
	for name, v := range args {
		out[name] = revived(v)
	}
	return out
}

func revived(v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int(v)
		}
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t
		}
	case []any:
		texts := make([]string, len(v))
		for i, x := range v {
			text, ok := x.(string)
			if !ok {
				return v
			}
			texts[i] = text
		}
		return texts
	}
	return v
}

// kindOf reads a kind, by its name and else by the HTTP status.
func kindOf(name string, status int) fault.Kind {
	kinds := []fault.Kind{fault.Internal, fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict,
		fault.Gone, fault.TooLarge, fault.Limited, fault.Full, fault.Unavailable}
	for _, k := range kinds {
		if k.String() == name {
			return k
		}
	}
	for _, k := range kinds {
		if k.HTTPStatus() == status {
			return k
		}
	}
	if status >= 400 && status < 500 {
		return fault.Invalid
	}
	return fault.Internal
}

// refusal reads an answer that says no.
func (c *Client) refusal(r *http.Response) error {
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var p wire.Problem
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "application/problem+json" && json.Unmarshal(data, &p) == nil && p.Code != "" {
		if p.Status == 0 {
			p.Status = r.StatusCode
		}
		no := error(FaultOf(p))
		if r.StatusCode == http.StatusServiceUnavailable || r.StatusCode == http.StatusTooManyRequests {
			return &later{no, c.retryAfter(r.Header)}
		}
		return no
	}
	switch r.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
		// Something between here and the service answers for it.
		return &later{fault.New(fault.Unavailable, "client.unreachable", "Server", c.base.Host), c.retryAfter(r.Header)}
	}
	return c.notOurs(r.StatusCode, errors.New(http.StatusText(r.StatusCode)))
}

// notOurs is an answer that no samverkan service gives.
func (c *Client) notOurs(status int, err error) error {
	return fault.Wrap(err, fault.Unavailable, "client.not-the-service", "Server", c.base.Host, "Status", status)
}

// certificateFault tells why a connection could not be trusted; nil when that is not what went wrong.
func certificateFault(err error, server string) error {
	var (
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		verify  *tls.CertificateVerificationError
		plain   tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &host):
		return fault.Wrap(err, fault.Unavailable, "client.certificate-host", "Server", server)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fault.Wrap(err, fault.Unavailable, "client.certificate-expired", "Server", server)
	case errors.As(err, &invalid), errors.As(err, &unknown), errors.As(err, &verify):
		return fault.Wrap(err, fault.Unavailable, "client.certificate-unknown", "Server", server)
	case errors.As(err, &plain), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"): // net/http has no type for it
		return fault.Wrap(err, fault.Unavailable, "client.not-https", "Server", server)
	}
	return nil
}
