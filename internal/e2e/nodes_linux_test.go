package e2e_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverkan/internal/wire"
)

// onPostgres moves the installation to a PostgreSQL database, as an operator does, and gives the settings of its nodes.
func (i installation) onPostgres() []string {
	i.t.Helper()
	to := postgres.Database(i.t)
	i.run("db", "copy", "--from", i.database(), "--to", to)
	return []string{"--db", to, "--files", i.database() + ".files", "--secret-key", filepath.Join(i.dir, "secret.key"),
		"--signing-key", i.database() + ".key", "--log-level", "warn"}
}

// Two nodes on one PostgreSQL: commands go to both, and twenty follow at each. One node is killed in the middle of the meeting: no
// acknowledged command is lost, who followed there comes back at the other, everybody gets every entry once and in order, who is
// present is counted over both, and the meeting goes on to its end.
func TestTwoNodesOneKilled(t *testing.T) {
	long(t)
	const each = 20
	p := newInstallation(t)
	settings := p.onPostgres()
	a, b := p.serves(settings...), p.serves(settings...)
	a.as(p.people["leader"].Token).begin()
	var followers []*follower
	for i := range each {
		token := p.people["ekeryd"].Readers[i%8]
		followers = append(followers, follows(t, token, a.url, b.url), follows(t, token, b.url, a.url))
	}
	eventually(t, "everybody is counted at both nodes", func() bool {
		return all(followers, func(f *follower) bool { return f.present() == 2*each })
	})

	for _, s := range []*service{a, b} {
		var present []wire.Presence
		s.as(p.people["leader"].Token).read(here("/presence"), &present)
		if len(present) != 1 || present[0] != (wire.Presence{Actor: "kommun-ekeryd", Count: 2 * each}) {
			t.Errorf("at %s are present: %v", s.address, present)
		}
	}

	d := newDesk("nod")
	stopA := d.work(a.as(p.people["leader"].Token), a.as(p.people["technician"].Token))
	stopB := d.work(b.as(p.people["secretary"].Token), b.as(p.people["listener"].Token))
	eventually(t, "commands are acknowledged", func() bool { return d.count() >= 60 })
	a.kill()
	stopA()
	before := d.count()
	eventually(t, "the meeting goes on", func() bool { return d.count() >= before+30 })
	stopB()

	leader := b.as(p.people["leader"].Token)
	acknowledged := d.count()
	d.stands(t, leader)
	d.all(t, leader) // what nobody knows the fate of is sent again
	d.stands(t, leader)
	leader.give(wire.Command{ID: "end-1", Name: "item.finish", Command: wanted(map[string]string{"item": "p0"})})
	leader.give(wire.Command{ID: "end-2", Name: "meeting.close"})
	last := int64(len(leader.journal()))
	took := eventually(t, "everybody has everything", func() bool {
		return all(followers, func(f *follower) bool { return f.last() >= last })
	})
	moved := 0
	for _, f := range followers {
		f.inOrder(t, last)
		if f.connections() > 1 {
			moved++
		}
	}
	if moved < each {
		t.Errorf("%d followers came back, of %d whose node was killed", moved, each)
	}
	t.Logf("%d commands acknowledged, %d more asked for, %d entries; after the last, everybody had it within %v; %v", acknowledged,
		len(d.asked)-acknowledged, last, took.Round(time.Millisecond), d.other)
	b.stop()
	p.verifiedAt(settings)
}

// verifiedAt checks the database that the settings name, as the operator does.
func (p place) verifiedAt(settings []string) {
	p.t.Helper()
	cmd := p.command("verify", "--db", settings[1])
	cmd.Env = append(cmd.Env, "SAMVERKAN_FILES="+settings[3], "SAMVERKAN_SIGNING_KEY="+settings[7])
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), regional) {
		p.t.Errorf("verify: %v\n%s", err, out)
	}
}

// The database server is killed with SIGKILL while commands come in, and started again: meanwhile whoever writes is told to come
// again, afterwards the service goes on by itself, and every command is carried out once.
func TestDatabaseServerKilled(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves(p.onPostgres()...)
	leader := s.as(p.people["leader"].Token)
	leader.begin()
	f := follows(t, p.people["ekeryd"].Readers[0], s.url)
	d := newDesk("bas")
	stop := d.work(s.as(p.people["secretary"].Token), s.as(p.people["technician"].Token), leader)
	eventually(t, "commands are acknowledged", func() bool { return d.count() >= 20 })
	if err := postgres.Kill(); err != nil {
		t.Fatal(err)
	}
	away := func() int {
		d.mu.Lock()
		defer d.mu.Unlock()
		n := 0
		for what, count := range d.other {
			if strings.HasPrefix(what, "503 ") {
				n += count
			}
		}
		return n
	}
	eventually(t, "it says that it cannot now", func() bool { return away() >= 3 })
	if err := postgres.Start(); err != nil {
		t.Fatal(err)
	}
	before := d.count()
	took := eventually(t, "it goes on", func() bool { return d.count() > before })
	if took > 5*10*time.Second {
		t.Errorf("it went on after %v", took)
	}
	stop()
	for what := range d.other {
		if !strings.HasPrefix(what, "503 ") {
			t.Errorf("the service answered %s", what)
		}
	}
	d.stands(t, leader)
	d.all(t, leader)
	d.stands(t, leader)
	last := int64(len(leader.journal()))
	eventually(t, "the follower has everything", func() bool { return f.last() >= last })
	f.inOrder(t, last)
	t.Logf("it went on %v after the database server was there again: %v", took.Round(time.Millisecond), d.other)
	s.stop()
}

// Who ends a token at one node is nobody at the other one either, also where a stream is open already.
func TestTokenEndedAtAnotherNode(t *testing.T) {
	long(t)
	p := newInstallation(t)
	settings := p.onPostgres()
	a, b := p.serves(settings...), p.serves(settings...)
	a.as(p.people["leader"].Token).begin()
	token := p.people["ekeryd"].Readers[0]
	f := follows(t, token, b.url)
	last := int64(len(a.as(p.people["leader"].Token).journal()))
	eventually(t, "the stream is open", func() bool { return f.last() >= last })
	if r := a.as(token).ask("DELETE", "/api/v1/tokens/current", nil); r.Status >= 300 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	took := eventually(t, "the stream at the other node ends, and is not opened again", func() bool { return f.refused(http.StatusUnauthorized) > 0 })
	if took > 5*streamsWithin {
		t.Errorf("it took %v", took)
	}
	t.Logf("ended after %v", took)
}
