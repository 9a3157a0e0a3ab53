package cli

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/minutes"
)

func (s *session) rollCallVerbs() []verb {
	return []verb{s.rollCallOpen(), s.rollCallMark(), s.rollCallAllPresent(), s.rollCallClose(), s.rollCallSkip(), s.rollCallUndo(), s.rollCallList()}
}

func (s *session) rollCallOpen() verb {
	return verb{
		use:     "rollcall open [CONFERENCE]",
		example: "samverkan rollcall open konf-1",
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, &conference.OpenRollCall{}) },
	}
}

func (s *session) rollCallMark() verb {
	cmd := &conference.MarkAttendance{}
	return verb{
		use: "rollcall mark SEAT PRESENT",
		example: `samverkan rollcall mark skogsbo närvarande --function "Säkerhetschef" -C konf-1
samverkan rollcall mark lillkoping frånvarande --reason "Saknar förbindelse" -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.Function, "function")
			word(f, &cmd.Mode, "mode", modes())
			f.text(&cmd.Reason, "reason")
			f.text(&cmd.Note, "note")
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Participant, err = s.seat(ctx, args[0]); err != nil {
				return err
			}
			if cmd.Status, err = attendances().read(args[1]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Actor", s.seatName(cmd.Participant), "Status", named(s, "attendance", cmd.Status))
		},
	}
}

func (s *session) rollCallAllPresent() verb {
	var except []string
	return verb{
		use:     "rollcall all-present [CONFERENCE]",
		example: "samverkan rollcall all-present konf-1 --except lillkoping",
		flags:   func(f *flags) { f.actors(&except, "except") },
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			out := map[string]bool{}
			for _, a := range except {
				out[a] = true
			}
			var wishes []clerk.Wish
			var seats []string
			for _, p := range v.Conference.Plan.Participants {
				if v.Conference.Attendance(p.Key()).Status == conference.Unknown && !out[p.Actor] {
					seats = append(seats, p.Key())
					wishes = append(wishes, clerk.Wish{ID: numbered(s.options.id, len(wishes)), Role: s.options.role, OccurredAt: s.options.at,
						Command: &conference.MarkAttendance{Participant: p.Key(), Status: conference.Present}})
				}
			}
			return s.giveAll(ctx, wishes, func(i int) []any {
				return []any{"Actor", s.seatName(seats[i]), "Status", named(s, "attendance", conference.Present)}
			})
		},
	}
}

func (s *session) rollCallClose() verb {
	cmd := &conference.CloseRollCall{}
	return verb{
		use:     "rollcall close [CONFERENCE]",
		example: "samverkan rollcall close konf-1 --rest-absent",
		flags:   func(f *flags) { f.yes(&cmd.RestAbsent, "rest-absent") },
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, cmd) },
	}
}

func (s *session) rollCallSkip() verb {
	cmd := &conference.SkipRollCall{}
	return verb{
		use:     "rollcall skip [CONFERENCE]",
		example: `samverkan rollcall skip konf-2 --reason "Samma deltagare som kl. 12, närvaron tas från talarlistan"`,
		flags: func(f *flags) {
			f.text(&cmd.Reason, "reason")
			f.need("reason")
		},
		run: func(ctx context.Context, _ []string) error { return s.give(ctx, cmd) },
	}
}

func (s *session) rollCallUndo() verb {
	return verb{
		use:     "rollcall undo [CONFERENCE]",
		example: "samverkan rollcall undo konf-1",
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, &conference.UndoRollCall{}) },
	}
}

func (s *session) rollCallList() verb {
	var missing bool
	return verb{
		use:     "rollcall list [CONFERENCE]",
		example: "samverkan rollcall list konf-1 --missing",
		flags:   func(f *flags) { f.yes(&missing, "missing") },
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			var rows []minutes.Seat
			for _, x := range m.RollCall.Seats {
				if !missing || !x.Here() {
					rows = append(rows, x)
				}
			}
			last := func(x minutes.Seat) minutes.Mark {
				if len(x.Marks) == 0 {
					return minutes.Mark{}
				}
				return x.Marks[len(x.Marks)-1]
			}
			return list(s, rows,
				column[minutes.Seat]{"seat", func(x minutes.Seat) string { return s.seatName(x.Key) }},
				column[minutes.Seat]{"attendance", func(x minutes.Seat) string { return named(s, "attendance", x.Status) }},
				column[minutes.Seat]{"at", func(x minutes.Seat) string { return s.clock(last(x).At) }},
				column[minutes.Seat]{"mode", func(x minutes.Seat) string { return named(s, "mode", x.Mode) }},
				column[minutes.Seat]{"function", func(x minutes.Seat) string { return x.Function }},
				column[minutes.Seat]{"reason", func(x minutes.Seat) string { return firstOf(last(x).Reason, last(x).Note) }})
		},
	}
}
