package cli

import (
	"context"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// knownSets are the sets of actors that a sentence about rights can name.
func (s *session) knownSets(ctx context.Context) ([]area.Known, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	rosters, err := desk.Rosters(ctx, s.who)
	return clerk.KnownSets(d, rosters), err
}

// aboutArea says who takes part in an area and what has happened to it.
func (s *session) aboutArea(ctx context.Context, l clerk.Listing) error {
	a := l.Area
	known, err := s.knownSets(ctx)
	if err != nil {
		return err
	}
	s.say(area.Say(s.p, a.Groups(known), s.short))
	if a.Purpose != "" {
		s.say(a.Purpose)
	}
	if len(l.Folders) > 0 {
		s.say(s.p.T("cli.area.folders", "Folders", l.Folders))
	}
	if len(a.Stopped) > 0 {
		s.say(s.p.T("cli.area.stopped", "Actors", s.shorts(a.Stopped)))
	}
	if a.Heir != "" {
		s.say(s.p.T("cli.area.heir", "Actor", s.short(a.Heir)))
	}
	if a.Closed {
		s.say(s.p.T("cli.area.is-closed"))
	}
	if a.ClosedWhy != "" {
		s.say(s.p.T("cli.area.closed-why", "Actor", s.short(a.ClosedBy), "Why", a.ClosedWhy))
	}
	return nil
}

// areasToAsk lists the areas that one's actor has no right in and can ask for one.
func (s *session) areasToAsk(ctx context.Context) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	rows, err := desk.AreasToAsk(ctx, s.who)
	if err != nil {
		return err
	}
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	type row = clerk.AreaToAsk
	return list(s, rows,
		column[row]{"id", func(a row) string { return a.ID }},
		column[row]{"kind-of-area", func(a row) string { return s.p.T(a.Kind.Key()) }},
		column[row]{"owner", func(a row) string { return s.short(a.Owner) }},
		column[row]{"name", func(a row) string { return s.stamped(a.Exercise, a.Name) }},
		column[row]{"said", func(a row) string {
			if a.Asked == nil {
				return ""
			}
			return s.requestAnswer(*a.Asked)
		}})
}

// requestAnswer tells what became of a request.
func (s *session) requestAnswer(r clerk.AreaRequest) string {
	if r.Open() {
		return s.p.T("cli.area.waits")
	}
	said := s.p.T("cli.area.no")
	if r.Granted != area.None {
		said = s.p.T(r.Granted.Key())
	}
	if r.Words != "" {
		said += ": " + r.Words
	}
	return said
}

func (s *session) areaAsk() verb {
	why := ""
	return verb{
		use:     "area ask AREA RIGHT",
		example: `samverkan area ask snokaos läsa --why "Vi har samma väg"`,
		flags: func(f *flags) {
			f.text(&why, "why")
			f.need("why")
		},
		run: func(ctx context.Context, args []string) error {
			right, err := rights().read(args[1])
			if err != nil {
				return err
			}
			return s.administer(ctx, clerk.AskRight{Area: args[0], Right: right, Why: why}, "Right", s.p.T(right.Key()))
		},
	}
}

func (s *session) areaRequests() verb {
	return verb{
		use:     "area requests [AREA]",
		example: "samverkan area requests\nsamverkan area requests snokaos",
		run: func(ctx context.Context, args []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			id := ""
			if len(args) > 0 {
				id = args[0]
			}
			rows, err := desk.AreaRequests(ctx, s.who, id)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			type row = clerk.AreaRequest
			return list(s, rows,
				column[row]{"area", func(r row) string { return r.Area }},
				column[row]{"actor", func(r row) string { return s.short(r.Actor) }},
				column[row]{"asked", func(r row) string { return s.p.T(r.Right.Key()) }},
				column[row]{"at", func(r row) string { return s.when(later(r.AskedAt, r.AnsweredAt)) }},
				column[row]{"said", s.requestAnswer},
				column[row]{"reason", func(r row) string { return r.Why }})
		},
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (s *session) areaAnswer() verb {
	words := ""
	return verb{
		use:     "area answer AREA ACTOR RIGHT",
		example: "samverkan area answer snokaos boxholm läsa\nsamverkan area answer snokaos boxholm nej --words \"Fråga länsstyrelsen i ert län\"",
		flags:   func(f *flags) { f.text(&words, "words") },
		run: func(ctx context.Context, args []string) error {
			right, err := append(rights(), lexicon[area.Right]{{area.None, "nej no ingen"}}...).read(args[2])
			if err != nil {
				return err
			}
			actors, err := s.actors(ctx, args[1:2])
			if err != nil {
				return err
			}
			said := s.p.T("cli.area.no")
			if right != area.None {
				said = s.p.T(right.Key())
			}
			return s.administer(ctx, clerk.AnswerRequest{Area: args[0], Actor: actors[0], Right: right, Words: words}, "Actor", s.short(actors[0]), "Right", said)
		},
	}
}

func (s *session) areaStopSharing() verb {
	actor := ""
	return verb{
		use:     "area stop-sharing AREA",
		example: "samverkan area stop-sharing snokaos",
		flags:   func(f *flags) { f.actor(&actor, "actor") },
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.StopSharing{Area: args[0], Actor: actor})
		},
	}
}

func (s *session) areaShareAgain() verb {
	return verb{
		use:     "area share-again AREA",
		example: "samverkan area share-again snokaos",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.ShareAgain{Area: args[0]})
		},
	}
}

func (s *session) areaLeave() verb {
	keep := false
	return verb{
		use:     "area leave AREA",
		example: "samverkan area leave snokaos\nsamverkan area leave snokaos --keep-shared",
		flags:   func(f *flags) { f.yes(&keep, "keep-shared") },
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.LeaveArea{Area: args[0], Keep: keep})
		},
	}
}

func (s *session) areaHandOver() verb {
	return verb{
		use:     "area hand-over AREA [ACTOR]",
		example: "samverkan area hand-over snokaos region-allmanlan\nsamverkan area hand-over snokaos",
		run: func(ctx context.Context, args []string) error {
			to, name := "", s.p.T("cli.nobody")
			if len(args) > 1 {
				actors, err := s.actors(ctx, args[1:])
				if err != nil {
					return err
				}
				to, name = actors[0], s.short(actors[0])
			}
			return s.administer(ctx, clerk.HandOver{Area: args[0], To: to}, "Actor", name)
		},
	}
}

func (s *session) areaTakeOver() verb {
	return verb{
		use:     "area take-over AREA",
		example: "samverkan area take-over snokaos",
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.TakeOver{Area: args[0]})
		},
	}
}

func (s *session) areaClose() verb {
	why := ""
	return verb{
		use:     "area close AREA",
		example: `samverkan area close snokaos --why "Vägarna är öppna"`,
		flags:   func(f *flags) { f.text(&why, "why") },
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.CloseArea{Area: args[0], Why: why}, "Name", args[0])
		},
	}
}

func (s *session) areaReopen() verb {
	why := ""
	return verb{
		use:     "area reopen AREA",
		example: `samverkan area reopen snokaos --why "Det snöar igen"`,
		flags: func(f *flags) {
			f.text(&why, "why")
			f.need("why")
		},
		run: func(ctx context.Context, args []string) error {
			return s.administer(ctx, clerk.ReopenArea{Area: args[0], Why: why})
		},
	}
}
