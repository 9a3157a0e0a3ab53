package directory

import (
	"net/url"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Channel is how a message travels.
type Channel string

// The channels.
const (
	Mail    Channel = "mail"
	SMS     Channel = "sms"
	Voice   Channel = "voice"
	Push    Channel = "push" // to the browsers of a member who has asked for it
	Webhook Channel = "webhook"
	Rakel   Channel = "rakel"
)

// Channels gives all channels, in the order they are offered.
func Channels() []Channel { return []Channel{Mail, SMS, Voice, Push, Webhook, Rakel} }

// Valid tells whether c is one of the channels.
func (c Channel) Valid() bool {
	switch c {
	case Mail, SMS, Voice, Push, Webhook, Rakel:
		return true
	}
	return false
}

// Key is where the channel's name stands in the catalogues.
func (c Channel) Key() string { return "directory.channel." + string(c) }

// Way is one address by one channel. Those of a contact stand in the order in which they are tried.
type Way struct {
	Channel Channel `json:"channel"`
	// Address is a mail address in ASCII, a number in E.164 (+46701740605), the seven digits of a Rakel subscriber (RSSI), the
	// member whose browsers get a push, or an https address.
	Address   string    `json:"address"`
	Confirmed time.Time `json:"confirmed,omitzero"` // somebody answered by it last
	Failed    time.Time `json:"failed,omitzero"`    // it was last refused
	// FailedBy is the account of the person who has said that it does not work; "" when it was a server's or a provider's word.
	FailedBy string `json:"failedBy,omitempty"`
}

// Broken tells whether the way has failed since it last worked.
func (w Way) Broken() bool { return !w.Failed.IsZero() && !w.Confirmed.After(w.Failed) }

// Closed tells whether a person has said that the way does not work: nothing goes there until it is changed, or has worked. One that
// a server refused is still tried, last.
func (w Way) Closed() bool { return w.FailedBy != "" && w.Broken() }

// Lane is the queue that the way's messages stand in: one address by one channel.
func (w Way) Lane() string { return string(w.Channel) + ":" + w.Address }

// Validate answers with contact.channel, contact.mail, contact.number, contact.rakel, contact.push or contact.webhook.
func (w Way) Validate() error {
	if code := w.wrong(); code != "" {
		f := fault.New(fault.Invalid, "contact.way")
		f.Fields = map[string]string{"address": code}
		return f
	}
	return nil
}

func (w Way) wrong() string {
	ok, code := false, ""
	switch w.Channel {
	case Mail:
		ok, code = mailAddress(w.Address), "contact.mail"
	case SMS, Voice:
		ok, code = e164(w.Address), "contact.number"
	case Rakel:
		ok, code = digits(w.Address, 7), "contact.rakel"
	case Push:
		ok, code = id.Key(w.Address) == nil, "contact.push"
	case Webhook:
		ok, code = hook(w.Address), "contact.webhook"
	default:
		return "contact.channel"
	}
	if ok {
		return ""
	}
	return code
}

// mailAddress takes plain addresses: what travels in a header or a calendar entry has nothing in it that could end either. The part
// before the @ keeps its case, since a server may tell them apart.
func mailAddress(s string) bool {
	for _, r := range s {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || !host(s[at+1:]) {
		return false
	}
	_, err := Login(s)
	return err == nil
}

// host takes a domain name with a dot: letters, digits, hyphens (RFC 1035 2.3.1), at most 253 characters.
func host(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') {
				return false
			}
		}
	}
	return true
}

// e164 takes a number as ITU-T E.164 writes it: a plus, a country's code that does not begin with 0, at most 15 digits in all.
func e164(s string) bool {
	return len(s) >= 8 && len(s) <= 16 && s[0] == '+' && s[1] != '0' && digits(s[1:], len(s)-1)
}

func hook(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && u.Fragment == "" && len(s) <= 2000 &&
		visible(s) && !strings.Contains(s, " ")
}

// NormalAddress gives an address as it is kept, from how people write it: numbers without spaces, hyphens and brackets and with the
// country's code, Sweden's where there is none; the domain of a mail address in lower case. What it cannot read comes back as it
// was, for Validate to refuse.
func NormalAddress(channel Channel, s string) string {
	s = clean(s)
	switch channel {
	case Mail:
		if at := strings.LastIndexByte(s, '@'); at >= 0 {
			return s[:at] + strings.ToLower(s[at:])
		}
	case SMS, Voice:
		n := strings.NewReplacer(" ", "", "-", "", "–", "", "(0)", "", "(", "", ")", "", ".", "", "/", "").Replace(s)
		switch {
		case strings.HasPrefix(n, "00"):
			n = "+" + n[2:]
		case strings.HasPrefix(n, "0"):
			n = "+46" + n[1:]
		}
		if e164(n) {
			return n
		}
	case Rakel:
		if n := strings.NewReplacer(" ", "", "-", "").Replace(s); digits(n, 7) {
			return n
		}
	}
	return s
}
