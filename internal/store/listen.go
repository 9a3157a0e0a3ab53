package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is where nodes tell each other, through PostgreSQL, that something was appended.
const channel = "samverkan"

// pollEvery is how often the heads are looked at when nobody has told of anything.
const pollEvery = time.Second

// longestTold is how many bytes of a stream's name PostgreSQL carries for certain; a longer one is found by looking.
const longestTold = 7000

// Listen tells of streams that have been appended to, by this process or another, until ctx ends or the store is
// closed. It begins with every stream there is, so that nothing is missed between a first reading and the
// listening. It says nothing of what was appended: read on from the seq that you have. moved is called by one goroutine
// at a time, and must not take long.
//
// On PostgreSQL the nodes tell each other at commit. On both databases the heads are looked at each second besides, so
// that a lost message loses nothing; and while the database is away Listen waits for it.
func (s *Store) Listen(ctx context.Context, moved func(stream string)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	told := make(chan string, 256)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if s.dialect.server {
			s.hear(ctx, told)
		}
	}()
	defer func() { cancel(); <-ended }()
	w := watch{store: s, heads: map[string]int64{}, moved: moved}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	w.look(ctx)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.ending:
			return s.closed()
		case message := <-told:
			w.hear(message)
		case <-tick.C:
			w.look(ctx)
		}
	}
}

// watch is what one listener knows of the streams.
type watch struct {
	store *Store
	heads map[string]int64
	sum   int64 // of all heads; it only grows
	moved func(string)
}

func (w *watch) at(stream string, seq int64) {
	if seq > w.heads[stream] {
		w.heads[stream] = seq
		w.moved(stream)
	}
}

// hear reads a message: the new head and the stream's name.
func (w *watch) hear(message string) {
	number, stream, _ := strings.Cut(message, " ")
	if seq, err := strconv.ParseInt(number, 10, 64); err == nil {
		w.at(stream, seq)
	}
}

// look compares with the database. What cannot be read now is read a second later.
func (w *watch) look(ctx context.Context) {
	type head struct {
		stream string
		seq    int64
	}
	var sum int64
	var heads []head
	err := w.store.View(ctx, func(tx *Tx) (err error) {
		sum, _, err = one(tx, func(s scan) (n int64, err error) { return n, s(&n) },
			`SELECT CAST(coalesce(sum(seq), 0) AS BIGINT) FROM stream_head`)
		if err != nil || sum == w.sum {
			return err
		}
		heads, err = all(tx, func(s scan) (h head, err error) { return h, s(&h.stream, &h.seq) },
			`SELECT stream, seq FROM stream_head ORDER BY stream`)
		return err
	})
	if err != nil {
		return
	}
	for _, h := range heads {
		w.at(h.stream, h.seq)
	}
	w.sum = sum
}

// hear passes on what other nodes tell, on a connection of its own that is made again when it is lost.
func (s *Store) hear(ctx context.Context, told chan<- string) {
	for ctx.Err() == nil {
		if c, err := pgx.ConnectConfig(ctx, s.server); err == nil {
			s.passOn(ctx, c, told)
			c.Close(context.WithoutCancel(ctx))
		}
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
	}
}

func (s *Store) passOn(ctx context.Context, c *pgx.Conn, told chan<- string) {
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return
	}
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return
		}
		select {
		case told <- n.Payload:
		case <-ctx.Done():
			return
		}
	}
}

// tell makes the messages about what a batch has appended, to be sent with its COMMIT.
func (w *writer) tell(kept []*turn) string {
	if !w.store.dialect.server {
		return ""
	}
	moved := map[string]int64{}
	for _, t := range kept {
		for stream, seq := range t.moved {
			moved[stream] = seq // the turns stand in order
		}
	}
	var b strings.Builder
	for stream, seq := range moved {
		if len(stream) <= longestTold {
			b.WriteString("NOTIFY " + channel + ", " + quote(strconv.FormatInt(seq, 10)+" "+stream) + "; ")
		}
	}
	return b.String()
}

// quote writes a text as SQL does, where no argument can be given.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
