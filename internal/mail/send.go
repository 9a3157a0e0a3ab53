package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"time"

	"samverkan/internal/fault"
)

// The ways to a server.
const (
	StartTLS = "starttls" // encrypted before anything is said, or not at all
	TLS      = "tls"      // encrypted from the beginning
	Plain    = "none"     // not encrypted
)

const (
	dialTime  = 10 * time.Second
	wholeTime = 40 * time.Second
)

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

// Sender hands letters to one server. Its methods may be used by several goroutines.
type Sender struct{ o Options }

// New makes a sender. Fault: mail.sender.
func New(o Options) (*Sender, error) {
	if _, err := sender(o.From); err != nil {
		return nil, err
	}
	if o.Security == "" {
		o.Security = StartTLS
	}
	return &Sender{o}, nil
}

// Send hands a text over to the server. Faults: those of [Letter.Bytes]; mail.unreachable, mail.insecure, mail.sign-in, mail.refused.
func (s *Sender) Send(ctx context.Context, to, subject, text string) error {
	l := Letter{ID: s.o.NewID(), At: s.o.Now(), From: s.o.From, To: to, Subject: subject, Text: text}
	body, err := l.Bytes()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, wholeTime)
	defer cancel()
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return s.hand(c, to, body)
}

// connect reaches the server and gets as far as it takes letters. The connection ends with the context.
func (s *Sender) connect(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(s.o.Address)
	if err != nil {
		return nil, unreachable(err)
	}
	d := net.Dialer{Timeout: dialTime}
	conn, err := d.DialContext(ctx, "tcp", s.o.Address)
	if err != nil {
		return nil, unreachable(err)
	}
	if at, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(at); err != nil {
			conn.Close()
			return nil, unreachable(err)
		}
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	secure := &tls.Config{ServerName: host, RootCAs: s.o.Roots, MinVersion: tls.VersionTLS12}
	if s.o.Security == TLS {
		conn = tls.Client(conn, secure)
		if err := conn.(*tls.Conn).HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, fault.Wrap(err, fault.Unavailable, "mail.insecure")
		}
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return nil, unreachable(err)
	}
	if err := s.greet(c, secure); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// greet says who we are, encrypts, and signs in.
func (s *Sender) greet(c *smtp.Client, secure *tls.Config) error {
	from, err := sender(s.o.From)
	if err != nil {
		return err
	}
	if err := c.Hello(domain(from.Address)); err != nil {
		return said(err, "mail.refused")
	}
	if s.o.Security == StartTLS {
		if err := c.StartTLS(secure); err != nil {
			return fault.Wrap(err, fault.Unavailable, "mail.insecure")
		}
	}
	if s.o.User == "" {
		return nil
	}
	if _, encrypted := c.TLSConnectionState(); !encrypted {
		return fault.New(fault.Unavailable, "mail.insecure") // a password goes over no open line
	}
	if err := c.Auth(smtp.PlainAuth("", s.o.User, s.o.Password, secure.ServerName)); err != nil {
		return said(err, "mail.sign-in")
	}
	return nil
}

// hand gives the letter over. What the server says after the letter is whether it took it; what it says to our leaving is nothing.
func (s *Sender) hand(c *smtp.Client, to string, body []byte) error {
	from, err := sender(s.o.From)
	if err != nil {
		return err
	}
	if err := c.Mail(from.Address); err != nil {
		return said(err, "mail.refused")
	}
	if err := c.Rcpt(to); err != nil {
		return said(err, "mail.refused")
	}
	w, err := c.Data()
	if err != nil {
		return said(err, "mail.refused")
	}
	if _, err := w.Write(body); err != nil {
		return unreachable(err)
	}
	if err := w.Close(); err != nil {
		return said(err, "mail.refused")
	}
	_ = c.Quit()
	return nil
}

// said tells a no of the server's from a connection that broke. The server's own words stay in the cause: they may quote an address.
func said(err error, code string) error {
	var no *textproto.Error
	if errors.As(err, &no) {
		return fault.Wrap(err, fault.Unavailable, code, "Status", no.Code)
	}
	return unreachable(err)
}

func unreachable(err error) error { return fault.Wrap(err, fault.Unavailable, "mail.unreachable") }
