package dav

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func fields(s string) map[string]bool {
	out := map[string]bool{}
	for _, f := range strings.Fields(s) {
		out[f] = true
	}
	return out
}

// Whatever is put and taken, the shelf gives only what was put last for that key, version and owner, and never
// keeps more than it has room for.
func TestShelf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newShelf(10_000)
		last := map[string]*view{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			key := fmt.Sprint(rapid.IntRange(0, 5).Draw(t, "key"))
			version := fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "version"))
			owner := Owner{ID: fmt.Sprint(rapid.IntRange(0, 1).Draw(t, "owner"))}
			if rapid.Bool().Draw(t, "put") {
				v := &view{owner: owner, version: version, feed: make([]byte, rapid.IntRange(0, 4000).Draw(t, "size"))}
				s.put(key, v)
				if v.weight() <= s.room {
					last[key] = v
				}
			} else if v := s.take(key, owner, version); v != nil && (v != last[key] || v.owner != owner || v.version != version) {
				t.Fatalf("%s: not what was put", key)
			}
			sum := 0
			for el := s.order.Front(); el != nil; el = el.Next() {
				sum += el.Value.(*kept).view.weight()
			}
			if sum != s.filled || sum > s.room || s.order.Len() != len(s.at) {
				t.Fatalf("%d of %d, told as %d, %d of %d", sum, s.room, s.filled, s.order.Len(), len(s.at))
			}
		}
	})
}

func TestShelfKeepsTheLatest(t *testing.T) {
	s := newShelf(700)
	v := func(n int) *view { return &view{version: "1", feed: make([]byte, n)} }
	s.put("a", v(100))
	s.put("b", v(100))
	s.take("a", Owner{}, "1")
	s.put("c", v(100))
	if s.take("a", Owner{}, "1") == nil || s.take("b", Owner{}, "1") != nil || s.take("c", Owner{}, "1") == nil {
		t.Error("the one that was asked for longest ago is not the one that went")
	}
	s.put("huge", v(1000))
	s.put("nameless", &view{})
	if s.take("huge", Owner{}, "1") != nil || s.take("nameless", Owner{}, "") != nil {
		t.Error("what cannot be kept is kept")
	}
}

// Many programs at once, while meetings change and keys are revoked, each get a whole answer.
func TestTogether(t *testing.T) {
	s := newStage(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				switch {
				case i == 0:
					s.source.put(countyKey, held{county, meetings()[:1+j%5], fmt.Sprint(j)})
				case i == 1 && j%5 == 4:
					s.source.revoke(countyKey)
				default:
					resp, body := s.ask(t, "GET", "/calendar/"+countyKey+".ics", "")
					if resp.StatusCode != 404 && (resp.StatusCode != 200 || !strings.HasSuffix(body, "END:VCALENDAR\r\n")) {
						t.Errorf("%s: %d bytes", resp.Status, len(body))
					}
				}
			}
		})
	}
	wg.Wait()
}
