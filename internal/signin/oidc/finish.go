package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/url"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverkan/internal/fault"
)

// Finish says who has signed in, from what Begin kept and the query that the browser came back to the provider's
// return address with. The caller has already taken the state away: it is good for one try.
//
// Faults: oidc.unknown-provider; oidc.state (the answer does not belong to this beginning); oidc.expired; oidc.denied
// (the person said no, or the provider did); oidc.refused (something in the answer is not right; the cause is for
// the log); oidc.level (too weak a way of signing in); oidc.unavailable.
func (c *Client) Finish(ctx context.Context, provider string, kept []byte, query url.Values) (Identity, error) {
	s, err := c.provider(provider)
	if err != nil {
		return Identity{}, err
	}
	st, err := c.readState(s, kept)
	if err != nil {
		return Identity{}, err
	}
	a, err := readAnswer(query)
	if err != nil {
		return Identity{}, err
	}
	if !same(a.state, st.ID) {
		return Identity{}, fault.New(fault.Invalid, "oidc.state")
	}
	m, err := c.metadata(ctx, s)
	if err != nil {
		return Identity{}, err
	}
	if a.issuer != s.Issuer && (a.issuer != "" || m.told.TellsIssuer) {
		return Identity{}, s.refuse("the answer comes from another provider")
	}
	if a.problem != "" {
		return Identity{}, s.denied(a.problem)
	}
	token, err := c.exchange(ctx, s, m, a.code, st)
	if err != nil {
		return Identity{}, err
	}
	return c.identify(ctx, s, m, token, st)
}

// answer is the query that a browser comes back with.
type answer struct{ state, code, issuer, problem string }

// readAnswer takes each parameter once and at a sensible length: a second one is how answers are smuggled.
func readAnswer(query url.Values) (answer, error) {
	var a answer
	for name, to := range map[string]*string{"state": &a.state, "code": &a.code, "iss": &a.issuer, "error": &a.problem} {
		values := query[name]
		if len(values) > 1 || len(values) == 1 && len(values[0]) > 4096 {
			return answer{}, fault.New(fault.Invalid, "oidc.state")
		}
		*to = query.Get(name)
	}
	if a.state == "" || (a.code == "") == (a.problem == "") {
		return answer{}, fault.New(fault.Invalid, "oidc.state")
	}
	return a, nil
}

func (s *source) denied(problem string) error {
	switch problem {
	case "temporarily_unavailable", "server_error":
		return fault.New(fault.Unavailable, "oidc.unavailable", "Provider", s.label())
	}
	return fault.Wrap(errors.New(cut(problem, 60)), fault.Forbidden, "oidc.denied", "Provider", s.label())
}

// refuse is for an answer that is not right. People are told so much; the reason is for the log.
func (s *source) refuse(why string) error {
	return fault.Wrap(errors.New(why), fault.Unauthenticated, "oidc.refused", "Provider", s.label())
}

// exchange trades the code for tokens. The provider compares the verifier with the challenge of the beginning, so
// that a code stolen on the way is worth nothing in another browser.
func (c *Client) exchange(ctx context.Context, s *source, m *metadata, code string, st state) (*oauth2.Token, error) {
	token, err := c.oauth(s, m).Exchange(goidc.ClientContext(ctx, c.o.HTTP), code, oauth2.VerifierOption(st.Verifier))
	var answered *oauth2.RetrieveError
	switch {
	case err == nil:
		return token, nil
	case !errors.As(err, &answered):
		return nil, c.blame(s, err)
	case answered.Response != nil && answered.Response.StatusCode >= 500:
		return nil, fault.New(fault.Unavailable, "oidc.unavailable", "Provider", s.label())
	}
	// The answer's text may repeat the code; its error code is one word of a fixed list.
	return nil, s.refuse("the provider does not take the code: " + cut(answered.ErrorCode, 60))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
