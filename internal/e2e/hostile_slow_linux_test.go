package e2e_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Hundreds who send a byte now and then are cut off within seconds; others do not notice, and afterwards nothing is left of them.
func TestSlowSendersAreCutOff(t *testing.T) {
	const heads, bodies, pace = 500, 50, 500 * time.Millisecond
	b := besiege(t, "--log-level", "warn")
	secretary := b.as(b.people["secretary"].Token)
	secretary.get(here("/agenda"))
	before := b.open(t)
	var lives sync.WaitGroup
	var mu sync.Mutex
	var longest time.Duration
	drip := func(first string) {
		conn, err := net.Dial("tcp", b.address)
		if err != nil {
			t.Errorf("no connection: %v", err)
			return
		}
		lives.Go(func() {
			defer conn.Close()
			begun := time.Now()
			gone := make(chan struct{})
			go func() { // the service has cut it when there is no more to read
				io.Copy(io.Discard, conn)
				close(gone)
			}()
			if _, err := io.WriteString(conn, first); err != nil {
				return
			}
			tick := time.NewTicker(pace)
			defer tick.Stop()
			for time.Since(begun) < patience {
				select {
				case <-gone:
					mu.Lock()
					longest = max(longest, time.Since(begun))
					mu.Unlock()
					return
				case <-tick.C:
					io.WriteString(conn, "a")
				}
			}
			t.Error("a slow sender is never cut off")
		})
	}
	for range heads {
		drip("GET /api/v1/me HTTP/1.1\r\nHost: " + b.address + "\r\nX-Slow: ")
	}
	for range bodies {
		drip("POST " + here("/commands") + " HTTP/1.1\r\nHost: " + b.address + "\r\nAuthorization: Bearer " + b.people["leader"].Token +
			"\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
	}
	over := make(chan struct{})
	go func() {
		lives.Wait()
		close(over)
	}()
	var slowest time.Duration
	asked := 0
	for waiting := true; waiting; {
		begun := time.Now()
		secretary.get(here("/agenda"))
		slowest, asked = max(slowest, time.Since(begun)), asked+1
		select {
		case <-over:
			waiting = false
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Logf("cut off within %v; %d others meanwhile, the slowest %v", longest.Round(time.Millisecond), asked, slowest.Round(time.Millisecond))
	if longest > 5*10*time.Second {
		t.Errorf("cut off after %v", longest)
	}
	if slowest > 5*time.Second {
		t.Errorf("others wait %v", slowest)
	}
	left := 0
	for range 100 {
		if left = b.open(t) - before; left <= 5 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if left > 5 {
		t.Errorf("%d files and connections are left", left)
	}
	b.alive(t)
}

// A body that comes slowly and steadily is taken, as far as the limit: a slow line is not an attack.
func TestASlowLineIsNotAnAttack(t *testing.T) {
	b := besiege(t, "--log-level", "warn")
	content := strings.Repeat("å", 20<<10)
	in, out := io.Pipe()
	go func() {
		for len(content) > 0 {
			n := min(len(content), 4<<10)
			io.WriteString(out, content[:n])
			content = content[n:]
			time.Sleep(150 * time.Millisecond)
		}
		out.Close()
	}()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/api/v1/files", in)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Authorization", "Bearer "+b.people["technician"].Token)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	raw, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK || !strings.Contains(string(raw), fmt.Sprint(40<<10)) {
		t.Errorf("%d %s %v", a.StatusCode, raw, err)
	}
}
