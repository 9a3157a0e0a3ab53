package cli

import (
	"context"

	"samverkan/internal/fault"
	"samverkan/internal/usage"
)

func (s *session) actorStats() verb {
	var format string
	var t target
	return verb{
		use: "actor stats [ACTOR]", example: "samverkan actor stats\nsamverkan actor stats ekeryd --format csv --out statistik.csv",
		flags: func(f *flags) {
			f.text(&format, "format")
			f.target(&t)
			f.choices("format", func(string) []string { return []string{"csv"} })
		},
		run: func(ctx context.Context, args []string) error {
			actor, err := s.oneActor(ctx, args)
			if err != nil {
				return err
			}
			u, err := s.actorUsage(ctx, actor)
			if err != nil {
				return err
			}
			switch {
			case format != "":
				return s.deliverCSV(t, format, u.Rows(s.p))
			case s.options.output == outJSON:
				return s.writeJSON(u)
			case s.options.output == outLines:
				return s.writeLine(u)
			}
			return writeTable(s.world.Out, u.Rows(s.p), s.width())
		},
	}
}

// actorUsage counts how an actor, by default one's own, uses the service.
func (s *session) actorUsage(ctx context.Context, actor string) (out usage.Usage, err error) {
	if _, err := s.desk(ctx); err != nil {
		return out, err
	}
	if actor == "" {
		actor = s.who.Actor
	}
	if actor == "" {
		return out, fault.New(fault.Invalid, "cli.whose-statistics")
	}
	if s.far != nil {
		err = s.far.client.Get(ctx, nil, &out, "actors", actor, "statistics")
		return out, err
	}
	return s.clerk.Usage(ctx, s.who, actor)
}
