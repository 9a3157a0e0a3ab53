package e2e_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/fixture"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/scenario"
	"samverkan/internal/signin"
	"samverkan/internal/store"
)

// person is somebody with an account at the installation that the tests begin with.
type person struct {
	Member, Actor, Login string
	Token                string   // of the person's own, with the scope write
	Readers              []string // tokens with which programs read; one may follow by six streams at once
	Expired              string   // a token that has run out at the time
	expires              time.Time
	role                 directory.SystemRole
}

// password is everybody's.
const password = "norrsken-över-allmänsta-1932"

// cast are the people, by what the tests call them. The first four hold the roles of the regional conference, which invites ekeryd
// and has nothing to do with the outsider. The colleague is one of the host's people without a role in it.
func cast() map[string]*person {
	who := func(member, actor string, role directory.SystemRole) *person {
		return &person{Member: member, Actor: actor, Login: member + "@ovning.example", role: role}
	}
	return map[string]*person{
		"leader":     who("motesledare.lst-allmanlan", "lst-allmanlan", directory.Writer),
		"secretary":  who("dokumentator.lst-allmanlan", "lst-allmanlan", directory.Writer),
		"listener":   who("lyssnare.lst-allmanlan", "lst-allmanlan", directory.Writer),
		"technician": who("teknik.lst-allmanlan", "lst-allmanlan", directory.Writer),
		"colleague":  who("handlaggare.lst-allmanlan", "lst-allmanlan", directory.Writer),
		"ekeryd":     who("tib.kommun-ekeryd", "kommun-ekeryd", directory.Writer),
		"outsider":   who("tib.lst-uppsala", "lst-uppsala", directory.Writer),
		"operator":   who("drift.lst-allmanlan", "lst-allmanlan", directory.Operator),
	}
}

// aYearBefore moves the exercise into the past: a service takes no times to come, and keeps those that were.
func aYearBefore(b []byte) []byte { return bytes.ReplaceAll(b, []byte("2027-01-"), []byte("2026-01-")) }

// installation is a place in which the regional conference is planned, with people who can sign in.
type installation struct {
	place
	people map[string]*person
}

// newInstallation gives a new copy of the installation that is made once.
func newInstallation(t *testing.T) installation {
	t.Helper()
	made := once.installation()
	if made.err != nil {
		t.Fatal(made.err)
	}
	p := place{t, t.TempDir(), program(t)}
	if err := os.CopyFS(p.dir, os.DirFS(made.dir)); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"samverkan.db.key", "secret.key"} {
		if err := os.Chmod(filepath.Join(p.dir, key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return installation{p, made.people}
}

type madeOnce struct {
	dir    string
	people map[string]*person
	err    error
}

var once = struct{ installation func() madeOnce }{sync.OnceValue(func() madeOnce {
	dir, err := os.MkdirTemp("", "samverkan-e2e-")
	if err != nil {
		return madeOnce{err: err}
	}
	removed = append(removed, dir)
	m := madeOnce{dir: dir, people: cast()}
	m.err = establish(context.Background(), dir, m.people)
	return m
})}

// establish makes the installation in a directory.
func establish(ctx context.Context, dir string, people map[string]*person) error {
	path := filepath.Join(dir, "samverkan.db")
	s, err := store.Open(ctx, store.Options{Path: path, Now: time.Now, Exclusive: true})
	if err != nil {
		return err
	}
	defer s.Close()
	newID := id.NewSource(time.Now, nil).New
	key, err := s.SigningKey(ctx, "samverkan")
	if err != nil {
		return err
	}
	desk := clerk.New(clerk.Options{Store: s, Files: attachment.NewShelf(path+".files", nil), NewID: newID, Now: time.Now, Key: key,
		Origin: "samverkan"})
	if err := stock(ctx, desk); err != nil {
		return err
	}
	secret, err := signin.LoadKey(filepath.Join(dir, "secret.key"), rand.Reader)
	if err != nil {
		return err
	}
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	none, err := config.Load(config.Sources{Home: dir, Env: func(string) string { return "" }})
	if err != nil {
		return err
	}
	doors, err := signin.New(signin.Options{Clerk: desk, Now: time.Now, Random: rand.Reader, NewID: newID, Key: secret, Base: none.URL, Texts: texts})
	if err != nil {
		return err
	}
	defer doors.Close()
	for name, p := range people {
		m := directory.Member{ID: p.Member, Name: "Övning " + name, Actor: p.Actor, SystemRole: p.role}
		if err := doors.Establish(ctx, clerk.OwnerIdentity(), []signin.Newcomer{{Member: m, Login: p.Login}}, password); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		who := clerk.Identity{Member: p.Member, Actor: p.Actor, SystemRole: p.role}
		scope := clerk.ScopeWrite
		if p.role == directory.Operator {
			scope = clerk.ScopeAdminister
		}
		if p.Token, _, err = doors.MakeToken(ctx, who, "Prov", scope, time.Now().Add(24*time.Hour)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		p.expires = time.Now().Add(time.Second)
		if p.Expired, _, err = doors.MakeToken(ctx, who, "Förbi", scope, p.expires); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for range 8 {
			token, _, err := doors.MakeToken(ctx, who, "Tavla", clerk.ScopeRead, time.Now().Add(24*time.Hour))
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			p.Readers = append(p.Readers, token)
		}
	}
	return plan(ctx, desk, people)
}

// stock fills the directory with the actors that ship with the program, and those of the exercise.
func stock(ctx context.Context, desk *clerk.Clerk) error {
	sweden, err := directory.Sweden()
	if err != nil {
		return err
	}
	raw, err := fixture.Snokaos.ReadFile("snokaos/actors.csv")
	if err != nil {
		return err
	}
	fictive, err := directory.ReadActors(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	_, err = desk.Administer(ctx, clerk.OwnerIdentity(), "", clerk.ImportActors{Actors: append(sweden.All(), fictive...)})
	return err
}

// plan plans the regional conference, with an account for each role.
func plan(ctx context.Context, desk *clerk.Clerk, people map[string]*person) error {
	raw, err := fixture.Snokaos.ReadFile("snokaos/event.yaml")
	if err != nil {
		return err
	}
	incident, err := scenario.ReadIncident(bytes.NewReader(aYearBefore(raw)))
	if err != nil {
		return err
	}
	if _, err := desk.Administer(ctx, clerk.OwnerIdentity(), "", clerk.SaveIncident{Incident: incident}); err != nil {
		return err
	}
	if raw, err = fixture.Snokaos.ReadFile("snokaos/conference-regional.yaml"); err != nil {
		return err
	}
	p, err := scenario.ReadPlan(bytes.NewReader(aYearBefore(raw)))
	if err != nil {
		return err
	}
	for i, h := range p.Roles {
		p.Roles[i].Member = people[strings.ToLower(string(h.Role))].Member
	}
	_, err = desk.Do(ctx, clerk.OwnerIdentity(), p.ID, clerk.Wish{Command: &conference.PlanConference{Plan: p}})
	return err
}

// wanted is JSON for a request.
func wanted(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values of the tests' own
	}
	return b
}
