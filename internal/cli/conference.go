package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

func (s *session) conferenceNew() verb {
	p := conference.Plan{}
	var length time.Duration
	return verb{
		use: "conference new NEW",
		example: `samverkan conference new konf-1 --incident snokaos --host lst-allmanlan --level regional \
    --purpose lägesbild --start "2027-01-06 19:00" --length 70m`,
		creates: true,
		flags: func(f *flags) {
			f.text(&p.Incident, "incident")
			f.actor(&p.Host, "host")
			f.text(&p.HostUnit, "host-unit")
			word(f, &p.Level, "level", levels())
			word(f, &p.Purpose, "purpose", purposes())
			f.text(&p.Title, "title")
			f.number(&p.SeriesNo, "number")
			f.time(&p.Start, "start")
			f.time(&p.End, "end")
			f.length(&length, "length")
			f.text(&p.RegistryNumber, "registry-number")
			f.choices("incident", s.knownIncidents)
			f.need("incident", "level", "start")
		},
		run: func(ctx context.Context, args []string) error {
			p.ID = args[0]
			if err := s.fillNew(ctx, &p, length); err != nil {
				return err
			}
			return s.giveTo(ctx, p.ID, &conference.PlanConference{Plan: p}, "Title", p.Title, "Conference", p.ID)
		},
	}
}

// fillNew gives a new plan what follows from its incident, its place in the series and the preset of its purpose.
func (s *session) fillNew(ctx context.Context, p *conference.Plan, length time.Duration) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	x, err := desk.Incident(ctx, s.who, p.Incident)
	if err != nil {
		return err
	}
	p.Exercise = x.Exercise
	if p.Host == "" {
		p.Host = firstOf(s.who.Actor, x.Owner)
	}
	if p.SeriesNo == 0 {
		if p.SeriesNo, err = desk.NextNumber(ctx, p.Incident, p.Host, p.Level); err != nil {
			return err
		}
	}
	p.First = p.SeriesNo == 1
	p.Documentation.Minutes = conference.MinutesNotes
	if p.Purpose != "" {
		if length, err = s.fromPreset(p, length); err != nil {
			return err
		}
	}
	if p.End.IsZero() && length > 0 {
		p.End = p.Start.Add(length)
	}
	if p.Title == "" {
		if _, err := s.directory(ctx); err != nil {
			return err
		}
		p.Title = s.p.T("cli.title."+string(p.Level), "Host", s.short(p.Host), "Number", p.SeriesNo)
		if p.Exercise {
			p.Title = s.p.T("cli.title.exercise", "Title", p.Title)
		}
	}
	return nil
}

