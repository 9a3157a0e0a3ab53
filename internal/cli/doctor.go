package cli

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"samverkan/internal/config"
	"samverkan/internal/fault"
)

// The outcomes of an examination.
const (
	outcomeOK      = "ok"
	outcomeCaution = "caution" // works, and may not for long
	outcomeRed     = "red"
)

// examination is one thing that the doctor looks at. It answers with what it saw, and with a fault when that is not well; a
// caution when it may be left for a while.
type examination struct {
	name string
	look func(ctx context.Context) (saw string, err error)
}

// caution is a fault that nobody has to get up at night for.
type caution struct{ error }

// Unwrap gives the fault.
func (c caution) Unwrap() error { return c.error }

// diagnosis is what the doctor found, as programs read it.
type diagnosis struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"`
	Saw     string `json:"saw,omitempty"`
	Code    string `json:"code,omitempty"`
	Advice  string `json:"advice,omitempty"`
}

// patient is the installation that is examined.
type patient struct {
	*config.Config
	now     func() time.Time
	backups string // directory of backups; "" when nobody said
}

func (s *session) doctor() verb {
	file, backups := "", ""
	return verb{
		use:   "doctor",
		group: groupArchive,
		example: `samverkan doctor --config /etc/samverkan/samverkan.conf
samverkan doctor --backups /srv/backup/samverkan -o json`,
		flags: func(f *flags) {
			f.text(&file, "config")
			f.text(&backups, "backups")
		},
		run: func(ctx context.Context, _ []string) error {
			from := config.Sources{Home: filepath.Dir(s.options.db), File: file, Env: s.world.Env}
			if file == "" {
				from.Flags = map[string]string{"db": s.options.db}
			}
			c, err := config.Load(from)
			if err != nil {
				return err
			}
			return s.tellDiagnoses(examine(ctx, s, patient{c, s.world.Now, backups}))
		},
	}
}

// examine looks at everything that the installation has.
func examine(ctx context.Context, s *session, p patient) []diagnosis {
	all := []examination{{"version", s.lookAtProgram}, {"clock", p.clock}, {"files-limit", p.openFiles}}
	if !p.OnPostgres() {
		all = append(all, examination{"directory", p.directory}, examination{"key", p.key})
	}
	all = append(all, examination{"disk", s.disk(p)}, examination{"database", s.database(p)}, examination{"address", p.address})
	if p.S3.Bucket != "" {
		all = append(all, examination{"bucket", p.bucket})
	}
	if p.TLS.Mode == "files" {
		all = append(all, examination{"certificate", s.certificate(p)})
	}
	if p.SMTP.Address != "" {
		all = append(all, examination{"mail", p.mail})
		if p.Outgoing.DKIMKey != "" {
			all = append(all, examination{"mail-dkim", s.signature(p)})
		}
	}
	if !p.OnPostgres() {
		all = append(all, examination{"replica", s.replica(p)})
	}
	if p.backups != "" {
		all = append(all, examination{"backup", s.lastBackup(p)})
	}
	var out []diagnosis
	for _, x := range all {
		saw, err := x.look(ctx)
		d := diagnosis{Name: x.name, Outcome: outcomeOK, Saw: saw}
		var light caution
		switch {
		case err == nil:
		case errors.As(err, &light):
			d.Outcome, d.Code, d.Advice = outcomeCaution, fault.CodeOf(err), s.p.Fault(light.error)
		default:
			d.Outcome, d.Code, d.Advice = outcomeRed, fault.CodeOf(err), s.p.Fault(err)
		}
		out = append(out, d)
	}
	return out
}

// tellDiagnoses writes what was found. The exit code is 6 when something is red.
func (s *session) tellDiagnoses(found []diagnosis) error {
	red := 0
	for _, d := range found {
		if d.Outcome == outcomeRed {
			red++
		}
	}
	err := list(s, found,
		column[diagnosis]{"what", func(d diagnosis) string { return s.p.T("cli.doctor." + d.Name) }},
		column[diagnosis]{"state", func(d diagnosis) string { return s.p.T("cli.doctor-is." + d.Outcome) }},
		column[diagnosis]{"saw", func(d diagnosis) string { return d.Saw }},
		column[diagnosis]{"advice", func(d diagnosis) string { return d.Advice }})
	switch {
	case err != nil:
		return err
	case red > 0:
		s.say(s.p.N("cli.doctor-red", red))
		return said{fault.Unavailable}
	}
	s.say(s.p.T("cli.doctor-well"))
	return nil
}

func (s *session) lookAtProgram(context.Context) (string, error) {
	b := program()
	return b.Version + ", " + b.Go + ", " + b.System, nil
}
