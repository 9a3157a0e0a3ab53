package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
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

// secretaries is how many sessions the entries are posted with in turn: one may ask only so much in a minute.
const secretaries = 16

// signers is how many sessions are begun at the same time: those share a write to the disk.
const signers = 64

// The account that signs in with a password, when that is measured.
const (
	login    = "dokumentator@ovning.example"
	password = "snöröjning-natten-till-torsdag"
)

// installation is a database with a conference that goes on, and people who are signed in.
type installation struct {
	home, db   string
	conference string
	followers  []string // session cookies, each of somebody else
	posters    []string // session cookies of the secretary
}

// earlier is when it was made: long enough ago for the service to write down, when they come, that people were seen again.
func earlier() time.Time { return time.Now().Add(-5 * time.Minute) }

// desk is what an installation is made with.
type desk struct {
	*clerk.Clerk
	signin *signin.Service
	owner  clerk.Identity
	newID  func() string
}

// flags are the settings that say where an installation has its things.
func flags(home, db string) map[string]string {
	at := func(name string) string { return filepath.Join(home, name) }
	return map[string]string{"db": db, "files": at("files"), "secret-key": at("secret.key"), "signing-key": at("signing.key")}
}

// install makes an installation with so many people, in a directory, in the database of the settings.
func install(home, db string, people int) (*installation, error) {
	ctx := context.Background()
	c, err := config.Load(config.Sources{Home: home, Env: func(string) string { return "" }, Flags: flags(home, db)})
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, store.Options{Path: c.Database, Now: earlier, KeyPath: c.SigningKey})
	if err != nil {
		return nil, err
	}
	in := &installation{home: home, db: db}
	err = in.fill(ctx, s, c, people)
	if closed := s.Close(); err == nil {
		err = closed
	}
	return in, err
}

func (in *installation) fill(ctx context.Context, s *store.Store, c *config.Config, people int) error {
	d, err := newDesk(ctx, s, c, earlier, false)
	if err != nil {
		return err
	}
	plan, err := d.open(ctx)
	if err != nil {
		return err
	}
	in.conference = plan.ID
	if in.followers, err = d.people(ctx, plan.Actors(), people); err != nil {
		return err
	}
	holder := plan.Roles[1]
	who := directory.Member{ID: holder.Member, Name: "Dokumentatör", Actor: holder.Actor, SystemRole: directory.Writer}
	if err := d.signin.Establish(ctx, d.owner, []signin.Newcomer{{Member: who, Login: login}}, password); err != nil {
		return err
	}
	for range secretaries {
		cookie, err := d.signin.SessionFor(ctx, who.ID, "load")
		if err != nil {
			return err
		}
		in.posters = append(in.posters, cookie.String())
	}
	return nil
}

// newDesk seats a desk by a clock. Replayed lets what happened stand however far it is from that.
func newDesk(ctx context.Context, s *store.Store, c *config.Config, now func() time.Time, replayed bool) (*desk, error) {
	key, err := s.SigningKey(ctx, c.Origin)
	if err != nil {
		return nil, err
	}
	ids := id.NewSource(now, rand.Reader)
	d := &desk{owner: clerk.OwnerIdentity(), newID: ids.New}
	d.Clerk = clerk.New(clerk.Options{Store: s, Files: attachment.NewShelf(c.Files, rand.Reader), NewID: ids.New, Now: now, Key: key, Origin: c.Origin,
		Replayed: replayed})
	secret, err := signin.LoadKey(c.SecretKey, rand.Reader)
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	d.signin, err = signin.New(signin.Options{Clerk: d.Clerk, Now: now, Random: rand.Reader, NewID: ids.New, Key: secret, Base: c.URL, Texts: texts,
		Log: slog.New(slog.DiscardHandler)})
	return d, err
}

func (d *desk) administer(ctx context.Context, cmd clerk.AdminCommand) error {
	_, err := d.Administer(ctx, d.owner, "", cmd)
	return err
}

