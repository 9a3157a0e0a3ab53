package minutes

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/document"
)

// decisions is the section of decisions.
func (w *writer) decisions(list []Decision) {
	if len(list) == 0 {
		return
	}
	w.section("decisions", document.KindDecision)
	w.decisionTable(list)
}

// decisionTable is the table of decisions, with every actor's stance below each.
func (w *writer) decisionTable(list []Decision) {
	list = settledFirst(list)
	taken := 0
	for _, d := range list {
		if d.Taken() {
			taken++
		}
	}
	caption := w.t("decisions.caption.none")
	if taken > 0 {
		caption = w.n("decisions.caption", taken)
	}
	table := document.Table{Caption: []document.Inline{document.T(caption)}, Columns: []document.Column{
		document.RowHead(w.t("col.number"), 1), document.Col(w.t("col.decision"), 9), document.Col(w.t("col.stance"), 3.4)}}
	for _, d := range list {
		table.Rows = append(table.Rows, document.R(document.TD(document.T(d.ID)), w.wording(d), w.tally(d)))
		if below := w.stances(d); len(below) > 0 {
			table.Rows = append(table.Rows, document.Row{Joined: true,
				Cells: []document.Cell{{}, document.CellOf(below...).Over(2)}})
		}
	}
	w.add(table)
}

// settledFirst puts decisions in the order they were settled; those that never were come last.
func settledFirst(list []Decision) []Decision {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Decision) int {
		if a.SettledAt.IsZero() != b.SettledAt.IsZero() {
			if a.SettledAt.IsZero() {
				return 1
			}
			return -1
		}
		return a.SettledAt.Compare(b.SettledAt)
	})
	return list
}

func (w *writer) wording(d Decision) document.Cell {
	text := document.P(w.text(d.Wording, d.Marking))
	if !d.Omitted {
		text.Style = document.Decision
	}
	var lines []document.Inline
	line := func(s string) {
		if s == "" {
			return
		}
		if len(lines) > 0 {
			s = " " + s
		}
		lines = append(lines, document.T(s))
	}
	if n := len(d.ReadBacks); n > 0 {
		line(w.t("decision.read-back", "At", w.when(d.ReadBacks[n-1].At)))
	}
	switch d.Status {
	case DecisionSettled:
		line(w.t("decision.settled", "At", w.when(d.SettledAt)))
		line(w.t("outcome." + string(d.Outcome)))
		line(w.validity(d.ValidUntil))
	case DecisionWithdrawn:
		line(w.t("decision.withdrawn", "At", w.when(d.Withdrawn.At)))
		if d.Withdrawn.Reason != "" {
			line(d.Withdrawn.Reason)
		}
	default:
		line(w.t("decision.open"))
	}
	if it, ok := w.m.Item(d.Item); ok {
		line(w.t("under-item", "Number", it.Number))
	}
	if d.ProposedBy != "" && d.ProposedBy != w.m.Head.Host {
		line(w.t("decision.proposed-by", "Actor", w.m.Name(d.ProposedBy)))
	}
	return cell(text, meta(lines...), w.earlier(d), meta(document.T(w.marked(d.Marking))))
}

func (w *writer) validity(until time.Time) string {
	if until.IsZero() {
		return w.t("valid.open")
	}
	return w.t("valid.until", "Until", w.p.DateTime(until))
}

// earlier tells which wordings were proposed or read out before the one that holds.
func (w *writer) earlier(d Decision) []document.Block {
	var out []document.Block
	seen := []string{d.Wording}
	for _, v := range slices.Concat(d.Proposals, d.ReadBacks) {
		if v.Text == "" || slices.Contains(seen, v.Text) {
			continue
		}
		seen = append(seen, v.Text)
		out = append(out, document.Styled(document.Meta, document.T(w.t("decision.earlier", "At", w.when(v.At))+" "), w.said(v.Text)))
	}
	return out
}

