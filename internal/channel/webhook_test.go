package channel_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

func webhook(o outward.Options, secrets ...string) *channel.Webhook {
	return channel.NewWebhook(channel.WebhookOptions{Secrets: func(string) []string { return secrets }, Now: func() time.Time { return noon }, Outward: o})
}

// The receiver can tell who wrote it, that nothing was changed, and that a repeat is one.
func TestWebhook(t *testing.T) {
	var header http.Header
	var body []byte
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	})
	m := message(address + "/in?b=c")
	h, err := webhook(inside(), "ny", "gammal").Send(t.Context(), m)
	if err != nil || h != (channel.Handed{Reference: m.ID, State: channel.Delivered}) {
		t.Fatal(h, err)
	}
	var c channel.Call
	if err := json.Unmarshal(body, &c); err != nil {
		t.Fatal(err)
	}
	if want := (channel.Call{ID: m.ID, At: noon, Title: m.Title, Text: m.Text, Language: "sv", Alarm: true, Exercise: true, TalkGroup: "Samv LST X"}); c != want {
		t.Errorf("%+v", c)
	}
	if header.Get(channel.IDHeader) != m.ID || header.Get("Content-Type") != "application/json" {
		t.Errorf("%v", header)
	}
	for _, s := range []string{"ny", "gammal"} {
		if err := channel.VerifySignature(header.Get(channel.SignatureHeader), body, noon.Add(time.Minute), 5*time.Minute, s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestWebhookRefusals(t *testing.T) {
	status := 0
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		if r.URL.Path == "/elsewhere" {
			t.Error("the redirect was followed")
		}
		w.WriteHeader(status)
	})
	for s, c := range map[int]struct {
		code  string
		again bool
	}{200: {"", false}, 204: {"", false}, 301: {"channel.refused", false}, 307: {"channel.refused", false}, 400: {"channel.refused", false}, 404: {"channel.refused", false},
		401: {"channel.signed-out", true}, 403: {"channel.signed-out", true}, 410: {"channel.gone", false}, 408: {"channel.unreachable", true}, 425: {"channel.unreachable", true},
		429: {"channel.unreachable", true}, 500: {"channel.unreachable", true}, 503: {"channel.unreachable", true}} {
		status = s
		_, err := webhook(inside(), "x").Send(t.Context(), message(address))
		expect(t, fmt.Sprint(s), err, c.code, c.again)
		silent(t, err, "127.0.0.1", "Kallelse")
	}
	_, err := webhook(inside()).Send(t.Context(), message(address))
	expect(t, "no secret", err, "channel.setting", false)
}

// It cannot be used to look into the own network.
func TestWebhookStaysOutside(t *testing.T) {
	address := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("called") })
	for to, want := range map[string]string{
		strings.Replace(address, "http:", "https:", 1): "channel.forbidden", "https://169.254.169.254/latest/meta-data": "channel.forbidden", "https://[::1]/": "channel.forbidden",
		address: "channel.address", "file:///etc/passwd": "channel.address", "https://a:b@x.example/": "channel.address", "": "channel.address", "https://0x7f.1/": "channel.address",
		"https://x.example/\r\nHost: y": "channel.address",
	} {
		_, err := webhook(outward.Options{}, "x").Send(t.Context(), message(to))
		expect(t, to, err, want, false)
	}
	// A name is judged when it has become an address, just before the call.
	_, err := webhook(outward.Options{PlainHTTP: true, Timeout: 5 * time.Second}, "x").Send(t.Context(), message(strings.Replace(address, "127.0.0.1", "localhost", 1)))
	expect(t, "localhost", err, "channel.forbidden", false)
}

