package oidc

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverkan/internal/fault"
)

// leeway is how much a provider's clock may differ from ours.
const leeway = 2 * time.Minute

// algorithms are the signatures that are taken. None and the symmetric ones never are: with them a public key, or
// nothing, would do for a signature.
var algorithms = []string{goidc.RS256, goidc.PS256, goidc.ES256, goidc.EdDSA}

// claims are what an ID token says beside what go-oidc reads.
type claims struct {
	profile
	AuthorizedParty string   `json:"azp"`
	NotBefore       *float64 `json:"nbf"`
	IssuedAt        *float64 `json:"iat"`
	Expires         *float64 `json:"exp"`
	ACR             string   `json:"acr"`
	AMR             []string `json:"amr"`
}

// profile is what an ID token or userinfo says about the person.
type profile struct {
	Email         string `json:"email"`
	EmailVerified truth  `json:"email_verified"`
	Name          string `json:"name"`
}

// truth is a truth value that some providers write as a text.
type truth bool

func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(b) == `true` || string(b) == `"true"`
	return nil
}

// identify verifies the ID token and says who it is about.
func (c *Client) identify(ctx context.Context, s *source, m *metadata, token *oauth2.Token, st state) (Identity, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" || len(raw) > 64<<10 {
		return Identity{}, s.refuse("the provider sent no ID token")
	}
	// The times are ours to judge: go-oidc allows five minutes in one direction and none in the other.
	signers := &keySet{client: c, source: s, metadata: m}
	verifier := goidc.NewVerifier(s.Issuer, signers, &goidc.Config{
		ClientID: s.ClientID, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true, Now: c.o.Now,
	})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		if signers.down != nil {
			return Identity{}, c.blame(s, signers.down)
		}
		return Identity{}, s.refuse(cut(err.Error(), 200))
	}
	var said claims
	if err := id.Claims(&said); err != nil {
		return Identity{}, s.refuse("a claim of the ID token is of the wrong kind")
	}
	if why := c.wrong(s, id, said, st); why != "" {
		return Identity{}, s.refuse(why)
	}
	if len(s.ACR) > 0 && !slices.Contains(s.ACR, said.ACR) {
		return Identity{}, fault.New(fault.Forbidden, "oidc.level", "Provider", s.label())
	}
	if s.UserInfo {
		if err := c.userInfo(ctx, s, m, token, id, &said.profile); err != nil {
			return Identity{}, err
		}
	}
	return s.identity(id.Subject, said), nil
}

// wrong tells what is not right with a token whose signature, issuer and audience are.
func (c *Client) wrong(s *source, id *goidc.IDToken, said claims, st state) string {
	now := c.o.Now()
	expires, hasExpires := moment(said.Expires)
	issued, hasIssued := moment(said.IssuedAt)
	from, hasFrom := moment(said.NotBefore)
	switch {
	case !same(id.Nonce, st.Nonce):
		return "the ID token answers another question"
	case id.Subject == "" || len(id.Subject) > 255 || strings.ContainsFunc(id.Subject, unicode.IsControl):
		return "the ID token names nobody"
	case said.AuthorizedParty != "" && said.AuthorizedParty != s.ClientID, len(id.Audience) > 1 && said.AuthorizedParty == "":
		return "the ID token was made for another service"
	case !hasExpires || !now.Add(-leeway).Before(expires):
		return "the ID token is too old"
	case !hasIssued || now.Add(leeway).Before(issued):
		return "the ID token is from the future"
	case said.NotBefore != nil && (!hasFrom || now.Add(leeway).Before(from)):
		return "the ID token is not yet valid"
	}
	return ""
}

// moment reads seconds since 1970. What lies beyond any calendar is as good as not told.
func moment(seconds *float64) (at time.Time, told bool) {
	if seconds == nil || !(*seconds > 0 && *seconds < 1<<40) {
		return time.Time{}, false
	}
	return time.Unix(int64(*seconds), 0), true
}

// userInfo asks for name and e-mail, which count only when they are about the person of the ID token.
func (c *Client) userInfo(ctx context.Context, s *source, m *metadata, token *oauth2.Token, id *goidc.IDToken, p *profile) error {
	if id.AccessTokenHash != "" && id.VerifyAccessToken(token.AccessToken) != nil {
		return s.refuse("the access token does not belong to the ID token")
	}
	info, err := m.provider.UserInfo(goidc.ClientContext(ctx, c.o.HTTP), oauth2.StaticTokenSource(token))
	if err != nil {
		return c.blame(s, err)
	}
	if info.Subject != id.Subject {
		return s.refuse("userinfo is about somebody else")
	}
	var raw json.RawMessage
	if err := info.Claims(&raw); err != nil {
		return s.refuse("userinfo cannot be read")
	}
	told := profile{}
	if err := json.Unmarshal(raw, &told); err != nil {
		return s.refuse("a claim of userinfo is of the wrong kind")
	}
	*p = told
	return nil
}

func (s *source) identity(subject string, said claims) Identity {
	who := Identity{
		Provider: s.Name, Issuer: s.Issuer, Subject: subject,
		Email: cut(said.Email, 254), EmailVerified: bool(said.EmailVerified), Name: cut(said.Name, 200), ACR: cut(said.ACR, 200),
	}
	for _, m := range said.AMR {
		if len(who.AMR) < 16 {
			who.AMR = append(who.AMR, cut(m, 40))
		}
	}
	if !who.EmailVerified && !s.AllowUnverifiedEmail {
		who.Email = ""
	}
	return who
}

// cut makes a text from outside fit to keep: no control characters, whole letters, at most max bytes.
func cut(text string, max int) string {
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	for len(text) > max {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}
