package e2e_test

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// exitTime is what a restart gives the service to end in.
const exitTime = 25 * time.Second

// The service is asked to stop while commands come in and people follow: what it acknowledged is there afterwards, whoever follows is
// told to come back, and it ends in time and well. Asked twice, it does the same. A hang-up signal does not stop it.
func TestStopUnderLoad(t *testing.T) {
	long(t)
	p := newInstallation(t)
	s := p.serves("--log-level", "warn")
	s.as(p.people["leader"].Token).begin()
	d := newDesk("stopp")
	var followers []*follower
	for i := range 10 {
		followers = append(followers, follows(t, p.people["ekeryd"].Readers[i%8], s.url))
	}
	checker := s.as(p.people["listener"].Token)
	for round, ask := range []func(){
		func() { s.signal(syscall.SIGTERM) },
		func() { s.signal(syscall.SIGTERM); s.signal(syscall.SIGTERM) },
		func() { s.signal(syscall.SIGINT) },
	} {
		eventually(t, "everybody follows", func() bool {
			return all(followers, func(f *follower) bool { return f.connections() > round })
		})
		before := d.count()
		stop := d.work(s.as(p.people["secretary"].Token), s.as(p.people["leader"].Token), s.as(p.people["technician"].Token))
		eventually(t, "commands are acknowledged", func() bool { return d.count() > before+20 })
		s.signal(syscall.SIGHUP)
		now := d.count()
		eventually(t, "it goes on after a hang-up", func() bool { return d.count() > now+5 })
		asked := time.Now()
		ask()
		code := s.code(exitTime + patience)
		took := time.Since(asked)
		stop()
		if code != 0 || took > exitTime || strings.Contains(s.errs.String(), "goroutine ") {
			t.Errorf("round %d: exit code %d after %v\n%s", round, code, took, tail(s.errs.String()))
		}
		t.Logf("round %d: ended after %v, %d commands acknowledged, %v", round, took.Round(time.Millisecond), d.count(), d.other)
		if !all(followers, func(f *follower) bool { return f.got("reconnect") > round }) {
			t.Errorf("round %d: not everybody was told to come back", round)
		}
		s.again()
		d.stands(t, checker)
	}
	d.all(t, s.as(p.people["technician"].Token))
	d.stands(t, checker)
	last := int64(len(checker.journal()))
	eventually(t, "everybody has everything", func() bool { return all(followers, func(f *follower) bool { return f.last() >= last }) })
	for _, f := range followers {
		f.inOrder(t, last)
	}
	s.stop()
	p.verified()
}
