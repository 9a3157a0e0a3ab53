package minutes

import (
	"cmp"

	"samverkan/conference"
	"samverkan/internal/document"
)

// points is the meeting point by point, each line at its time.
func (w *writer) points() {
	if w.m.Head.Opened.IsZero() && len(w.m.Notes) == 0 {
		return
	}
	w.section("points", document.KindNone)
	before, rest := w.outside()
	w.aside("points.before", before)
	for _, it := range w.m.Items {
		w.item(it)
	}
	w.aside("points.outside", rest)
	if note := w.m.Head.ClosingNote; note != "" {
		w.add(document.P(document.B(w.t("closing-note")+" "), w.said(note)))
	}
	if open := w.m.LeftOpen; len(open) > 0 {
		w.add(document.P(document.T(w.t("left-open", "IDs", w.refs(open)))))
	}
}

// outside parts what stands under no item into what came before the first item, and the rest.
func (w *writer) outside() (before, rest []Entry) {
	first := w.m.Head.Opened
	for _, e := range w.m.Outside {
		if first.IsZero() || e.At.Before(first) {
			before = append(before, e)
		} else {
			rest = append(rest, e)
		}
	}
	return before, rest
}

func (w *writer) aside(key string, entries []Entry) {
	if len(entries) == 0 {
		return
	}
	w.add(document.H(2, document.T(w.t(key))))
	w.entries(entries)
}

func (w *writer) item(it Item) {
	w.add(document.H(2, document.T(w.t("item.heading", "Number", it.Number, "Title", it.Title))))
	line := []document.Inline{document.Badge(document.Kind(it.Kind), w.t("item."+string(it.Kind)))}
	if it.Kind == "" {
		line = nil
	}
	for _, s := range it.Spans {
		line = append(line, document.T(" · "+w.p.Span(s.From, s.To)))
	}
	if len(it.Spans) > 0 {
		line = append(line, document.T(" · "+w.t("item.used", "Used", w.length(it.UsedSeconds), "Planned", it.Minutes)))
	} else {
		line = append(line, document.T(" · "+w.t("item.not-taken")))
	}
	w.add(document.Styled(document.Meta, line...))
	switch {
	case it.Omitted:
		w.add(document.P(w.omission(it.Marking)))
	case it.Secrecy.Marked():
		w.add(meta(document.T(w.marked(it.Marking)))...)
	}
	if it.Aim != "" {
		w.add(document.P(document.M(w.t("item.aim")+" "), w.said(it.Aim)))
	}
	w.entries(it.Entries)
}

// entries is the log: when, what kind of line, and what was said. A line that has its home in another section is named
// here, with a link, so that the order of the meeting can be followed without reading anything twice.
func (w *writer) entries(list []Entry) {
	if len(list) == 0 {
		return
	}
	table := document.Table{Columns: []document.Column{document.RowHead(w.t("col.time"), 1.3),
		document.Col(w.t("col.kind"), 2.9), document.Col(w.t("col.said"), 10)}}
	for _, e := range list {
		kind, body := w.entry(e)
		table.Rows = append(table.Rows, document.R(document.TD(document.T(w.p.Clock(e.At))), kind, body))
	}
	w.add(table)
}

func (w *writer) entry(e Entry) (kind, body document.Cell) {
	switch e.What {
	case EntryNote:
		n, _ := w.m.Note(e.ID)
		kind = document.TD(w.badge(n.Kind), document.M(" "+n.ID))
		return kind, w.noteEntry(n)
	case EntryDecision:
		d, _ := w.m.Decision(e.ID)
		kind = document.TD(document.Badge(document.KindDecision, w.t("kind.decision")), document.M(" "+d.ID))
		return kind, document.TD(document.T(w.t("entry.decision."+string(d.Status))+" "), w.see("decisions"))
	case EntryMeasure:
		x, _ := w.m.Measure(e.ID)
		kind = document.TD(document.Badge(document.KindMeasure, w.t("kind.measure")), document.M(" "+x.ID))
		return kind, document.TD(document.B(w.m.Short(x.Owner)+": "), document.T(w.t("entry.measure")+" "), w.see("measures"))
	case EntryFollowUp:
		f, _ := w.m.Carried.FollowUp(e.ID, e.Index)
		kind = document.TD(document.Badge(document.KindNote, w.t("kind.follow-up")))
		return kind, document.TD(document.T(w.t("entry.follow-up", "ID", w.carriedName(e.ID), "Status", w.t("follow."+string(f.Status)))+" "), w.see("carried"))
	}
	word, text := w.happening(e)
	return document.TD(document.Badge(document.KindNote, word)), document.TD(text...)
}

