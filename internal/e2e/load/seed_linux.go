package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/config"
	"samverkan/internal/directory"
	"samverkan/internal/signin"
	"samverkan/internal/store"
)

// How much a year is.
const (
	yearActors      = 700
	yearConferences = 3000
)

// seed makes years of a large installation: what lists, searches and pages have to go through. Everything is given to the desk as
// commands, with the clock where the year is, and the same numbers give the same conferences. Ids of commands and salts are
// random, as they must be.
func seed(args []string, out io.Writer) error {
	set := flag.NewFlagSet("seed", flag.ContinueOnError)
	years := set.Int("years", 1, "how many years")
	conferences := set.Int("conferences", yearConferences, "how many conferences a year")
	today := set.String("today", time.Now().UTC().Format(time.DateOnly), "the day up to which conferences have been held; what comes after is only called to")
	place := set.String("db", "samverkan-year/samverkan.db", "the database, in a directory that is made; or a database on a PostgreSQL server")
	home := set.String("home", "samverkan-year", "where keys and files are, when the database is on a server")
	if err := set.Parse(args); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, *today)
	if err != nil {
		return err
	}
	begun := time.Now()
	if !config.IsPostgres(*place) {
		*home = filepath.Dir(*place)
	}
	if err := os.MkdirAll(*home, 0o700); err != nil {
		return err
	}
	y, err := newYear(*home, *place, day.Add(12*time.Hour), time.Duration(*years)*365*24*time.Hour)
	if err != nil {
		return err
	}
	defer y.store.Close()
	if err := y.people(); err != nil {
		return err
	}
	total := *years * *conferences
	for y.made < total {
		if err := y.incident(total); err != nil {
			return err
		}
		fmt.Fprintf(out, "\r%d of %d conferences, %d entries, %s ", y.made, total, y.entries, time.Since(begun).Round(time.Second))
	}
	fmt.Fprintf(out, "\n%d actors, %d incidents, %d areas, %d conferences, of them %d held, %d entries, in %s\n", y.actors, y.incidents, y.incidents, y.made,
		y.held, y.entries, time.Since(begun).Round(time.Second))
	fmt.Fprintf(out, "Serve it: samverkan serve --db %s --files %s --secret-key %s --signing-key %s\n", *place, filepath.Join(*home, "files"),
		filepath.Join(*home, "secret.key"), filepath.Join(*home, "signing.key"))
	for _, m := range y.entrances {
		fmt.Fprintf(out, "Sign in: %s, password %s (%s)\n", m.login, password, m.what)
	}
	return nil
}

// year is an installation that is being filled.
type year struct {
	*desk
	store *store.Store
	ctx   context.Context
	now   time.Time // the clock
	begin time.Time
	today time.Time
	span  time.Duration
	dice  *rand.Rand
	cast  *cast

	actors, incidents, made, held int
	entries                       int64
	entrances                     []entrance
}

// entrance is an account that can be signed in with.
type entrance struct{ login, what string }

// ahead is the part of the year that lies after today.
const ahead = 12 // one in so many

func newYear(home, db string, today time.Time, span time.Duration) (*year, error) {
	ctx := context.Background()
	begin := today.Add(span/ahead - span)
	y := &year{ctx: ctx, now: begin, begin: begin, today: today, span: span, dice: rand.New(rand.NewPCG(2027, 1))}
	c, err := config.Load(config.Sources{Home: home, Env: func(string) string { return "" }, Flags: flags(home, db)})
	if err != nil {
		return nil, err
	}
	clock := func() time.Time { return y.now }
	if y.store, err = store.Open(ctx, store.Options{Path: c.Database, Now: clock, KeyPath: c.SigningKey}); err != nil {
		return nil, err
	}
	y.desk, err = newDesk(ctx, y.store, c, clock, true)
	return y, err
}

// people fills the directory: the actors of Sweden, and so many companies and voluntary organisations as there must be, each with a
// duty officer. Some of them can be signed in with.
func (y *year) people() error {
	var err error
	if y.cast, err = newCast(yearActors); err != nil {
		return err
	}
	y.actors = len(y.cast.all)
	if err := y.desk.administer(y.ctx, clerk.ImportActors{Actors: y.cast.all}); err != nil {
		return err
	}
	var invited clerk.ImportAccounts
	for i, a := range y.cast.all {
		m := directory.Member{ID: "tib." + a.ID, Name: "TiB " + a.Name, Actor: a.ID, SystemRole: directory.Writer}
		invited.People = append(invited.People, clerk.Invitee{Member: m, Login: fmt.Sprintf("tib.%d@ovning.example", i), Shared: true, Link: unusedLink(i)})
	}
	if err := y.desk.administer(y.ctx, invited); err != nil {
		return err
	}
	var newcomers []signin.Newcomer
	for _, e := range []struct {
		id, actor, what string
		role            directory.SystemRole
	}{
		{"samordnare", y.cast.county(0).board, "the county board that hosts most", directory.ActorAdmin},
		{"handlaggare", y.cast.county(0).kommuner[0], "a municipality", directory.Writer},
		{"drift", y.cast.county(0).board, "who runs the installation", directory.Operator},
	} {
		login := e.id + "@ovning.example"
		newcomers = append(newcomers, signin.Newcomer{Login: login,
			Member: directory.Member{ID: e.id, Name: e.id, Actor: e.actor, SystemRole: e.role}})
		y.entrances = append(y.entrances, entrance{login, e.what + ", " + e.actor})
	}
	return y.signin.Establish(y.ctx, y.owner, newcomers, password)
}
