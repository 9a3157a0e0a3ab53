package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// crowd is what the process of followers is told to be.
type crowd struct {
	Address     string   // of the server
	Path        string   // what to follow
	Credentials []string // headers, used in turn
	Count       int
	Slow        int   // of them, how many never read
	After       int64 // Last-Event-ID; -1 for none
}

// seen is what it answers with, times in nanoseconds.
type seen struct {
	Followers             int
	ConnectedNS           int64 // from the first connection to the last hello
	Delivered             int64
	P50, P99, Max, Last   int64
	Entries               int   // how many different ones
	Incomplete            int   // of them, how many that did not reach everybody
	Lost, Doubled, Closed int64 // over the whole life of the connections
	SlowClosed            int   // of those that never read, how many the server has cut
	Head                  int64 // the newest number
}

// herd holds the followers' sockets.
type herd struct {
	crowd
	epoll   int
	streams []stream // by file descriptor
	slow    []int

	mu        sync.Mutex // between the reading loop and the one that answers
	samples   []sample
	recording bool
	result    seen
}

// sample is one delivery.
type sample struct{ posted, took int64 }

// stream is what is known of one follower's connection.
type stream struct {
	last  int64  // the newest number
	carry []byte // a line that has not ended
}

// runFollowers obeys its input: a crowd as JSON; then RECORD, COUNT and REPORT, one a line, each answered with one line.
func runFollowers(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	if !lines.Scan() {
		return errors.New("no crowd was given")
	}
	h := &herd{streams: make([]stream, 200_000)}
	if err := json.Unmarshal(lines.Bytes(), &h.crowd); err != nil {
		return err
	}
	var err error
	if h.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return err
	}
	go h.read()
	if err := h.connect(); err != nil {
		return err
	}
	answer := json.NewEncoder(out)
	if err := answer.Encode(h.result); err != nil {
		return err
	}
	for lines.Scan() {
		h.mu.Lock()
		switch lines.Text() {
		case "RECORD":
			h.samples, h.recording = h.samples[:0], true
		case "REPORT":
			h.recording = false
			h.summarize()
		}
		r := h.result
		h.mu.Unlock()
		if err := answer.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// connect opens all connections, by several threads, each follower answered before its thread takes the next.
func (h *herd) connect() error {
	var turn, failed atomic.Int64
	var threads sync.WaitGroup
	var firstErr atomic.Pointer[error]
	start := time.Now()
	for range 32 {
		threads.Go(func() {
			for {
				i := int(turn.Add(1)) - 1
				if i >= h.Count {
					return
				}
				if err := h.open(i); err != nil {
					failed.Add(1)
					firstErr.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	threads.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.result.ConnectedNS = int64(time.Since(start))
	h.result.Followers = h.Count - int(failed.Load())
	if n := failed.Load(); n > 0 {
		return fmt.Errorf("%d of %d could not follow, the first: %w", n, h.Count, *firstErr.Load())
	}
	return nil
}

func (h *herd) open(i int) error {
	fd, err := dial(h.Address, i)
	if err != nil {
		return err
	}
	request := "GET " + h.Path + " HTTP/1.1\r\nHost: " + h.Address + "\r\nAccept: text/event-stream\r\n"
	if len(h.Credentials) > 0 {
		request += h.Credentials[i%len(h.Credentials)] + "\r\n"
	}
	if h.After >= 0 {
		request += "Last-Event-ID: " + strconv.FormatInt(h.After, 10) + "\r\n"
		h.streams[fd].last = h.After
	}
	if i < h.Slow {
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4096)
	}
	if _, err := unix.Write(fd, []byte(request+"\r\n")); err != nil {
		return err
	}
	rest, err := awaitHello(fd)
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.take(&h.streams[fd], rest, monotonic())
	h.mu.Unlock()
	if err := unix.SetNonblock(fd, true); err != nil {
		return err
	}
	if i < h.Slow {
		h.mu.Lock()
		h.slow = append(h.slow, fd)
		h.mu.Unlock()
		return nil
	}
	return unix.EpollCtl(h.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLRDHUP, Fd: int32(fd)})
}

// awaitHello reads the answer's head and the first event, and gives what came after them.
func awaitHello(fd int) ([]byte, error) {
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 30}); err != nil {
		return nil, err
	}
	b := make([]byte, 16<<10)
	for got := 0; got < len(b); {
		n, err := unix.Read(fd, b[got:])
		if n <= 0 {
			return nil, fmt.Errorf("no answer: %v %q", err, b[:got])
		}
		got += n
		head := bytes.Index(b[:got], []byte("\r\n\r\n"))
		if head < 0 {
			continue
		}
		if !bytes.HasPrefix(b, []byte("HTTP/1.1 200")) {
			return nil, fmt.Errorf("the server answers %q", b[:got])
		}
		if end := bytes.Index(b[head+4:got], []byte("\n\n")); end >= 0 {
			return b[head+4+end+2 : got], nil
		}
	}
	return nil, errors.New("the answer has no end")
}

// dial connects from one of several source addresses, since one has no more than some 28,000 ports.
func dial(address string, i int) (int, error) {
	to, err := net.ResolveTCPAddr("tcp4", address)
	if err != nil {
		return 0, err
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 1, byte(1 + i/5000)}}); err != nil {
		return 0, err
	}
	server := &unix.SockaddrInet4{Port: to.Port}
	copy(server.Addr[:], to.IP.To4())
	if err := unix.Connect(fd, server); err != nil {
		unix.Close(fd)
		return 0, err
	}
	return fd, nil
}