// tally is how many stand how, with a mark and in words.
func (w *writer) tally(d Decision) document.Cell {
	var body []document.Block
	line := func(state document.State, key string, count int) {
		if count == 0 {
			return
		}
		run := document.M(w.n(key, count))
		if state != document.StateNone {
			run = document.Status(state, w.n(key, count))
		}
		body = append(body, document.P(run))
	}
	switch {
	case d.Status == DecisionWithdrawn:
		body = append(body, document.P(document.Status(document.StateMute, w.t("tally.withdrawn"))))
	case d.Status != DecisionSettled:
		body = append(body, document.P(document.Status(document.StateWarn, w.t("tally.open"))))
	}
	line(document.StateOK, "tally.stands-behind", d.Counts.StandBehind)
	line(document.StateReserve, "tally.reserves", d.Counts.Reserve)
	line(document.StateMute, "tally.no-mandate", d.Counts.NoMandate)
	line(document.StateNone, "tally.not-taking-part", d.Counts.NotTakingPart)
	line(document.StateNone, "tally.absent", d.Counts.Absent)
	return document.CellOf(body...)
}

// stances names every actor once: first those who reserve themselves, with their reasons, then the others.
func (w *writer) stances(d Decision) []document.Block {
	var out []document.Block
	for _, s := range d.With(conference.Reserve) {
		q := document.Styled(document.Quote, document.B(w.t("stance.one", "Actor", w.m.Name(s.Actor), "Stance", w.t("stance.reserves"))+" "))
		if d.Omitted {
			q.Text = append(q.Text, w.omission(d.Marking))
		} else {
			q.Text = append(q.Text, w.corrected(d.ID+"/"+s.Actor, "reason", s.Reason)...)
		}
		q.Text = append(q.Text, w.afterwards(d, s)...)
		q.Kind = document.KindGoalConflict
		out = append(out, q)
	}
	for _, s := range d.With(conference.NoMandate) {
		out = append(out, w.noMandate(d, s))
	}
	for _, kind := range []conference.StanceKind{conference.StandBehind, conference.NotTakingPart, conference.StanceAbsent, ""} {
		if list := d.With(kind); len(list) > 0 {
			out = append(out, w.stanceGroup(d, kind, list)...)
		}
	}
	return out
}

func (w *writer) noMandate(d Decision, s Stance) document.Block {
	text := []document.Inline{document.B(w.t("stance.one", "Actor", w.m.Name(s.Actor), "Stance", w.t("stance.no-mandate")) + " ")}
	if !s.ReturnsBy.IsZero() {
		text = append(text, document.T(w.t("stance.returns", "By", w.when(s.ReturnsBy))+" "))
	}
	text = append(text, w.corrected(d.ID+"/"+s.Actor, "reason", s.Reason)...)
	return document.P(append(text, w.afterwards(d, s)...)...)
}

// afterwards tells of a stance that was given after the decision was settled, or that a rättelse changed.
func (w *writer) afterwards(d Decision, s Stance) []document.Inline {
	var out []document.Inline
	if s.After {
		out = append(out, document.M(" "+w.t("stance.after", "At", w.dayClock(s.At))))
	}
	for _, c := range w.m.Life.Corrections(d.ID+"/"+s.Actor, "stance") {
		if !c.Omitted {
			out = append(out, document.T(" "), document.Del(w.value("stance", c.Was)))
		}
	}
	return out
}

// stanceGroup is those who stand the same way, by name; those who gave a reason or came back later get a line of their own.
func (w *writer) stanceGroup(d Decision, kind conference.StanceKind, list []Stance) []document.Block {
	word := string(kind)
	if word == "" {
		word = "later"
	}
	var plain []string
	var own []document.Block
	for _, s := range list {
		after := w.afterwards(d, s)
		if s.Reason == "" && len(after) == 0 {
			plain = append(plain, s.Actor)
			continue
		}
		line := []document.Inline{document.B(w.t("stance.one", "Actor", w.m.Name(s.Actor), "Stance", w.t("stance."+word)) + " ")}
		line = append(line, w.corrected(d.ID+"/"+s.Actor, "reason", s.Reason)...)
		own = append(own, document.P(append(line, after...)...))
	}
	if len(plain) > 0 {
		head := document.B(w.n("tally."+word, len(plain)) + ": ")
		own = append([]document.Block{document.P(head, document.T(w.names(plain)+"."))}, own...)
	}
	return own
}
