package mail

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/fault"
)

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
	return utf8.ValidString(text) && strings.IndexFunc(text, unseen) < 0
}

// unseen are the characters that break a line or steer what shows it: line ends, other controls, and the marks that turn the
// direction of what follows, with which a name or a file can be made to look like another.
func unseen(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// MessageID is the Message-ID of the mail with an id of ours, without angle brackets: made of the id and the sender's domain, so
// that a repeat has the one that the first try had (RFC 5322 section 3.6.4). An id that has a domain already is left as it is.
func MessageID(id, from string) string {
	if strings.ContainsRune(id, '@') {
		return id
	}
	return id + "@" + domain(from)
}

// ReturnPath is the address that a mail that cannot be delivered comes back to, with a token that says which one it was (VERP):
// bounce@lst.example and 4711 give bounce+4711@lst.example. Without a token it is the mailbox itself. The token is of letters,
// figures, dashes, full stops and low lines. Fault: mail.bounce.
func ReturnPath(mailbox, token string) (string, error) {
	local, _, _ := strings.Cut(mailbox, "@")
	path := mailbox
	if token != "" {
		local += "+" + token
		path = local + "@" + domain(mailbox)
	}
	if plain(path) != nil || len(local) > 64 || strings.Trim(token, letters) != "" {
		return "", fault.New(fault.Internal, "mail.bounce")
	}
	return path, nil
}

// letters are what ids and tokens are made of.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

// isMessageID tells whether text is a Message-ID without its angle brackets.
func isMessageID(text string) bool {
	left, right, ok := strings.Cut(text, "@")
	return ok && len(text) <= 250 && word(left) && word(right)
}

// word tells whether text is full stops between letters, as in ids and the names of domains.
func word(text string) bool {
	return strings.Trim(text, letters) == "" && strings.Trim(text, ".") == text && text != "" && !strings.Contains(text, "..")
}
