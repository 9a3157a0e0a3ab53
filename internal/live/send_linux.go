package live

import (
	"syscall"
	"unsafe"
)

// serve writes to one follower what there is for it, as far as its buffer takes it. False: it is dropped.
func (s *shard) serve(c *client) bool {
	for {
		pieces, behind := c.pending(s.pieces[:0], maxSend)
		s.pieces = pieces
		switch {
		case len(pieces) == 0 && behind:
			s.hub.counts.behind.Add(1)
			s.drop(c, true) // it comes back with its number
			return false
		case len(pieces) == 0:
			return true
		}
		s.join(pieces)
		n, err := s.write(c)
		if err != nil && err != syscall.EAGAIN {
			s.drop(c, true)
			return false
		}
		if n > 0 {
			s.hub.counts.deliveries.Add(c.sent(pieces, n))
			c.moved = s.now
		}
		switch {
		case c.over():
			s.drop(c, false)
			return false
		case n < len(s.out):
			return s.lag(c)
		}
		s.stick(c, false)
	}
}

// join makes one run of bytes of the pieces, so that they leave in one call, and mostly in one packet.
func (s *shard) join(pieces []piece) {
	if len(pieces) == 1 {
		s.out = pieces[0].bytes
		return
	}
	s.joint = s.joint[:0]
	for _, p := range pieces {
		s.joint = append(s.joint, p.bytes...)
	}
	s.out = s.joint
}

// write tries once to write what join made, and tells how much the kernel took.
func (s *shard) write(c *client) (int, error) {
	if err := c.raw.Write(s.attempt); err != nil {
		return 0, err
	}
	return max(0, s.wrote), s.errno
}

// tryOnce is what RawConn.Write calls: it never asks to be called again when the connection can be written to.
func (s *shard) tryOnce(fd uintptr) bool {
	for {
		n, _, errno := syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(unsafe.SliceData(s.out))), uintptr(len(s.out)))
		switch errno {
		case 0:
			s.wrote, s.errno = int(n), nil
			return true
		case syscall.EINTR:
		default:
			s.wrote, s.errno = 0, errno
			return true
		}
	}
}

// lag puts a follower among the slow ones, or drops it when it has taken nothing for too long.
func (s *shard) lag(c *client) bool {
	switch {
	case !c.stuck:
		s.stick(c, true)
		c.moved = s.now
	case s.now-c.moved >= int64(s.hub.options.Stall):
		s.hub.counts.slow.Add(1)
		s.drop(c, true)
		return false
	}
	if !c.slow {
		c.slow = true
		s.slow = append(s.slow, c)
	}
	return true
}

// stick notes whether a follower's buffer is full, and counts.
func (s *shard) stick(c *client, full bool) {
	if c.stuck == full {
		return
	}
	c.stuck = full
	if full {
		s.hub.counts.lagging.Add(1)
	} else {
		s.hub.counts.lagging.Add(-1)
	}
}
