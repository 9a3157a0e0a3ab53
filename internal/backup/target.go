package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/benbjohnson/litestream/file"
	"github.com/superfly/ltx"

	"samverkan/internal/fault"
)

const (
	markName    = "replica.json"
	provenName  = "proven" // in a generation that has been restored and held against the live database
	targetForm  = 1
	generations = "g%08d"
)

// target is the directory of a replica. A replica is a row of generations: each begins with the whole database and goes on
// with what changed. Usually there is one.
//
//	replica.json            that this is a replica, and since when
//	g00000001/ltx/…         a generation, in litestream's form
//	files/sha256/ab/cd/…    files, as in a directory of backups
type target struct{ dir string }

// mark says that a directory is a replica.
type mark struct {
	Format int       `json:"format"`
	Begun  time.Time `json:"begun"`
}

// check tells whether the directory is a replica. It answers with backup.target-gone, backup.target-not-ours, and those of the
// disk.
func (t target) check() error {
	data, err := os.ReadFile(filepath.Join(t.dir, markName))
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.Unavailable, "backup.target-gone", "Path", t.dir)
	}
	if err != nil {
		return diskFault(err, t.dir)
	}
	var m mark
	if err := json.Unmarshal(data, &m); err != nil || m.Format != targetForm {
		return fault.Wrap(err, fault.Unavailable, "backup.target-not-ours", "Path", t.dir)
	}
	return nil
}

// ready begins a replica in a directory that is empty, and is check otherwise. The directory itself is never made: where a disk
// is not mounted, the copies would fill another.
func (t target) ready(now time.Time) error {
	if err := t.check(); fault.CodeOf(err) != "backup.target-gone" {
		return err
	}
	entries, err := os.ReadDir(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(err, fault.Unavailable, "backup.target-gone", "Path", t.dir)
	}
	if err != nil {
		return diskFault(err, t.dir)
	}
	for _, e := range entries {
		if e.Name() != "lost+found" && e.Name() != markName+".half" {
			return fault.New(fault.Unavailable, "backup.target-not-ours", "Path", t.dir)
		}
	}
	return t.begin(now)
}

func (t target) begin(now time.Time) error {
	data, err := json.Marshal(mark{Format: targetForm, Begun: now.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	path := filepath.Join(t.dir, markName)
	if err := os.WriteFile(path+".half", append(data, '\n'), 0o600); err != nil {
		return diskFault(err, path)
	}
	return rename(path+".half", path)
}

// all gives the generations, the oldest first.
func (t target) all() ([]string, error) {
	entries, err := os.ReadDir(t.dir)
	if err != nil {
		return nil, diskFault(err, t.dir)
	}
	var names []string
	for _, e := range entries {
		var n int
		if _, err := fmt.Sscanf(e.Name(), generations, &n); err == nil && fmt.Sprintf(generations, n) == e.Name() && e.IsDir() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// next makes the directory of a new generation.
func (t target) next() (string, error) {
	names, err := t.all()
	if err != nil {
		return "", err
	}
	n := 0
	if len(names) > 0 {
		if n, err = strconv.Atoi(names[len(names)-1][1:]); err != nil {
			return "", err
		}
	}
	name := fmt.Sprintf(generations, n+1)
	if err := os.Mkdir(filepath.Join(t.dir, name), 0o700); err != nil {
		return "", diskFault(err, t.dir)
	}
	return name, syncDir(t.dir)
}

// prove notes that a generation has been restored and was right, and removes the older ones.
func (t target) prove(generation string) error {
	path := filepath.Join(t.dir, generation, provenName)
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return diskFault(err, path)
	}
	return t.forget(func(name string) bool { return name < generation })
}

// spare removes the generations that are neither proven nor this one.
func (t target) spare(generation string) error {
	return t.forget(func(name string) bool {
		return name < generation && !exists(filepath.Join(t.dir, name, provenName))
	})
}

func (t target) forget(which func(string) bool) error {
	names, err := t.all()
	if err != nil {
		return err
	}
	for _, name := range names {
		if which(name) {
			if err := os.RemoveAll(filepath.Join(t.dir, name)); err != nil {
				return diskFault(err, t.dir)
			}
		}
	}
	return nil
}

// client gives litestream the generation that is written to now. It makes no directory outside of it, so that nothing is
// ever written where the target was and is no more.
type client struct {
	target target
	log    *slog.Logger
	now    atomic.Pointer[file.ReplicaClient]
}

func newClient(t target, log *slog.Logger) *client {
	c := &client{target: t, log: log}
	c.now.Store(file.NewReplicaClient(t.dir)) // never used: a generation is chosen before anything is written
	return c
}

// choose turns to a generation.
func (c *client) choose(generation string) {
	to := file.NewReplicaClient(filepath.Join(c.target.dir, generation))
	to.SetLogger(c.log)
	c.now.Store(to)
}

func (c *client) there() error {
	if _, err := os.Stat(c.now.Load().Path()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "backup.target-gone", "Path", c.target.dir)
	}
	return nil
}

// Type implements litestream.ReplicaClient.
func (c *client) Type() string { return file.ReplicaClientType }

// Init implements litestream.ReplicaClient.
func (c *client) Init(context.Context) error { return nil }

// SetLogger implements litestream.ReplicaClient.
func (c *client) SetLogger(log *slog.Logger) { c.now.Load().SetLogger(log) }

// LTXFiles implements litestream.ReplicaClient.
func (c *client) LTXFiles(ctx context.Context, level int, seek ltx.TXID, metadata bool) (ltx.FileIterator, error) {
	if err := c.there(); err != nil {
		return nil, err
	}
	return c.now.Load().LTXFiles(ctx, level, seek, metadata)
}

// OpenLTXFile implements litestream.ReplicaClient.
func (c *client) OpenLTXFile(ctx context.Context, level int, from, to ltx.TXID, offset, size int64) (io.ReadCloser, error) {
	return c.now.Load().OpenLTXFile(ctx, level, from, to, offset, size)
}

// WriteLTXFile implements litestream.ReplicaClient.
func (c *client) WriteLTXFile(ctx context.Context, level int, from, to ltx.TXID, r io.Reader) (*ltx.FileInfo, error) {
	if err := c.there(); err != nil {
		return nil, err
	}
	return c.now.Load().WriteLTXFile(ctx, level, from, to, r)
}

// DeleteLTXFiles implements litestream.ReplicaClient.
func (c *client) DeleteLTXFiles(ctx context.Context, files []*ltx.FileInfo) error {
	return c.now.Load().DeleteLTXFiles(ctx, files)
}

// DeleteAll implements litestream.ReplicaClient.
func (c *client) DeleteAll(ctx context.Context) error { return c.now.Load().DeleteAll(ctx) }

var _ litestream.ReplicaClient = (*client)(nil)
