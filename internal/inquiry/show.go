package inquiry

import (
	"strconv"

	"samverkan/conference"
	"samverkan/internal/chart"
	"samverkan/internal/i18n"
)

// Naming says how a result is written.
type Naming struct {
	Printer *i18n.Printer
	Name    func(actor string) string // nil, or an empty name, leaves the id
}

func (n Naming) name(actor string) string {
	if n.Name != nil {
		if s := n.Name(actor); s != "" {
			return s
		}
	}
	return actor
}

// Rows gives the result for a table, here or in another program: a header, a row for each actor that answered, and then those that have
// not. The cells are raw: whoever writes them as CSV guards against formulas.
func (r Result) Rows(n Naming) [][]string {
	p := n.Printer
	header := []string{p.T("inquiry.col.actor"), p.T("inquiry.col.at"), p.T("inquiry.col.state")}
	for _, q := range r.Questions {
		text := q.Text
		if q.Unit != "" {
			text += " (" + q.Unit + ")"
		}
		header = append(header, text)
	}
	rows := [][]string{header}
	for _, x := range r.Actors {
		state := "inquiry.state.answered"
		switch {
		case x.Late:
			state = "inquiry.state.late"
		case x.Unchanged:
			state = "inquiry.state.unchanged"
		}
		row := []string{n.name(x.Actor), p.ShortDateTime(x.At), p.T(state)}
		for i, a := range x.Answers {
			row = append(row, n.Answer(r.Questions[i].Question, a))
		}
		rows = append(rows, row)
	}
	for _, actor := range r.Missing {
		row := make([]string, len(header))
		row[0], row[2] = n.name(actor), p.T("inquiry.state.missing")
		rows = append(rows, row)
	}
	return rows
}

// Answer is an answer in words: what was answered, and the remark after it.
func (n Naming) Answer(q Question, a *Given) string {
	if a == nil {
		return ""
	}
	if a.Omitted {
		return n.Printer.T("inquiry.omitted", "Ground", a.Secrecy.Ground, "Owner", n.name(a.Secrecy.Owner))
	}
	said := ""
	switch {
	case a.Number != nil:
		said = strconv.FormatFloat(*a.Number, 'f', -1, 64)
	case q.Kind == Choice:
		said = a.Choice
	case a.Yes != nil, q.Kind == Impact && a.Tests != (conference.Tests{}):
		said = n.Value(q.Kind, a.value(q.Kind))
	}
	if said != "" && a.Text != "" {
		return n.Printer.T("inquiry.remark", "Answer", said, "Remark", a.Text)
	}
	return said + a.Text
}

// Value is one of the possible answers in words.
func (n Naming) Value(k Kind, value string) string {
	switch k {
	case YesNo:
		return n.Printer.T("inquiry.word." + value)
	case Impact:
		return n.Printer.T("inquiry.grade."+value, "Grade", value)
	}
	return value
}

// Bars draws how many gave each answer; nil for questions whose answers are not counted, and when nobody has answered.
func (n Naming) Bars(q QuestionResult) *chart.Picture {
	if len(q.Counts) == 0 || q.Answered == 0 {
		return nil
	}
	var bars []chart.Bar
	var parts []string
	for _, c := range q.Counts {
		name := n.Value(q.Kind, c.Value)
		bar := chart.Bar{Name: name, Value: float64(c.Count), Text: n.Printer.T("inquiry.of", "Count", c.Count, "All", q.Answered)}
		if q.Kind == Impact {
			g := chart.Grade(c.Value[0] - '0')
			bar.Grade = &g
		}
		bars = append(bars, bar)
		parts = append(parts, n.Printer.T("inquiry.part", "Answer", name, "Count", c.Count))
	}
	return chart.Bars(bars, q.Text, n.Printer.List(parts))
}

// Map draws the grades that the answers to an impact question give, by place; nil for other questions and when no place has a point.
func (n Naming) Map(r Result, question string, places []conference.Place) *chart.Picture {
	at := -1
	for i, q := range r.Questions {
		if q.ID == question && q.Kind == Impact {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	grades := map[string]chart.Grade{}
	for _, x := range r.Actors {
		if a := x.Answers[at]; a != nil && !a.Omitted {
			grades[x.Actor] = chart.Grade(a.Grade)
		}
	}
	var dots []chart.Dot
	there := map[chart.Grade][]string{}
	for _, p := range places {
		grade, ok := grades[p.Actor]
		if !ok {
			grade = chart.Missing
		}
		if p.Located() {
			there[grade] = append(there[grade], p.Name)
			dots = append(dots, chart.Dot{Name: p.Name, Lat: p.Lat, Lon: p.Lon, Grade: grade})
		}
	}
	if len(dots) == 0 {
		return nil
	}
	words := chart.MapWords{Title: r.Questions[at].Text}
	var parts []string
	for _, g := range []chart.Grade{5, 4, 3, 2, 1, 0, chart.Missing} {
		if len(there[g]) == 0 {
			continue
		}
		word := n.Printer.T("inquiry.state.missing")
		if g != chart.Missing {
			word = n.Value(Impact, string(rune('0'+int(g))))
		}
		words.Legend = append(words.Legend, chart.Entry{Grade: g, Text: word})
		parts = append(parts, n.Printer.T("inquiry.places", "Answer", word, "Places", n.Printer.List(there[g])))
	}
	words.Description = n.Printer.List(parts)
	return chart.DotMap(dots, words)
}
