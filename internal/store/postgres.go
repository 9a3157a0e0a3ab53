package store

import (
	"context"
	"database/sql"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"samverkan/internal/fault"
)

// Locks that all nodes on one database agree on. They belong to the database, not to a table.
const (
	writeLock  = "1398164302" // "SVKN": one transaction writes at a time
	schemaLock = "1398164307" // "SVKS": one node migrates at a time
)

// oldestPostgres is the first version that tells what became of a transaction by its number.
const oldestPostgres = 130000

// isServer tells whether a place names a PostgreSQL server and not a file.
func isServer(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// serverConfig reads the address. What it says itself goes before what is filled in here. Its text may hold a
// password, so it stands in no fault.
func serverConfig(address string, busy time.Duration) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, "store.bad-address")
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = max(busy, DefaultBusyTimeout)
	}
	c.DialFunc = (&net.Dialer{
		Timeout:         c.ConnectTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3},
		Control:         giveUpUnanswered,
	}).DialContext
	for name, value := range map[string]string{
		"application_name":            "samverkan",
		"lock_timeout":                milliseconds(busy),
		"standard_conforming_strings": "on", // quote relies on it
		// A node that has gone silent in the middle of writing must not hold up the others.
		"idle_in_transaction_session_timeout": "15000",
		// Compiling a question of ours takes the server ten times as long as answering it.
		"jit":                 "off",
		"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3",
	} {
		if _, given := c.RuntimeParams[name]; !given {
			c.RuntimeParams[name] = value
		}
	}
	return c, nil
}

// openServer opens a database on a PostgreSQL server, and brings its schema up to date.
func (s *Store) openServer(ctx context.Context, readOnly bool) (err error) {
	durable := stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `SELECT set_config('synchronous_commit', 'on', false)
			WHERE current_setting('synchronous_commit') IN ('off', 'local')`)
		return err
	})
	s.readDB = stdlib.OpenDB(*s.server)
	if err := s.lookAtServer(ctx); err != nil {
		return err
	}
	if readOnly {
		if err := s.refuseOtherSchema(ctx); err != nil {
			return err
		}
		return s.startReaders(ctx)
	}
	s.writeDB = stdlib.OpenDB(*s.server, durable)
	s.writeDB.SetMaxOpenConns(1)
	if err := s.migrateServer(ctx); err != nil {
		return err
	}
	if err := s.startReaders(ctx); err != nil {
		return err
	}
	s.writing, err = s.startWriter(ctx)
	return err
}

// lookAtServer refuses a server that is too old, and a database that sorts otherwise than SQLite or is somebody else's.
func (s *Store) lookAtServer(ctx context.Context) error {
	var version int64
	var name string
	var sorted, goose, ours bool
	var tables int64
	err := s.readDB.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::bigint, current_setting('server_version'),
		current_setting('server_encoding') = 'UTF8' AND 'Z' < 'a' AND 'a b' < 'aa' AND 'z' < 'Ä' AND 'Ä' < 'Å',
		to_regclass('goose_db_version') IS NOT NULL, to_regclass('stream_head') IS NOT NULL,
		(SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema())`).
		Scan(&version, &name, &sorted, &goose, &ours, &tables)
	switch {
	case err != nil:
		return faultOf(err)
	case version < oldestPostgres:
		return fault.New(fault.Unavailable, "store.postgres-too-old", "Version", name)
	case !sorted:
		return fault.New(fault.Invalid, "store.wrong-collation")
	case !ours && tables > flag(goose):
		return fault.New(fault.Invalid, "store.not-ours", "Path", s.path)
	}
	return nil
}

// migrateServer migrates while no other node does.
func (s *Store) migrateServer(ctx context.Context) error {
	c, err := pgx.ConnectConfig(ctx, s.server)
	if err != nil {
		return faultOf(err)
	}
	defer c.Close(context.WithoutCancel(ctx)) // and the lock goes with it
	if _, err := c.Exec(ctx, "SET lock_timeout = '60s'; SELECT pg_advisory_lock("+schemaLock+")"); err != nil {
		return faultOf(err)
	}
	return s.migrate(ctx)
}

// send runs texts, with semicolons between, in one journey, and takes the number of a transaction out of the answers.
func (s *session) send(texts string) error {
	var sent error
	err := s.conn.Raw(func(c any) error {
		results, err := c.(*stdlib.Conn).Conn().PgConn().Exec(context.Background(), texts).ReadAll()
		for _, r := range results {
			if len(r.Rows) == 1 && len(r.Rows[0][0]) > 0 {
				s.number = string(r.Rows[0][0])
			}
		}
		sent = err
		return nil
	})
	if err != nil {
		return err
	}
	return sent
}

// hangUp cuts a connection without taking leave.
func hangUp(c any) error { return c.(*stdlib.Conn).Conn().PgConn().Conn().Close() }

// outcome learns what became of a transaction whose COMMIT got no answer. Nil: it is safe. errLost: it never
// happened. store.unsure: the server did not answer in time either.
//
// A server that falls may forget a number that it has given, and give it to another transaction when it is back. So what the
// transaction appended must be there too; one that appended nothing is known by its number alone.
func (w *writer) outcome(lost error, kept []*turn) error {
	ctx, cancel := context.WithTimeout(context.Background(), w.store.busy)
	defer cancel()
	for {
		var status sql.NullString
		err := w.store.writeDB.QueryRowContext(ctx, `SELECT pg_xact_status($1::text::xid8)`, w.on.number).Scan(&status)
		there := true
		if err == nil && status.String == "committed" {
			there, err = w.stands(ctx, kept)
		}
		switch {
		case err == nil && status.String == "committed" && there:
			return nil
		case err == nil && status.String == "committed":
			return errLost
		case err == nil && status.String == "aborted":
			return errLost
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(lost, fault.Unavailable, "store.unsure")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stands tells whether what the turns appended is in the journal; true when none did.
func (w *writer) stands(ctx context.Context, kept []*turn) (there bool, err error) {
	for _, t := range kept {
		if e := t.proof; e != nil {
			err = w.store.writeDB.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM entry WHERE stream = $1 AND seq = $2 AND hash = $3)`,
				e.Stream, e.Seq, e.Hash[:]).Scan(&there)
			return there, err
		}
	}
	return true, nil
}

// rewrite makes every table anew, without the rows and values that were expunged. Plain VACUUM would leave their bytes in
// the file until something else needs the place.
func (w *writer) rewrite() error {
	ctx := context.Background()
	rows, err := w.on.conn.QueryContext(ctx, w.store.dialect.tables)
	if err != nil {
		return err
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var t string
		if err := rows.Scan(&t); err != nil {
			return err
		}
		tables = append(tables, t)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := w.on.conn.ExecContext(ctx, "VACUUM (FULL) "+pgx.Identifier{t}.Sanitize()); err != nil {
			return err
		}
	}
	return nil
}
