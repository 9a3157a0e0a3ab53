package oidc

import (
	"net/url"
	"regexp"
	"slices"

	"samverkan/internal/fault"
)

// Provider is an organisation's sign-in service, as the operator has configured it.
type Provider struct {
	Name         string   // short and stable, in addresses: a-z, 0-9 and hyphen
	Title        string   // what the button says, such as "Storköpings kommun"
	Issuer       string   // exactly as the provider writes it, https
	ClientID     string   // what we are called there
	ClientSecret string   // empty: a public client, held by PKCE alone
	Scopes       []string // beside openid; none: profile and email
	Actor        string   // the actor whose people come from it; "" any
	ACR          []string // levels of assurance, one of which is asked for and demanded; none: any

	// UserInfo asks the provider's userinfo for name and e-mail, for providers that leave them out of the ID token.
	UserInfo bool
	// AllowUnverifiedEmail hands on an e-mail address that the provider does not vouch for, marked as such. It is for
	// display; nothing is ever bound by an address.
	AllowUnverifiedEmail bool
}

// Identity is who a provider says has signed in. Issuer and Subject together are the identity; the rest is for display.
type Identity struct {
	Provider      string   // Provider.Name
	Issuer        string   // Provider.Issuer
	Subject       string   // the provider's own name for the person, never reused
	Email         string   // "" when the provider does not vouch for it, unless that is allowed
	EmailVerified bool     // the provider vouches for the address
	Name          string   // "" when not told
	ACR           string   // level of assurance, in the provider's words
	AMR           []string // how the person proved it: pwd, otp, hwk …
}

var providerName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// check finds what cannot work before anybody tries.
func (p Provider) check(plainHTTP bool) error {
	issuer, err := url.Parse(p.Issuer)
	switch {
	case !providerName.MatchString(p.Name):
		return fault.New(fault.Invalid, "oidc.bad-provider", "Provider", p.Name, "What", "name")
	case err != nil || !web(issuer, plainHTTP) || issuer.RawQuery != "" || issuer.Fragment != "":
		return fault.New(fault.Invalid, "oidc.bad-provider", "Provider", p.Name, "What", "issuer")
	case p.ClientID == "":
		return fault.New(fault.Invalid, "oidc.bad-provider", "Provider", p.Name, "What", "client_id")
	}
	return nil
}

func (p Provider) scopes() []string {
	asked := p.Scopes
	if len(asked) == 0 {
		asked = []string{"profile", "email"}
	}
	scopes := []string{"openid"} // first: some providers look only there
	for _, s := range asked {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// web tells whether an address is one that a browser may be sent to.
func web(u *url.URL, plainHTTP bool) bool {
	return u.Host != "" && u.User == nil && (u.Scheme == "https" || plainHTTP && u.Scheme == "http")
}
