package channel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/outward"
)

// WebhookOptions are the settings of calls to other systems.
type WebhookOptions struct {
	// Secrets gives what a receiver's calls are signed with, by its address, the newest first. Each receiver has its own, so that none of
	// them can speak for the house to another. See [ReceiverSecret].
	Secrets func(address string) []string
	Now     func() time.Time
	Outward outward.Options
}

// Webhook posts messages to other systems, signed.
type Webhook struct {
	o      WebhookOptions
	client *http.Client
}

// NewWebhook makes a caller of other systems.
func NewWebhook(o WebhookOptions) *Webhook { return &Webhook{o: o, client: client(o.Outward)} }

// ReceiverSecret derives a receiver's secret from the installation's, its address and the number of the secret (1, 2, …): nothing
// has to be stored, and a new number gives a new secret.
func ReceiverSecret(key []byte, address string, number byte) string {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("webhook\x00"))
	m.Write([]byte{number})
	m.Write([]byte(address))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// Call is the body of a webhook.
type Call struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Title     string    `json:"title,omitempty"`
	Text      string    `json:"text,omitempty"`
	Link      string    `json:"link,omitempty"`
	Language  string    `json:"language,omitempty"`
	Alarm     bool      `json:"alarm"`
	Exercise  bool      `json:"exercise"`
	TalkGroup string    `json:"talkGroup,omitempty"`
}

// Send posts the message to the address in m.To. That the receiver answered with a status of 200–299 is that it was delivered. A repeat has the same
// [IDHeader] and body, and a new time in its signature. Faults: channel.message, channel.address, channel.forbidden, channel.setting,
// channel.gone, channel.refused, channel.signed-out, channel.unreachable.
func (w *Webhook) Send(ctx context.Context, m Message) (Handed, error) {
	if err := m.check(); err != nil {
		return Handed{}, err
	}
	if err := outward.Check(m.To, w.o.Outward); err != nil {
		return Handed{}, lost(err, false)
	}
	secrets := w.o.Secrets(m.To)
	if len(secrets) == 0 || secrets[0] == "" {
		return Handed{}, fault.New(fault.Invalid, "channel.setting") // unsigned it would be anybody's word
	}
	body, err := json.Marshal(Call{ID: m.ID, At: m.At.UTC(), Title: m.Title, Text: m.Text, Link: m.Link, Language: m.Language,
		Alarm: m.Alarm, Exercise: m.Exercise, TalkGroup: m.TalkGroup})
	if err != nil {
		return Handed{}, err
	}
	r, err := http.NewRequest(http.MethodPost, m.To, bytes.NewReader(body))
	if err != nil {
		return Handed{}, fault.New(fault.Invalid, "channel.address")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "samverkan")
	r.Header.Set(IDHeader, m.ID)
	r.Header.Set(SignatureHeader, Sign(body, w.o.Now(), secrets...))
	a, err := exchange(ctx, w.client, r, false)
	if err != nil {
		return Handed{}, err
	}
	if err := webhookRefusal(a.status); err != nil {
		return Handed{}, err
	}
	return Handed{Reference: m.ID, State: Delivered}, nil
}

// webhookRefusal makes a fault of a receiver's no. Faults: channel.gone, channel.signed-out, channel.unreachable, channel.refused.
func webhookRefusal(status int) error {
	cause := errors.New("webhook")
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusGone:
		return fault.Wrap(cause, fault.Invalid, "channel.gone")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.Wrap(cause, fault.Unavailable, "channel.signed-out", "Status", status)
	case later(status):
		return unreachable(cause, status)
	}
	return refused(cause, status)
}
