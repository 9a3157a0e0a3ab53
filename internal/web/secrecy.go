package web

import (
	"slices"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

// secrecyFields are what the fields of a marking begin with: what stands there, and whom one can choose among.
type secrecyFields struct {
	conference.Secrecy
	Owners  []option
	Others  []reader // who else may read
	Grounds []option // those that are common at such meetings
}

// secrecyFields gives the fields of a marking in a conference.
func (q *request) secrecyFields(c *conference.Conference, s conference.Secrecy) secrecyFields {
	out := secrecyFields{Secrecy: s, Owners: []option{{c.Plan.Host, q.shortName(c.Plan.Host)}}}
	for _, id := range c.Plan.Actors() {
		if id == c.Plan.Host {
			continue
		}
		out.Owners = append(out.Owners, option{id, q.shortName(id)})
		out.Others = append(out.Others, reader{option{id, q.shortName(id)}, slices.Contains(s.Readers, id)})
	}
	slices.SortStableFunc(out.Others, func(a, b reader) int { // those who may read already stand first, where they are seen
		switch {
		case a.Chosen == b.Chosen:
			return 0
		case a.Chosen:
			return -1
		}
		return 1
	})
	for _, g := range grounds() {
		out.Grounds = append(out.Grounds, option{g.section, q.T("web.secrecy.ground." + g.key)})
	}
	return out
}

type ground struct{ section, key string }

// grounds are sections of offentlighets- och sekretesslagen (2009:400) that are common in the work before and during a crisis. Any
// other can be written.
func grounds() []ground {
	return []ground{
		{"OSL 18 kap. 13 §", "risk"},
		{"OSL 18 kap. 8 §", "security"},
		{"OSL 18 kap. 1 §", "investigation"},
		{"OSL 15 kap. 1 a §", "foreign"},
		{"OSL 15 kap. 2 §", "defence"},
		{"OSL 21 kap. 1 §", "health"},
		{"OSL 25 kap. 1 §", "care"},
		{"OSL 26 kap. 1 §", "social"},
		{"OSL 30 kap. 23 §", "business"},
		{"OSL 31 kap. 16 §", "trade"},
	}
}

// secrecyPage is where what is secret in a conference is marked and opened again, and, for those who answer for it, who has read it.
type secrecyPage struct {
	Shell
	ID, Meeting string
	Groups      []secrecyGroup
	Chosen      *secrecyTarget
	Fields      secrecyFields
	Sound       *soundWork
	Spans       []secrecyTarget
	Readings    []readingRow
	Answers     bool // the reader answers for the conference, and sees who has read
	short       func(actor string) string
}

// secrecyGroup is what can be marked of one kind.
type secrecyGroup struct {
	Title string
	Rows  []secrecyTarget
}

// secrecyTarget is something that can be marked.
type secrecyTarget struct {
	Command string // that marks it
	Field   string // of the command, that names it
	Ref     string
	Text    string
	Secrecy conference.Secrecy
	Under   conference.Secrecy // of the item that it stands under, when it has none of its own
}

type readingRow struct {
	At          time.Time
	Name, Actor string
	What        string
}

func (w *Web) secrecyPage(q *request) error {
	id := q.path("id")
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.MarkSecrecy{}); err != nil {
		return err
	}
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, id, q.Printer, q.Now)
	if err != nil {
		return err
	}
	v := d.View()
	c := v.Conference
	if c.Phase == conference.Unplanned {
		return notFound()
	}
	r, err := d.Record(q.ctx(), 0)
	if err != nil {
		return err
	}
	p := &secrecyPage{Shell: q.shell("web.secrecy.title", "Title", c.Plan.Title), ID: id, Meeting: c.Plan.Title, short: q.shortName}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	p.Groups = q.markable(c, r.Now)
	if ref := q.query("mark"); ref != "" {
		if p.Chosen = p.find(ref); p.Chosen == nil {
			return notFound()
		}
		s := p.Chosen.Secrecy
		if s.Owner == "" {
			s.Owner = c.Plan.Host
		}
		p.Fields = q.secrecyFields(c, s)
	}
	if len(c.Recording.Runs)+len(c.Recording.Files) > 0 {
		p.Sound = q.soundWork(v)
		for _, s := range c.Recording.Concealed {
			p.Spans = append(p.Spans, secrecyTarget{Ref: s.ID, Text: q.SpanSeconds(s.From, s.To), Secrecy: s.Secrecy})
		}
	}
	if p.Readings, err = q.readings(v); err != nil && fault.KindOf(err) != fault.Forbidden {
		return err
	}
	p.Answers = err == nil
	if err := q.tellSecret(v, "secrecy"); err != nil {
		return err
	}
	return q.page("secrecy", p)
}

