package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/minutes"
)

func (s *session) connectionAdd() verb {
	k := conference.Connection{}
	return verb{
		use: "plan connection add MODE",
		example: `samverkan plan connection add webb --url https://mote.example/1 --primary --opens-at "2027-01-06 18:45" -C konf-1
samverkan plan connection add rakel --talk-group "RAPS-1" --reserve -C konf-1`,
		flags: func(f *flags) {
			f.yes(&k.Primary, "primary")
			f.yes(&k.Reserve, "reserve")
			f.text(&k.URL, "url")
			f.time(&k.OpensAt, "opens-at")
			f.text(&k.Number, "number")
			f.text(&k.Code, "code")
			f.text(&k.TalkGroup, "talk-group")
			f.text(&k.Place, "place")
			f.text(&k.Access, "access")
			f.texts(&k.Equipment, "equipment")
			f.text(&k.Note, "note")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			if k.Mode, err = modes().read(args[0]); err != nil {
				return err
			}
			if k.Mode == conference.Rakel {
				k.MaxTalkSeconds = conference.RakelMinute
			}
			return s.give(ctx, &conference.SetConnections{Connections: append(slices.Clone(p.Connections), k)}, "Ways", s.p.N("cli.ways-in", len(p.Connections)+1))
		},
	}
}

func (s *session) connectionList() verb {
	return verb{
		use:     "plan connection list [CONFERENCE]",
		example: "samverkan plan connection list konf-1",
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			number := 0
			return list(s, p.Connections,
				column[conference.Connection]{"number", func(conference.Connection) string { number++; return strconv.Itoa(number) }},
				column[conference.Connection]{"primary", func(k conference.Connection) string { return s.mark(k.Primary) }},
				column[conference.Connection]{"connection", s.wayIn})
		},
	}
}

func (s *session) connectionRemove() verb {
	return verb{
		use:     "plan connection remove NUMBER",
		example: "samverkan plan connection remove 2 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(args[0])
			if err != nil || n < 1 || n > len(p.Connections) {
				return fault.New(fault.NotFound, "cli.no-such-number", "Value", clip(args[0]), "Last", len(p.Connections))
			}
			return s.give(ctx, &conference.SetConnections{Connections: slices.Delete(slices.Clone(p.Connections), n-1, n)}, "Ways", s.p.N("cli.ways-in", len(p.Connections)-1))
		},
	}
}

func (s *session) materialAdd() verb {
	x := conference.Material{}
	var file string
	return verb{
		use:     "plan material add TITLE",
		example: `samverkan plan material add "Samlad lägesbild kl. 18.30" --file lagesbild.pdf --moment before -C konf-1`,
		flags: func(f *flags) {
			f.text(&file, "file")
			f.text(&x.URL, "url")
			f.text(&x.When, "moment")
			f.secrecy(&x.Secrecy)
			f.choices("moment", func(string) []string { return []string{"before", "during"} })
		},
		run: func(ctx context.Context, args []string) error {
			x.Title = args[0]
			if x.When != "" && x.When != "before" && x.When != "during" {
				return fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(x.When), "Choices", []string{"before", "during"})
			}
			if file != "" {
				var err error
				if x.Digest, x.Size, err = s.keepFile(ctx, file); err != nil {
					return err
				}
				x.Name = filepath.Base(file)
			}
			return s.give(ctx, &conference.AddMaterial{Material: x}, "Title", x.Title)
		},
	}
}

// keepFile stores a file that the conference or an area refers to. It can be of any size up to maxFile.
func (s *session) keepFile(ctx context.Context, path string) (digest string, size int64, err error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return "", 0, err
	}
	f, err := s.openFile(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	return desk.BringFile(ctx, s.who, f, maxFile)
}

// maxFile is the largest file taken in: hours of recorded sound.
const maxFile = 4 << 30

func (s *session) materialList() verb {
	return verb{
		use:     "plan material list [CONFERENCE]",
		example: "samverkan plan material list konf-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			return list(s, m.Material,
				column[minutes.Material]{"moment", func(x minutes.Material) string { return x.When }},
				column[minutes.Material]{"name", func(x minutes.Material) string { return firstOf(x.Name, x.URL) }},
				column[minutes.Material]{"title", func(x minutes.Material) string { return s.orOmitted(x.Title, x.Marking) }})
		},
	}
}

// orOmitted is a text, or, where it was left out for this reader, that it was.
func (s *session) orOmitted(text string, m minutes.Marking) string {
	if !m.Omitted {
		return text
	}
	return s.p.T("cli.omitted", "Ground", m.Secrecy.Ground, "Owner", s.short(m.Secrecy.Owner))
}

func (s *session) materialRemove() verb {
	return verb{
		use:     "plan material remove TITLE",
		example: `samverkan plan material remove "Samlad lägesbild kl. 18.30" -C konf-1`,
		run: func(ctx context.Context, args []string) error {
			return s.give(ctx, &conference.RemoveMaterial{Title: args[0]}, "Title", args[0])
		},
	}
}

