package live_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"samverkan/internal/fault"
)

func TestWhoIsTooFarBehindLoadsThePageAnew(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.add(5000)
		for _, after := range []string{"2999", "5001"} {
			events, _ := follow(t, client, s.server.URL+"/?ticket=all&after="+after)
			hello(t, events)
			if e := next(t, events); e.name != "reset" || e.data != `{"head":5000}` || e.id != "" {
				t.Errorf("after %s came %+v", after, e)
			}
			ended(t, events)
		}
		head := 5000
		for _, behind := range []int{1999, 1024, 0} {
			events, cut := follow(t, client, s.server.URL+"/?ticket=all&after="+strconv.Itoa(head-behind))
			hello(t, events)
			s.add(1)
			head++
			for last := ""; last != strconv.Itoa(head); {
				last = next(t, events).id
			}
			cut()
		}
	})
}

func TestOldEntriesAreReadInPages(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.add(2000)
		events, _ := follow(t, client, s.server.URL+"/?ticket=all&after=0")
		hello(t, events)
		expect(t, events, 1, 2000)
		if n := s.hub.Stats().Pages; n == 0 || n > 3 {
			t.Errorf("%d pages were read, 2 are enough", n)
		}
	})
}

// Many that come back with the same old number cost one reading, not one each.
func TestThoseWhoComeBackShareOneRing(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.add(1000)
		for range 30 {
			events, _ := follow(t, client, s.server.URL+"/?ticket=all&after=900")
			hello(t, events)
			expect(t, events, 901, 1000)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.reads > 3 {
			t.Errorf("the source was read %d times", s.reads)
		}
	})
}

func TestLimitsOfStreams(t *testing.T) {
	o := options()
	o.Limit, o.PerSession = 4, 2
	s := serve(t, o)
	base := s.server.URL + "/?ticket=all&session="
	_, cut := follow(t, s.server.Client(), base+"a")
	follow(t, s.server.Client(), base+"a")
	refusal(t, s, base+"a", http.StatusTooManyRequests)
	follow(t, s.server.Client(), base+"b")
	follow(t, s.server.Client(), base)
	refusal(t, s, base, http.StatusServiceUnavailable)
	cut()
	eventually(t, "the place becomes free", func() bool { return s.hub.Stats().Followers == 3 })
	follow(t, s.server.Client(), base+"a")
	if n := s.hub.Stats().Refused; n != 2 {
		t.Errorf("%d refusals are counted", n)
	}
}

func refusal(t *testing.T, s *service, url string, status int) {
	t.Helper()
	response, err := s.server.Client().Get(url)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != status {
		t.Errorf("%s answers %s", url, response.Status)
	}
}

// eventually waits for what other goroutines do; the time is a watchdog only.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never: " + what)
		}
	}
}

func TestPresenceIsToldToThoseWhoMayKnow(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		may, _ := follow(t, client, s.server.URL+"/?ticket=all&actor=lansstyrelsen&presence=1")
		mayNot, _ := follow(t, client, s.server.URL+"/?ticket=all&actor=region")
		hello(t, mayNot)
		if e := hello(t, may); e.data != `{"head":0,"presence":true}` {
			t.Errorf("hello says %s", e.data)
		}
		e := next(t, may)
		if e.name != "presence" || e.data != `[{"actor":"lansstyrelsen","count":1},{"actor":"region","count":1}]` || e.id != "" {
			t.Errorf("%+v came", e)
		}
		s.add(1)
		expect(t, may, 1, 1)
		expect(t, mayNot, 1, 1)
	})
}

func TestPoll(t *testing.T) {
	s := start(t, options())
	who := asked(&http.Request{URL: mustParse(t, "/?ticket=all&after=0&actor=x")})
	ctx := context.Background()
	if frames, next, err := s.hub.Poll(ctx, who, time.Millisecond); len(frames) != 0 || next != 0 || err != nil {
		t.Fatalf("nothing new gives %d frames, %d, %v", len(frames), next, err)
	}
	s.add(1200)
	seen := int64(0)
	for seen < 1200 {
		frames, next, err := s.hub.Poll(ctx, who, 30*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range frames {
			if seen++; f.Seq != seen {
				t.Fatalf("%d came, %d was to come", f.Seq, seen)
			}
		}
		if who.After = next; next != seen {
			t.Fatalf("next is %d after %d", next, seen)
		}
	}
	got := make(chan int64, 1)
	go func() {
		_, next, _ := s.hub.Poll(ctx, who, 30*time.Second)
		got <- next
	}()
	eventually(t, "it waits", func() bool { return s.hub.Presence("c")["x"] == 1 })
	s.add(1)
	if n := <-got; n != 1201 {
		t.Errorf("the poll that waited got up to %d", n)
	}
	who.After = 5000
	frames, _, err := s.hub.Poll(ctx, who, time.Second)
	if err != nil || len(frames) != 1 || frames[0].Seq != 0 || string(frames[0].Bytes) != "event: reset\ndata: {\"head\":1201}\n\n" {
		t.Errorf("a number that does not exist gives %v, %v", frames, err)
	}
	who.Ticket = "nobody"
	if _, _, err := s.hub.Poll(ctx, who, time.Second); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a stranger gets %v", err)
	}
	if n := s.hub.Stats().Followers; n != 0 {
		t.Errorf("%d are left", n)
	}
}
