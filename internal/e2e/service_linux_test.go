package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"samverkan/internal/wire"
)

// patience is how long a test waits for what should take no time: the machine may be busy with other things.
const patience = time.Minute

// long is for a test that takes seconds. It is left out with -short, but not where nothing may be left out.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() && os.Getenv("SAMVERKAN_REQUIRE_ALL") == "" {
		t.Skip("SKIPPED: takes seconds, and -short was given")
	}
}

// service is the program as `samverkan serve` runs it.
type service struct {
	t       *testing.T
	place   place
	args    []string
	address string // 127.0.0.1:port
	url     string
	cmd     *exec.Cmd
	errs    *output
	ended   chan struct{}
	err     error // of the process, when it has ended
}

// output is what a process writes, readable while it does.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serves starts the service and waits until it answers.
func (p place) serves(args ...string) *service {
	p.t.Helper()
	s := p.mayServe(args...)
	s.answers()
	return s
}

// mayServe starts the service, which may refuse to run.
func (p place) mayServe(args ...string) *service {
	p.t.Helper()
	s := &service{t: p.t, place: p, args: args, address: freeAddress(p.t)}
	s.url = "http://" + s.address
	s.start()
	return s
}

// start starts the process. It does not outlive the tests, however they end: the kernel kills it with the thread that began it,
// which is held for as long as it runs.
func (s *service) start() {
	s.t.Helper()
	cmd := s.place.command(append([]string{"serve", "--listen", s.address, "--metrics", "", "--disk-free", "0"}, s.args...)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	errs, ended, begun := &output{}, make(chan struct{}), make(chan error)
	cmd.Stdout, cmd.Stderr = errs, errs
	s.cmd, s.errs, s.ended = cmd, errs, ended
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		begun <- err
		if err == nil {
			s.err = cmd.Wait()
			close(ended)
		}
	}()
	if err := <-begun; err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		select {
		case <-ended:
		default:
			cmd.Process.Kill()
			<-ended
		}
		if s.t.Failed() {
			s.t.Logf("the service at %s wrote:\n%s", s.address, tail(errs.String()))
		}
	})
}

func tail(s string) string {
	if len(s) > 6000 {
		return "…" + s[len(s)-6000:]
	}
	return s
}

// answers waits until the service answers.
func (s *service) answers() {
	s.t.Helper()
	if up, code := s.upOrEnded(); !up {
		s.t.Fatalf("the service ended with exit code %d\n%s", code, s.errs)
	}
}

// upOrEnded waits until the service answers, or has ended with an exit code.
func (s *service) upOrEnded() (up bool, code int) {
	s.t.Helper()
	for begun := time.Now(); time.Since(begun) < patience; {
		select {
		case <-s.ended:
			return false, exitCode(s.err)
		default:
		}
		if r, err := http.Get(s.url + "/livez"); err == nil {
			r.Body.Close()
			return true, 0
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.t.Fatalf("the service neither answers nor ends:\n%s", s.errs)
	return false, 0
}

// kill kills the service as a power cut would.
func (s *service) kill() {
	s.t.Helper()
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Fatal(err)
	}
	<-s.ended
}

// again starts the service anew, at the same address.
func (s *service) again() {
	s.t.Helper()
	s.start()
	s.answers()
}

// code waits until the service has ended, and gives its exit code.
func (s *service) code(within time.Duration) int {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(within):
		s.t.Fatalf("the service did not end within %v\n%s", within, s.errs)
	}
	return exitCode(s.err)
}

// stop asks the service to end, which it must do well.
func (s *service) stop() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	if code := s.code(patience); code != 0 {
		s.t.Fatalf("exit code %d\n%s", code, s.errs)
	}
}

func (s *service) signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Fatal(err)
	}
}

// caller is a program or a browser at the service.
type caller struct {
	t     *testing.T
	base  string
	token string // "" for a browser, or nobody
	http  *http.Client
}

