package oidc

import (
	"context"
	"errors"
	"net/url"
	"slices"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// metadata is what a provider says of itself at /.well-known/openid-configuration.
type metadata struct {
	provider *goidc.Provider
	told     struct {
		Authorize   string   `json:"authorization_endpoint"`
		Token       string   `json:"token_endpoint"`
		Keys        string   `json:"jwks_uri"`
		AuthMethods []string `json:"token_endpoint_auth_methods_supported"`
		TellsIssuer bool     `json:"authorization_response_iss_parameter_supported"`
	}
}

func (c *Client) metadata(ctx context.Context, s *source) (*metadata, error) {
	m, err := s.metadata.get(ctx, c.o.Now(), func(*metadata) bool { return true }, func(ctx context.Context) (*metadata, error) {
		return c.fetchMetadata(ctx, s)
	})
	return m, c.blame(s, err)
}

func (c *Client) fetchMetadata(ctx context.Context, s *source) (*metadata, error) {
	provider, err := goidc.NewProvider(goidc.ClientContext(ctx, c.o.HTTP), s.Issuer)
	if err != nil {
		return nil, err
	}
	m := &metadata{provider: provider}
	if err := provider.Claims(&m.told); err != nil {
		return nil, err
	}
	for _, address := range []string{m.told.Authorize, m.told.Token, m.told.Keys} {
		if u, err := url.Parse(address); err != nil || !web(u, c.o.PlainHTTP) {
			return nil, errors.New("an endpoint of the provider is missing or not https")
		}
	}
	return m, nil
}

// blame makes the fault for a provider that does not answer as it should. What it sent is cut short for the log.
func (c *Client) blame(s *source, err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	}
	cause := outward.Explain(err)
	if _, is := fault.As(err); !is {
		cause = errors.New(cut(err.Error(), 200))
	}
	return fault.Wrap(cause, fault.Unavailable, "oidc.unavailable", "Provider", s.label())
}

func (p Provider) label() string {
	if p.Title != "" {
		return p.Title
	}
	return p.Name
}

// oauth is the exchange with the provider. The secret travels in the body when the provider takes it there:
// the header's encoding is where implementations differ.
func (c *Client) oauth(s *source, m *metadata) *oauth2.Config {
	style := oauth2.AuthStyleInHeader
	if s.ClientSecret == "" || slices.Contains(m.told.AuthMethods, "client_secret_post") {
		style = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID: s.ClientID, ClientSecret: s.ClientSecret, RedirectURL: c.o.Callback(s.Name), Scopes: s.scopes(),
		Endpoint: oauth2.Endpoint{AuthURL: m.told.Authorize, TokenURL: m.told.Token, AuthStyle: style},
	}
}
