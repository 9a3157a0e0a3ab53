package signin

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// One-time codes of RFC 6238, as every authenticator makes them: SHA-1, six figures, thirty seconds.
const (
	totpStep   = 30
	totpSecret = 20 // bytes
	totpSkew   = 1  // steps that a clock may be off
)

// totpCode gives the code of a step.
func totpCode(secret []byte, step int64) string { return hotp(secret, step, 6) }

func hotp(secret []byte, counter int64, digits int) string {
	h := hmac.New(sha1.New, secret)
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(counter))
	h.Write(b[:])
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%mod)
}

// totpMatch gives the step that a code belongs to, when that is now or beside it, and later than the last that was used.
func totpMatch(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, code)
	at := now.Unix() / totpStep
	for s := at - totpSkew; s <= at+totpSkew; s++ {
		if subtle.ConstantTimeCompare([]byte(totpCode(secret, s)), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// totpKey gives a secret as people type it: in groups of four.
func totpKey(secret []byte) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

// totpURI gives the address that an authenticator reads.
func totpURI(secret []byte, issuer, login string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login}
	u.RawQuery = url.Values{"secret": {strings.ReplaceAll(totpKey(secret), " ", "")}, "issuer": {issuer}, "algorithm": {"SHA1"},
		"digits": {"6"}, "period": {fmt.Sprint(totpStep)}}.Encode()
	u.RawQuery = strings.ReplaceAll(u.RawQuery, "+", "%20")
	return u.String()
}