// open brings the exercise's regional conference to where it is about to be closed.
func (d *desk) open(ctx context.Context) (conference.Plan, error) {
	read := func(name string) *bytes.Reader {
		raw, err := fixture.Snokaos.ReadFile("snokaos/" + name)
		if err != nil {
			panic(err) // it is built in
		}
		return bytes.NewReader(raw)
	}
	sweden, err := directory.Sweden()
	if err != nil {
		return conference.Plan{}, err
	}
	fictive, err := directory.ReadActors(read("actors.csv"))
	if err != nil {
		return conference.Plan{}, err
	}
	incident, err := scenario.ReadIncident(read("event.yaml"))
	if err != nil {
		return conference.Plan{}, err
	}
	plan, err := scenario.ReadPlan(read("conference-regional.yaml"))
	if err != nil {
		return plan, err
	}
	run, err := scenario.ReadRun(read("run-regional.jsonl"))
	if err != nil {
		return plan, err
	}
	for i := range plan.Roles {
		plan.Roles[i].Member = strings.ToLower(string(plan.Roles[i].Role)) + "." + plan.Roles[i].Actor
	}
	actors := append(slices.Clone(sweden.All()), fictive...)
	for _, cmd := range []clerk.AdminCommand{clerk.ImportActors{Actors: actors}, clerk.SaveIncident{Incident: incident}} {
		if err := d.administer(ctx, cmd); err != nil {
			return plan, err
		}
	}
	plan.Callout.SentAt = time.Time{}
	wishes := []clerk.Wish{{Command: &conference.PlanConference{Plan: plan}},
		{Command: &conference.IssueInvitation{Channels: plan.Callout.Channels, AckDeadline: plan.Callout.AckDeadline}}}
	for _, step := range run {
		if _, ends := step.Commands[0].(*conference.CloseMeeting); ends {
			break
		}
		for _, cmd := range step.Commands {
			wishes = append(wishes, clerk.Wish{Role: step.Role, Command: cmd})
		}
	}
	receipts, err := d.Batch(ctx, d.owner, plan.ID, wishes)
	if err != nil {
		return plan, err
	}
	for _, r := range receipts {
		if r.Fault != nil {
			return plan, fmt.Errorf("the exercise: %s: %w", r.Name, r.Fault)
		}
	}
	return plan, nil
}

// people makes accounts, evenly for all actors, and signs each of them in once. It gives their cookies.
func (d *desk) people(ctx context.Context, actors []string, n int) ([]string, error) {
	const atOnce = 500
	var cmd clerk.ImportAccounts
	for i := range n {
		m := directory.Member{ID: fmt.Sprintf("person.%d", i), Name: fmt.Sprintf("Person %d", i), Actor: actors[i%len(actors)], SystemRole: directory.Reader}
		cmd.People = append(cmd.People, clerk.Invitee{Member: m, Login: fmt.Sprintf("person.%d@ovning.example", i), Link: unusedLink(i)})
		if len(cmd.People) == atOnce || i == n-1 {
			if err := d.administer(ctx, cmd); err != nil {
				return nil, err
			}
			cmd.People = nil
		}
	}
	cookies, turn := make([]string, n), atomic.Int64{}
	errs := make(chan error, signers)
	for range signers {
		go func() {
			for i := int(turn.Add(1)) - 1; i < n; i = int(turn.Add(1)) - 1 {
				cookie, err := d.signin.SessionFor(ctx, fmt.Sprintf("person.%d", i), "load")
				if err != nil {
					errs <- err
					return
				}
				cookies[i] = cookie.String()
			}
			errs <- nil
		}()
	}
	var failed error
	for range signers {
		failed = errors.Join(failed, <-errs)
	}
	return cookies, failed
}

// unusedLink is the digest of the link that somebody would have got.
func unusedLink(i int) clerk.Digest {
	return clerk.Digest(fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, i))))
}
