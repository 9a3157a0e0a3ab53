package webtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/papers"
	"samverkan/internal/rehearsal"
	"samverkan/internal/signin"
	"samverkan/internal/store"
)

// State is how far the regional conference of the exercise has come.
type State string

// The states. In every one but the first the local conference has been held before it.
const (
	Empty     State = "empty"     // people and actors, and nothing else
	Planned   State = "planned"   // the plan is written, nothing is sent
	Called    State = "called"    // the kallelse is out, half have answered
	Lobby     State = "lobby"     // people are coming in
	RollCall  State = "roll-call" // half the names are called
	Live      State = "live"      // item 5: a proposal is read back, most have answered, one speaks and three wait
	Closed    State = "closed"    // the meeting is over, and the minutes are looked through
	Approved  State = "approved"
	Published State = "published"
)

// States lists them all, in the order of a meeting.
func States() []State {
	return []State{Empty, Planned, Called, Lobby, RollCall, Live, Closed, Approved, Published}
}

// What is in every state but the first.
const (
	Conference = "konf-regional-1" // the one whose state it is
	Local      = "konf-lokal-1"    // the one before it
	Incident   = "snokaos-allmansta"
	Inquiry    = "nodvatten"
	Area       = "yta-snokaos"
	Host       = "lst-allmanlan"
)

// Moment is what time it is in a state when a test begins.
func (s State) Moment() time.Time {
	at := func(hour, minute, second int) time.Time {
		return time.Date(2027, time.January, 6, hour, minute, second, 0, i18n.Stockholm())
	}
	switch s {
	case Empty:
		return at(13, 0, 0)
	case Planned:
		return at(16, 5, 0)
	case Called:
		return at(16, 12, 0)
	case Lobby:
		return at(18, 58, 0)
	case RollCall:
		return at(19, 5, 30)
	case Live:
		return rehearsal.Moment()
	case Closed:
		return at(20, 20, 0)
	case Approved:
		return at(20, 42, 0)
	}
	return at(20, 55, 0)
}

// before is the state that another is made from.
func (s State) before() State {
	switch s {
	case Empty:
		return ""
	case Planned, Live: // the meeting that goes on has a plan of its own
		return Empty
	case Closed:
		return RollCall
	}
	all := States()
	return all[slices.Index(all, s)-1]
}

// prepared are the installations that have been made, each once for a test program: playing a meeting takes longer than copying
// what came of it.
var prepared = struct {
	sync.Mutex
	dirs map[State]string
}{dirs: map[State]string{}}

// prepare gives a directory with an installation in a state; it is only ever copied.
func prepare(ctx context.Context, s State) (string, error) {
	prepared.Lock()
	defer prepared.Unlock()
	return made(ctx, s)
}

func made(ctx context.Context, s State) (string, error) {
	if dir := prepared.dirs[s]; dir != "" {
		return dir, nil
	}
	from := ""
	if s.before() != "" {
		var err error
		if from, err = made(ctx, s.before()); err != nil {
			return "", err
		}
	}
	dir, err := os.MkdirTemp(memory(), "samverkan-"+string(s)+"-")
	if err != nil {
		return "", err
	}
	if from != "" {
		err = copied(from, dir)
	}
	if err == nil {
		err = play(ctx, dir, s)
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", fmt.Errorf("%s: %w", s, err)
	}
	prepared.dirs[s] = dir
	return dir, nil
}

// memory is where a file is written without waiting for a disk, where there is such a place: every line of a meeting is safe on disk
// before the next is taken, and that is for others to test.
func memory() string {
	const shm = "/dev/shm"
	if info, err := os.Stat(shm); err == nil && info.IsDir() {
		return shm
	}
	return ""
}

// Forget takes away what was prepared, and ends the browser that the tests had in common. It is for TestMain, when all is done.
func Forget() {
	common.Lock()
	common.end()
	common.Unlock()
	prepared.Lock()
	defer prepared.Unlock()
	for s, dir := range prepared.dirs {
		os.RemoveAll(dir)
		delete(prepared.dirs, s)
	}
}

// copied copies what was prepared to a place where it can be changed.
func copied(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, info.Mode().Perm())
	})
}

// settings are those of an installation in a directory.
func settings(dir, url string, more map[string]string) (*config.Config, error) {
	flags := map[string]string{"db": filepath.Join(dir, "samverkan.db"), "url": url, "metrics": "", "listen": "127.0.0.1:0"}
	maps.Copy(flags, more)
	return config.Load(config.Sources{Home: dir, Env: func(name string) string { return more[name] }, Flags: flags})
}

// player is what an installation is made with.
type player struct {
	rehearsal.Desk
	signin *signin.Service
	texts  *i18n.Printer
	state  State
	span   rehearsal.Span // what has happened since the state before
}

