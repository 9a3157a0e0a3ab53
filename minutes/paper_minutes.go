package minutes

import (
	"cmp"
	"slices"

	"samverkan/conference"
	"samverkan/internal/document"
)

// MinutesDocument writes the minutes: what a reader needs first, then point by point, then who was there and what the
// minutes are worth. Every line of the record stands in one place; "Kort sagt" alone repeats.
func MinutesDocument(m *Minutes, o Options) *document.Document {
	w := paper(m, o, "minutes."+string(m.Head.Kind))
	w.add(w.facts())
	w.state()
	w.corrections()
	w.brief()
	w.decisions(m.Decisions)
	w.measures()
	w.conflicts()
	w.unowned()
	w.needs()
	w.situation()
	w.parked()
	w.next()
	w.carried()
	w.points()
	w.seats()
	w.talks()
	w.recording()
	w.invitation()
	w.materials()
	w.evaluation()
	w.approval()
	w.seal()
	w.annex()
	return w.d
}

func (w *writer) facts() document.Facts {
	h := w.m.Head
	var f document.Facts
	fact := func(key string, value ...document.Inline) {
		if document.Plain(value) != "" {
			f.Items = append(f.Items, document.F(w.t("fact."+key), value...))
		}
	}
	add := func(key, value string) { fact(key, document.T(value)) }
	if h.Level.Valid() {
		add("level", w.t("level."+string(h.Level), "Number", h.Number))
	}
	for _, r := range conference.InternalRoles() {
		fact(string(r), w.holders(h.Holders(r))...)
	}
	add("modes", w.modes(h.Modes))
	add("present", w.present())
	add("planned", w.planned())
	add("called", w.called())
	add("reports", w.reports())
	fact("openness", w.openness()...)
	add("version", w.version())
	return f
}

// holders says who held a role; when it was handed over, from when.
func (w *writer) holders(terms []Role) []document.Inline {
	var out []document.Inline
	for i, t := range terms {
		if i > 0 {
			out = append(out, document.T("; "))
		}
		out = append(out, w.said(w.post(t.Function, t.Actor)))
		if t.HandOver {
			out = append(out, document.T(" "+w.t("holder.from", "From", w.when(t.From))))
		}
	}
	return out
}

func (w *writer) modes(modes []conference.Mode) string {
	var words []string
	for _, k := range modes {
		words = append(words, w.t("mode."+string(k)))
	}
	return w.p.List(words)
}

func (w *writer) present() string {
	rc := w.m.RollCall
	switch {
	case w.m.Head.Opened.IsZero():
		return ""
	case rc.AtCall == nil:
		return w.t("present.end", "Present", rc.AtEnd.Present, "Invited", rc.AtEnd.Invited)
	case rc.AtCall.Present == rc.AtEnd.Present:
		return w.t("present.same", "Present", rc.AtEnd.Present, "Invited", rc.AtEnd.Invited)
	}
	return w.t("present.both", "AtCall", rc.AtCall.Present, "Present", rc.AtEnd.Present, "Invited", rc.AtEnd.Invited)
}

func (w *writer) planned() string {
	h := w.m.Head
	text := w.p.Span(h.PlannedStart, h.PlannedEnd)
	for _, x := range h.Extended {
		text = w.t("extended", "Text", text, "To", w.when(x.To), "At", w.when(x.At))
	}
	return text
}

func (w *writer) called() string {
	if len(w.m.Head.Called) == 0 {
		return ""
	}
	c := w.m.Head.Called[0]
	if len(c.Channels) == 0 {
		return w.when(c.At)
	}
	return w.t("called", "At", w.when(c.At), "Channels", w.p.List(c.Channels))
}

func (w *writer) reports() string {
	r := w.m.Head.Reporting
	if r.Expected == 0 {
		return ""
	}
	return w.t("reports", "Received", r.Received, "Expected", r.Expected)
}

