package oidc

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"samverkan/internal/fault"
)

// nobody is a network in which nobody answers.
type nobody struct{}

func (nobody) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fault.New(fault.Unavailable, "outward.unreachable", "Host", "x")
}

// Whatever a browser comes back with, and whatever was kept: nobody is signed in, and the provider is asked only about
// an answer that belongs to what was begun.
func FuzzReturn(f *testing.F) {
	c, err := New(Options{
		Providers: []Provider{{Name: "a", Issuer: "https://idp.example", ClientID: "x"}},
		Callback:  func(string) string { return "https://s.example/a" },
		HTTP:      &http.Client{Transport: nobody{}}, Now: time.Now, Random: rand.Reader,
	})
	if err != nil {
		f.Fatal(err)
	}
	st, err := c.newState(c.providers["a"])
	if err != nil {
		f.Fatal(err)
	}
	good, err := json.Marshal(st)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("state="+st.ID+"&code=x", good)
	f.Add("state=x&error=access_denied&iss=https://idp.example", []byte("{}"))
	f.Fuzz(func(t *testing.T, raw string, kept []byte) {
		query, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		_, err = c.Finish(t.Context(), "a", kept, query)
		if err == nil {
			t.Fatal("signed in")
		}
		if fault.CodeOf(err) == "oidc.unavailable" {
			var s state
			if json.Unmarshal(kept, &s) != nil || s.ID == "" || s.ID != query.Get("state") {
				t.Fatal("the provider was asked about an answer that does not belong")
			}
		}
	})
}

// Whatever a provider gives for keys: read without harm, and only public keys for signatures remain.
func FuzzKeys(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","use":"sig","kid":"1","alg":"RS256"}]}`))
	f.Add([]byte(`{"keys":[{"kty":"oct","k":"AAAA"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},null]}`))
	f.Add([]byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := readKeys(body)
		if (err == nil) != (len(all) > 0) {
			t.Fatalf("%d keys and %v", len(all), err)
		}
		for _, key := range all {
			if !key.IsPublic() || key.Use == "enc" {
				t.Fatalf("%s", body)
			}
		}
	})
}

// Whatever an ID token and userinfo say about a person: what is kept is short, whole and without control characters.
func FuzzClaims(f *testing.F) {
	f.Add([]byte(`{"email":"a@b.example","email_verified":"true","name":"A\u202eB\u0000","iat":1e400,"amr":["pwd"]}`))
	f.Add([]byte(`{"email":"a@b.example","email_verified":false,"exp":-1,"nbf":1e15}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var said claims
		if json.Unmarshal(body, &said) != nil {
			return
		}
		s := &source{Provider: Provider{Name: "a"}}
		who := s.identity("x", said)
		if who.Email != "" && !bool(said.EmailVerified) {
			t.Fatal("an address that nobody vouches for")
		}
		for _, text := range append(who.AMR, who.Email, who.Name, who.ACR) {
			if len(text) > 254 || strings.ContainsFunc(text, unicode.IsControl) || strings.ToValidUTF8(text, "") != text {
				t.Fatalf("%q", text)
			}
		}
		if at, told := moment(said.IssuedAt); told && (at.Year() < 1970 || at.Year() > 40000) {
			t.Fatal(at)
		}
	})
}
