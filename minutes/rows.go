package minutes

import (
	"samverkan/conference"
	"samverkan/internal/document"
)

// MeasureRows gives the measures of one or more conferences for a table in another program: a header, and a row for each.
// Times are day and clock in figures, as spreadsheets read them. What is left out says so. The cells are raw: whoever
// writes them as CSV guards against formulas.
func MeasureRows(all []*Minutes, o Options) [][]string {
	w := &writer{o: o, p: o.Printer}
	rows := [][]string{w.header("conference", "registry", "number", "what", "owner", "due", "progress", "accepted", "meets", "resolves",
		"follows", "item", "marking")}
	for _, m := range inOrder(all) {
		w.m = m
		for _, x := range m.Measures {
			rows = append(rows, []string{m.Head.Title, m.Head.RegistryNumber, x.ID, w.plain(x.Text, x.Marking), m.Name(x.Owner), w.p.ShortDateTime(x.Due),
				w.progress(x).Text, w.accepted(x), w.refs(x.Matches), x.Resolves, x.Follows, w.itemTitle(x.Item), w.ground(x.Marking)})
		}
	}
	return rows
}

// DecisionRows gives the decisions of one or more conferences as [MeasureRows] does: one row for each decision.
func DecisionRows(all []*Minutes, o Options) [][]string {
	w := &writer{o: o, p: o.Printer}
	rows := [][]string{w.header("conference", "registry", "number", "decision", "read-back", "settled", "outcome", "valid", "stands-behind",
		"reserves", "reasons", "no-mandate", "not-taking-part", "absent", "item", "marking")}
	for _, m := range inOrder(all) {
		w.m = m
		for _, d := range settledFirst(m.Decisions) {
			rows = append(rows, w.decisionRow(d))
		}
	}
	return rows
}

func (w *writer) decisionRow(d Decision) []string {
	readBack := ""
	if n := len(d.ReadBacks); n > 0 {
		readBack = w.p.ShortDateTime(d.ReadBacks[n-1].At)
	}
	outcome := w.t("row.status." + string(d.Status))
	if d.Outcome != "" {
		outcome = w.t("row.outcome." + string(d.Outcome))
	}
	who := func(kind conference.StanceKind) string {
		var actors []string
		for _, s := range d.With(kind) {
			actors = append(actors, s.Actor)
		}
		return w.names(actors)
	}
	reasons := ""
	for _, s := range d.With(conference.Reserve) {
		if s.Reason != "" {
			reasons = w.sum("\n", reasons, w.m.Name(s.Actor)+": "+s.Reason)
		}
	}
	return []string{w.m.Head.Title, w.m.Head.RegistryNumber, d.ID, w.plain(d.Wording, d.Marking), readBack, w.p.ShortDateTime(d.SettledAt), outcome,
		w.p.ShortDateTime(d.ValidUntil), who(conference.StandBehind), who(conference.Reserve), reasons, who(conference.NoMandate),
		who(conference.NotTakingPart), who(conference.StanceAbsent), w.itemTitle(d.Item), w.ground(d.Marking)}
}

func (w *writer) header(keys ...string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = w.t("row." + key)
	}
	return out
}

func (w *writer) plain(text string, k Marking) string {
	if k.Omitted {
		return document.Plain([]document.Inline{w.omission(k)})
	}
	return text
}

func (w *writer) accepted(x Measure) string {
	switch {
	case x.Accepted == nil:
		return ""
	case *x.Accepted:
		return w.t("row.yes")
	}
	return w.t("row.no")
}

func (w *writer) itemTitle(id string) string {
	it, ok := w.m.Item(id)
	if !ok {
		return ""
	}
	return w.t("item.heading", "Number", it.Number, "Title", it.Title)
}

func (w *writer) ground(k Marking) string { return k.Secrecy.Ground }
