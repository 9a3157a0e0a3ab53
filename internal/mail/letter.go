package mail

import (
	"bytes"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// Limits of a letter.
const (
	maxSubject = 200     // characters
	maxText    = 1 << 20 // bytes
)

// Letter is a plain text to one person.
type Letter struct {
	ID      string // unique, of letters, figures and dashes
	At      time.Time
	From    string // an address, with or without a name: "Samverkan <samverkan@lst.example>"
	To      string // a plain address
	Subject string
	Text    string
}

// Bytes writes the letter as it travels: headers and text in UTF-8, lines ended by CR LF. Faults: mail.address, mail.sender,
// mail.subject, mail.text.
func (l Letter) Bytes() ([]byte, error) {
	from, err := sender(l.From)
	if err != nil {
		return nil, err
	}
	if err := plain(l.To); err != nil {
		return nil, err
	}
	if !line(l.Subject) || utf8.RuneCountInString(l.Subject) > maxSubject || strings.TrimSpace(l.Subject) == "" {
		return nil, fault.New(fault.Invalid, "mail.subject")
	}
	if len(l.Text) > maxText || !utf8.ValidString(l.Text) || strings.ContainsRune(l.Text, 0) {
		return nil, fault.New(fault.Invalid, "mail.text")
	}
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", from.String()},
		{"To", (&mail.Address{Address: l.To}).String()},
		{"Subject", mime.BEncoding.Encode("utf-8", l.Subject)},
		{"Date", l.At.Format(time.RFC1123Z)},
		{"Message-ID", "<" + l.ID + "@" + domain(from.Address) + ">"},
		{"Auto-Submitted", "auto-generated"}, // no holiday answers, please (RFC 3834)
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		b.WriteString(h[0] + ": " + h[1] + "\r\n")
	}
	b.WriteString("\r\n")
	q := quotedprintable.NewWriter(&b)
	if _, err := q.Write([]byte(strings.ReplaceAll(strings.ReplaceAll(l.Text, "\r\n", "\n"), "\n", "\r\n"))); err != nil {
		return nil, err
	}
	if err := q.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// sender reads the address that mail comes from, which the settings give.
func sender(text string) (*mail.Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil || !line(text) || plain(a.Address) != nil {
		return nil, fault.New(fault.Invalid, "mail.sender")
	}
	return a, nil
}

// plain refuses what is no plain address in ASCII: other letters look like each other, and few servers take them.
func plain(address string) error {
	a, err := mail.ParseAddress(address)
	ok := err == nil && a.Address == address && len(address) <= 254 && !strings.ContainsAny(address, " \"(),:;<>[]\\")
	for _, r := range address {
		ok = ok && r > ' ' && r < 0x7f
	}
	if !ok {
		return fault.New(fault.Invalid, "mail.address")
	}
	return nil
}

// line tells whether text is one line of characters that can be seen.
func line(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	}) < 0
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
