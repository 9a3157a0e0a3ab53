package web

import (
	"html/template"
	"time"

	"samverkan/conference"
	"samverkan/internal/chart"
	"samverkan/internal/clerk"
	"samverkan/internal/course"
	"samverkan/internal/i18n"
)

func (w *Web) incidentRoutes() []row {
	return []row{
		{get, "/incidents/{id}/timeline", "incident.read", w.incidentTimeline},
		{get, "/incidents/{id}/handover", "incident.read", w.incidentHandover},
		{get, "/incidents/{id}/statistics", "incident.read", w.incidentStatistics},
		{get, "/incidents/{id}/rhythm", "dependency.list", w.incidentRhythm},
		{post, "/incidents/{id}/rhythm", "conference.command", w.moveMeeting},
	}
}

// incidentPart is what the pages of a händelse have in common.
type incidentPart struct {
	overview
	X  conference.Incident
	at string // which of the pages it is
}

func (q *request) incidentPart(x conference.Incident, at, title string) incidentPart {
	p := incidentPart{overview: q.overview("conferences", title, "Title", x.Title), X: x, at: at}
	p.Exercise = x.Exercise
	return p
}

// Tabs lead to the pages of the händelse.
func (p incidentPart) Tabs() []tab {
	var out []tab
	for _, at := range []string{"", "timeline", "rhythm", "handover", "statistics"} {
		key, to := "web.incident.tab.overview", "/incidents/"+p.X.ID
		if at != "" {
			key, to = "web.incident.tab."+at, to+"/"+at
		}
		out = append(out, tab{p.p.T(key), to, at == p.at})
	}
	return out
}

// Acceptance tells whether the owner of a measure has said yes or no to it; "" for neither.
func (incidentPart) Acceptance(said *bool) string {
	switch {
	case said == nil:
		return ""
	case *said:
		return "yes"
	}
	return "no"
}

// timelinePage is what there is of a händelse over all levels and areas.
type timelinePage struct {
	incidentPart
	Level, Kind string
	Levels      []option
	Kinds       []option
	Rows        []timelineRow
	Pager       pager
	Picture     template.HTML
}

type timelineRow struct {
	clerk.TimelineRow
	Word, To, Who, LevelWord string
}

// timelineShapes are the silhouettes of what a timeline has.
var timelineShapes = []struct {
	kind  string
	shape chart.Shape
}{{"meeting", chart.Disc}, {"decision", chart.Hexagon}, {"report", chart.Pentagon}, {"minutes", chart.Square}, {"item", chart.Diamond}}

