package cli

import (
	"context"
	"errors"
	"os"

	"samverkan/internal/config"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// moved says what was copied.
type moved struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Tables int    `json:"tables"`
	Rows   int64  `json:"rows"`
}

func (s *session) dbCopy() verb {
	from, to := "", ""
	return verb{
		use: "db copy",
		example: `samverkan db copy --from samverkan.db --to postgres://samverkan@db.example/samverkan
samverkan db copy --from postgres://samverkan@db.example/samverkan --to samverkan.db`,
		flags: func(f *flags) {
			f.text(&from, "from")
			f.text(&to, "to")
			f.need("from", "to")
		},
		run: func(ctx context.Context, _ []string) error {
			done, err := s.move(ctx, from, to)
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(done)
			}
			s.say(s.p.T("cli.db.copied", "Rows", s.p.Number(int(done.Rows)), "Tables", s.p.Number(done.Tables)))
			return nil
		},
	}
}

// move copies an installation between two databases, both held as a service holds them: nobody writes while it goes on.
func (s *session) move(ctx context.Context, from, to string) (out moved, err error) {
	hold := func(place string) (*store.Store, error) {
		return store.Open(ctx, store.Options{Path: place, Now: s.world.Now, Random: s.world.Random, Exclusive: true})
	}
	if !config.IsPostgres(from) && !isFile(from) {
		return out, fault.New(fault.NotFound, "cli.no-database", "Path", from)
	}
	a, err := hold(from)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	b, err := hold(to)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	out = moved{From: config.WithoutPassword(from), To: config.WithoutPassword(to)}
	rows := map[string]int64{}
	if err := store.Move(ctx, a, b, func(table string, n int64) { rows[table] = n }); err != nil {
		return out, err
	}
	for _, n := range rows {
		out.Tables++
		out.Rows += n
	}
	return out, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
