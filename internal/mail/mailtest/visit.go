package mailtest

import (
	"crypto/tls"
	"errors"
	"io"
	"net"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Fault is what goes wrong with a letter.
type Fault string

// The faults. Unless it says so, nothing is kept.
const (
	None            Fault = ""
	UnknownAddress  Fault = "unknown"        // 550 5.1.1 to the recipient
	BareRefusal     Fault = "bare"           // 550 without an enhanced status, to the recipient
	FullMailbox     Fault = "full"           // 552 5.2.2 to the recipient
	FullForNow      Fault = "full-for-now"   // 452 4.2.2 to the recipient
	Busy            Fault = "busy"           // 451 4.3.2 to the recipient
	Closing         Fault = "closing"        // 421 4.3.2 to the recipient
	Spam            Fault = "spam"           // 554 5.7.1 to the finished letter
	TooLarge        Fault = "too-large"      // 552 5.3.4 to the finished letter
	BusyAtEnd       Fault = "busy-at-end"    // 451 4.3.0 to the finished letter
	HangAtRecipient Fault = "hang"           // says nothing more
	HangAtEnd       Fault = "hang-at-end"    // keeps the letter and says nothing more
	DropAtRecipient Fault = "drop"           // breaks off
	DropWithin      Fault = "drop-within"    // breaks off when the letter has begun
	DropAtEnd       Fault = "drop-at-end"    // keeps the letter, and breaks off without an answer
	LoseAtEnd       Fault = "lose-at-end"    // the same, but the letter is lost
	DropAfterAnswer Fault = "drop-after-250" // keeps the letter, answers, and breaks off
)

// visit is one connection, after it said who it was.
type visit struct {
	sink    *Sink
	conn    *smtp.Conn
	number  int
	signed  bool
	letters int
	fault   Fault
	letter  Letter
	over    bool
}

// NewSession greets a new connection.
func (s *Sink) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	return &visit{sink: s, conn: c, number: s.sessions}, nil
}

// AuthMechanisms are the ways to sign in.
func (v *visit) AuthMechanisms() []string {
	if v.sink.o.Mechanisms != nil {
		return v.sink.o.Mechanisms
	}
	return []string{sasl.Plain}
}

// Auth looks at a password.
func (v *visit) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != v.sink.o.User || password != v.sink.o.Password {
			return smtp.ErrAuthFailed
		}
		v.sink.mu.Lock()
		defer v.sink.mu.Unlock()
		v.signed = true
		v.sink.signed++
		return nil
	}
	if mechanism == sasl.Login {
		return &login{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// login asks for the two words one after the other, as Microsoft's servers do.
type login struct {
	check func(user, password string) error
	user  *string
}

// Next takes a word.
func (l *login) Next(word []byte) (challenge []byte, done bool, err error) {
	switch {
	case word == nil:
		return []byte("Username:"), false, nil
	case l.user == nil:
		user := string(word)
		l.user = &user
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.user, string(word))
}

// Mail begins a letter.
func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if v.over {
		v.drop()
		return errGone
	}
	if v.sink.o.User != "" && !v.signed {
		return smtp.ErrAuthRequired
	}
	if v.letters++; v.sink.o.PerSession > 0 && v.letters > v.sink.o.PerSession {
		return no(452, 4, 5, 3, "too many messages sent in this session")
	}
	v.letter = Letter{From: from, Session: v.number}
	return nil
}

// Rcpt hears whom the letter is to.
func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.sink.mu.Lock()
	v.sink.tries[to]++
	try := v.sink.tries[to]
	v.sink.mu.Unlock()
	v.letter.To, v.fault = to, None
	if v.sink.o.Fault != nil {
		v.fault = v.sink.o.Fault(to, try)
	}
	switch v.fault {
	case UnknownAddress:
		return no(550, 5, 1, 1, "no such person: "+to)
	case BareRefusal:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.NoEnhancedCode, Message: "nobody here of that name"}
	case FullMailbox:
		return no(552, 5, 2, 2, "mailbox full")
	case FullForNow:
		return no(452, 4, 2, 2, "mailbox full")
	case Busy:
		return no(451, 4, 3, 2, "not now")
	case Closing:
		return no(421, 4, 3, 2, "shutting down")
	case HangAtRecipient:
		<-v.sink.done
		return errGone
	case DropAtRecipient:
		v.drop()
		return errGone
	}
	if v.sink.o.Greylist && try == 1 {
		return no(450, 4, 7, 1, "greylisted, come again")
	}
	return nil
}

// Data reads the letter and weighs it.
func (v *visit) Data(r io.Reader) error {
	if v.fault == DropWithin {
		_, _ = io.CopyN(io.Discard, r, 100)
		v.drop()
		return errGone
	}
	var err error
	if v.letter.Data, err = io.ReadAll(r); err != nil {
		return err
	}
	switch v.fault {
	case Spam:
		return no(554, 5, 7, 1, "looks like spam")
	case TooLarge:
		return no(552, 5, 3, 4, "too large")
	case BusyAtEnd:
		return no(451, 4, 3, 0, "not now")
	case LoseAtEnd:
		v.drop()
		return errGone
	}
	v.sink.mu.Lock()
	v.sink.taken = append(v.sink.taken, v.letter)
	v.sink.mu.Unlock()
	switch v.fault {
	case HangAtEnd:
		<-v.sink.done
		return errGone
	case DropAtEnd:
		v.drop()
		return errGone
	case DropAfterAnswer:
		v.over = true
	}
	return nil
}

// Reset forgets the letter that was begun.
func (v *visit) Reset() {}

// Logout ends the visit.
func (v *visit) Logout() error { return nil }

var errGone = errors.New("the line is gone")

// drop breaks the line off, in the hard way: what the other side still sends is answered by a reset.
func (v *visit) drop() {
	conn := v.conn.Conn()
	if encrypted, ok := conn.(*tls.Conn); ok {
		conn = encrypted.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}

func no(code, class, subject, detail int, text string) error {
	e := &smtp.SMTPError{EnhancedCode: smtp.EnhancedCode{class, subject, detail}, Message: text}
	e.Code = code
	return e
}
