package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	"samverkan/internal/config"
	"samverkan/internal/fault"
	"samverkan/internal/server"
)

// envConfig names the file of settings.
const envConfig = "SAMVERKAN_CONFIG"

// settings are the flags by which the service is set up.
type settings struct {
	file   string
	values map[string]*string
	given  func(string) bool
	config *config.Config // when they have been read
}

// flags declares a flag for each setting; --db is everybody's.
func (x *settings) flags(f *flags) {
	x.values, x.given = map[string]*string{}, f.given
	f.text(&x.file, "config")
	for _, c := range config.Settings("") {
		if c.Name != "db" {
			v := new(string)
			x.values[c.Name] = v
			f.text(v, c.Name)
		}
	}
}

// load reads the settings from everywhere they may stand.
func (s *session) load(x *settings) (*config.Config, error) {
	flags := map[string]string{}
	for name, v := range x.values {
		if x.given(name) {
			flags[name] = *v
		}
	}
	if x.given("db") {
		flags["db"] = s.options.db
	}
	if x.file == "" {
		x.file = s.world.Env(envConfig)
	}
	return config.Load(config.Sources{Home: dataHome(s.world.Env), File: x.file, Env: s.world.Env, Flags: flags})
}

func (s *session) serve() verb {
	var x settings
	return verb{
		use: "serve", group: groupService, creates: true,
		example: `samverkan serve
samverkan serve --config /etc/samverkan/samverkan.conf
samverkan serve --listen :8443 --tls files --tls-cert kedja.pem --tls-key nyckel.pem --url https://samverkan.lansstyrelsen.example:8443
samverkan serve --db postgres://samverkan@db.example/samverkan`,
		flags: x.flags,
		run: func(ctx context.Context, _ []string) error {
			c, err := s.load(&x)
			if err != nil {
				return err
			}
			return s.run(ctx, c, nil)
		},
	}
}

// run runs the service until ctx ends. ready is told when it answers.
func (s *session) run(ctx context.Context, c *config.Config, ready func(*server.Server) error) error {
	if home := dataHome(s.world.Env); !c.OnPostgres() && filepath.Dir(c.Database) == home {
		if err := os.MkdirAll(home, 0o700); err != nil {
			return fault.Wrap(err, fault.Unavailable, "cli.no-data-directory")
		}
	}
	texts, err := catalogue()
	if err != nil {
		return err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(s.world.Err, &slog.HandlerOptions{Level: level}))
	srv, err := server.Open(ctx, server.Options{Config: c, Texts: texts, Log: log, Now: s.world.Now, Random: s.world.Random, NewID: s.ids.New, Version: program().Version})
	if err != nil {
		return err
	}
	if err := s.welcome(ctx, srv); err != nil {
		return errors.Join(err, srv.Close())
	}
	if ready != nil {
		if err := ready(srv); err != nil {
			return errors.Join(err, srv.Close())
		}
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	go func() {
		for range hangup { // what an operator does after a new certificate
			if err := srv.Reload(); err != nil {
				log.Error("reload", "error", err)
			}
		}
	}()
	go debug.FreeOSMemory() // what was needed only to open, above all to find out how long a password takes
	err = srv.Run(ctx)
	signal.Stop(hangup)
	close(hangup)
	if err = errors.Join(err, srv.Close()); err == nil {
		s.remark(s.p.T("cli.serve.stopped"))
	}
	return err
}

// welcome says where the service is, and how the first administrator comes in.
func (s *session) welcome(ctx context.Context, srv *server.Server) error {
	s.remark(s.p.T("cli.serve.ready", "URL", srv.URL()))
	if a := srv.MetricsAddr(); a != nil {
		s.remark(s.p.T("cli.serve.metrics", "Address", a.String()))
	}
	link, err := srv.FirstRun(ctx)
	if err != nil || link == "" {
		return err
	}
	s.remark(s.p.T("cli.serve.first-run", "URL", link))
	return nil
}

func (s *session) configShow() verb {
	var x settings
	return verb{
		use: "config show", example: "samverkan config show\nsamverkan config show --config /etc/samverkan/samverkan.conf -o json",
		flags: func(f *flags) {
			x.given = f.given
			f.text(&x.file, "config")
		},
		run: func(context.Context, []string) error {
			c, err := s.load(&x)
			if err != nil {
				return err
			}
			return list(s, c.Show(),
				column[config.Shown]{"setting", func(r config.Shown) string { return r.Name }},
				column[config.Shown]{"value", func(r config.Shown) string { return r.Value }},
				column[config.Shown]{"from", func(r config.Shown) string { return s.p.T("cli.config.from." + string(r.From)) }})
		},
	}
}