func (w *writer) openness() []document.Inline {
	key := "openness.closed"
	if w.m.Head.Open {
		key = "openness.open"
	}
	if w.m.Head.OpenRule == "" {
		return []document.Inline{document.T(w.t(key))}
	}
	return []document.Inline{document.T(w.t(key) + " "), w.said(w.m.Head.OpenRule)}
}

func (w *writer) version() string {
	v := w.m.Life.Newest()
	if v == nil {
		return w.t("version.draft")
	}
	text := w.t("version.composed", "Version", v.Number)
	if v.Approved != nil {
		text = w.t("version.approved", "Version", v.Number, "At", w.dayClock(v.Approved.At))
	}
	for _, p := range v.Published {
		if where := cmp.Or(w.area(p.Area), p.Channel); where != "" {
			text += " " + w.t("version.published", "At", w.dayClock(p.At), "Where", where)
		}
	}
	return text
}

// state warns of minutes that are not finished, and of parts that this reader does not see.
func (w *writer) state() {
	switch w.m.Life.Status {
	case StatusDraft:
		w.callout(document.ToneWarn, w.t("draft.title"), document.T(w.t("draft.text", "At", w.dayClock(w.m.Composed))))
	case StatusComposed:
		kind := string(w.m.Head.Kind)
		w.callout(document.ToneWarn, w.t("composed.title."+kind), document.T(w.t("composed.text."+kind)))
	}
	if n := w.m.Omitted; n > 0 {
		w.callout(document.ToneRedacted, w.n("left-out.title", n), document.T(w.t("left-out.text")))
	}
}

func (w *writer) callout(tone document.Tone, title string, text ...document.Inline) {
	w.add(document.Callout{Tone: tone, Title: []document.Inline{document.T(title)}, Body: []document.Block{document.P(text...)}})
}

// brief is Kort sagt.
func (w *writer) brief() {
	if len(w.m.Brief) == 0 {
		return
	}
	w.section("brief", document.KindNone)
	list := document.List{}
	last := -1
	for _, p := range w.m.Brief {
		if p.Kind == PointOmitted {
			continue // the frame above has said it
		}
		if g := briefGroup(p.Kind); g == last {
			item := list.Items[len(list.Items)-1]
			whole := item[0].(document.Paragraph)
			whole.Text = append(whole.Text, document.T(" "), w.point(p))
			item[0] = whole
			continue
		} else {
			last = g
		}
		list.Items = append(list.Items, document.LI(w.point(p)))
	}
	w.add(list)
}

// briefGroup tells which points belong together in one line: what was decided and by whom not, needs and what meets them.
func briefGroup(kind string) int {
	for i, group := range [][]string{{PointSituation}, {PointImpact, PointImpactUnknown},
		{PointDecisions, PointNoDecision, PointReserved, PointNoMandate}, {PointMeasures, PointNotAccepted, PointConflicts, PointUnowned},
		{PointNeeds, PointNeedsUnmet, PointNeedsLate, PointUnclaimed}, {PointParked, PointUnanswered}, {PointNext}} {
		if slices.Contains(group, kind) {
			return i
		}
	}
	return -2 // each of the others stands alone
}

func (w *writer) point(p Point) document.Inline {
	switch p.Kind {
	case PointSituation:
		n, _ := w.m.Note(p.IDs[0])
		return w.said(n.Text)
	case PointImpact:
		return document.T(w.t("brief.impact", "Grade", w.grade(p.Count), "Actors", w.names(p.IDs)))
	case PointImpactUnknown:
		return document.T(w.t("brief.impact-unknown", "Actors", w.names(p.IDs)))
	case PointNext:
		return document.T(w.t("brief.next", "Text", w.nextText()))
	case PointNoDecision:
		return document.T(w.t("brief.no-decision"))
	}
	return document.T(w.n("brief."+p.Kind, p.Count, "IDs", w.refs(p.IDs)))
}

// grade is a grade of impact in figure and word: "4 Allvarlig påverkan".
func (w *writer) grade(grade int) string {
	if grade == 0 {
		return w.t("impact.0")
	}
	return w.t("impact.graded", "Grade", grade, "Word", w.t("impact."+string(rune('0'+grade))))
}
