package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// lists asks a seeded installation for what pages show, by somebody of an actor, and tells how long the desk took. The first time of
// each, when conferences have to be folded, stands by itself.
func lists(args []string, out io.Writer) error {
	set := flag.NewFlagSet("lists", flag.ContinueOnError)
	place := set.String("db", "samverkan-year/samverkan.db", "the database that seed made")
	home := set.String("home", "", "where its keys and files are; beside it unless given")
	actor := set.String("actor", "", "who asks; the county board that hosts most unless given")
	times := set.Int("times", 30, "how many times each is asked for")
	if err := set.Parse(args); err != nil {
		return err
	}
	if *home == "" {
		*home = filepath.Dir(*place)
	}
	y, err := newYear(*home, *place, time.Now().UTC(), 365*24*time.Hour)
	if err != nil {
		return err
	}
	defer y.store.Close()
	y.now = time.Now().UTC()
	if y.cast, err = newCast(yearActors); err != nil {
		return err
	}
	if *actor == "" {
		*actor = y.cast.county(0).board
	}
	who := clerk.Identity{Member: "tib." + *actor, Actor: *actor, SystemRole: directory.Writer}
	fmt.Fprintf(out, "| by %s | rows in all | first ms | median ms | worst ms |\n|---|---|---|---|---|\n", *actor)
	for _, q := range y.questions(who) {
		took, rows := make([]time.Duration, *times), 0
		for i := range took {
			begun := time.Now()
			if rows, err = q.ask(); err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			took[i] = time.Since(begun)
		}
		first := took[0]
		slices.Sort(took)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		fmt.Fprintf(out, "| %s | %d | %.1f | %.1f | %.1f |\n", q.name, rows, ms(first), ms(took[len(took)/2]), ms(took[len(took)-1]))
	}
	return nil
}

type question struct {
	name string
	ask  func() (rows int, err error)
}

func (y *year) questions(who clerk.Identity) []question {
	ctx, page := context.Background(), clerk.Page{Limit: 50}
	open := []string{string(conference.MeasureOpen), string(conference.MeasureOngoing)}
	conferences := func(q clerk.ConferenceQuery) func() (int, error) {
		return func() (int, error) { _, n, err := y.ConferencePage(ctx, who, q); return n, err }
	}
	decisions := func(q clerk.DecisionQuery) func() (int, error) {
		return func() (int, error) { _, n, err := y.DecisionPage(ctx, who, q); return n, err }
	}
	measures := func(q clerk.MeasureQuery) func() (int, error) {
		return func() (int, error) { _, n, err := y.MeasurePage(ctx, who, q); return n, err }
	}
	search := func(text string) func() (int, error) {
		return func() (int, error) {
			f, err := y.Search(ctx, who, clerk.SearchQuery{Text: text, PerKind: 10})
			return f.Total + len(f.Actors), err
		}
	}
	return []question{
		{"conferences, the latest first", conferences(clerk.ConferenceQuery{Latest: true, Page: page})},
		{"conferences, four filters", conferences(clerk.ConferenceQuery{Text: "samverkanskonferens nr", Level: "regional", Host: who.Actor, Phases: []string{"published", "closed"}, Page: page})},
		{"decisions", decisions(clerk.DecisionQuery{Page: page})},
		{"decisions that hold now, by a word", decisions(clerk.DecisionQuery{Text: "vägar", ValidAt: y.now, Page: page})},
		{"measures of the actor's own, open", measures(clerk.MeasureQuery{Owner: who.Actor, Statuses: open, Page: page})},
		{"measures, late", measures(clerk.MeasureQuery{Statuses: open, DueTo: y.now, Page: page})},
		{"areas", func() (int, error) { _, n, err := y.AreaPage(ctx, who, clerk.AreaQuery{Page: page}); return n, err }},
		{"items of an area, with counts", func() (int, error) {
			p, err := y.ItemPage(ctx, who, clerk.ItemQuery{Area: "yta-000", Page: page})
			return p.Total, err
		}},
		{"search: storm", search("storm")},
		{"search: prioritera", search("prioritera")},
		{"overview", func() (int, error) {
			o, err := y.Overview(ctx, who, y.now.Add(-12*time.Hour), y.now.Add(12*time.Hour))
			if err != nil {
				return 0, err
			}
			return len(o.Day.Meetings) + len(o.Invitations) + len(o.Minutes) + len(o.Measures), nil
		}},
	}
}
