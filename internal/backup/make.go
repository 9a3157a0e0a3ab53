package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Options say what is backed up and where.
type Options struct {
	Database string           // the live database's file
	Live     *store.Store     // the same, where this process has it open: then it must not be opened once more
	Files    string           // the directory of its files; it need not exist
	To       string           // the directory of backups; made when it does not exist
	WithKey  bool             // take the private keys too
	Secret   string           // the file of the key that seals second factors; "" for secret.key beside the database
	Program  string           // version, for the manifest
	Now      func() time.Time // the clock; needed

	// Bucket tells where files are that are kept in a bucket, after the database has been copied. Nil: there is none.
	Bucket func(context.Context) Bucket

	step func(name string) // tests stop the work here
}

// Made says which backup was made.
type Made struct {
	Path     string // its directory
	Manifest Manifest
	Copied   int // files that the directory of backups did not have already
}

// at is where a test may stop the work.
func (o Options) at(name string) {
	if o.step != nil {
		o.step(name)
	}
}

// Make takes a backup while others go on reading and writing. It is there whole or not at all. It answers with
//
//	backup.source-damaged                       a chain or the file is broken: the copy would be too, and none is kept
//	backup.full, backup.denied, backup.io       the place is wrong
//	the faults of [store.Open] and [store.Store.Copy]
//
// A file that was changed on disk does not hinder the backup of all the rest: it is named in Manifest.Damaged.
func Make(ctx context.Context, o Options) (Made, error) {
	if err := os.MkdirAll(o.To, 0o700); err != nil {
		return Made{}, diskFault(err, o.To)
	}
	if err := sweep(o.To); err != nil {
		return Made{}, err
	}
	half, err := os.MkdirTemp(o.To, halfPrefix)
	if err != nil {
		return Made{}, diskFault(err, o.To)
	}
	made, err := fill(ctx, o, half)
	if err == nil {
		made.Path = freeName(o.To, made.Manifest.Made)
		o.at("rename")
		err = rename(half, made.Path)
		o.at("renamed")
	}
	if err != nil {
		os.RemoveAll(half)
		return Made{}, err
	}
	return made, nil
}

const halfPrefix = ".half-"

// sweep removes what a process that was killed left. A younger one may be at work in another process.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return diskFault(err, dir)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), halfPrefix) && abandoned(filepath.Join(dir, e.Name())) {
			if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
				return diskFault(err, dir)
			}
		}
	}
	return nil
}

// freeName is a name that no backup has. It sorts by time.
func freeName(dir string, made time.Time) string {
	for name := made.UTC(); ; name = name.Add(time.Second) {
		if path := filepath.Join(dir, name.Format(nameForm)); !exists(path) {
			return path
		}
	}
}

const nameForm = "2006-01-02T150405Z"

// fill makes the backup in a directory that has no name yet.
func fill(ctx context.Context, o Options, half string) (Made, error) {
	lock, err := hold(half)
	if err != nil {
		return Made{}, err
	}
	defer lock.Close()
	m := Manifest{Format: Format, Program: o.Program, Made: o.Now().UTC().Truncate(time.Millisecond)}
	o.at("database")
	if err := copyDatabase(ctx, o, half, &m); err != nil {
		return Made{}, err
	}
	o.at("files")
	copied, err := copyFiles(ctx, o.Files, filepath.Join(o.To, filesName), &m, o.at)
	if err != nil {
		return Made{}, err
	}
	if o.Bucket != nil {
		m.Bucket = o.Bucket(ctx)
	}
	if o.WithKey {
		if err := o.copyKeys(half, &m); err != nil {
			return Made{}, err
		}
	}
	o.at("manifest")
	if err := m.write(half); err != nil {
		return Made{}, err
	}
	if err := lock.release(); err != nil {
		return Made{}, err
	}
	return Made{Manifest: m, Copied: copied}, syncDir(half)
}

// copyDatabase copies the database, and believes in the copy only after having read all of it.
func copyDatabase(ctx context.Context, o Options, half string, m *Manifest) error {
	path := filepath.Join(half, databaseName)
	if err := o.copyTo(ctx, path); err != nil {
		return err
	}
	o.at("copied")
	found, faults, err := examine(ctx, path, o.Now)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fault.Wrap(errors.Join(faults...), fault.Unavailable, "backup.source-damaged",
			"Path", o.Database, "Count", len(faults))
	}
	m.Schema, m.Streams, m.Entries, m.Newest = found.schema, found.streams, found.entries, found.newest
	m.Database, err = digestOf(path)
	return err
}

func (o Options) copyTo(ctx context.Context, path string) error {
	if o.Live != nil {
		return o.Live.Copy(ctx, path)
	}
	live, err := store.Open(ctx, store.Options{Path: o.Database, Now: o.Now, ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(live.Copy(ctx, path), live.Close())
}

// examine reads a whole database that nobody writes to.
func examine(ctx context.Context, path string, now func() time.Time) (c contents, faults []error, err error) {
	s, err := store.Open(ctx, store.Options{Path: path, Now: now, ReadOnly: true})
	if err != nil {
		return c, nil, err
	}
	defer s.Close()
	checked, err := s.Check(ctx)
	if err != nil || len(checked.Faults) > 0 {
		return c, checked.Faults, err
	}
	c, err = look(ctx, s)
	return c, nil, err
}

func digestOf(path string) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return File{}, diskFault(err, path)
	}
	defer f.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	return File{attachment.Digest(hex.EncodeToString(sum.Sum(nil))), n}, diskFault(err, path)
}

// copyKeys copies the private signing key, and the one that seals second factors where there is one.
func (o Options) copyKeys(half string, m *Manifest) (err error) {
	if o.Secret == "" {
		o.Secret = filepath.Join(filepath.Dir(o.Database), secretName)
	}
	if m.Key, err = copyKey(o.Database+".key", filepath.Join(half, keyName)); err != nil {
		return err
	}
	_, err = copyKey(o.Secret, filepath.Join(half, secretName))
	return err
}

// copyKey copies a private key, and tells whether there was one.
func copyKey(from, to string) (bool, error) {
	f, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, diskFault(err, from)
	}
	defer f.Close()
	return true, writeFile(to, f)
}
