package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Path is where the pages of the links stand on the service: Path + token. It is short for the sake of text messages.
const Path = "/a/"

// Sizes in bytes. The whole is short enough to stand in a text message with what it is about.
const (
	keySize   = 32
	macSize   = 16 // 128 of the 256 bits, which RFC 2104 section 5 allows
	maxID     = 64
	maxToken  = 160
	version   = 1
	unixEpoch = 28_333_333 * 60 // in 2023, a whole minute; counted from there a time takes fewer bytes
)

// Ticket is what a link says.
type Ticket struct {
	Delivery string    // id of the delivery that it came with
	Expires  time.Time // it does not hold after this; to the minute, rounded up
}

// Signer makes and reads links. Its methods may be used by several goroutines.
type Signer struct{ key []byte }

// New makes a signer with the installation's key for this use, of 32 bytes or more. Fault: link.key.
func New(key []byte) (*Signer, error) {
	if len(key) < keySize {
		return nil, fault.New(fault.Internal, "link.key")
	}
	return &Signer{append([]byte(nil), key...)}, nil
}

// Sign gives the token of a ticket: letters, digits, - and _. Fault: link.ticket for one that has no delivery, a strange id, or a
// time that cannot be.
func (s *Signer) Sign(t Ticket) (string, error) {
	minutes := (t.Expires.Unix() - unixEpoch + 59) / 60
	if !isID(t.Delivery) || minutes <= 0 {
		return "", fault.New(fault.Internal, "link.ticket")
	}
	b := binary.AppendUvarint([]byte{version}, uint64(minutes))
	b = append(b, packed(t.Delivery)...)
	return base64.RawURLEncoding.EncodeToString(append(b, s.mac(b)...)), nil
}

// Verify reads a token. The signature is looked at before anything else, in a time that tells nothing about how nearly it was
// right. Faults: link.unknown (NotFound) for what was not signed here, link.expired (Gone).
func (s *Signer) Verify(token string, now time.Time) (Ticket, error) {
	unknown := fault.New(fault.NotFound, "link.unknown")
	if len(token) > maxToken {
		return Ticket{}, unknown
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < macSize+2 {
		return Ticket{}, unknown
	}
	b, mac := b[:len(b)-macSize], b[len(b)-macSize:]
	if !hmac.Equal(mac, s.mac(b)) || b[0] != version {
		return Ticket{}, unknown
	}
	minutes, n := binary.Uvarint(b[1:])
	if n <= 0 || minutes > 1<<32 {
		return Ticket{}, unknown
	}
	t := Ticket{Delivery: unpacked(b[1+n:]), Expires: time.Unix(unixEpoch+int64(minutes)*60, 0).UTC()}
	if !isID(t.Delivery) {
		return Ticket{}, unknown
	}
	if now.After(t.Expires) {
		return t, fault.New(fault.Gone, "link.expired")
	}
	return t, nil
}

// mac is kept apart from everything else that the key may sign.
func (s *Signer) mac(b []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte("samverkan answer link\x00"))
	h.Write(b)
	return h.Sum(nil)[:macSize]
}

// packed writes an id: a UUID as its sixteen bytes, anything else as its letters after a zero, which no UUID of ours begins with.
func packed(id string) []byte {
	if len(id) == 36 && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-' {
		if b, ok := unhex(strings.ReplaceAll(id, "-", "")); ok && b[0] != 0 {
			return b
		}
	}
	return append([]byte{0}, id...)
}

func unhex(digits string) ([]byte, bool) {
	const hex = "0123456789abcdef" // small letters only, so that what is unpacked is what was packed
	if len(digits) != 32 {
		return nil, false
	}
	b := make([]byte, 16)
	for i := range b {
		high, low := strings.IndexByte(hex, digits[2*i]), strings.IndexByte(hex, digits[2*i+1])
		if high < 0 || low < 0 {
			return nil, false
		}
		b[i] = byte(high<<4 | low)
	}
	return b, true
}

// unpacked is what packed was given; "" for what it never gives.
func unpacked(b []byte) string {
	switch {
	case len(b) > 1 && b[0] == 0:
		return string(b[1:])
	case len(b) != 16:
		return ""
	}
	const hex = "0123456789abcdef"
	out := make([]byte, 0, 36)
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, hex[c>>4], hex[c&15])
	}
	return string(out)
}

func isID(id string) bool {
	return id != "" && len(id) <= maxID && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == ""
}
