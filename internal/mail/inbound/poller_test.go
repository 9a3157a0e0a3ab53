package inbound_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"

	"samverkan/internal/fault"
	"samverkan/internal/mail/inbound"
)

// post is a mail server on loopback with one mailbox.
type post struct {
	user    *imapmemserver.User
	address string
	pool    *x509.CertPool
	mu      sync.Mutex
	conns   []net.Conn
}

// Accept keeps the connections, so that a test can cut them.
type cuttable struct {
	net.Listener
	p *post
}

func (c cuttable) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.p.mu.Lock()
		c.p.conns = append(c.p.conns, conn)
		c.p.mu.Unlock()
	}
	return conn, err
}

// cut breaks every line to the server.
func (p *post) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}

func (p *post) arrive(t *testing.T, raw string) {
	t.Helper()
	if _, err := p.user.Append("INBOX", bytes.NewReader([]byte(raw)), &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

func mailbox(t *testing.T, caps imap.CapSet, security string) *post {
	t.Helper()
	p := &post{user: imapmemserver.NewUser("svar", "hemligt")}
	if err := p.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	server := imapmemserver.New()
	server.AddUser(p.user)
	o := &imapserver.Options{NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
		if caps.Has("X-NO-KEYWORDS") {
			return noKeywords{server.NewSession()}, nil, nil
		}
		if caps.Has("AUTH=XOAUTH2") {
			return tokens{server.NewSession()}, nil, nil
		}
		return server.NewSession(), nil, nil
	}, Caps: caps, InsecureAuth: security == inbound.Plain, Logger: quiet{}}
	var cert tls.Certificate
	cert, p.pool = certificate(t)
	if security != inbound.Plain {
		o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = l.Addr().String()
	l = cuttable{l, p}
	if security == inbound.TLS {
		l = tls.NewListener(l, o.TLSConfig)
	}
	s := imapserver.New(o)
	done := make(chan struct{})
	go func() { defer close(done); s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-done })
	return p
}

// noKeywords is a server that keeps no flags of others' making, as Exchange.
type noKeywords struct{ imapserver.Session }

func (s noKeywords) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	data, err := s.Session.Select(name, o)
	if err == nil {
		data.PermanentFlags = []imap.Flag{imap.FlagSeen, imap.FlagDeleted}
	}
	return data, err
}

// tokens is a server that takes an access token in place of a password, as Exchange Online.
type tokens struct{ imapserver.Session }

func (tokens) AuthenticateMechanisms() []string { return []string{"XOAUTH2"} }

func (s tokens) Authenticate(string) (sasl.Server, error) { return &exchange{s: s}, nil }

type exchange struct {
	s       tokens
	refused bool
}

func (e *exchange) Next(said []byte) (challenge []byte, done bool, err error) {
	switch {
	case said == nil:
		return []byte{}, false, nil
	case string(said) == "user=svar\x01auth=Bearer nyckel\x01\x01":
		return nil, true, e.s.Login("svar", "hemligt")
	case !e.refused:
		e.refused = true
		return []byte(`{"status":"400"}`), false, nil
	}
	return nil, false, imapserver.ErrAuthFailed
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, x, x, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, pool
}

// desk stores what comes in, and can refuse.
type desk struct {
	mu     sync.Mutex
	stored []string // Message-IDs, in the order they came
	refuse func(id string) bool
	came   chan struct{}
}

func newDesk() *desk { return &desk{came: make(chan struct{}, 10_000)} }

func (d *desk) store(_ context.Context, raw []byte) error {
	in, err := inbound.Parse(raw, inbound.Options{})
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil && d.refuse(in.MessageID) {
		return errors.New("full")
	}
	d.stored = append(d.stored, in.MessageID)
	d.came <- struct{}{}
	return nil
}

// wait waits for n mails.
func (d *desk) wait(t *testing.T, n int) {
	t.Helper()
	for range n {
		select {
		case <-d.came:
		case <-t.Context().Done():
			t.Fatal("the test ended first")
		case <-time.After(30 * time.Second):
			t.Fatalf("a mail never came; %v did", d.all())
		}
	}
}

func (d *desk) all() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(slices.Values(d.stored))
}

func letter(id string) string {
	return "From: tib@sundby.example\r\nMessage-ID: <" + id + ">\r\nSubject: x\r\n\r\nHej\r\n"
}

// run starts a poller, and gives what ends it and waits for its end.
func run(t *testing.T, p *post, m inbound.Mailbox, d *desk) (stop func()) {
	t.Helper()
	m.Address, m.User, m.Roots, m.Log = p.address, "svar", p.pool, slog.New(slog.NewTextHandler(t.Output(), nil))
	if m.Password == "" {
		m.Password = "hemligt"
	}
	if m.Wait == nil {
		m.Wait = soon
	}
	poller, err := inbound.NewPoller(m, d.store)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- poller.Run(ctx) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		done <- nil
	}
	t.Cleanup(stop)
	return stop
}

