package webtest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Net stands before the service like what lies between it and its readers. It is good until it is told not to be.
type Net struct {
	URL string // http://localhost:PORT

	server *httptest.Server
	mu     sync.Mutex
	bad    badness
	lost   int
	held   int
}

// badness is what is wrong with the net.
type badness struct {
	down    bool          // nothing comes through
	swallow bool          // a stream is kept back until it ends, as some proxies do with all that they forward
	lose    int           // answers to what is posted that are lost, after the service has done it
	delay   time.Duration // on the way there
}

// Net puts a net before the stage.
func (s *Stage) Net(t testing.TB) *Net {
	t.Helper()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	n := &Net{}
	through := httputil.NewSingleHostReverseProxy(target)
	through.FlushInterval = -1
	through.Transport = &http.Transport{MaxIdleConnsPerHost: 16}
	through.ModifyResponse = n.loses
	through.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	n.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bad := n.state()
		time.Sleep(bad.delay)
		if bad = n.state(); bad.down {
			panic(http.ErrAbortHandler) // the line is cut; nothing is said
		}
		if bad.swallow && strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
			n.mu.Lock()
			n.held++
			n.mu.Unlock()
			<-r.Context().Done()
			return
		}
		through.ServeHTTP(w, r)
	}))
	n.server.Start()
	n.URL = strings.Replace(n.server.URL, "127.0.0.1", "localhost", 1)
	t.Cleanup(func() {
		n.server.CloseClientConnections()
		n.server.Close()
	})
	return n
}

func (n *Net) state() badness {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.bad
}

func (n *Net) set(change func(*badness)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(&n.bad)
}

// Down lets nothing through, and cuts what is open; or lets everything through again.
func (n *Net) Down(yes bool) {
	n.set(func(b *badness) { b.down = yes })
	if yes {
		n.Cut()
	}
}

// Swallow keeps streams back, and cuts those that are open; or lets them through again.
func (n *Net) Swallow(yes bool) {
	n.set(func(b *badness) { b.swallow = yes })
	n.Cut()
}

// Delay has everything wait on its way.
func (n *Net) Delay(d time.Duration) { n.set(func(b *badness) { b.delay = d }) }

// Lose loses the answers to the next so many posts. The service has done what was asked.
func (n *Net) Lose(answers int) { n.set(func(b *badness) { b.lose = answers }) }

// Cut cuts every line that is open. New ones are let through.
func (n *Net) Cut() { n.server.CloseClientConnections() }

// Lost is how many answers have been lost.
func (n *Net) Lost() int { n.mu.Lock(); defer n.mu.Unlock(); return n.lost }

// Held is how many streams have been kept back.
func (n *Net) Held() int { n.mu.Lock(); defer n.mu.Unlock(); return n.held }

func (n *Net) loses(a *http.Response) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if a.Request.Method != http.MethodPost || n.bad.lose == 0 {
		return nil
	}
	n.bad.lose--
	n.lost++
	return errors.New("lost on the way")
}
