package live_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"samverkan/internal/live"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// dialSmall connects with as small a buffer as the kernel gives, and asks for a stream.
func dialSmall(t *testing.T, s *service, path string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(2048); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: test\r\n\r\n", path)
	return conn
}

// stuck follows, never reads, and comes back when its buffers are so full that the server has had to wait.
func stuck(t *testing.T, s *service, path string) net.Conn {
	t.Helper()
	conn := dialSmall(t, s, path)
	eventually(t, "it follows", func() bool { return s.hub.Stats().Followers > 0 })
	eventually(t, "its buffers are full", func() bool {
		s.add(10)
		return s.hub.Stats().Lagging == 1
	})
	return conn
}

// A thousand that take ten bytes a second are dropped, without costing memory, while the others get everything.
func TestSlowReadersAreDropped(t *testing.T) {
	for _, noHijack := range []bool{false, true} {
		t.Run(fmt.Sprintf("flushed=%v", noHijack), func(t *testing.T) {
			o := options()
			o.NoHijack, o.Stall = noHijack, 2*time.Second
			s := start(t, o)
			s.pad = strings.Repeat("x", 2000)
			s.server = httptest.NewUnstartedServer(s)
			s.server.Config.ConnContext = live.ConnContext
			s.server.Start()
			t.Cleanup(s.server.Close)
			const many = 1000
			var conns []net.Conn
			for range many {
				conns = append(conns, dialSmall(t, s, "/?ticket=all&after=0"))
			}
			eventually(t, "all follow", func() bool { return s.hub.Stats().Followers == many })
			good, _ := follow(t, s.server.Client(), s.server.URL+"/?ticket=all&after=0")
			hello(t, good)
			sip := time.NewTicker(time.Second)
			defer sip.Stop()
			var before, most uint64
			b, seen := make([]byte, 10), int64(0)
			eventually(t, "all slow ones are dropped", func() bool {
				s.add(3)
				expect(t, good, seen+1, seen+3)
				seen += 3
				time.Sleep(10 * time.Millisecond)
				before, most = watchHeap(before, most)
				select {
				case <-sip.C:
					for _, c := range conns {
						c.SetReadDeadline(time.Now().Add(time.Millisecond))
						io.ReadFull(c, b)
					}
				default:
				}
				return s.hub.Stats().Followers == 1
			})
			if n := s.hub.Stats(); n.Slow+n.Behind < many || n.Slow == 0 {
				t.Errorf("it is counted as %+v", n)
			}
			if grown := int64(most) - int64(before); grown > 64<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			s.add(1)
			expect(t, good, seen+1, seen+1)
		})
	}
}

func watchHeap(before, most uint64) (uint64, uint64) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if before == 0 {
		before = m.HeapInuse
	}
	return before, max(most, m.HeapInuse)
}

// Ten thousand come and go, in every way: nothing is left of them.
func TestNothingLeaks(t *testing.T) {
	for _, noHijack := range []bool{false, true} {
		t.Run(fmt.Sprintf("flushed=%v", noHijack), func(t *testing.T) {
			leaks := goleak.IgnoreCurrent()
			func() {
				o := options()
				o.NoHijack = noHijack
				s := serve(t, o)
				defer s.server.Close()
				defer closeHub(t, s.hub)
				address := s.server.Listener.Addr().String()
				s.add(10)
				cycles(t, s, address, 100)
				files := openFiles(t)
				cycles(t, s, address, 5000)
				eventually(t, "all have left", func() bool { return s.hub.Stats().Followers == 0 })
				eventually(t, "their files are closed", func() bool { return openFiles(t) <= files+5 })
			}()
			goleak.VerifyNone(t, leaks)
		})
	}
}

// cycles connects and hangs up n times: before the answer, after hello, in the middle, and with a reset.
func cycles(t *testing.T, s *service, address string, n int) {
	t.Helper()
	b := make([]byte, 4096)
	for i := range n {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET /?ticket=all&after=%d&actor=a HTTP/1.1\r\nHost: test\r\n\r\n", i%11)
		if i%4 != 0 {
			conn.SetReadDeadline(time.Now().Add(30 * time.Second))
			if _, err := conn.Read(b); err != nil {
				t.Fatal(err)
			}
		}
		if i%4 == 2 {
			s.add(1)
			s.change(func() { s.only = s.only[:10] })
		}
		if i%4 == 3 {
			conn.(*net.TCPConn).SetLinger(0)
		}
		conn.Close()
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	switch {
	case err != nil && os.Getenv("SAMVERKAN_REQUIRE_ALL") == "1":
		t.Fatal(err)
	case err != nil:
		t.Skipf("SKIPPED: this system does not tell about open files: %v", err)
	}
	return len(files)
}

// Both transports send the same bytes for the same entries, hello's random waiting time aside.
func TestTransportsSendTheSameBytes(t *testing.T) {
	var streams [2]string
	for i, noHijack := range []bool{false, true} {
		o := options()
		o.NoHijack, o.Random = noHijack, zeros{}
		s := serve(t, o)
		s.add(1500)
		response, err := http.Get(s.server.URL + "/?ticket=all&after=0&presence=1")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		for _, name := range []string{"Content-Type", "Cache-Control", "X-Accel-Buffering"} {
			streams[i] += name + ": " + response.Header.Get(name) + "\n"
		}
		eventually(t, "all is sent", func() bool { return s.hub.Stats().Deliveries == 1500 })
		s.add(3)
		eventually(t, "all is sent", func() bool { return s.hub.Stats().Deliveries == 1503 })
		closeHub(t, s.hub)
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		streams[i] += string(body)
	}
	if streams[0] != streams[1] {
		t.Errorf("they differ:\n%.300s\n%.300s", streams[0], streams[1])
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
