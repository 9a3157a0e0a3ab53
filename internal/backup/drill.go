package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/benbjohnson/litestream/file"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// drilled is how a restore drill went.
type drilled struct {
	generation string
	at         time.Time
	took       time.Duration
	err        error
	wrong      bool // the replica is wrong, or cannot be restored; otherwise only the drill could not be made
}

// drill restores the replica aside, reads all of it, and holds it against the live chains as they were when it began.
func (r *Replica) drill(ctx context.Context, generation string) drilled {
	d := drilled{generation: generation, at: r.o.Now()}
	started := time.Now()
	d.err, d.wrong = r.tryRestore(ctx, generation)
	d.took = time.Since(started)
	return d
}

// tryRestore is called right after a copying, so that everything the live chains hold now is in the replica.
func (r *Replica) tryRestore(ctx context.Context, generation string) (err error, wrong bool) {
	heads, err := headsOf(ctx, r.live)
	if err != nil {
		return err, false
	}
	if err := r.waitForCopy(ctx); err != nil {
		return err, false
	}
	dir, err := os.MkdirTemp(filepath.Dir(r.o.Database), ".drill-")
	if err != nil {
		return diskFault(err, r.o.Database), false
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, databaseName)
	if err := restoreGeneration(ctx, filepath.Join(r.o.To, generation), path); err != nil {
		if isFull(err) || r.target.check() != nil {
			return r.fault(err), false
		}
		return fault.Wrap(err, fault.Unavailable, "backup.drill-failed", "Path", r.o.To), true
	}
	return r.compare(ctx, path, heads)
}

// waitForCopy waits until a copying that began after now has ended.
func (r *Replica) waitForCopy(ctx context.Context) error {
	since := r.o.Now()
	for {
		r.mu.Lock()
		done, err := r.synced.After(since), r.wrong
		r.mu.Unlock()
		if done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(r.o.Every / 4):
		}
	}
}

func headsOf(ctx context.Context, s *store.Store) (heads []journal.Head, err error) {
	err = s.View(ctx, func(tx *store.Tx) error {
		heads, err = tx.Heads()
		return err
	})
	return heads, err
}

// compare reads the whole restored database, and finds every live head in it.
func (r *Replica) compare(ctx context.Context, path string, heads []journal.Head) (err error, wrong bool) {
	s, err := store.Open(ctx, store.Options{Path: path, Now: r.o.Now, ReadOnly: true})
	if err != nil {
		return err, ctx.Err() == nil
	}
	defer s.Close()
	checked, err := s.Check(ctx)
	if err != nil {
		return err, false
	}
	if len(checked.Faults) > 0 {
		return fault.Wrap(errors.Join(checked.Faults...), fault.Unavailable, "backup.drill-failed", "Path", r.o.To), true
	}
	err = s.View(ctx, func(tx *store.Tx) error {
		for _, h := range heads {
			if h.Seq == 0 {
				continue
			}
			there, err := tx.Entries(h.Stream, h.Seq-1, 1)
			if err != nil {
				return err
			}
			if len(there) != 1 || there[0].Hash != h.Hash {
				return fault.New(fault.Unavailable, "backup.drill-differs", "Path", r.o.To, "Stream", h.Stream, "Seq", h.Seq)
			}
		}
		return nil
	})
	return err, fault.CodeOf(err) == "backup.drill-differs"
}

// drilled draws the consequences of a drill, and gives when the next one is due.
func (r *Replica) drilled(d drilled) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.o.Now()
	pause := max(r.o.Drill, rest*d.took)
	switch {
	case errors.Is(d.err, context.Canceled):
		return now
	case d.err == nil && d.generation == r.name:
		d.err = r.target.prove(d.generation)
	case d.wrong:
		r.renew = true
	}
	r.fails++
	if d.err != nil {
		r.o.Log.Error("the restore drill failed", "error", d.err, "to", r.o.To)
		pause = min(pause, RedAfter/2)
	} else {
		r.fails = 0
		r.state.Drilled, r.state.DrillTook = d.at, d.took
	}
	r.failed = d.err
	if d.generation != r.name {
		return now
	}
	return now.Add(pause)
}

// restoreGeneration makes a database of one generation.
func restoreGeneration(ctx context.Context, dir, to string) error {
	replica := litestream.NewReplicaWithClient(nil, file.NewReplicaClient(dir))
	o := litestream.NewRestoreOptions()
	o.OutputPath = to
	return replica.Restore(ctx, o)
}

