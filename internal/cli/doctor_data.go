package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"samverkan/internal/backup"
	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

const (
	firstYear    = 2026             // no clock can be right before the program was written
	maxAhead     = 10 * time.Minute // of the newest row against the clock
	fewFiles     = 4096             // each follower takes one
	backupMaxAge = 48 * time.Hour
	newestRows   = 500 // of each chain; "samverkan verify" reads all
)

// directory is the place of the database: there, ours, closed to others, and one can write in it.
func (p patient) directory(context.Context) (string, error) {
	dir := filepath.Dir(p.Database)
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return dir, fault.Wrap(err, fault.Unavailable, "doctor.no-directory", "Path", dir)
	}
	saw := dir + " " + info.Mode().Perm().String()
	f, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return saw, fault.Wrap(err, fault.Unavailable, "doctor.cannot-write", "Path", dir)
	}
	err = errors.Join(f.Close(), os.Remove(f.Name()))
	for _, path := range []string{p.Database, p.Database + "-wal", p.Database + "-shm", p.Files} {
		if owner, other := anothers(path); other {
			return saw, fault.New(fault.Unavailable, "doctor.other-owner", "Path", path, "Owner", owner)
		}
	}
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
		err = caution{fault.New(fault.Unavailable, "doctor.directory-open", "Path", dir)}
	}
	return saw, err
}

// key is the private signing key, which only its owner may read.
func (p patient) key(context.Context) (string, error) {
	path := p.Database + ".key"
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !there(p.Database):
		return "", nil // both are made at the first start
	case errors.Is(err, fs.ErrNotExist):
		return path, fault.New(fault.Unavailable, "store.key-missing", "Path", path)
	case err != nil:
		return path, fault.Wrap(err, fault.Unavailable, "doctor.cannot-read", "Path", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return path, fault.New(fault.Unavailable, "store.key-open", "Path", path)
	}
	return path + " " + info.Mode().Perm().String(), nil
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// disk is the room where the database and the files are.
func (s *session) disk(p patient) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		places := []string{p.Files}
		if !p.OnPostgres() {
			places = append(places, filepath.Dir(p.Database))
		}
		var saw []string
		for _, dir := range places {
			for !there(dir) && dir != filepath.Dir(dir) { // the files' directory is made with the first file
				dir = filepath.Dir(dir)
			}
			free, percent, known := freeSpace(dir)
			if !known {
				continue
			}
			if text := s.p.Bytes(free) + " (" + s.p.Number(int(percent)) + " %)"; !slices.Contains(saw, text) {
				saw = append(saw, text)
			}
			if percent < float64(p.DiskFree) {
				return strings.Join(saw, ", "), fault.New(fault.Full, "doctor.disk-low",
					"Path", dir, "Percent", int(percent), "Least", p.DiskFree)
			}
		}
		return strings.Join(saw, ", "), nil
	}
}

// database opens the database for reading, and looks at the end of each chain.
func (s *session) database(p patient) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if !p.OnPostgres() && !there(p.Database) {
			return "", caution{fault.New(fault.NotFound, "doctor.no-database", "Path", p.Database)}
		}
		db, err := store.Open(ctx, store.Options{Path: p.Database, Now: p.now, ReadOnly: true})
		if err != nil {
			return "", err
		}
		defer db.Close()
		var schema, rows int64
		var newest time.Time
		err = db.View(ctx, func(tx *store.Tx) (err error) {
			if schema, err = tx.Schema(); err != nil {
				return err
			}
			rows, newest, err = lookAtEnds(tx)
			return err
		})
		saw := s.p.T("cli.doctor-database", "Schema", schema, "Rows", s.p.Number(int(rows)))
		if err == nil && newest.After(p.now().Add(maxAhead)) {
			err = fault.New(fault.Unavailable, "doctor.clock-behind", "Newest", newest)
		}
		return saw, err
	}
}

// lookAtEnds holds the newest rows of each chain together: a row in the middle is found by "samverkan verify".
func lookAtEnds(tx *store.Tx) (rows int64, newest time.Time, err error) {
	heads, err := tx.Heads()
	if err != nil {
		return 0, newest, err
	}
	for _, h := range heads {
		rows += h.Seq
		entries, err := tx.Entries(h.Stream, max(0, h.Seq-newestRows), newestRows+1)
		if err != nil {
			return rows, newest, err
		}
		at := journal.Head{Stream: h.Stream, Seq: max(0, h.Seq-newestRows)}
		for i, e := range entries {
			if e.Seq != at.Seq+1 || i > 0 && e.Prev != at.Hash {
				return rows, newest, fault.New(fault.Invalid, "journal.broken-link", "Stream", h.Stream, "Seq", at.Seq+1)
			}
			at = e.Head()
			if e.RecordedAt.After(newest) {
				newest = e.RecordedAt
			}
		}
		if h.Seq > 0 && at != h {
			return rows, newest, fault.New(fault.Invalid, "journal.broken-head",
				"Stream", h.Stream, "Seq", at.Seq, "Want", h.Seq, "Have", at.Seq)
		}
	}
	return rows, newest, nil
}

// clock is whether the time of day can be right.
func (p patient) clock(context.Context) (string, error) {
	now := p.now()
	saw := now.UTC().Format(time.RFC3339)
	if now.Year() < firstYear {
		return saw, fault.New(fault.Unavailable, "doctor.clock-wrong", "Now", now)
	}
	if synced, known := clockSynced(); known && !synced {
		return saw, caution{fault.New(fault.Unavailable, "doctor.clock-unsynced")}
	}
	return saw, nil
}

// openFiles is how many files a process may have open.
func (p patient) openFiles(context.Context) (string, error) {
	limit, known := filesLimit()
	if !known {
		return "", nil
	}
	saw := decimal(limit)
	if limit < fewFiles {
		return saw, caution{fault.New(fault.Unavailable, "doctor.few-files", "Limit", saw, "Wanted", decimal(65536))}
	}
	return saw, nil
}

// replica is how old the continuous copy is.
func (s *session) replica(p patient) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		if p.Replica == "" {
			return "", caution{fault.New(fault.Unavailable, "doctor.no-replica")}
		}
		seen, err := backup.LookAt(p.Replica)
		if err != nil {
			return p.Replica, err
		}
		if seen.Newest.IsZero() {
			return p.Replica, fault.New(fault.Unavailable, "doctor.replica-empty", "Path", p.Replica)
		}
		saw := s.when(seen.Newest)
		if changed := lastChange(p.Database); changed.Sub(seen.Newest) > backup.RedAfter {
			return saw, fault.New(fault.Unavailable, "doctor.replica-late", "Path", p.Replica, "At", seen.Newest)
		}
		if !seen.Proven {
			return saw, caution{fault.New(fault.Unavailable, "doctor.replica-unproven", "Path", p.Replica)}
		}
		return saw, nil
	}
}

// lastChange is when the database was written to last.
func lastChange(path string) (at time.Time) {
	for _, path := range []string{path, path + "-wal"} {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at
}

// lastBackup is how old the newest backup is.
func (s *session) lastBackup(p patient) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		dir, err := backup.Find(p.backups)
		if err != nil {
			return p.backups, err
		}
		m, err := backup.ReadManifestOf(dir)
		if err != nil {
			return dir, err
		}
		if p.now().Sub(m.Made) > backupMaxAge {
			return s.when(m.Made), fault.New(fault.Unavailable, "doctor.backup-old", "Path", dir, "At", m.Made)
		}
		return s.when(m.Made), nil
	}
}
