package lint

import (
	"bytes"
	"fmt"
	"mime"
	"net/mail"
	"strings"

	"github.com/emersion/go-message"
)

// Problem is one rule that a mail breaks.
type Problem struct {
	Rule  int    // number in the list of Lint
	Where string // "From", "part 1.3", "VEVENT 1 ATTENDEE"
	What  string // for developers, in English
}

// String gives the problem as a line of a test's log.
func (p Problem) String() string { return fmt.Sprintf("rule %d, %s: %s", p.Rule, p.Where, p.What) }

// Lint lists what is wrong with a finished mail. A mail without a calendar is held to rules 0 and 12 alone.
//
//  0. One From, To, Subject, Date and Message-ID, no Cc or Bcc, one recipient; Message-ID and References of the form that
//     RFC 5322 gives them; Auto-Submitted: auto-generated and X-Auto-Response-Suppress, so that no machine answers; a text in
//     plain.
//  1. The method stands with the calendar part's type and in the calendar, and is the same (RFC 6047 section 2.4).
//  2. The calendar part is the last of multipart/alternative, in base64 and UTF-8, without a disposition, and once more, byte by
//     byte, as the attachment application/ics.
//  3. The method is not PUBLISH, which only offers to add the meeting.
//  4. ORGANIZER is a mailto with CN, of a mailbox that is read: the answers go there, and nowhere else.
//  5. From is ORGANIZER; no SENT-BY, no Sender.
//  6. The recipient is the only ATTENDEE, with CUTYPE, ROLE, PARTSTAT and RSVP, and is not ORGANIZER.
//  7. UID, DTSTAMP, SEQUENCE, times with their zone, SUMMARY, STATUS, TRANSP.
//  8. One UID in the mail.
//  9. A series that Outlook can have.
//  10. The ways in stand in words, in the calendar and in the mail.
//  11. Alarms only where there is something to be woken for; nothing binary in the calendar.
//  12. ASCII, CR LF, no line over 998 characters, no byte order mark; the calendar folded at 75 octets.
func Lint(raw []byte) []Problem {
	l := &linter{}
	l.bytes(raw)
	m, err := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: -1})
	if err != nil {
		l.find(12, "mail", "cannot be read: %v", err)
		return l.found
	}
	l.headers(&m.Header)
	l.walk(m, "mail", false)
	l.texts()
	l.invitation()
	return l.found
}

type linter struct {
	found     []Problem
	from, to  string
	plain     string // the text that is read without HTML
	html      string
	calendar  *part
	enclosed  *part // the calendar as an attachment
	calendars int   // parts that are one
}

// part is a calendar within a mail.
type part struct {
	where    string
	params   map[string]string
	data     []byte
	encoding string
	dressed  string // its disposition
	last     bool   // of multipart/alternative
}

func (l *linter) find(rule int, where, format string, args ...any) {
	l.found = append(l.found, Problem{rule, where, fmt.Sprintf(format, args...)})
}

func (l *linter) bytes(raw []byte) {
	for i, line := range bytes.Split(raw, []byte("\r\n")) {
		where := fmt.Sprintf("line %d", i+1)
		if len(line) > 998 {
			l.find(12, where, "%d characters", len(line))
		}
		if bytes.ContainsAny(line, "\r\n") {
			l.find(12, where, "a bare CR or LF")
		}
		if bytes.ContainsFunc(line, func(r rune) bool { return r > 0x7e || r < ' ' && r != '\t' && r != '\r' && r != '\n' }) {
			l.find(12, where, "not ASCII, or a control character")
		}
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		l.find(12, "mail", "does not end with CR LF")
	}
}

// headers looks at the fields of the mail as a whole.
func (l *linter) headers(h *message.Header) {
	for _, name := range []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted"} {
		if n := len(h.Values(name)); n != 1 {
			l.find(0, name, "stands %d times", n)
		}
	}
	for _, name := range []string{"Cc", "Bcc"} {
		if h.Has(name) {
			l.find(0, name, "others are told who is invited")
		}
	}
	l.from, l.to = l.one(h, "From"), l.one(h, "To")
	if h.Has("Sender") && l.from != l.one(h, "Sender") {
		l.find(5, "Sender", "is not From")
	}
	if !strings.HasPrefix(h.Get("Auto-Submitted"), "auto-") {
		l.find(0, "Auto-Submitted", "%q: machines will answer", h.Get("Auto-Submitted"))
	}
	if !strings.Contains(h.Get("X-Auto-Response-Suppress"), "OOF") {
		l.find(0, "X-Auto-Response-Suppress", "Exchange will answer that people are away")
	}
	if _, err := mail.ParseDate(h.Get("Date")); err != nil {
		l.find(0, "Date", "%q", h.Get("Date"))
	}
	for _, name := range []string{"Message-ID", "In-Reply-To", "References"} {
		for _, id := range strings.Fields(h.Get(name)) {
			if len(id) < 5 || id[0] != '<' || id[len(id)-1] != '>' || strings.Count(id, "@") != 1 || strings.Count(id, "<") != 1 {
				l.find(0, name, "%q", id)
			}
		}
	}
	if h.Has("In-Reply-To") != h.Has("References") {
		l.find(0, "References", "and In-Reply-To go together")
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject")); err != nil || strings.TrimSpace(subject) == "" {
		l.find(0, "Subject", "%q", h.Get("Subject"))
	}
}

// one gives the only address of a field.
func (l *linter) one(h *message.Header, name string) string {
	list, err := mail.ParseAddressList(h.Get(name))
	if err != nil || len(list) != 1 {
		l.find(0, name, "is not one address")
		return ""
	}
	return list[0].Address
}
