package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"

	"samverkan/internal/fault"
)

// oldestSQLite is the first version without the fault that can damage a database in WAL mode with several
// connections (https://www.sqlite.org/wal.html#walresetbug).
var oldestSQLite = [3]int{3, 51, 3}

// undefinedTable is PostgreSQL's code for a table that is not there.
const undefinedTable = "42P01"

// migrate brings the schema up to date. An existing file is copied first; a server's database
// is its keeper's to copy, and its migrations happen whole or not at all.
func (s *Store) migrate(ctx context.Context) error {
	if err := s.refuseOldSQLite(ctx, s.writeDB); err != nil {
		return err
	}
	p, err := s.provider(s.writeDB)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	switch {
	case have > want:
		return newerSchema(have, want)
	case have == want:
		return nil
	case have > 0 && !s.dialect.server:
		if s.backup, err = s.copyAside(ctx, want); err != nil {
			return err
		}
	}
	return up(ctx, p, have)
}

// up applies what is missing. Another process may be at the same work: then one of the two fails, and finds
// the work done when it looks again.
func up(ctx context.Context, p *goose.Provider, have int64) error {
	const patience = 5
	for failures := 0; ; {
		_, err := p.Up(ctx)
		if err == nil {
			return nil
		}
		now, _, lookErr := p.GetVersions(ctx)
		if lookErr == nil && now > have {
			have, failures = now, 0
		}
		if failures++; failures > patience || ctx.Err() != nil || fault.KindOf(faultOf(err)) == fault.Full {
			return err
		}
	}
}

func (s *Store) provider(db *sql.DB) (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, s.dialect.migrations)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(s.dialect.goose, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

// refuseOtherSchema is for reading only, when nothing can be migrated.
func (s *Store) refuseOtherSchema(ctx context.Context) error {
	if err := s.refuseOldSQLite(ctx, s.readDB); err != nil {
		return err
	}
	p, err := s.provider(s.readDB)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	want := sources[len(sources)-1].Version
	have, err := schemaVersion(ctx, s.readDB)
	var coded *pgconn.PgError
	if errors.As(err, &coded) && coded.Code == undefinedTable { // a database on a server that nobody has used
		have, err = 0, nil
	}
	if err != nil {
		return err
	}
	switch {
	case have > want:
		return newerSchema(have, want)
	case have < want:
		return fault.New(fault.Unavailable, "store.older-schema", "Have", have, "Want", want)
	}
	return nil
}

// schemaVersion reads the number of the last migration without changing anything.
func schemaVersion(ctx context.Context, db *sql.DB) (v int64, err error) {
	return v, db.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&v)
}

func newerSchema(have, want int64) error {
	return fault.New(fault.Unavailable, "store.newer-schema", "Have", have, "Want", want)
}

func (s *Store) refuseOldSQLite(ctx context.Context, db *sql.DB) error {
	if s.dialect.server {
		return nil
	}
	var version string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	return checkSQLite(version)
}

// checkSQLite answers with store.sqlite-too-old for a version with the fault, or one that cannot be read.
func checkSQLite(version string) error {
	parts := strings.Split(version, ".")
	for i, least := range oldestSQLite {
		n := -1
		if i < len(parts) {
			if v, err := strconv.Atoi(parts[i]); err == nil {
				n = v
			}
		}
		if n > least {
			return nil
		}
		if n < least {
			return fault.New(fault.Unavailable, "store.sqlite-too-old", "Version", version)
		}
	}
	return nil
}

// copyAside copies the database to a file beside it, whole or not at all.
func (s *Store) copyAside(ctx context.Context, version int64) (string, error) {
	name := fmt.Sprintf("%s.before-schema-%d", s.path, version)
	for n := 2; exists(name); n++ {
		name = fmt.Sprintf("%s.before-schema-%d-%d", s.path, version, n)
	}
	half := name + ".half"
	if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fileFault(err, half)
	}
	if err := copyInto(ctx, s.writeDB, half); err != nil {
		return "", err
	}
	if err := os.Rename(half, name); err != nil {
		return "", fileFault(err, name)
	}
	return name, syncDir(filepath.Dir(name))
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// syncDir makes a new name in a directory last through a power cut. Systems that cannot do it are left as they are.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fileFault(err, path)
	}
	defer d.Close()
	if err := d.Sync(); err != nil && isFull(err) {
		return fileFault(err, path)
	}
	return nil
}
