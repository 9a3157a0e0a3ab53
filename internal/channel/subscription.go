package channel

import (
	"crypto/ecdh"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	webpush "github.com/SherClockHolmes/webpush-go"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

const maxSubscription = 2048 // bytes of JSON; those of the large browsers are below 600

// Subscription is one browser that wants notices: where its maker's push service takes them, and the keys that they are encrypted with for
// the browser alone (RFC 8291, section 2; the JSON of PushSubscription).
type Subscription struct {
	Endpoint string
	P256DH   []byte // the browser's public key, a point on P-256, uncompressed
	Auth     []byte // sixteen bytes
}

type subscriptionJSON struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		P256DH string `json:"p256dh"`
		Auth   string `json:"auth"`
	} `json:"keys"`
}

// ParseSubscription reads what a browser gives when somebody turns notices on. The address comes from the browser and is trusted with
// nothing: https only, and what it leads to is judged again at each call. Faults: channel.address, channel.forbidden.
func ParseSubscription(text string, o outward.Options) (Subscription, error) {
	wrong := fault.New(fault.Invalid, "channel.address")
	var j subscriptionJSON
	if len(text) > maxSubscription || json.Unmarshal([]byte(text), &j) != nil {
		return Subscription{}, wrong
	}
	s := Subscription{Endpoint: j.Endpoint, P256DH: urlBytes(j.Keys.P256DH), Auth: urlBytes(j.Keys.Auth)}
	if _, err := ecdh.P256().NewPublicKey(s.P256DH); err != nil || len(s.Auth) != 16 {
		return Subscription{}, wrong
	}
	if u, err := url.Parse(s.Endpoint); err != nil || u.Fragment != "" || !oneLine(s.Endpoint) {
		return Subscription{}, wrong
	}
	o.PlainHTTP = false
	if err := outward.Check(s.Endpoint, o); err != nil {
		return Subscription{}, lost(err, false)
	}
	return s, nil
}

// urlBytes reads base64, of either alphabet and with or without padding, as browsers and libraries write it; nil for anything else.
func urlBytes(text string) []byte {
	text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return b
}

// String gives the subscription as the JSON that [ParseSubscription] reads, always in the same form.
func (s Subscription) String() string {
	var j subscriptionJSON
	j.Endpoint = s.Endpoint
	j.Keys.P256DH = base64.RawURLEncoding.EncodeToString(s.P256DH)
	j.Keys.Auth = base64.RawURLEncoding.EncodeToString(s.Auth)
	b, err := json.Marshal(j)
	if err != nil {
		return "" // two texts and an address always become JSON
	}
	return string(b)
}

func (s Subscription) library() *webpush.Subscription {
	return &webpush.Subscription{Endpoint: s.Endpoint, Keys: webpush.Keys{
		Auth: base64.RawURLEncoding.EncodeToString(s.Auth), P256dh: base64.RawURLEncoding.EncodeToString(s.P256DH)}}
}
