package cli

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"samverkan/conference"
	"samverkan/internal/attachment"
	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
	"samverkan/internal/journal"
	"samverkan/internal/store"
	"samverkan/minutes"
)

// origin names the installation in checkpoints and signatures.
const origin = "samverkan"

// session is one run of the program. It opens what a verb needs when it needs it.
type session struct {
	world   World
	options options
	p       *i18n.Printer
	log     *slog.Logger
	ids     *id.Source

	unwritable error // why the database was opened for reading only; nil when it was not
	creates    bool  // the verb may make a database that is not there
	store      *store.Store
	kept       *attachment.Shelf
	key        journal.PrivateKey
	clerk      *clerk.Clerk // of the database; nil when the verb works at a service
	far        *remote      // the service; nil when the verb works on the database
	at         desk         // one of the two
	who        clerk.Identity
	known      *directory.Directory
	seen       *clerk.View
	past       bool // seen is as it stood once, which a service makes no papers of

	reminders []warningText // for the next receipt
	waited    int32         // 1: it has been said that the service does not answer
}

// desk gives the desk that the verb works at: that of the service, or that of the database.
func (s *session) desk(ctx context.Context) (desk, error) {
	switch {
	case s.at != nil:
		return s.at, nil
	case s.options.server != "":
		far, err := s.openRemote(ctx)
		if err != nil {
			return nil, err
		}
		s.at = far
	default:
		near, err := s.openLocal(ctx)
		if err != nil {
			return nil, err
		}
		s.at = near
	}
	return s.at, nil
}

// file gives the clerk of the database, for what can only be done where the database is. Fault: cli.local-only.
func (s *session) file(ctx context.Context) (*clerk.Clerk, error) {
	if s.options.server != "" {
		return nil, fault.New(fault.Invalid, "cli.local-only", "Server", s.options.server)
	}
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	return s.clerk, nil
}

// openLocal opens the database and gives the clerk, and the one on whose behalf the program runs.
func (s *session) openLocal(ctx context.Context) (*clerk.Clerk, error) {
	fresh, err := s.openStore(ctx)
	if err != nil {
		return nil, err
	}
	near, err := s.newDesk(ctx, s.world.Now, false)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := s.stock(ctx, near); err != nil {
			return nil, err
		}
	}
	if s.options.as != "" {
		if s.who, err = near.Identify(ctx, s.options.as); err != nil {
			return nil, err
		}
	}
	s.clerk = near
	return near, nil
}

// newDesk makes a clerk over the open database. now is what it dates its signatures by.
func (s *session) newDesk(ctx context.Context, now func() time.Time, replayed bool) (*clerk.Clerk, error) {
	key, err := s.store.SigningKey(ctx, origin)
	if err != nil && fault.CodeOf(err) != "store.read-only" { // nothing can be signed where nothing can be written
		return nil, err
	}
	s.key = key
	return clerk.New(clerk.Options{Store: s.store, Files: s.files(), NewID: s.ids.New, Now: now, Key: key, Origin: origin,
		Base: s.world.Env("SAMVERKAN_URL"), Replayed: replayed}), nil
}

// openStore opens the database, and tells whether it was made. Only a verb that begins something makes one: a misspelled
// --db must not look like an empty register.
func (s *session) openStore(ctx context.Context) (fresh bool, err error) {
	if s.options.db == "" {
		return false, fault.New(fault.Unavailable, "cli.no-data-directory")
	}
	if config.IsPostgres(s.options.db) {
		return false, s.openServer(ctx)
	}
	info, err := os.Stat(s.options.db)
	// A file without a byte in it is no database yet: taken for one, it would look like an empty register.
	fresh = errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0
	if fresh && !s.creates {
		return false, fault.New(fault.NotFound, "cli.no-database", "Path", s.options.db)
	}
	if fresh {
		if err := s.options.makeHome(); err != nil {
			return false, err
		}
	}
	o := store.Options{Path: s.options.db, Now: s.world.Now, Random: s.world.Random}
	s.store, err = store.Open(ctx, o)
	if kind := fault.KindOf(err); err != nil && !fresh && (kind == fault.Unavailable || kind == fault.Full) {
		// What only reads shall work where nothing can be written; what writes is refused when it tries.
		o.ReadOnly = true
		if reading, wrong := store.Open(ctx, o); wrong == nil {
			s.store, s.unwritable, err = reading, err, nil
		}
	}
	return fresh, err
}

// openServer opens a database on a server. Its files and its key are where the service has them, by the same settings.
func (s *session) openServer(ctx context.Context) error {
	c, err := config.Load(config.Sources{Home: dataHome(s.world.Env), File: s.world.Env(envConfig), Env: s.world.Env,
		Flags: map[string]string{"db": s.options.db}})
	if err != nil {
		return err
	}
	if s.kept, err = (attachment.Place{Directory: c.Files, Bucket: c.S3.Bucket, Endpoint: c.S3.Endpoint, Region: c.S3.Region,
		Keys: c.S3.Keys}).Shelf(s.world.Random); err != nil {
		return err
	}
	s.store, err = store.Open(ctx, store.Options{Path: c.Database, KeyPath: c.SigningKey, Now: s.world.Now, Random: s.world.Random})
	return err
}

// stock gives a new database the actors that ship with the program.
func (s *session) stock(ctx context.Context, desk *clerk.Clerk) error {
	sweden, err := directory.Sweden()
	if err != nil {
		return err
	}
	_, err = desk.Administer(ctx, clerk.OwnerIdentity(), s.ids.New(), clerk.ImportActors{Actors: sweden.All()})
	if err != nil {
		return err
	}
	s.remark(s.p.T("cli.new-database", "Path", s.options.db, "Actors", s.p.Number(sweden.Len())))
	return nil
}

func (s *session) close() error {
	s.far.close()
	err := s.kept.Close()
	if s.store == nil {
		return err
	}
	return errors.Join(s.store.Close(), err)
}

// chosen is the conference that the verb is about.
func (s *session) chosen(ctx context.Context) (string, error) {
	if s.options.conference != "" {
		return s.options.conference, nil
	}
	if known := s.conferenceIDs(ctx); len(known) > 0 {
		return "", fault.New(fault.Invalid, "cli.which-conference", "Known", known)
	}
	return "", fault.New(fault.Invalid, "cli.no-conference")
}

// view gives the chosen conference as the one who asks may see it.
func (s *session) view(ctx context.Context) (*clerk.View, error) {
	if s.seen != nil {
		return s.seen, nil
	}
	id, err := s.chosen(ctx)
	if err != nil {
		return nil, err
	}
	desk, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	s.seen, err = desk.Conference(ctx, s.who, id)
	return s.seen, err
}

// record gives everything that the record of the chosen conference says, without what the one who asks may not read.
func (s *session) record(ctx context.Context) (*minutes.Minutes, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	return minutes.Compose(v.Conference, s.composing(ctx, v)), nil
}

// composing is for whom minutes are composed here.
func (s *session) composing(ctx context.Context, v *clerk.View) minutes.Options {
	return minutes.Options{Now: s.world.Now(), May: v.May, Names: s.names(ctx), Printer: s.p}
}

// plan gives the chosen conference's plan, to be changed and given back. What is shown goes through [readable].
func (s *session) plan(ctx context.Context) (conference.Plan, error) {
	v, err := s.view(ctx)
	if err != nil {
		return conference.Plan{}, err
	}
	return v.Conference.Plan, nil
}
