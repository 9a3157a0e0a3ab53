package oidc

import (
	"io"
	"net/http"
	"time"

	"samverkan/internal/fault"
)

// Options are what a [Client] stands on.
type Options struct {
	Providers []Provider
	// Callback gives the address that a provider sends the browser back to. Each provider has its own, so that an
	// answer from one cannot be taken for another's.
	Callback  func(provider string) string
	HTTP      *http.Client     // how providers are called: a client of package outward
	PlainHTTP bool             // providers without https, for tests and for a provider on the same machine
	Now       func() time.Time // the service's clock
	Random    io.Reader        // unguessable
}

// Client signs people in with the configured providers. It is safe for concurrent use.
type Client struct {
	o         Options
	names     []string
	providers map[string]*source
}

// source is a provider with what is known of it.
type source struct {
	Provider
	metadata cached[*metadata]
	keys     cached[keys]
}

// New makes a client. It calls nobody: a provider that is down does not keep the service from starting.
// Fault: oidc.bad-provider.
func New(o Options) (*Client, error) {
	c := &Client{o: o, providers: map[string]*source{}}
	for _, p := range o.Providers {
		if err := p.check(o.PlainHTTP); err != nil {
			return nil, err
		}
		if c.providers[p.Name] != nil {
			return nil, fault.New(fault.Invalid, "oidc.bad-provider", "Provider", p.Name, "What", "name")
		}
		c.names = append(c.names, p.Name)
		c.providers[p.Name] = &source{Provider: p, metadata: newCached[*metadata](), keys: newCached[keys]()}
	}
	return c, nil
}

// Providers gives the providers in the order they were configured, without their secrets.
func (c *Client) Providers() []Provider {
	var all []Provider
	for _, name := range c.names {
		p := c.providers[name].Provider
		p.ClientSecret = ""
		all = append(all, p)
	}
	return all
}

func (c *Client) provider(name string) (*source, error) {
	s := c.providers[name]
	if s == nil {
		return nil, fault.New(fault.NotFound, "oidc.unknown-provider")
	}
	return s, nil
}
