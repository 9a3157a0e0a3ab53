package dav

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// shelfBytes is about how much memory the calendars that stand ready may take.
const shelfBytes = 64 << 20

// shelf keeps the newest view of the keys that were asked for last. Programs come back every quarter of an hour,
// and mostly nothing has changed. It is a cache and nothing else: whether a key still opens anything is asked of
// the source before it is looked in.
type shelf struct {
	mu     sync.Mutex
	room   int
	filled int
	at     map[[sha256.Size]byte]*list.Element
	order  *list.List // of *kept, the last asked for first
}

type kept struct {
	digest [sha256.Size]byte
	view   *view
}

func newShelf(room int) *shelf {
	return &shelf{room: room, at: map[[sha256.Size]byte]*list.Element{}, order: list.New()}
}

// weight is about what a view takes: its feed, and the entries that it was written from.
func (v *view) weight() int { return 3*len(v.feed) + 512*len(v.objects) }

// take gives what stands ready for a key, when it is what the source speaks of; nil otherwise.
func (s *shelf) take(key string, owner Owner, version string) *view {
	s.mu.Lock()
	defer s.mu.Unlock()
	el := s.at[sha256.Sum256([]byte(key))]
	if el == nil {
		return nil
	}
	v := el.Value.(*kept).view
	if version == "" || v.version != version || v.owner != owner {
		return nil
	}
	s.order.MoveToFront(el)
	return v
}

// put keeps a view for a key, in place of its older one.
func (s *shelf) put(key string, v *view) {
	if v.version == "" || v.weight() > s.room {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := &kept{digest: sha256.Sum256([]byte(key)), view: v}
	if old := s.at[k.digest]; old != nil {
		s.drop(old)
	}
	s.at[k.digest] = s.order.PushFront(k)
	for s.filled += v.weight(); s.filled > s.room; {
		s.drop(s.order.Back())
	}
}

func (s *shelf) drop(el *list.Element) {
	k := s.order.Remove(el).(*kept)
	delete(s.at, k.digest)
	s.filled -= k.view.weight()
}
