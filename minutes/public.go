package minutes

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"samverkan/conference"
)

// Public is the reader nobody: it may read nothing that is marked.
func Public(s conference.Secrecy) bool { return !s.Marked() }

// Digest is what a version of the minutes is known by: SHA-256, hexadecimal, over everything that is composed of the record for its
// reader, so that the public version and the whole have each their own. The names of actors are left out of it, since a register
// changes; so is the seal, which comes after.
func (m *Minutes) Digest() string {
	bare := *m
	bare.Seal, bare.index = nil, nil
	bare.Actors = make([]Actor, len(m.Actors))
	for i, a := range m.Actors {
		bare.Actors[i] = Actor{ID: a.ID}
	}
	sum := sha256.Sum256(bare.JSON())
	return hex.EncodeToString(sum[:])
}

// CheckPlace is what the address of the check page carries: which row of a journal, the chain's hash at it, and the beginning of the
// version's digest.
type CheckPlace struct {
	Seq    int64
	Hash   string // hexadecimal
	Digest string // hexadecimal, the first [shownDigest] digits at least; "" when none was given
}

// shownDigest is how many digits of a version's digest an address carries: enough to tell versions of one conference apart.
const shownDigest = 16

// Address is the address of the check page with the place in it; short, since it is drawn as a square code. "" without a base.
func (p CheckPlace) Address(base string) string {
	raw, err := hex.DecodeString(p.Hash)
	if base == "" || err != nil {
		return ""
	}
	at := strings.TrimSuffix(base, "/") + "/check?r=" + strconv.FormatInt(p.Seq, 10) + "&h=" + base64.RawURLEncoding.EncodeToString(raw)
	if p.Digest != "" {
		at += "&d=" + p.Digest[:min(shownDigest, len(p.Digest))]
	}
	return at
}

// ReadCheckPlace reads what [CheckPlace.Address] wrote; ok is false for anything else. The hash may be written in hexadecimal too.
func ReadCheckPlace(v url.Values) (p CheckPlace, ok bool) {
	n, err := strconv.ParseInt(v.Get("r"), 10, 64)
	if err != nil || n < 1 {
		return p, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(v.Get("h"))
	if err != nil || len(raw) != sha256.Size {
		if raw, err = hex.DecodeString(v.Get("h")); err != nil || len(raw) != sha256.Size {
			return p, false
		}
	}
	p = CheckPlace{Seq: n, Hash: hex.EncodeToString(raw), Digest: strings.ToLower(v.Get("d"))}
	if len(p.Digest) > 2*sha256.Size || strings.Trim(p.Digest, "0123456789abcdef") != "" {
		p.Digest = ""
	}
	return p, true
}
