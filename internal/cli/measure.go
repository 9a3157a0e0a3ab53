package cli

import (
	"bytes"
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
	"samverkan/internal/render/text"
	"samverkan/internal/store"
	"samverkan/minutes"
)

func (s *session) measureVerbs() []verb {
	return []verb{s.measureAgree(), s.measureRevise(), s.measureAccept(), s.measureReport(), s.measureList(), s.measureShow()}
}

func (s *session) measureAgree() verb {
	cmd := &conference.AgreeMeasure{}
	var accepted, refused bool
	return verb{
		use: "measure agree TEXT...",
		example: `samverkan measure agree "Kartlägga bandvagnar i länet och fördela dem" --owner lst-allmanlan --due 21:00 --accepted -C konf-1
samverkan measure agree "Ta ansvar för strandade bilister" --owner polisen --resolves U1 -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.ID, "label")
			f.item(&cmd.Item, "item")
			f.actor(&cmd.Owner, "owner")
			f.actor(&cmd.Actor, "actor")
			f.time(&cmd.Due, "due")
			f.yes(&accepted, "accepted")
			f.yes(&refused, "not-accepted")
			word(f, &cmd.Status, "status", measureStates())
			f.labels(&cmd.Matches, "matches")
			f.label(&cmd.Resolves, "resolves")
			f.label(&cmd.Follows, "follows")
			f.secrecy(&cmd.Secrecy)
			f.need("owner")
		},
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Text, err = s.typed(args); err != nil {
				return err
			}
			if accepted || refused {
				cmd.Accepted = &accepted
			}
			return s.give(ctx, cmd, "Owner", s.short(cmd.Owner))
		},
	}
}

func (s *session) measureRevise() verb {
	given := conference.ReviseMeasure{}
	var fl *flags
	return verb{
		use: "measure revise MEASURE [TEXT...]",
		example: `samverkan measure revise A3 --due 22:00 -C konf-1
samverkan measure revise A3 "Kartlägga bandvagnar i länet" --owner region-ostergotland -C konf-1`,
		flags: func(f *flags) {
			fl = f
			f.actor(&given.Owner, "owner")
			f.time(&given.Due, "due")
			f.labels(&given.Matches, "matches")
			f.label(&given.Resolves, "resolves")
			f.label(&given.Follows, "follows")
		},
		run: func(ctx context.Context, args []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			x, ok := v.Conference.Measure(labelled(args[0]))
			if !ok || !v.May(v.Conference.EffectiveSecrecy(x.Secrecy, x.Item)) {
				return fault.New(fault.NotFound, "measure.unknown", "ID", clip(args[0]))
			}
			cmd := &conference.ReviseMeasure{ID: x.ID, Text: x.Text, Owner: x.Owner, Due: x.Due, Matches: x.Matches, Resolves: x.Resolves, Follows: x.Follows}
			if len(args) > 1 {
				if cmd.Text, err = s.typed(args[1:]); err != nil {
					return err
				}
			}
			keep(fl, "owner", &cmd.Owner, given.Owner)
			keep(fl, "due", &cmd.Due, given.Due)
			keep(fl, "matches", &cmd.Matches, given.Matches)
			keep(fl, "resolves", &cmd.Resolves, given.Resolves)
			keep(fl, "follows", &cmd.Follows, given.Follows)
			return s.give(ctx, cmd, "Label", cmd.ID)
		},
	}
}

func (s *session) measureAccept() verb {
	cmd := &conference.AcceptMeasure{Accepted: true}
	var refuse bool
	return verb{
		use: "measure accept MEASURE",
		example: `samverkan measure accept A3 -C konf-1
samverkan measure accept A4 --refuse --reason "Saknar personal" -C konf-1`,
		flags: func(f *flags) {
			f.yes(&refuse, "refuse")
			f.text(&cmd.Reason, "reason")
		},
		run: func(ctx context.Context, args []string) error {
			cmd.ID, cmd.Accepted = labelled(args[0]), !refuse
			answer := "accepted"
			if refuse {
				answer = "refused"
			}
			return s.give(ctx, cmd, "Label", cmd.ID, "Answer", named(s, "acceptance", answer))
		},
	}
}

func (s *session) measureReport() verb {
	cmd := &conference.ReportMeasure{}
	return verb{
		use: "measure report MEASURE STATUS [TEXT...]",
		example: `samverkan measure report A3 klar "Sex bandvagnar fördelade kl. 20.40" -C konf-1
samverkan measure report A4 pågår "Föraren är sen" --due 23:00 -C konf-1`,
		flags: func(f *flags) { f.time(&cmd.Due, "due") },
		run: func(ctx context.Context, args []string) (err error) {
			cmd.ID = labelled(args[0])
			if cmd.Status, err = measureStates().read(args[1]); err != nil {
				return err
			}
			if cmd.Text, err = s.typed(args[2:]); err != nil {
				return err
			}
			return s.give(ctx, cmd, "Label", cmd.ID, "Status", named(s, "measure", cmd.Status))
		},
	}
}

// measureRow is a measure in a list over all conferences.
type measureRow struct {
	Conference string                   `json:"conference"`
	ID         string                   `json:"id"`
	Text       string                   `json:"text,omitempty"`
	Owner      string                   `json:"owner"`
	Due        time.Time                `json:"due,omitzero"`
	Accepted   *bool                    `json:"accepted,omitempty"`
	Status     conference.MeasureStatus `json:"status"`
	Late       bool                     `json:"late,omitempty"`
}

func (s *session) measureList() verb {
	var everywhere, late bool
	var filter store.MeasureFilter
	var status conference.MeasureStatus
	var format string
	var t target
	return verb{
		use: "measure list [CONFERENCE]",
		example: `samverkan measure list konf-1 --owner skogsbo
samverkan measure list --everywhere --late
samverkan measure list konf-1 --format csv --out atgarder.csv`,
		flags: func(f *flags) {
			f.yes(&everywhere, "everywhere")
			f.yes(&late, "late")
			f.actor(&filter.Owner, "owner")
			word(f, &status, "status", measureStates())
			f.text(&filter.Incident, "incident")
			f.text(&format, "format")
			f.target(&t)
			f.choices("incident", s.knownIncidents)
			f.choices("format", func(string) []string { return []string{"csv"} })
		},
		run: func(ctx context.Context, _ []string) error {
			filter.Status = string(status)
			if everywhere {
				return s.measuresEverywhere(ctx, filter, late)
			}
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			if format != "" {
				v, err := s.view(ctx)
				if err != nil {
					return err
				}
				return s.deliverCSV(t, format, minutes.MeasureRows([]*minutes.Minutes{m}, s.composing(ctx, v)))
			}
			var rows []minutes.Measure
			for _, x := range m.Measures {
				if (filter.Owner == "" || x.Owner == filter.Owner) && (status == "" || x.Status == status) && (!late || x.Late) {
					rows = append(rows, x)
				}
			}
			return list(s, rows,
				column[minutes.Measure]{"id", func(x minutes.Measure) string { return x.ID }},
				column[minutes.Measure]{"owner", func(x minutes.Measure) string { return m.Short(x.Owner) }},
				column[minutes.Measure]{"due", func(x minutes.Measure) string { return s.when(x.Due) }},
				column[minutes.Measure]{"late", func(x minutes.Measure) string { return s.mark(x.Late) }},
				column[minutes.Measure]{"accepted", func(x minutes.Measure) string { return s.acceptance(x.Accepted) }},
				column[minutes.Measure]{"status", func(x minutes.Measure) string { return named(s, "measure", x.Status) }},
				column[minutes.Measure]{"text", func(x minutes.Measure) string { return s.orOmitted(x.Text, x.Marking) }})
		},
	}
}

// acceptance is whether the owner has taken a measure on.
func (s *session) acceptance(accepted *bool) string {
	switch {
	case accepted == nil:
		return named(s, "acceptance", "not-asked")
	case *accepted:
		return named(s, "acceptance", "accepted")
	}
	return named(s, "acceptance", "refused")
}

func (s *session) measuresEverywhere(ctx context.Context, filter store.MeasureFilter, late bool) error {
	desk, err := s.desk(ctx)
	if err != nil {
		return err
	}
	found, err := desk.Measures(ctx, s.who, filter)
	if err != nil {
		return err
	}
	if _, err := s.directory(ctx); err != nil {
		return err
	}
	now := s.world.Now()
	var rows []measureRow
	for _, x := range found {
		state := conference.MeasureStatus(x.Status)
		row := measureRow{x.Conference, x.ID, x.Text, x.Owner, x.DueAt, x.Accepted, state, conference.Measure{Due: x.DueAt, Status: state}.Late(now)}
		if !late || row.Late {
			rows = append(rows, row)
		}
	}
	return list(s, rows,
		column[measureRow]{"conference", func(x measureRow) string { return x.Conference }},
		column[measureRow]{"id", func(x measureRow) string { return x.ID }},
		column[measureRow]{"owner", func(x measureRow) string { return s.short(x.Owner) }},
		column[measureRow]{"due", func(x measureRow) string { return s.when(x.Due) }},
		column[measureRow]{"late", func(x measureRow) string { return s.mark(x.Late) }},
		column[measureRow]{"status", func(x measureRow) string { return named(s, "measure", x.Status) }},
		column[measureRow]{"text", func(x measureRow) string { return x.Text }})
}

// deliverCSV writes rows for a spreadsheet, with semicolons between the cells where Swedish ones expect them.
func (s *session) deliverCSV(t target, format string, rows [][]string) error {
	if format != "csv" {
		return fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(format), "Choices", []string{"csv"})
	}
	var b bytes.Buffer
	if err := text.CSV(&b, rows[0], rows[1:], text.CSVOptions{BOM: true, Semicolon: s.p.Lang() == i18n.Swedish}); err != nil {
		return err
	}
	return s.deliver(t, b.Bytes(), false)
}

func (s *session) measureShow() verb {
	return verb{
		use:     "measure show MEASURE",
		example: "samverkan measure show A3 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			x, ok := m.Measure(labelled(args[0]))
			if !ok {
				return fault.New(fault.NotFound, "measure.unknown", "ID", clip(args[0]))
			}
			facts := []fact{{"id", x.ID}, {"item", s.itemNumber(m, x.Item)}, {"text", s.orOmitted(x.Text, x.Marking)}, {"owner", m.Short(x.Owner)},
				{"due", s.when(x.Due)}, {"late", s.mark(x.Late)}, {"accepted", s.acceptance(x.Accepted)},
				{"status", named(s, "measure", x.Status)}, {"raised-by", m.Short(x.RaisedBy)}, {"matches", s.p.List(x.Matches)},
				{"resolves", x.Resolves}, {"follows", x.Follows}}
			for _, r := range x.Reports {
				facts = append(facts, fact{"report", s.when(r.At) + " " + m.Short(r.Actor) + ": " + named(s, "measure", r.Status) + ". " + r.Text})
			}
			return s.show(x, facts...)
		},
	}
}
