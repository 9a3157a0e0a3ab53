package channel_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
	"pgregory.net/rapid"

	"samverkan/internal/channel"
	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// browser is one that has asked for notices, with its maker's push service.
type browser struct {
	private  *ecdh.PrivateKey
	auth     []byte
	endpoint string
	roots    *x509.CertPool
	status   int
	requests []*http.Request
	bodies   [][]byte
}

func openBrowser(t *testing.T) *browser {
	t.Helper()
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{private: private, auth: []byte("0123456789abcdef"), status: http.StatusCreated}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		b.requests, b.bodies = append(b.requests, r), append(b.bodies, body)
		w.Header().Set("Location", "https://push.example/m/1")
		w.WriteHeader(b.status)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // a browser that is not believed is meant to be
	s.StartTLS()
	t.Cleanup(s.Close)
	b.roots = x509.NewCertPool()
	b.roots.AddCert(s.Certificate())
	b.endpoint = s.URL + "/send/abc"
	return b
}

func (b *browser) subscription() string {
	return channel.Subscription{Endpoint: b.endpoint, P256DH: b.private.PublicKey().Bytes(), Auth: b.auth}.String()
}

// decrypt reads a body as a browser does (RFC 8188 and 8291).
func (b *browser) decrypt(body []byte) ([]byte, error) {
	if len(body) < 86 || len(body) > 4096 || body[20] != 65 {
		return nil, fmt.Errorf("a body of %d bytes", len(body))
	}
	salt, size, theirs, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:86], body[86:]
	if int(size) < len(body)-86 {
		return nil, fmt.Errorf("a record of %d", size)
	}
	public, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return nil, err
	}
	shared, err := b.private.ECDH(public)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(b.private.PublicKey().Bytes()) + string(theirs)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, info, 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	open, err := gcm.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	open = bytes.TrimRight(open, "\x00")
	if len(open) == 0 || open[len(open)-1] != 2 {
		return nil, fmt.Errorf("no end of the last record")
	}
	return open[:len(open)-1], nil
}

