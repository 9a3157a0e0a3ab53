package server

import (
	"crypto/tls"
	"sync/atomic"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"samverkan/internal/config"
	"samverkan/internal/fault"
)

// certificates show who the service is: a pair of files that can be read anew while it runs, or what an issuer gives by itself.
type certificates struct {
	files config.TLS
	pair  atomic.Pointer[tls.Certificate]
	auto  *autocert.Manager
}

func newCertificates(c config.TLS) (*certificates, error) {
	t := &certificates{files: c}
	if c.Mode == "auto" {
		t.auto = &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(c.Cache),
			HostPolicy: autocert.HostWhitelist(c.Domains...), Email: c.Contact}
	}
	return t, t.reload()
}

// reload reads the files. Fault: serve.certificate.
func (t *certificates) reload() error {
	if t.files.Mode != "files" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(t.files.Cert, t.files.Key)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "serve.certificate", "Cert", t.files.Cert, "Key", t.files.Key)
	}
	t.pair.Store(&pair)
	return nil
}

// config is TLS 1.2 with forward secrecy, or 1.3.
func (t *certificates) config() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	if t.auto != nil {
		c.GetCertificate = t.auto.GetCertificate
		c.NextProtos = append(c.NextProtos, acme.ALPNProto)
		return c
	}
	c.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return t.pair.Load(), nil }
	return c
}
