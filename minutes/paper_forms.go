package minutes

import (
	"samverkan/conference"
	"samverkan/internal/document"
)

// Blanks to write on by hand. They are characters, so that they survive every format.
const (
	box  = "☐"
	line = "______________________"
)

// RollCallDocument writes the upprop: as it stands, or with blank set as a form for paper, with boxes to tick and lines to
// write on.
func RollCallDocument(c *conference.Conference, blank bool, o Options) *document.Document {
	if !blank {
		w := paper(Compose(c, o), o, "roll-call")
		w.add(w.facts())
		w.seats()
		w.sign(true, conference.Leader, conference.Secretary)
		return w.d
	}
	w := plan(c, o, "roll-call.blank")
	w.add(w.formFacts())
	w.add(document.P(document.T(w.t("roll-call.how"))))
	table := document.Table{Caption: []document.Inline{document.T(w.n("invited.caption", len(c.Plan.Participants)))}, Columns: []document.Column{
		document.RowHead(w.t("col.actor"), 5), document.Col(w.t("col.function"), 5)}}
	for _, key := range []string{"here", "late", "left", "missing"} {
		col := document.Col(w.t("col."+key), 1.3)
		col.Align = document.Center
		table.Columns = append(table.Columns, col)
	}
	table.Columns = append(table.Columns, document.Col(w.t("col.time"), 1.6))
	ticks := []document.Cell{document.TD(document.T(box)), document.TD(document.T(box)), document.TD(document.T(box)),
		document.TD(document.T(box)), document.TD(document.T("____"))}
	for _, x := range c.Plan.Participants {
		s := Seat{Actor: x.Actor, Unit: x.Unit}
		expected := []document.Block{document.P(w.said(x.Function))}
		if x.Function == "" {
			expected = nil
		}
		expected = append(expected, document.P(document.T(line)))
		table.Rows = append(table.Rows, document.R(append([]document.Cell{w.seatName(s), document.CellOf(expected...)}, ticks...)...))
	}
	const extra = 5
	for range extra {
		empty := document.TD(document.T(line))
		table.Rows = append(table.Rows, document.R(append([]document.Cell{empty, empty}, ticks...)...))
	}
	w.add(table, document.P(document.T(w.t("roll-call.totals", "Line", "______"))))
	w.sign(true, conference.Leader, conference.Secretary)
	return w.d
}

// formFacts are what to fill in by hand at the top of a form.
func (w *writer) formFacts() document.Facts {
	var f document.Facts
	for _, key := range []string{"leader", "secretary", "opened", "closed", "filled-by"} {
		f.Items = append(f.Items, document.F(w.t("fact."+key), document.T(line)))
	}
	return f
}

// NoteForm writes a form to keep the record on by hand: the items with room under each, the letters of the kinds, and forms
// for decisions and measures. What is written on it can be entered afterwards.
func NoteForm(c *conference.Conference, o Options) *document.Document {
	w := plan(c, o, "note-form")
	w.add(w.formFacts())
	w.legend()
	rows := map[bool]int{false: 4, true: 8}
	for _, it := range c.Plan.Agenda {
		w.add(document.H(1, w.said(w.t("item.heading", "Number", it.Number, "Title", it.Title))))
		if it.Kind != "" {
			w.add(document.Styled(document.Meta, document.Badge(document.Kind(it.Kind), w.t("item."+string(it.Kind))),
				document.T(" · "+w.t("length.minutes", "Minutes", it.Minutes))))
		}
		w.add(w.ruled([]string{"col.time", "col.letter", "col.actor", "col.said"}, []float64{1.4, 1.2, 3.4, 9}, blanks(rows[it.Minutes > 5], "____")))
	}
	w.section("decisions", document.KindDecision)
	w.add(document.P(document.T(w.t("form.decision"))))
	w.add(w.ruled([]string{"col.number", "col.decision", "col.read-back", "col.reservations"}, []float64{1, 7, 2.4, 5}, []string{"D1", "", "", "D2", "", "", "D3", "", ""}))
	w.section("measures", document.KindMeasure)
	w.add(w.ruled([]string{"col.number", "col.what", "col.owner", "col.due"}, []float64{1, 7, 4, 2.4}, []string{"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"}))
	w.sign(false, conference.Secretary)
	return w.d
}

// legend is the letter of each kind of note, as labels begin with it in the record.
func (w *writer) legend() {
	w.section("letters", document.KindNone)
	table := document.Table{Caption: []document.Inline{document.T(w.t("letters.caption"))}, Columns: []document.Column{
		document.RowHead(w.t("col.letter"), 1.4), document.Col(w.t("col.kind"), 4), document.Col(w.t("col.use"), 9)}}
	for _, k := range conference.NoteKinds() {
		table.Rows = append(table.Rows, document.R(document.TD(document.T(w.t("letter."+string(k)))), document.TD(w.badge(k)),
			document.TD(document.T(w.t("use."+string(k))))))
	}
	w.add(table)
}

// ruled is a table of rows to write on; each begins with what is printed already. A row that begins with nothing goes on
// from the one before it.
func (w *writer) ruled(columns []string, weights []float64, begin []string) document.Table {
	var t document.Table
	for i, key := range columns {
		t.Columns = append(t.Columns, document.Col(w.t(key), weights[i]))
	}
	for _, first := range begin {
		row := document.Row{Joined: first == "", Cells: make([]document.Cell, len(columns))}
		if first == "" {
			first = "\u00a0" // so that the row has a height
		}
		row.Cells[0] = document.TD(document.T(first))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func blanks(n int, text string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = text
	}
	return out
}
