package signin

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime/debug"
	"strings"

	"golang.org/x/crypto/argon2"

	"samverkan/internal/fault"
)

// cost is how much work a password is.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// usual is what new passwords cost (RFC 9106, second recommendation, on one thread).
var usual = cost{memory: 64 << 10, time: 3, threads: 1}

const (
	saltSize, hashSize = 16, 32
	// working is how many passwords are worked at at the same time: each takes 64 MiB.
	working = 2
	// waiting is how many more may wait for their turn; at a tenth of a second each the last waits a few seconds.
	waiting = 32
	// busySeconds is when it is worth trying again when all places are taken.
	busySeconds = 5
)

// gate lets a few at a time do what takes much memory.
type gate struct {
	queue chan struct{}
	slots chan struct{}
}

func newGate() *gate {
	return &gate{queue: make(chan struct{}, working+waiting), slots: make(chan struct{}, working)}
}

// do runs work when there is a place. Fault: sign-in.busy when too many wait already, or the caller has gone.
func (g *gate) do(ctx context.Context, work func() error) error {
	select {
	case g.queue <- struct{}{}:
	default:
		return errBusy()
	}
	defer func() { <-g.queue }()
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		return errBusy()
	}
	defer func() {
		if len(g.queue) > working {
			// Others wait, and what this one used is garbage of 64 MiB. Left to itself the collector lets twice that pile up; and
			// collected alone it is a hole that something small is put into, so that the next has to have another place.
			debug.FreeOSMemory()
		}
		<-g.slots
	}()
	return work()
}

func errBusy() error { return fault.New(fault.Limited, "sign-in.busy", "Seconds", busySeconds) }

// hash gives a password in PHC form.
func (c cost) hash(password string, salt []byte) string {
	return c.phc(salt, argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, hashSize))
}

// nobodys is the PHC form of a password that nobody knows, not even we: to hold one against it is as much work as against another.
func (c cost) nobodys(v *vault) string { return c.phc(v.bytes(saltSize), v.bytes(hashSize)) }

// phc writes a hash in the PHC form.
func (c cost) phc(salt, key []byte) string {
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads,
		enc.EncodeToString(salt), enc.EncodeToString(key))
}

// matches tells whether a password is the one of a PHC text, and what it cost. A text that is none matches nothing.
func matches(phc, password string) (cost, bool) {
	c, salt, key, ok := parsePHC(phc)
	if !ok {
		return c, false
	}
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(len(key)))
	return c, subtle.ConstantTimeCompare(got, key) == 1
}

// parsePHC reads what hash writes. Costs far above ours are refused: a text in the database must not exhaust the machine.
func parsePHC(phc string) (c cost, salt, key []byte, ok bool) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil || n != 3 {
		return c, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	if err != nil {
		return c, nil, nil, false
	}
	key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	ok = err == nil && len(salt) >= 8 && len(salt) <= 64 && len(key) >= 16 && len(key) <= 64 && c.time >= 1 && c.time <= 10 &&
		c.threads >= 1 && c.threads <= 8 && c.memory >= 8*uint32(c.threads) && c.memory <= 256<<10
	return c, salt, key, ok
}

// hashPassword makes the PHC form of a new password, when there is a place.
func (s *Service) hashPassword(ctx context.Context, password string) (phc string, err error) {
	err = s.gate.do(ctx, func() error {
		phc = s.cost.hash(password, s.vault.bytes(saltSize))
		return nil
	})
	return phc, err
}
