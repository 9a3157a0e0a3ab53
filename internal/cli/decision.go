package cli

import (
	"context"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
	"samverkan/minutes"
)

func (s *session) decisionVerbs() []verb {
	return []verb{s.decisionPropose(), s.decisionReadBack(), s.decisionStance(), s.decisionUndo(), s.decisionSettle(), s.decisionWithdraw(),
		s.decisionList(), s.decisionShow()}
}

func (s *session) decisionPropose() verb {
	cmd := &conference.ProposeDecision{}
	return verb{
		use:     "decision propose TEXT...",
		example: `samverkan decision propose "Blåljusvägar och hemtjänstens vägar snöröjs först till fredag kl. 12" -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.ID, "label")
			f.item(&cmd.Item, "item")
			f.actor(&cmd.Actor, "actor")
			f.secrecy(&cmd.Secrecy)
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Text, err = s.typed(args); err != nil {
				return err
			}
			return s.give(ctx, cmd)
		},
	}
}

func (s *session) decisionReadBack() verb {
	return verb{
		use: "decision read-back DECISION [TEXT...]",
		example: `samverkan decision read-back D1 -C konf-1
samverkan decision read-back D1 "Blåljusvägar och hemtjänstens vägar snöröjs först" -C konf-1`,
		run: func(ctx context.Context, args []string) error {
			text, err := s.typed(args[1:])
			if err != nil {
				return err
			}
			label := labelled(args[0])
			return s.give(ctx, &conference.ReadBackDecision{ID: label, Text: text}, "Label", label, "Clock", s.happens())
		},
	}
}

func (s *session) decisionStance() verb {
	cmd := &conference.TakeStance{}
	var all bool
	return verb{
		use: "decision stance DECISION STANCE [ACTOR...]",
		example: `samverkan decision stance D1 bakom --all -C konf-1
samverkan decision stance D1 reserverar skogsbo --reason "Har inte förare nog" -C konf-1
samverkan decision stance D1 saknar-mandat region-allmanlan --returns-by 21:00 -C konf-1`,
		flags: func(f *flags) {
			f.yes(&all, "all")
			f.text(&cmd.Reason, "reason")
			f.time(&cmd.ReturnsBy, "returns-by")
		},
		run: func(ctx context.Context, args []string) (err error) {
			cmd.ID = labelled(args[0])
			if cmd.Stance, err = stances().read(args[1]); err != nil {
				return err
			}
			if cmd.Actors, err = s.actors(ctx, args[2:]); err != nil {
				return err
			}
			if all {
				v, err := s.view(ctx)
				if err != nil {
					return err
				}
				d, ok := v.Conference.Decision(cmd.ID)
				if !ok {
					return fault.New(fault.NotFound, "decision.unknown", "ID", clip(args[0]))
				}
				for _, a := range v.Conference.Unanswered(d) {
					if v.Conference.Here(a) == conference.Present { // nobody stands behind a decision without having been heard
						cmd.Actors = append(cmd.Actors, a)
					}
				}
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Label", cmd.ID, "Stance", named(s, "stance", cmd.Stance), "Actors", s.shorts(cmd.Actors))
		},
	}
}

func (s *session) decisionUndo() verb {
	return verb{
		use:     "decision undo DECISION",
		example: "samverkan decision undo D1 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			label := labelled(args[0])
			return s.give(ctx, &conference.UndoStance{ID: label}, "Label", label)
		},
	}
}

func (s *session) decisionSettle() verb {
	cmd := &conference.SettleDecision{}
	return verb{
		use:     "decision settle DECISION",
		example: `samverkan decision settle D1 --valid-until "2027-01-08 12:00" -C konf-1`,
		flags: func(f *flags) {
			f.time(&cmd.ValidUntil, "valid-until")
			f.text(&cmd.Text, "text")
		},
		run: func(ctx context.Context, args []string) error {
			cmd.ID = labelled(args[0])
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			r, err := s.hand(ctx, id, cmd)
			if err != nil {
				return err
			}
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			d, _ := m.Decision(cmd.ID)
			return s.tell(ctx, r, "Label", cmd.ID, "Outcome", named(s, "outcome", d.Outcome))
		},
	}
}

func (s *session) decisionWithdraw() verb {
	cmd := &conference.WithdrawDecision{}
	return verb{
		use:     "decision withdraw DECISION",
		example: `samverkan decision withdraw D2 --reason "Tas upp i morgon" -C konf-1`,
		flags:   func(f *flags) { f.text(&cmd.Reason, "reason") },
		run: func(ctx context.Context, args []string) error {
			cmd.ID = labelled(args[0])
			return s.give(ctx, cmd, "Label", cmd.ID)
		},
	}
}

// decisionRow is a settled decision in a list over all conferences.
type decisionRow struct {
	Conference string             `json:"conference"`
	ID         string             `json:"id"`
	Wording    string             `json:"wording,omitempty"`
	Outcome    conference.Outcome `json:"outcome,omitempty"`
	SettledAt  time.Time          `json:"settledAt,omitzero"`
	ValidUntil time.Time          `json:"validUntil,omitzero"`
}

func (s *session) decisionList() verb {
	var everywhere, valid bool
	var incident, csv string
	var t target
	return verb{
		use: "decision list [CONFERENCE]",
		example: `samverkan decision list konf-1
samverkan decision list --everywhere --valid
samverkan decision list konf-1 --format csv --out beslut.csv`,
		flags: func(f *flags) {
			f.yes(&everywhere, "everywhere")
			f.yes(&valid, "valid")
			f.text(&incident, "incident")
			f.text(&csv, "format")
			f.target(&t)
			f.choices("incident", s.knownIncidents)
			f.choices("format", func(string) []string { return []string{"csv"} })
		},
		run: func(ctx context.Context, _ []string) error {
			if everywhere {
				return s.decisionsEverywhere(ctx, incident, valid)
			}
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			if csv != "" {
				v, err := s.view(ctx)
				if err != nil {
					return err
				}
				return s.deliverCSV(t, csv, minutes.DecisionRows([]*minutes.Minutes{m}, s.composing(ctx, v)))
			}
			var rows []minutes.Decision
			for _, d := range m.Decisions {
				if !valid || d.Holds(s.world.Now()) {
					rows = append(rows, d)
				}
			}
			return list(s, rows,
				column[minutes.Decision]{"id", func(d minutes.Decision) string { return d.ID }},
				column[minutes.Decision]{"status", func(d minutes.Decision) string {
					if d.Outcome != "" {
						return named(s, "outcome", d.Outcome)
					}
					return named(s, "decision", d.Status)
				}},
				column[minutes.Decision]{"settled", func(d minutes.Decision) string { return s.clock(d.SettledAt) }},
				column[minutes.Decision]{"valid-until", func(d minutes.Decision) string { return s.when(d.ValidUntil) }},
				column[minutes.Decision]{"behind", func(d minutes.Decision) string { return strconv.Itoa(d.Counts.StandBehind) }},
				column[minutes.Decision]{"reserved", func(d minutes.Decision) string { return strconv.Itoa(d.Counts.Reserve) }},
				column[minutes.Decision]{"no-mandate", func(d minutes.Decision) string { return strconv.Itoa(d.Counts.NoMandate) }},
				column[minutes.Decision]{"text", func(d minutes.Decision) string { return s.orOmitted(d.Wording, d.Marking) }})
		},
	}
}

func (s *session) decisionsEverywhere(ctx context.Context, incident string, valid bool) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	filter := store.DecisionFilter{Incident: incident}
	if valid {
		filter.ValidAt = s.world.Now()
	}
	found, err := desk.Decisions(ctx, s.who, filter)
	if err != nil {
		return err
	}
	var rows []decisionRow
	for _, d := range found {
		rows = append(rows, decisionRow{d.Conference, d.ID, d.Wording, conference.Outcome(d.Outcome), d.SettledAt, d.ValidUntil})
	}
	return list(s, rows,
		column[decisionRow]{"conference", func(d decisionRow) string { return d.Conference }},
		column[decisionRow]{"id", func(d decisionRow) string { return d.ID }},
		column[decisionRow]{"settled", func(d decisionRow) string { return s.when(d.SettledAt) }},
		column[decisionRow]{"valid-until", func(d decisionRow) string { return s.when(d.ValidUntil) }},
		column[decisionRow]{"status", func(d decisionRow) string { return named(s, "outcome", d.Outcome) }},
		column[decisionRow]{"text", func(d decisionRow) string { return d.Wording }})
}

func (s *session) decisionShow() verb {
	return verb{
		use:     "decision show DECISION",
		example: "samverkan decision show D1 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			d, ok := m.Decision(labelled(args[0]))
			if !ok {
				return fault.New(fault.NotFound, "decision.unknown", "ID", clip(args[0]))
			}
			facts := []fact{{"id", d.ID}, {"item", s.itemNumber(m, d.Item)}, {"status", named(s, "decision", d.Status)},
				{"text", s.orOmitted(d.Wording, d.Marking)}, {"proposed-by", m.Short(d.ProposedBy)},
				{"settled", s.when(d.SettledAt)}, {"outcome", named(s, "outcome", d.Outcome)}, {"valid-until", s.when(d.ValidUntil)}}
			for _, kind := range conference.Stances() {
				var names []string
				for _, x := range d.With(kind) {
					name := m.Short(x.Actor)
					if x.Reason != "" {
						name += " (" + x.Reason + ")"
					}
					names = append(names, name)
				}
				facts = append(facts, fact{"stance-" + string(kind), s.p.List(names)})
			}
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if raw, ok := v.Conference.Decision(d.ID); ok && raw.Settled == nil && raw.Withdrawn == nil {
				facts = append(facts, fact{"unanswered", s.shorts(v.Conference.Unanswered(raw))})
			}
			return s.show(d, facts...)
		},
	}
}
