package mail

import (
	"context"
	"time"

	"github.com/emersion/go-smtp"

	"samverkan/internal/fault"
)

// Session hands letters to a relay, one after the other, over a connection that it keeps. It is for one goroutine at a time.
type Session struct {
	r    *Relay
	c    *smtp.Client // nil when there is no connection
	wire *wire
	sent int       // letters begun on the connection
	used time.Time // when it was used last
}

// Session makes a session; the first letter connects it.
func (r *Relay) Session() *Session { return &Session{r: r} }

// Close takes leave of the server. The session may be used again, and connects again.
func (s *Session) Close() error {
	if s.c == nil {
		return nil
	}
	s.c.CommandTimeout = min(s.c.CommandTimeout, 5*time.Second) // what it says to our leaving is nothing to wait for
	if err := s.c.Quit(); err != nil {
		s.drop()
		return unreachable(err)
	}
	s.c, s.wire = nil, nil
	return nil
}

func (s *Session) drop() {
	if s.c != nil {
		s.wire.Conn.Close()
		s.c, s.wire = nil, nil
	}
}

// Send hands over a letter to one recipient: from is the return path, raw the finished mail. It waits for the relay's turn, see
// PerMinute. Where the connection turns out to be used up (90 letters, a line that broke while nobody used it, a server that wants
// no more) it connects again and tries once more, but only when the letter was surely not taken.
//
// Once the end of the letter has left this machine, the context no longer hurries the server: the answer is worth the waiting.
func (s *Session) Send(ctx context.Context, from, to string, raw []byte) Outcome {
	if plain(from) != nil || plain(to) != nil {
		return Outcome{Refused, "", "", fault.New(fault.Invalid, "mail.address")}
	}
	if d := s.r.limit.take(s.r.o.Now()); d > 0 {
		if err := s.r.o.Wait(ctx, d); err != nil {
			return Outcome{Later, "", "", unreachable(err)}
		}
	}
	if s.c != nil && (s.sent >= s.r.o.PerSession || s.r.o.Now().Sub(s.used) > s.r.o.Times.Idle) {
		_ = s.Close()
	}
	fresh := s.c == nil
	out, usedUp := s.try(ctx, from, to, raw)
	if usedUp {
		s.drop()
		if !fresh && ctx.Err() == nil {
			if out, usedUp = s.try(ctx, from, to, raw); usedUp {
				s.drop()
			}
		}
	}
	s.used = s.r.o.Now()
	return out
}

// try hands the letter over once. usedUp tells that the connection is of no use any more, and that the letter was not taken on it
// or, with Unsure, may have been.
func (s *Session) try(ctx context.Context, from, to string, raw []byte) (out Outcome, usedUp bool) {
	if s.c == nil {
		var err error
		if s.c, s.wire, err = s.r.connect(ctx); err != nil {
			return Outcome{Later, "", statusOf(err), err}, false
		}
		s.sent = 0
	}
	s.sent++
	conn := s.wire.Conn
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if err := s.c.Mail(from, &smtp.MailOptions{Size: int64(len(raw))}); err != nil {
		return s.refused(err, ofSender)
	}
	if err := s.c.Rcpt(to, nil); err != nil {
		return s.refused(err, ofRecipient)
	}
	w, err := s.c.Data()
	if err != nil {
		return s.refused(err, ofLetter)
	}
	return s.write(w, stop, raw)
}

// refused weighs an answer that came before the letter did. A broken line is a connection used up; so is a no for now to anything
// but this recipient, as to message 101 of a session. After any other no the connection is as good as new.
func (s *Session) refused(err error, of stage) (out Outcome, usedUp bool) {
	no := answer(err)
	if no == nil {
		return Outcome{Later, "", "", unreachable(err)}, true
	}
	out = verdict(no, of)
	if out.State == Later && !greylisted(no, of) {
		return out, true
	}
	if s.c.Reset() != nil {
		s.drop()
	}
	return out, false
}

// greylisted tells a no for now that is about the recipient: it would be the same on a new connection. RFC 3463 has mailboxes
// under x.2 and policy, such as greylisting, under x.7.
func greylisted(no *smtp.SMTPError, of stage) bool {
	about := no.EnhancedCode[1]
	return of == ofRecipient && no.Code != 421 && (about == 1 || about == 2 || about == 7 || about == 0 && (no.Code == 450 || no.Code == 451))
}

// write gives the letter, and waits for the answer. A line that breaks before the letter's last byte has left means that the server
// cannot have taken it (RFC 5321 section 4.1.1.4); after that, nobody knows.
func (s *Session) write(w *smtp.DataCommand, stop func() bool, raw []byte) (out Outcome, usedUp bool) {
	conn := s.wire.Conn
	slow := time.AfterFunc(s.r.o.Times.Letter, func() { conn.Close() })
	defer slow.Stop()
	if _, err := w.Write(raw); err != nil {
		return Outcome{Later, "", "", unreachable(err)}, true
	}
	if !stop() {
		return Outcome{Later, "", "", unreachable(context.Canceled)}, true
	}
	before := s.wire.wrote.Load()
	reply, err := w.CloseWithResponse()
	if err == nil {
		return Outcome{State: Taken, Reply: reply.StatusText}, false
	}
	no := answer(err)
	switch {
	case no != nil && no.Code/100 == 2:
		return Outcome{State: Taken, Reply: no.Message}, false
	case no != nil && (no.Code/100 == 4 || no.Code/100 == 5):
		out = verdict(no, ofLetter)
		if no.Code == 421 {
			s.drop()
		}
		return out, false
	case no == nil && (s.wire.failed.Load() || s.wire.wrote.Load() == before):
		return Outcome{Later, "", "", unreachable(err)}, true
	}
	s.drop()
	return Outcome{Unsure, "", "", fault.Wrap(err, fault.Unavailable, "mail.unsure")}, false
}

// statusOf is the server's answer that a fault was made of; "" when it is no answer.
func statusOf(err error) string {
	if f, ok := fault.As(err); ok {
		status, _ := f.Args["Status"].(string)
		return status
	}
	return ""
}
