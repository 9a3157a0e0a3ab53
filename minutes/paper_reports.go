package minutes

import (
	"cmp"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/document"
)

// ReportsDocument writes the situation reports put together (samlad lägesbild ur lägesrapporterna), to be read before the meeting and
// in it: what is missing first, then how hard each is hit, then what is said under each theme.
func ReportsDocument(m *Minutes, o Options) *document.Document {
	w := paper(m, o, "reports")
	if n := m.Omitted; n > 0 {
		w.callout(document.ToneRedacted, w.n("left-out.title", n), document.T(w.t("left-out.text")))
	}
	if m.Situation == nil || m.Situation.Empty() {
		w.add(document.P(document.T(w.t("reports.none"))))
		return w.d
	}
	w.compiled(1)
	w.seal()
	return w.d
}

// annex is the compiled reports as they stand after the minutes.
func (w *writer) annex() {
	s := w.m.Situation
	if s == nil || s.Empty() {
		return
	}
	w.add(document.PageBreak{})
	w.section("reports", document.KindSituation)
	w.compiled(2)
}

// compiled writes the situation, with headings of a level.
func (w *writer) compiled(level int) {
	s := w.m.Situation
	head := func(key string) {
		w.add(document.H(level, document.T(w.t("reports."+key))).As("reports-" + strings.ReplaceAll(key, ".", "-")))
	}
	w.add(w.reportFacts(s))
	w.gaps(s)
	head("impact")
	w.add(w.gradeTable(s))
	w.add(w.reporterTable(s))
	if f, ok := w.mapFigure(); ok {
		head("map")
		w.add(f)
	}
	for _, t := range s.Themes {
		if len(t.Lines) > 0 {
			head("theme." + string(t.Theme))
			w.add(w.lines(t.Lines))
		}
	}
	if len(s.Questions) > 0 {
		head("questions")
	}
	for i, q := range s.Questions {
		w.add(document.H(level+1, w.said(q.Question)).As("reports-question-" + w.p.Number(i+1)))
		if len(q.Lines) == 0 {
			w.add(document.P(document.T(w.t("reports.unanswered"))))
		} else {
			w.add(w.lines(q.Lines))
		}
	}
}

func (w *writer) reportFacts(s *conference.Situation) document.Facts {
	var f document.Facts
	add := func(key, value string) {
		if value != "" {
			f.Items = append(f.Items, document.F(w.t("reports.fact."+key), document.T(value)))
		}
	}
	late, same, changed, first := 0, 0, 0, 0
	for _, x := range s.Actors {
		switch {
		case x.First:
			first++
		case x.Changed == nil && x.Was == 0:
			same++
		default:
			changed++
		}
		if x.Late {
			late++
		}
	}
	add("as-of", w.dayClock(s.At))
	add("in", w.t("reports.in", "In", w.p.Number(len(s.Actors)), "Missing", w.p.Number(len(s.Missing))))
	add("deadline", w.dayClock(s.Deadline))
	if late > 0 {
		add("late", w.p.Number(late))
	}
	if w.m.Carried.From != "" || same+changed > 0 {
		add("changes", w.t("reports.changes", "Changed", w.p.Number(changed), "Same", w.p.Number(same), "First", w.p.Number(first)))
	}
	return f
}

// gaps says what nobody covers, before all else: what is not known is part of the situation.
func (w *writer) gaps(s *conference.Situation) {
	var items []document.Item
	add := func(key, value string) {
		if value != "" {
			items = append(items, document.LI(document.T(w.t("reports.gap."+key, "What", value))))
		}
	}
	add("missing", w.names(s.Missing))
	add("places", w.uncovered(s))
	var themes []string
	for _, t := range s.Silent {
		themes = append(themes, w.t("reports.theme."+string(t)))
	}
	add("themes", w.p.List(themes))
	if len(items) == 0 {
		return
	}
	w.add(document.Callout{Tone: document.ToneWarn, Title: []document.Inline{document.T(w.t("reports.gap.title"))}, Body: []document.Block{document.UL(items...)}})
}

// uncovered are the places without a report that are not already named as missing.
func (w *writer) uncovered(s *conference.Situation) string {
	var names []string
	for _, p := range s.Places {
		if !p.Reported && !slices.Contains(s.Missing, p.Actor) {
			names = append(names, p.Name)
		}
	}
	w.p.Sort(names)
	return w.p.List(names)
}

// gradeTable counts the grades and names who has each.
func (w *writer) gradeTable(s *conference.Situation) document.Table {
	table := document.Table{Caption: []document.Inline{document.T(w.t("reports.grades.caption"))}, Columns: []document.Column{
		document.RowHead(w.t("col.grade"), 1.2), document.Col(w.t("col.meaning"), 3.4), document.RightCol(w.t("reports.col.count"), 1.2), document.Col(w.t("col.actors"), 8.4)}}
	for _, grade := range []int{5, 4, 3, 2, 1, 0} {
		var names []string
		for _, x := range s.Actors {
			if x.Grade != grade {
				continue
			}
			name := w.reporter(x.Participant)
			if x.Was != 0 {
				name = w.t("impact.was", "Actor", name, "Grade", w.p.Number(x.Was))
			}
			names = append(names, name)
		}
		if len(names) == 0 && grade == 0 {
			continue
		}
		number, word := document.T(w.p.Number(grade)), document.T(w.t("impact."+string(rune('0'+grade))))
		if grade == 0 {
			number, word = document.T("–"), document.Status(document.StateWarn, w.t("impact.0"))
		}
		w.p.Sort(names)
		table.Rows = append(table.Rows, document.R(document.TD(number), document.TD(word), document.TD(document.T(w.p.Number(len(names)))), document.TD(document.T(w.p.List(names)))))
	}
	return table
}

