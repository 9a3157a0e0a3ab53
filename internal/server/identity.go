package server

import (
	"crypto/x509"
	"net/netip"
	"os"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
	"samverkan/internal/signin"
	"samverkan/internal/signin/oidc"
	"samverkan/internal/signin/passkey"
)

// passkeys gives the service's part in passkeys; nil where browsers would not use them: they want https and a name, or the
// machine itself.
func (s *Server) passkeys() (*passkey.Party, error) {
	u := s.o.Config.URL
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || !s.o.Config.Secure() && host != "localhost" {
		return nil, nil
	}
	return passkey.New(passkey.Config{RPID: host, Origins: []string{u.Scheme + "://" + withoutDefaultPort(u)},
		DisplayName: "Samverkan", Now: s.o.Now})
}

// providers gives the other organisations whose sign-in is trusted; nil when there are none. Nobody is called yet.
func (s *Server) providers() (*oidc.Client, error) {
	c := s.o.Config
	if len(c.OIDC) == 0 {
		return nil, nil
	}
	roots, err := trusted(c.CA)
	if err != nil {
		return nil, err
	}
	o := oidc.Options{Now: s.o.Now, Random: s.o.Random, HTTP: outward.New(outward.Options{Inside: c.Inside, Roots: roots}),
		Callback: func(name string) string { return c.URL.String() + signin.ReturnPath(name) }}
	for _, p := range c.OIDC {
		o.Providers = append(o.Providers, oidc.Provider{Name: p.Name, Title: p.Title, Issuer: p.Issuer, ClientID: p.ClientID,
			ClientSecret: p.ClientSecret, Scopes: p.Scopes, Actor: p.Actor, ACR: p.ACR, UserInfo: p.UserInfo})
	}
	return oidc.New(o)
}

// trusted gives the certificates of a file, beside those that the machine trusts; nil for those alone. Fault: serve.ca.
func trusted(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	text, err := os.ReadFile(path)
	if err != nil || !pool.AppendCertsFromPEM(text) {
		return nil, fault.Wrap(err, fault.Invalid, "serve.ca", "Path", path)
	}
	return pool, nil
}
