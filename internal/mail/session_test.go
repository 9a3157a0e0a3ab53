package mail_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/mail"
	"samverkan/internal/mail/mailtest"
)

const back = "bounce+0197a1b2@lst.example"

// start gives a server with a session that is not patient.
func start(t testing.TB, o mailtest.Options, change ...func(*mail.RelayOptions)) (*mailtest.Sink, *mail.Session) {
	t.Helper()
	sink := mailtest.Start(t, o)
	options := mail.RelayOptions{Address: sink.Addr, Security: mail.Plain, Roots: sink.Roots, Name: "lst.example", Now: time.Now,
		Times: mail.Times{Command: 300 * time.Millisecond, Letter: 300 * time.Millisecond, Idle: time.Hour}}
	if o.Security != "" {
		options.Security = o.Security
	}
	for _, c := range change {
		c(&options)
	}
	r, err := mail.NewRelay(options)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Session()
	t.Cleanup(func() { s.Close() })
	return sink, s
}

func patient(o *mail.RelayOptions) { o.Times.Command, o.Times.Letter = time.Minute, time.Minute }

func raw(to string) []byte {
	return []byte("From: <a@lst.example>\r\nTo: <" + to + ">\r\nSubject: x\r\n\r\n.\r\nHej\r\n..\r\n")
}

// Whatever the server does at a letter, its end is one of four, and the next letter goes as if nothing had been.
func TestOutcomes(t *testing.T) {
	at := func(f mailtest.Fault) func(string, int) mailtest.Fault {
		return func(to string, _ int) mailtest.Fault {
			if strings.HasPrefix(to, "tib@") {
				return f
			}
			return mailtest.None
		}
	}
	for _, c := range []struct {
		fault        mailtest.Fault
		state        mail.State
		code, status string
		kept         int // of the letter, by the server
	}{
		{mailtest.None, mail.Taken, "", "", 1},
		{mailtest.UnknownAddress, mail.Refused, "mail.unknown-recipient", "5.1.1", 0},
		{mailtest.BareRefusal, mail.Refused, "mail.unknown-recipient", "550", 0},
		{mailtest.FullMailbox, mail.Refused, "mail.full-mailbox", "5.2.2", 0},
		{mailtest.FullForNow, mail.Later, "mail.full-mailbox", "4.2.2", 0},
		{mailtest.Busy, mail.Later, "mail.later", "4.3.2", 0},
		{mailtest.Closing, mail.Later, "mail.later", "4.3.2", 0},
		{mailtest.Spam, mail.Refused, "mail.refused", "5.7.1", 0},
		{mailtest.TooLarge, mail.Refused, "mail.too-large", "5.3.4", 0},
		{mailtest.BusyAtEnd, mail.Later, "mail.later", "4.3.0", 0},
		{mailtest.HangAtRecipient, mail.Later, "mail.unreachable", "", 0},
		{mailtest.HangAtEnd, mail.Unsure, "mail.unsure", "", 1},
		{mailtest.DropAtRecipient, mail.Later, "mail.unreachable", "", 0},
		{mailtest.DropAtEnd, mail.Unsure, "mail.unsure", "", 1},
		{mailtest.LoseAtEnd, mail.Unsure, "mail.unsure", "", 0},
		{mailtest.DropAfterAnswer, mail.Taken, "", "", 1},
	} {
		for _, security := range []string{mail.Plain, mail.StartTLS} {
			for _, first := range []bool{true, false} { // on a new connection, and on one that has been used
				name := fmt.Sprintf("%s over %s, first %v", c.fault, security, first)
				sink, s := start(t, mailtest.Options{Security: security, Fault: at(c.fault)})
				if !first {
					if out := s.Send(t.Context(), back, "vb@region.example", raw("vb@region.example")); out.State != mail.Taken {
						t.Fatalf("%s: %+v", name, out)
					}
				}
				out := s.Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example"))
				if out.State != c.state || fault.CodeOf(out.Err) != c.code || out.Status != c.status || sink.Counts()["tib@kommun.example"] != c.kept {
					t.Errorf("%s: %+v, kept %d", name, out, sink.Counts()["tib@kommun.example"])
				}
				if out.Err != nil && strings.Contains(out.Err.Error(), "tib@") {
					t.Errorf("%s: the fault tells the address: %v", name, out.Err)
				}
				after := s.Send(t.Context(), back, "sos@alarm.example", raw("sos@alarm.example"))
				if after.State != mail.Taken || after.Reply == "" || sink.Counts()["sos@alarm.example"] != 1 {
					t.Errorf("%s: the next letter: %+v", name, after)
				}
			}
		}
	}
}

