package oidc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"
)

// sign makes a token; kid "" leaves the name of the key out.
func sign(t *testing.T, method jwt.SigningMethod, key any, kid string, c jwt.MapClaims) string {
	token := jwt.NewWithClaims(method, c)
	if kid != "" {
		token.Header["kid"] = kid
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Error(err)
	}
	return s
}

func in(d time.Duration) int64 { return time.Now().Add(d).Unix() }

// Claims that are not right, signed by the provider's own key.
func TestClaims(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	for _, tt := range []struct {
		name string
		bend func(c jwt.MapClaims)
		ok   bool
	}{
		{"as they are", func(jwt.MapClaims) {}, true},
		{"another issuer", func(c jwt.MapClaims) { c["iss"] = "https://evil.example" }, false},
		{"issuer with a slash", func(c jwt.MapClaims) { c["iss"] = p.Issuer() + "/" }, false},
		{"no issuer", func(c jwt.MapClaims) { delete(c, "iss") }, false},
		{"another audience", func(c jwt.MapClaims) { c["aud"] = "another" }, false},
		{"no audience", func(c jwt.MapClaims) { delete(c, "aud") }, false},
		{"two audiences", func(c jwt.MapClaims) { c["aud"] = []string{p.ClientID, "another"} }, false},
		{"two audiences, for us", func(c jwt.MapClaims) { c["aud"], c["azp"] = []string{p.ClientID, "another"}, p.ClientID }, true},
		{"two audiences, for the other", func(c jwt.MapClaims) {
			c["aud"], c["azp"] = []string{p.ClientID, "another"}, "another"
		}, false},
		{"for another party", func(c jwt.MapClaims) { c["azp"] = "another" }, false},
		{"for us", func(c jwt.MapClaims) { c["azp"] = p.ClientID }, true},
		{"another nonce", func(c jwt.MapClaims) { c["nonce"] = strings.Repeat("A", 43) }, false},
		{"no nonce", func(c jwt.MapClaims) { delete(c, "nonce") }, false},
		{"a nonce of numbers", func(c jwt.MapClaims) { c["nonce"] = 7 }, false},
		{"no subject", func(c jwt.MapClaims) { delete(c, "sub") }, false},
		{"a subject of numbers", func(c jwt.MapClaims) { c["sub"] = 7 }, false},
		{"a long subject", func(c jwt.MapClaims) { c["sub"] = strings.Repeat("x", 256) }, false},
		{"a subject of two lines", func(c jwt.MapClaims) { c["sub"] = "a\nb" }, false},
		{"expired within the leeway", func(c jwt.MapClaims) { c["exp"] = in(-100 * time.Second) }, true},
		{"expired", func(c jwt.MapClaims) { c["exp"] = in(-121 * time.Second) }, false},
		{"never expires", func(c jwt.MapClaims) { delete(c, "exp") }, false},
		{"expires beyond any calendar", func(c jwt.MapClaims) { c["exp"] = 1e300 }, false},
		{"issued within the leeway", func(c jwt.MapClaims) { c["iat"] = in(100 * time.Second) }, true},
		{"issued in the future", func(c jwt.MapClaims) { c["iat"] = in(130 * time.Second) }, false},
		{"issued beyond any calendar", func(c jwt.MapClaims) { c["iat"] = 1e15 }, false},
		{"never issued", func(c jwt.MapClaims) { delete(c, "iat") }, false},
		{"valid within the leeway", func(c jwt.MapClaims) { c["nbf"] = in(100 * time.Second) }, true},
		{"not yet valid", func(c jwt.MapClaims) { c["nbf"] = in(130 * time.Second) }, false},
		{"valid from beyond any calendar", func(c jwt.MapClaims) { c["nbf"] = 1e15 }, false},
		{"valid since always", func(c jwt.MapClaims) { delete(c, "nbf") }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.set(func() {
				p.mint = func(c jwt.MapClaims) string {
					tt.bend(c)
					token, err := p.Keypair.SignJWT(c)
					if err != nil {
						t.Error(err)
					}
					return token
				}
			})
			_, err := d.signIn("a")
			if tt.ok && err != nil || !tt.ok && err == nil {
				t.Errorf("%v", err)
			}
			if !tt.ok {
				refused(t, err, "oidc.refused")
			}
		})
	}
}

