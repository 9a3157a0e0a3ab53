package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Restored says what was put in place.
type Restored struct {
	Database string    // the file
	From     string    // the backup, or the part of the replica
	Made     time.Time // when the backup was made; zero for a replica
	Entries  int64
	Newest   Newest   // what was written after it is lost
	Files    int      // files put in place
	Missing  []string // digests of files that are named in the backup and cannot be had
	Bucket   Bucket   // where the files are that no backup holds
	Key      bool     // the private key is there; otherwise it must be put back by hand, or a new one made
	Migrated bool     // the backup was of an older schema
}

// Restore puts a backup, or the newest in a directory, in a directory that is empty or does not exist. Everything is checked
// before the database gets its name there. It answers with
//
//	backup.target-not-empty    nothing is ever restored over something
//	backup.differs             the backup is not what it was when it was made
//	backup.source-damaged      a chain in it is broken
func Restore(ctx context.Context, from, to string, now func() time.Time) (Restored, error) {
	return restore(ctx, from, to, now, func(string) {})
}

func restore(ctx context.Context, from, to string, now func() time.Time, at func(string)) (Restored, error) {
	dir, err := Find(from)
	if err != nil {
		return Restored{}, err
	}
	m, err := ReadManifestOf(dir)
	if err != nil {
		return Restored{}, err
	}
	p, err := newPlace(to)
	if err != nil {
		return Restored{}, err
	}
	defer p.clear()
	r := Restored{From: dir, Made: m.Made, Database: filepath.Join(to, databaseName), Bucket: m.Bucket, Key: m.Key}
	if err := p.bring(filepath.Join(dir, databaseName), databaseName, m.Database); err != nil {
		return Restored{}, err
	}
	at("database")
	if err := p.files(ctx, filepath.Join(filepath.Dir(dir), filesName), m.Files, &r); err != nil {
		return Restored{}, err
	}
	at("files")
	if m.Key {
		for _, name := range []string{keyName, secretName} {
			if _, err := copyKey(filepath.Join(dir, name), filepath.Join(p.half, name)); err != nil {
				return Restored{}, err
			}
		}
	}
	if err := p.check(ctx, now, m.Streams, &r); err != nil {
		return Restored{}, err
	}
	at("checked")
	return r, p.settle(at)
}

// place is where a restored installation is made ready, inside the directory it shall have.
type place struct{ dir, half string }

func newPlace(to string) (*place, error) {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return nil, diskFault(err, to)
	}
	p := &place{dir: to, half: filepath.Join(to, ".half-restore")}
	entries, err := os.ReadDir(to)
	if err != nil {
		return nil, diskFault(err, to)
	}
	left, err := p.left(entries)
	if err != nil {
		return nil, err
	}
	for _, name := range left {
		if err := os.RemoveAll(filepath.Join(to, name)); err != nil {
			return nil, diskFault(err, to)
		}
	}
	return p, diskFault(os.Mkdir(p.half, 0o700), p.half)
}

// left gives what a restore that was killed has left in the directory, in the order in which it is removed. What it had already put in
// place stands beside its half; the database came last, so that where it is there is nothing of ours. The half goes last: it is what tells
// that the rest is ours, if this is killed as well. Fault: backup.target-not-empty when something else is there.
func (p *place) left(entries []os.DirEntry) (names []string, err error) {
	half := filepath.Base(p.half)
	begun := exists(p.half) && !exists(filepath.Join(p.dir, databaseName))
	for _, e := range entries {
		switch name := e.Name(); {
		case begun && slices.Contains([]string{databaseName + ".files", keyName, secretName}, name):
			names = append(names, name)
		case name != "lost+found" && (!begun || name != half):
			return nil, fault.New(fault.Conflict, "backup.target-not-empty", "Path", p.dir)
		}
	}
	if begun {
		names = append(names, half)
	}
	return names, nil
}

// clear removes what is only half done.
func (p *place) clear() { os.RemoveAll(p.half) }