func TestVerifySignature(t *testing.T) {
	body := []byte(`{"id":"x"}`)
	header := channel.Sign(body, noon, "hemligt")
	late := func(d time.Duration) error {
		return channel.VerifySignature(header, body, noon.Add(d), 5*time.Minute, "hemligt")
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"right":                 {late(0), ""},
		"just in time":          {late(5 * time.Minute), ""},
		"a little early":        {late(-5 * time.Minute), ""},
		"late":                  {late(5*time.Minute + time.Second), "channel.late"},
		"much too early":        {late(-6 * time.Minute), "channel.late"},
		"another secret":        {channel.VerifySignature(header, body, noon, time.Minute, "annat"), "channel.signature"},
		"one of two":            {channel.VerifySignature(header, body, noon, time.Minute, "annat", "hemligt"), ""},
		"no secret":             {channel.VerifySignature(header, body, noon, time.Minute), "channel.signature"},
		"an empty secret":       {channel.VerifySignature(channel.Sign(body, noon, ""), body, noon, time.Minute, ""), "channel.signature"},
		"another body":          {channel.VerifySignature(header, []byte(`{"id":"y"}`), noon, time.Minute, "hemligt"), "channel.signature"},
		"another time":          {channel.VerifySignature(strings.Replace(header, "t=1", "t=2", 1), body, noon, time.Minute, "hemligt"), "channel.signature"},
		"late and forged":       {channel.VerifySignature(strings.Replace(header, "t=1", "t=0", 1), body, noon, time.Minute, "hemligt"), "channel.signature"},
		"nothing":               {channel.VerifySignature("", body, noon, time.Minute, "hemligt"), "channel.signature"},
		"no time":               {channel.VerifySignature(header[strings.Index(header, "v1"):], body, noon, time.Minute, "hemligt"), "channel.signature"},
		"two times":             {channel.VerifySignature("t=1,"+header, body, noon, time.Minute, "hemligt"), "channel.signature"},
		"no signature":          {channel.VerifySignature("t=1799233200", body, noon, time.Minute, "hemligt"), "channel.signature"},
		"a part of later times": {channel.VerifySignature(header+",v2=x", body, noon, time.Minute, "hemligt"), ""},
	} {
		if fault.CodeOf(c.err) != c.want {
			t.Errorf("%s: %v, want %q", name, c.err, c.want)
		}
	}
}

// The form is fixed: receivers in other languages compute it too. Reckoned with:
// printf '1799233200.{"id":"x"}' | openssl dgst -sha256 -hmac hemligt
func TestSignatureForm(t *testing.T) {
	const want = "t=1799233200,v1=ca7cce351ac8da9055190ebfc9cfd8e3a9808a14eb4331c85afc336c245e3b49"
	if got := channel.Sign([]byte(`{"id":"x"}`), noon, "hemligt"); got != want {
		t.Errorf("%s", got)
	}
}

// Nothing that is changed in body or header is taken.
func TestSignatureBites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "body")
		secret := rapid.StringMatching(`[a-z]{1,20}`).Draw(t, "secret")
		header := channel.Sign(body, noon, secret)
		if err := channel.VerifySignature(header, body, noon, time.Minute, secret); err != nil {
			t.Fatal(err)
		}
		changed := append([]byte(nil), body...)
		changed[rapid.IntRange(0, len(body)-1).Draw(t, "at")] ^= rapid.ByteRange(1, 255).Draw(t, "by")
		if channel.VerifySignature(header, changed, noon, time.Minute, secret) == nil {
			t.Fatal("another body")
		}
		h := []byte(header)
		at := rapid.IntRange(len("t=1799233200,v1="), len(h)-1).Draw(t, "place")
		h[at] = "0123456789abcdef"[(strings.IndexByte("0123456789abcdef", h[at])+1)%16]
		if channel.VerifySignature(string(h), body, noon, time.Minute, secret) == nil {
			t.Fatal("another signature")
		}
	})
}

func FuzzVerifySignature(f *testing.F) {
	f.Add(channel.Sign([]byte("x"), noon, "a", "b"), []byte("x"))
	f.Add("t=,v1=", []byte(nil))
	f.Add("t=99999999999999999999,v1=00", []byte("x"))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		if channel.VerifySignature(header, body, noon, time.Minute, "a secret that nobody guesses 5Z0w9") == nil {
			t.Fatal("forged")
		}
	})
}

// Each receiver and each number has a secret of its own, always the same.
func TestReceiverSecret(t *testing.T) {
	key := []byte("installation")
	a := channel.ReceiverSecret(key, "https://a.example/", 1)
	for _, b := range []string{channel.ReceiverSecret(key, "https://a.example/", 2), channel.ReceiverSecret(key, "https://b.example/", 1), channel.ReceiverSecret([]byte("x"), "https://a.example/", 1)} {
		if a == b {
			t.Error("the same secret")
		}
	}
	if a != channel.ReceiverSecret(key, "https://a.example/", 1) || len(a) < 40 {
		t.Error(a)
	}
}
