package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/mail"
	"samverkan/internal/mail/mailtest"
)

var noon = time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)

// open starts a server, and gives a sender that uses it.
func open(t *testing.T, o mailtest.Options, change ...func(*mail.Options)) (*mailtest.Sink, *mail.Sender) {
	t.Helper()
	sink := mailtest.Start(t, o)
	options := mail.Options{Address: sink.Addr, From: "Samverkan Allmänlän <samverkan@lst.example>", Security: o.Security, Roots: sink.Roots,
		Now: func() time.Time { return noon }, NewID: func() string { return "0197a1b2" }}
	for _, c := range change {
		c(&options)
	}
	s, err := mail.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return sink, s
}

func or(given, usual string) string {
	if given != "" {
		return given
	}
	return usual
}

const words = "Hej Karin Ek!\n\nÖppna https://samverkan.example/link/" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ" + "\n.\nEn rad med bara en punkt står ovanför.\n"

// The letter comes through whole, in each of the three ways.
func TestSend(t *testing.T) {
	for _, security := range []string{mail.StartTLS, mail.TLS, mail.Plain} {
		sink, s := open(t, mailtest.Options{Security: security})
		if err := s.Send(t.Context(), "karin.ek@kommun.example", "Öppna ditt konto i Samverkan", words); err != nil {
			t.Fatalf("%s: %v %v", security, err, errors.Unwrap(err))
		}
		taken := sink.Taken()
		if len(taken) != 1 || taken[0].From != "samverkan@lst.example" || taken[0].To != "karin.ek@kommun.example" {
			t.Fatalf("%s: %+v", security, taken)
		}
		m, err := netmail.ReadMessage(bytes.NewReader(taken[0].Data))
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
	for _, c := range []struct {
		security, password string
		ways               []string
		want               string
	}{
		{mail.StartTLS, "hemligt", nil, ""}, {mail.TLS, "hemligt", nil, ""},
		{mail.StartTLS, "hemligt", []string{"LOGIN", "XOAUTH2"}, ""}, {mail.TLS, "fel", []string{"LOGIN"}, "mail.sign-in"},
		{mail.StartTLS, "fel", nil, "mail.sign-in"}, {mail.Plain, "hemligt", nil, "mail.insecure"},
		{mail.TLS, "hemligt", []string{"GSSAPI"}, "mail.sign-in"},
	} {
		sink, s := open(t, mailtest.Options{Security: c.security, User: "samverkan", Password: "hemligt", Mechanisms: c.ways},
			func(o *mail.Options) { o.User, o.Password = "samverkan", c.password })
		err := s.Send(t.Context(), "a@b.example", "x", "y")
		if fault.CodeOf(err) != c.want || (err == nil) != (sink.SignedIn() == 1) || err != nil && strings.Contains(err.Error(), c.password) {
			t.Errorf("%+v: %v, signed in: %d", c, err, sink.SignedIn())
		}
	}
	_, s := open(t, mailtest.Options{Security: mail.TLS, User: "samverkan", Password: "hemligt"})
	if err := s.Send(t.Context(), "a@b.example", "x", "y"); fault.CodeOf(err) != "mail.sign-in" {
		t.Errorf("a server that wants a password and gets none: %v", err)
	}
}

// Whatever a server without encryption hears of us, the password is not in it.
func TestThePasswordStaysHome(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := make(chan string)
	go func() { // offers to take a password, and not to encrypt: as one does who stands between
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		var all strings.Builder
		fmt.Fprint(conn, "220 post.example\r\n")
		for lines := bufio.NewScanner(conn); lines.Scan(); {
			all.WriteString(lines.Text() + "\n")
			fmt.Fprint(conn, "250-post.example\r\n250 AUTH PLAIN LOGIN\r\n")
		}
		heard <- all.String()
	}()
	s, err := mail.New(mail.Options{Address: l.Addr().String(), From: "a@b.example", User: "samverkan", Password: "hemligt", Now: time.Now,
		NewID: func() string { return "x" }})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), "a@b.example", "x", "y"); fault.CodeOf(err) != "mail.insecure" {
		t.Error(err)
	}
	if all := <-heard; !strings.HasPrefix(all, "EHLO") || strings.Contains(all, "AUTH") || strings.Contains(all, "aGVtbGlndA") {
		t.Errorf("heard %q", all)
	}
}

// What hinders is told by its code, and nothing is sent.
func TestWhatHinders(t *testing.T) {
	nobody := func(o *mail.Options) { o.Roots = x509.NewCertPool() }
	encrypt := func(o *mail.Options) { o.Security = mail.StartTLS }
	begin := func(o *mail.Options) { o.Security = mail.TLS }
	unknown := func(string, int) mailtest.Fault { return mailtest.UnknownAddress }
	for _, c := range []struct {
		name, want string
		server     mailtest.Options
		change     []func(*mail.Options)
	}{
		{"a certificate that nobody vouches for", "mail.insecure", mailtest.Options{Security: mail.StartTLS}, []func(*mail.Options){nobody}},
		{"the same from the beginning", "mail.insecure", mailtest.Options{Security: mail.TLS}, []func(*mail.Options){nobody}},
		{"a server that does not encrypt", "mail.insecure", mailtest.Options{}, []func(*mail.Options){encrypt}},
		{"one that speaks openly where encryption is to begin", "mail.insecure", mailtest.Options{}, []func(*mail.Options){begin}},
		{"a recipient that is not there", "mail.unknown-recipient", mailtest.Options{Fault: unknown}, nil},
	} {
		c.server.Security = or(c.server.Security, mail.Plain)
		sink, s := open(t, c.server, c.change...)
		err := s.Send(t.Context(), "a@b.example", "x", "y")
		if fault.CodeOf(err) != c.want || fault.KindOf(err) != fault.Unavailable || len(sink.Taken()) > 0 {
			t.Errorf("%s: %v, %d letters", c.name, err, len(sink.Taken()))
		}
		if err != nil && strings.Contains(err.Error(), "@b.example") {
			t.Errorf("%s: the fault tells the address: %v", c.name, err)
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
		if len(m.Header) != 10 {
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
		if got, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || strings.TrimSpace(got) != strings.TrimSpace(subject) {
			t.Fatalf("subject %q became %q, %v", subject, got, err)
		}
	})
}