// as is the caller with somebody's token; "" is nobody.
func (s *service) as(token string) *caller {
	return &caller{t: s.t, base: s.url, token: token, http: &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
}

// browser is one without anybody in it.
func (s *service) browser() *caller {
	c := s.as("")
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c.http.Jar = jar
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c
}

// signsIn is a browser in which somebody has signed in with the password, as people do.
func (s *service) signsIn(p *person) *caller {
	s.t.Helper()
	c := s.browser()
	a := c.form("/sign-in", url.Values{"login": {p.Login}, "password": {password}})
	if a.Status != http.StatusSeeOther {
		s.t.Fatalf("%s cannot sign in: %d\n%s", p.Login, a.Status, a.Body)
	}
	return c
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// problem reads the body as a problem, which it must be.
func (a answer) problem(t *testing.T) wire.Problem {
	t.Helper()
	var p wire.Problem
	if err := json.Unmarshal(a.Body, &p); err != nil || p.Code == "" || p.Title == "" || p.Request == "" || p.Status != a.Status ||
		a.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d is no problem as it should be (%v): %s", a.Status, err, a.Body)
	}
	return p
}

// try asks, and gives the error of a connection that breaks.
func (c *caller) try(method, path string, body []byte, header ...string) (answer, error) {
	var in io.Reader
	if body != nil {
		in = bytes.NewReader(body)
	}
	r, err := http.NewRequest(method, c.base+path, in)
	if err != nil {
		return answer{}, err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	} else {
		r.Header.Set("Origin", c.base)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	out, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer out.Body.Close()
	b, err := io.ReadAll(out.Body)
	return answer{out.StatusCode, out.Header, b}, err
}

// ask asks, and must be answered.
func (c *caller) ask(method, path string, body []byte, header ...string) answer {
	c.t.Helper()
	a, err := c.try(method, path, body, header...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// form sends a form.
func (c *caller) form(path string, v url.Values) answer {
	c.t.Helper()
	return c.ask(http.MethodPost, path, []byte(v.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

// get reads what must be there.
func (c *caller) get(path string) []byte {
	c.t.Helper()
	a := c.ask(http.MethodGet, path, nil)
	if a.Status != http.StatusOK {
		c.t.Fatalf("GET %s: %d\n%s", path, a.Status, a.Body)
	}
	return a.Body
}

// read reads what must be there into out.
func (c *caller) read(path string, out any) {
	c.t.Helper()
	if err := json.Unmarshal(c.get(path), out); err != nil {
		c.t.Fatalf("%s: %v", path, err)
	}
}

// here is below a conference.
func here(path string) string { return "/api/v1/conferences/" + regional + path }

// give gives one command, which must be accepted, or have been so before.
func (c *caller) give(w wire.Command) wire.Receipt {
	c.t.Helper()
	a := c.ask(http.MethodPost, here("/commands"), wanted(w))
	var r wire.Receipt
	if a.Status != http.StatusOK || json.Unmarshal(a.Body, &r) != nil {
		c.t.Fatalf("%s %s: %d\n%s", w.Name, w.ID, a.Status, a.Body)
	}
	return r
}

// begin opens the meeting and its first item.
func (c *caller) begin() {
	c.t.Helper()
	for _, w := range []wire.Command{
		{ID: "begin-1", Name: "meeting.open"},
		{ID: "begin-2", Name: "rollcall.skip", Command: wanted(map[string]string{"reason": "Prov"})},
		{ID: "begin-3", Name: "item.start", Command: wanted(map[string]string{"item": "p0"})},
	} {
		c.give(w)
	}
}

// note is a command that writes something down.
func note(id, text string) wire.Command {
	return wire.Command{ID: id, Name: "note.write", Command: wanted(map[string]string{"kind": "information", "actor": "kommun-ekeryd", "text": text})}
}

// journal reads the whole journal of the conference.
func (c *caller) journal() []wire.Entry {
	c.t.Helper()
	var all []wire.Entry
	for {
		var page struct {
			Entries []wire.Entry
			Next    int64
		}
		after := int64(0)
		if len(all) > 0 {
			after = all[len(all)-1].Seq
		}
		c.read(here("/entries?limit=500&after=")+itoa(after), &page)
		if len(page.Entries) == 0 {
			return all
		}
		all = append(all, page.Entries...)
	}
}

// kept are the commands that a journal holds, by id, with the number of the row. A command that stands there twice fails the test,
// and so does a gap.
func kept(t *testing.T, all []wire.Entry) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for i, e := range all {
		if e.Seq != int64(i+1) {
			t.Fatalf("entry %d stands at place %d", e.Seq, i+1)
		}
		if seq, twice := out[e.Command]; twice && e.Name == "note.written" {
			t.Errorf("%s is carried out twice: %d and %d", e.Command, seq, e.Seq)
		}
		out[e.Command] = e.Seq
	}
	return out
}

// verified fails when the program finds something wrong with the database.
func (p place) verified(args ...string) {
	p.t.Helper()
	p.run(append([]string{"verify"}, args...)...)
}

// database is the path of the place's database.
func (p place) database() string { return filepath.Join(p.dir, "samverkan.db") }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
