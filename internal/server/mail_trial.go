package server

import (
	"context"
	"crypto"
	"io"
	netmail "net/mail"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/fault"
	"samverkan/internal/mail"
)

// MailTrial sends one letter as the service would, for who wants to know whether the settings hold.
type MailTrial struct {
	Sender   netmail.Address
	Key      crypto.Signer // nil when mail is not signed
	Selector string
	config   *config.Config
	now      func() time.Time
}

// NewMailTrial reads the settings. Faults: mail.not-set-up, mail.sender, mail.dkim-key.
func NewMailTrial(c *config.Config, now func() time.Time) (*MailTrial, error) {
	if c.SMTP.Address == "" || c.SMTP.From == "" {
		return nil, fault.New(fault.Invalid, "mail.not-set-up")
	}
	sender, err := senderOf(c)
	if err != nil {
		return nil, err
	}
	key, err := signingKey(c)
	return &MailTrial{Sender: sender, Key: key, Selector: c.Outgoing.DKIMSelector, config: c, now: now}, err
}

// Domain is what stands after @ in the sender's address.
func (t *MailTrial) Domain() string { return domainOf(t.Sender.Address) }

// Send hands a letter to the server, and answers with what the server said. Faults: those of mail.Session, told by what became of it.
func (t *MailTrial) Send(ctx context.Context, id, to, subject, text string, random io.Reader) (reply string, err error) {
	m := mail.Message{ID: id, At: t.now(), From: t.Sender.Address, FromName: t.Sender.Name, To: to, Subject: subject, Text: text}
	raw, err := m.Bytes(random)
	if err == nil && t.Key != nil {
		raw, err = mail.DKIM{Domain: t.Domain(), Selector: t.Selector, Key: t.Key, Life: signatureLife, Now: t.now}.Sign(raw)
	}
	if err != nil {
		return "", err
	}
	r, err := relay(t.config, t.Sender.Address, t.now)
	if err != nil {
		return "", err
	}
	s := r.Session()
	defer s.Close()
	got := s.Send(ctx, t.Sender.Address, to, raw)
	if got.State != mail.Taken {
		return "", got.Err
	}
	return got.Reply, nil
}

// Published tells what is wrong with the signature's public key in DNS; nil when it is right, or nothing is signed.
func (t *MailTrial) Published(lookup func(name string) ([]string, error)) error {
	if t.Key == nil {
		return nil
	}
	return mail.CheckDKIM(t.Key, t.Selector, t.Domain(), lookup, t.config.Outgoing.DKIMUntil, t.now())
}
