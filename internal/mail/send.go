package mail

import (
	"context"
	"crypto/x509"
	"time"
)

// wholeTime is how long somebody waits who has asked for a letter.
const wholeTime = 40 * time.Second

// Options say how mail is sent.
type Options struct {
	Address  string // host:port
	From     string
	User     string // "" signs in nowhere
	Password string
	Security string         // StartTLS when empty
	Roots    *x509.CertPool // the system's when nil
	Now      func() time.Time
	NewID    func() string
}

// Sender hands letters to one server, each over a connection of its own. Its methods may be used by several goroutines.
type Sender struct{ o Options }

// New makes a sender. Fault: mail.sender.
func New(o Options) (*Sender, error) {
	if _, err := sender(o.From); err != nil {
		return nil, err
	}
	return &Sender{o}, nil
}

// Send hands a text over to the server. Faults: those of [Letter.Bytes], and of an [Outcome].
func (s *Sender) Send(ctx context.Context, to, subject, text string) error {
	l := Letter{ID: s.o.NewID(), At: s.o.Now(), From: s.o.From, To: to, Subject: subject, Text: text}
	body, err := l.Bytes()
	if err != nil {
		return err
	}
	from, err := sender(s.o.From)
	if err != nil {
		return err
	}
	r, err := NewRelay(RelayOptions{Address: s.o.Address, Security: s.o.Security, User: s.o.User, Password: s.o.Password,
		Name: domain(from.Address), Roots: s.o.Roots, Now: s.o.Now, Times: Times{Letter: wholeTime}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	session := r.Session()
	out := session.Send(ctx, from.Address, to, body)
	_ = session.Close()
	return out.Err
}
