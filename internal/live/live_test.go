package live_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestEntriesArriveInOrder(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.add(3)
		fresh, _ := follow(t, client, s.server.URL+"/?ticket=all")
		old, _ := follow(t, client, s.server.URL+"/?ticket=all&after=1")
		hello(t, fresh)
		if e := hello(t, old); e.data != `{"head":3,"presence":false}` {
			t.Errorf("hello says %s", e.data)
		}
		expect(t, old, 2, 3)
		for range 20 {
			s.add(1)
		}
		s.add(100)
		expect(t, old, 4, 123)
		expect(t, fresh, 4, 123)
	})
}

func TestWhoMayNotFollowIsToldBeforeTheStreamBegins(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		response, err := client.Get(s.server.URL + "/?ticket=nobody")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger gets %s", response.Status)
		}
		if n := s.hub.Stats(); n.Followers != 0 || n.Conferences != 0 {
			t.Errorf("a stranger leaves %+v", n)
		}
	})
}

func TestAWithheldEntryIsANumberAlone(t *testing.T) {
	transports(t, func(t *testing.T, s *service, client *http.Client) {
		s.classes["insider"] = "inner"
		outside, _ := follow(t, client, s.server.URL+"/?ticket=all&after=0")
		inside, _ := follow(t, client, s.server.URL+"/?ticket=insider&after=0")
		hello(t, outside)
		hello(t, inside)
		s.change(func() { s.only = append(s.only, "inner") })
		if e := next(t, outside); e != (event{id: "1"}) {
			t.Errorf("the outsider sees %+v", e)
		}
		if e := next(t, inside); !strings.Contains(e.data, `"class":"inner"`) {
			t.Errorf("the insider sees %+v", e)
		}
	})
}
