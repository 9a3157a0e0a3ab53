package minutes

import (
	"cmp"
	"strings"

	"samverkan/internal/document"
)

// next is the next meeting.
func (w *writer) next() {
	if w.m.Next == nil {
		return
	}
	w.section("next", document.KindNone)
	n := w.m.Next
	var f document.Facts
	when := []document.Inline{document.T(w.nextTime())}
	for _, field := range []string{"start", "end"} {
		for _, c := range w.m.Life.Corrections("next", field) {
			when = append(when, document.T(" "), document.Del(w.value(field, c.Was)))
		}
	}
	if title := w.nextTitle(); title != "" {
		f.Items = append(f.Items, document.F(w.t("fact.conference"), w.said(title)))
	}
	f.Items = append(f.Items, document.F(w.t("fact.time"), when...))
	if !n.ReportDeadline.IsZero() {
		f.Items = append(f.Items, document.F(w.t("fact.report-by"), document.T(w.dayClock(n.ReportDeadline))))
	}
	w.add(f)
	switch {
	case n.Omitted:
		w.add(document.P(w.omission(n.Marking)))
	case n.Text != "":
		w.add(document.P(w.corrected("next", "text", n.Text)...))
	}
}

// nextTitle is what the next meeting is called; "" when nobody has named it.
func (w *writer) nextTitle() string {
	n := w.m.Next
	if n.Title == "" && n.Conference != "" {
		if title := w.conference(n.Conference); title != n.Conference {
			return title
		}
	}
	return n.Title
}

func (w *writer) nextTime() string {
	n := w.m.Next
	if !n.End.IsZero() && w.p.ShortDate(n.Start) != w.p.ShortDate(n.End) {
		return w.p.Span(n.Start, n.End)
	}
	return w.p.Date(n.Start) + " " + w.p.Span(n.Start, n.End)
}

func (w *writer) nextText() string {
	n := w.m.Next
	text := w.t("next", "When", w.nextTime())
	if title := w.nextTitle(); title != "" {
		text = w.t("next.titled", "Title", title, "When", w.nextTime())
	}
	if !n.ReportDeadline.IsZero() {
		text += " " + w.t("next.report", "By", w.dayClock(n.ReportDeadline))
	}
	return text
}

// conference is the title of another conference, or its id.
func (w *writer) conference(id string) string {
	if w.o.Conference != nil {
		if title := w.o.Conference(id); title != "" {
			return title
		}
	}
	if id == w.m.Carried.From && w.m.Carried.FromTitle != "" {
		return w.m.Carried.FromTitle
	}
	return id
}

// area is the title of a shared area, or its id.
func (w *writer) area(id string) string {
	if w.o.Area != nil && id != "" {
		return cmp.Or(w.o.Area(id), id)
	}
	return id
}

// recording is what was recorded, and that it was announced.
func (w *writer) recording() {
	r := w.m.Recording
	if r.InformedAt.IsZero() && len(r.Files) == 0 {
		return
	}
	w.section("recording", document.KindNone)
	if r.InformedAt.IsZero() {
		w.add(document.P(document.T(w.t("recording.untold"))))
	} else {
		w.add(document.P(document.T(w.t("recording.told", "At", w.when(r.InformedAt)))))
	}
	switch {
	case len(r.Runs) == 0 && len(r.Files) > 0:
		w.add(document.P(document.T(w.t("recording.elsewhere"))))
	case len(r.Runs) == 0:
		w.add(document.P(document.T(w.t("recording.none"))))
	default:
		list := document.List{}
		for _, run := range r.Runs {
			list.Items = append(list.Items, document.LI(document.T(w.recorded(run))))
		}
		w.add(document.P(document.T(w.t("recording.length", "Length", w.length(r.Seconds)))), list)
	}
	w.concealed(r.Concealed)
	w.recordingMarks(r.Marks)
	if len(r.Files) == 0 {
		return
	}
	table := document.Table{Caption: []document.Inline{document.T(w.n("files.caption", len(r.Files)))}, Columns: []document.Column{
		document.RowHead(w.t("col.file"), 4), document.Col(w.t("col.size"), 2), document.Col(w.t("col.digest"), 6)}}
	for _, f := range r.Files {
		if f.Omitted {
			table.Rows = append(table.Rows, document.R(document.TD(w.omission(f.Marking)), document.TD(), document.TD()))
			continue
		}
		body := cell(document.P(document.T(f.Name)), meta(document.T(w.marked(f.Marking))))
		size := w.sum(", ", w.p.Bytes(f.Size), w.fileLength(f))
		table.Rows = append(table.Rows, document.R(body, document.TD(document.T(size)), document.TD(document.M(spaced(f.Digest)))))
	}
	w.add(table)
	w.publicSound()
}

// concealed says which parts of the sound are marked, and on what ground.
func (w *writer) concealed(parts []Stretch) {
	if len(parts) == 0 {
		return
	}
	list := document.List{}
	for _, s := range parts {
		says := document.T(w.marked(s.Marking))
		if s.Omitted {
			says = w.omission(s.Marking)
		}
		list.Items = append(list.Items, document.LI(document.T(w.p.SpanSeconds(s.From, s.To)+": "), says))
	}
	w.add(document.P(document.T(w.n("recording.concealed", len(parts)))), list)
}

// recordingMarks are the moments that somebody wanted to find again, those that were given words.
func (w *writer) recordingMarks(marks []SoundMark) {
	list := document.List{}
	for _, x := range marks {
		switch {
		case x.Omitted:
			list.Items = append(list.Items, document.LI(document.T(w.p.Clock(x.At)+" "), w.omission(x.Marking)))
		case x.Label != "":
			list.Items = append(list.Items, append(document.LI(document.T(w.p.Clock(x.At)+" "), w.said(x.Label)), meta(document.T(w.marked(x.Marking)))...))
		}
	}
	if len(list.Items) > 0 {
		w.add(document.P(document.T(w.t("recording.marks"))), list)
	}
}

func (w *writer) fileLength(f Audio) string {
	if f.Seconds == 0 {
		return ""
	}
	return w.length(f.Seconds)
}

func (w *writer) recorded(run Run) string {
	text := w.p.Span(run.From, run.To)
	var pauses []string
	for _, p := range run.Pauses {
		pauses = append(pauses, w.t("from-to", "From", w.p.Clock(p.From), "To", w.p.Clock(p.To)))
	}
	if len(pauses) > 0 {
		text = w.t("recording.pauses", "Span", text, "Pauses", w.p.List(pauses))
	}
	return text
}

// spaced sets a digest in groups of four, as people read them to each other. A break of the line may fall between groups.
func spaced(digest string) string {
	var b strings.Builder
	for i, r := range digest {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
