package journal

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// A signed note is a text and, after an empty line, one line per signature:
//
//	— name base64(4 bytes of key hash, 64 bytes of Ed25519 signature)
//
// It is the format of golang.org/x/mod/sumdb/note (see also C2SP signed-note), so that other tools can check it.

const (
	algEd25519   = 1
	maxNote      = 1 << 20
	maxSigners   = 100
	noteSplit    = "\n\n"
	sigPrefix    = "— "
	privateStart = "PRIVATE+KEY+"
)

// PrivateKey signs. Its text form is a secret.
type PrivateKey struct {
	name string
	key  ed25519.PrivateKey
}

// PublicKey checks what the private key of the same name signed.
type PublicKey struct {
	name string
	key  ed25519.PublicKey
}

// NewPrivateKey makes a key from 32 bytes of random. The name stands in every signature; it holds neither
// space nor plus. It answers with journal.bad-key or journal.no-random.
func NewPrivateKey(name string, random io.Reader) (PrivateKey, error) {
	if !keyName(name) {
		return PrivateKey{}, badKey()
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return PrivateKey{}, fault.Wrap(err, fault.Internal, "journal.no-random")
	}
	return PrivateKey{name, ed25519.NewKeyFromSeed(seed)}, nil
}

// Name is the name in the key's signatures.
func (k PrivateKey) Name() string { return k.name }

// Name is the name in the key's signatures.
func (k PublicKey) Name() string { return k.name }

// Public is the key that others check with.
func (k PrivateKey) Public() PublicKey {
	return PublicKey{k.name, k.key.Public().(ed25519.PublicKey)}
}

// Secret gives the private key as text, for a file that only its owner may read.
func (k PrivateKey) Secret() string {
	return privateStart + k.name + "+" + fmt.Sprintf("%08x", k.Public().hash()) + "+" +
		base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, k.key.Seed()...))
}

// String hides the key, so that no log tells it.
func (k PrivateKey) String() string { return "private key " + k.name }

// GoString hides the key from %#v too.
func (k PrivateKey) GoString() string { return k.String() }

// String gives the key as text: name+hash+key.
func (k PublicKey) String() string {
	return k.name + "+" + fmt.Sprintf("%08x", k.hash()) + "+" +
		base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, k.key...))
}

// hash tells keys of one name apart. It is a hint, not a proof.
func (k PublicKey) hash() uint32 {
	sum := sha256.Sum256(append([]byte(k.name+"\n"+string(rune(algEd25519))), k.key...))
	return binary.BigEndian.Uint32(sum[:])
}

// ParsePrivateKey reads what Secret wrote. It answers with journal.bad-key.
func ParsePrivateKey(text string) (PrivateKey, error) {
	rest, ok := strings.CutPrefix(text, privateStart)
	name, hash, seed, err := splitKey(rest, ed25519.SeedSize)
	if !ok || err != nil {
		return PrivateKey{}, badKey()
	}
	k := PrivateKey{name, ed25519.NewKeyFromSeed(seed)}
	if k.Public().hash() != hash {
		return PrivateKey{}, badKey()
	}
	return k, nil
}

// ParsePublicKey reads what String wrote. It answers with journal.bad-key.
func ParsePublicKey(text string) (PublicKey, error) {
	name, hash, key, err := splitKey(text, ed25519.PublicKeySize)
	if err != nil {
		return PublicKey{}, err
	}
	k := PublicKey{name, key}
	if k.hash() != hash {
		return PublicKey{}, badKey()
	}
	return k, nil
}

func splitKey(text string, size int) (name string, hash uint32, key []byte, err error) {
	parts := strings.SplitN(text, "+", 3) // base64 has plus signs of its own
	if len(parts) != 3 || !keyName(parts[0]) || len(parts[1]) != 8 {
		return "", 0, nil, badKey()
	}
	h, err1 := strconv.ParseUint(parts[1], 16, 32)
	raw, err2 := base64.StdEncoding.Strict().DecodeString(parts[2])
	if err1 != nil || err2 != nil || len(raw) != 1+size || raw[0] != algEd25519 {
		return "", 0, nil, badKey()
	}
	return parts[0], uint32(h), raw[1:], nil
}

func keyName(name string) bool {
	return name != "" && len(name) <= MaxField && plain(name) && !strings.Contains(name, "+") &&
		strings.IndexFunc(name, unicode.IsSpace) < 0
}

func badKey() error { return fault.New(fault.Invalid, "journal.bad-key") }

// signNote gives text, which ends with a newline and has no empty line at its end, with signatures.
func signNote(text string, keys ...PrivateKey) string {
	var b strings.Builder
	b.WriteString(text)
	b.WriteString("\n")
	for _, k := range keys {
		sig := binary.BigEndian.AppendUint32(nil, k.Public().hash())
		sig = append(sig, ed25519.Sign(k.key, []byte(text))...)
		b.WriteString(sigPrefix + k.name + " " + base64.StdEncoding.EncodeToString(sig) + "\n")
	}
	return b.String()
}

// openNote gives the text and the names of the known keys that signed it, at least one. Signatures by
// unknown keys are passed over, a wrong one by a known key is refused. It answers with journal.bad-note,
// journal.signature-wrong or journal.signature-unknown.
func openNote(note string, known ...PublicKey) (text string, by []string, err error) {
	bad := fault.New(fault.Invalid, "journal.bad-note")
	cut := strings.LastIndex(note, noteSplit)
	if len(note) > maxNote || !utf8.ValidString(note) || cut < 0 || !strings.HasSuffix(note, "\n") {
		return "", nil, bad
	}
	text = note[:cut+1]
	lines := strings.Split(strings.TrimSuffix(note[cut+len(noteSplit):], "\n"), "\n")
	if len(lines) > maxSigners {
		return "", nil, bad
	}
	for _, line := range lines {
		name, sig, ok := splitSignature(line)
		if !ok {
			return "", nil, bad
		}
		for _, k := range known {
			if k.name != name || k.hash() != binary.BigEndian.Uint32(sig) {
				continue
			}
			if !ed25519.Verify(k.key, []byte(text), sig[4:]) {
				return "", nil, fault.New(fault.Invalid, "journal.signature-wrong", "Name", name)
			}
			by = append(by, name)
		}
	}
	if len(by) == 0 {
		return "", nil, fault.New(fault.Invalid, "journal.signature-unknown")
	}
	return text, by, nil
}

func splitSignature(line string) (name string, sig []byte, ok bool) {
	rest, ok := strings.CutPrefix(line, sigPrefix)
	name, code, ok2 := strings.Cut(rest, " ")
	sig, err := base64.StdEncoding.Strict().DecodeString(code)
	if !ok || !ok2 || err != nil || !keyName(name) || len(sig) != 4+ed25519.SignatureSize {
		return "", nil, false
	}
	return name, sig, true
}
