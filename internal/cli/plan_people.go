package cli

import (
	"context"
	"strings"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/minutes"
)

func (s *session) planInvite() verb {
	seat := conference.Participant{Role: conference.Attendee}
	var rosters, except []string
	var noMandate bool
	return verb{
		use: "plan invite [ACTOR...]",
		example: `samverkan plan invite skogsbo lillkoping --function "Tjänsteman i beredskap" -C konf-1
samverkan plan invite --roster kommuner-05 -C konf-1
samverkan plan invite smhi --role expert --mode telefon -C konf-1`,
		flags: func(f *flags) {
			f.texts(&rosters, "roster")
			f.actors(&except, "except")
			word(f, &seat.Role, "as-role", invitedRoles())
			f.text(&seat.Function, "function")
			f.text(&seat.Unit, "unit")
			word(f, &seat.Mode, "mode", modes())
			f.yes(&noMandate, "no-mandate")
			f.choices("roster", s.knownRosters)
		},
		run: func(ctx context.Context, args []string) error {
			actors, err := s.gathered(ctx, args, rosters, except)
			if err != nil {
				return err
			}
			seat.Mandate = seat.Role == conference.Attendee && !noMandate
			cmd := &conference.Invite{}
			for _, a := range actors {
				seat.Actor = a
				cmd.Participants = append(cmd.Participants, seat)
			}
			return s.give(ctx, cmd, "Actors", s.shorts(actors), "Count", len(actors))
		},
	}
}

// gathered collects actors named one by one and by roster, each once and in that order.
func (s *session) gathered(ctx context.Context, words, rosters, except []string) ([]string, error) {
	if _, err := s.directory(ctx); err != nil {
		return nil, err
	}
	named, err := s.actors(ctx, words)
	if err != nil {
		return nil, err
	}
	all := directory.Roster{Members: named}
	for _, name := range commas(rosters) {
		members, err := s.rosterMembers(ctx, name)
		if err != nil {
			return nil, err
		}
		all.Members = all.Union(members)
	}
	if all.Members = all.Minus(except); len(all.Members) == 0 {
		return nil, fault.New(fault.Invalid, "cli.nobody")
	}
	return all.Members, nil
}

// rosterMembers gives who is in a roster: one that was saved, or a ready-made one by its key.
func (s *session) rosterMembers(ctx context.Context, name string) ([]string, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return nil, err
	}
	saved, err := desk.Rosters(ctx, s.who)
	if err != nil {
		return nil, err
	}
	for _, r := range saved {
		if r.ID == name || strings.EqualFold(r.Name, name) {
			return r.Members, nil
		}
	}
	d, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	ready, err := d.ReadyByKey(name)
	return ready.Members, err
}

func (s *session) planUninvite() verb {
	return verb{
		use:     "plan uninvite SEAT",
		example: "samverkan plan uninvite skogsbo/raddning -C konf-1",
		run: func(ctx context.Context, args []string) error {
			seat, err := s.seat(ctx, args[0])
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.Uninvite{Participant: seat}, "Actor", s.seatName(seat))
		},
	}
}

// seatName writes a seat with the actor's short name.
func (s *session) seatName(key string) string {
	actor, unit, has := strings.Cut(key, "/")
	if !has {
		return s.short(actor)
	}
	return s.short(actor) + ", " + unit
}

func (s *session) planInvited() verb {
	return verb{
		use:     "plan invited [CONFERENCE]",
		example: "samverkan plan invited konf-regional-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			return list(s, m.RollCall.Seats,
				column[minutes.Seat]{"seat", func(x minutes.Seat) string { return x.Key }},
				column[minutes.Seat]{"actor", func(x minutes.Seat) string { return m.Short(x.Actor) }},
				column[minutes.Seat]{"role", func(x minutes.Seat) string { return named(s, "role", x.Role) }},
				column[minutes.Seat]{"mode", func(x minutes.Seat) string { return named(s, "mode", x.Mode) }},
				column[minutes.Seat]{"mandate", func(x minutes.Seat) string { return s.mark(x.Mandate) }},
				column[minutes.Seat]{"reply", func(x minutes.Seat) string { return named(s, "reply", x.Reply) }},
				column[minutes.Seat]{"function", func(x minutes.Seat) string { return x.Function }})
		},
	}
}
