package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
)

// session is one connection with its prepared statements. One goroutine at a time uses it.
type session struct {
	db    *sql.DB // nil when the store is closed
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
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
	s.conn, s.stmts = conn, map[string]*sql.Stmt{}
	return nil
}

// stmt prepares a text once. The texts are constants of this package, so the map has an end.
func (s *session) stmt(query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
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
	st, err := s.stmt(query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return err
}

// discard ends a connection that is not to be trusted any more. The next ready makes a new one.
func (s *session) discard() {
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
	s.stmts = nil
}
