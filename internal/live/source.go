package live

import (
	"context"
	"io"
	"time"
)

// Source is what the hub reads from: the journal, rendered, and the rules for who may follow. Its methods are called from
// several goroutines.
type Source interface {
	// Frames renders what came after a number, in order and without gaps, at most limit.
	Frames(ctx context.Context, t Topic, after int64, limit int) ([]Frame, error)
	// Head gives the number of the newest entry, and a mark that changes when somebody's access class may have changed.
	Head(ctx context.Context, conference string) (seq int64, access string, err error)
	// Admit tells, for each ticket, which class a follower belongs to now. It is asked about one who comes, and about everybody
	// each time the mark changes. An error says that it could not be found out now.
	Admit(ctx context.Context, conference string, tickets []any) ([]Admission, error)
}

// Admission is what the source says of one follower.
type Admission struct {
	Class string
	Until time.Time // when its sign-in ends; zero: never
	// Err of the kinds Unauthenticated, Forbidden, NotFound or Gone says that it may no longer follow; any other that it could
	// not be found out now.
	Err error
}

// Follower is one who wants to follow.
type Follower struct {
	Conference string
	Form       string
	Actor      string // whom it counts for in presence; "" is not counted
	Session    string // what the limit of streams counts by; "" is not limited
	Ticket     any    // what Admit judges; it is kept for as long as the stream lasts, so it should be small
	After      int64  // the newest number that it has
	Fresh      bool   // it has nothing and wants nothing old: After is not given
	Presence   bool   // it may know who else follows
}

// Options are what a hub is set up with. Now and Random are needed; the rest has defaults.
type Options struct {
	Now    func() time.Time
	Random io.Reader // spreads those who come back after a restart

	Limit      int           // streams in all; 20,000. The limit of open files less 2,000 lowers it
	PerSession int           // streams of one session; 6
	Shards     int           // goroutines that write to hijacked connections; as many as GOMAXPROCS
	NoHijack   bool          // never take connections over from net/http
	Look       time.Duration // how often to look for news without being woken; 5 s
	Beat       time.Duration // silence before a heartbeat; 20 s
	Stall      time.Duration // how long a follower may take nothing before it is dropped; 10 s

	// Trouble is told when the source fails in the background. The hub goes on and tries again.
	Trouble func(conference string, err error)
	// Everywhere turns the followers of this node into those of all nodes, each time presence is told. Nil: there is one node.
	Everywhere func(conference string, here map[string]int) map[string]int
}

func (o Options) withDefaults() Options {
	setDefault(&o.Limit, 20_000)
	setDefault(&o.PerSession, 6)
	setDefault(&o.Look, 5*time.Second)
	setDefault(&o.Beat, 20*time.Second)
	setDefault(&o.Stall, 10*time.Second)
	if o.Trouble == nil {
		o.Trouble = func(string, error) {}
	}
	if o.Everywhere == nil {
		o.Everywhere = func(_ string, here map[string]int) map[string]int { return here }
	}
	return o
}

func setDefault[T int | time.Duration](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}