// The letter comes through byte by byte, with the return path that was asked for.
func TestSessionKeepsTheBytes(t *testing.T) {
	sink, s := start(t, mailtest.Options{Security: mail.TLS})
	if out := s.Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Taken {
		t.Fatalf("%+v", out)
	}
	if got := sink.Taken()[0]; got.From != back || !bytes.Equal(got.Data, raw("tib@kommun.example")) {
		t.Errorf("from %q: %q", got.From, got.Data)
	}
}

// A line that breaks before the letter has left is not "unsure": the server cannot have taken what it has not seen the end of. The
// letter is larger than all that the machines hold between them.
func TestDropWithinALetter(t *testing.T) {
	for _, security := range []string{mail.Plain, mail.TLS} {
		sink, s := start(t, mailtest.Options{Security: security,
			Fault: func(_ string, try int) mailtest.Fault {
				return []mailtest.Fault{mailtest.DropWithin, mailtest.None}[min(try-1, 1)]
			}}, patient)
		letter := append(raw("tib@kommun.example"), bytes.Repeat([]byte(strings.Repeat("x", 76)+"\r\n"), 160_000)...)
		if out := s.Send(t.Context(), back, "tib@kommun.example", letter); out.State != mail.Later || fault.CodeOf(out.Err) != "mail.unreachable" {
			t.Errorf("%s: %+v", security, out)
		}
		if out := s.Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Taken || len(sink.Taken()) != 1 {
			t.Errorf("%s: %+v, %d letters", security, out, len(sink.Taken()))
		}
	}
}

// 700 letters, one each, whatever the server's limit on a connection.
func TestSevenHundred(t *testing.T) {
	for _, c := range []struct{ perSession, sessions int }{{0, 8}, {100, 8}, {50, 14}, {1, 700}} {
		sink, s := start(t, mailtest.Options{PerSession: c.perSession}, patient)
		for i := range 700 {
			to := fmt.Sprintf("tib-%d@kommun.example", i)
			if out := s.Send(t.Context(), back, to, raw(to)); out.State != mail.Taken {
				t.Fatalf("%+v: letter %d: %+v", c, i, out)
			}
		}
		counts := sink.Counts()
		for to, n := range counts {
			if n != 1 {
				t.Errorf("%+v: %s got %d", c, to, n)
			}
		}
		if len(counts) != 700 || sink.Sessions() != c.sessions {
			t.Errorf("%+v: %d recipients over %d connections", c, len(counts), sink.Sessions())
		}
	}
}

// Those who are put off the first time get their letter the second, and the connection is kept all the while.
func TestGreylisting(t *testing.T) {
	sink, s := start(t, mailtest.Options{Greylist: true}, patient)
	for round, want := range []mail.State{mail.Later, mail.Taken} {
		for i := range 20 {
			to := fmt.Sprintf("tib-%d@kommun.example", i)
			if out := s.Send(t.Context(), back, to, raw(to)); out.State != want || round == 0 && out.Status != "4.7.1" {
				t.Fatalf("round %d: %+v", round, out)
			}
		}
	}
	if sink.Sessions() > 21 || len(sink.Taken()) != 20 {
		t.Errorf("%d letters over %d connections", len(sink.Taken()), sink.Sessions())
	}
}

// A connection that nobody has used for a while is not trusted.
func TestIdle(t *testing.T) {
	now := noon
	sink, s := start(t, mailtest.Options{}, patient, func(o *mail.RelayOptions) {
		o.Now, o.Times.Idle = func() time.Time { return now }, 20*time.Second
	})
	for _, step := range []time.Duration{0, 20 * time.Second, 21 * time.Second} {
		now = now.Add(step)
		if out := s.Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Taken {
			t.Fatalf("%+v", out)
		}
	}
	if sink.Sessions() != 2 {
		t.Errorf("%d connections", sink.Sessions())
	}
}

