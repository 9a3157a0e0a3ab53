package inbound

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"

	"samverkan/internal/fault"
)

// The ways to a mail server.
const (
	TLS      = "tls"      // encrypted from the beginning
	StartTLS = "starttls" // encrypted before anything is said, or not at all
	Plain    = "none"     // not encrypted; only to this machine itself
)

// Mailbox says where answers arrive.
type Mailbox struct {
	Address  string // host:port
	Security string // TLS when empty
	User     string
	Password string
	// Token gives an access token in place of Password, for servers that want OAuth (Exchange Online). nil uses Password.
	Token  func(context.Context) (string, error)
	Roots  *x509.CertPool // the system's when nil
	Folder string         // INBOX when empty
	// Done is the folder that a mail is moved to when it has been taken. When empty the mail stays, marked as read and with a
	// keyword; a server without keywords then has the whole folder read again at every start, which is only slower.
	Done string
	// Every is how often a server is asked that does not tell by itself (no IDLE). 60 seconds when zero.
	Every time.Duration
	// Idle is how long a server may be silent before it is asked, so that a line that was lost without a word is found.
	// 9 minutes when zero, and never more than 25 (RFC 2177 says 29).
	Idle time.Duration
	// Patience is how long a server may take to answer a question. 6 minutes when zero, which is what a large mail may take.
	Patience time.Duration
	// Wait waits, or gives the context's error when that ends before. The clock when nil.
	Wait func(context.Context, time.Duration) error
	Log  *slog.Logger // slog's own when nil
}

// Handle stores a raw mail. When it gives an error, the mail stays where it is and comes again.
type Handle func(ctx context.Context, raw []byte) error

// Poller reads a mailbox, and hands over every mail in it at least once.
type Poller struct {
	m      Mailbox
	handle Handle
	taken  map[imap.UID]bool // what this poller has taken, where the server cannot keep a keyword
	valid  uint32            // UIDVALIDITY that taken holds for
	marks  bool              // the server keeps our keyword
	line   *line             // the connection
}

// NewPoller makes a poller. Fault: inbound.insecure (Invalid) when a password would travel over the network unprotected.
func NewPoller(m Mailbox, handle Handle) (*Poller, error) {
	host, _, err := net.SplitHostPort(m.Address)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "inbound.unreachable")
	}
	switch {
	case m.Security == "":
		m.Security = TLS
	case m.Security == Plain && !loopback(host), m.Security != TLS && m.Security != StartTLS && m.Security != Plain:
		return nil, fault.New(fault.Invalid, "inbound.insecure")
	}
	if m.Folder == "" {
		m.Folder = "INBOX"
	}
	if m.Every <= 0 {
		m.Every = time.Minute
	}
	if m.Idle <= 0 {
		m.Idle = 9 * time.Minute
	}
	m.Idle = min(m.Idle, 25*time.Minute)
	if m.Patience <= 0 {
		m.Patience = linePatience
	}
	if m.Wait == nil {
		m.Wait = wait
	}
	if m.Log == nil {
		m.Log = slog.Default()
	}
	return &Poller{m: m, handle: handle, taken: map[imap.UID]bool{}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Run reads the mailbox until the context ends, and gives the context's error. A line that is lost is tried again, at first
// soon and then more and more seldom, at least every five minutes.
func (p *Poller) Run(ctx context.Context) error {
	for tries := 0; ; tries++ {
		worked, err := p.visit(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if worked {
			tries = 0
		}
		p.m.Log.Warn("the mailbox cannot be read now", "code", fault.CodeOf(err), "error", causeOf(err), "try", tries+1)
		if err := p.m.Wait(ctx, pause(tries)); err != nil {
			return err
		}
	}
}

// Check signs in and opens the folders, and does nothing else: for a person who sets up the service.
// Faults, Kind Unavailable: inbound.unreachable, inbound.insecure, inbound.sign-in, inbound.folder (Folder).
func (p *Poller) Check(ctx context.Context) error {
	c, _, err := p.connect(ctx)
	if err != nil {
		return err
	}
	return c.Close()
}

// pause is how long to wait after so many failures in a row: 1, 2, 4 … seconds, 5 minutes at most.
func pause(tries int) time.Duration {
	return min(time.Second<<min(tries, 9), 5*time.Minute)
}

// causeOf gives what the network said, for the log. What the server says is left out: it may repeat who signs in.
func causeOf(err error) string {
	var refused *imap.Error
	if e := errors.Unwrap(err); e != nil && !errors.As(err, &refused) {
		return e.Error()
	}
	return ""
}
