//go:build unix

package pgtest

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// owner is who the databases of the tests belong to: somebody without special rights, as in earnest.
const owner = "samverkan"

// watchdog runs a server as long as its standard input is open. So the server ends with the test binary, however that ends.
const watchdog = `"$@" </dev/null & pid=$!; cat >/dev/null; kill -QUIT $pid 2>/dev/null; wait $pid`

// Server is a PostgreSQL server. The zero value starts at the first call of Database.
type Server struct {
	// Durable waits for the disk at each commit. Without it, what was committed survives the death of the server, but not
	// that of the machine.
	Durable bool

	once    sync.Once
	fault   error
	missing bool // no PostgreSQL is installed

	bin, dir string
	port     int
	as       *syscall.Credential
	guard    *exec.Cmd
	life     io.Closer // the guard's standard input
	made     int
	models   map[string]error // databases that others are made like, and what came of making them
	mu       sync.Mutex
}

// Database gives the address of a new, empty database.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.Need(t)
	return s.database(t, "")
}

func (s *Server) database(t testing.TB, like string) string {
	t.Helper()
	s.mu.Lock()
	s.made++
	name := "test_" + strconv.Itoa(s.made)
	s.mu.Unlock()
	address, err := s.Create(name, like)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Exec(t, "postgres", "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return address
}

// DatabaseLike gives the address of a new database like the one that fill has filled. That one is made the first time its name is asked
// for, and fill must leave it without connections.
func (s *Server) DatabaseLike(t testing.TB, name string, fill func(address string) error) string {
	t.Helper()
	s.Need(t)
	s.mu.Lock()
	m, there := s.models[name]
	if !there {
		if s.models == nil {
			s.models = map[string]error{}
		}
		var address string
		if address, m = s.Create("model_"+name, ""); m == nil {
			m = fill(address)
		}
		s.models[name] = m
	}
	s.mu.Unlock()
	if m != nil {
		t.Fatal(m)
	}
	return s.database(t, "model_"+name)
}

// Create makes a database of a name, empty or like another one that nobody uses, and gives its address. It starts the server
// unless it runs. It is for programs; a test asks for a Database.
func (s *Server) Create(name, like string) (string, error) {
	s.once.Do(func() { s.fault = s.create() })
	if s.fault != nil {
		return "", s.fault
	}
	query := "CREATE DATABASE " + name + " OWNER " + owner
	if like != "" {
		query += " TEMPLATE " + like
	}
	return s.address(owner, name), s.exec("postgres", query)
}

// Need starts the server unless it runs, and ends the test when it cannot.
func (s *Server) Need(t testing.TB) {
	t.Helper()
	s.once.Do(func() { s.fault = s.create() })
	switch {
	case s.missing && os.Getenv("SAMVERKAN_REQUIRE_ALL") == "":
		t.Skipf("SKIPPED: no PostgreSQL on this machine (apt install postgresql): %v", s.fault)
	case s.fault != nil:
		t.Fatalf("PostgreSQL: %v", s.fault)
	}
}

// Exec runs SQL as the server's superuser.
func (s *Server) Exec(t testing.TB, database, query string) {
	t.Helper()
	if err := s.exec(database, query); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) exec(database, query string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, s.address("postgres", database))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, query); err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return nil
}

// Data is the directory with the server's files.
func (s *Server) Data() string { return filepath.Join(s.dir, "data") }

// Port is where the server listens on loopback.
func (s *Server) Port() int { return s.port }

func (s *Server) address(user, database string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", user, s.port, database)
}

// create makes the files of a server and starts it.
func (s *Server) create() (err error) {
	if s.bin, err = installed(); err != nil {
		s.missing = true
		return err
	}
	if s.dir, err = os.MkdirTemp(s.room(), "pgtest-"); err != nil {
		return err
	}
	if err := s.chooseUser(); err != nil {
		return err
	}
	initdb := s.command(filepath.Join(s.bin, "initdb"), "--no-sync", "--auth=trust", "--username=postgres",
		"--encoding=UTF8", "--locale=C", "--pgdata="+s.Data())
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	if err := s.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, s.address("postgres", "postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, "CREATE ROLE "+owner+" LOGIN")
	return err
}

// room is where the server's files are made. In memory, where there is such a place with room for them, when nothing waits for the disk
// anyway: a new database is hundreds of files.
func (s *Server) room() string {
	const memory, enough = "/dev/shm", 2 << 30
	var free syscall.Statfs_t
	if s.Durable || syscall.Statfs(memory, &free) != nil || uint64(free.Bavail)*uint64(free.Bsize) < enough {
		return ""
	}
	return memory
}

// installed finds the newest server programs.
func installed() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	return filepath.Dir(path), err
}

func version(path string) int {
	n, _ := strconv.Atoi(strings.Split(path, "/")[4])
	return n
}

// chooseUser: PostgreSQL refuses to run as root, so root runs it as the user that the package made.
func (s *Server) chooseUser() error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return err
	}
	s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(s.dir, int(uid), int(gid))
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	return cmd
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Start starts a server that was killed, and waits until it takes connections.
func (s *Server) Start() error {
	sync := "off"
	if s.Durable {
		sync = "on"
	}
	s.guard = s.command("/bin/sh", "-c", watchdog, "sh", filepath.Join(s.bin, "postgres"), "-D", s.Data(),
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(s.port), "-c", "unix_socket_directories="+s.dir,
		"-c", "fsync="+sync, "-c", "full_page_writes="+sync, "-c", "max_connections=60", "-c", "shared_buffers=32MB", "-c", "max_wal_size=256MB")
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.guard.Stdout, s.guard.Stderr = log, log
	if s.life, err = s.guard.StdinPipe(); err != nil {
		return err
	}
	if err := s.guard.Start(); err != nil {
		return err
	}
	return s.wait()
}

func (s *Server) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.address("postgres", "postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("the server does not start: %w\n%s", err, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill kills the server with SIGKILL, its main process and with it all others, as a power cut would.
func (s *Server) Kill() error {
	text, err := os.ReadFile(filepath.Join(s.Data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		return err
	}
	s.life.Close()
	s.guard.Wait() // it tells of the kill
	for _, child := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			end(pid)
		}
	}
	return nil
}

// end waits for a process that is to end by itself, and kills it when it takes long.
func end(pid int) {
	for range 500 {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	syscall.Kill(pid, syscall.SIGKILL)
}

// Stop ends the server and removes its files. It does nothing when no test has asked for a database.
func (s *Server) Stop() {
	if s.life != nil {
		s.life.Close()
		s.guard.Wait()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}
