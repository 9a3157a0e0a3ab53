package inbound

import (
	"bufio"
	"bytes"
	"regexp"
	"strings"

	"github.com/emersion/go-message/textproto"
)

// Action is what became of a mail that we sent (RFC 3464 section 2.3.3).
type Action string

// What can become of a mail. Relayed and expanded mail counts as delivered: nobody says more.
const (
	Failed    Action = "failed"
	Delayed   Action = "delayed"
	Delivered Action = "delivered"
)

// Bounce is what a mail server says of a mail that we sent.
type Bounce struct {
	Action     Action
	Permanent  bool   // another try will not help
	Status     string // enhanced status code of RFC 3463, such as 5.1.1; "" when the server gives none
	Recipient  string // address in lower case that it is about, "" when it does not say
	Diagnostic string // the server's own words, one line
	Original   string // Message-ID of what we sent, "" when it does not say
}

// bounce reads a returned mail: a report of RFC 3464, or what servers wrote before there were reports.
func (f *finds) bounce(h header, in *Incoming) (Bounce, bool) {
	report := f.report == "delivery-status" || len(f.status) > 0 && f.report != "disposition-notification"
	if !report && !fromServer(h, in) {
		return Bounce{}, false
	}
	b, found := statusReport(f.status)
	if !found {
		b = guessed(in.Text)
	}
	if b.Recipient == "" {
		b.Recipient = strings.ToLower(strings.TrimSpace(clip(h.Get("X-Failed-Recipients"), 254)))
	}
	if !plausible(b.Recipient) {
		b.Recipient = ""
	}
	if f.original != nil {
		b.Original = messageID(f.original.Get("Message-Id"))
	}
	return b, true
}

// fromServer tells whether a mail server speaks, and not somebody's holiday reply, which comes to the same address.
func fromServer(h header, in *Incoming) bool {
	if h.Has("X-Failed-Recipients") || h.Has("X-Ms-Exchange-Message-Is-Ndr") {
		return true
	}
	local, _, _ := strings.Cut(in.From, "@")
	return local == "mailer-daemon" || local == "postmaster" && (in.Token != "" || in.Automatic) ||
		strings.HasPrefix(local, "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e")
}

// statusReport reads message/delivery-status: a group of fields for the mail, then one for each recipient. We send to one
// recipient at a time; of several the worst is taken.
func statusReport(data []byte) (Bounce, bool) {
	r := bufio.NewReader(bytes.NewReader(append(bytes.TrimLeft(data, "\r\n"), "\r\n\r\n"...)))
	var worst Bounce
	found := false
	for range maxParts {
		h, err := textproto.ReadHeader(r)
		if err != nil || h.Len() == 0 && r.Buffered() == 0 {
			break
		}
		action, ok := actionOf(h.Get("Action"))
		if !ok {
			continue
		}
		b := Bounce{Action: action, Status: statusCode(h.Get("Status")), Recipient: recipient(h.Get("Final-Recipient")),
			Diagnostic: diagnostic(h.Get("Diagnostic-Code"))}
		if o := recipient(h.Get("Original-Recipient")); plausible(o) {
			b.Recipient = o // the address that we used, where the server knows it under another
		}
		b.Permanent = action == Failed && !strings.HasPrefix(b.Status, "4")
		if !found || rank(b) > rank(worst) {
			worst, found = b, true
		}
	}
	return worst, found
}

func rank(b Bounce) int {
	switch {
	case b.Permanent:
		return 3
	case b.Action == Failed:
		return 2
	case b.Action == Delayed:
		return 1
	}
	return 0
}

func actionOf(v string) (Action, bool) {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "failed":
		return Failed, true
	case "delayed":
		return Delayed, true
	case "delivered", "relayed", "expanded":
		return Delivered, true
	}
	return "", false
}

var (
	enhanced = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)
	basic    = regexp.MustCompile(`(?:^|[^\d.])([45]\d\d)[ -][^\d]`)
)

// statusCode takes the code of RFC 3463 out of a field, which may hold a comment after it.
func statusCode(v string) string { return enhanced.FindString(clip(v, 200)) }

// guessed reads what a server says in words, with the codes that stand in them. Without any the mail has come back, which is
// all that is known.
func guessed(text string) Bounce {
	b := Bounce{Action: Failed, Permanent: true, Status: enhanced.FindString(text)}
	code := b.Status
	if m := basic.FindStringSubmatch(text); code == "" && m != nil {
		code = m[1]
	}
	if strings.HasPrefix(code, "4") {
		b.Permanent = false
	}
	for line := range strings.SplitSeq(text, "\n") {
		if code != "" && strings.Contains(line, code) {
			b.Diagnostic = shorten(oneLine(line), 300)
			break
		}
	}
	return b
}

// recipient takes the address out of a field such as "rfc822; tib@kommun.example".
func recipient(v string) string {
	if _, a, found := strings.Cut(v, ";"); found {
		v = a
	}
	return strings.ToLower(strings.Trim(strings.TrimSpace(clip(v, 300)), "<>"))
}

// diagnostic takes the type off a server's words: "smtp; 550 5.1.1 no such user".
func diagnostic(v string) string {
	if kind, words, found := strings.Cut(v, ";"); found && !strings.ContainsAny(strings.TrimSpace(kind), " \t") {
		v = words
	}
	return shorten(oneLine(string(utf8Text([]byte(clip(v, 2000))))), 300)
}