// play makes an installation in a state.
func play(ctx context.Context, dir string, s State) error {
	c, err := settings(dir, "http://localhost", nil)
	if err != nil {
		return err
	}
	clock := &rehearsal.Clock{}
	clock.Set(Empty.Moment().Add(-time.Hour))
	db, err := store.Open(ctx, store.Options{Path: c.Database, Now: clock.Now, KeyPath: c.SigningKey})
	if err != nil {
		return err
	}
	defer db.Close()
	key, err := db.SigningKey(ctx, c.Origin)
	if err != nil {
		return err
	}
	newID := id.NewSource(clock.Now, rand.Reader).New
	files := attachment.NewShelf(c.Files, rand.Reader)
	defer files.Close()
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	p := &player{texts: texts.For(i18n.Swedish), state: s, Desk: rehearsal.Desk{Clock: clock,
		Clerk: clerk.New(clerk.Options{Store: db, Files: files, NewID: newID, Now: clock.Now, Key: key, Origin: c.Origin, Replayed: true})}}
	secret, err := signin.LoadKey(c.SecretKey, rand.Reader)
	if err != nil {
		return err
	}
	if p.signin, err = signin.New(signin.Options{Clerk: p.Clerk, Now: clock.Now, Random: rand.Reader, NewID: newID, Key: secret, Base: c.URL, Texts: texts}); err != nil {
		return err
	}
	defer p.signin.Close()
	if s == Empty {
		return errors.Join(p.Stock(ctx), p.people(ctx))
	}
	p.span = rehearsal.Span{From: s.before().Moment(), Until: s.Moment()}
	return errors.Join(p.places(ctx), p.local(ctx), p.regional(ctx))
}

// places makes the areas that the conferences publish in.
func (p *player) places(ctx context.Context) error {
	if p.state.before() != Empty {
		return nil // they are there
	}
	for _, x := range []struct{ conference, id, name string }{{"local", "yta-allmansta", "Allmänsta krisledning"}, {"regional", Area, "Snökaos Allmänlän"}} {
		m, err := rehearsal.Read(x.conference)
		if err != nil {
			return err
		}
		a := area.Area{ID: x.id, Name: x.name, Owner: m.Plan.Host, Incident: Incident, Exercise: true}
		for _, actor := range m.Plan.Actors() {
			if actor != m.Plan.Host {
				a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: area.Read})
			}
		}
		if err := p.Administer(ctx, clerk.CreateArea{Area: a}); err != nil {
			return err
		}
		if err := p.Administer(ctx, clerk.SaveRoster{Roster: directory.Roster{ID: "natverk-" + x.conference, Owner: m.Plan.Host, Name: x.name,
			Members: m.Plan.Actors()}}); err != nil {
			return err
		}
	}
	return p.asked(ctx)
}

// asked has the host ask about water before anything is planned.
func (p *player) asked(ctx context.Context) error {
	m, err := rehearsal.Read("regional")
	if err != nil {
		return err
	}
	return p.Ask(ctx, m.Plan, Inquiry, m.Plan.Callout.SentAt.Add(-3*time.Hour), m.Plan.Callout.SentAt.Add(-2*time.Hour))
}

// local holds the conference before it.
func (p *player) local(ctx context.Context) error {
	m, err := rehearsal.Read("local")
	if err != nil {
		return err
	}
	return p.hold(ctx, m, "yta-allmansta")
}

// regional brings the conference to its state.
func (p *player) regional(ctx context.Context) error {
	m, err := rehearsal.Read("regional")
	if p.state == Live {
		m, err = rehearsal.Live(Conference, rehearsal.Moment().Add(-5*time.Second))
	}
	if err != nil {
		return err
	}
	return p.hold(ctx, m, Area)
}

// hold plans, calls, holds and publishes a conference, as far as it happens since the state before.
func (p *player) hold(ctx context.Context, m rehearsal.Meeting, areaID string) error {
	rehearsal.Bind(&m.Plan)
	if at := m.Plan.Callout.SentAt.Add(-20 * time.Minute); p.span.Holds(at) {
		if err := p.Plan(ctx, m.Plan, at); err != nil {
			return err
		}
	}
	if err := p.Call(ctx, m.Plan, p.span); err != nil {
		return err
	}
	if err := p.Play(ctx, m, p.span); err != nil {
		return err
	}
	if at := m.Plan.End.Add(4 * time.Minute); p.span.Holds(at) { // after the regional one, which goes on for three minutes too long
		if err := p.Record(ctx, m.Plan, at); err != nil {
			return err
		}
	}
	if !p.span.Holds(m.Run[len(m.Run)-1].At) {
		return nil
	}
	v, err := p.Clerk.Conference(ctx, clerk.OwnerIdentity(), m.Plan.ID)
	if err != nil || v.Conference.Phase != conference.Published {
		return err
	}
	at := v.Conference.Latest.Add(time.Minute)
	p.Clock.Set(at)
	who := clerk.Identity{Member: "dokumentator." + m.Plan.Host, Actor: m.Plan.Host, SystemRole: directory.Writer}
	made, err := papers.Open(ctx, p.Clerk, who, m.Plan.ID, p.texts, at)
	if err != nil {
		return err
	}
	editions, version, err := made.Editions(ctx)
	if err != nil {
		return err
	}
	_, err = p.Clerk.PublishMinutes(ctx, who, clerk.Publication{Conference: m.Plan.ID, Role: conference.Secretary, OccurredAt: at, Area: areaID,
		Version: version, Editions: editions})
	return err
}