// dependency makes the verb for one direction of dependencies.
func (s *session) dependency(name string, side func(*conference.SetDependencies) *[]conference.Dependency) verb {
	d := conference.Dependency{}
	return verb{
		use:     "plan depends " + name + " OTHER",
		example: `samverkan plan depends ` + name + ` konf-lokal-1 --deadline "2027-01-06 17:30" --carries "Lägesrapport från kommunen" -C konf-1`,
		flags: func(f *flags) {
			f.time(&d.Deadline, "deadline")
			f.text(&d.Carries, "carries")
		},
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			d.Conference = args[0]
			cmd := &conference.SetDependencies{Needs: p.Needs, Feeds: p.Feeds}
			into := side(cmd)
			*into = append(without(*into, d.Conference), d)
			return s.give(ctx, cmd, "Conference", d.Conference)
		},
	}
}

func without(list []conference.Dependency, id string) []conference.Dependency {
	return slices.DeleteFunc(slices.Clone(list), func(d conference.Dependency) bool { return d.Conference == id })
}

func (s *session) dependsOn() verb {
	return s.dependency("on", func(c *conference.SetDependencies) *[]conference.Dependency { return &c.Needs })
}

func (s *session) dependsFeeds() verb {
	return s.dependency("feeds", func(c *conference.SetDependencies) *[]conference.Dependency { return &c.Feeds })
}

func (s *session) dependsList() verb {
	type row struct {
		Direction string `json:"direction"` // needs or feeds
		conference.Dependency
		ReceivedAt time.Time `json:"receivedAt,omitzero"`
	}
	return verb{
		use:     "plan depends list [CONFERENCE]",
		example: "samverkan plan depends list konf-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			c := v.Conference
			var rows []row
			for _, d := range c.Plan.Needs {
				rows = append(rows, row{"needs", d, c.Received[d.Conference]})
			}
			for _, d := range c.Plan.Feeds {
				rows = append(rows, row{"feeds", d, time.Time{}})
			}
			return list(s, rows,
				column[row]{"direction", func(x row) string { return named(s, "direction", x.Direction) }},
				column[row]{"conference", func(x row) string { return x.Conference }},
				column[row]{"deadline", func(x row) string { return s.when(x.Deadline) }},
				column[row]{"received", func(x row) string { return s.when(x.ReceivedAt) }},
				column[row]{"carries", func(x row) string { return x.Carries }})
		},
	}
}

func (s *session) dependsRemove() verb {
	return verb{
		use:     "plan depends remove OTHER",
		example: "samverkan plan depends remove konf-lokal-1 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			cmd := &conference.SetDependencies{Needs: without(p.Needs, args[0]), Feeds: without(p.Feeds, args[0])}
			if len(cmd.Needs) == len(p.Needs) && len(cmd.Feeds) == len(p.Feeds) {
				return fault.New(fault.NotFound, "dependency.unknown", "Conference", args[0])
			}
			return s.give(ctx, cmd, "Conference", args[0])
		},
	}
}

func (s *session) dependsReceived() verb {
	cmd := &conference.ReceiveInput{}
	return verb{
		use:     "plan depends received OTHER",
		example: `samverkan plan depends received konf-lokal-1 --note "Per telefon" -C konf-1`,
		flags:   func(f *flags) { f.text(&cmd.Note, "note") },
		run: func(ctx context.Context, args []string) error {
			cmd.Conference = args[0]
			return s.give(ctx, cmd, "Conference", args[0])
		},
	}
}

func (s *session) checklistList() verb {
	audience := conference.ForLeader
	return verb{
		use:     "plan checklist list [CONFERENCE]",
		example: "samverkan plan checklist list konf-1 --for teknik",
		flags:   func(f *flags) { word(f, &audience, "for", audiencesOfLists()) },
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			rows, err := v.Conference.Checklist(s.world.Now(), s.p.Lang(), audience)
			if err != nil {
				return err
			}
			return list(s, rows,
				column[conference.CheckItem]{"moment", func(x conference.CheckItem) string { return named(s, "moment", x.Moment) }},
				column[conference.CheckItem]{"done", func(x conference.CheckItem) string { return named(s, "checked", x.Done) }},
				column[conference.CheckItem]{"id", func(x conference.CheckItem) string { return x.ID }},
				column[conference.CheckItem]{"text", func(x conference.CheckItem) string { return x.Text }})
		},
	}
}

func (s *session) checklistTick() verb {
	var undo bool
	return verb{
		use:     "plan checklist tick LINE",
		example: "samverkan plan checklist tick test-sound -C konf-1",
		flags:   func(f *flags) { f.yes(&undo, "undo") },
		run: func(ctx context.Context, args []string) error {
			return s.give(ctx, &conference.TickChecklist{Item: args[0], Done: !undo}, "Line", args[0])
		},
	}
}
