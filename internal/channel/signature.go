package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// The headers of a webhook.
const (
	SignatureHeader = "Samverkan-Signature" // t=seconds,v1=hex, one v1 for each secret in use
	IDHeader        = "Samverkan-Id"        // the same for every try of the same message
)

// Sign makes the header that proves who wrote a body, and when: for each secret the HMAC-SHA256 of the seconds since 1970, a full stop and
// the body. More than one secret is for the days when a receiver changes from one to the next.
func Sign(body []byte, at time.Time, secrets ...string) string {
	t := strconv.FormatInt(at.Unix(), 10)
	var b strings.Builder
	b.WriteString("t=" + t)
	for _, s := range secrets {
		b.WriteString(",v1=" + hex.EncodeToString(signature(s, t, body)))
	}
	return b.String()
}

func signature(secret, t string, body []byte) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(t))
	m.Write([]byte{'.'})
	m.Write(body)
	return m.Sum(nil)
}

const maxSignatures = 8

// VerifySignature is for the receiver of a webhook: it tells whether header proves that body was written by somebody who has one of the
// secrets, at most tolerance before or after now. A receiver takes care of repeats by the id. Faults: channel.signature, channel.late,
// both of the kind Unauthenticated.
func VerifySignature(header string, body []byte, now time.Time, tolerance time.Duration, secrets ...string) error {
	wrong := fault.New(fault.Unauthenticated, "channel.signature")
	t, given, ok := readSignature(header)
	if !ok {
		return wrong
	}
	genuine := false
	for _, s := range secrets {
		want := signature(s, t, body)
		for _, g := range given {
			genuine = s != "" && hmac.Equal(g, want) || genuine // all of them, so that the time tells nothing
		}
	}
	if !genuine {
		return wrong
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return wrong
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return fault.New(fault.Unauthenticated, "channel.late")
	}
	return nil
}

// readSignature takes the time and the signatures out of the header. Parts with other names are for later versions.
func readSignature(header string) (t string, given [][]byte, ok bool) {
	if len(header) > 1024 {
		return "", nil, false
	}
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			if t != "" || len(value) == 0 || len(value) > 12 || strings.Trim(value, "0123456789") != "" {
				return "", nil, false
			}
			t = value
		case "v1":
			sum, err := hex.DecodeString(value)
			if err != nil || len(sum) != sha256.Size || len(given) == maxSignatures {
				return "", nil, false
			}
			given = append(given, sum)
		}
	}
	return t, given, t != "" && len(given) > 0
}
