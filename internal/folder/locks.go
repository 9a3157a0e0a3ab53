package folder

import (
	"sync"
	"time"

	"golang.org/x/net/webdav"
)

// The most that is locked, and for how long.
const (
	longestLock = time.Hour
	mostLocks   = 1000 // by one actor
)

// locks are the locks of one actor's people.
type locks struct {
	webdav.LockSystem

	mu   sync.Mutex
	held map[string]held // by token
}

type held struct {
	member string
	until  time.Time
}

func newLocks() *locks { return &locks{LockSystem: webdav.NewMemLS(), held: map[string]held{}} }

// by gives the locks as one member has them. A token is no secret to those who work with the same files, so another's opens nothing.
func (l *locks) by(member string) webdav.LockSystem { return lockedBy{l, member} }

type lockedBy struct {
	*locks
	member string
}

func (l lockedBy) own(now time.Time, token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	h, ok := l.held[token]
	return ok && h.member == l.member && now.Before(h.until)
}

// Create is as in the interface. No lock is for ever: one that nobody takes away goes by itself.
func (l lockedBy) Create(now time.Time, d webdav.LockDetails) (string, error) {
	if d.Duration < 0 || d.Duration > longestLock {
		d.Duration = longestLock
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for token, h := range l.held {
		if !now.Before(h.until) {
			delete(l.held, token)
		}
	}
	if len(l.held) >= mostLocks {
		return "", webdav.ErrLocked
	}
	token, err := l.LockSystem.Create(now, d)
	if err == nil {
		l.held[token] = held{l.member, now.Add(d.Duration)}
	}
	return token, err
}

// Refresh is as in the interface.
func (l lockedBy) Refresh(now time.Time, token string, duration time.Duration) (webdav.LockDetails, error) {
	if !l.own(now, token) {
		return webdav.LockDetails{}, webdav.ErrNoSuchLock
	}
	if duration < 0 || duration > longestLock {
		duration = longestLock
	}
	d, err := l.LockSystem.Refresh(now, token, duration)
	if err == nil {
		l.mu.Lock()
		l.held[token] = held{l.member, now.Add(duration)}
		l.mu.Unlock()
	}
	return d, err
}

// Unlock is as in the interface.
func (l lockedBy) Unlock(now time.Time, token string) error {
	l.mu.Lock()
	h, ok := l.held[token]
	l.mu.Unlock()
	if ok && h.member != l.member {
		return webdav.ErrForbidden
	}
	err := l.LockSystem.Unlock(now, token)
	if err == nil || err == webdav.ErrNoSuchLock {
		l.mu.Lock()
		delete(l.held, token)
		l.mu.Unlock()
	}
	return err
}

// Confirm is as in the interface, for the member's own tokens. The library wants a token to hold for both names of a MOVE, which refuses
// that of a locked file to a free name (golang/go#43556), by which programs save. So each name may also be held by itself.
func (l lockedBy) Confirm(now time.Time, name0, name1 string, conditions ...webdav.Condition) (func(), error) {
	for _, c := range conditions {
		if c.Token != "" && !c.Not && !l.own(now, c.Token) {
			return nil, webdav.ErrConfirmationFailed
		}
	}
	release, err := l.LockSystem.Confirm(now, name0, name1, conditions...)
	if err == nil || name0 == "" || name1 == "" {
		return release, err
	}
	for _, names := range [][2]string{{name0, name1}, {name1, name0}} {
		first, err := l.LockSystem.Confirm(now, names[0], "", conditions...)
		if err != nil {
			continue
		}
		// The other must be free, which a lock on it for the moment proves.
		token, err := l.LockSystem.Create(now, webdav.LockDetails{Root: names[1], Duration: time.Minute, ZeroDepth: true})
		if err != nil {
			first()
			continue
		}
		return func() { l.LockSystem.Unlock(now, token); first() }, nil
	}
	return nil, err
}
