package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// NewsKind is what a follower is told of.
type NewsKind string

// The kinds.
const (
	Entered  NewsKind = "entry"    // an entry of the journal
	Present  NewsKind = "presence" // who follow now
	Lost     NewsKind = "lost"     // the connection is lost, and is being tried again
	Back     NewsKind = "back"     // it is back, and nothing was missed
	Polling  NewsKind = "polling"  // something on the way swallows streams: the news come by asking, up to 25 s late
	Followed NewsKind = "followed" // the first connection is there; Entry.Seq is the newest entry
)

// News is something that a follower is told.
type News struct {
	Kind     NewsKind
	Entry    wire.Entry // without a name: one that the reader may not read
	Presence []wire.Presence
	Err      error // why the connection was lost
}

// pollWait is how long one question for news may be left open by the service.
const pollWait = 25 * time.Second

// pollSpell is how long news are asked for before a stream is tried again.
const pollSpell = 5 * time.Minute

// pageSize is how many entries are read at a time when much has happened.
const pageSize = 500

// following is a follower's place in a conference's journal.
type following struct {
	*Client
	conference string
	after      int64
	fresh      bool // the place is not known yet: begin with what happens next
	tell       func(News) error
	down, met  bool          // the connection is lost; it has been there
	tries      int           // since it was there
	least      time.Duration // until the next try, by the service's wish
	pollUntil  time.Time
}

// Follow tells what happens in a conference after an entry, each once and in order, until ctx ends, tell answers with an
// error, or the reader may not follow any more. after < 0 begins with what happens next. What was missed while the connection
// was lost is told when it is back.
func (c *Client) Follow(ctx context.Context, conference string, after int64, tell func(News) error) error {
	f := &following{Client: c, conference: conference, after: max(after, 0), fresh: after < 0, tell: tell}
	for {
		err := f.connection(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var stop *stopped
		if errors.As(err, &stop) {
			return stop.error
		}
		after, ok := passing(err)
		if !ok {
			return err
		}
		wait := max(after, f.least) + c.backoff(f.tries)
		f.tries++
		if err := f.lost(err); err != nil {
			return err
		}
		if err := c.o.Wait(ctx, wait); err != nil {
			return err
		}
	}
}

// stopped is that the one who is told wants no more.
type stopped struct{ error }

func (s *stopped) Unwrap() error { return s.error }

// How a stream ends otherwise than by a broken connection.
var (
	errSwallowed = errors.New("client: the stream does not begin")
	errSilent    = errors.New("client: no sign of life in the stream")
	errReconnect = errors.New("client: the service asks to come back")
)

// connection follows over one connection, until it ends. It always answers with an error.
func (f *following) connection(ctx context.Context) error {
	if f.o.Now().Before(f.pollUntil) {
		return f.poll(ctx)
	}
	err := f.stream(ctx)
	if errors.Is(err, errSwallowed) {
		f.pollUntil = f.o.Now().Add(pollSpell)
		return f.poll(ctx)
	}
	return err
}

func (f *following) say(n News) error {
	if err := f.tell(n); err != nil {
		return &stopped{err}
	}
	return nil
}

// lost tells once that the connection is gone. A service that asks to come back is not gone.
func (f *following) lost(err error) error {
	if f.down || errors.Is(err, errReconnect) {
		return nil
	}
	f.down = true
	return f.unwrapped(f.say(News{Kind: Lost, Err: err}))
}

func (f *following) unwrapped(err error) error {
	var stop *stopped
	if errors.As(err, &stop) {
		return stop.error
	}
	return err
}

// there notes that the service answers, and where its journal ends.
func (f *following) there(head int64) error {
	f.tries = 0
	if f.fresh && head >= 0 {
		f.fresh, f.after = false, head
	}
	switch {
	case !f.met:
		f.met, f.down = true, false
		return f.say(News{Kind: Followed, Entry: wire.Entry{Seq: max(head, f.after)}})
	case f.down:
		f.down = false
		return f.say(News{Kind: Back})
	}
	return nil
}

// query is the follower's place, for the address.
func (f *following) query() url.Values {
	q := url.Values{}
	if !f.fresh {
		q.Set("after", strconv.FormatInt(f.after, 10))
	}
	return q
}

// stream follows one live stream to its end.
func (f *following) stream(parent context.Context) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	w := &watch{silence: f.o.Silence}
	w.timer = time.AfterFunc(f.o.Hello, func() { cancel(w.verdict()) })
	defer w.timer.Stop()
	err := f.read(ctx, w)
	cause := context.Cause(ctx)
	switch {
	case parent.Err() != nil:
		return parent.Err()
	case errors.Is(cause, errSwallowed):
		return cause
	case cause != nil:
		return f.broken(cause)
	}
	return err
}