// soon waits a moment, however long was asked for.
func soon(ctx context.Context, _ time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(5 * time.Millisecond):
		return nil
	}
}

var (
	idling  = imap.CapSet{imap.CapIMAP4rev2: {}}
	oldest  = imap.CapSet{imap.CapIMAP4rev1: {}}
	forever = 25 * time.Minute
)

// What lies there and what arrives is handed over once, whatever the server can do and however it is reached.
func TestPoller(t *testing.T) {
	for _, c := range []struct {
		name, security, done string
		caps                 imap.CapSet
	}{
		{"idle, tls", inbound.TLS, "", idling},
		{"idle, starttls, moved", inbound.StartTLS, "Hanterade", idling},
		{"asked, plain on this machine", inbound.Plain, "", oldest},
		{"asked, moved", inbound.Plain, "Hanterade", imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapMove: {}, imap.CapUIDPlus: {}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, d := mailbox(t, c.caps, c.security), newDesk()
			p.arrive(t, letter("1@a.example"))
			p.arrive(t, letter("2@a.example"))
			m := inbound.Mailbox{Security: c.security, Done: c.done, Idle: forever}
			stop := run(t, p, m, d)
			d.wait(t, 2)
			p.arrive(t, letter("3@a.example"))
			d.wait(t, 1)
			stop()
			again := run(t, p, m, d) // a new poller finds nothing that has been taken
			p.arrive(t, letter("4@a.example"))
			d.wait(t, 1)
			again()
			if got := strings.Join(d.all(), " "); got != "1@a.example 2@a.example 3@a.example 4@a.example" {
				t.Error(got)
			}
			box := "INBOX"
			if c.done != "" {
				box = c.done
			}
			status, err := p.user.Status(box, &imap.StatusOptions{NumMessages: true})
			if err != nil || *status.NumMessages < 3 {
				t.Errorf("%s: %v, %v", box, status, err)
			}
		})
	}
}

// A line that breaks, again and again and between storing and marking, loses nothing; what comes twice has its Message-ID.
func TestPollerLosesNothing(t *testing.T) {
	for name, caps := range map[string]imap.CapSet{"idle": idling, "asked": oldest} {
		t.Run(name, func(t *testing.T) {
			p, d := mailbox(t, caps, inbound.Plain), newDesk()
			tries := 0
			d.refuse = func(id string) bool {
				if tries++; tries%3 == 0 {
					p.cut() // the answer that it is stored never reaches the mailbox
				}
				return tries%5 == 0
			}
			run(t, p, inbound.Mailbox{Security: inbound.Plain, Idle: forever}, d)
			want := map[string]bool{}
			for i := range 20 {
				id := fmt.Sprintf("%02d@a.example", i)
				want[id] = true
				p.arrive(t, letter(id))
			}
			for len(want) > 0 {
				d.wait(t, 1)
				for _, id := range d.all() {
					delete(want, id)
				}
			}
		})
	}
}

// Where no keyword is kept, what has been taken is remembered as long as the poller runs, also over a broken line. A mail
// that a person has read there meanwhile is not lost.
func TestPollerWithoutKeywords(t *testing.T) {
	p, d := mailbox(t, imap.CapSet{imap.CapIMAP4rev1: {}, "X-NO-KEYWORDS": {}}, inbound.Plain), newDesk()
	seen := letter("1@a.example")
	if _, err := p.user.Append("INBOX", bytes.NewReader([]byte(seen)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}}); err != nil {
		t.Fatal(err)
	}
	stop := run(t, p, inbound.Mailbox{Security: inbound.Plain}, d)
	d.wait(t, 1)
	for i := range 3 {
		p.cut()
		p.arrive(t, letter(fmt.Sprintf("%d@a.example", i+2)))
		d.wait(t, 1)
	}
	stop()
	if got := d.all(); len(slices.Compact(got)) != 4 {
		t.Error(got)
	}
}

// A mail that cannot be stored stays, and holds up no other.
func TestPollerRefused(t *testing.T) {
	p, d := mailbox(t, idling, inbound.Plain), newDesk()
	full := true
	d.refuse = func(id string) bool { return full && id == "1@a.example" }
	p.arrive(t, letter("1@a.example"))
	p.arrive(t, letter("2@a.example"))
	run(t, p, inbound.Mailbox{Security: inbound.Plain, Idle: forever}, d)
	d.wait(t, 1)
	if got := d.all(); len(got) != 1 || got[0] != "2@a.example" {
		t.Fatal(got)
	}
	d.mu.Lock()
	full = false
	d.mu.Unlock()
	d.wait(t, 1)
}

