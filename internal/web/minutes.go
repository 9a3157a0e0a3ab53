package web

import (
	"html/template"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/document"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

func (w *Web) minutesRoutes() []row {
	return []row{
		{get, "/conferences/{id}/minutes", "document.read", w.minutes},
		{get, "/conferences/{id}/minutes/compare", "document.read", w.compareMinutes},
		{get, "/conferences/{id}/minutes/public", "minutes.publish", w.publicMinutes},
		{get, "/conferences/{id}/minutes/correct", "document.read", w.correctPage},
		{post, "/conferences/{id}/minutes/correct", "conference.command", w.correct},
		{post, "/conferences/{id}/minutes/publish", "minutes.publish", w.publishMinutes},
		{get, "/conferences/{id}/sound/{digest}", "recording.read", w.sound},
		{post, "/conferences/{id}/sound/{digest}/transcript", "conference.command", w.askTranscript},
		{get, "/conferences/{id}/sound/{digest}/peaks", "recording.read", w.soundPeaks},
		{get, "/conferences/{id}/secrecy", "conference.read", w.secrecyPage},
		{get, "/conferences/{id}/evaluation", "conference.read", w.evaluation},
	}
}

// minutesPage is what is given out about a meeting: the document, and beside it what can be done with it.
type minutesPage struct {
	Shell
	ID       string
	Version  *minutes.Minutes // as one of the versions says it
	Standing *minutes.Minutes // as it stands now
	Number   int              // of the version that is shown; 0 while the meeting goes on
	Newest   int
	Document *document.Document
	Facts    template.HTML
	Notices  template.HTML
	Sections []shownSection
	Sound    *sound
	Packages bool // the reader may have the record packed
	Seats    seatGroups
	Table    template.HTML // every seat with its marks
	Files    []downloadable
	Ours     *ours
	Work     *minutesWork
	Versions []versionRow
	Area     func(id string) string
	Areas    *meetingAreas
	Records  bool // the reader takes up sound: what waits of it is sent from here too
}

// RecorderWords are the script's.
func (p *minutesPage) RecorderWords() []option { return recorderWords(p.p) }

// shownSection is a section as it stands on the page. Part is how it is shown; "" as the document has it.
type shownSection struct {
	ID, Title, Icon, Class string
	Part                   string
	HTML                   template.HTML
	Decisions              []decisionRow
	Caption                template.HTML
	Points                 []pointRow
}

// minutes shows the minutes of a conference, the newest or an earlier version.
func (w *Web) minutes(q *request) error {
	d, record, number, err := q.record()
	if err != nil {
		return err
	}
	v := d.View()
	p := &minutesPage{Shell: q.shell("web.minutes.title", "Kind", record.Document.Kind, "Title", v.Conference.Plan.Title),
		ID: q.path("id"), Version: record.Version, Standing: record.Now, Number: number, Newest: len(v.Conference.Minutes.Versions),
		Document: record.Document, Area: d.Area}
	p.Section, p.Exercise = "conferences", v.Conference.Plan.Exercise
	if p.Records = recordsIn(v.Role); p.Records {
		p.Recorder, p.Key = true, w.o.SignIn.OutboxKey(q.Who.Member)
	}
	if len(v.Conference.Recording.Files) > 0 {
		if p.Sound, err = q.soundOf(v, record.Version); err != nil {
			return err
		}
	}
	if err := q.clerk().LookedAtConference(q.ctx(), q.Who, v.Conference.Plan.ID); err != nil {
		return err
	}
	w.fillMinutes(p, record)
	p.Files = q.downloads(p, v)
	p.Packages = q.Who.Allows("bundle.read", "") == nil
	p.Ours = q.oursIn(record.Now)
	p.Versions = q.versionRows(d, record.Now)
	if p.Work, err = q.minutesWork(d, record.Now); err != nil {
		return err
	}
	if p.Areas, err = q.meetingAreas(v.Conference); err != nil {
		return err
	}
	if err := q.tellSecret(v, "minutes"); err != nil {
		return err
	}
	return q.page("minutes", p)
}

// record opens the minutes in the version that is asked for. Its number is 0 while the meeting goes on.
func (q *request) record() (*papers.Desk, papers.Record, int, error) {
	number := 0
	if text := q.query("version"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, papers.Record{}, 0, notFound()
		}
		number = n
	}
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, q.path("id"), q.Printer, q.Now)
	if err != nil {
		return nil, papers.Record{}, 0, err
	}
	c := d.View().Conference
	if c.Phase == conference.Unplanned {
		return nil, papers.Record{}, 0, notFound()
	}
	r, err := d.Record(q.ctx(), number)
	if number == 0 {
		number = len(c.Minutes.Versions)
	}
	return d, r, number, err
}

