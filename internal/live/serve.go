package live

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"time"

	"samverkan/internal/fault"
)

// sendBuffer is what the kernel may keep for one follower, in bytes. Left to itself it lets one that does not read have MiBs.
const sendBuffer = 32 << 10

// Serve streams to a follower. A fault means that nothing has been sent, and the caller may answer as it likes: live.closing,
// live.full (Unavailable), live.too-many (Limited), live.no-stream, or what the source said. Otherwise the stream has begun, and
// may go on after Serve has returned, on a connection that is no longer net/http's.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, who Follower) error {
	f, err := h.join(r.Context(), who)
	if err != nil {
		return err
	}
	c := &cursor{follower: f}
	first := hello(f.audience.newest(), who.Presence, h.retry())
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	control := http.NewResponseController(w)
	if conn := h.takeOver(control, r); conn != nil {
		h.serveConn(r.Context(), c, conn, header, first)
		return nil
	}
	defer f.audience.leave(f)
	limitBuffer(r)
	// The server's time limits are meant for requests that end.
	if err := control.SetReadDeadline(time.Time{}); err != nil {
		return fault.Wrap(err, fault.Unavailable, "live.no-stream")
	}
	w.WriteHeader(http.StatusOK)
	l := responseLine{w: w, control: control}
	h.follow(r.Context(), c, l, first)
	return nil
}

// connKey is where ConnContext keeps a connection.
type connKey struct{}

// ConnContext is for http.Server.ConnContext. With it the kernel keeps only little for a follower with a goroutine, as it does for
// one on a shard; without it, one that does not read may cost MiBs of the kernel's memory until it is dropped.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// limitBuffer is for HTTP/1, where a stream has its connection to itself.
func limitBuffer(r *http.Request) {
	conn := r.Context().Value(connKey{})
	if outer, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = outer.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok && r.ProtoMajor == 1 {
		_ = tcp.SetWriteBuffer(sendBuffer) // a kernel that refuses still delivers
	}
}

func (a *audience) newest() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.head
}

// takeOver hijacks a plain HTTP/1 connection; nil when it cannot be done.
func (h *Hub) takeOver(control *http.ResponseController, r *http.Request) net.Conn {
	if h.shards == nil || r.ProtoMajor != 1 || r.TLS != nil {
		return nil
	}
	conn, _, err := control.Hijack()
	if err != nil {
		return nil
	}
	return conn
}

// serveConn greets a follower on a hijacked connection, and gives it to a shard when it has what is too old for the ring.
func (h *Hub) serveConn(ctx context.Context, c *cursor, conn net.Conn, header http.Header, first []byte) {
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 200 OK\r\n")
	header.Set("Connection", "close")
	header.Write(&head) // into memory, which does not fail
	head.WriteString("\r\n")
	head.Write(first)
	l := connLine{conn}
	if conn.SetDeadline(time.Time{}) == nil && h.give(l, head.Bytes()) == nil && h.catchUp(ctx, c, l) == nil {
		if h.toShard(c, conn) {
			return
		}
		h.followConn(c, l)
	}
	conn.Close()
	c.audience.leave(c.follower)
}

// followConn serves a connection that can be written to and nothing more.
func (h *Hub) followConn(c *cursor, l connLine) {
	ctx, hungUp := context.WithCancel(h.ctx)
	defer hungUp()
	go func() { // ends when the connection is closed, which is the next thing that happens
		defer hungUp()
		var b [64]byte
		for {
			if _, err := l.conn.Read(b[:]); err != nil {
				return
			}
		}
	}()
	h.follow(ctx, c, l, nil)
}

// line is what a stream is written to: bytes that leave at once, within a time.
type line interface {
	send(b []byte, by time.Time) error
}

type responseLine struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (l responseLine) send(b []byte, by time.Time) error {
	if err := l.control.SetWriteDeadline(by); err != nil {
		return err
	}
	if _, err := l.w.Write(b); err != nil {
		return err
	}
	return l.control.Flush()
}

type connLine struct{ conn net.Conn }

func (l connLine) send(b []byte, by time.Time) error {
	if err := l.conn.SetWriteDeadline(by); err != nil {
		return err
	}
	_, err := l.conn.Write(b)
	return err
}

// give sends within the time that a follower may take nothing.
func (h *Hub) give(l line, b []byte) error { return l.send(b, h.options.Now().Add(h.options.Stall)) }
