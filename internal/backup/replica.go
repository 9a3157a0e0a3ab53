package backup

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/superfly/ltx"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// RedAfter is how far a replica may be behind before it is reported as not well.
const RedAfter = time.Minute

// The rhythm of a replica, unless ReplicaOptions say otherwise.
const (
	DefaultEvery = time.Second
	DefaultDrill = 10 * time.Minute
)

const (
	scrubPause  = 10 * time.Second // between tries to empty the log, which may hold up writers
	filesPause  = 5 * time.Second  // between looks for new files
	filesRed    = 10 * time.Minute // a large recording takes its time to a slow disk
	rest        = 20               // work that takes long is done no oftener than one part in so many of the time
	backlogMax  = 512 << 20        // bytes kept beside the database for a target that is away
	maintenance = 30 * time.Second
)

// ReplicaOptions say what is followed and where to.
type ReplicaOptions struct {
	Database string           // the live database's file
	Files    string           // the directory of its files
	To       string           // the replica: a directory, on another disk; it must exist
	Now      func() time.Time // the clock; needed
	Log      *slog.Logger     // needed
	Every    time.Duration    // between copies of what is new; DefaultEvery when zero
	Drill    time.Duration    // between restore drills; DefaultDrill when zero
}

// State is how a replica is.
type State struct {
	Healthy   bool          `json:"healthy"`
	Lag       time.Duration `json:"lag"` // since everything that was committed was known to be in the replica
	Fault     error         `json:"-"`   // why it is behind or not trusted; nil when it is well
	Drilled   time.Time     `json:"drilled,omitzero"`
	DrillTook time.Duration `json:"drillTook,omitempty"`
	FilesLag  time.Duration `json:"filesLag"`
}

// Replica follows a live database. The order of its life is: [NewReplica]; the store is opened with its EmptyLog; Start; the
// store is closed; Close. It must not be closed before the store: the operating system drops every lock that a process has on
// a file when the process closes any of its handles.
type Replica struct {
	o      ReplicaOptions
	target target
	client *client
	db     *litestream.DB
	levels *litestream.Store
	live   *store.Store

	begun bool // a generation is chosen, and litestream at work
	renew bool // what there is, is not to be trusted: begin anew
	name  string
	due   time.Time   // when the next drill is
	fails int         // drills in a row
	fresh bool        // nothing is in the generation yet
	scrub atomic.Bool // something was expunged

	mu     sync.Mutex
	state  State
	synced time.Time // when the last copying that ended well began
	filed  time.Time
	wrong  error // of the last copying
	filing error
	failed error // of the last drill

	cancel  context.CancelFunc
	working sync.WaitGroup
}

// NewReplica prepares a replica. Nothing is read or written until [Replica.Start].
func NewReplica(o ReplicaOptions) *Replica {
	if o.Every == 0 {
		o.Every = DefaultEvery
	}
	if o.Drill == 0 {
		o.Drill = DefaultDrill
	}
	r := &Replica{o: o, target: target{o.To}}
	quiet := slog.New(atLeast{o.Log.Handler(), slog.LevelWarn}).With("part", "replica")
	r.client = newClient(r.target, quiet)
	r.db = litestream.NewDB(o.Database)
	r.db.SetMetaPath(filepath.Join(filepath.Dir(o.Database), "."+filepath.Base(o.Database)+".replica"))
	r.db.MonitorInterval = 0 // the rhythm is ours: so its errors are ours to see, and a target that is back is used at once
	r.db.Replica = litestream.NewReplicaWithClient(r.db, r.client)
	r.db.Replica.MonitorEnabled = false
	r.levels = litestream.NewStore([]*litestream.DB{r.db}, litestream.CompactionLevels{
		{Level: 0}, {Level: 1, Interval: maintenance}, {Level: 2, Interval: 5 * time.Minute}, {Level: 3, Interval: time.Hour},
	})
	r.db.ShutdownSyncTimeout = 5 * time.Second
	r.db.SetLogger(quiet)
	r.levels.Logger = quiet
	return r
}

// EmptyLog asks that the write-ahead log be emptied and the replica begun anew, since something was expunged. It is for
// [store.Options].
func (r *Replica) EmptyLog() { r.scrub.Store(true) }

// Start begins to follow. Trouble with the target is no reason not to start the service: it is in [Replica.State].
func (r *Replica) Start(live *store.Store) {
	var ctx context.Context
	ctx, r.cancel = context.WithCancel(context.Background())
	r.live = live
	r.synced, r.filed = r.o.Now(), r.o.Now()
	r.working.Go(func() { r.follow(ctx) })
	r.working.Go(func() { r.followFiles(ctx) })
}

