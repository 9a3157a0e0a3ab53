package inbound

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"samverkan/internal/fault"
)

// ReceiverOptions say how mail is taken from a mail server.
type ReceiverOptions struct {
	Domain string // the name that the receiver gives itself
	SMTP   bool   // SMTP; LMTP (RFC 2033) when false
	// Known tells whether mail to an address is ours, the address in lower case. Mail to others is refused with 550.
	Known func(ctx context.Context, address string) bool
	TLS   *tls.Config // offered with STARTTLS when set
	// Silence is how long the other side may be silent, 1 minute when zero; Whole how long a connection may last, 10 minutes
	// when zero.
	Silence, Whole time.Duration
	Connections    int          // at the same time, 20 when zero; more wait
	Size           int64        // the most bytes of a mail; [MaxBytes] with room for the envelope when zero, and never more
	Log            *slog.Logger // slog's own when nil
}

// Receiver takes mail from a mail server, and answers that it is taken only when it has been stored.
type Receiver struct {
	o      ReceiverOptions
	handle Handle
}

// NewReceiver makes a receiver. The handler gets the mail with the envelope written on top of it: Return-Path and one
// Delivered-To for each recipient (RFC 5321 section 4.4).
func NewReceiver(o ReceiverOptions, handle Handle) *Receiver {
	if o.Silence <= 0 {
		o.Silence = time.Minute
	}
	if o.Whole <= 0 {
		o.Whole = 10 * time.Minute
	}
	if o.Connections <= 0 {
		o.Connections = 20
	}
	if most := int64(MaxBytes - 1<<14); o.Size <= 0 || o.Size > most {
		o.Size = most
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Receiver{o, handle}
}

// Serve takes mail until the context ends, and then gives nil; it waits for nobody who is half way. It closes l.
func (r *Receiver) Serve(ctx context.Context, l net.Listener) error {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{ctx: ctx, r: r}, nil }))
	s.LMTP, s.Domain, s.TLSConfig = !r.o.SMTP, r.o.Domain, r.o.TLS
	s.MaxMessageBytes, s.MaxRecipients = r.o.Size, 20
	s.MaxLineLength = 64 << 10 // programs write longer lines than RFC 5321 allows, and those are answers too
	s.ReadTimeout, s.WriteTimeout = r.o.Silence, r.o.Silence
	s.ErrorLog = logger{r.o.Log}
	stop := context.AfterFunc(ctx, func() { s.Close() })
	defer stop()
	defer s.Close()
	err := s.Serve(lasting{netutil.LimitListener(l, r.o.Connections), r.o.Whole})
	if ctx.Err() != nil || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// session takes the mails of one connection.
type session struct {
	ctx  context.Context
	r    *Receiver
	from string
	to   []string
}

// Mail begins a letter. Nobody signs in: the recipients say what is taken.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from, s.to = from, nil
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	to = strings.ToLower(to)
	if !plausible(to) || !s.r.o.Known(s.ctx, to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such recipient here"}
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(body io.Reader) error {
	var raw bytes.Buffer
	from := ""
	if plausible(s.from) {
		from = s.from
	}
	raw.WriteString("Return-Path: <" + from + ">\r\n")
	for _, to := range s.to {
		raw.WriteString("Delivered-To: " + to + "\r\n")
	}
	if _, err := raw.ReadFrom(body); err != nil {
		return err // too large, or the line broke: the library knows the answer
	}
	if err := s.r.handle(s.ctx, raw.Bytes()); err != nil {
		s.r.o.Log.Warn("a mail that came in could not be stored; its server keeps it", "code", fault.CodeOf(err))
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Cannot be stored now, try again"}
	}
	return nil
}

func (s *session) Reset()        { s.from, s.to = "", nil }
func (s *session) Logout() error { return nil }

// lasting gives connections that end after a time, however busy they seem: the library's own limits begin anew with every
// byte that drips in.
type lasting struct {
	net.Listener
	whole time.Duration
}

func (l lasting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &ending{Conn: c, end: time.AfterFunc(l.whole, func() { c.Close() })}, nil
}

type ending struct {
	net.Conn
	end    *time.Timer
	closed atomic.Bool
}

func (c *ending) Close() error {
	if c.closed.Swap(true) {
		return nil
	}
	c.end.Stop()
	return c.Conn.Close()
}

// logger keeps what the library says of broken connections, without the words of the other side.
type logger struct{ log *slog.Logger }

func (l logger) Printf(string, ...any) { l.log.Info("a connection for incoming mail ended badly") }
func (l logger) Println(...any)        { l.log.Info("a connection for incoming mail ended badly") }
