package cli

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/reporting"
	"samverkan/internal/wire"
)

// showReport shows what a seat has reported, or said last.
func (s *session) showReport(ctx context.Context, word string) error {
	seat, err := s.seat(ctx, word)
	if err != nil {
		return err
	}
	rows, err := s.reports(ctx, seat)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fault.New(fault.NotFound, "participant.unknown", "Actor", seat)
	}
	x := rows[0]
	if s.options.output != outTable {
		return s.show(x)
	}
	table := [][]string{{s.p.T("cli.col.actor"), s.seatName(x.Participant)}, {s.p.T("cli.col.report"), s.reportState(x)}}
	if x.Report != nil {
		table = append(table, s.reportLines(x)...)
	}
	var shown [][]string
	for _, row := range table {
		if row[1] != "" {
			shown = append(shown, []string{row[0] + ":", oneLine(row[1])})
		}
	}
	if err := writeTable(s.world.Out, shown, s.width()); err != nil {
		return err
	}
	if x.Omitted > 0 {
		s.remark(s.p.N("cli.report.omitted", x.Omitted))
	}
	return nil
}

// reportLines are the parts of a report, each with its heading.
func (s *session) reportLines(x wire.SeatReport) [][]string {
	r := x.Report
	tests := r.Tests
	out := [][]string{{s.p.T("cli.col.at"), s.when(x.At)}, {s.p.T("cli.col.impact"), s.reportGrade(x)},
		{s.p.T("reporting.col.plan"), reporting.StrainWord(s.p, "plan", tests.Plan)},
		{s.p.T("reporting.col.resources"), reporting.StrainWord(s.p, "resources", tests.Resources)},
		{s.p.T("reporting.col.load"), reporting.StrainWord(s.p, "load", tests.Load)}}
	for _, t := range r.Statements {
		out = append(out, []string{reporting.ThemeWord(s.p, t.Theme), s.reported(t.Text, t.Source, t.Secrecy, r.Secrecy)})
	}
	for _, a := range r.Answers {
		out = append(out, []string{oneLine(a.Question), s.reported(a.Text, "", a.Secrecy, r.Secrecy)})
	}
	return append(out, []string{s.p.T("cli.col.function"), r.Function}, []string{s.p.T("reporting.col.valid"), s.when(r.ValidUntil)},
		[]string{s.p.T("reporting.col.marking"), r.Secrecy.Ground})
}

// reported is a text of a report, or that it is left out for this reader.
func (s *session) reported(text, source string, own, whole conference.Secrecy) string {
	if !own.Marked() {
		own = whole
	}
	return reporting.Line(s.p, conference.ThemeLine{Text: text, Source: source, Secrecy: own, Omitted: text == conference.LeftOut && own.Marked()})
}
