package live

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// presenceEvery is how often presence is told at most, in each conference.
const presenceEvery = 5 * time.Second

type present struct {
	Actor string `json:"actor"`
	Count int    `json:"count"`
}

// tellPresence makes the frame that says who follows, for all that may know, unless it would say the same again.
func (a *audience) tellPresence(now time.Time) {
	a.mu.Lock()
	a.moved, a.toldAt = false, now
	here := maps.Clone(a.presence)
	a.mu.Unlock()
	all := a.hub.options.Everywhere(a.conference, here)
	list := make([]present, 0, len(all))
	for _, actor := range slices.Sorted(maps.Keys(all)) {
		list = append(list, present{actor, all[actor]})
	}
	data, err := json.Marshal(list)
	if err != nil {
		a.hub.options.Trouble(a.conference, err)
		return
	}
	text := control(0, namePresence, data)
	before := a.said.Load()
	next := &notice{version: 1, bytes: text}
	if before != nil {
		if bytes.Equal(before.bytes, text) {
			return
		}
		next.version = before.version + 1
	}
	a.said.Store(next)
	a.announce()
}