// watch ends a stream in which nothing comes: neither a beginning, nor later a sign of life.
type watch struct {
	timer   *time.Timer
	silence time.Duration
	begun   atomic.Bool
}

func (w *watch) verdict() error {
	if w.begun.Load() {
		return errSilent
	}
	return errSwallowed
}

func (w *watch) over(r io.Reader) io.Reader { return watched{r, w} }

type watched struct {
	io.Reader
	watch *watch
}

func (r watched) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if n > 0 {
		r.watch.begun.Store(true)
		r.watch.timer.Reset(r.watch.silence)
	}
	return n, err
}

func (f *following) broken(err error) error {
	return &lost{fault.Wrap(err, fault.Unavailable, "client.unreachable", "Server", f.base.Host)}
}

func (f *following) read(ctx context.Context, w *watch) error {
	q := question{method: http.MethodGet, path: []string{"conferences", f.conference, "stream"}, query: f.query(), accept: "text/event-stream"}
	r, cancel, err := f.request(ctx, q)
	if err != nil {
		return err
	}
	defer cancel()
	if !f.fresh {
		r.Header.Set("Last-Event-ID", strconv.FormatInt(f.after, 10))
	}
	answer, err := f.http.Do(r)
	if err != nil {
		return f.trouble(ctx, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return f.refusal(answer)
	}
	return f.events(ctx, NewStream(w.over(answer.Body)))
}

func (f *following) events(ctx context.Context, s *Stream) error {
	for {
		e, err := s.Next()
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return f.broken(err)
		}
		if err := f.event(ctx, e); err != nil {
			return err
		}
	}
}

// event takes in what came.
func (f *following) event(ctx context.Context, e Event) error {
	if e.Retry > 0 {
		f.least = e.Retry
	}
	switch e.Name {
	case "hello":
		var hello struct {
			Head int64 `json:"head"`
		}
		if err := json.Unmarshal(e.Data, &hello); err != nil {
			return f.broken(err)
		}
		return f.there(hello.Head)
	case "presence":
		var all []wire.Presence
		if json.Unmarshal(e.Data, &all) != nil {
			return nil // who follow is no part of the record; the next will tell
		}
		return f.say(News{Kind: Present, Presence: all})
	case "reset":
		return f.catchUp(ctx)
	case "reconnect":
		return &lost{errReconnect}
	case "gone":
		// Asked again, the service says why.
		return &lost{errReconnect}
	}
	seq, err := strconv.ParseInt(e.ID, 10, 64)
	if err != nil {
		return nil
	}
	entry := wire.Entry{Seq: seq}
	if len(e.Data) > 0 {
		if err := json.Unmarshal(e.Data, &entry); err != nil {
			return f.broken(err)
		}
		entry.Seq = seq
	}
	return f.entered(entry)
}

// entered tells of an entry, unless it was told before.
func (f *following) entered(e wire.Entry) error {
	if e.Seq <= f.after && !f.fresh {
		return nil
	}
	f.after, f.fresh = e.Seq, false
	return f.say(News{Kind: Entered, Entry: e})
}

// catchUp reads by pages what is too much for a stream, and then connects anew.
func (f *following) catchUp(ctx context.Context) error {
	for {
		entries, err := f.Entries(ctx, f.conference, f.after, pageSize)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return &lost{errReconnect}
		}
		for _, e := range entries {
			if err := f.entered(e); err != nil {
				return err
			}
		}
	}
}

// poll asks for news again and again, for a spell.
func (f *following) poll(ctx context.Context) error {
	for first := true; f.o.Now().Before(f.pollUntil); first = false {
		p, err := f.asked(ctx, first)
		if err != nil {
			return err
		}
		if err := f.there(max(p.Next, f.after)); err != nil {
			return err
		}
		if first {
			if err := f.say(News{Kind: Polling}); err != nil {
				return err
			}
		}
		if p.Reset {
			return f.catchUp(ctx)
		}
		for _, e := range p.Entries {
			if err := f.entered(e); err != nil {
				return err
			}
		}
		f.after = max(f.after, p.Next)
	}
	return &lost{errReconnect}
}

// asked asks once for news. The first question is answered at once, to know that the service is there and where its journal ends.
func (f *following) asked(ctx context.Context, first bool) (page, error) {
	q := f.query()
	q.Set("wait", strconv.Itoa(int(pollWait/time.Second)))
	if first {
		q.Set("wait", "0")
	}
	var raw json.RawMessage
	err := f.ask(ctx, question{method: http.MethodGet, path: []string{"conferences", f.conference, "follow"}, query: q}, &raw)
	if err != nil {
		return page{}, err
	}
	p, err := pageOf(raw)
	if err != nil {
		return p, f.notOurs(http.StatusOK, err)
	}
	return p, nil
}