// see is a link to the section where something stands.
func (w *writer) see(id string) document.Inline {
	return document.A(w.t("see", "Section", w.t("section."+id)), "#"+id)
}

// home is the section where the words of a note stand; "" for those that stand in the log itself.
func (w *writer) home(n Note) string {
	if n.Struck != nil {
		return ""
	}
	switch n.Kind {
	case conference.NoteNeed, conference.NoteOffer:
		return "needs"
	case conference.NoteGoalConflict:
		return "conflicts"
	case conference.NoteUnowned:
		return "unowned"
	case conference.NoteParked:
		return "parked"
	case conference.NoteSituation:
		return "situation"
	case conference.NoteSummary:
		if w.m.assessed()[n.Item] {
			return "situation"
		}
	}
	return ""
}

func (w *writer) noteEntry(n Note) document.Cell {
	if n.Struck != nil {
		text := document.P(document.M(w.t("struck", "At", w.when(n.Struck.At)) + " "))
		if n.Omitted {
			text.Text = append(text.Text, w.omission(Marking{n.Secrecy, true}))
		} else {
			text.Text = append(text.Text, w.said(n.Struck.Reason))
		}
		return document.CellOf(text)
	}
	if home := w.home(n); home != "" {
		who := cmp.Or(n.Actor, n.RaisedBy)
		var text []document.Inline
		if who != "" {
			text = append(text, document.B(w.m.Short(who)), document.T(". "))
		}
		return document.TD(append(text, w.see(home))...)
	}
	return w.noteCell(n)
}

// spoken is who said what.
func (w *writer) spoken(n Note) []document.Inline {
	var out []document.Inline
	for _, c := range w.m.Life.Corrections(n.ID, "actor") {
		if !c.Omitted && c.Was != "" {
			out = append(out, document.Del(w.m.Short(c.Was)), document.T(" "))
		}
	}
	if n.Actor != "" {
		out = append(out, document.B(w.m.Short(n.Actor)+": "))
	}
	if n.Omitted {
		return append(out, w.omission(Marking{n.Secrecy, true}))
	}
	return append(out, w.corrected(n.ID, "text", n.Text)...)
}

// about is the small print of a line: source, what it answers or corrects, who answered or corrected it, its marking.
func (w *writer) about(n Note) [][]document.Block {
	var parts []document.Inline
	line := func(run document.Inline) {
		if run.Text == "" {
			return
		}
		if len(parts) > 0 {
			parts = append(parts, document.T(" "))
		}
		parts = append(parts, run)
	}
	if n.Source != "" {
		line(document.T(w.t("source")))
		line(w.said(n.Source))
	}
	if n.To != "" {
		line(document.T(w.t("to", "Actor", w.m.Name(n.To))))
	}
	if n.Kind == conference.NoteAnswer {
		line(document.T(w.t("answers", "ID", n.Answers)))
	}
	if n.Kind == conference.NoteQuestion {
		line(w.answered(n))
	}
	if n.Corrects != "" {
		line(document.T(w.t("corrects", "ID", n.Corrects)))
	}
	if len(n.CorrectedBy) > 0 {
		line(document.Status(document.StateWarn, w.t("corrected-by", "IDs", w.refs(n.CorrectedBy))))
	}
	if n.Kind == conference.NoteMatch {
		line(document.T(w.t("meets", "IDs", w.refs(n.Matches))))
	}
	return [][]document.Block{meta(parts...), meta(document.T(w.marked(Marking{n.Secrecy, n.Omitted})))}
}

func (w *writer) answered(n Note) document.Inline {
	if len(n.AnsweredBy) > 0 {
		return document.T(w.t("answered-by", "IDs", w.refs(n.AnsweredBy)))
	}
	for _, id := range w.m.Unanswered() {
		if id == n.ID {
			return document.Status(document.StateWarn, w.t("unanswered"))
		}
	}
	return document.T(w.t("became-unowned"))
}