// bring copies a file and holds it against what it must be.
func (p *place) bring(from, name string, want File) error {
	f, err := os.Open(from)
	if err != nil {
		return diskFault(err, from)
	}
	defer f.Close()
	to := filepath.Join(p.half, name)
	if err := writeFile(to, f); err != nil {
		return err
	}
	switch is, err := digestOf(to); {
	case err != nil:
		return err
	case is != want:
		return fault.New(fault.Invalid, "backup.differs", "Path", from)
	}
	return nil
}

// files brings the files. One that cannot be had does not hinder the rest: it is named.
func (p *place) files(ctx context.Context, from string, want []File, r *Restored) error {
	if len(want) == 0 {
		return nil
	}
	source, err := openFiles(from, false)
	if err != nil {
		return err
	}
	target, err := openFiles(filepath.Join(p.half, databaseName+".files"), true)
	if err != nil {
		return err
	}
	defer target.Close()
	if source == nil {
		for _, f := range want {
			r.Missing = append(r.Missing, string(f.Digest))
		}
		return nil
	}
	defer source.Close()
	for _, f := range want {
		if err := ctx.Err(); err != nil {
			return err
		}
		switch _, _, err := copyFile(source, target, f.Digest); fault.CodeOf(err) {
		case "":
			r.Files++
		case "attachment.unknown", "attachment.damaged", "attachment.tampered":
			r.Missing = append(r.Missing, string(f.Digest))
		default:
			return err
		}
	}
	return nil
}

// check brings the restored database up to the schema of this program and reads all of it. want is what the chains must end
// in; nil when nobody said.
func (p *place) check(ctx context.Context, now func() time.Time, want []Stream, r *Restored) error {
	path := filepath.Join(p.half, databaseName)
	s, err := store.Open(ctx, store.Options{Path: path, Now: now})
	if err != nil {
		return err
	}
	r.Migrated = s.MigrationBackup() != ""
	checked, err := s.Check(ctx)
	var found contents
	if err == nil && len(checked.Faults) == 0 {
		found, err = look(ctx, s)
	}
	if closeErr := s.Close(); err == nil {
		err = closeErr
	}
	switch {
	case err != nil:
		return err
	case len(checked.Faults) > 0:
		return fault.Wrap(errors.Join(checked.Faults...), fault.Unavailable, "backup.source-damaged",
			"Path", r.From, "Count", len(checked.Faults))
	case want != nil && !slices.Equal(found.streams, want):
		return fault.New(fault.Invalid, "backup.differs", "Path", filepath.Join(r.From, manifestName))
	}
	r.Entries, r.Newest = found.entries, found.newest
	return p.tidy()
}

// tidy removes what opening the database left beside it: an empty log, and the copy before a migration, which the backup is.
func (p *place) tidy() error {
	entries, err := os.ReadDir(p.half)
	if err != nil {
		return diskFault(err, p.half)
	}
	for _, e := range entries {
		switch rest, ours := strings.CutPrefix(e.Name(), databaseName); {
		case !ours, rest == "", rest == ".key", rest == ".files":
		default:
			if err := os.Remove(filepath.Join(p.half, e.Name())); err != nil {
				return diskFault(err, p.half)
			}
		}
	}
	return nil
}

// settle gives everything its place, the database last: it is what makes the directory an installation.
func (p *place) settle(at func(string)) error {
	if err := syncTree(p.half); err != nil {
		return err
	}
	if err := inherit(p.dir, p.half); err != nil {
		return err
	}
	for _, name := range []string{databaseName + ".files", keyName, secretName, databaseName} {
		from := filepath.Join(p.half, name)
		if !exists(from) {
			continue
		}
		if err := rename(from, filepath.Join(p.dir, name)); err != nil {
			return err
		}
		at("placed")
	}
	return nil
}

// syncTree brings the database to the disk; the files are there already.
func syncTree(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, databaseName), os.O_RDWR, 0)
	if err != nil {
		return diskFault(err, dir)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return diskFault(err, f.Name())
	}
	return syncDir(dir)
}

// inherit gives what lies below a directory to the owner of another: whoever restores is often root, and the service is not.
func inherit(from, below string) error {
	info, err := os.Stat(from)
	if err != nil {
		return diskFault(err, from)
	}
	return filepath.WalkDir(below, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return diskFault(err, path)
		}
		return diskFault(chownLike(info, path), path)
	})
}
