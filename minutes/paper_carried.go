package minutes

import (
	"samverkan/conference"
	"samverkan/internal/document"
)

// carried is what came from earlier conferences and how it stands now.
func (w *writer) carried() {
	c := w.m.Carried
	if len(c.Directions)+len(c.Measures)+len(c.Matters) == 0 {
		return
	}
	w.section("carried", document.KindNone)
	table := document.Table{Caption: []document.Inline{document.T(w.carriedCaption())}, Columns: []document.Column{
		document.RowHead(w.t("col.number"), 2), document.Col(w.t("col.what"), 7), document.Col(w.t("col.owner-valid"), 3),
		document.Col(w.t("col.follow-up"), 4)}}
	for _, d := range c.Directions {
		table.Rows = append(table.Rows, document.R(w.carriedID(d.Conference, d.ID, w.t("kind.direction")),
			cell(document.P(w.text(d.Wording, d.Marking)), meta(document.T(w.marked(d.Marking)))),
			document.TD(document.T(w.validity(d.ValidUntil))), w.followed(d.FollowUps)))
	}
	for _, x := range c.Measures {
		table.Rows = append(table.Rows, document.R(w.carriedID(x.Conference, x.ID, w.t("kind.measure")),
			cell(document.P(w.text(x.Text, x.Marking)), meta(document.T(w.marked(x.Marking)))),
			document.TD(document.T(w.sum(", ", w.m.Name(x.Owner), w.dayClock(x.Due)))), w.followed(x.FollowUps)))
	}
	for _, x := range c.Matters {
		owner := ""
		if x.Owner != "" {
			owner = w.m.Name(x.Owner)
		}
		table.Rows = append(table.Rows, document.R(w.carriedID(x.Conference, x.ID, w.matter(x.Kind)),
			cell(document.P(w.text(x.Text, x.Marking)), meta(document.T(w.marked(x.Marking)))),
			document.TD(document.T(owner)), w.followed(x.FollowUps)))
	}
	w.add(table)
}

func (w *writer) carriedCaption() string {
	if w.m.Carried.From == "" {
		return w.t("carried.caption.several")
	}
	return w.t("carried.caption", "Conference", w.conference(w.m.Carried.From))
}

func (w *writer) carriedID(conf, id, kind string) document.Cell {
	from := ""
	if conf != w.m.Carried.From {
		from = w.conference(conf)
	}
	return cell(document.P(document.T(w.sum(" ", kind, id))), meta(document.T(from)))
}

// matter is the word for what kind of matter was carried over.
func (w *writer) matter(kind conference.NoteKind) string {
	if kind == conference.MatterProposal {
		return w.t("kind.proposal")
	}
	return w.t("kind." + string(kind))
}

// carriedName is what people call something carried over: "Inriktning D1". ref is conference/id.
func (w *writer) carriedName(ref string) string {
	c := w.m.Carried
	for _, d := range c.Directions {
		if d.Conference+"/"+d.ID == ref {
			return w.sum(" ", w.t("kind.direction"), d.ID)
		}
	}
	for _, x := range c.Measures {
		if x.Conference+"/"+x.ID == ref {
			return w.sum(" ", w.t("kind.measure"), x.ID)
		}
	}
	for _, x := range c.Matters {
		if x.Conference+"/"+x.ID == ref {
			return w.sum(" ", w.matter(x.Kind), x.ID)
		}
	}
	return ref
}

func (w *writer) followed(list []FollowUp) document.Cell {
	if len(list) == 0 {
		return document.TD(document.Status(document.StateWarn, w.t("follow.none")))
	}
	var body []document.Block
	for _, f := range list {
		state := document.StateOK
		if f.Status == conference.FollowChanged || f.Status == conference.FollowEnded {
			state = document.StateMute
		}
		line := []document.Inline{document.Status(state, w.t("follow."+string(f.Status))), document.M(" (" + w.when(f.At) + ") ")}
		if f.Omitted {
			line = append(line, w.omission(f.Marking))
		} else {
			line = append(line, w.said(f.Text))
		}
		body = append(body, document.P(line...))
	}
	return document.CellOf(body...)
}