// reporterTable is who has reported, how the three tests were answered, and what is new.
func (w *writer) reporterTable(s *conference.Situation) document.Table {
	table := document.Table{Caption: []document.Inline{document.T(w.t("reports.actors.caption"))}, Columns: []document.Column{
		document.RowHead(w.t("col.actor"), 3.2), document.Col(w.t("col.grade"), 1), document.Col(w.t("reports.col.plan"), 2),
		document.Col(w.t("reports.col.resources"), 2), document.Col(w.t("reports.col.load"), 2), document.Col(w.t("reports.col.news"), 3.8)}}
	for _, x := range w.hardestFirst(s.Actors) {
		who := cell(document.P(document.T(w.reporter(x.Participant))), meta(w.said(x.Report.Function)))
		if x.Omitted {
			omitted := document.TD(w.omission(Marking{Secrecy: x.Report.Secrecy, Omitted: true})).Over(4)
			table.Rows = append(table.Rows, document.R(who, omitted, w.news(x)))
			continue
		}
		grade := document.T("–")
		if x.Grade > 0 {
			grade = document.T(w.p.Number(x.Grade))
		}
		t := x.Report.Tests
		table.Rows = append(table.Rows, document.R(who, document.TD(grade), w.strain("plan", t.Plan), w.strain("resources", t.Resources), w.strain("load", t.Load), w.news(x)))
	}
	var missing []string
	for _, actor := range s.Missing {
		missing = append(missing, w.m.Name(actor))
	}
	w.p.Sort(missing)
	for _, name := range missing {
		table.Rows = append(table.Rows, document.R(document.TD(document.T(name)), document.TD(document.Status(document.StateWarn, w.t("reports.missing"))).Over(5)))
	}
	return table
}

// hardestFirst sorts who has reported by grade and then by name.
func (w *writer) hardestFirst(all []conference.ActorSituation) []conference.ActorSituation {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b conference.ActorSituation) int {
		return cmp.Or(cmp.Compare(b.Grade, a.Grade), w.p.Compare(w.reporter(a.Participant), w.reporter(b.Participant)))
	})
	return sorted
}

func (w *writer) strain(test string, s conference.Strain) document.Cell {
	if s == conference.StrainUnknown {
		return document.TD(document.Status(document.StateMute, w.t("reports.strain.unknown")))
	}
	return document.TD(document.T(w.t("reports.strain." + test + "." + string(s))))
}

// news is when a report came, and what is new in it.
func (w *writer) news(x conference.ActorSituation) document.Cell {
	news := w.t("reports.same")
	switch {
	case x.First:
		news = w.t("reports.first")
	case x.Was != 0:
		news = w.t("reports.was", "Grade", w.p.Number(x.Was))
	case len(x.Changed) > 0:
		news = w.t("reports.changed")
	}
	more := w.when(x.At)
	if !x.Report.ValidUntil.IsZero() {
		more = w.t("reports.valid", "At", more, "Until", w.when(x.Report.ValidUntil))
	}
	var late []document.Block
	if x.Late {
		late = []document.Block{document.P(document.Status(document.StateBad, w.t("reports.late")))}
	}
	return cell(document.P(document.T(news)), meta(document.T(more)), late)
}

// lines is what each says under a theme or to a question; what is new is told in words.
func (w *writer) lines(lines []conference.ThemeLine) document.Table {
	table := document.Table{Columns: []document.Column{document.RowHead(w.t("col.actor"), 3), document.Col(w.t("reports.col.said"), 11)}}
	order := map[string]int{}
	for i, x := range w.hardestFirst(w.m.Situation.Actors) {
		order[x.Participant] = i
	}
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b conference.ThemeLine) int { return cmp.Compare(order[a.Participant], order[b.Participant]) })
	for _, x := range lines {
		k := Marking{Secrecy: x.Secrecy, Omitted: x.Omitted}
		var more []document.Inline
		if x.Source != "" {
			more = append(more, document.T(w.t("reports.source")+" "), w.said(x.Source))
		}
		text := document.P(w.text(x.Text, k))
		if x.Changed {
			text = document.P(document.B(w.t("reports.new")+" "), w.text(x.Text, k))
		}
		table.Rows = append(table.Rows, document.R(document.TD(document.T(w.reporter(x.Participant))), cell(text, meta(more...), meta(document.T(w.marked(k))))))
	}
	return table
}

// reporter is an actor's name, with the unit when it is a seat of one.
func (w *writer) reporter(participant string) string {
	actor, unit, _ := strings.Cut(participant, "/")
	return w.sum(", ", w.m.Name(actor), unit)
}
