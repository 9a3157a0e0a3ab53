package inbound_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/internal/mail/inbound"
)

// receiver starts one on loopback that knows the addresses of lst.example.
func receiver(t *testing.T, o inbound.ReceiverOptions, handle inbound.Handle) string {
	t.Helper()
	o.Domain, o.Log = "svar.lst.example", slog.New(slog.NewTextHandler(t.Output(), nil))
	o.Known = func(_ context.Context, address string) bool {
		return address == "konferens@lst.example" || strings.HasPrefix(address, "bounce+") && strings.HasSuffix(address, "@lst.example")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- inbound.NewReceiver(o, handle).Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// client speaks to it as a mail server would.
func client(t *testing.T, address string, lmtp bool) *smtp.Client {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := smtp.NewClient(conn)
	if lmtp {
		c = smtp.NewClientLMTP(conn)
	}
	if err := c.Hello("mx.example"); err != nil {
		t.Fatal(err)
	}
	return c
}

func hand(c *smtp.Client, from, to, raw string) error {
	if err := c.Mail(from, nil); err != nil {
		return err
	}
	if err := c.Rcpt(to, nil); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(raw)); err != nil {
		return err
	}
	return w.Close()
}

func code(err error) int {
	var e *smtp.SMTPError
	if errors.As(err, &e) {
		return e.Code
	}
	if err == nil {
		return 250
	}
	return 0
}

// The envelope comes with the mail, so that a bounce is known by its token; what is not ours is refused, what cannot be stored
// is left with the sender, and the connection lives on.
func TestReceiver(t *testing.T) {
	for _, lmtp := range []bool{true, false} {
		t.Run(map[bool]string{true: "lmtp", false: "smtp"}[lmtp], func(t *testing.T) {
			var got []inbound.Incoming
			fail := false
			address := receiver(t, inbound.ReceiverOptions{SMTP: !lmtp, Size: 100_000}, func(_ context.Context, raw []byte) error {
				if fail {
					return errors.New("full")
				}
				in, err := inbound.Parse(raw, inbound.Options{})
				got = append(got, in)
				return err
			})
			c := client(t, address, lmtp)
			reply := string(corpus(t)["accept-thunderbird"])
			if err := hand(c, "vtl@trafik.example", "Konferens@lst.example", reply); code(err) != 250 {
				t.Fatal(err)
			}
			if err := hand(c, "", "bounce+K7x2@lst.example", string(corpus(t)["html-only"])); code(err) != 250 {
				t.Fatal(err)
			}
			for _, to := range []string{"any@lst.example", "konferens@elsewhere.example", "bounce+x@lst.example@evil.example"} {
				if err := hand(c, "a@b.example", to, "x"); code(err) != 550 && code(err) != 501 {
					t.Errorf("%s: %v", to, err)
				}
				if err := c.Reset(); err != nil {
					t.Fatal(err)
				}
			}
			fail = true
			if err := hand(c, "a@b.example", "konferens@lst.example", reply); code(err) != 451 {
				t.Errorf("could not store: %v", err)
			}
			fail = false
			if err := hand(c, "a@b.example", "konferens@lst.example", strings.Repeat("x\r\n", 60_000)); code(err) != 552 {
				t.Errorf("too large: %v", err)
			}
			if err := hand(client(t, address, lmtp), "a@b.example", "konferens@lst.example", "From: a@b.example\r\n\r\n"+strings.Repeat("x", 50_000)); code(err) != 250 {
				t.Errorf("a long line: %v", err)
			}
			if len(got) != 3 || got[0].Kind != inbound.KindReply || got[0].To[0] != "konferens@lst.example" || got[1].Token != "k7x2" || got[1].Kind != inbound.KindAuto {
				t.Errorf("%d came", len(got))
			}
		})
	}
}

// An address in the envelope adds no header of its own.
func TestReceiverEnvelope(t *testing.T) {
	var raw string
	address := receiver(t, inbound.ReceiverOptions{SMTP: true}, func(_ context.Context, b []byte) error { raw = string(b); return nil })
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	say := func(line, want string) {
		t.Helper()
		if line != "" {
			fmt.Fprintf(conn, "%s\r\n", line)
		}
		for {
			answer, err := r.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if len(answer) > 3 && answer[3] == '-' {
				continue
			}
			if !strings.HasPrefix(answer, want) {
				t.Fatalf("%s: %s", line, answer)
			}
			return
		}
	}
	say("", "220")
	say("EHLO mx.example", "250")
	say(`MAIL FROM:<"a\"> x: y"@b.example>`, "")
	say("RSET", "250")
	say("MAIL FROM:<a@b.example>", "250")
	say("RCPT TO:<konferens@lst.example>", "250")
	say("DATA", "354")
	say("From: a@b.example\r\n\r\nHej\r\n.", "250")
	if !strings.HasPrefix(raw, "Return-Path: <a@b.example>\r\nDelivered-To: konferens@lst.example\r\nFrom: a@b.example\r\n\r\nHej") {
		t.Errorf("%q", raw)
	}
}

// Nobody holds a connection for long: neither by saying nothing, nor by a byte now and then.
func TestReceiverEndsConnections(t *testing.T) {
	silent := receiver(t, inbound.ReceiverOptions{Silence: 50 * time.Millisecond}, nil)
	dripping := receiver(t, inbound.ReceiverOptions{Silence: time.Hour, Whole: 100 * time.Millisecond}, nil)
	for name, address := range map[string]string{"silent": silent, "dripping": dripping} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if name == "dripping" {
			go func() {
				for range 10_000 {
					if _, err := conn.Write([]byte("x")); err != nil {
						return
					}
					time.Sleep(time.Millisecond)
				}
			}()
		}
		if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 1024)
		for err == nil {
			_, err = conn.Read(buf)
		}
		var slow net.Error
		if errors.As(err, &slow) && slow.Timeout() {
			t.Errorf("%s: it was let stay", name)
		}
	}
}

// Mails handed over one after the other, each with a connection of its own.
func BenchmarkReceiver(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r := inbound.NewReceiver(inbound.ReceiverOptions{Domain: "x.example", Known: func(context.Context, string) bool { return true }},
		func(_ context.Context, raw []byte) error {
			in, err := inbound.Parse(raw, inbound.Options{})
			if v := inbound.Match(in, known); v.Kind == inbound.IsUnknown {
				return errors.New(v.Reason)
			}
			return err
		})
	go r.Serve(ctx, l)
	reply := string(corpus(b)["accept-exchange"])
	for b.Loop() {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		if err := hand(smtp.NewClientLMTP(conn), "tib@sundby.example", "konferens@lst.example", reply); err != nil {
			b.Fatal(err)
		}
		conn.Close()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
