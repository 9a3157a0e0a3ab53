package live

// cursor is what a transport knows of a follower: how far it has come. It belongs to one goroutine.
type cursor struct {
	*follower
	rest []byte // what is left of a frame that was sent in part; it has to be finished before anything else
	told int64  // the version of presence that was sent
	bye  bool   // the last frame has been sent, but for the rest
}

// piece is a run of bytes to send, and what it means that they are sent.
type piece struct {
	bytes   []byte
	seq     int64 // of a frame
	version int64 // of presence
	last    bool  // the end of the stream
}

// pending appends what is to be sent next, in all about max bytes. behind says that the next frame has left the ring.
func (c *cursor) pending(pieces []piece, max int) (_ []piece, behind bool) {
	size := len(c.rest)
	if size > 0 {
		pieces = append(pieces, piece{bytes: c.rest})
	}
	if last := c.end.Load(); last != nil {
		if !c.bye {
			pieces = append(pieces, piece{bytes: *last, last: true})
		}
		return pieces, false
	}
	if said := c.audience.said.Load(); said != nil && said.version != c.told && c.Presence {
		pieces = append(pieces, piece{bytes: said.bytes, version: said.version})
		size += len(said.bytes)
	}
	r := c.ring.Load()
	if r.stale.Load() {
		return pieces, false
	}
	head := r.head.Load()
	for seq := c.after.Load() + 1; seq <= head && size < max; seq++ {
		f, lost := r.get(seq)
		if f == nil {
			return pieces, lost
		}
		pieces = append(pieces, piece{bytes: f.Bytes, seq: seq})
		size += len(f.Bytes)
	}
	return pieces, false
}

// sent notes that the first n bytes of the pieces have gone, and tells how many frames went with them. A frame that went in
// part counts, since its rest goes whatever happens.
func (c *cursor) sent(pieces []piece, n int) (frames int64) {
	c.rest = nil
	for _, p := range pieces {
		if n == 0 {
			return frames
		}
		switch {
		case p.seq > 0:
			c.after.Store(p.seq)
			frames++
		case p.version > 0:
			c.told = p.version
		case p.last:
			c.bye = true
		}
		if n < len(p.bytes) {
			c.rest = p.bytes[n:]
			return frames
		}
		n -= len(p.bytes)
	}
	return frames
}

// over tells whether the last frame has gone.
func (c *cursor) over() bool { return c.bye && len(c.rest) == 0 }
