package e2e_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/internal/wire"
)

// computer is where somebody runs the program against the service.
type computer struct {
	place
	server, token string
}

func (s *service) computer(t *testing.T, token string) computer {
	t.Helper()
	return computer{place{t, t.TempDir(), s.place.binary}, s.url, token}
}

func (c computer) command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*patience) // what waits for ever is ended
	c.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, c.binary, args...)
	cmd.Dir = c.dir
	cmd.Env = []string{"HOME=" + c.dir, "SAMVERKAN_SERVER=" + c.server, "SAMVERKAN_CONFERENCE=" + regional}
	if c.token != "" {
		cmd.Env = append(cmd.Env, "SAMVERKAN_TOKEN="+c.token)
	}
	return cmd
}

// ends runs the program, which must end with a code, and gives all that it wrote.
func (c computer) ends(code int, args ...string) string {
	c.t.Helper()
	out, err := c.command(args...).CombinedOutput()
	if got := exitCode(err); got != code {
		c.t.Errorf("samverkan %s: exit code %d, not %d\n%s", strings.Join(args, " "), got, code, out)
	}
	return string(out)
}

// The program on somebody's computer, against the service: who has a role does what the role may, who is invited reads and asks for the
// floor, one of the host's people without a role is refused, an outsider finds nothing, and a token that is wrong, old or too narrow opens
// nothing.
func TestProgramAgainstService(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	on := func(who string) computer { return s.computer(t, p.people[who].Token) }
	leader, ekeryd := on("leader"), on("ekeryd")
	leader.ends(0, "meeting", "open")
	leader.ends(0, "rollcall", "skip", "--reason", "Prov")
	leader.ends(0, "item", "start", "p0")
	if out := leader.ends(0, "note", "write", "info", "Vägen är plogad", "--actor", "kommun-ekeryd"); !strings.Contains(out, "I1") {
		t.Errorf("no label: %s", out)
	}
	if out := ekeryd.ends(0, "note", "list"); !strings.Contains(out, "Vägen är plogad") {
		t.Errorf("the invited reads: %s", out)
	}
	ekeryd.ends(0, "floor", "request", "kommun-ekeryd", "--topic", "Väg 84")
	ekeryd.ends(4, "floor", "grant", "kommun-ekeryd")
	ekeryd.ends(4, "note", "write", "info", "Smuget in")
	ekeryd.ends(4, "meeting", "close")
	on("colleague").ends(4, "note", "write", "info", "Utan roll")
	on("colleague").ends(4, "decision", "propose", "Utan roll")
	for _, args := range [][]string{{"conference", "show"}, {"note", "list"}, {"journal", "list"}, {"watch"}, {"minutes", "show"}} {
		if out := on("outsider").ends(3, args...); strings.Contains(out, "Vägen") || strings.Contains(out, "Regional") {
			t.Errorf("the outsider learns: %s", out)
		}
	}
	time.Sleep(time.Until(p.people["leader"].expires))
	for name, token := range map[string]string{
		"nobody": "", "wrong": "svk_" + strings.Repeat("x", 32) + "_00000000", "no token": "hej", "old": p.people["leader"].Expired,
	} {
		if out := s.computer(t, token).ends(4, "note", "list"); strings.Contains(out, "Vägen") {
			t.Errorf("%s: %s", name, out)
		}
	}
	s.computer(t, p.people["ekeryd"].Readers[0]).ends(4, "floor", "request", "kommun-ekeryd")
	for _, e := range s.as(p.people["leader"].Token).journal() {
		if strings.Contains(string(e.Payload), "Smuget in") || strings.Contains(string(e.Payload), "Utan roll") {
			t.Errorf("what was refused stands in the journal: %+v", e)
		}
	}
}

// Somebody follows in the terminal while the service is killed and comes back: every entry is told, once and in order. A note that is
// written meanwhile gets in when the service is there again, once.
func TestWatchWhileServiceIsGone(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	leader := s.as(p.people["leader"].Token)
	leader.begin()
	watching := s.computer(t, p.people["ekeryd"].Token).command("watch", "--after", "0", "-o", "jsonl", "--count", "10")
	out, err := watching.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var told output
	watching.Stderr = &told
	if err := watching.Start(); err != nil {
		t.Fatal(err)
	}
	defer watching.Process.Kill()
	lines := bufio.NewReader(out)
	next := int64(0)
	read := func(until int64) {
		t.Helper()
		for next < until {
			line, err := lines.ReadString('\n')
			var e wire.Entry
			if err != nil || json.Unmarshal([]byte(line), &e) != nil || e.Seq != next+1 {
				t.Fatalf("after entry %d came %q (%v)\n%s", next, line, err, told.String())
			}
			next = e.Seq
		}
	}
	read(int64(len(leader.journal())))
	s.kill()
	var writing sync.WaitGroup
	writing.Go(func() {
		s.computer(t, p.people["secretary"].Token).ends(0, "note", "write", "info", "Skrivet medan tjänsten var borta")
	})
	time.Sleep(300 * time.Millisecond) // so that it finds nobody there
	s.again()
	writing.Wait()
	for i := range 10 {
		leader.give(note("sedan-"+itoa(int64(i)), "Sedan"))
	}
	read(10)
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
	if err := watching.Wait(); err != nil {
		t.Errorf("%v\n%s", err, told.String())
	}
	n := 0
	for _, e := range leader.journal() {
		if strings.Contains(string(e.Payload), "Skrivet medan") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("what was written while the service was gone stands there %d times", n)
	}
}

// Somebody signs the program in by approving its code in a browser, and uses it as herself; after signing out the token is dead.
func TestLoginByDevice(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves()
	s.as(p.people["leader"].Token).begin()
	own := s.computer(t, "")
	cmd := own.command("login", s.url, "-o", "jsonl")
	cmd.Env = cmd.Env[:1]         // nothing but a home
	errs, err := cmd.StderrPipe() // where the code is shown, so that programs can read the answer
	if err != nil {
		t.Fatal(err)
	}
	var said output
	cmd.Stdout = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	lines := bufio.NewReader(errs)
	line, err := lines.ReadString('\n')
	var grant struct{ UserCode, VerificationURI string }
	if err != nil || json.Unmarshal([]byte(line), &grant) != nil || grant.UserCode == "" {
		t.Fatalf("%q, %v", line, err)
	}
	if !strings.HasSuffix(grant.VerificationURI, "/device") {
		t.Errorf("to be approved at %q", grant.VerificationURI)
	}
	browser := s.signsIn(p.people["secretary"])
	for _, answer := range []string{"", "yes"} {
		if a := browser.form("/device", url.Values{"code": {grant.UserCode}, "answer": {answer}}); a.Status != http.StatusOK {
			t.Fatalf("approving, %q: %d\n%s", answer, a.Status, a.Body)
		} else if answer == "yes" && !strings.Contains(string(a.Body), `class="done"`) {
			t.Fatalf("approved, and the page says\n%s", a.Body)
		}
	}
	rest, err := io.ReadAll(lines)
	if err != nil || cmd.Wait() != nil || !strings.Contains(said.String(), p.people["secretary"].Member) {
		t.Fatalf("it says %q, %v\n%s", said.String(), err, rest)
	}
	if out := own.ends(0, "whoami", "-o", "json"); !strings.Contains(out, p.people["secretary"].Member) {
		t.Errorf("whoami: %s", out)
	}
	own.ends(0, "note", "write", "info", "Från egen dator")
	own.ends(0, "logout", s.url)
	own.ends(4, "note", "list")
}