// Close copies what is left, if the target is there, and lets go. The store must be closed by then.
func (r *Replica) Close(ctx context.Context) error {
	if r.cancel == nil {
		return nil
	}
	r.cancel()
	r.working.Wait()
	if !r.begun {
		return nil
	}
	if err := r.db.Close(ctx); err != nil {
		return r.fault(err)
	}
	return nil
}

// State tells how the replica is.
func (r *Replica) State() State {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, now := r.state, r.o.Now()
	s.Lag, s.FilesLag = max(0, now.Sub(r.synced)), max(0, now.Sub(r.filed))
	switch {
	case s.Lag > RedAfter:
		s.Fault = fault.Wrap(r.wrong, fault.Unavailable, "backup.lagging", "Seconds", int(s.Lag.Seconds()), "Path", r.o.To)
	case r.failed != nil:
		s.Fault = r.failed
	case s.FilesLag > filesRed:
		s.Fault = fault.Wrap(r.filing, fault.Unavailable, "backup.lagging", "Seconds", int(s.FilesLag.Seconds()), "Path", r.o.To)
	default:
		s.Healthy = true
		s.Fault = errors.Join(r.wrong, r.filing) // it may pass before anybody has to know
	}
	return s
}

// Lag tells how far the replica is behind, and why it is not well; nil when it is.
func (r *Replica) Lag() (time.Duration, error) {
	s := r.State()
	if s.Healthy {
		return s.Lag, nil
	}
	return s.Lag, s.Fault
}

// follow copies what is new in its rhythm, and drills in its own.
func (r *Replica) follow(ctx context.Context) {
	tick := time.NewTicker(r.o.Every)
	defer tick.Stop()
	drills := make(chan drilled, 1)
	drilling, nextScrub, nextCare := false, time.Time{}, r.o.Now().Add(maintenance)
	for {
		began := r.o.Now()
		err := r.copy(ctx)
		if ctx.Err() != nil {
			break
		}
		r.note(began, err)
		if err == nil && r.scrub.Load() && !began.Before(nextScrub) {
			nextScrub = r.o.Now().Add(scrubPause)
			r.empty(ctx)
		}
		if err == nil && !drilling && !r.renew && !began.Before(r.due) {
			drilling = true
			go func(generation string) { drills <- r.drill(ctx, generation) }(r.name)
		}
		if err == nil && !began.Before(nextCare) {
			nextCare = r.o.Now().Add(maintenance)
			r.care(ctx)
		}
		select {
		case d := <-drills:
			drilling = false
			r.due = r.drilled(d)
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	if drilling {
		<-drills
	}
}

// copy brings everything that is committed by now to the target.
func (r *Replica) copy(ctx context.Context) error {
	if err := r.target.ready(r.o.Now()); err != nil {
		return err
	}
	if r.begun && r.client.there() != nil {
		r.renew = true // the target was emptied, or is another
	}
	if !r.begun || r.renew {
		if err := r.begin(ctx); err != nil {
			return err
		}
	}
	if err := r.db.SyncAndWait(ctx); err != nil {
		if r.incomplete(err) || r.backlog() > backlogMax {
			r.renew = true
		}
		return r.fault(err)
	}
	if r.fresh {
		if err := r.target.spare(r.name); err != nil {
			return err
		}
		r.fresh = false
	}
	return nil
}

// incomplete tells whether the generation lacks something that cannot be brought any more.
func (r *Replica) incomplete(err error) bool {
	var lost *litestream.LTXError
	return errors.As(err, &lost) && lost.IsAutoRecoverable()
}

// begin goes on with the newest generation, when it is this database's own and nothing speaks against it; otherwise it begins
// a new one. The old ones stay until the new one is proven.
func (r *Replica) begin(ctx context.Context) error {
	notePath := filepath.Join(r.db.MetaPath(), "generation")
	names, err := r.target.all()
	if err != nil {
		return err
	}
	was, err := os.ReadFile(notePath)
	name := strings.TrimSpace(string(was))
	if err == nil && !r.renew && !r.begun && len(names) > 0 && names[len(names)-1] == name {
		return r.open(name)
	}
	if err := os.MkdirAll(r.db.MetaPath(), 0o700); err != nil {
		return diskFault(err, r.db.MetaPath())
	}
	if err := r.db.ResetLocalState(ctx); err != nil {
		return r.fault(err)
	}
	if name, err = r.target.next(); err != nil {
		return err
	}
	if err := os.WriteFile(notePath, []byte(name+"\n"), 0o600); err != nil {
		os.Remove(filepath.Join(r.o.To, name)) // or there would be one more each second
		return diskFault(err, notePath)
	}
	r.db.Replica.SetPos(ltx.Pos{})
	if err := r.open(name); err != nil {
		return err
	}
	r.renew, r.due = false, r.o.Now() // a new one is proven at once, unless that is what failed
	if r.fails > 1 {
		r.due = r.due.Add(RedAfter / 2)
	}
	r.fresh = true // the old ones stay until something is in it
	return nil
}

func (r *Replica) open(name string) error {
	r.client.choose(name)
	r.name = name
	if !r.begun {
		if err := r.db.Open(); err != nil {
			return r.fault(err)
		}
		r.begun = true
	}
	return nil
}

// empty empties the log of what was expunged, and begins the replica anew.
func (r *Replica) empty(ctx context.Context) {
	before := r.logHeader()
	err := r.db.Checkpoint(ctx, litestream.CheckpointModeTruncate)
	if err == nil && r.logHeader() != before {
		r.scrub.Store(false)
		r.renew = true
		return
	}
	r.o.Log.Warn("the log is not emptied yet", "error", err)
}

// logHeader is the beginning of the write-ahead log: another one after each emptying.
func (r *Replica) logHeader() string {
	f, err := os.Open(r.db.WALPath())
	if err != nil {
		return ""
	}
	defer f.Close()
	header := make([]byte, litestream.WALHeaderSize)
	n, _ := f.Read(header) // an empty log has none
	return string(header[:n])
}

// care merges small pieces and removes what is older than needed.
func (r *Replica) care(ctx context.Context) {
	for level := 1; level <= 3; level++ {
		r.careError(ctx, "merge", r.compact(ctx, level))
	}
	r.careError(ctx, "snapshot", r.compact(ctx, litestream.SnapshotLevel))
	r.careError(ctx, "retention", r.levels.EnforceSnapshotRetention(ctx, r.db))
	r.careError(ctx, "retention", r.db.EnforceL0RetentionByTime(ctx))
}

func (r *Replica) careError(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		r.o.Log.Warn("replica", "work", what, "error", err)
	}
}

func (r *Replica) compact(ctx context.Context, level int) error {
	intervals := map[int]time.Duration{1: maintenance, 2: 5 * time.Minute, 3: time.Hour, litestream.SnapshotLevel: 24 * time.Hour}
	_, err := r.levels.CompactDB(ctx, r.db, &litestream.CompactionLevel{Level: level, Interval: intervals[level]})
	if errors.Is(err, litestream.ErrNoCompaction) || errors.Is(err, litestream.ErrCompactionTooEarly) {
		return nil
	}
	return err
}

// backlog is how many bytes wait beside the database for the target.
func (r *Replica) backlog() int64 {
	entries, err := os.ReadDir(r.db.LTXLevelDir(0))
	if err != nil {
		return 0
	}
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			total += info.Size()
		}
	}
	return total
}

