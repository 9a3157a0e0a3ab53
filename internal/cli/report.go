package cli

import (
	"context"
	"slices"

	"samverkan/conference"
	"samverkan/internal/reporting"
	"samverkan/internal/wire"
)

func (s *session) reportVerbs() []verb {
	return []verb{s.reportRequest(), s.reportRemind(), s.reportSubmit(), s.reportUnchanged(), s.reportShow(), s.reportSituation()}
}

func (s *session) reportRequest() verb {
	cmd := &conference.RequestReports{}
	return verb{
		use: "report request [ACTOR...]",
		example: `samverkan report request --deadline 15:00 -C konf-1
samverkan report request ekeryd skogsbo --deadline "2027-01-07 06:00" --question "Hur många bandvagnar har ni?" -C konf-1`,
		flags: func(f *flags) {
			f.time(&cmd.Deadline, "deadline")
			f.texts(&cmd.Questions, "question")
			f.need("deadline")
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Actors, err = s.actors(ctx, args); err != nil {
				return err
			}
			if err := s.give(ctx, cmd); err != nil || s.far != nil {
				return err
			}
			s.remark(s.p.T("cli.report.not-sent"))
			return nil
		},
	}
}

func (s *session) reportRemind() verb {
	return verb{
		use: "report remind [CONFERENCE]", example: "samverkan report remind konf-1 --server https://samverkan.lansstyrelsen.example",
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			if _, err := s.desk(ctx); err != nil {
				return err
			}
			var out wire.Reminded
			if s.far != nil {
				err = s.far.client.Give(ctx, nil, &out, "conferences", id, "reports", "reminders")
			} else {
				out.Messages, err = s.clerk.RemindReports(ctx, s.who, id)
			}
			if err != nil {
				return err
			}
			return s.reminded(out, "cli.report.nobody-reminded", "cli.report.reminded")
		},
	}
}

func (s *session) reportUnchanged() verb {
	return verb{
		use: "report unchanged [SEAT]", example: "samverkan report unchanged skogsbo -C konf-1",
		run: func(ctx context.Context, args []string) error {
			seat, err := s.reportSeat(ctx, args)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.KeepReport{Participant: seat})
		},
	}
}

// reportSeat is whose report it is: the seat that was named, or else the own actor's only one.
func (s *session) reportSeat(ctx context.Context, args []string) (string, error) {
	if len(args) > 0 {
		return s.seat(ctx, args[0])
	}
	v, err := s.view(ctx)
	if err != nil {
		return "", err
	}
	return reporting.OwnSeat(v.Conference, s.who.Actor)
}

// reports gives the reports by seat, as the service or the database here lets us see them; seat "" is all that we may see.
func (s *session) reports(ctx context.Context, seat string) (rows []wire.SeatReport, err error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	id := v.Conference.Plan.ID
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("seat", seat), &rows, "conferences", id, "reports")
		return rows, err
	}
	asks := s.clerk.Authorize(ctx, s.who, id, "", &conference.RequestReports{}) == nil
	var of func(conference.Participant) bool
	if seat != "" || !asks {
		of = func(p conference.Participant) bool {
			return (asks || p.Actor == s.who.Actor) && (seat == "" || p.Key() == seat)
		}
	}
	return reporting.Seats(v.Conference, v.May, s.world.Now(), of), nil
}

func (s *session) reportShow() verb {
	var missing bool
	return verb{
		use: "report show [SEAT]",
		example: `samverkan report show -C konf-1
samverkan report show --missing -C konf-1
samverkan report show skogsbo -C konf-1`,
		flags: func(f *flags) { f.yes(&missing, "missing") },
		run: func(ctx context.Context, args []string) error {
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			if len(args) > 0 {
				return s.showReport(ctx, args[0])
			}
			rows, err := s.reports(ctx, "")
			if err != nil {
				return err
			}
			all := rows
			if missing {
				rows = slices.DeleteFunc(slices.Clone(rows), func(x wire.SeatReport) bool { return !x.Asked || x.In })
			}
			if err := list(s, rows,
				column[wire.SeatReport]{"actor", func(x wire.SeatReport) string { return s.seatName(x.Participant) }},
				column[wire.SeatReport]{"report", s.reportState},
				column[wire.SeatReport]{"at", func(x wire.SeatReport) string { return s.when(x.At) }},
				column[wire.SeatReport]{"impact", s.reportGrade}); err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(x wire.SeatReport) bool { return x.Actor != s.who.Actor }) { // else it is only one's own
				s.remark(s.reportSum(all))
			}
			return nil
		},
	}
}

// reportState is how it stands with a report, in a word or two.
func (s *session) reportState(x wire.SeatReport) string {
	key := "unasked"
	switch {
	case x.Unchanged && x.Late:
		key = "unchanged-late"
	case x.Unchanged:
		key = "unchanged"
	case x.Late:
		key = "late"
	case x.In:
		key = "in"
	case x.Overdue:
		key = "overdue"
	case x.Asked:
		key = "missing"
	}
	return s.p.T("cli.report.state." + key)
}

func (s *session) reportGrade(x wire.SeatReport) string {
	if x.Report == nil {
		return ""
	}
	word := reporting.GradeWord(s.p, x.Grade)
	if !x.In {
		word = s.p.T("cli.report.before", "Grade", word)
	}
	return word
}

func (s *session) reportSum(rows []wire.SeatReport) string {
	in, missing := 0, 0
	for _, x := range rows {
		switch {
		case x.In:
			in++
		case x.Asked:
			missing++
		}
	}
	return s.p.T("doc.reports.in", "In", s.p.Number(in), "Missing", s.p.Number(missing)) + "."
}

// reminded tells how many reminders went out; none and some are the keys of what is said.
func (s *session) reminded(out wire.Reminded, none, some string) error {
	if s.options.output != outTable {
		return s.show(out)
	}
	if out.Messages == 0 {
		s.say(s.p.T(none))
		return nil
	}
	s.say(s.p.N(some, out.Messages))
	return nil
}
