package minutes

import (
	"cmp"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/document"
)

// DecisionLog lists the decisions of one or more conferences, in the order they were settled, and which of them hold now.
func DecisionLog(all []*Minutes, o Options) *document.Document {
	w := over(all, o, "decision-log")
	for _, m := range inOrder(all) {
		w.m = m
		if len(m.Decisions) == 0 {
			continue
		}
		w.heading(all)
		w.add(w.holding(cmp.Or(o.Now, m.Composed))...)
		w.decisionTable(m.Decisions)
	}
	w.end(all, conference.Leader, conference.Secretary)
	return w.d
}

// ActionList lists the measures of one or more conferences: those that remain first, by due time, then those that are ended.
func ActionList(all []*Minutes, o Options) *document.Document {
	w := over(all, o, "action-list")
	type row struct {
		m *Minutes
		x Measure
	}
	var rows []row
	for _, m := range inOrder(all) {
		for _, x := range m.Measures {
			rows = append(rows, row{m, x})
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		if a.x.Ended() != b.x.Ended() {
			if a.x.Ended() {
				return 1
			}
			return -1
		}
		return cmp.Or(boolOrder(a.x.Due.IsZero(), b.x.Due.IsZero()), a.x.Due.Compare(b.x.Due))
	})
	open := 0
	table := document.Table{Columns: w.measureColumns()}
	for _, r := range rows {
		w.m = r.m
		if !r.x.Ended() {
			open++
		}
		from := ""
		if len(all) > 1 {
			from = r.m.Head.Title
		}
		table.Rows = append(table.Rows, document.R(document.TD(document.T(r.x.ID)), w.measureCell(r.x, meta(w.said(from))), document.TD(w.corrected(r.x.ID, "owner", w.m.Name(r.x.Owner))...),
			document.TD(w.corrected(r.x.ID, "due", w.dayClock(r.x.Due))...), document.TD(w.progress(r.x))))
	}
	if len(rows) > 0 {
		table.Caption = []document.Inline{document.T(w.n("action-list.caption", open, "All", len(rows), "At", w.dayClock(w.d.Created)))}
		w.add(table)
	}
	w.end(all, conference.Leader)
	return w.d
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// SituationSummary writes the samlad lägesbild of a meeting: for those who were not there, and for the level above.
func SituationSummary(m *Minutes, o Options) *document.Document {
	w := paper(m, o, "situation")
	w.add(document.Facts{Items: []document.Fact{
		document.F(w.t("fact.as-of"), document.T(w.p.DateTime(cmp.Or(m.Head.Closed, m.Composed)))),
		document.F(w.t("fact.present"), document.T(cmp.Or(w.present(), w.t("none")))),
		document.F(w.t("fact.reports"), document.T(cmp.Or(w.reports(), w.t("none"))))}})
	w.state()
	w.background()
	w.situation()
	w.conflicts()
	w.unowned()
	w.needs()
	w.decisions(slices.DeleteFunc(slices.Clone(m.Decisions), func(d Decision) bool { return !d.Holds(w.now()) }))
	w.measures()
	w.parked()
	w.next()
	w.sign(true, conference.Leader)
	w.seal()
	w.annex()
	return w.d
}

func (w *writer) now() time.Time { return cmp.Or(w.o.Now, w.m.Composed) }

// background is what the incident is, and what it does to each area of society.
func (w *writer) background() {
	x := w.o.Incident
	if x == nil || x.Background == "" && len(x.Consequences) == 0 {
		return
	}
	w.section("incident", document.KindNone)
	if x.Background != "" {
		w.add(document.P(w.said(x.Background)))
	}
	if len(x.Consequences) == 0 {
		return
	}
	table := document.Table{Caption: []document.Inline{document.T(w.t("consequences.caption"))}, Columns: []document.Column{
		document.RowHead(w.t("col.area"), 3), document.Col(w.t("col.consequence"), 9)}}
	for _, k := range x.Consequences {
		table.Rows = append(table.Rows, document.R(document.TD(w.said(k.Area)), document.TD(w.said(k.Text))))
	}
	w.add(table)
}

// over begins a list over conferences. With one, it looks as that conference's other documents do.
func over(all []*Minutes, o Options, kind string) *writer {
	if len(all) == 0 {
		all = []*Minutes{{Schema: Schema, Composed: o.Now}}
	}
	ordered := inOrder(all)
	w := paper(ordered[0], o, kind)
	w.d.Created = cmp.Or(o.Now, ordered[len(ordered)-1].Composed)
	if len(all) == 1 && all[0].Head.Title != "" {
		return w
	}
	w.d.Title, w.d.Subtitle = w.t("title."+kind), ordered[0].Head.IncidentTitle
	w.d.Subject = w.sum(", ", w.d.Title, w.d.Subtitle)
	w.d.Footer.Left = w.t("footer.plan", "At", w.p.ShortDateTime(w.d.Created))
	w.d.RegistryNumbers = nil
	for _, m := range ordered {
		w.m = m
		for _, n := range w.registry() {
			if !slices.Contains(w.d.RegistryNumbers, n) {
				w.d.RegistryNumbers = append(w.d.RegistryNumbers, n)
			}
		}
		if m.Head.Exercise {
			w.d.Exercise = w.t("exercise")
		}
		if m.Head.Host != ordered[0].Head.Host { // then none of them gives the list out alone
			w.d.Host, w.d.Author, w.d.Logo = "", "", nil
		}
	}
	return w
}

func inOrder(all []*Minutes) []*Minutes {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b *Minutes) int { return a.Head.PlannedStart.Compare(b.Head.PlannedStart) })
	return all
}

// heading names the conference that the next table is of, when there are several.
func (w *writer) heading(all []*Minutes) {
	if len(all) > 1 {
		w.add(document.H(1, document.T(w.m.Head.Title)), document.Styled(document.Meta, document.T(w.subtitle())))
	}
}

// holding says which decisions hold now.
func (w *writer) holding(now time.Time) []document.Block {
	var holds, ended []string
	for _, d := range w.m.Decisions {
		switch {
		case d.Holds(now):
			holds = append(holds, d.ID)
		case d.Taken():
			ended = append(ended, d.ID)
		}
	}
	var out []document.Block
	if len(holds) > 0 {
		out = append(out, document.P(document.Status(document.StateOK, w.t("holds", "IDs", w.refs(holds), "At", w.dayClock(now)))))
	}
	if len(ended) > 0 {
		out = append(out, document.P(document.Status(document.StateMute, w.t("ended", "IDs", w.refs(ended), "At", w.dayClock(now)))))
	}
	return out
}

// end closes a list: what to say when it is empty, and lines to sign on.
func (w *writer) end(all []*Minutes, roles ...conference.Role) {
	if len(w.d.Body) == 0 {
		w.add(document.P(document.T(w.t("list.empty"))))
	}
	if len(all) == 1 {
		w.sign(true, roles...)
		w.seal()
		return
	}
	w.add(document.Signatures{SignLabel: w.t("sign.name"), DateLabel: w.t("sign.date"),
		Lines: []document.Signature{{Role: w.t("sign.checks")}}})
}