// note keeps how a copying went, and tells the log of what changed.
func (r *Replica) note(began time.Time, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if (err == nil) != (r.wrong == nil) || fault.CodeOf(err) != fault.CodeOf(r.wrong) {
		if err != nil {
			r.o.Log.Error("the replica does not follow", "error", err, "to", r.o.To)
		} else {
			r.o.Log.Info("the replica follows", "to", r.o.To)
		}
	}
	if r.wrong = err; err == nil {
		r.synced = began
	}
}

// fault takes litestream's errors into faults.
func (r *Replica) fault(err error) error {
	if _, is := fault.As(err); is {
		return err
	}
	if err = diskFault(err, r.o.To); fault.CodeOf(err) == "backup.missing" {
		return fault.Wrap(err, fault.Unavailable, "backup.target-gone", "Path", r.o.To)
	}
	return err
}

// followFiles copies new files in a rhythm of its own, so that a large one does not hold up the rest.
func (r *Replica) followFiles(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		began := r.o.Now()
		started := time.Now()
		err := r.copyFiles(ctx)
		if ctx.Err() != nil {
			return
		}
		r.mu.Lock()
		if r.filing = err; err == nil {
			r.filed = began
		}
		r.mu.Unlock()
		pause.Reset(max(min(filesPause, 5*r.o.Every), rest*time.Since(started)))
	}
}

func (r *Replica) copyFiles(ctx context.Context) error {
	if err := r.target.check(); err != nil {
		return err
	}
	var m Manifest
	if _, err := copyFiles(ctx, r.o.Files, filepath.Join(r.o.To, filesName), &m, func(string) {}); err != nil {
		return err
	}
	if len(m.Damaged) > 0 {
		return fault.New(fault.Unavailable, "attachment.damaged", "Digest", m.Damaged[0])
	}
	return nil
}

// atLeast passes on only what is at least so important.
type atLeast struct {
	slog.Handler
	level slog.Level
}

// Enabled implements slog.Handler.
func (a atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= a.level && a.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (a atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{a.Handler.WithAttrs(attrs), a.level}
}

// WithGroup implements slog.Handler.
func (a atLeast) WithGroup(name string) slog.Handler {
	return atLeast{a.Handler.WithGroup(name), a.level}
}
