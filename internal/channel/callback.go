package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/url"
	"strings"

	"samverkan/internal/fault"
)

// Callbacks makes the addresses at which a provider tells what became of a message, and knows them again. The provider signs
// nothing, so the address itself is the proof: it carries a key that is made for one message. Whoever sees one of them can speak
// for that message and for no other.
type Callbacks struct {
	Base string // https://samverkan.example/hooks, without a slash at the end
	Key  []byte // the installation's secret for this use, at least 32 bytes
}

// keyName is the part of the query that carries the key; what writes logs leaves queries out.
const keyName = "key"

// URL gives the address for reports about a message by a channel ("sms", "voice"): Base/channel/id?key=…
func (c Callbacks) URL(channel, id string) string {
	return strings.TrimSuffix(c.Base, "/") + "/" + url.PathEscape(channel) + "/" + url.PathEscape(id) + "?" + keyName + "=" + c.key(channel, id)
}

// Check tells whether the query that came with a report has the key of the message. It takes as long for a key that is almost right as for
// any other. Faults: channel.callback, of the kind NotFound, so that a guess learns nothing.
func (c Callbacks) Check(channel, id string, query url.Values) error {
	if len(c.Key) < 32 || !Same(query.Get(keyName), c.key(channel, id)) {
		return fault.New(fault.NotFound, "channel.callback")
	}
	return nil
}

func (c Callbacks) key(channel, id string) string {
	m := hmac.New(sha256.New, c.Key)
	m.Write([]byte("callback\x00" + channel + "\x00" + id))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// Same tells whether two secrets are the same, in a time that tells nothing about where they differ or how long they are.
func Same(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
