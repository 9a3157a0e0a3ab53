package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
)

// remembered is how much of the editions is kept, packed: a leader's or a secretary's page takes about 20 kB.
const remembered = 8 << 20

// editions remembers the newest pages as they were sent, so that a reader who still has one is sent what differs. It is a matter of
// speed alone: what is forgotten is sent whole.
type editions struct {
	mu    sync.Mutex
	pages map[edition][]byte // packed
	order []edition          // oldest first
	size  int
}

// edition is a page as one member got it: nobody is told what differs from a page of somebody else's.
type edition struct{ member, digest string }

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func (e *editions) put(member, digest string, body []byte) {
	packed := gzipped(body, gzip.BestSpeed)
	e.mu.Lock()
	defer e.mu.Unlock()
	key := edition{member, digest}
	if _, ok := e.pages[key]; ok {
		return
	}
	e.pages[key], e.order, e.size = packed, append(e.order, key), e.size+len(packed)
	for e.size > remembered && len(e.order) > 1 {
		e.size -= len(e.pages[e.order[0]])
		delete(e.pages, e.order[0])
		e.order = e.order[1:]
	}
}

func (e *editions) get(member, digest string) (string, bool) {
	e.mu.Lock()
	packed, ok := e.pages[edition{member, digest}]
	e.mu.Unlock()
	if !ok {
		return "", false
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", false
	}
	b, err := io.ReadAll(z)
	return string(b), err == nil
}
