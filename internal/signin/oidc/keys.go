package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	jose "github.com/go-jose/go-jose/v4"
)

// keys are a provider's public keys for signatures.
type keys []jose.JSONWebKey

// keySet verifies signatures with a provider's keys, and fetches them when they are old or the token names a key
// that is not among them. (go-oidc's own asks at every bad signature, as often as somebody sends one.)
type keySet struct {
	client   *Client
	source   *source
	metadata *metadata
	down     error // the keys could not be had; go-oidc keeps only the text of what VerifySignature answers
}

// VerifySignature gives the payload of a token if one of the provider's keys has signed it.
func (k *keySet) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	var allowed []jose.SignatureAlgorithm
	for _, a := range algorithms {
		allowed = append(allowed, jose.SignatureAlgorithm(a))
	}
	signed, err := jose.ParseSignedCompact(token, allowed)
	if err != nil || len(signed.Signatures) != 1 {
		return nil, errors.New("the ID token is no signed token of an allowed kind")
	}
	head := signed.Signatures[0].Header
	fits := func(all keys) bool {
		return slices.ContainsFunc(all, func(key jose.JSONWebKey) bool { return suits(key, head) })
	}
	all, err := k.source.keys.get(ctx, k.client.o.Now(), fits, k.fetch)
	if err != nil {
		k.down = err
		return nil, err
	}
	for _, key := range all {
		if !suits(key, head) {
			continue
		}
		if payload, err := signed.Verify(key); err == nil {
			return payload, nil
		}
	}
	return nil, errors.New("no key of the provider has signed the ID token")
}

// suits tells whether a key may have made a signature: the same name, if the token names one, and the same algorithm.
func suits(key jose.JSONWebKey, head jose.Header) bool {
	return (head.KeyID == "" || key.KeyID == head.KeyID) && (key.Algorithm == "" || key.Algorithm == head.Algorithm)
}

func (k *keySet) fetch(ctx context.Context) (keys, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.metadata.told.Keys, nil)
	if err != nil {
		return nil, err
	}
	resp, err := k.client.o.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the provider's keys: status %d", resp.StatusCode)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return readKeys(body)
}

// readKeys reads a JWK set. A key that cannot be read, or is not a public key for signatures, is left out: providers
// have keys of kinds that we do not know beside those that we do.
func readKeys(body []byte) (keys, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, errors.New("the provider's keys are no key set")
	}
	var all keys
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if len(all) < 100 && key.UnmarshalJSON(raw) == nil && key.Valid() && key.IsPublic() && (key.Use == "" || key.Use == "sig") {
			all = append(all, key)
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the provider has no key that can be used")
	}
	return all, nil
}
