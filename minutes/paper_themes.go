package minutes

import (
	"slices"

	"samverkan/conference"
	"samverkan/internal/document"
)

// measures is the action list of one meeting.
func (w *writer) measures() {
	if len(w.m.Measures) == 0 {
		return
	}
	w.section("measures", document.KindMeasure)
	caption := w.n("measures.caption", len(w.m.Measures), "At", w.dayClock(w.m.Composed))
	table := document.Table{Caption: []document.Inline{document.T(caption)}, Columns: w.measureColumns()}
	for _, x := range w.m.Measures {
		table.Rows = append(table.Rows, document.R(document.TD(document.T(x.ID)), w.measureCell(x),
			document.TD(w.corrected(x.ID, "owner", w.m.Name(x.Owner))...),
			document.TD(w.corrected(x.ID, "due", w.when(x.Due))...), document.TD(w.progress(x))))
	}
	w.add(table)
}

func (w *writer) measureColumns() []document.Column {
	return []document.Column{document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.what"), 7.4),
		document.Col(w.t("col.owner"), 3.2), document.Col(w.t("col.due"), 2), document.Col(w.t("col.progress"), 2.2)}
}

func (w *writer) measureCell(x Measure, more ...[]document.Block) document.Cell {
	text := w.corrected(x.ID, "text", x.Text)
	if x.Omitted {
		text = []document.Inline{w.omission(x.Marking)}
	}
	var links []string
	if len(x.Matches) > 0 {
		links = append(links, w.t("meets", "IDs", w.refs(x.Matches)))
	}
	if x.Resolves != "" {
		links = append(links, w.t("resolves", "ID", x.Resolves))
	}
	if x.Follows != "" {
		links = append(links, w.t("follows", "ID", x.Follows))
	}
	if x.RaisedBy != "" && x.RaisedBy != x.Owner && x.RaisedBy != w.m.Head.Host {
		links = append(links, w.t("raised-by", "Actor", w.m.Name(x.RaisedBy)))
	}
	more = append(more, meta(document.T(w.sum(" ", links...))))
	for _, r := range x.Reports {
		head := w.t("report", "At", w.dayClock(r.At), "Status", w.t("measure."+string(r.Status)))
		if !r.Due.IsZero() {
			head += " " + w.t("report-due", "Due", w.dayClock(r.Due))
		}
		more = append(more, meta(document.T(head+" "), w.said(r.Text)))
	}
	more = append(more, meta(document.T(w.marked(x.Marking))))
	return cell(document.P(text...), more...)
}

// progress is how a measure stands: late and not accepted before all else.
func (w *writer) progress(x Measure) document.Inline {
	switch {
	case x.Status == conference.MeasureDone:
		return document.Status(document.StateOK, w.t("measure.done"))
	case x.Status == conference.MeasureDropped:
		return document.Status(document.StateMute, w.t("measure.dropped"))
	case x.Accepted != nil && !*x.Accepted:
		return document.Status(document.StateBad, w.t("measure.refused"))
	case x.Late:
		return document.Status(document.StateBad, w.t("measure.late"))
	case x.Accepted == nil:
		return document.Status(document.StateWarn, w.t("measure.not-asked"))
	}
	return document.Status(document.StateMute, w.t("measure."+string(x.Status)))
}

