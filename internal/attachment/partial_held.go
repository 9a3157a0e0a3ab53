package attachment

import "sync"

// held are the partial files that this process has taken. They are in memory, so that nothing is left of them after it.
type held struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (h *held) take(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ids[id] {
		return false
	}
	if h.ids == nil {
		h.ids = map[string]bool{}
	}
	h.ids[id] = true
	return true
}

func (h *held) leave(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.ids, id)
}
