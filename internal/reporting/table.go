package reporting

import (
	"samverkan/conference"
	"samverkan/internal/i18n"
)

// Table is the situation of a conference as a spreadsheet has it: a header, a row for each seat that has reported, and one for each actor that was asked
// and has not. name gives the name of a seat, or of an actor. What its reader may not read stands as left out, with its ground.
func Table(s *conference.Situation, plan *conference.Plan, p *i18n.Printer, name func(participant string) string) [][]string {
	t := tabling{s, p, name, Heading(plan, p)}
	rows := [][]string{t.header()}
	for i := range s.Actors {
		rows = append(rows, t.row(&s.Actors[i]))
	}
	for _, actor := range s.Missing {
		row := make([]string, len(rows[0]))
		row[0], row[1], row[2] = t.heading, name(actor), p.T("doc.reports.missing")
		rows = append(rows, row)
	}
	return rows
}

type tabling struct {
	s    *conference.Situation
	p    *i18n.Printer
	name func(string) string

	heading string
}

func (t tabling) header() []string {
	var out []string
	for _, key := range []string{"conference", "actor", "state", "grade", "was", "plan", "resources", "load", "at", "valid", "function"} {
		out = append(out, t.p.T("reporting.col."+key))
	}
	for _, theme := range conference.Themes() {
		out = append(out, ThemeWord(t.p, theme))
	}
	for _, q := range t.s.Questions {
		out = append(out, q.Question)
	}
	return append(out, t.p.T("reporting.col.marking"))
}

func (t tabling) row(x *conference.ActorSituation) []string {
	was := ""
	if x.Was != 0 {
		was = t.p.Number(x.Was)
	}
	out := []string{t.heading, t.name(x.Participant), StateWord(t.p, x), GradeWord(t.p, x.Grade), was, StrainWord(t.p, "plan", x.Report.Tests.Plan),
		StrainWord(t.p, "resources", x.Report.Tests.Resources), StrainWord(t.p, "load", x.Report.Tests.Load), t.p.ShortDateTime(x.At),
		t.p.ShortDateTime(x.Report.ValidUntil), x.Report.Function}
	for _, theme := range t.s.Themes {
		out = append(out, t.cell(theme.Lines, x.Participant))
	}
	for _, q := range t.s.Questions {
		out = append(out, t.cell(q.Lines, x.Participant))
	}
	return append(out, x.Report.Secrecy.Ground)
}

// cell is what a seat says there.
func (t tabling) cell(lines []conference.ThemeLine, participant string) string {
	for _, l := range lines {
		if l.Participant == participant {
			return Line(t.p, l)
		}
	}
	return ""
}

// Line is what is said in a line, with how it is known; where its reader may not read it, that it is left out and on what ground.
func Line(p *i18n.Printer, l conference.ThemeLine) string {
	switch {
	case l.Omitted:
		return p.T("reporting.omitted", "Ground", l.Secrecy.Ground)
	case l.Source != "":
		return p.T("reporting.sourced", "Text", l.Text, "Source", l.Source)
	}
	return l.Text
}

// GradeWord is a grade of impact with its word: a figure alone says nothing.
func GradeWord(p *i18n.Printer, grade int) string {
	if grade < 1 || grade > 5 {
		return p.T("doc.impact.0")
	}
	return p.T("doc.impact.graded", "Grade", p.Number(grade), "Word", p.T("doc.impact."+p.Number(grade)))
}

// StrainWord is an answer to one of the three tests: plan, resources or load.
func StrainWord(p *i18n.Printer, test string, s conference.Strain) string {
	if s == conference.StrainUnknown {
		return p.T("doc.reports.strain.unknown")
	}
	return p.T("doc.reports.strain." + test + "." + string(s))
}

// ThemeWord is the heading of a theme.
func ThemeWord(p *i18n.Printer, theme conference.Theme) string {
	return p.T("doc.reports.theme." + string(theme))
}

// StateWord is what there is to say of how a report came: that it came late, is the first, is changed, or holds still.
func StateWord(p *i18n.Printer, x *conference.ActorSituation) string {
	word := "changed"
	switch {
	case x.First:
		word = "first"
	case x.Unchanged || len(x.Changed) == 0 && x.Was == 0:
		word = "same"
	}
	out := p.T("doc.reports." + word)
	if x.Late {
		out = p.List([]string{out, p.T("reporting.late")})
	}
	return out
}