// conflicts is the goal conflicts and what was done about them.
func (w *writer) conflicts() {
	list := w.m.Of(conference.NoteGoalConflict)
	if len(list) == 0 {
		return
	}
	w.section("conflicts", document.KindGoalConflict)
	table := document.Table{Caption: []document.Inline{document.T(w.n("conflicts.caption", len(list)))}, Columns: []document.Column{
		document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.conflict"), 9), document.Col(w.t("col.dealt-with"), 3)}}
	for _, n := range list {
		var parties string
		if len(n.Parties) > 0 {
			parties = w.t("parties", "Actors", w.names(n.Parties))
		}
		met := document.Status(document.StateWarn, w.t("conflict.open"))
		if len(n.MatchedBy) > 0 {
			met = document.T(w.refs(n.MatchedBy))
		}
		table.Rows = append(table.Rows, document.R(document.TD(document.T(n.ID)), w.noteCell(n, meta(document.T(parties))), document.TD(met)))
	}
	w.add(table)
}

// unowned is the problems that nobody owned when they came up.
func (w *writer) unowned() {
	list := w.m.Of(conference.NoteUnowned)
	if len(list) == 0 {
		return
	}
	w.section("unowned", document.KindNote)
	table := document.Table{Caption: []document.Inline{document.T(w.t("unowned.caption"))}, Columns: []document.Column{
		document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.problem"), 8), document.Col(w.t("col.lead"), 4)}}
	for _, n := range list {
		var raised string
		if n.RaisedBy != "" {
			raised = w.t("raised-by", "Actor", w.m.Name(n.RaisedBy))
		}
		owner := document.Status(document.StateBad, w.t("unowned.open"))
		if n.OwnedBy != "" {
			owner = document.Status(document.StateOK, w.m.Name(n.OwnedBy))
		}
		by := w.m.measuresWhere(func(x Measure) bool { return x.Resolves == n.ID })
		var through string
		switch {
		case len(by) > 0:
			through = w.t("through", "IDs", w.refs(by))
		case !n.TakenAt.IsZero():
			through = w.t("taken", "At", w.when(n.TakenAt))
		}
		table.Rows = append(table.Rows, document.R(document.TD(document.T(n.ID)), w.noteCell(n, meta(document.T(raised))),
			cell(document.P(owner), meta(document.T(through)))))
	}
	w.add(table)
}

// needs is the needs and offers, and what brought them together.
func (w *writer) needs() {
	needs, offers := w.m.Of(conference.NoteNeed), w.m.Of(conference.NoteOffer)
	if len(needs)+len(offers) == 0 {
		return
	}
	w.section("needs", document.KindNeed)
	if len(needs) > 0 {
		table := document.Table{Caption: []document.Inline{document.T(w.n("needs.caption", len(needs)))}, Columns: []document.Column{
			document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.need"), 7), document.Col(w.t("col.needed-by"), 2.4),
			document.Col(w.t("col.met-by"), 3.6)}}
		for _, n := range needs {
			table.Rows = append(table.Rows, document.R(document.TD(document.T(n.ID)), w.noteCell(n),
				document.TD(document.T(w.when(n.NeededBy))), w.met(n)))
		}
		w.add(table)
	}
	if len(offers) > 0 {
		table := document.Table{Caption: []document.Inline{document.T(w.n("offers.caption", len(offers)))}, Columns: []document.Column{
			document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.offer"), 7), document.Col(w.t("col.available"), 2.4),
			document.Col(w.t("col.receiver"), 3.6)}}
		for _, n := range offers {
			receiver := document.Status(document.StateWarn, w.t("offer.unclaimed"))
			if len(n.MatchedBy) > 0 {
				receiver = document.Status(document.StateOK, w.refs(n.MatchedBy))
			}
			table.Rows = append(table.Rows, document.R(document.TD(document.T(n.ID)), w.noteCell(n),
				document.TD(document.T(w.when(n.AvailableFrom))), document.TD(receiver)))
		}
		w.add(table)
	}
}

// met says what meets a need, and warns when that is nothing, or comes too late.
func (w *writer) met(n Note) document.Cell {
	switch {
	case len(n.MatchedBy) == 0:
		return document.TD(document.Status(document.StateWarn, w.t("need.unmet")))
	case len(n.LateBy) == 0:
		return document.TD(document.Status(document.StateOK, w.refs(n.MatchedBy)))
	}
	return cell(document.P(document.Status(document.StateWarn, w.refs(n.MatchedBy))),
		meta(document.T(w.n("need.late", len(n.LateBy), "IDs", w.refs(n.LateBy)))))
}

// noteCell is who said what, and what the line is marked with or corrected by.
func (w *writer) noteCell(n Note, more ...[]document.Block) document.Cell {
	return cell(document.P(w.spoken(n)...), append(more, w.about(n)...)...)
}

// parked is what is taken up elsewhere: what, who takes it there, where.
func (w *writer) parked() {
	list := w.m.Of(conference.NoteParked)
	if len(list) == 0 {
		return
	}
	w.section("parked", document.KindNote)
	table := document.Table{Caption: []document.Inline{document.T(w.n("parked.caption", len(list)))}, Columns: []document.Column{
		document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.matter"), 7), document.Col(w.t("col.lead"), 3),
		document.Col(w.t("col.forum"), 3)}}
	for _, n := range list {
		owner := document.T(w.m.Name(n.Owner))
		if n.Owner == "" {
			owner = document.Status(document.StateWarn, w.t("unowned.open"))
		}
		var answers string
		if n.Answers != "" {
			answers = w.t("concerns", "ID", n.Answers)
		}
		table.Rows = append(table.Rows, document.R(document.TD(document.T(n.ID)), w.noteCell(n, meta(document.T(answers))),
			document.TD(owner), document.TD(w.said(n.Forum))))
	}
	w.add(table)
}

// situation is the samlad lägesbild: what was summed up, and how hard each is hit, in figure and word.
func (w *writer) situation() {
	notes := w.m.situation()
	if len(notes)+len(w.m.Impact) == 0 {
		return
	}
	w.section("situation", document.KindSituation)
	for _, n := range notes {
		head := document.M(w.t("note-head", "ID", n.ID, "Kind", w.t("kind."+string(n.Kind)), "At", w.p.Clock(n.At)))
		w.add(document.Styled(document.Meta, head), document.P(w.spoken(n)...))
		for _, b := range w.about(n) {
			w.add(b...)
		}
	}
	w.impact()
}

// impact is the table of grades, the hardest hit first, those that nobody knew last.
func (w *writer) impact() {
	if len(w.m.Impact) == 0 {
		return
	}
	table := document.Table{Caption: []document.Inline{document.T(w.impactCaption())}, Columns: []document.Column{
		document.RowHead(w.t("col.grade"), 1.2), document.Col(w.t("col.meaning"), 3.4), document.Col(w.t("col.actors"), 9)}}
	for _, grade := range []int{5, 4, 3, 2, 1, 0} {
		who := w.hit(grade)
		if who == "" {
			continue
		}
		number, word := document.T(w.p.Number(grade)), document.T(w.t("impact."+string(rune('0'+grade))))
		if grade == 0 {
			number, word = document.T("–"), document.Status(document.StateWarn, w.t("impact.0"))
		}
		table.Rows = append(table.Rows, document.R(document.TD(number), document.TD(word), document.TD(document.T(who))))
	}
	w.add(table)
}

// hit names the actors with one grade; where it was another earlier in the meeting, which.
func (w *writer) hit(grade int) string {
	var names []string
	for _, g := range w.m.Impact {
		if g.Grade != grade {
			continue
		}
		name := w.m.Name(g.Actor)
		if g.Was != nil {
			was := w.p.Number(*g.Was)
			if *g.Was == 0 {
				was = w.t("impact.unknown")
			}
			name = w.t("impact.was", "Actor", name, "Grade", was)
		}
		names = append(names, name)
	}
	w.p.Sort(names)
	return w.p.List(names)
}

// impactCaption tells in which notes the grades were given.
func (w *writer) impactCaption() string {
	var from []string
	for _, g := range w.m.Impact {
		if !slices.Contains(from, g.Note) {
			from = append(from, g.Note)
		}
	}
	return w.t("impact.caption", "IDs", w.refs(from))
}
