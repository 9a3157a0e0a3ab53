package cli

import (
	"context"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/i18n"
	"samverkan/minutes"
)

// correctable is a field of the record that can be corrected.
type correctable string

func correctables() lexicon[correctable] {
	return lexicon[correctable]{{"text", "text"}, {"actor", "aktör"}, {"owner", "ägare"}, {"due", "senast klart-senast"}, {"function", "funktion"},
		{"status", "närvaro"}, {"stance", "ställning"}, {"reason", "motivering skäl"}, {"start", "börjar"}, {"end", "slutar"}}
}

func (s *session) minutesCorrect() verb {
	cmd := &conference.CorrectMinutes{}
	return verb{
		use: "minutes correct TARGET FIELD VALUE",
		example: `samverkan minutes correct A4 ägare region-allmanlan --reason "Regionen tog åtgärden, inte länsstyrelsen" -C konf-regional-1
samverkan minutes correct B3 text "Två bandvagnar till Ekeryd" --reason "Antalet var fel" -C konf-regional-1
samverkan minutes correct D2/kommun-ekeryd ställning reserverar --reason "Hörfel vid uppläsningen" -C konf-regional-1
samverkan minutes correct next börjar "2027-01-07 13:00" --reason "Fel klockslag" -C konf-regional-1`,
		flags: func(f *flags) {
			f.text(&cmd.Reason, "reason")
			f.need("reason")
		},
		run: func(ctx context.Context, args []string) error {
			field, err := correctables().read(args[1])
			if err != nil {
				return err
			}
			cmd.Field = string(field)
			if cmd.Target, err = s.correctTarget(ctx, args[0]); err != nil {
				return err
			}
			if cmd.Is, err = s.correctValue(ctx, field, args[2]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Target", cmd.Target, "Field", s.p.T("cli.field."+string(field)))
		},
	}
}

// correctTarget reads what is corrected: a note or measure, a decision's stance, a seat, or the next meeting.
func (s *session) correctTarget(ctx context.Context, word string) (string, error) {
	v, err := s.view(ctx)
	if err != nil {
		return "", err
	}
	c := v.Conference
	label := labelled(word)
	_, isNote := c.Note(label)
	_, isMeasure := c.Measure(label)
	if _, isDecision := c.Decision(label); isNote || isMeasure || isDecision || word == "next" {
		return label, nil
	}
	if first, rest, ok := strings.Cut(word, "/"); ok {
		if _, isDecision := c.Decision(labelled(first)); isDecision {
			actor, err := s.actor(ctx, rest)
			return labelled(first) + "/" + actor, err
		}
	}
	if i18n.Fold(word) == "nasta" {
		return "next", nil
	}
	return s.seat(ctx, word)
}

// correctValue reads what a field shall say, as people write it.
func (s *session) correctValue(ctx context.Context, field correctable, word string) (string, error) {
	switch field {
	case "actor", "owner":
		return s.actor(ctx, word)
	case "due", "start", "end":
		at, err := s.moment(word)
		return at.Format(time.RFC3339), err
	case "stance":
		x, err := stances().read(word)
		return string(x), err
	case "status":
		x, err := attendances().read(word)
		return string(x), err
	}
	return word, nil
}

func (s *session) minutesCompare() verb {
	return verb{
		use: "minutes compare NUMBER NUMBER [CONFERENCE]", example: "samverkan minutes compare 1 2 konf-regional-1",
		run: func(ctx context.Context, args []string) error {
			var sides [2]*minutes.Minutes
			for i, text := range args[:2] {
				number, err := numberIn(text)
				if err != nil {
					return err
				}
				v, err := s.versionOf(ctx, number)
				if err != nil {
					return err
				}
				sides[i] = s.composed(ctx, v)
			}
			found := minutes.Compare(sides[0], sides[1])
			if len(found) == 0 && s.options.output == outTable {
				s.say(s.p.T("cli.minutes.same", "A", args[0], "B", args[1]))
				return nil
			}
			return list(s, found,
				column[minutes.Difference]{"part", func(d minutes.Difference) string { return s.worded("cli.part.", d.Part) }},
				column[minutes.Difference]{"id", func(d minutes.Difference) string { return d.ID }},
				column[minutes.Difference]{"field", func(d minutes.Difference) string { return s.worded("cli.field.", d.Field) }},
				column[minutes.Difference]{"was", func(d minutes.Difference) string { return s.plainValue(d.Was) }},
				column[minutes.Difference]{"is", func(d minutes.Difference) string { return s.plainValue(d.Is) }})
		},
	}
}

// composed gives the minutes of a view, with the same clock for all of them: what is late shall not differ by the hour.
func (s *session) composed(ctx context.Context, v *clerk.View) *minutes.Minutes {
	return minutes.Compose(v.Conference, s.composing(ctx, v))
}

// worded gives the text for a name out of the minutes' JSON; the name itself when there is none.
func (s *session) worded(prefix, name string) string {
	if s.p.Has(prefix + name) {
		return s.p.T(prefix + name)
	}
	return name
}

// plainValue writes a value out of the minutes' JSON for people.
func (s *session) plainValue(value string) string {
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return s.when(at)
	}
	return s.short(value)
}
