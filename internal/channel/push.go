package channel

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	webpush "github.com/SherClockHolmes/webpush-go"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// PushPayload is how many bytes a notice may have: what is left of the 4,096 on the wire when the encryption has taken its part.
const PushPayload = 3993

// How long a push service keeps a notice for a browser that is not there. An alarm that is an hour old has been told in other ways.
const (
	alarmLife  = time.Hour
	noticeLife = 24 * time.Hour
)

// PushKeys are the installation's own keys (VAPID, RFC 8292): a browser's subscription is made for the public one, and only who has the private
// one can send to it. New keys make every subscription worthless.
type PushKeys struct {
	Public  string // base64url, 65 bytes: what the browser is given as applicationServerKey
	Private string // base64url, 32 bytes: a secret
}

// NewPushKeys makes keys of randomness.
func NewPushKeys(random io.Reader) (PushKeys, error) {
	for {
		seed := make([]byte, 32)
		if _, err := io.ReadFull(random, seed); err != nil {
			return PushKeys{}, err
		}
		private, err := ecdh.P256().NewPrivateKey(seed)
		if err != nil {
			continue // one number in four thousand million is no key
		}
		return PushKeys{Public: base64.RawURLEncoding.EncodeToString(private.PublicKey().Bytes()),
			Private: base64.RawURLEncoding.EncodeToString(seed)}, nil
	}
}

// check tells whether the two keys belong together. Faults: channel.setting.
func (k PushKeys) check() error {
	private, err := ecdh.P256().NewPrivateKey(urlBytes(k.Private))
	if err != nil || !bytes.Equal(private.PublicKey().Bytes(), urlBytes(k.Public)) {
		return fault.New(fault.Invalid, "channel.setting")
	}
	return nil
}

// PushOptions are the settings of Web Push.
type PushOptions struct {
	Keys    PushKeys
	Contact string // whom a push service turns to: an e-mail address, or an https address
	Outward outward.Options
}

// Push sends notices to browsers.
type Push struct {
	o      PushOptions
	client *http.Client
}

// NewPush makes a sender of notices. Faults: channel.setting.
func NewPush(o PushOptions) (*Push, error) {
	if err := o.Keys.check(); err != nil {
		return nil, err
	}
	o.Contact = strings.TrimPrefix(o.Contact, "mailto:")
	if !strings.HasPrefix(o.Contact, "https://") && !strings.Contains(o.Contact, "@") || !oneLine(o.Contact) {
		return nil, fault.New(fault.Invalid, "channel.setting")
	}
	o.Keys.Private = base64.RawURLEncoding.EncodeToString(urlBytes(o.Keys.Private))
	o.Keys.Public = base64.RawURLEncoding.EncodeToString(urlBytes(o.Keys.Public))
	o.Outward.PlainHTTP = false
	return &Push{o: o, client: client(o.Outward)}, nil
}

// Notice is what the page's own script gets to show.
type Notice struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Text     string    `json:"text,omitempty"`
	Link     string    `json:"link,omitempty"`
	Language string    `json:"language,omitempty"`
	Alarm    bool      `json:"alarm,omitempty"`
	Exercise bool      `json:"exercise,omitempty"`
	At       time.Time `json:"at"`

	Acknowledge  string `json:"acknowledge,omitempty"`
	Acknowledged string `json:"acknowledged,omitempty"`
}

// payload writes the notice, its text cut at a character when there is too much of it: a part of an alarm is better than none.
// Faults: channel.message, when title and link alone do not fit.
func payload(m Message) ([]byte, error) {
	n := Notice{ID: m.ID, Title: m.Title, Text: m.Text, Link: m.Link, Language: m.Language, Alarm: m.Alarm, Exercise: m.Exercise, At: m.At.UTC(),
		Acknowledge: m.Acknowledge, Acknowledged: m.Acknowledged}
	for {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false) // six bytes for a < would be room lost
		if err := e.Encode(n); err != nil {
			return nil, err
		}
		body := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
		over := len(body) - PushPayload
		if over <= 0 {
			return body, nil
		}
		if n.Text == "" {
			return nil, fault.New(fault.Invalid, "channel.message")
		}
		n.Text = cutBytes(n.Text, len(n.Text)-max(over, 1))
	}
}

// cutBytes cuts a text to at most so many bytes, between characters.
func cutBytes(text string, most int) string {
	most = max(most, 0)
	for most > 0 && most < len(text) && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:min(most, len(text))]
}

// Send hands the notice to the push service of the browser in m.To. A repeat takes the place of the one before as long as that has not been
// shown: both have the same topic, made of the message's id. channel.gone says that the subscription is over and is to be removed.
// Faults: channel.message, channel.address, channel.forbidden, channel.gone, channel.refused, channel.signed-out,
// channel.unreachable.
func (p *Push) Send(ctx context.Context, m Message) (Handed, error) {
	if err := m.check(); err != nil {
		return Handed{}, err
	}
	s, err := ParseSubscription(m.To, p.o.Outward)
	if err != nil {
		return Handed{}, err
	}
	body, err := payload(m)
	if err != nil {
		return Handed{}, err
	}
	life, urgency := noticeLife, webpush.UrgencyNormal
	if m.Alarm {
		life, urgency = alarmLife, webpush.UrgencyHigh
	}
	topic := pushTopic(m.ID)
	var a answer
	_, err = webpush.SendNotificationWithContext(ctx, body, s.library(), &webpush.Options{
		HTTPClient: listener(func(r *http.Request) error {
			var err error
			a, err = exchange(ctx, p.client, r, false)
			return err
		}),
		Subscriber: p.o.Contact, Topic: topic, TTL: int(life / time.Second), Urgency: urgency,
		VAPIDPublicKey: p.o.Keys.Public, VAPIDPrivateKey: p.o.Keys.Private,
	})
	if err != nil {
		if _, ok := fault.As(err); ok {
			return Handed{}, err
		}
		return Handed{}, refused(errors.New("encryption"), 0)
	}
	if err := pushRefusal(a.status); err != nil {
		return Handed{}, err
	}
	return Handed{Reference: topic, State: Sent}, nil
}

// listener makes the call for the library, which only makes the request, and keeps the answer here.
type listener func(*http.Request) error

// Do makes one call.
func (l listener) Do(r *http.Request) (*http.Response, error) { return nil, l(r) }

// pushTopic is a name of 32 characters, as many as a topic may have (RFC 8030, section 5.4).
func pushTopic(id string) string {
	sum := sha256.Sum256([]byte("topic\x00" + id))
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

// pushRefusal makes a fault of a push service's no (RFC 8030, sections 5 and 7.3). Faults: channel.gone, channel.signed-out,
// channel.unreachable, channel.refused.
func pushRefusal(status int) error {
	cause := errors.New("push service")
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound, status == http.StatusGone:
		return fault.Wrap(cause, fault.Invalid, "channel.gone")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.Wrap(cause, fault.Unavailable, "channel.signed-out", "Status", status)
	case later(status):
		return unreachable(cause, status)
	}
	return refused(cause, status)
}