// tellSecret writes down that somebody is given marked matter, when there is any that the reader may read.
func (q *request) tellSecret(v *clerk.View, what string) error {
	if q.web.o.SecretRead == nil {
		return nil
	}
	for _, s := range v.Conference.Markings() {
		if v.May(s) {
			return q.web.o.SecretRead(q.ctx(), q.Who, v.Conference.Plan.ID, what)
		}
	}
	return nil
}

// fillMinutes parts the document into what the page shows.
func (w *Web) fillMinutes(p *minutesPage, record papers.Record) {
	before, sections := sectionsOf(record.Document)
	for _, b := range before {
		if facts, ok := b.(document.Facts); ok {
			if p.Number == p.Newest {
				facts = upToDate(facts, record.NowDocument)
			}
			p.Facts = w.proseOf("fakta", facts)
			continue
		}
		p.Notices += w.proseOf("anm"+strconv.Itoa(len(p.Notices)), b)
	}
	_, standing := sectionsOf(record.NowDocument)
	for _, s := range sections {
		if p.Number == p.Newest && (s.ID == "measures" || s.ID == "evaluation") { // what goes on after the approval
			if now, ok := sectionIn(standing, s.ID); ok {
				s = now
			}
		}
		p.Sections = append(p.Sections, w.showSection(p, s))
	}
}

func sectionIn(list []docSection, id string) (docSection, bool) {
	for _, s := range list {
		if s.ID == id {
			return s, true
		}
	}
	return docSection{}, false
}

// upToDate gives the facts of an approved version with the last of them, which tells of the version itself, as it is now: that it
// was published is not in what was approved.
func upToDate(f document.Facts, now *document.Document) document.Facts {
	before, _ := sectionsOf(now)
	for _, b := range before {
		fresh, ok := b.(document.Facts)
		if n := len(f.Items); ok && n > 0 && len(fresh.Items) > 0 {
			items := append([]document.Fact(nil), f.Items[:n-1]...)
			return document.Facts{Items: append(items, fresh.Items[len(fresh.Items)-1])}
		}
	}
	return f
}

// showSection chooses how a section is shown.
func (w *Web) showSection(p *minutesPage, s docSection) shownSection {
	look := kindLooks[s.Kind]
	out := shownSection{ID: s.ID, Title: s.Title, Icon: look.icon, Class: look.class}
	switch s.ID {
	case "decisions":
		out.Part = "decisions"
		out.Caption, out.Decisions = w.decisionRows(p, s)
	case "points":
		out.Part = "points"
		out.Points = w.pointRows(p, s)
	case "participants":
		out.Part = "participants"
		p.Seats, p.Table = seatsOf(p.Version), w.proseOf("delt", s.Blocks...)
	case "recording":
		out.Icon = "volume"
		if p.Sound != nil {
			out.Part = "sound"
		}
		out.HTML = w.proseOf(s.ID, s.Blocks...)
	case "seal":
	default:
		out.HTML = w.labelled(s)
	}
	return out
}

// labelled writes a section whose rows can be linked to by the names that people call them by: A3, B1.
func (w *Web) labelled(s docSection) template.HTML {
	p := &prose{assets: w.assets, prefix: s.ID, labels: s.ID != "carried"}
	p.blocks(s.Blocks)
	return template.HTML(p.b.String()) //nolint:gosec // every text in it passed escaped
}

// seatGroups are the seats by how they stood, in the order of the plan.
type seatGroups struct {
	Here, Absent, Unknown []seatName
}

type seatName struct {
	Name  string
	Since time.Time // of one who came late
	Until time.Time // of one who left
}

func seatsOf(m *minutes.Minutes) seatGroups {
	var g seatGroups
	for _, s := range m.RollCall.Seats {
		x := seatName{Name: m.Name(s.Actor)}
		if s.Unit != "" {
			x.Name += ", " + s.Unit
		}
		for _, mark := range s.Marks {
			switch mark.Status {
			case conference.Late:
				x.Since = mark.At
			case conference.Left:
				x.Until = mark.At
			}
		}
		switch s.Status {
		case conference.Present, conference.Late, conference.Left:
			g.Here = append(g.Here, x)
		case conference.Absent:
			g.Absent = append(g.Absent, x)
		default:
			g.Unknown = append(g.Unknown, x)
		}
	}
	return g
}
