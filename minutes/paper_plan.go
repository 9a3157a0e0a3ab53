package minutes

import (
	"fmt"
	"strings"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/internal/i18n"
)

// InvitationDocument writes the kallelse: what an invited actor needs to come prepared and to get in.
func InvitationDocument(c *conference.Conference, o Options) *document.Document {
	w := plan(c, o, "invitation")
	p := &c.Plan
	w.add(w.planFacts(p))
	if c.Phase == conference.Cancelled {
		w.callout(document.ToneWarn, w.t("cancelled.title"), document.T(w.t("cancelled.text")))
	}
	w.smarr(1)
	w.prepare(p)
	w.waysIn(p)
	w.agenda(p)
	w.kept(p)
	if p.Callout.ShortText != "" {
		w.section("short-text", document.KindNone)
		w.add(document.Styled(document.Quote, w.said(p.Callout.ShortText)))
	}
	w.invited(p)
	w.sign(false, conference.Leader)
	return w.d
}

// AgendaDocument writes the agenda with its times laid out and who is to speak.
func AgendaDocument(c *conference.Conference, o Options) *document.Document {
	w := plan(c, o, "agenda")
	p := &c.Plan
	w.add(w.planFacts(p))
	w.agenda(p)
	w.carried()
	for _, it := range p.Agenda {
		w.agendaItem(it)
	}
	w.sign(false, conference.Leader, conference.Secretary)
	return w.d
}

// plan begins a document about a conference to come: its time is the planned one.
func plan(c *conference.Conference, o Options, kind string) *writer {
	m := Compose(c, o)
	m.Head.Opened, m.Head.Closed = c.Plan.Start, c.Plan.End
	w := paper(m, o, kind)
	w.d.Footer.Left = w.t("footer.plan", "At", w.p.ShortDateTime(m.Composed))
	return w
}

func (w *writer) planFacts(p *conference.Plan) document.Facts {
	var f document.Facts
	fact := func(key string, value ...document.Inline) {
		if document.Plain(value) != "" {
			f.Items = append(f.Items, document.F(w.t("fact."+key), value...))
		}
	}
	add := func(key, value string) { fact(key, document.T(value)) }
	add("time", w.sum(" ", w.p.Date(p.Start), w.p.Span(p.Start, p.End)))
	if w.p.ShortDate(p.Start) != w.p.ShortDate(p.End) {
		f.Items[0].Value = []document.Inline{document.T(w.p.Span(p.Start, p.End))}
	}
	add("modes", w.modes(w.m.Head.Modes))
	if p.Level.Valid() {
		add("level", w.t("level."+string(p.Level), "Number", p.SeriesNo))
	}
	if p.Purpose != "" {
		add("purpose", w.p.T(p.Purpose.Key()))
	}
	add("ack", w.dayClock(p.Callout.AckDeadline))
	add("report-by", w.dayClock(p.Reporting.Deadline))
	add("compiled-at", w.dayClock(p.Reporting.CompiledAt))
	for _, r := range conference.InternalRoles() {
		fact("plan-"+string(r), w.holders(w.m.Head.Holders(r))...)
	}
	fact("duty", w.said(w.contact(p.Duty)))
	fact("support", w.said(w.contact(p.Support)))
	fact("openness", w.openness()...)
	return f
}

func (w *writer) contact(c conference.Contact) string {
	name := ""
	if c.Actor != "" {
		name = w.m.Name(c.Actor)
	}
	return w.sum(", ", c.Function, name, i18n.Telephone(c.Phone), c.Email)
}

// prepare is what to have ready, and by when.
func (w *writer) prepare(p *conference.Plan) {
	carried := w.m.Carried
	if len(p.Invitation.Questions)+len(w.m.Material)+len(carried.Directions)+len(carried.Measures)+len(carried.Matters) == 0 &&
		p.Reporting.Deadline.IsZero() {
		return
	}
	w.section("prepare", document.KindNone)
	if !p.Reporting.Deadline.IsZero() {
		w.add(document.P(document.T(w.t("prepare.report", "By", w.p.DateTime(p.Reporting.Deadline)))))
	}
	if len(p.Invitation.Questions) > 0 {
		w.add(document.P(document.T(w.t("prepare.questions"))))
		w.add(w.bullets(p.Invitation.Questions))
	}
	if len(w.m.Material) > 0 {
		w.add(document.P(document.T(w.t("prepare.material"))))
		list := document.List{}
		for _, x := range w.m.Material {
			list.Items = append(list.Items, w.material(x))
		}
		w.add(list)
	}
	w.carried()
}

