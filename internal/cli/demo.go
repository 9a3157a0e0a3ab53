package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/scenario"
)

// demo makes an exercise from nothing to published minutes.
func (s *session) demo() verb {
	dir, listen, serve := "", "", false
	return verb{
		use: "demo", group: groupArchive, example: "samverkan demo\nsamverkan demo --dir ovning\nsamverkan demo --serve",
		flags: func(f *flags) {
			f.text(&dir, "dir")
			f.yes(&serve, "serve")
			f.text(&listen, "listen")
		},
		run: func(ctx context.Context, _ []string) error {
			if s.options.server != "" {
				return fault.New(fault.Invalid, "cli.local-only", "Server", s.options.server)
			}
			if old := firstOf(dir, demoHome); serve && isDemo(old) {
				return s.serveDemo(ctx, old, listen)
			}
			started := s.world.Now()
			home, err := freshDirectory(dir)
			if err != nil {
				return err
			}
			s.options.db, s.creates = filepath.Join(home, "samverkan.db"), true
			if _, err := s.openStore(ctx); err != nil {
				return err
			}
			d := &demonstration{session: s, home: home, owner: clerk.OwnerIdentity()}
			if d.desk, err = s.newDesk(ctx, func() time.Time { return d.now }, true); err != nil {
				return err
			}
			s.clerk, s.at = d.desk, d.desk
			if err := d.run(ctx); err != nil {
				return err
			}
			checked, err := d.desk.Verify(ctx, d.owner)
			if err != nil {
				return err
			}
			if len(checked.Faults) > 0 {
				return checked.Faults[0]
			}
			d.events = checked.Entries
			if err := d.tell(s.world.Now().Sub(started)); err != nil || !serve {
				return err
			}
			// The service opens the database anew, as its only holder.
			if err := s.close(); err != nil {
				return err
			}
			s.store, s.clerk, s.at, s.kept = nil, nil, nil, nil
			return s.serveDemo(ctx, home, listen)
		},
	}
}

// demoHome is the directory of a demonstration that nobody chose a place for.
const demoHome = "samverkan-demo"

// freshDirectory makes a directory for a demonstration. One that was chosen must be empty or not there; without a choice, the
// first free name is taken: nobody's files are ever overwritten.
func freshDirectory(chosen string) (string, error) {
	names := []string{chosen}
	if chosen == "" {
		names = nil
		for n := 1; n < 100; n++ {
			name := demoHome
			if n > 1 {
				name += "-" + strconv.Itoa(n)
			}
			names = append(names, name)
		}
	}
	for _, name := range names {
		entries, err := os.ReadDir(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fileFault(err, name)
		case len(entries) > 0:
			continue
		}
		if err := os.MkdirAll(name, 0o755); err != nil {
			return "", fileFault(err, name)
		}
		return name, nil
	}
	return "", fault.New(fault.Conflict, "cli.directory-not-empty", "Path", firstOf(chosen, demoHome))
}

// demonstration is one run of the exercise.
type demonstration struct {
	session *session
	desk    *clerk.Clerk
	home    string
	owner   clerk.Identity
	now     time.Time // by the clock of the exercise: documents are dated and sealed by it

	incident conference.Incident
	dir      *directory.Directory
	plans    []conference.Plan
	written  []writtenFile
	packed   string // path of the bundle
	warned   []clerk.Warning
	events   int64
}

type writtenFile struct {
	path string
	size int
}

// exercise are the conferences of the exercise in the order they are held, with the area each host keeps.
var exercise = []struct{ name, area, areaName string }{
	{"local", "yta-allmansta", "Allmänsta krisledning"},
	{"regional", "yta-snokaos", "Snökaos Allmänlän"},
	{"national", "yta-nationell", "Snö och kyla nationellt"},
}

func (d *demonstration) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{d.stock, d.openIncident, d.plan, d.accounts, d.hold, d.lists} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func open(name string) ([]byte, error) { return fixture.Snokaos.ReadFile("snokaos/" + name) }

func (d *demonstration) administer(ctx context.Context, cmd clerk.AdminCommand) error {
	_, err := d.desk.Administer(ctx, d.owner, "", cmd)
	return err
}

// stock fills the directory: the actors that ship with the program, and those of the exercise.
func (d *demonstration) stock(ctx context.Context) error {
	sweden, err := directory.Sweden()
	if err != nil {
		return err
	}
	raw, err := open("actors.csv")
	if err != nil {
		return err
	}
	fictive, err := directory.ReadActors(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if err := d.administer(ctx, clerk.ImportActors{Actors: append(slices.Clone(sweden.All()), fictive...)}); err != nil {
		return err
	}
	d.dir, err = d.desk.Directory(ctx)
	d.session.known = d.dir
	return err
}

func (d *demonstration) openIncident(ctx context.Context) error {
	raw, err := open("event.yaml")
	if err != nil {
		return err
	}
	if d.incident, err = scenario.ReadIncident(bytes.NewReader(raw)); err != nil {
		return err
	}
	return d.administer(ctx, clerk.SaveIncident{Incident: d.incident})
}

// plan reads the three plans, and makes accounts, rosters and areas for those in them.
func (d *demonstration) plan(ctx context.Context) error {
	var called []string
	for _, l := range exercise {
		raw, err := open("conference-" + l.name + ".yaml")
		if err != nil {
			return err
		}
		p, err := scenario.ReadPlan(bytes.NewReader(raw))
		if err != nil {
			return err
		}
		if err := d.people(ctx, &p); err != nil {
			return err
		}
		d.plans = append(d.plans, p)
		called = append(called, p.Actors()...)
		actors := slices.DeleteFunc(p.Actors(), func(a string) bool { return a == p.Host })
		if err := d.administer(ctx, clerk.SaveRoster{Roster: directory.Roster{ID: "natverk-" + l.name, Owner: p.Host,
			Name: d.session.p.T("cli.demo.roster", "Level", d.session.p.T("cli.demo.folder."+l.name)), Members: p.Actors()}}); err != nil {
			return err
		}
		a := area.Area{ID: l.area, Name: l.areaName, Owner: p.Host, Incident: d.incident.ID, Exercise: true}
		for _, actor := range actors {
			a.Grants = append(a.Grants, area.Grant{Actor: actor, Right: area.Read})
		}
		if err := d.administer(ctx, clerk.CreateArea{Area: a}); err != nil {
			return err
		}
	}
	slices.Sort(called)
	return d.administer(ctx, clerk.ImportContacts{Contacts: fixture.Contacts(slices.Compact(called))})
}

// people makes an account for each of the host's roles and one for each invited actor's function on duty. Accounts are
// named by function: no person is needed for an exercise on paper.
func (d *demonstration) people(ctx context.Context, p *conference.Plan) error {
	save := func(id, name, actor string) error {
		return d.administer(ctx, clerk.SaveMember{Member: directory.Member{ID: id, Name: name, Actor: actor, SystemRole: directory.Writer}})
	}
	short := map[conference.Role]string{conference.Leader: "motesledare", conference.Secretary: "dokumentator",
		conference.Listener: "lyssnare", conference.Technician: "teknik"}
	for i, h := range p.Roles {
		id := short[h.Role] + "." + h.Actor
		p.Roles[i].Member = id
		if err := save(id, h.Function, h.Actor); err != nil {
			return err
		}
	}
	for _, actor := range p.Actors() {
		if err := save("tib."+actor, "TiB "+d.name(actor), actor); err != nil {
			return err
		}
	}
	return nil
}

func (d *demonstration) name(actor string) string {
	a, _ := d.dir.ByID(actor)
	return firstOf(a.ShortName, a.Name, actor)
}
