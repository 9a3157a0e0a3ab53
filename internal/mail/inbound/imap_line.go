package inbound

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Bounds of what one exchange with a mail server may be. The library waits for ever for an answer, and takes as much of it as there comes.
const (
	lineBytes    = MaxBytes + 1<<20
	linePatience = 6 * time.Minute // it reads a mail for five at most
	mostMails    = 1_000_000       // in a folder
)

var errEndless = errors.New("the mail server says more than any mail is long")

// line is a connection that ends when the other side says nothing for too long, or too much, while it is asked something.
type line struct {
	net.Conn
	patience time.Duration
	left     atomic.Int64
	mu       sync.Mutex
	out      *time.Timer
}

// ask begins an exchange, and gives what ends it.
func (l *line) ask() (answered func()) {
	l.left.Store(lineBytes)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.out != nil {
		l.out.Stop()
	}
	t := time.AfterFunc(l.patience, func() { l.Conn.Close() })
	l.out = t
	return func() { t.Stop() }
}

// Read reads, unless there has been too much since the last question.
func (l *line) Read(p []byte) (int, error) {
	if l.left.Load() <= 0 {
		l.Conn.Close()
		return 0, errEndless
	}
	n, err := l.Conn.Read(p)
	l.left.Add(-int64(n))
	return n, err
}

// uidsOf lists the mails of an answer. A server can name more in a few characters than there is memory for.
func uidsOf(found *imap.SearchData) ([]imap.UID, error) {
	set, _ := found.All.(imap.UIDSet)
	n := uint64(0)
	for _, r := range set {
		if r.Start == 0 || r.Stop == 0 { // "*", which no answer holds
			return nil, errEndless
		}
		if n += uint64(max(r.Start, r.Stop)-min(r.Start, r.Stop)) + 1; n > mostMails {
			return nil, errEndless
		}
	}
	list, _ := set.Nums()
	return list, nil
}
