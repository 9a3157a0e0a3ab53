package minutes

import (
	"cmp"
	"strings"
	"time"

	"samverkan/conference"
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
	w.add(document.P(document.T(w.t("recording.told", "At", w.when(r.InformedAt)))))
	if len(r.Runs) == 0 {
		w.add(document.P(document.T(w.t("recording.none"))))
	} else {
		list := document.List{}
		for _, run := range r.Runs {
			list.Items = append(list.Items, document.LI(document.T(w.recorded(run))))
		}
		w.add(document.P(document.T(w.t("recording.length", "Length", w.length(r.Seconds)))), list)
	}
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

// invitation repeats the SMARR that the meeting was called with.
func (w *writer) invitation() {
	if !hasInvitation(w.m.Invitation) {
		return
	}
	w.section("invitation", document.KindNone)
	w.smarr(2)
}

func hasInvitation(v conference.Invitation) bool {
	return v.Purpose+v.Procedure+v.Resources != "" || len(v.Goals)+len(v.Rules) > 0
}

// smarr is Syfte, Mål, Arbetsgång, Resurser, Regler, always in that order (handbook ch. 3).
func (w *writer) smarr(level int) {
	v := w.m.Invitation
	part := func(key string, paragraphs []string) {
		if len(paragraphs) == 0 || len(paragraphs) == 1 && paragraphs[0] == "" {
			return
		}
		w.add(document.H(level, document.T(w.t("smarr."+key))))
		if len(paragraphs) == 1 {
			w.add(document.P(w.said(paragraphs[0])))
			return
		}
		list := document.List{}
		for _, s := range paragraphs {
			list.Items = append(list.Items, document.LI(w.said(s)))
		}
		w.add(list)
	}
	part("purpose", []string{v.Purpose})
	part("goals", v.Goals)
	part("procedure", []string{v.Procedure})
	part("resources", []string{v.Resources})
	part("rules", v.Rules)
}

// materials is what was read or shown.
func (w *writer) materials() {
	h := w.m.Head
	if len(w.m.Material)+len(h.Inputs)+len(h.Feeds) == 0 {
		return
	}
	w.section("material", document.KindNone)
	list := document.List{}
	for _, x := range w.m.Material {
		list.Items = append(list.Items, w.material(x))
	}
	for _, x := range h.Inputs {
		list.Items = append(list.Items, w.input(x))
	}
	for _, x := range h.Feeds {
		text := []document.Inline{document.T(w.t("feeds", "Conference", w.conference(x.Conference)) + " "), w.said(x.Carries)}
		if !x.Deadline.IsZero() {
			text = append(text, document.M(" ("+w.t("feeds.by", "By", w.dayClock(x.Deadline))+")"))
		}
		list.Items = append(list.Items, document.LI(text...))
	}
	w.add(list)
}

// input is what the meeting waited for from another conference, and whether it came in time.
func (w *writer) input(x Input) document.Item {
	state := document.Status(document.StateOK, w.t("input.in", "At", w.dayClock(x.Received)))
	switch {
	case x.Received.IsZero():
		state = document.Status(document.StateWarn, w.t("input.missing"))
	case !x.Deadline.IsZero() && x.Received.After(x.Deadline):
		state = document.Status(document.StateWarn, w.t("input.late", "At", w.dayClock(x.Received)))
	}
	item := document.LI(document.T(w.t("input", "Conference", w.conference(x.Conference))+" "), w.said(x.Carries))
	return append(item, meta(state)...)
}

func (w *writer) material(x Material) document.Item {
	if x.Omitted {
		return document.LI(w.omission(x.Marking))
	}
	title := w.said(x.Title)
	if strings.HasPrefix(x.URL, "https://") || strings.HasPrefix(x.URL, "http://") {
		title.Link = x.URL
	}
	item := document.LI(title)
	when := ""
	if x.When == "before" || x.When == "during" {
		when = w.t("material." + x.When)
	}
	size := ""
	if x.Size > 0 {
		size = w.p.Bytes(x.Size)
	}
	item = append(item, meta(document.T(w.sum(", ", x.Name, size, when)))...)
	if x.Digest != "" {
		item = append(item, meta(document.T(w.t("digest", "Digest", spaced(x.Digest))))...)
	}
	return append(item, meta(document.T(w.marked(x.Marking)))...)
}

// evaluation is the quick evaluation: an average for each question, and what was written.
func (w *writer) evaluation() {
	list := w.m.Evaluations
	if len(list) == 0 {
		return
	}
	w.section("evaluation", document.KindNone)
	questions := []struct {
		key   string
		grade func(Evaluation) int
	}{
		{"leading", func(e Evaluation) int { return e.Leading }},
		{"speakers", func(e Evaluation) int { return e.Speakers }},
		{"tech", func(e Evaluation) int { return e.Tech }},
		{"result", func(e Evaluation) int { return e.Result }},
	}
	table := document.Table{Caption: []document.Inline{document.T(w.n("evaluation.caption", len(list)))}, Columns: []document.Column{
		document.RowHead(w.t("col.question"), 6), document.RightCol(w.t("col.average"), 2), document.RightCol(w.t("col.answers"), 2)}}
	for _, q := range questions {
		sum, count := 0, 0
		for _, e := range list {
			if g := q.grade(e); g > 0 {
				sum, count = sum+g, count+1
			}
		}
		if count > 0 {
			table.Rows = append(table.Rows, document.R(document.TD(document.T(w.t("evaluation."+q.key))),
				document.TD(document.T(w.p.Decimal(float64(sum)/float64(count), 1))), document.TD(document.T(w.p.Number(count)))))
		}
	}
	if len(table.Rows) > 0 {
		w.add(table)
	}
	for _, e := range list {
		if e.Text != "" {
			who := ""
			if e.Actor != "" {
				who = w.m.Name(e.Actor) + ": "
			}
			w.add(document.P(document.B(who), w.said(e.Text)))
		}
	}
}

// approval is what the minutes have been through, and lines to sign on.
func (w *writer) approval() {
	w.section("approval", document.KindNone)
	list := document.List{}
	say := func(text ...document.Inline) { list.Items = append(list.Items, document.LI(text...)) }
	for _, v := range w.m.Life.Versions {
		for _, k := range v.Checks {
			text := w.t("checked", "Version", v.Number, "At", w.dayClock(k.At), "Who", w.who(k.By, k.Role, k.Actor))
			if k.Remark == "" {
				say(document.T(text + " " + w.t("checked.no-remark")))
			} else {
				say(document.T(text+" "+w.t("checked.remark")+" "), w.said(k.Remark))
			}
		}
		if a := v.Approved; a != nil {
			say(document.T(w.t("approved", "Version", v.Number, "At", w.dayClock(a.At), "Who", w.who(a.By, a.Role, a.Actor))))
		}
		for _, p := range v.Published {
			say(document.T(w.t("published", "Version", v.Number, "At", w.dayClock(p.At), "Where", w.sum(", ", w.area(p.Area), p.Channel))))
		}
	}
	if len(list.Items) > 0 {
		w.add(list)
	}
	w.sign(true, conference.Leader, conference.Secretary)
}

// who is a person as far as it is known, and as far as it matters: the role and the actor.
func (w *writer) who(member string, role conference.Role, actor string) string {
	name := ""
	if w.o.Person != nil && member != "" {
		name = w.o.Person(member)
	}
	word := ""
	if role != "" {
		word = w.t("role-lower." + string(role))
	}
	org := ""
	if actor != "" {
		org = w.m.Name(actor)
	}
	return cmp.Or(w.sum(", ", name, word, org), member, w.t("nobody"))
}

// sign adds lines to sign on: for the holders of roles, and for one who checks.
func (w *writer) sign(checked bool, roles ...conference.Role) {
	s := document.Signatures{SignLabel: w.t("sign.name"), DateLabel: w.t("sign.date")}
	for _, r := range roles {
		line := document.Signature{Role: w.t("role." + string(r))}
		if terms := w.m.Head.Holders(r); len(terms) > 0 {
			last := terms[len(terms)-1]
			line.Name = w.post(last.Function, last.Actor)
		}
		s.Lines = append(s.Lines, line)
	}
	if checked {
		s.Lines = append(s.Lines, document.Signature{Role: w.t("sign.checks")})
	}
	w.add(s)
}

// seal says what the minutes are worth: which journal they were composed from.
func (w *writer) seal() {
	s := w.m.Seal
	if s == nil {
		return
	}
	body := []document.Block{document.P(document.T(w.t("seal.text", "Seq", s.Seq))),
		document.Styled(document.Meta, document.T("SHA-256 "+spaced(s.Hash)))}
	signed := w.sum(" ", sealPart(w, "seal.by", s.SignedBy), sealTime(w, s.At), sealPart(w, "seal.key", s.KeyID))
	body = append(body, meta(document.T(signed))...)
	if s.Signature != "" {
		body = append(body, meta(document.T(w.t("seal.signature", "Signature", spaced(s.Signature))))...)
	}
	w.add(document.Callout{Title: []document.Inline{document.T(w.t("seal.title"))}, Body: body})
}

func sealPart(w *writer, key, value string) string {
	if value == "" {
		return ""
	}
	return w.t(key, "Value", value)
}

func sealTime(w *writer, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.t("seal.at", "At", w.p.DateTime(t))
}