// RestoreReplica puts what a replica holds in a directory that is empty or does not exist, as [Restore] does with a backup.
// When the newest generation cannot be restored, the one before it is taken. It answers with backup.no-replica, and with those
// of [Restore].
func RestoreReplica(ctx context.Context, from, to string, now func() time.Time) (Restored, error) {
	t := target{from}
	if !exists(filepath.Join(from, markName)) {
		return Restored{}, fault.New(fault.NotFound, "backup.no-replica", "Path", from)
	}
	names, err := t.all()
	if err != nil {
		return Restored{}, err
	}
	slices.Reverse(names)
	err = fault.New(fault.NotFound, "backup.no-replica", "Path", from)
	for _, name := range names {
		var r Restored
		if r, err = restoreReplica(ctx, from, name, to, now); err == nil {
			return r, nil
		}
		if code := fault.CodeOf(err); code == "backup.target-not-empty" || fault.KindOf(err) == fault.Full || ctx.Err() != nil {
			break
		}
	}
	return Restored{}, err
}

func restoreReplica(ctx context.Context, from, generation, to string, now func() time.Time) (Restored, error) {
	p, err := newPlace(to)
	if err != nil {
		return Restored{}, err
	}
	defer p.clear()
	r := Restored{From: filepath.Join(from, generation), Database: filepath.Join(to, databaseName)}
	if err := restoreGeneration(ctx, r.From, filepath.Join(p.half, databaseName)); err != nil {
		return Restored{}, fault.Wrap(diskFault(err, from), fault.Unavailable, "backup.drill-failed", "Path", r.From)
	}
	if err := os.Chmod(filepath.Join(p.half, databaseName), 0o600); err != nil {
		return Restored{}, diskFault(err, to)
	}
	want, err := filesIn(filepath.Join(from, filesName))
	if err != nil {
		return Restored{}, err
	}
	if err := p.files(ctx, filepath.Join(from, filesName), want, &r); err != nil {
		return Restored{}, err
	}
	if err := p.check(ctx, now, nil, &r); err != nil {
		return Restored{}, err
	}
	return r, p.settle(func(string) {})
}

// filesIn gives every file that is kept in a directory.
func filesIn(dir string) ([]File, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	disk, err := attachment.Open(dir, nil)
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	var all []File
	for digest, err := range disk.All {
		if err != nil {
			return nil, err
		}
		all = append(all, File{Digest: digest})
	}
	return all, nil
}

// VerifyReplica restores the newest generation of a replica in a directory for the purpose, reads all of it, and tells what it
// holds. Nothing is left of the copy. It answers as [RestoreReplica] does.
func VerifyReplica(ctx context.Context, from, scratch string, now func() time.Time) (Restored, error) {
	dir, err := os.MkdirTemp(scratch, "samverkan-replica-")
	if err != nil {
		return Restored{}, diskFault(err, scratch)
	}
	defer os.RemoveAll(dir)
	return RestoreReplica(ctx, from, filepath.Join(dir, "copy"), now)
}

// IsReplica tells whether a directory is a replica.
func IsReplica(dir string) bool { return exists(filepath.Join(dir, markName)) }

// Seen is how a replica looks from the outside.
type Seen struct {
	Newest time.Time // when something was written to it last
	Proven bool      // the newest generation has passed a drill
}

// LookAt tells how a replica looks, without reading what is in it. It answers with backup.target-gone and backup.no-replica.
func LookAt(dir string) (Seen, error) {
	t := target{dir}
	switch {
	case !exists(dir):
		return Seen{}, fault.New(fault.Unavailable, "backup.target-gone", "Path", dir)
	case !IsReplica(dir):
		return Seen{}, fault.New(fault.NotFound, "backup.no-replica", "Path", dir)
	}
	names, err := t.all()
	if err != nil || len(names) == 0 {
		return Seen{}, err
	}
	newest := filepath.Join(dir, names[len(names)-1])
	s := Seen{Proven: exists(filepath.Join(newest, provenName))}
	err = filepath.WalkDir(newest, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".ltx" {
			return err
		}
		info, err := e.Info()
		if err == nil && info.ModTime().After(s.Newest) {
			s.Newest = info.ModTime()
		}
		return nil // a piece may be merged away while we look
	})
	return s, diskFault(err, dir)
}
