package inbound

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"samverkan/internal/fault"
)

// grace is how long a mail that has been stored may take to be marked when the service stops.
const grace = 5 * time.Second

// connect reaches the server, signs in, and opens the folders. news hears when something has changed in the folder.
// The connection ends with the context, after the grace.
func (p *Poller) connect(ctx context.Context) (c *imapclient.Client, news <-chan struct{}, err error) {
	host, _, _ := net.SplitHostPort(p.m.Address)
	d := net.Dialer{Timeout: 30 * time.Second, KeepAlive: time.Minute}
	conn, err := d.DialContext(ctx, "tcp", p.m.Address)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, "inbound.unreachable")
	}
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, func() { conn.Close() }) })
	p.line = &line{Conn: conn, patience: p.m.Patience}
	conn = p.line
	defer p.line.ask()()
	defer func() {
		if err != nil {
			stop()
			conn.Close()
		}
	}()
	changed := make(chan struct{}, 1)
	secure := &tls.Config{ServerName: host, RootCAs: p.m.Roots, MinVersion: tls.VersionTLS12}
	o := &imapclient.Options{TLSConfig: secure, UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				select {
				case changed <- struct{}{}:
				default: // it has been told already
				}
			}
		}}}
	switch p.m.Security {
	case StartTLS:
		if c, err = imapclient.NewStartTLS(conn, o); err != nil {
			return nil, nil, fault.Wrap(err, fault.Unavailable, "inbound.insecure")
		}
	case TLS:
		over := tls.Client(conn, secure)
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if err = over.HandshakeContext(limited); err != nil {
			return nil, nil, fault.Wrap(err, fault.Unavailable, "inbound.insecure")
		}
		c = imapclient.New(over, o)
	default:
		c = imapclient.New(conn, o)
	}
	if err = p.enter(ctx, c); err != nil {
		c.Close()
		return nil, nil, err
	}
	return c, changed, nil
}

// enter signs in and opens the folders.
func (p *Poller) enter(ctx context.Context, c *imapclient.Client) error {
	if err := c.WaitGreeting(); err != nil {
		return lost(err)
	}
	if c.State() == imap.ConnStateNotAuthenticated {
		if err := p.signIn(ctx, c); err != nil {
			return err
		}
	}
	if p.m.Done != "" {
		// A folder that is there already is no fault; one that cannot be made shows when it is asked for.
		if err := c.Create(p.m.Done, nil).Wait(); err != nil && !refusal(err) {
			return lost(err)
		}
		if _, err := c.Status(p.m.Done, &imap.StatusOptions{NumMessages: true}).Wait(); err != nil {
			return refused(err, "inbound.folder", p.m.Done)
		}
	}
	box, err := c.Select(p.m.Folder, nil).Wait()
	if err != nil {
		return refused(err, "inbound.folder", p.m.Folder)
	}
	p.marks = slices.Contains(box.PermanentFlags, imap.FlagWildcard) || slices.Contains(box.PermanentFlags, takenMark)
	if box.UIDValidity != p.valid {
		p.valid = box.UIDValidity
		clear(p.taken)
	}
	return nil
}

func (p *Poller) signIn(ctx context.Context, c *imapclient.Client) error {
	if p.m.Token == nil {
		if err := c.Login(p.m.User, p.m.Password).Wait(); err != nil {
			return refused(err, "inbound.sign-in", "")
		}
		return nil
	}
	token, err := p.m.Token(ctx)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "inbound.sign-in")
	}
	if err := c.Authenticate(bearer{p.m.User, token}); err != nil {
		return refused(err, "inbound.sign-in", "")
	}
	return nil
}

// bearer is SASL XOAUTH2, which Exchange Online and Google take; neither of them wrote a standard for it.
type bearer struct{ user, token string }

// Start gives the whole of it.
func (b bearer) Start() (mechanism string, initial []byte, err error) {
	return "XOAUTH2", []byte("user=" + b.user + "\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next answers what the server says against the token with nothing, so that it refuses in its ordinary words.
func (b bearer) Next([]byte) ([]byte, error) { return []byte{}, nil }

// refused gives the fault for what the server refused in words; when the line broke instead, the server is not there.
func refused(err error, code, folder string) error {
	if !refusal(err) {
		return lost(err)
	}
	return fault.Wrap(err, fault.Unavailable, code, "Folder", folder)
}

func refusal(err error) bool {
	var said *imap.Error
	return errors.As(err, &said) && said.Type != imap.StatusResponseTypeBye
}

func lost(err error) error { return fault.Wrap(err, fault.Unavailable, "inbound.unreachable") }