func keys(t *testing.T) channel.PushKeys {
	t.Helper()
	k, err := channel.NewPushKeys(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func push(t *testing.T, b *browser, k channel.PushKeys) *channel.Push {
	t.Helper()
	p, err := channel.NewPush(channel.PushOptions{Keys: k, Contact: "drift@lst.example", Outward: outward.Options{Inside: here, Roots: b.roots, Timeout: 5 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The browser reads what was written, and can tell who wrote it.
func TestPush(t *testing.T) {
	b, k := openBrowser(t), keys(t)
	p := push(t, b, k)
	m := message(b.subscription())
	m.Link = "https://samverkan.example/k/1?a=1&b=<2>"
	h, err := p.Send(t.Context(), m)
	if err != nil || h.State != channel.Sent || h.Reference == "" {
		t.Fatal(h, err)
	}
	plain, err := b.decrypt(b.bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	var n channel.Notice
	if err := json.Unmarshal(plain, &n); err != nil {
		t.Fatal(err)
	}
	want := channel.Notice{ID: m.ID, Title: m.Title, Text: m.Text, Link: m.Link, Language: "sv", Alarm: true, Exercise: true, At: noon}
	if n != want {
		t.Errorf("%+v", n)
	}
	r := b.requests[0]
	for name, want := range map[string]string{"TTL": "3600", "Urgency": "high", "Topic": h.Reference, "Content-Encoding": "aes128gcm"} {
		if r.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, r.Header.Get(name), want)
		}
	}
	if len(h.Reference) != 32 || strings.Contains(h.Reference, m.ID) {
		t.Error("topic", h.Reference)
	}
	vapid(t, r, k, strings.TrimSuffix(b.endpoint, "/send/abc"))

	m.Alarm = false
	again, err := p.Send(t.Context(), m)
	if err != nil || again.Reference != h.Reference || b.requests[1].Header.Get("TTL") != "86400" || b.requests[1].Header.Get("Urgency") != "normal" {
		t.Error(again, err, b.requests[1].Header)
	}
	if bytes.Equal(b.bodies[0], b.bodies[1]) || bytes.Contains(b.bodies[0], []byte("Kallelse")) {
		t.Error("it can be read on the way")
	}
}

// vapid holds the authorisation against the public key, as a push service does (RFC 8292).
func vapid(t *testing.T, r *http.Request, k channel.PushKeys, audience string) {
	t.Helper()
	rest, ok := strings.CutPrefix(r.Header.Get("Authorization"), "vapid t=")
	token, key, two := strings.Cut(rest, ", k=")
	if !ok || !two || key != k.Public {
		t.Fatal(r.Header.Get("Authorization"))
	}
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(raw) != 65 {
		t.Fatal(len(raw), err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return public, nil }, jwt.WithValidMethods([]string{"ES256"}), jwt.WithAudience(audience), jwt.WithExpirationRequired()); err != nil {
		t.Fatal(err)
	}
	exp, _ := claims.GetExpirationTime()
	if claims["sub"] != "mailto:drift@lst.example" || time.Until(exp.Time) > 24*time.Hour {
		t.Errorf("%v", claims)
	}
}

func TestPushRefusals(t *testing.T) {
	b := openBrowser(t)
	p := push(t, b, keys(t))
	for status, c := range map[int]struct {
		code  string
		again bool
	}{200: {"", false}, 202: {"", false}, 404: {"channel.gone", false}, 410: {"channel.gone", false}, 401: {"channel.signed-out", true}, 403: {"channel.signed-out", true},
		400: {"channel.refused", false}, 413: {"channel.refused", false}, 307: {"channel.refused", false}, 429: {"channel.unreachable", true}, 502: {"channel.unreachable", true}} {
		b.status = status
		_, err := p.Send(t.Context(), message(b.subscription()))
		expect(t, fmt.Sprint(status), err, c.code, c.again)
		silent(t, err, "127.0.0.1", "abc", "Kallelse")
	}
	b.roots = x509.NewCertPool() // nobody vouches for it
	_, err := push(t, b, keys(t)).Send(t.Context(), message(b.subscription()))
	expect(t, "a certificate of its own", err, "channel.unreachable", true)
	silent(t, err, "127.0.0.1")
}

func TestSubscriptionsThatAreRefused(t *testing.T) {
	b := openBrowser(t)
	good := b.subscription()
	p := push(t, b, keys(t))
	point := base64.RawURLEncoding.EncodeToString(b.private.PublicKey().Bytes())
	off := append([]byte{4}, bytes.Repeat([]byte{7}, 64)...)
	for name, c := range map[string][2]string{
		"nothing":               {"", "channel.address"},
		"no JSON":               {"x", "channel.address"},
		"plain http":            {strings.Replace(good, "https:", "http:", 1), "channel.address"},
		"a user's name":         {strings.Replace(good, "https://", "https://a:b@", 1), "channel.address"},
		"a neighbour":           {strings.Replace(good, "127.0.0.1", "10.0.0.1", 1), "channel.forbidden"},
		"the cloud's secrets":   {strings.Replace(good, "127.0.0.1", "169.254.169.254", 1), "channel.forbidden"},
		"the same, disguised":   {strings.Replace(good, "127.0.0.1", "0xa9fea9fe", 1), "channel.address"},
		"no key":                {strings.Replace(good, point, "", 1), "channel.address"},
		"a point off the curve": {strings.Replace(good, point, base64.RawURLEncoding.EncodeToString(off), 1), "channel.address"},
		"a short secret":        {strings.Replace(good, "MDEyMzQ1Njc4OWFiY2RlZg", "MDEy", 1), "channel.address"},
		"a long one":            {`{"endpoint":"https://x.example/` + strings.Repeat("a", 2100) + `"}`, "channel.address"},
	} {
		if c[0] == good {
			t.Fatal(name, "is the good one")
		}
		_, err := p.Send(t.Context(), message(c[0]))
		expect(t, name, err, c[1], false)
	}
	if len(b.bodies) > 0 {
		t.Error("something was sent")
	}
	s, err := channel.ParseSubscription(`{"endpoint":"https://push.example/x","expirationTime":null,"keys":{"p256dh":"`+point+`=","auth":"MDEyMzQ1Njc4OWFiY2RlZg=="}}`, outward.Options{})
	if err != nil || s.Endpoint != "https://push.example/x" || len(s.Auth) != 16 {
		t.Error(s, err)
	}
}

func TestPushKeys(t *testing.T) {
	k := keys(t)
	same, err := channel.NewPushKeys(bytes.NewReader(bytes.Repeat([]byte{1}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	twin, _ := channel.NewPushKeys(bytes.NewReader(bytes.Repeat([]byte{1}, 32)))
	late, err := channel.NewPushKeys(bytes.NewReader(append(bytes.Repeat([]byte{255}, 32), bytes.Repeat([]byte{1}, 32)...)))
	if err != nil || late != same || twin != same || same == k {
		t.Error(same, late, err)
	}
	if _, err := channel.NewPushKeys(bytes.NewReader(nil)); err == nil {
		t.Error("keys of nothing")
	}
	for name, o := range map[string]channel.PushOptions{
		"no keys":                 {Contact: "a@b.example"},
		"keys of two pairs":       {Keys: channel.PushKeys{Public: same.Public, Private: k.Private}, Contact: "a@b.example"},
		"nobody to turn to":       {Keys: k},
		"a contact with a line":   {Keys: k, Contact: "a@b.example\r\nx"},
		"a contact in plain http": {Keys: k, Contact: "http://b.example"},
	} {
		_, err := channel.NewPush(o)
		expect(t, name, err, "channel.setting", false)
	}
	for _, contact := range []string{"a@b.example", "mailto:a@b.example", "https://b.example/"} {
		if _, err := channel.NewPush(channel.PushOptions{Keys: k, Contact: contact}); err != nil {
			t.Error(contact, err)
		}
	}
}

// However long the text is, what is sent fits and is still read: the beginning of the text, whole characters.
func TestPushIsCut(t *testing.T) {
	b := openBrowser(t)
	p := push(t, b, keys(t))
	rapid.Check(t, func(t *rapid.T) {
		b.bodies, b.requests = nil, nil
		m := message(b.subscription())
		m.Text = strings.Repeat(rapid.SampledFrom([]string{"a", "å", "🚨", "\"", "\n", "<&>", "\u2028"}).Draw(t, "what"), rapid.IntRange(900, 4096/4).Draw(t, "times"))
		m.Text = strings.Repeat("å", rapid.IntRange(0, 10).Draw(t, "before")) + m.Text
		m.Text = m.Text[:min(len(m.Text), 4096)]
		for !utf8.ValidString(m.Text) {
			m.Text = m.Text[:len(m.Text)-1]
		}
		m.Link = "https://samverkan.example/" + strings.Repeat("a", rapid.IntRange(0, 3000).Draw(t, "link"))
		if _, err := p.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		plain, err := b.decrypt(b.bodies[0])
		if err != nil {
			t.Fatal(err)
		}
		var n channel.Notice
		if err := json.Unmarshal(plain, &n); err != nil || !strings.HasPrefix(m.Text, n.Text) || n.Link != m.Link || len(plain) > channel.PushPayload {
			t.Fatal(len(plain), err)
		}
	})
	m := message(b.subscription())
	m.Link = "https://samverkan.example/" + strings.Repeat("a", 4000)
	_, err := p.Send(t.Context(), m)
	expect(t, "a link that fills it", err, "channel.message", false)
}

// What is taken is read the same again.
func FuzzParseSubscription(f *testing.F) {
	private, err := ecdh.P256().NewPrivateKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(channel.Subscription{Endpoint: "https://push.example/x", P256DH: private.PublicKey().Bytes(), Auth: []byte("0123456789abcdef")}.String())
	f.Add(`{"endpoint":"https://push.example/x","keys":{"p256dh":"BA","auth":"x"}}`)
	f.Add(`{"endpoint":1}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := channel.ParseSubscription(text, outward.Options{})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		again, err := channel.ParseSubscription(s.String(), outward.Options{})
		if err != nil || again.String() != s.String() {
			t.Fatalf("%s: %v", s, err)
		}
	})
}
