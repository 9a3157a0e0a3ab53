package id

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"samverkan/internal/fault"
)

// Source makes identifiers. Its methods may be used by several goroutines.
type Source struct {
	mu   sync.Mutex
	now  func() time.Time
	rand io.Reader
	last uint64 // milliseconds and 12-bit counter of the newest id, so that ids of one source rise
}

// NewSource makes a source from a clock and a reader of random bytes.
// With nil for random it uses the operating system's.
func NewSource(now func() time.Time, random io.Reader) *Source {
	if random == nil {
		random = rand.Reader
	}
	return &Source{now: now, rand: random}
}

// New gives the next identifier. It panics when no random bytes can be had, as crypto/rand does.
func (s *Source) New() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	stamp := uint64(s.now().UnixMilli()) << 12
	if stamp <= s.last {
		stamp = s.last + 1
	}
	s.last = stamp
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], stamp>>12<<16)
	binary.BigEndian.PutUint16(b[6:8], uint16(stamp&0xfff)|0x7000)
	if _, err := io.ReadFull(s.rand, b[8:]); err != nil {
		panic("id: no random bytes: " + err.Error())
	}
	b[8] = b[8]&0x3f | 0x80
	return format(b)
}

func format(b [16]byte) string {
	var t [36]byte
	hex.Encode(t[0:8], b[0:4])
	hex.Encode(t[9:13], b[4:6])
	hex.Encode(t[14:18], b[6:8])
	hex.Encode(t[19:23], b[8:10])
	hex.Encode(t[24:36], b[10:16])
	t[8], t[13], t[18], t[23] = '-', '-', '-', '-'
	return string(t[:])
}

// Key checks a name that people or files give to a thing: 1–128 letters a–z, digits, and . _ - inside.
// A UUID is a key. It answers with id.invalid.
func Key(s string) error {
	if len(s) == 0 || len(s) > 128 {
		return fault.New(fault.Invalid, "id.invalid", "ID", clip(s))
	}
	for i, r := range []byte(s) {
		ok := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			i > 0 && (r == '-' || r == '.' || r == '_')
		if !ok {
			return fault.New(fault.Invalid, "id.invalid", "ID", clip(s))
		}
	}
	return nil
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40]
	}
	return s
}