// A server that is silent is asked again before any server gives up (RFC 2177).
func TestPollerAsksAgain(t *testing.T) {
	p, d := mailbox(t, idling, inbound.Plain), newDesk()
	run(t, p, inbound.Mailbox{Security: inbound.Plain, Idle: 10 * time.Millisecond}, d)
	for i := range 3 {
		p.arrive(t, letter(fmt.Sprintf("%d@a.example", i)))
		d.wait(t, 1)
	}
}

// What hinders is told by its code, for the one who sets it up.
func TestPollerFaults(t *testing.T) {
	p := mailbox(t, idling, inbound.TLS)
	open := mailbox(t, idling, inbound.Plain)
	cloud := mailbox(t, imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapSASLIR: {}, "AUTH=XOAUTH2": {}}, inbound.TLS)
	token := func(word string, err error) func(*inbound.Mailbox) {
		return func(m *inbound.Mailbox) {
			m.Address, m.Roots, m.Password = cloud.address, cloud.pool, ""
			m.Token = func(context.Context) (string, error) { return word, err }
		}
	}
	ok := inbound.Mailbox{Address: p.address, Security: inbound.TLS, User: "svar", Password: "hemligt", Roots: p.pool}
	for _, c := range []struct {
		name, want string
		change     func(*inbound.Mailbox)
	}{
		{"all right", "", func(*inbound.Mailbox) {}},
		{"wrong password", "inbound.sign-in", func(m *inbound.Mailbox) { m.Password = "fel" }},
		{"a token", "", token("nyckel", nil)},
		{"a token that has expired", "inbound.sign-in", token("gammal", nil)},
		{"no token to be had", "inbound.sign-in", token("", errors.New("no"))},
		{"no such folder", "inbound.folder", func(m *inbound.Mailbox) { m.Folder = "Svar" }},
		{"nobody vouches for the certificate", "inbound.insecure", func(m *inbound.Mailbox) { m.Roots = x509.NewCertPool() }},
		{"no encryption there", "inbound.insecure", func(m *inbound.Mailbox) { m.Address, m.Security = open.address, inbound.StartTLS }},
		{"nobody there", "inbound.unreachable", func(m *inbound.Mailbox) { m.Address = "127.0.0.1:1" }},
		{"plain to another machine", "inbound.insecure", func(m *inbound.Mailbox) { m.Address, m.Security = "192.0.2.1:143", inbound.Plain }},
		{"an unknown way", "inbound.insecure", func(m *inbound.Mailbox) { m.Security = "ssl" }},
		{"no port", "inbound.unreachable", func(m *inbound.Mailbox) { m.Address = "imap.example" }},
	} {
		m := ok
		c.change(&m)
		poller, err := inbound.NewPoller(m, newDesk().store)
		if err == nil {
			err = poller.Check(t.Context())
		}
		if fault.CodeOf(err) != c.want || err != nil && strings.Contains(fmt.Sprint(err), "hemligt") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A server that is away is tried more and more seldom, and at once again when it has worked.
func TestPollerBacksOff(t *testing.T) {
	var pauses []time.Duration
	ctx, cancel := context.WithCancel(t.Context())
	var logged bytes.Buffer
	poller, err := inbound.NewPoller(inbound.Mailbox{Address: "127.0.0.1:1", User: "hemlig.person", Password: "hemligt",
		Log: slog.New(slog.NewTextHandler(&logged, nil)),
		Wait: func(_ context.Context, d time.Duration) error {
			if pauses = append(pauses, d); len(pauses) == 12 {
				cancel()
			}
			return nil
		}}, newDesk().store)
	if err != nil {
		t.Fatal(err)
	}
	if err := poller.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for i, d := range pauses {
		if want := min(time.Second<<i, 5*time.Minute); d != want {
			t.Errorf("pause %d is %s, want %s", i, d, want)
		}
	}
	if strings.Contains(logged.String(), "hemlig") || !strings.Contains(logged.String(), "inbound.unreachable") {
		t.Error(logged.String())
	}
}

// A mail that is too large to be read still comes to somebody's eyes: its beginning does.
func TestPollerLargeMail(t *testing.T) {
	p, d := mailbox(t, idling, inbound.Plain), newDesk()
	var size int
	d.refuse = func(string) bool { return false }
	p.arrive(t, letter("large@a.example")+strings.Repeat("x\r\n", inbound.MaxBytes/3+1))
	m := inbound.Mailbox{Address: p.address, Security: inbound.Plain, User: "svar", Password: "hemligt", Wait: soon}
	poller, err := inbound.NewPoller(m, func(ctx context.Context, raw []byte) error { size = len(raw); return d.store(ctx, raw) })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- poller.Run(ctx) }()
	d.wait(t, 1)
	cancel()
	<-done
	if size == 0 || size > 100_000 {
		t.Errorf("%d bytes came", size)
	}
}