// Signatures that prove nothing.
func TestSignatures(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	kid, err := p.Keypair.KeyID()
	if err != nil {
		t.Fatal(err)
	}
	public := p.Keypair.PublicKey
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ownCurve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := p.Keypair.JWKS()
	if err != nil {
		t.Fatal(err)
	}
	withHeader := func(c jwt.MapClaims, extra map[string]any) string {
		token := jwt.NewWithClaims(jwt.SigningMethodRS256, c)
		token.Header["kid"] = kid
		for k, v := range extra {
			token.Header[k] = v
		}
		s, err := token.SignedString(own)
		if err != nil {
			t.Error(err)
		}
		return s
	}
	ownJWK := jose.JSONWebKey{Key: &own.PublicKey, KeyID: kid, Algorithm: "RS256", Use: "sig"}
	for name, mint := range map[string]func(jwt.MapClaims) string{
		"none": func(c jwt.MapClaims) string {
			return sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, kid, c)
		},
		"none, otherwise": func(c jwt.MapClaims) string { return header(`{"alg":"nOnE","kid":"`+kid+`"}`, c) + "." },
		"no algorithm":    func(c jwt.MapClaims) string { return header(`{"kid":"`+kid+`"}`, c) + "." },
		"no signature":    func(c jwt.MapClaims) string { return header(`{"alg":"RS256","kid":"`+kid+`"}`, c) + "." },
		"HS256 with PEM": func(c jwt.MapClaims) string {
			return sign(t, jwt.SigningMethodHS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), kid, c)
		},
		"HS256 with DER":     func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodHS256, der, kid, c) },
		"HS256 with modulus": func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodHS256, public.N.Bytes(), kid, c) },
		"HS256 with JWKS":    func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodHS256, jwks, kid, c) },
		"HS256 with secret":  func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodHS256, []byte(p.ClientSecret), kid, c) },
		"RS512":              func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodRS512, p.Keypair.PrivateKey, kid, c) },
		"PS256 by RS256 key": func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodPS256, p.Keypair.PrivateKey, kid, c) },
		"another key":        func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodRS256, own, kid, c) },
		"another key, named": func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodRS256, own, "own", c) },
		"another, unnamed":   func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodRS256, own, "", c) },
		"another curve":      func(c jwt.MapClaims) string { return sign(t, jwt.SigningMethodES256, ownCurve, kid, c) },
		"key in the header":  func(c jwt.MapClaims) string { return withHeader(c, map[string]any{"jwk": ownJWK}) },
		"key at an address":  func(c jwt.MapClaims) string { return withHeader(c, map[string]any{"jku": p.JWKSEndpoint()}) },
		"path as kid":        func(c jwt.MapClaims) string { return withHeader(c, map[string]any{"kid": "../../dev/null"}) },
		"unknown crit":       func(c jwt.MapClaims) string { return withHeader(c, map[string]any{"crit": []string{"x"}}) },
		"changed after":      func(c jwt.MapClaims) string { return changed(t, p, c) },
		"not a token":        func(jwt.MapClaims) string { return "x.y.z" },
		"nothing":            func(jwt.MapClaims) string { return "" },
		"without end":        func(jwt.MapClaims) string { return strings.Repeat("x", 100_000) },
		"JSON form":          func(c jwt.MapClaims) string { return jsonForm(t, p, c) },
	} {
		t.Run(name, func(t *testing.T) {
			p.set(func() { p.mint = mint })
			_, err := d.signIn("a")
			refused(t, err, "oidc.refused")
		})
	}
	p.set(func() { p.mint = nil })
	if _, err := d.signIn("a"); err != nil {
		t.Errorf("the true one: %v", err)
	}
	if n := p.keyCalls.Load(); n > 2 {
		t.Errorf("the keys were asked for %d times", n)
	}
}

func header(head string, c jwt.MapClaims) string {
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, c)
	s, err := token.SigningString()
	if err != nil {
		panic(err)
	}
	_, payload, _ := strings.Cut(s, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(head)) + "." + payload
}

// changed signs one thing and says another.
func changed(t *testing.T, p *idp, c jwt.MapClaims) string {
	signed, err := p.Keypair.SignJWT(c)
	if err != nil {
		t.Error(err)
	}
	c["sub"] = "somebody-else"
	other, err := p.Keypair.SignJWT(c)
	if err != nil {
		t.Error(err)
	}
	a, b := strings.Split(signed, "."), strings.Split(other, ".")
	return a[0] + "." + b[1] + "." + a[2]
}

// jsonForm is the same signature in JWS's JSON form, which an ID token never has.
func jsonForm(t *testing.T, p *idp, c jwt.MapClaims) string {
	signed, err := p.Keypair.SignJWT(c)
	if err != nil {
		t.Error(err)
	}
	part := strings.Split(signed, ".")
	return fmt.Sprintf(`{"payload":%q,"protected":%q,"signature":%q}`, part[1], part[0], part[2])
}

