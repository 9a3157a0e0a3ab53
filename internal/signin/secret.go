package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// KeySize is the length in bytes of the installation's key for sign-in.
const KeySize = 32

// LoadKey reads the key from its file, and makes the file when there is none. Without it second factors and recovery codes
// cannot be used, so it belongs in the backup, apart from the database. Faults: sign-in.key-open when others than the owner
// may read it, sign-in.key-bad when it holds no key or cannot be read.
func LoadKey(path string, random io.Reader) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path, random); err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "sign-in.key-bad", "Path", path)
		}
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "sign-in.key-bad", "Path", path)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "sign-in.key-bad", "Path", path)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(fault.Unavailable, "sign-in.key-open", "Path", path)
	}
	text, err := io.ReadAll(io.LimitReader(f, 1024))
	key, decodeErr := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || decodeErr != nil || len(key) != KeySize {
		return nil, fault.New(fault.Unavailable, "sign-in.key-bad", "Path", path)
	}
	return key, nil
}

// makeKey writes the file whole or not at all, and never over another process's.
func makeKey(path string, random io.Reader) error {
	key := make([]byte, KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		return err
	}
	f, err := os.CreateTemp(dirOf(path), ".sign-in-key-*") // for its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func dirOf(path string) string {
	if i := strings.LastIndexByte(path, os.PathSeparator); i > 0 {
		return path[:i]
	}
	return "."
}

// vault makes secrets, and keeps what must not be read.
type vault struct {
	random io.Reader
	mac    []byte
	aead   cipher.AEAD
}

func newVault(key []byte, random io.Reader) (*vault, error) {
	if len(key) != KeySize {
		return nil, fault.New(fault.Unavailable, "sign-in.key-bad", "Path", "")
	}
	mac, err := hkdf.Key(sha256.New, key, nil, "samverkan sign-in mac", 32)
	if err != nil {
		return nil, err
	}
	seal, err := hkdf.Key(sha256.New, key, nil, "samverkan sign-in seal", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &vault{random: random, mac: mac, aead: aead}, err
}

// bytes gives n random bytes. A source that gives none is no state to go on in.
func (v *vault) bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(v.random, b); err != nil {
		panic("signin: no randomness: " + err.Error())
	}
	return b
}

// secret gives 256 random bits as text.
func (v *vault) secret() string { return base64.RawURLEncoding.EncodeToString(v.bytes(32)) }

// digest is what is kept of a secret.
func digest(secret string) clerk.Digest {
	sum := sha256.Sum256([]byte(secret))
	return clerk.Digest(hex.EncodeToString(sum[:]))
}

// code is what is kept of something short, which only the installation's key keeps from being guessed. purpose and owner
// keep the same text apart in different places.
func (v *vault) code(purpose, owner, text string) clerk.Digest {
	h := hmac.New(sha256.New, v.mac)
	io.WriteString(h, purpose+"\x00"+owner+"\x00"+text)
	return clerk.Digest(hex.EncodeToString(h.Sum(nil)))
}

// OutboxKey gives the key that a member's browser seals with what it keeps until it can be sent: the same each time, so that what
// waits can be opened after the browser has been started anew, and given only to the member's own signed-in pages.
func (s *Service) OutboxKey(member string) string {
	h := hmac.New(sha256.New, s.vault.mac)
	io.WriteString(h, "outbox\x00"+member)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// seal hides a secret so that only the same owner's can be opened again.
func (v *vault) seal(secret []byte, owner string) []byte {
	nonce := v.bytes(v.aead.NonceSize())
	return v.aead.Seal(nonce, nonce, secret, []byte(owner))
}

// open gives back what was sealed. Fault: sign-in.key-bad when it was sealed under another key.
func (v *vault) open(sealed []byte, owner string) ([]byte, error) {
	n := v.aead.NonceSize()
	if len(sealed) < n {
		return nil, fault.New(fault.Unavailable, "sign-in.key-bad", "Path", "")
	}
	secret, err := v.aead.Open(nil, sealed[:n], sealed[n:], []byte(owner))
	if err != nil {
		return nil, fault.New(fault.Unavailable, "sign-in.key-bad", "Path", "")
	}
	return secret, nil
}

// pick gives n letters of an alphabet, each as likely as the others.
func (v *vault) pick(alphabet string, n int) string {
	limit := 256 - 256%len(alphabet)
	out := make([]byte, 0, n)
	for len(out) < n {
		for _, b := range v.bytes(n) {
			if int(b) < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}
