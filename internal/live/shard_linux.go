package live

import (
	"net"
	"runtime"
	"sync"
	"syscall"
	"time"
)

const (
	// userTimeout is how long a peer that has gone silent may owe an acknowledgement. The number of the option is missing in
	// package syscall.
	userTimeout   = 30 * time.Second
	tcpUserOption = 18

	turn      = 64                    // followers served between two chances for other goroutines
	retryLag  = 20 * time.Millisecond // how often a follower whose buffer is full is tried
	houseWork = time.Second
)

// client is a follower on a hijacked connection, as its shard knows it.
type client struct {
	cursor
	conn  *net.TCPConn
	raw   syscall.RawConn
	id    int32
	place int   // in its group
	stuck bool  // its buffer was full the last time
	slow  bool  // it stands in the list of slow ones, and is served from there only
	moved int64 // when it last took something, or got stuck, in nanoseconds
}

// shard is one goroutine that writes to all its followers and waits for none.
type shard struct {
	hub    *Hub
	signal chan struct{}
	hangup *hangups

	mu     sync.Mutex
	dirty  map[*audience]bool
	joined []*client
	left   []int32
	over   bool

	// What follows belongs to run.
	groups  map[*audience][]*client
	byID    map[int32]*client
	lastID  int32
	slow    []*client
	now     int64
	pieces  []piece
	joint   []byte
	out     []byte
	wrote   int
	errno   error
	attempt func(fd uintptr) bool
}

// startShards starts as many shards as there are processors to run them, or as the options say.
func startShards(h *Hub) []*shard {
	n := h.options.Shards
	setDefault(&n, runtime.GOMAXPROCS(0))
	var all []*shard
	for range n {
		watch, err := newHangups()
		if err != nil {
			break // without epoll, every follower gets a goroutine
		}
		s := &shard{
			hub: h, signal: make(chan struct{}, 1), hangup: watch, dirty: map[*audience]bool{},
			groups: map[*audience][]*client{}, byID: map[int32]*client{},
		}
		s.attempt = s.tryOnce
		h.work.Go(s.run)
		h.work.Go(func() { watch.wait(s.leaveAll) })
		all = append(all, s)
	}
	return all
}

// toShard gives a connection to a shard, which from then on has to close it. False: it is no TCP connection, or the hub is closed.
func (h *Hub) toShard(c *cursor, conn net.Conn) bool {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return false
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return false
	}
	// A kernel that refuses one of these still delivers.
	_ = tcp.SetWriteBuffer(sendBuffer)
	_ = tcp.SetWriteDeadline(time.Time{})
	var fd int
	if raw.Control(func(f uintptr) {
		fd = int(f)
		_ = syscall.SetsockoptInt(fd, syscall.IPPROTO_TCP, tcpUserOption, int(userTimeout.Milliseconds()))
	}) != nil {
		return false
	}
	s := h.shards[fd%len(h.shards)]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return false
	}
	s.joined = append(s.joined, &client{cursor: *c, conn: tcp, raw: raw})
	s.poke()
	return true
}

func (s *shard) poke() {
	select {
	case s.signal <- struct{}{}:
	default:
	}
}

// wakeFor says that there may be something for the followers of a.
func (s *shard) wakeFor(a *audience) {
	s.mu.Lock()
	s.dirty[a] = true
	s.mu.Unlock()
	s.poke()
}

// leaveAll says that the followers with these ids have hung up.
func (s *shard) leaveAll(ids []int32) {
	s.mu.Lock()
	s.left = append(s.left, ids...)
	s.mu.Unlock()
	s.poke()
}

func (s *shard) run() {
	defer s.stop()
	retry := time.NewTimer(retryLag)
	defer retry.Stop()
	chores := time.NewTicker(houseWork)
	defer chores.Stop()
	for {
		select {
		case <-s.hub.ctx.Done():
			return
		case <-s.signal:
			s.news()
		case <-retry.C:
		case <-chores.C:
			s.heartbeats()
		}
		s.retrySlow()
		if len(s.slow) > 0 {
			retry.Reset(retryLag)
		}
	}
}

func (s *shard) stop() {
	s.mu.Lock()
	s.over = true
	s.mu.Unlock()
	s.news()
	for _, c := range s.byID {
		s.drop(c, true)
	}
	s.hangup.close()
}

// news takes in who has come and gone, and serves those for whom there may be something.
func (s *shard) news() {
	s.mu.Lock()
	joined, left, dirty := s.joined, s.left, s.dirty
	s.joined, s.left, s.dirty = nil, nil, make(map[*audience]bool, len(dirty))
	s.mu.Unlock()
	for _, id := range left {
		if c := s.byID[id]; c != nil {
			s.drop(c, false)
		}
	}
	s.tellTime()
	for i, c := range joined {
		s.add(c)
		s.pause(i)
	}
	for a := range dirty {
		s.pass(a)
	}
}

func (s *shard) add(c *client) {
	s.lastID++
	c.id = s.lastID
	c.place = len(s.groups[c.audience])
	c.moved = s.now
	s.groups[c.audience] = append(s.groups[c.audience], c)
	s.byID[c.id] = c
	if err := s.hangup.watch(c.raw, c.id); err != nil {
		s.drop(c, true)
		return
	}
	s.serve(c)
}

// pass gives every follower of an audience what there is for it. The list may shrink while it is gone through: the last takes
// the place of one that is dropped.
func (s *shard) pass(a *audience) {
	for i := 0; i < len(s.groups[a]); {
		c := s.groups[a][i]
		if c.slow || s.serve(c) {
			i++
		}
		s.pause(i)
	}
}

// pause lets other goroutines in, above all those that save entries.
func (s *shard) pause(i int) {
	if i%turn == 0 {
		runtime.Gosched()
		s.tellTime()
	}
}

func (s *shard) tellTime() { s.now = s.hub.options.Now().UnixNano() }

// drop closes a connection and forgets the follower. cut: do not even try to deliver what the kernel still has.
func (s *shard) drop(c *client, cut bool) {
	group := s.groups[c.audience]
	last := group[len(group)-1]
	group[c.place], last.place = last, c.place
	group[len(group)-1] = nil
	if s.groups[c.audience] = group[:len(group)-1]; len(group) == 1 {
		delete(s.groups, c.audience)
	}
	delete(s.byID, c.id)
	s.stick(c, false)
	if cut {
		_ = c.conn.SetLinger(0)
	}
	c.conn.Close()
	c.audience.leave(c.follower)
}

// heartbeats says something to those who have heard nothing for a while, spread by their ids over the last fifth of the time.
func (s *shard) heartbeats() {
	s.tellTime()
	beat := int64(s.hub.options.Beat)
	i := 0
	for _, c := range s.byID {
		if i++; c.slow || s.now-c.moved < beat-beat/5*int64(c.id%16)/16 {
			continue
		}
		c.rest = heartbeat // nothing is unfinished, or it would lag
		s.serve(c)
		s.pause(i)
	}
}

func (s *shard) retrySlow() {
	if len(s.slow) == 0 {
		return
	}
	s.tellTime()
	tried := s.slow
	s.slow = nil
	for i, c := range tried {
		if s.byID[c.id] != c {
			continue // dropped meanwhile
		}
		c.slow = false
		s.serve(c)
		s.pause(i)
	}
}

// openFiles gives how many files this process may have open.
func openFiles() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil {
		return 0
	}
	return int(min(r.Cur, 1<<30))
}
