package oidc

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"samverkan/internal/fault"
)

// StateLasts is how long a browser may stay at the provider.
const StateLasts = 10 * time.Minute

// State is what stands between [Client.Begin] and [Client.Finish]. The bytes are secret from everybody, the browser
// included; ID is the parameter "state" that the browser comes back with.
type State struct {
	ID      string
	Bytes   []byte
	Expires time.Time
}

// state is what the bytes say.
type state struct {
	ID       string    `json:"id"`
	Provider string    `json:"provider"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Callback string    `json:"callback"`
	Expires  time.Time `json:"expires"`
}

// Begin gives the address to send the browser to, and what to keep until it comes back.
// Faults: oidc.unknown-provider, oidc.unavailable.
func (c *Client) Begin(ctx context.Context, provider string) (redirect string, kept State, err error) {
	s, err := c.provider(provider)
	if err != nil {
		return "", State{}, err
	}
	m, err := c.metadata(ctx, s)
	if err != nil {
		return "", State{}, err
	}
	st, err := c.newState(s)
	if err != nil {
		return "", State{}, err
	}
	bytes, err := json.Marshal(st)
	if err != nil {
		return "", State{}, err
	}
	challenge := sha256.Sum256([]byte(st.Verifier))
	options := []oauth2.AuthCodeOption{
		goidc.Nonce(st.Nonce),
		oauth2.SetAuthURLParam("code_challenge", base64.RawURLEncoding.EncodeToString(challenge[:])),
		oauth2.SetAuthURLParam("code_challenge_method", "S256"),
	}
	if len(s.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(s.ACR, " ")))
	}
	return c.oauth(s, m).AuthCodeURL(st.ID, options...), State{ID: st.ID, Bytes: bytes, Expires: st.Expires}, nil
}

func (c *Client) newState(s *source) (state, error) {
	st := state{Provider: s.Name, Callback: c.o.Callback(s.Name), Expires: c.o.Now().Add(StateLasts)}
	for _, secret := range []*string{&st.ID, &st.Nonce, &st.Verifier} {
		var b [32]byte
		if _, err := io.ReadFull(c.o.Random, b[:]); err != nil {
			return state{}, err
		}
		*secret = base64.RawURLEncoding.EncodeToString(b[:])
	}
	return st, nil
}

// readState gives back what Begin kept, if it was kept for this provider and not for too long.
func (c *Client) readState(s *source, kept []byte) (state, error) {
	var st state
	err := json.Unmarshal(kept, &st)
	switch {
	case err != nil || st.ID == "" || st.Nonce == "" || st.Verifier == "" || st.Provider != s.Name ||
		st.Callback != c.o.Callback(s.Name):
		return state{}, fault.New(fault.Invalid, "oidc.state")
	case !c.o.Now().Before(st.Expires):
		return state{}, fault.New(fault.Gone, "oidc.expired")
	}
	return st, nil
}
