package cli

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/smtp"
	"strconv"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
)

// patience is how long the doctor waits for another machine.
const patience = 5 * time.Second

// certificateSoon is when a certificate ought to be renewed.
const certificateSoon = 14 * 24 * time.Hour

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// address is where the service listens: it does, or it could.
func (p patient) address(ctx context.Context) (string, error) {
	l, err := net.Listen("tcp", p.Listen)
	if err == nil {
		return p.Listen, l.Close()
	}
	if errors.Is(err, fs.ErrPermission) {
		return p.Listen, fault.Wrap(err, fault.Unavailable, "doctor.port-denied", "Address", p.Listen)
	}
	if p.answers(ctx) {
		return p.Listen, nil
	}
	return p.Listen, fault.Wrap(err, fault.Unavailable, "doctor.port-taken", "Address", p.Listen)
}

// answers tells whether it is the service that listens there.
func (p patient) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	scheme := "http"
	if p.TLS.Mode != "off" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(p.Listen)
	if err != nil {
		return false
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/livez", nil)
	if err != nil {
		return false
	}
	// Who answers on our own port is asked who it is, and is told nothing: its certificate is for another name.
	way := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}
	answer, err := (&http.Client{Transport: way}).Do(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	var said struct {
		Status string `json:"status"`
	}
	return json.NewDecoder(io.LimitReader(answer.Body, 1<<10)).Decode(&said) == nil && said.Status != ""
}

// certificate is the service's own: it can be read, is for the service's name, and lasts.
func (s *session) certificate(p patient) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		pair, err := tls.LoadX509KeyPair(p.TLS.Cert, p.TLS.Key)
		if err != nil {
			return p.TLS.Cert, fault.Wrap(err, fault.Unavailable, "doctor.cert-unreadable", "Path", p.TLS.Cert, "Key", p.TLS.Key)
		}
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil {
			return p.TLS.Cert, fault.Wrap(err, fault.Unavailable, "doctor.cert-unreadable", "Path", p.TLS.Cert, "Key", p.TLS.Key)
		}
		saw := s.when(leaf.NotAfter)
		left := leaf.NotAfter.Sub(p.now())
		switch {
		case left <= 0 || leaf.NotBefore.After(p.now()):
			return saw, fault.New(fault.Unavailable, "doctor.cert-expired",
				"Path", p.TLS.Cert, "From", leaf.NotBefore, "Until", leaf.NotAfter)
		case p.URL != nil && leaf.VerifyHostname(p.URL.Hostname()) != nil:
			return saw, fault.New(fault.Unavailable, "doctor.cert-name", "Path", p.TLS.Cert, "Host", p.URL.Hostname())
		case left < certificateSoon:
			return saw, caution{fault.New(fault.Unavailable, "doctor.cert-soon", "Path", p.TLS.Cert, "Until", leaf.NotAfter)}
		}
		return saw, nil
	}
}

// bucket is where files are kept when it is no directory: it answers, and can be written.
func (p patient) bucket(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return p.S3.Bucket, attachment.Place{Bucket: p.S3.Bucket, Endpoint: p.S3.Endpoint, Region: p.S3.Region, Keys: p.S3.Keys}.TryBucket(ctx)
}

// mail is whether the mail server answers and offers the protection that is asked for. Nothing is sent and nobody logs in.
func (p patient) mail(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	address := p.SMTP.Address
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address, fault.Wrap(err, fault.Invalid, "doctor.mail-unreachable", "Address", address)
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return address, fault.Wrap(err, fault.Unavailable, "doctor.mail-unreachable", "Address", address)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return address, err
	}
	if p.SMTP.TLS == "tls" {
		conn = tls.Client(conn, &tls.Config{ServerName: host})
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return address, fault.Wrap(err, fault.Unavailable, "doctor.mail-refused", "Address", address)
	}
	defer c.Close()
	if err := c.Hello("localhost"); err != nil {
		return address, fault.Wrap(err, fault.Unavailable, "doctor.mail-refused", "Address", address)
	}
	if offers, _ := c.Extension("STARTTLS"); p.SMTP.TLS == "starttls" && !offers {
		return address, fault.New(fault.Unavailable, "doctor.mail-open", "Address", address)
	}
	return address, c.Quit()
}
