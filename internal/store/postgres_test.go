package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"samverkan/internal/fault"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// direct connects to a database behind the store's back.
func direct(t testing.TB, address string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(context.Background()) })
	return c
}

func run(t testing.TB, c *pgx.Conn, query string) {
	t.Helper()
	if _, err := c.Exec(context.Background(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// lines gives the rows of a query, each with its values between bars.
func lines(t testing.TB, c *pgx.Conn, query string) []string {
	t.Helper()
	rows, err := c.Query(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		values, err := row.Values()
		return fmt.Sprint(values...), err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// database is the name in an address.
func database(address string) string {
	name := address[strings.LastIndexByte(address, '/')+1:]
	name, _, _ = strings.Cut(name, "?")
	return name
}

// TestOpenSaysWhatIsWrongWithAServer: each has its own fault, and none tells the password.
func TestOpenSaysWhatIsWrongWithAServer(t *testing.T) {
	good := postgres.Database(t)
	admin := strings.Replace(good, "samverkan@", "postgres@", 1)
	run(t, direct(t, admin), `CREATE ROLE stranger LOGIN; CREATE ROLE sleeper NOLOGIN`)
	t.Cleanup(func() { postgres.Exec(t, "postgres", `DROP ROLE stranger; DROP ROLE sleeper`) })
	foreign := postgres.Database(t)
	run(t, direct(t, foreign), `CREATE TABLE bookmarks (url TEXT)`)
	sorted := postgres.Database(t)
	postgres.Exec(t, "postgres", "DROP DATABASE "+database(sorted))
	postgres.Exec(t, "postgres", "CREATE DATABASE "+database(sorted)+" TEMPLATE template0 ENCODING 'LATIN1' OWNER samverkan")
	newer := postgres.Database(t)
	open(t, newer)
	run(t, direct(t, newer), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)`)

	user := func(name string) string {
		return strings.Replace(good, "samverkan@", name+":hemligt-kanariefågel@", 1)
	}
	cases := []struct {
		name, address, code string
		kind                fault.Kind
	}{
		{"no address", "postgres://%zz:hemligt-kanariefågel@", "store.bad-address", fault.Invalid},
		{"bad port", "postgres://a:hemligt-kanariefågel@b:port/c", "store.bad-address", fault.Invalid},
		{"nobody there", "postgres://samverkan:hemligt-kanariefågel@127.0.0.1:1/x?sslmode=disable", "store.unreachable", fault.Unavailable},
		{"no such database", strings.Replace(good, database(good), "ingen", 1), "store.no-server-database", fault.Unavailable},
		{"no such user", user("ingen"), "store.no-login", fault.Unavailable},
		{"may not log in", user("sleeper"), "store.no-login", fault.Unavailable},
		{"may not make tables", user("stranger"), "store.no-privilege", fault.Unavailable},
		{"another program's", foreign, "store.not-ours", fault.Invalid},
		{"another encoding", sorted, "store.wrong-collation", fault.Invalid},
		{"newer", newer, "store.newer-schema", fault.Unavailable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, readOnly := range []bool{false, true} {
				if c.name == "may not make tables" && readOnly {
					continue
				}
				o := options(c.address)
				o.ReadOnly = readOnly
				_, err := store.Open(context.Background(), o)
				if fault.CodeOf(err) != c.code || fault.KindOf(err) != c.kind {
					t.Fatalf("got %v of kind %v", err, fault.KindOf(err))
				}
				if strings.Contains(fmt.Sprintf("%v %+v", err, err), "hemligt") {
					t.Fatalf("the password is in %v", err)
				}
			}
		})
	}
	o := options(good)
	o.ReadOnly = true
	_, err := store.Open(context.Background(), o)
	wantCode(t, err, "store.older-schema")
	if tables := lines(t, direct(t, foreign), "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"); len(tables) != 1 {
		t.Fatalf("another program's database was changed: %q", tables)
	}
	open(t, good)
	r, err := store.Open(context.Background(), o) // beside a writer
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	wantCode(t, r.Update(context.Background(), func(*store.Tx) error { return nil }), "store.read-only")
	if p := r.Path(); strings.Contains(p, "hemligt") || !strings.Contains(p, database(good)) {
		t.Fatal(p)
	}
}

// TestSeveralNodesOpenANewDatabase: each migrates, or waits for the one that does.
func TestSeveralNodesOpenANewDatabase(t *testing.T) {
	address := postgres.Database(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			o := options(address)
			o.BusyTimeout = store.DefaultBusyTimeout
			s, err := store.Open(context.Background(), o)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			fill(t, s, "a", 1)
		})
	}
	wg.Wait()
	if c := check(t, open(t, address)); c.Entries != 4 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
}

// serverSchema describes every column, constraint, index, trigger and function.
func serverSchema(t testing.TB, address string) []string {
	t.Helper()
	return lines(t, direct(t, address), `
		SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
			FROM information_schema.columns WHERE table_schema = 'public'
		UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
		ORDER BY 1`)
}

// olderServer makes a database as the first migrations left it.
func olderServer(t testing.TB, version int) string {
	t.Helper()
	files, err := filepath.Glob("migrations/postgres/*.sql")
	if err != nil || len(files) <= version {
		t.Fatal(files, err)
	}
	address := postgres.Database(t)
	c := direct(t, address)
	run(t, c, `CREATE TABLE goose_db_version (id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, version_id bigint NOT NULL,
		is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now()); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true)`)
	for i, name := range files[:version] {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		run(t, c, string(text))
		run(t, c, fmt.Sprintf("INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, true)", i+1))
	}
	return address
}

// TestAnOlderServerDatabaseBecomesANewOne (faults.md A10): from each older schema, to the very schema of a new one.
func TestAnOlderServerDatabaseBecomesANewOne(t *testing.T) {
	fresh := postgres.Database(t)
	open(t, fresh)
	want := serverSchema(t, fresh)
	files, err := filepath.Glob("migrations/postgres/*.sql")
	if err != nil || len(want) < 50 {
		t.Fatal(len(want), err)
	}
	for version := 1; version < len(files); version++ {
		t.Run(fmt.Sprint("from ", version), func(t *testing.T) { // each gives back its connections
			old := olderServer(t, version)
			c := direct(t, old)
			genesis := journal.Start("a")
			run(t, c, fmt.Sprintf(`INSERT INTO stream_head (stream, seq, hash) VALUES ('a', 0, '\x%x')`, genesis.Hash[:]))
			o := options(old)
			o.ReadOnly = true
			_, err := store.Open(context.Background(), o)
			wantCode(t, err, "store.older-schema")
			s := open(t, old)
			fill(t, s, "a", 2)
			if c := check(t, s); c.Entries != 2 || len(c.Faults) != 0 {
				t.Fatalf("%+v", c)
			}
			if got := serverSchema(t, old); !slices.Equal(got, want) {
				t.Errorf("%q\nfresh:\n%q", got, want)
			}
		})
	}
}

// TestBothDatabasesHaveTheSameColumns looks at what the migrations made, where TestBothDialectsHaveTheSameTables reads their texts.
func TestBothDatabasesHaveTheSameColumns(t *testing.T) {
	address := postgres.Database(t)
	open(t, address)
	path := filepath.Join(t.TempDir(), "samverkan.db")
	open(t, path)
	var ours []string
	rows, err := raw(t, path).Query(`SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || (c."notnull" OR c.pk) FROM sqlite_schema m
		JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'goose%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		ours = append(ours, s)
	}
	theirs := lines(t, direct(t, address), `SELECT table_name || '.' || column_name || ' ' || data_type || ' ' ||
		CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`)
	same := strings.NewReplacer(" bigint", " INTEGER", " integer", " INTEGER", " bytea", " BLOB", " text", " TEXT")
	for i := range theirs {
		theirs[i] = same.Replace(theirs[i])
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	if len(ours) < 80 || !slices.Equal(ours, theirs) {
		t.Fatalf("SQLite\n%s\nPostgreSQL\n%s", strings.Join(ours, "\n"), strings.Join(theirs, "\n"))
	}
}

// TestAServersLockIsWaitedForInVain (faults.md A5): another program holds the lock; all who wait are told in time.
func TestAServersLockIsWaitedForInVain(t *testing.T) {
	address := postgres.Database(t)
	s := open(t, address)
	fill(t, s, "a", 1)
	c := direct(t, address)
	run(t, c, "BEGIN; SELECT pg_advisory_xact_lock(1398164302)")
	begun := time.Now()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := s.Update(context.Background(), func(tx *store.Tx) error { _, err := tx.Append("a", 1, entry("x")); return err })
			if fault.CodeOf(err) != "store.locked" || fault.KindOf(err) != fault.Unavailable {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if took := time.Since(begun); took > 5*time.Second { // 0.3 s, as a watchdog
		t.Errorf("told after %v", took)
	}
	if c := check(t, s); c.Entries != 1 || len(c.Faults) != 0 {
		t.Fatalf("reading beside the lock: %+v", c)
	}
	run(t, c, "ROLLBACK")
	fill(t, s, "a", 1)
}

// TestAPassedOverFaultKeepsNothing: PostgreSQL lets nothing be done after a fault; a function that goes on all the same
// gets the fault as its answer, and the others in the same commit go through.
func TestAPassedOverFaultKeepsNothing(t *testing.T) {
	s := open(t, postgres.Database(t))
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			err := s.Update(context.Background(), func(tx *store.Tx) error {
				if _, err := tx.Append("a", store.AtHead, entry(fmt.Sprint(i))); err != nil {
					return err
				}
				if i%2 == 0 {
					tx.PutMember(store.Member{ID: "m", Actor: "ingen"})
					if _, err := tx.Append("a", store.AtHead, entry("after")); fault.CodeOf(err) != "store.dangling" {
						t.Errorf("after the fault: %v", err)
					}
				}
				return nil
			})
			if want := []string{"store.dangling", ""}[i%2]; fault.CodeOf(err) != want {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if c := check(t, s); c.Entries != 8 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
	for what, text := range map[string]string{"NUL": "a\x00b", "not UTF-8": "a\xffb"} {
		err := s.Update(context.Background(), func(tx *store.Tx) error { return tx.PutSetting("k", text) })
		if fault.CodeOf(err) != "store.bad-text" || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	err := s.Update(context.Background(), func(tx *store.Tx) error { return tx.PutSetting(string(chanceText(9000)), "v") })
	wantCode(t, err, "store.too-large") // the key is indexed
}

func chanceText(n int) []byte {
	b := make([]byte, n)
	chance(7).Read(b)
	for i := range b {
		b[i] = 'a' + b[i]%26
	}
	return b
}

// TestTheServerRefusesToChangeAnEntry: by hand, past the store; and who is stronger than the triggers is found out.
func TestTheServerRefusesToChangeAnEntry(t *testing.T) {
	address := postgres.Database(t)
	s := open(t, address)
	fill(t, s, "a", 5)
	c := direct(t, address)
	for _, set := range []string{"stream = 'b'", "seq = seq + 10", "recorded_at = 1", "occurred_at = 1", "member = 'x'", "actor = 'x'",
		"role = 'x'", "command_id = 'x'", "name = 'x'", "version = 2", "digest = '\\x00'", "prev = '\\x00'", "hash = '\\x00'", "payload = '{}'",
		"salt = '\\x00'", "payload = NULL"} {
		if _, err := c.Exec(context.Background(), "UPDATE entry SET "+set); err == nil {
			t.Errorf("%s was carried out", set)
		}
	}
	if _, err := c.Exec(context.Background(), "DELETE FROM entry"); err == nil {
		t.Error("deleted")
	}
	run(t, c, `ALTER TABLE entry DISABLE TRIGGER entry_sealed`)
	run(t, c, `UPDATE entry SET member = 'x' WHERE seq = 3`)
	checked := check(t, s)
	if len(checked.Faults) != 1 || fault.CodeOf(checked.Faults[0]) != "journal.broken-header" {
		t.Fatalf("%+v", checked)
	}
}

// TestWhatIsExpungedIsGoneFromTheServer looks into the server's own files.
func TestWhatIsExpungedIsGoneFromTheServer(t *testing.T) {
	address := postgres.Database(t)
	s := open(t, address)
	fill(t, s, "a", 20)
	s.BlockTexts(2)
	stage(t, s)
	putCanaryFile(t, s, canary+" "+canary) // what was read out of a file goes with it
	small, large := entry(canary), entry(canary)
	small.Payload = []byte(canary + " " + canary)
	large.Payload = []byte(canary + " " + canary + string(chanceText(30_000))) // out of line, in a table of its own
	update(t, s, func(tx *store.Tx) error { _, err := tx.Append("a", 20, small, large); return err })
	holds := func() (names []string) {
		postgres.Exec(t, "postgres", "CHECKPOINT")
		oid := lines(t, direct(t, address), "SELECT oid::text FROM pg_database WHERE datname = current_database()")[0]
		files, err := filepath.Glob(filepath.Join(postgres.Data(), "base", oid, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte(canary+" "+canary)) {
				names = append(names, name)
			}
		}
		return names
	}
	if len(holds()) == 0 {
		t.Fatal("the canary is nowhere; the test would show nothing")
	}
	update(t, s, func(tx *store.Tx) error {
		if err := firstFault(tx.DeleteItem("kanarie"), tx.DeleteFileText("kanariefil")); err != nil {
			return err
		}
		_, err := tx.Expunge(journal.Expunged{Stream: "a", Seqs: []int64{21, 22}, Ground: "beslut", By: "m"}, journal.Entry{})
		return err
	})
	if names := holds(); len(names) != 0 {
		t.Fatalf("expunged, and still in %q", names)
	}
	if c := check(t, s); c.Entries != 23 || len(c.Faults) != 0 {
		t.Fatalf("%+v", c)
	}
}

// TestNodesAgreeOnOneKey: two that begin at once on the same database with different files do not both get their way.
func TestNodesAgreeOnOneKey(t *testing.T) {
	address := postgres.Database(t)
	codes := make(chan string, 2)
	for i := range 2 {
		o := options(address)
		o.KeyPath, o.Random = filepath.Join(t.TempDir(), "key"), chance(uint64(i+10))
		s, err := store.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		go func() {
			_, err := s.SigningKey(context.Background(), "samverkan")
			codes <- fault.CodeOf(err)
		}()
	}
	got := []string{<-codes, <-codes}
	slices.Sort(got)
	if got[0] != "" || !regexp.MustCompile(`^store\.key-(other|missing)$`).MatchString(got[1]) {
		t.Fatalf("%q", got)
	}
	_, err := open(t, address).SigningKey(context.Background(), "samverkan")
	wantCode(t, err, "store.no-key-path")
}
