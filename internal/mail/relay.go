package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"samverkan/internal/fault"
)

// The ways to a server.
const (
	StartTLS = "starttls" // encrypted before anything is said, or not at all
	TLS      = "tls"      // encrypted from the beginning
	Plain    = "none"     // not encrypted
)

// perSession is how many letters a connection carries at most. OpenSMTPD refuses the 101st.
const perSession = 90

// RelayOptions say where mail is handed over, and how.
type RelayOptions struct {
	Address    string // host:port
	Security   string // StartTLS when empty
	User       string // "" signs in nowhere
	Password   string
	Name       string         // what we call ourselves (EHLO); "localhost" when empty
	PerMinute  int            // letters that the server takes in a minute, over all connections; 0 is any number
	PerSession int            // letters on one connection; 90 when 0, and at most
	Times      Times          // how long to wait
	Roots      *x509.CertPool // the system's when nil
	Now        func() time.Time
	// Wait waits, for the sake of PerMinute; nil waits on the machine's clock. It ends early with the context's error.
	Wait func(context.Context, time.Duration) error
}

// Times are how long to wait for a server. What is 0 gets the time given here.
type Times struct {
	Dial    time.Duration // until there is a connection: 10 s
	Command time.Duration // for the answer to a command: 1 minute
	// Letter is for the letter itself and the answer to it: 2 minutes. RFC 5321 section 4.5.3.2.6 wants 10 before it is taken for
	// lost; but then a single server that hangs holds an alarm for as long, and the letter counts as unsure, not as lost.
	Letter time.Duration
	Idle   time.Duration // how long a connection is kept without use: 20 s, since servers and walls between forget about it
}

// Relay is a mail server that letters are handed to. Its methods may be used by several goroutines.
type Relay struct {
	o     RelayOptions
	host  string
	limit *limit
}

// NewRelay makes a relay; nothing is connected yet. Faults: mail.unreachable for an address without a port; mail.insecure where a
// password would go over an open line.
func NewRelay(o RelayOptions) (*Relay, error) {
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return nil, unreachable(err)
	}
	if o.Security == "" {
		o.Security = StartTLS
	}
	if o.Security == Plain && o.User != "" {
		return nil, insecure(errors.New("a password goes over no open line"))
	}
	if o.Name == "" {
		o.Name = "localhost"
	}
	if o.PerSession <= 0 || o.PerSession > perSession {
		o.PerSession = perSession
	}
	o.Times = Times{Dial: or(o.Times.Dial, 10*time.Second), Command: or(o.Times.Command, time.Minute),
		Letter: or(o.Times.Letter, 2*time.Minute), Idle: or(o.Times.Idle, 20*time.Second)}
	if o.Wait == nil {
		o.Wait = wait
	}
	return &Relay{o: o, host: host, limit: newLimit(o.PerMinute)}, nil
}

func or(given, usual time.Duration) time.Duration {
	if given > 0 {
		return given
	}
	return usual
}

// FreeAt is when the relay takes the next letter; a time that has been when it is at once.
func (r *Relay) FreeAt() time.Time { return r.limit.freeAt() }

// wire is the connection below TLS and SMTP, which remembers how much went out. So it is known whether the end of a letter left
// this machine before the line broke.
type wire struct {
	net.Conn
	most   time.Duration // how late a deadline may be, 0 is any: the library starts with 5 minutes
	wrote  atomic.Int64
	failed atomic.Bool
}

func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	if w.wrote.Add(int64(n)); err != nil {
		w.failed.Store(true)
	}
	return n, err
}

// SetDeadline sets t, or what is the latest allowed.
func (w *wire) SetDeadline(t time.Time) error {
	if w.most > 0 && !t.IsZero() {
		if latest := time.Now().Add(w.most); t.After(latest) {
			t = latest
		}
	}
	return w.Conn.SetDeadline(t)
}

// connect reaches the server and gets as far as it takes letters. The connection ends with the context while this goes on.
func (r *Relay) connect(ctx context.Context) (*smtp.Client, *wire, error) {
	ctx, cancel := context.WithTimeout(ctx, r.o.Times.Dial+4*r.o.Times.Command)
	defer cancel()
	d := net.Dialer{Timeout: r.o.Times.Dial}
	conn, err := d.DialContext(ctx, "tcp", r.o.Address)
	if err != nil {
		return nil, nil, unreachable(err)
	}
	w := &wire{Conn: conn}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	w.most = r.o.Times.Command
	c, err := r.open(w)
	if err == nil {
		err = r.signIn(c)
	}
	w.most = 0
	if !stop() && err == nil {
		err = unreachable(ctx.Err())
	}
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return c, w, nil
}

// open says who we are and encrypts.
func (r *Relay) open(w *wire) (*smtp.Client, error) {
	shaken := false // hands, of which a certificate nobody vouches for is the usual hindrance
	secure := &tls.Config{ServerName: r.host, RootCAs: r.o.Roots, MinVersion: tls.VersionTLS12,
		VerifyConnection: func(tls.ConnectionState) error { shaken = true; return nil }}
	var c *smtp.Client
	switch r.o.Security {
	case Plain:
		c, shaken = smtp.NewClient(w), true
	case TLS:
		c = smtp.NewClient(tls.Client(w, secure))
	default:
		var err error
		if c, err = smtp.NewClientStartTLS(w, secure); err != nil {
			return nil, notOpened(err)
		}
	}
	c.CommandTimeout, c.SubmissionTimeout = r.o.Times.Command, r.o.Times.Letter
	if err := c.Hello(r.o.Name); err != nil {
		if no := answer(err); no == nil && !shaken && !brokenLine(err) {
			return nil, insecure(err)
		}
		return nil, notGreeted(err)
	}
	return c, nil
}

// signIn shows the password, if there is one: by PLAIN, or by LOGIN, which is all that Microsoft's servers offer.
func (r *Relay) signIn(c *smtp.Client) error {
	if r.o.User == "" {
		return nil
	}
	if _, encrypted := c.TLSConnectionState(); !encrypted {
		return insecure(errors.New("a password goes over no open line"))
	}
	var way sasl.Client
	switch {
	case c.SupportsAuth(sasl.Plain):
		way = sasl.NewPlainClient("", r.o.User, r.o.Password)
	case c.SupportsAuth(sasl.Login):
		way = sasl.NewLoginClient(r.o.User, r.o.Password)
	default:
		return fault.New(fault.Unavailable, "mail.sign-in", "Status", "")
	}
	err := c.Auth(way)
	if err == nil {
		return nil
	}
	if no := answer(err); no != nil {
		return fault.Wrap(told(no), fault.Unavailable, "mail.sign-in", "Status", status(no))
	}
	return unreachable(err)
}