// Marking is a marking in words; "" when there is none.
func (p *secrecyPage) Marking(s conference.Secrecy) string {
	if !s.Marked() {
		return ""
	}
	key := "web.sound.marked"
	if s.Suspected {
		key = "web.sound.suspected"
	}
	return p.p.T(key, "Ground", s.Ground, "Owner", p.short(s.Owner))
}

func (p *secrecyPage) find(ref string) *secrecyTarget {
	for _, g := range p.Groups {
		for i := range g.Rows {
			if g.Rows[i].Ref == ref {
				return &g.Rows[i]
			}
		}
	}
	return nil
}

// markable lists everything that can be marked, in the order of the meeting.
func (q *request) markable(c *conference.Conference, m *minutes.Minutes) []secrecyGroup {
	var out []secrecyGroup
	add := func(key string, rows []secrecyTarget) {
		if len(rows) > 0 {
			out = append(out, secrecyGroup{q.T("web.secrecy.group." + key), rows})
		}
	}
	mark := func(ref, text string, s, under conference.Secrecy) secrecyTarget {
		if s.Marked() {
			under = conference.Secrecy{}
		}
		return secrecyTarget{"secrecy.mark", "id", ref, text, s, under}
	}
	var items, notes, decisions, measures, reports, files []secrecyTarget
	for _, it := range c.Plan.Agenda {
		items = append(items, secrecyTarget{"item.mark-secrecy", "item", it.ID, itemTitle(q, it), c.ItemSecrecy(it.ID), conference.Secrecy{}})
	}
	for _, n := range c.Notes {
		notes = append(notes, mark(n.ID, n.ID+" "+n.Text, n.Secrecy, c.ItemSecrecy(n.Item)))
	}
	for _, x := range c.Decisions {
		decisions = append(decisions, mark(x.ID, x.ID+" "+x.Wording, x.Secrecy, c.ItemSecrecy(x.Item)))
	}
	for _, x := range c.Measures {
		measures = append(measures, mark(x.ID, x.ID+" "+x.Text, x.Secrecy, c.ItemSecrecy(x.Item)))
	}
	for _, r := range c.Reports {
		name := m.Name(seatActorOf(r.Participant))
		reports = append(reports, mark(conference.ReportRef(r.Participant, ""), name, r.Report.Secrecy, conference.Secrecy{}))
		for _, s := range r.Report.Statements {
			reports = append(reports, mark(conference.ReportRef(r.Participant, s.Theme), name+": "+s.Text, s.Secrecy, r.Report.Secrecy))
		}
	}
	for _, x := range c.Plan.Material {
		files = append(files, mark(x.Title, x.Title, x.Secrecy, conference.Secrecy{}))
	}
	for _, f := range c.Recording.Files {
		files = append(files, mark(f.Digest, f.Name, f.Secrecy, conference.Secrecy{}))
	}
	for _, t := range c.Recording.Transcripts {
		files = append(files, mark(t.Digest, q.T("web.secrecy.transcript", "ID", t.ID), t.Secrecy, conference.Secrecy{}))
	}
	add("items", items)
	add("notes", notes)
	add("decisions", decisions)
	add("measures", measures)
	add("reports", reports)
	add("files", files)
	return out
}

func itemTitle(q *request, it agenda.Item) string { return q.Number(it.Number) + ". " + it.Title }

// readingsShown is how many readings are shown.
const readingsShown = 100

// readings lists who has read what is marked in the conference.
func (q *request) readings(v *clerk.View) ([]readingRow, error) {
	list, err := q.clerk().ReadingsOf(q.ctx(), q.Who, v.Conference.Plan.ID, readingsShown)
	if err != nil {
		return nil, err
	}
	names, err := q.memberNames()
	if err != nil {
		names = nil // a guest has no register of people; then their accounts are named
	}
	var out []readingRow
	for _, r := range list {
		what := "web.secrecy.read." + r.What
		text := q.T("web.secrecy.read.other")
		if q.Has(what) {
			text = q.T(what)
		}
		out = append(out, readingRow{r.At, firstText(names[r.Member], r.Member), q.shortName(r.Actor), text})
	}
	return out, nil
}