func (w *Web) incidentTimeline(q *request) error {
	x, err := q.clerk().Incident(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	p := &timelinePage{incidentPart: q.incidentPart(x, "timeline", "web.incident.timeline.title"), Levels: []option{{"", q.T("web.incident.timeline.any-level")}},
		Kinds: []option{{"", q.T("web.incident.timeline.any-kind")}}}
	ask := clerk.TimelineQuery{Incident: x.ID}
	for _, l := range levelsShown {
		p.Levels = append(p.Levels, option{string(l), q.T(l.Key())})
		if q.query("level") == string(l) {
			p.Level, ask.Level = string(l), string(l)
		}
	}
	for _, s := range timelineShapes {
		p.Kinds = append(p.Kinds, option{s.kind, q.T("web.incident.kind." + s.kind)})
		if q.query("kind") == s.kind {
			p.Kind, ask.Kinds = s.kind, []string{s.kind}
		}
	}
	p.Pager = q.pager(listSize)
	ask.Page = p.Pager.part()
	rows, total, err := q.clerk().Timeline(q.ctx(), q.Who, ask)
	if err != nil {
		return err
	}
	p.Pager = p.Pager.counted(len(rows), total)
	var marked []string
	for _, r := range rows {
		if r.Secret {
			marked = append(marked, r.Where)
		}
		p.Rows = append(p.Rows, q.timelineRow(r))
	}
	p.Picture = p.picture(q)
	if err := q.tellRead("incident.timeline", marked...); err != nil {
		return err
	}
	return q.page("incident-timeline", p)
}

var levelsShown = []conference.Level{conference.National, conference.Regional, conference.Local}

func (q *request) timelineRow(r clerk.TimelineRow) timelineRow {
	out := timelineRow{TimelineRow: r, Word: q.T("web.incident.kind." + r.Kind), To: "/conferences/" + r.Where, Who: q.shortName(r.Actor)}
	if r.Level != "" {
		out.LevelWord = q.T(conference.Level(r.Level).Key())
	}
	switch r.Kind {
	case "meeting":
		out.Text = q.T("web.overview.phase." + r.What)
	case "decision":
		out.To += "/minutes"
	case "minutes":
		out.To, out.Text = out.To+"/minutes", q.T("web.incident.timeline.published")
	case "item":
		out.To = "/areas/" + r.Where + "/items/" + r.ID
	case "report":
		switch r.What {
		case "inquiry":
			out.To, out.Text = "/inquiries/"+r.Where, q.T("web.incident.timeline.inquiry")
		case (*conference.ReportsRequested)(nil).Name():
			out.Text = q.T("web.incident.timeline.requested")
		case (*conference.ReportKept)(nil).Name():
			out.Text = q.T("web.incident.timeline.kept")
		default:
			out.Text = q.T("web.incident.timeline.submitted")
		}
	}
	return out
}

// picture draws the lines of the page in a lane for each level, and one for what belongs to none.
func (p *timelinePage) picture(q *request) template.HTML {
	if len(p.Rows) == 0 {
		return ""
	}
	lanes, lane := []string{}, map[string]int{}
	for _, l := range levelsShown {
		lane[string(l)] = len(lanes)
		lanes = append(lanes, q.T(l.Key()))
	}
	lane[""] = len(lanes)
	lanes = append(lanes, q.T("web.incident.timeline.no-level"))
	from, to := p.Rows[len(p.Rows)-1].At, p.Rows[0].At
	if !to.After(from) {
		from, to = from.Add(-time.Hour), to.Add(time.Hour)
	}
	at := func(t time.Time) float64 { return float64(t.Sub(from)) / float64(to.Sub(from)) }
	shapes := map[string]chart.Shape{}
	var keys []chart.Key
	for _, s := range timelineShapes {
		shapes[s.kind] = s.shape
		keys = append(keys, chart.Key{Shape: s.shape, Name: q.T("web.incident.kind." + s.kind)})
	}
	var all []chart.Happening
	for _, r := range p.Rows {
		all = append(all, chart.Happening{At: at(r.At), Lane: lane[r.Level], Shape: shapes[r.Kind]})
	}
	const steps = 4
	var ticks []chart.Tick
	for i := range steps + 1 {
		t := from.Add(to.Sub(from) * time.Duration(i) / steps)
		name := q.Clock(t)
		if to.Sub(from) > 20*time.Hour {
			name = dayIn(q.Printer, t) + " " + name
		}
		ticks = append(ticks, chart.Tick{At: at(t), Name: name})
	}
	title := q.T("web.incident.timeline.title", "Title", p.X.Title)
	return template.HTML(chart.Timeline(lanes, all, ticks, keys, title, q.N("web.incident.timeline.desc", len(all))).SVG("tidslinje")) //nolint:gosec // it escapes what people wrote
}

// handoverPage is what one shift hands over to the next.
type handoverPage struct {
	incidentPart
	H     course.Handover
	Hours int
	Since string // as the files are asked for it
	Spans []tab
}

// handoverSpans are how many hours back one may look; the first is what is shown when nothing is chosen.
var handoverSpans = []int{12, 8, 24, 72}

func (w *Web) incidentHandover(q *request) error {
	hours := handoverSpans[0]
	for _, n := range handoverSpans {
		if q.query("hours") == q.Number(n) {
			hours = n
		}
	}
	since := q.Now.Add(-time.Duration(hours) * time.Hour)
	h, marked, err := q.clerk().Handover(q.ctx(), q.Who, q.path("id"), since)
	if err != nil {
		return err
	}
	p := &handoverPage{incidentPart: q.incidentPart(h.Incident, "handover", "web.incident.handover.title"), H: h, Hours: hours,
		Since: since.UTC().Truncate(time.Minute).Format(time.RFC3339)}
	for _, n := range []int{8, 12, 24, 72} {
		p.Spans = append(p.Spans, tab{q.N("web.incident.handover.hours", n), "/incidents/" + p.X.ID + "/handover?hours=" + q.Number(n), n == hours})
	}
	if err := q.tellRead("incident.handover", marked...); err != nil {
		return err
	}
	return q.page("incident-handover", p)
}

// What is the word for what happened.
func (p *handoverPage) What(w course.What) string { return p.p.T(w.Key()) }

// Place is where a happening is to be read.
func (p *handoverPage) Place(x course.Happened) string {
	switch x.What {
	case course.ItemPublished:
		return "/areas/" + x.Conference + "/items/" + x.ID
	case course.MeetingOpened:
		return "/conferences/" + x.Conference
	}
	return "/conferences/" + x.Conference + "/minutes"
}

// statisticsPage is what can be counted of a händelse, and what those who took part thought.
type statisticsPage struct {
	incidentPart
	S                     course.Statistics
	N                     course.Naming
	Meetings, Talk, Reply template.HTML
	Older                 int
}

func (w *Web) incidentStatistics(q *request) error {
	c, err := q.clerk().Course(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	p := &statisticsPage{incidentPart: q.incidentPart(c.Incident, "statistics", "web.incident.statistics.title"), S: c.Statistics(), Older: c.Older,
		N: course.Naming{Printer: q.Printer, Name: q.shortName}}
	draw := func(picture *chart.Picture, id string) template.HTML {
		if picture == nil {
			return ""
		}
		return template.HTML(picture.SVG(id)) //nolint:gosec // it escapes what people wrote
	}
	p.Meetings, p.Talk, p.Reply = draw(p.N.MeetingBars(p.S), "moten"), draw(p.N.TalkBars(p.S), "talartid"), draw(p.N.AnswerBars(p.S), "svar")
	return q.page("incident-statistics", p)
}

// Average writes an average grade.
func (p *statisticsPage) Average(f float64) string { return p.p.Decimal(f, 1) }

// fieldTime is a time as a field has it.
func fieldTime(t time.Time) string { return t.In(i18n.Stockholm()).Format("2006-01-02 15:04") }