// The four algorithms that are taken, each with a key of its kind among keys of other kinds.
func TestAlgorithms(t *testing.T) {
	p := newIDP(t)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwk := func(key crypto.PublicKey, kid string) jose.JSONWebKey {
		return jose.JSONWebKey{Key: key, KeyID: kid, Use: "sig"}
	}
	p.keys = func() any {
		return map[string]any{"keys": []any{
			map[string]string{"kty": "OKP", "crv": "Ed448", "x": "AAAA"}, map[string]int{"kty": 7}, nil, "x",
			jose.JSONWebKey{Key: &p.Keypair.PrivateKey.PublicKey, KeyID: "enc", Use: "enc"},
			jwk(p.Keypair.PublicKey, "rsa"), jwk(&curve.PublicKey, "ec"), jwk(edwards.Public(), "ed"),
		}}
	}
	d := newDesk(t, p.provider("a"))
	for _, tt := range []struct {
		method jwt.SigningMethod
		key    any
		kid    string
		ok     bool
	}{
		{jwt.SigningMethodRS256, p.Keypair.PrivateKey, "rsa", true},
		{jwt.SigningMethodPS256, p.Keypair.PrivateKey, "rsa", true},
		{jwt.SigningMethodES256, curve, "ec", true},
		{jwt.SigningMethodEdDSA, edwards, "ed", true},
		{jwt.SigningMethodES256, curve, "", true},
		{jwt.SigningMethodRS256, p.Keypair.PrivateKey, "enc", false}, // a key for secrets is none for signatures
		{jwt.SigningMethodRS256, p.Keypair.PrivateKey, "ec", false},
		{jwt.SigningMethodRS512, p.Keypair.PrivateKey, "rsa", false}, // the key would do, the algorithm is not on the list
		{jwt.SigningMethodPS384, p.Keypair.PrivateKey, "rsa", false},
	} {
		p.set(func() { p.mint = func(c jwt.MapClaims) string { return sign(t, tt.method, tt.key, tt.kid, c) } })
		_, err := d.signIn("a")
		if tt.ok && err != nil {
			t.Errorf("%s %s: %v", tt.method.Alg(), tt.kid, err)
		}
		if !tt.ok {
			refused(t, err, "oidc.refused")
		}
	}
}

// The provider changes its key: the new one is fetched at once, but nobody can make us ask without end.
func TestKeyRotation(t *testing.T) {
	p := newIDP(t)
	d := newDesk(t, p.provider("a"))
	if _, err := d.signIn("a"); err != nil {
		t.Fatal(err)
	}
	old := p.Keypair
	next, err := mockoidc.RandomKeypair(2048)
	if err != nil {
		t.Fatal(err)
	}
	p.set(func() { p.Keypair = next })
	pass := func(by time.Duration) {
		d.late.Add(int64(by))
		p.set(func() { p.FastForward(by) })
	}
	pass(11 * time.Second)
	if _, err := d.signIn("a"); err != nil {
		t.Errorf("the new key: %v", err)
	}
	if n := p.keyCalls.Load(); n != 2 {
		t.Errorf("the keys were asked for %d times", n)
	}
	// The old key is worth nothing now.
	p.set(func() { p.mint = func(c jwt.MapClaims) string { s, _ := old.SignJWT(c); return s } })
	_, err = d.signIn("a")
	refused(t, err, "oidc.refused")
	for i := range 15 {
		p.set(func() {
			p.mint = func(c jwt.MapClaims) string {
				return sign(t, jwt.SigningMethodRS256, old.PrivateKey, fmt.Sprint("k", i), c)
			}
		})
		_, err := d.signIn("a")
		refused(t, err, "oidc.refused")
	}
	if n := p.keyCalls.Load(); n != 2 {
		t.Errorf("tokens with invented keys made us ask %d times", n)
	}
	// A key that is withdrawn without another in its place stops working when an hour has passed.
	p.set(func() { p.mint, p.keys = nil, func() any { return map[string]any{"keys": []any{}} } })
	if _, err := d.signIn("a"); err != nil {
		t.Error(err)
	}
	third, err := mockoidc.RandomKeypair(2048)
	if err != nil {
		t.Fatal(err)
	}
	p.set(func() {
		p.mint = func(c jwt.MapClaims) string { s, _ := next.SignJWT(c); return s }
		p.keys, p.Keypair = nil, third
	})
	pass(time.Hour)
	_, err = d.signIn("a")
	refused(t, err, "oidc.refused")
}