// read is the loop that all followers that read share.
func (h *herd) read() {
	runtime.LockOSThread()
	events := make([]unix.EpollEvent, 1024)
	b := make([]byte, 256<<10)
	for {
		n, err := unix.EpollWait(h.epoll, events, -1)
		if err != nil && err != unix.EINTR {
			return
		}
		for _, e := range events[:max(0, n)] {
			got, err := unix.Read(int(e.Fd), b)
			if err == unix.EAGAIN || err == unix.EINTR {
				continue
			}
			h.mu.Lock()
			if got > 0 {
				h.take(&h.streams[e.Fd], b[:got], monotonic())
			} else {
				h.result.Closed++
				unix.Close(int(e.Fd))
			}
			h.mu.Unlock()
		}
	}
}

// take goes through what a follower has read, line by line.
func (h *herd) take(s *stream, b []byte, now int64) {
	for len(b) > 0 {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			s.carry = append(s.carry, b...)
			return
		}
		line := b[:end]
		if len(s.carry) > 0 {
			line = append(s.carry, line...)
			s.carry = nil
		}
		h.line(s, line, now)
		b = b[end+1:]
	}
}

func (h *herd) line(s *stream, line []byte, now int64) {
	switch {
	case bytes.HasPrefix(line, []byte("id: ")):
		id := digits(line[4:])
		switch {
		case s.last > 0 && id <= s.last:
			h.result.Doubled++
		case s.last > 0 && id > s.last+1:
			h.result.Lost += id - s.last - 1
		}
		s.last = max(s.last, id)
		h.result.Head = max(h.result.Head, id)
		h.result.Delivered++
	case h.recording && bytes.HasPrefix(line, []byte("data: ")):
		if i := bytes.Index(line, []byte("@T")); i >= 0 && len(line) >= i+21 {
			posted := digits(line[i+2 : i+21])
			h.samples = append(h.samples, sample{posted, now - posted})
		}
	}
}

func digits(b []byte) (n int64) {
	for _, c := range b {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// summarize computes what was recorded.
func (h *herd) summarize() {
	all := make([]int64, 0, len(h.samples))
	last, count := map[int64]int64{}, map[int64]int{}
	for _, s := range h.samples {
		all = append(all, s.took)
		last[s.posted] = max(last[s.posted], s.took)
		count[s.posted]++
	}
	r := &h.result
	r.P50, r.P99, r.Max = quantile(all, 0.5), quantile(all, 0.99), quantile(all, 1)
	var lasts []int64
	r.Incomplete = 0
	for posted, took := range last {
		lasts = append(lasts, took)
		if count[posted] < h.Count-h.Slow {
			r.Incomplete++
		}
	}
	r.Entries, r.Last = len(last), quantile(lasts, 0.5)
	r.SlowClosed = 0
	for _, fd := range h.slow {
		if cutByServer(fd) {
			r.SlowClosed++
		}
	}
}

// cutByServer reads all there is, and tells whether an end follows.
func cutByServer(fd int) bool {
	b := make([]byte, 64<<10)
	for {
		n, err := unix.Read(fd, b)
		if n > 0 {
			continue
		}
		return err != unix.EAGAIN
	}
}

// quantile sorts all, and gives the value that a part of them does not exceed.
func quantile(all []int64, part float64) int64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[max(0, min(len(all)-1, int(part*float64(len(all))+0.999999)-1))]
}

// monotonic is a clock that all processes of the machine share, in nanoseconds.
func monotonic() int64 {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano()
}