// fromPreset fills the invitation and the agenda with the suggestions for the purpose, at the length that the meeting has.
func (s *session) fromPreset(p *conference.Plan, length time.Duration) (time.Duration, error) {
	preset, err := agenda.LoadPreset(s.p.Lang(), p.Purpose)
	if err != nil {
		return 0, err
	}
	if !p.End.IsZero() {
		length = p.End.Sub(p.Start)
	}
	if length <= 0 {
		length = time.Duration(preset.Natural()) * time.Minute
	}
	p.Agenda = preset.Agenda(int(length / time.Minute))
	p.Invitation = conference.Invitation{Purpose: preset.Aim, Goals: preset.Goals, Procedure: preset.Procedure,
		Resources: strings.Join(preset.Bring, " "), Rules: preset.Rules, Questions: preset.Questions}
	return length, nil
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// conferenceRow is a conference in a list.
type conferenceRow struct {
	ID       string    `json:"id"`
	Incident string    `json:"incident,omitempty"`
	Title    string    `json:"title"`
	Level    string    `json:"level"`
	SeriesNo int       `json:"seriesNo"`
	Host     string    `json:"host"`
	Phase    string    `json:"phase"`
	Exercise bool      `json:"exercise,omitempty"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
}

func (s *session) conferenceList() verb {
	var filter store.ConferenceFilter
	return verb{
		use:     "conference list",
		example: "samverkan conference list --incident snokaos-allmansta",
		flags: func(f *flags) {
			f.text(&filter.Incident, "incident")
			f.actor(&filter.Actor, "actor")
			f.time(&filter.From, "from")
			f.time(&filter.To, "to")
			f.choices("incident", s.knownIncidents)
		},
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.desk(ctx)
			if err != nil {
				return err
			}
			found, err := desk.Conferences(ctx, s.who, filter)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			var rows []conferenceRow
			for _, c := range found {
				rows = append(rows, conferenceRow{c.ID, c.Incident, c.Title, c.Level, c.SeriesNo, c.Host, c.Phase, c.Exercise, c.StartsAt, c.EndsAt})
			}
			return list(s, rows,
				column[conferenceRow]{"id", func(c conferenceRow) string { return c.ID }},
				column[conferenceRow]{"start", func(c conferenceRow) string { return s.when(c.Start) }},
				column[conferenceRow]{"end", func(c conferenceRow) string { return s.clock(c.End) }},
				column[conferenceRow]{"phase", func(c conferenceRow) string { return named(s, "phase", c.Phase) }},
				column[conferenceRow]{"host", func(c conferenceRow) string { return s.short(c.Host) }},
				column[conferenceRow]{"title", func(c conferenceRow) string { return c.Title }})
		},
	}
}

// conferenceState is a conference as programs read it.
type conferenceState struct {
	ID       string           `json:"id"`
	Phase    conference.Phase `json:"phase"`
	Role     conference.Role  `json:"role,omitempty"` // the reader's own
	Seq      int64            `json:"seq"`
	Head     string           `json:"head"` // hash of the newest entry of the journal
	Sequence int              `json:"sequence"`
	Plan     conference.Plan  `json:"plan"`
}

func (s *session) conferenceShow() verb {
	return verb{
		use:     "conference show [CONFERENCE]",
		example: "samverkan conference show konf-regional-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			c := v.Conference
			p := readable(v)
			n := c.Counts()
			facts := []fact{{"title", p.Title}, {"id", p.ID}, {"phase", named(s, "phase", c.Phase)}, {"exercise", s.mark(p.Exercise)},
				{"incident", p.IncidentTitle}, {"time", s.p.Span(p.Start, p.End)}, {"day", s.p.Date(p.Start)},
				{"level", named(s, "level", p.Level)}, {"number", strconv.Itoa(p.SeriesNo)}, {"host", s.short(p.Host)},
				{"registry-number", p.RegistryNumber}, {"purpose", p.Invitation.Purpose}}
			for _, g := range p.Invitation.Goals {
				facts = append(facts, fact{"goal", g})
			}
			for _, k := range p.Connections {
				facts = append(facts, fact{"connection", s.wayIn(k)})
			}
			for _, r := range conference.InternalRoles() {
				if h, ok := c.RoleHolder(r); ok {
					facts = append(facts, fact{"role-" + string(r), s.holder(h)})
				}
			}
			facts = append(facts, fact{"called", s.p.N("cli.seats", n.Invited) + ", " + s.p.N("cli.actors", len(p.Actors()))},
				fact{"minutes", strconv.Itoa(p.Agenda.TotalMinutes()) + " min"}, fact{"role", named(s, "role", v.Role)},
				fact{"row", strconv.FormatInt(c.Seq, 10)}, fact{"head", v.Head.Hash.String()})
			return s.show(conferenceState{ID: p.ID, Phase: c.Phase, Role: v.Role, Seq: c.Seq, Head: v.Head.Hash.String(),
				Sequence: c.Sequence, Plan: p}, facts...)
		},
	}
}

func (s *session) conferenceRename() verb {
	return verb{
		use:     "conference rename TITLE",
		example: `samverkan conference rename "Regional samverkanskonferens, nr 2" -C konf-2`,
		run: func(ctx context.Context, args []string) error {
			return s.give(ctx, &conference.Rename{Title: args[0]}, "Title", args[0])
		},
	}
}

func (s *session) conferenceReschedule() verb {
	cmd := &conference.Reschedule{}
	return verb{
		use:     "conference reschedule [CONFERENCE]",
		example: `samverkan conference reschedule konf-1 --start "2027-01-06 20:00"`,
		flags: func(f *flags) {
			f.time(&cmd.Start, "start")
			f.time(&cmd.End, "end")
			f.need("start")
		},
		run: func(ctx context.Context, _ []string) error {
			p, err := s.plan(ctx)
			if err != nil {
				return err
			}
			if cmd.End.IsZero() { // as long as before
				cmd.End = cmd.Start.Add(p.End.Sub(p.Start))
			}
			return s.give(ctx, cmd, "Date", s.p.Date(cmd.Start), "Span", s.p.Span(cmd.Start, cmd.End))
		},
	}
}

func (s *session) conferenceCancel() verb {
	cmd := &conference.CancelConference{}
	return verb{
		use:     "conference cancel [CONFERENCE]",
		example: `samverkan conference cancel konf-1 --reason "Vädret har vänt"`,
		flags: func(f *flags) {
			f.text(&cmd.Reason, "reason")
			f.need("reason")
		},
		run: func(ctx context.Context, _ []string) error { return s.give(ctx, cmd) },
	}
}

func (s *session) conferenceNext() verb {
	var start, end time.Time
	return verb{
		use:     "conference next NEW",
		example: `samverkan conference next konf-2 -C konf-1 --start "2027-01-07 12:30" --end "2027-01-07 13:30"`,
		flags: func(f *flags) {
			f.time(&start, "start")
			f.time(&end, "end")
		},
		run: func(ctx context.Context, args []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			c := v.Conference
			if start.IsZero() && c.Next != nil {
				start, end = c.Next.Start, c.Next.End
			}
			if start.IsZero() {
				return fault.New(fault.Invalid, "cli.missing-flags", "Flags", []string{"--start"})
			}
			if end.IsZero() {
				end = start.Add(c.Plan.End.Sub(c.Plan.Start))
			}
			p := c.Successor(args[0], start, end)
			return s.giveTo(ctx, p.ID, &conference.PlanConference{Plan: p}, "Title", p.Title, "Conference", p.ID)
		},
	}
}
