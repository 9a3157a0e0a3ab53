package attachment

import (
	"crypto/sha256"
	"encoding/hex"
	"path"

	"samverkan/internal/fault"
)

// Digest is the SHA-256 of a file, as 64 lower-case hex digits.
type Digest string

// ParseDigest reads a digest. It answers with attachment.bad-digest for anything but 64 lower-case hex digits.
func ParseDigest(s string) (Digest, error) {
	if len(s) != 2*sha256.Size {
		return "", fault.New(fault.Invalid, "attachment.bad-digest")
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return "", fault.New(fault.Invalid, "attachment.bad-digest")
		}
	}
	return Digest(s), nil
}

func digestOf(sum []byte) Digest { return Digest(hex.EncodeToString(sum)) }

// path is where the file is, below the root.
func (d Digest) path() string { return path.Join(d.dir(), string(d)) }

func (d Digest) dir() string { return path.Join(kindDir, string(d[:2]), string(d[2:4])) }