func (w *writer) bullets(texts []string) document.List {
	list := document.List{}
	for _, s := range texts {
		list.Items = append(list.Items, document.LI(w.said(s)))
	}
	return list
}

// waysIn is every way in to the meeting: the main one first, the reserve last.
func (w *writer) waysIn(p *conference.Plan) {
	if len(p.Connections) == 0 {
		return
	}
	w.section("ways-in", document.KindNone)
	table := document.Table{Caption: []document.Inline{document.T(w.t("ways-in.caption"))}, Columns: []document.Column{
		document.RowHead(w.t("col.way-in"), 2.4), document.Col(w.t("col.how"), 9)}}
	for _, pass := range []func(conference.Connection) bool{
		func(c conference.Connection) bool { return c.Primary && !c.Reserve },
		func(c conference.Connection) bool { return !c.Primary && !c.Reserve },
		func(c conference.Connection) bool { return c.Reserve },
	} {
		for _, c := range p.Connections {
			if pass(c) {
				table.Rows = append(table.Rows, document.R(w.wayName(c), w.way(c)))
			}
		}
	}
	w.add(table)
	if s := w.contact(p.Support); s != "" {
		w.add(document.P(document.T(w.t("ways-in.support", "Contact", s))))
	}
}

func (w *writer) wayName(c conference.Connection) document.Cell {
	name := document.P(document.T(w.t("mode-title." + string(c.Mode))))
	switch {
	case c.Reserve:
		return cell(name, meta(document.T(w.t("way.reserve"))))
	case c.Primary:
		return cell(name, meta(document.T(w.t("way.primary"))))
	}
	return document.CellOf(name)
}

func (w *writer) way(c conference.Connection) document.Cell {
	var body []document.Block
	line := func(key, value string) {
		if value != "" {
			body = append(body, document.P(document.T(w.t("way."+key, "Value", value))))
		}
	}
	if c.URL != "" {
		link := document.T(c.URL)
		if strings.HasPrefix(c.URL, "https://") || strings.HasPrefix(c.URL, "http://") {
			link = document.A(c.URL, c.URL)
		}
		body = append(body, document.P(link))
	}
	line("number", i18n.Telephone(c.Number))
	line("code", c.Code)
	line("talk-group", c.TalkGroup)
	if c.MaxTalkSeconds > 0 {
		line("talk-seconds", w.p.Number(c.MaxTalkSeconds))
	}
	line("place", c.Place)
	line("access", c.Access)
	line("equipment", w.p.List(c.Equipment))
	if !c.OpensAt.IsZero() {
		line("opens", w.when(c.OpensAt))
	}
	if c.Note != "" {
		body = append(body, meta(w.said(c.Note))...)
	}
	return document.CellOf(body...)
}

// agenda is the table of items with their clock times.
func (w *writer) agenda(p *conference.Plan) {
	if len(p.Agenda) == 0 {
		return
	}
	w.section("agenda", document.KindNone)
	table := document.Table{Caption: []document.Inline{document.T(w.n("agenda.caption", p.Agenda.TotalMinutes(), "Items", len(p.Agenda)))},
		Columns: []document.Column{document.RowHead(w.t("col.time"), 1.6), document.RightCol(w.t("col.number"), 0.9),
			document.Col(w.t("col.item"), 6), document.Col(w.t("col.kind"), 2.6), document.RightCol(w.t("col.minutes"), 1.2),
			document.Col(w.t("col.speakers"), 4)}}
	slots := p.Agenda.Slots(p.Start)
	for i, it := range p.Agenda {
		head := []document.Block{document.P(w.said(it.Title))}
		if it.Owner != "" && it.Owner != p.Host {
			head = append(head, meta(document.T(w.t("item.owner", "Actor", w.m.Name(it.Owner))))...)
		}
		kind := document.TD()
		if it.Kind != "" {
			kind = document.TD(document.Badge(document.Kind(it.Kind), w.t("item."+string(it.Kind))))
		}
		table.Rows = append(table.Rows, document.R(document.TD(document.T(w.p.Clock(slots[i].Start))),
			document.TD(document.T(fmt.Sprint(it.Number))), document.CellOf(head...), kind,
			document.TD(document.T(w.p.Number(it.Minutes))), document.TD(document.T(w.speakers(it)))))
	}
	w.add(table)
	if n := len(slots); n > 0 {
		w.add(document.Styled(document.Meta, document.T(w.t("agenda.ends", "At", w.p.Clock(slots[n-1].End), "End", w.p.Clock(p.End)))))
	}
}

