package live_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A class is taken away in the very commit that the next, closed, entry follows: the entry must not overtake that.
func TestAChangeOfRightComesBeforeWhatFollowsIt(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.classes["p"] = "inner"
		events, _ := follow(t, client, s.server.URL+"/?ticket=p")
		hello(t, events)
		s.change(func() { s.only = append(s.only, "inner") })
		if e := next(t, events); !e.hasData {
			t.Errorf("before the change: %+v", e)
		}
		s.change(func() {
			s.only = append(s.only, "", "inner")
			s.classes["p"] = "outer"
			s.mark++
		})
		expect(t, events, 2, 2)
		if e := next(t, events); e != (event{id: "3"}) {
			t.Errorf("after the change: %+v", e)
		}
	})
}

func TestWhoMayNoLongerFollowIsToldAndCut(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.classes["p"] = "inner"
		events, _ := follow(t, client, s.server.URL+"/?ticket=p")
		stays, _ := follow(t, client, s.server.URL+"/?ticket=all")
		hello(t, events)
		hello(t, stays)
		s.change(func() { delete(s.classes, "p"); s.only = append(s.only, "") })
		expect(t, events, 1, 1) // the mark is the same: nobody has said that rights have changed
		s.hub.Recheck()
		if e := next(t, events); e.name != "gone" || e.data != `{"why":"no-access"}` {
			t.Errorf("%+v came", e)
		}
		ended(t, events)
		s.add(1)
		expect(t, stays, 1, 2)
	})
}

func TestASignInThatRunsOutEndsTheStream(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.classes["p"] = "inner"
		s.until["p"] = time.Now().Add(500 * time.Millisecond)
		events, _ := follow(t, client, s.server.URL+"/?ticket=p")
		hello(t, events)
		if e := next(t, events); e.name != "gone" || e.data != `{"why":"signed-out"}` {
			t.Errorf("%+v came", e)
		}
		ended(t, events)
	})
}

// A sign-in that has been used since lasts longer than it was said to when the stream began.
func TestASignInThatWasUsedGoesOn(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.classes["p"] = "inner"
		s.until["p"] = time.Now().Add(200 * time.Millisecond)
		events, _ := follow(t, client, s.server.URL+"/?ticket=p")
		hello(t, events)
		s.change(func() { s.until["p"] = time.Now().Add(time.Hour) })
		time.Sleep(1500 * time.Millisecond)
		s.add(1)
		expect(t, events, 1, 1)
	})
}

// While the source cannot answer, nobody gets anything by an old right, nobody is thrown out, and nothing is lost.
func TestASourceThatFailsLosesNothing(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		events, _ := follow(t, client, s.server.URL+"/?ticket=all")
		hello(t, events)
		s.add(2)
		expect(t, events, 1, 2)
		s.change(func() { s.fails = fmt.Errorf("locked"); s.only = append(s.only, "", ""); s.mark++ })
		time.Sleep(50 * time.Millisecond)
		s.change(func() { s.fails = nil })
		expect(t, events, 3, 4)
	})
}

func ended(t *testing.T, events <-chan event) {
	t.Helper()
	select {
	case e, ok := <-events:
		if ok {
			t.Fatalf("the stream was to end, and %+v came", e)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the stream did not end")
	}
}

// reader is a follower of the model: it follows, is cut, and comes back with its number.
type reader struct {
	url    string
	client *http.Client
	ticket string
	after  int64
	events <-chan event
	cut    func()
}

// Whatever happens to rights and lines, in whatever order, each follower gets each number once and in order.
func TestEveryEntryOnceThroughMovesAndCuts(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		tickets := []string{"p", "q", "r"}
		classes := []string{"inner", "outer", "other"}
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			s.change(func() {
				for _, ticket := range tickets {
					s.classes[ticket] = "outer"
				}
				s.mark++
			})
			var readers []*reader
			join := func(rt *rapid.T) {
				if len(readers) > 5 {
					rt.Skip()
				}
				r := &reader{url: s.server.URL, client: client, ticket: rapid.SampledFrom(tickets).Draw(rt, "who")}
				s.mu.Lock()
				r.after = max(0, int64(len(s.only))-rapid.Int64Range(0, 1500).Draw(rt, "back"))
				s.mu.Unlock()
				r.open(t)
				readers = append(readers, r)
			}
			rt.Repeat(map[string]func(*rapid.T){
				"join":   join,
				"append": func(rt *rapid.T) { s.add(rapid.IntRange(1, 40).Draw(rt, "n")) },
				"closed": func(rt *rapid.T) {
					class := rapid.SampledFrom(classes).Draw(rt, "class")
					s.change(func() { s.only = append(s.only, class) })
				},
				"move": func(rt *rapid.T) {
					ticket, class := rapid.SampledFrom(tickets).Draw(rt, "who"), rapid.SampledFrom(classes).Draw(rt, "to")
					s.change(func() { s.classes[ticket] = class; s.mark++ })
				},
				"recheck": func(*rapid.T) { s.hub.Recheck() },
				"forget":  func(*rapid.T) { s.hub.Forget("c") },
				"cut": func(rt *rapid.T) {
					if len(readers) == 0 {
						rt.Skip()
					}
					r := rapid.SampledFrom(readers).Draw(rt, "reader")
					r.cut()
					r.drain(rt)
					r.open(t)
				},
			})
			s.mu.Lock()
			head := int64(len(s.only))
			s.mu.Unlock()
			for _, r := range readers {
				r.reach(t, rt, head)
				r.cut()
				r.drain(rt)
				if r.after != head {
					rt.Fatalf("%d is the newest and %d came", head, r.after)
				}
			}
		})
	})
}

func (r *reader) open(t *testing.T) {
	r.events, r.cut = follow(t, r.client, fmt.Sprintf("%s/?ticket=%s&after=%d", r.url, r.ticket, r.after))
}

// reach reads until it has the number. A stream that ends is opened again, as a browser does.
func (r *reader) reach(t *testing.T, rt *rapid.T, head int64) {
	for cuts := 0; r.after < head; {
		select {
		case e, ok := <-r.events:
			if ok {
				r.take(rt, e)
			} else if cuts++; cuts > 10 {
				rt.Fatalf("cut again and again at %d of %d", r.after, head)
			} else {
				r.open(t)
			}
		case <-time.After(30 * time.Second):
			rt.Fatalf("%d came of %d, and no more", r.after, head)
		}
	}
}

func (r *reader) drain(rt *rapid.T) {
	for e := range r.events {
		r.take(rt, e)
	}
}

func (r *reader) take(rt *rapid.T, e event) {
	if e.name == "hello" {
		return
	}
	if e.id != fmt.Sprint(r.after+1) {
		rt.Fatalf("after %d came %+v", r.after, e)
	}
	r.after++
}
