package live_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/fault"
)

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// The hub is closed while entries are written: every stream ends with reconnect, nobody has lost or doubled anything, and later
// followers are refused.
func TestCloseUnderLoad(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		var streams []<-chan event
		for range 40 {
			events, _ := follow(t, client, s.server.URL+"/?ticket=all&after=0")
			hello(t, events)
			streams = append(streams, events)
		}
		stop := make(chan struct{})
		var writer sync.WaitGroup
		writer.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					s.add(1)
					time.Sleep(time.Millisecond)
				}
			}
		})
		expect(t, streams[0], 1, 20)
		closeHub(t, s.hub)
		close(stop)
		writer.Wait()
		retries := map[string]bool{}
		for i, events := range streams {
			seen := int64(0)
			if i == 0 {
				seen = 20
			}
			var last event
			for e := range events {
				if last = e; e.name == "entry" {
					if seen++; e.id != itoa(seen) {
						t.Fatalf("after %d came %+v", seen-1, e)
					}
				}
			}
			if last.name != "reconnect" || !regexp.MustCompile(`^\{"retry":[1-4][0-9]{3}\}$`).MatchString(last.data) {
				t.Fatalf("the last was %+v", last)
			}
			retries[last.data] = true
		}
		if len(retries) < 10 {
			t.Errorf("all are told to come back at the same time: %v", retries)
		}
		refusal(t, s, s.server.URL+"/?ticket=all", http.StatusServiceUnavailable)
		_, _, err := s.hub.Poll(context.Background(), asked(&http.Request{URL: mustParse(t, "/?ticket=all")}), time.Second)
		if fault.CodeOf(err) != "live.closing" {
			t.Errorf("a poll after closing gets %v", err)
		}
	})
}

// A follower that does not read does not keep the service from stopping.
func TestCloseCutsWhoeverDoesNotRead(t *testing.T) {
	s := serve(t, options())
	s.pad = strings.Repeat("x", 2000)
	stuck(t, s, "/?ticket=all&after=0")
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := s.hub.Close(ctx); err != context.DeadlineExceeded {
		t.Errorf("closing says %v", err)
	}
	if n := s.hub.Stats().Followers; n != 0 {
		t.Errorf("%d are left", n)
	}
}