func (w *writer) speakers(it agenda.Item) string {
	if len(it.Speakers) == 0 {
		return w.t("speakers.free")
	}
	var names []string
	for _, s := range it.Speakers {
		names = append(names, w.m.Short(s.Actor))
	}
	return strings.Join(names, ", ")
}

// agendaItem is an item with all that the one who leads it needs.
func (w *writer) agendaItem(it agenda.Item) {
	marked, _ := w.m.Item(it.ID)
	if it.Aim == "" && it.Proposal == "" && len(it.Questions)+len(it.Speakers) == 0 && !marked.Secrecy.Marked() {
		return
	}
	w.add(document.H(2, w.said(w.t("item.heading", "Number", it.Number, "Title", it.Title))))
	if marked.Omitted {
		w.add(document.P(w.omission(marked.Marking)))
		return
	}
	w.add(meta(document.T(w.marked(marked.Marking)))...)
	if it.Aim != "" {
		w.add(document.P(document.M(w.t("item.aim")+" "), w.said(it.Aim)))
	}
	if it.Proposal != "" {
		w.add(document.P(document.M(w.t("item.proposal"))), document.Styled(document.Decision, w.said(it.Proposal)))
	}
	if len(it.Questions) > 0 {
		w.add(w.bullets(it.Questions))
	}
	if len(it.Speakers) == 1 {
		w.add(document.P(append([]document.Inline{document.M(w.t("item.speaker") + " ")}, w.speaker(it.Speakers[0])...)...))
	}
	if len(it.Speakers) > 1 {
		list := document.List{Ordered: true}
		for _, s := range it.Speakers {
			list.Items = append(list.Items, document.LI(w.speaker(s)...))
		}
		w.add(document.P(document.M(w.t("item.speakers"))), list)
	}
}

func (w *writer) speaker(s agenda.Speaker) []document.Inline {
	out := []document.Inline{document.B(w.m.Name(s.Actor))}
	if s.Topic != "" {
		out = append(out, document.T(": "), w.said(s.Topic))
	}
	if s.Minutes > 0 {
		out = append(out, document.M(" ("+w.t("length.minutes", "Minutes", s.Minutes)+")"))
	}
	return out
}

// invited is who is called, and as what.
func (w *writer) invited(p *conference.Plan) {
	if len(p.Participants) == 0 {
		return
	}
	w.section("invited", document.KindNone)
	table := document.Table{Caption: []document.Inline{document.T(w.n("invited.caption", len(p.Participants)))}, Columns: []document.Column{
		document.RowHead(w.t("col.actor"), 5), document.Col(w.t("col.function"), 4.4), document.Col(w.t("col.role"), 2.2),
		document.Col(w.t("col.way-in"), 2)}}
	for _, x := range p.Participants {
		s := Seat{Actor: x.Actor, Unit: x.Unit, Mode: x.Mode}
		table.Rows = append(table.Rows, document.R(w.seatName(s), document.TD(w.said(x.Function)),
			document.TD(document.T(w.t("role."+string(x.Role)))), w.seatMode(s)))
	}
	w.add(table)
	for _, s := range p.Participants {
		if s.Mandate {
			w.add(document.Styled(document.Meta, document.T(w.t("invited.mandate"))))
			return
		}
	}
}

// kept is what will be kept of the meeting, and where it comes out.
func (w *writer) kept(p *conference.Plan) {
	w.section("kept", document.KindNone)
	d := p.Documentation
	text := []string{w.t("kept." + string(w.m.Head.Kind))}
	if !d.Due.IsZero() {
		text = append(text, w.t("kept.due", "By", w.dayClock(d.Due)))
	}
	if len(d.Published) > 0 {
		text = append(text, w.t("kept.published", "Where", w.p.List(d.Published)))
	}
	if d.Recording {
		text = append(text, w.t("kept.recording"))
	} else {
		text = append(text, w.t("kept.no-recording"))
	}
	w.add(document.P(document.T(strings.Join(text, " "))))
}
