package mail_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"samverkan/internal/fault"
	"samverkan/internal/mail"
)

// office is a mail server that keeps what it takes.
type office struct {
	mu     sync.Mutex
	taken  []taken
	user   string // who may send; "" for anybody
	refuse string // a recipient it does not know
	signed bool
}

type taken struct {
	from, to string
	data     []byte
}

type visit struct {
	office *office
	secure bool
	signed bool
	letter taken
}

func (o *office) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, secure := c.TLSConnectionState()
	return &visit{office: o, secure: secure}, nil
}

func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != v.office.user || password != "hemligt" {
			return smtp.ErrAuthFailed
		}
		v.signed = true
		return nil
	}), nil
}

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if v.office.user != "" && !v.signed {
		return smtp.ErrAuthRequired
	}
	v.letter = taken{from: from}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	if to == v.office.refuse {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"}
	}
	v.letter.to = to
	return nil
}

func (v *visit) Data(r io.Reader) (err error) {
	if v.letter.data, err = io.ReadAll(r); err != nil {
		return err
	}
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.office.taken = append(v.office.taken, v.letter)
	v.office.signed = v.signed
	return nil
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

// certificate makes one for the test's own machine.
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

// open starts the server on loopback, and gives a sender that uses it in the way asked for.
func open(t *testing.T, o *office, security string, change ...func(*smtp.Server, *mail.Options)) *mail.Sender {
	t.Helper()
	cert, pool := certificate(t)
	server := smtp.NewServer(o)
	server.Domain, server.ErrorLog = "post.example", log.New(io.Discard, "", 0)
	if security != mail.Plain {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)
	options := mail.Options{Address: l.Addr().String(), From: "Samverkan Allmänlän <samverkan@lst.example>", Security: security, Roots: pool,
		Now: func() time.Time { return at }, NewID: func() string { return "0197a1b2" }}
	for _, c := range change {
		c(server, &options)
	}
	if security == mail.TLS {
		l = tls.NewListener(l, server.TLSConfig)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	t.Cleanup(func() {
		server.Close()
		if err := <-served; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	s, err := mail.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const words = "Hej Karin Ek!\n\nÖppna https://samverkan.example/link/" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ" + "\n.\nEn rad med bara en punkt står ovanför.\n"

// The letter comes through whole, in each of the three ways.
func TestSend(t *testing.T) {
	for _, security := range []string{mail.StartTLS, mail.TLS, mail.Plain} {
		o := &office{}
		s := open(t, o, security)
		if err := s.Send(t.Context(), "karin.ek@kommun.example", "Öppna ditt konto i Samverkan", words); err != nil {
			t.Fatalf("%s: %v %v", security, err, errors.Unwrap(err))
		}
		if len(o.taken) != 1 || o.taken[0].from != "samverkan@lst.example" || o.taken[0].to != "karin.ek@kommun.example" {
			t.Fatalf("%s: %+v", security, o.taken)
		}
		m, err := netmail.ReadMessage(bytes.NewReader(o.taken[0].data))
		if err != nil {
			t.Fatal(err)
		}
		subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		from, err := m.Header.AddressList("From")
		if err != nil || subject != "Öppna ditt konto i Samverkan" || from[0].Name != "Samverkan Allmänlän" {
			t.Errorf("%s: %q %v %v", security, subject, from, err)
		}
		for name, want := range map[string]string{"To": "<karin.ek@kommun.example>", "Date": "Wed, 06 Jan 2027 10:00:00 +0000",
			"Message-Id": "<0197a1b2@lst.example>", "Auto-Submitted": "auto-generated", "Content-Type": "text/plain; charset=utf-8"} {
			if got := m.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", security, name, got, want)
			}
		}
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if got := strings.ReplaceAll(string(text), "\r\n", "\n"); err != nil || got != words {
			t.Errorf("%s: %q, %v", security, got, err)
		}
	}
}

// A password is shown to the server over an encrypted line, and never over an open one.
func TestSigningIn(t *testing.T) {
	user := func(password string) func(*smtp.Server, *mail.Options) {
		return func(s *smtp.Server, o *mail.Options) {
			s.AllowInsecureAuth = true
			o.User, o.Password = "samverkan", password
		}
	}
	for _, c := range []struct{ security, password, want string }{
		{mail.StartTLS, "hemligt", ""}, {mail.TLS, "hemligt", ""},
		{mail.StartTLS, "fel", "mail.sign-in"}, {mail.Plain, "hemligt", "mail.insecure"},
	} {
		o := &office{user: "samverkan"}
		err := open(t, o, c.security, user(c.password)).Send(t.Context(), "a@b.example", "x", "y")
		if fault.CodeOf(err) != c.want || err == nil != o.signed || err != nil && strings.Contains(err.Error(), c.password) {
			t.Errorf("%+v: %v, signed in: %v", c, err, o.signed)
		}
	}
}

// What hinders is told by its code, and nothing is sent.
func TestWhatHinders(t *testing.T) {
	unknown := func(_ *smtp.Server, o *mail.Options) { o.Roots = x509.NewCertPool() }
	naked := func(s *smtp.Server, _ *mail.Options) { s.TLSConfig = nil }
	for _, c := range []struct {
		name, security, want string
		change               []func(*smtp.Server, *mail.Options)
	}{
		{"a certificate that nobody vouches for", mail.StartTLS, "mail.insecure", []func(*smtp.Server, *mail.Options){unknown}},
		{"the same from the beginning", mail.TLS, "mail.insecure", []func(*smtp.Server, *mail.Options){unknown}},
		{"a server that does not encrypt", mail.StartTLS, "mail.insecure", []func(*smtp.Server, *mail.Options){naked}},
		{"a recipient that is not there", mail.Plain, "mail.refused", nil},
	} {
		o := &office{refuse: "a@b.example"}
		err := open(t, o, c.security, c.change...).Send(t.Context(), "a@b.example", "x", "y")
		if fault.CodeOf(err) != c.want || fault.KindOf(err) != fault.Unavailable || len(o.taken) > 0 {
			t.Errorf("%s: %v, %d letters", c.name, err, len(o.taken))
		}
	}
	s, err := mail.New(mail.Options{Address: "127.0.0.1:1", From: "a@b.example", Now: time.Now, NewID: func() string { return "x" }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), "a@b.example", "x", "y"); fault.CodeOf(err) != "mail.unreachable" {
		t.Error(err)
	}
	if _, err := mail.New(mail.Options{From: "Samverkan\r\nBcc: x@y.example <a@b.example>"}); fault.CodeOf(err) != "mail.sender" {
		t.Error(err)
	}
}

// A server that says nothing does not hold anybody longer than they want to wait.
func TestASilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := mail.New(mail.Options{Address: l.Addr().String(), From: "a@b.example", Now: time.Now, NewID: func() string { return "x" }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Send(ctx, "a@b.example", "x", "y"); fault.CodeOf(err) != "mail.unreachable" {
		t.Error(err)
	}
}

// Nobody adds a header or a recipient of their own, whatever stands in an address or a subject (D10).
func TestNothingIsAdded(t *testing.T) {
	ok := mail.Letter{ID: "x", From: "a@b.example", To: "c@d.example", Subject: "x", Text: "y"}
	for _, to := range []string{"", "c", "c@d.example\r\nBcc: e@f.example", "c@d.example\n", "c@d.example, e@f.example", "C <c@d.example>",
		"c@d.example\x00", "\u0441@d.example", "c@exämple.se", "\"c d\"@d.example", "c@d.example>", strings.Repeat("c", 250) + "@d.example", "c@d.example "} {
		l := ok
		l.To = to
		if _, err := l.Bytes(); fault.CodeOf(err) != "mail.address" {
			t.Errorf("to %q: %v", to, err)
		}
	}
	for _, subject := range []string{"", " ", "x\r\nBcc: e@f.example", "x\ny", "x\ry", "x\x00", "x\u2028y", "\xff", strings.Repeat("x", 201)} {
		l := ok
		l.Subject = subject
		if _, err := l.Bytes(); fault.CodeOf(err) != "mail.subject" {
			t.Errorf("subject %q: %v", subject, err)
		}
	}
	for _, text := range []string{"\xff", "\x00", strings.Repeat("x", 1<<20+1)} {
		l := ok
		l.Text = text
		if _, err := l.Bytes(); fault.CodeOf(err) != "mail.text" {
			t.Errorf("text of %d bytes: %v", len(text), err)
		}
	}
}

// Whatever is taken makes a letter with just the headers that it has, to just the one it is to.
func FuzzLetter(f *testing.F) {
	for _, s := range []string{"x", "Ö\r\n", "a@b.example", "=?utf-8?q?x?=", "\u202ea", strings.Repeat("å", 100), ".\r\n"} {
		f.Add("c@d.example", s, s)
		f.Add(s, "x", "y")
	}
	f.Fuzz(func(t *testing.T, to, subject, text string) {
		b, err := mail.Letter{ID: "x", From: "a@b.example", To: to, Subject: subject, Text: text}.Bytes()
		if err != nil {
			return
		}
		m, err := netmail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Header) != 9 {
			t.Fatalf("%d headers: %v", len(m.Header), m.Header)
		}
		all, err := m.Header.AddressList("To")
		if err != nil || len(all) != 1 || all[0].Address != to {
			t.Fatalf("to %q: %v, %v", to, all, err)
		}
		head, _, _ := bytes.Cut(b, []byte("\r\n\r\n"))
		for _, r := range string(head) {
			if r > 0x7e || r < ' ' && r != '\r' && r != '\n' {
				t.Fatalf("%q in the headers", r)
			}
		}
		if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || !strings.HasPrefix(subject, "=?") && strings.TrimSpace(got) != strings.TrimSpace(subject) {
			t.Fatalf("subject %q became %q, %v", subject, got, err)
		}
	})
}
