package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	"samverkan/internal/fault"
)

// session is one connection with its prepared statements. One goroutine at a time uses it.
type session struct {
	db     *sql.DB // nil when the store is closed
	server bool    // the connection is one to PostgreSQL
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	unsent []string // put off by later
	number string   // of the transaction that writes, on PostgreSQL
}

// ready makes the connection unless it is there.
func (s *session) ready(ctx context.Context) error {
	if s.conn != nil {
		return nil
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	s.conn, s.stmts, s.unsent = conn, map[string]*sql.Stmt{}, nil
	return nil
}

// begin starts a transaction. When the connection turns out to be lost, it does so on a new one: nothing has happened in it
// yet, and nobody need hear of it.
func (s *session) begin(ctx context.Context, query string) error {
	err := s.tryBegin(ctx, query)
	if err != nil && s.server && s.conn == nil && !isConnecting(err) {
		err = s.tryBegin(ctx, query)
	}
	return err
}

func (s *session) tryBegin(ctx context.Context, query string) error {
	if err := s.ready(ctx); err != nil {
		return faultOf(err)
	}
	err := faultOf(s.exec(query))
	if err == nil || !s.server {
		return err
	}
	switch fault.CodeOf(err) {
	case "store.unreachable", "store.read-only": // a server that is no longer the first of several keeps its connections
		s.discard()
	default:
		s.abandon()
	}
	return err
}

// abandon drops the transaction, and the connection when even that fails.
func (s *session) abandon() {
	s.unsent = nil
	if s.exec("ROLLBACK") != nil {
		s.discard()
	}
}

// maxStmts is how many prepared statements a connection keeps. The texts that are constants of this package are fewer; those
// that lists are put together of, by what somebody chose, are more than anybody uses.
const maxStmts = 600

// stmt prepares a text once.
func (s *session) stmt(query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	if len(s.stmts) >= maxStmts {
		for text, st := range s.stmts {
			st.Close()
			delete(s.stmts, text)
		}
	}
	st, err := s.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	s.stmts[query] = st
	return st, nil
}

// exec runs a text without arguments, such as BEGIN. It cannot be cancelled half-way.
func (s *session) exec(query string) error {
	if s.server {
		all := strings.Join(append(s.unsent, query), "; ")
		s.unsent = nil
		return s.send(all)
	}
	st, err := s.stmt(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return err
}

// later runs a text that cannot fail, and that nobody waits for, together with the next that exec is given. Over a network every
// text by itself is a journey.
func (s *session) later(query string) error {
	if !s.server {
		return s.exec(query)
	}
	s.unsent = append(s.unsent, query)
	return nil
}

// discard ends a connection that is not to be trusted any more. The next ready makes a new one.
func (s *session) discard() {
	if s.server && s.conn != nil {
		s.conn.Raw(hangUp) // or each statement would be closed by asking a server that may not answer
	}
	s.forget() // before the connection goes, whose memory they are in
	if s.conn != nil {
		s.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	s.close()
}

// close gives the connection back to the pool.
func (s *session) close() {
	s.forget()
	if s.conn != nil {
		s.conn.Close()
	}
	s.conn = nil
}

func (s *session) forget() {
	for _, st := range s.stmts {
		st.Close()
	}
	s.stmts, s.unsent = nil, nil
}