// No minute sees more letters than the relay takes, over two sessions, and the first ones wait for nothing.
func TestPerMinute(t *testing.T) {
	now, waited := noon, []time.Duration(nil)
	sink := mailtest.Start(t, mailtest.Options{})
	r, err := mail.NewRelay(mail.RelayOptions{Address: sink.Addr, Security: mail.Plain, PerMinute: 3, Now: func() time.Time { return now },
		Wait: func(_ context.Context, d time.Duration) error {
			waited = append(waited, d)
			now = now.Add(d)
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	sessions := []*mail.Session{r.Session(), r.Session()}
	var times []time.Duration
	for i := range 8 {
		if at := r.FreeAt(); at.After(now) != (i >= 3 && i%3 == 0) {
			t.Errorf("letter %d: free at %v, it is %v", i, at, now)
		}
		if out := sessions[i%2].Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Taken {
			t.Fatalf("%+v", out)
		}
		times = append(times, now.Sub(noon))
		now = now.Add(time.Second)
	}
	for i, at := range times[3:] {
		if at-times[i] < time.Minute {
			t.Errorf("letters %d and %d are %v apart", i, i+3, at-times[i])
		}
	}
	if len(waited) != 2 {
		t.Errorf("waited %v", waited)
	}
	for _, s := range sessions {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}

	stopped := r.Session()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if out := stopped.Send(ctx, back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Later {
		t.Errorf("%+v", out)
	}
}

// A server that is gone is told, and found again when it is back; whoever wants to stop may.
func TestUnreachable(t *testing.T) {
	sink, s := start(t, mailtest.Options{})
	if out := s.Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Taken {
		t.Fatalf("%+v", out)
	}
	sink.Stop()
	if out := s.Send(t.Context(), back, "tib@kommun.example", raw("tib@kommun.example")); out.State != mail.Later || fault.CodeOf(out.Err) != "mail.unreachable" {
		t.Errorf("%+v", out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // answers nobody
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, security := range []string{mail.Plain, mail.StartTLS, mail.TLS} {
		r, err := mail.NewRelay(mail.RelayOptions{Address: l.Addr().String(), Security: security, Now: time.Now,
			Times: mail.Times{Command: 20 * time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		if out := r.Session().Send(t.Context(), back, "tib@kommun.example", raw("x")); out.State != mail.Later || fault.CodeOf(out.Err) != "mail.unreachable" {
			t.Errorf("%s: %+v", security, out)
		}
	}
}

// A context that ends while the server thinks ends the wait, but not after the letter has left: then the answer is worth having.
func TestStopping(t *testing.T) {
	for _, c := range []struct {
		fault mailtest.Fault
		want  mail.State
	}{{mailtest.HangAtRecipient, mail.Later}, {mailtest.HangAtEnd, mail.Unsure}} {
		_, s := start(t, mailtest.Options{Fault: func(string, int) mailtest.Fault { return c.fault }}, func(o *mail.RelayOptions) {
			o.Times.Command = time.Minute
		})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if out := s.Send(ctx, back, "tib@kommun.example", raw("x")); out.State != c.want {
			t.Errorf("%s: %+v", c.fault, out)
		}
		cancel()
	}
}

func TestRelayRefuses(t *testing.T) {
	for _, c := range []struct {
		o    mail.RelayOptions
		want string
	}{
		{mail.RelayOptions{Address: "post.example"}, "mail.unreachable"},
		{mail.RelayOptions{Address: "post.example:25", Security: mail.Plain, User: "x", Password: "y"}, "mail.insecure"},
	} {
		if _, err := mail.NewRelay(c.o); fault.CodeOf(err) != c.want {
			t.Errorf("%+v: %v", c.o, err)
		}
	}
	_, s := start(t, mailtest.Options{})
	for _, bad := range []string{"", "a", "a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example> SIZE=1"} {
		if out := s.Send(t.Context(), back, bad, raw("x")); out.State != mail.Refused || fault.CodeOf(out.Err) != "mail.address" {
			t.Errorf("to %q: %+v", bad, out)
		}
		if out := s.Send(t.Context(), bad, "a@b.example", raw("x")); out.State != mail.Refused {
			t.Errorf("from %q: %+v", bad, out)
		}
	}
}
