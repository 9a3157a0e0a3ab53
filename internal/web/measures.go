package web

import (
	"samverkan/conference"
	"samverkan/internal/clerk"
)

// measuresPage lists measures, the late ones first, with what their owners say of them.
type measuresPage struct {
	overview
	Filter    measureFilter
	Rows      []measureRow
	Pager     pager
	Incidents []option
	Late      int // of the reader's actor
	Any       bool
}

type measureFilter struct{ Text, Incident, Due, Show string }

func (w *Web) measures(q *request) error {
	p := &measuresPage{overview: q.overview("measures", "web.measures.title")}
	p.Filter = measureFilter{Text: q.query("q"), Incident: q.query("incident"), Due: q.query("due"), Show: q.query("show")}
	p.Any = p.Filter != measureFilter{Show: p.Filter.Show}
	ask := clerk.MeasureQuery{Text: p.Filter.Text, Incident: p.Filter.Incident, Statuses: openStatuses}
	switch p.Filter.Show {
	case "all":
	case "done":
		ask.Statuses = []string{string(conference.MeasureDone), string(conference.MeasureDropped)}
		ask.Latest = true
	default:
		ask.Owner = q.Who.Actor
	}
	switch p.Filter.Due {
	case "late":
		ask.DueTo = q.Now
	case "today":
		ask.DueFrom, ask.DueTo = midnight(q.Now, 0), midnight(q.Now, 1)
	}
	p.Pager = q.pager(listSize)
	ask.Page = p.Pager.part()
	rows, total, err := q.clerk().MeasurePage(q.ctx(), q.Who, ask)
	if err != nil {
		return err
	}
	p.Pager = p.Pager.counted(len(rows), total)
	var marked []string
	for _, x := range rows {
		row := q.measureRow(x)
		if x.Secret {
			marked = append(marked, x.Conference)
		}
		if err := q.lastReport(&row); err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	if _, p.Late, err = q.clerk().MeasurePage(q.ctx(), q.Who, clerk.MeasureQuery{Owner: q.Who.Actor, Statuses: openStatuses, DueTo: q.Now,
		Page: clerk.Page{Limit: 1}}); err != nil {
		return err
	}
	if p.Incidents, err = q.incidentOptions(); err != nil {
		return err
	}
	if err := q.tellRead("measure.list", marked...); err != nil {
		return err
	}
	return q.page("measures", p)
}

// lastReport adds what was said of a measure last, and what its reader may do with it.
func (q *request) lastReport(row *measureRow) error {
	v, err := q.clerk().Conference(q.ctx(), q.Who, row.Conference)
	if err != nil {
		return err
	}
	x, ok := v.Conference.Measure(row.ID)
	if !ok || !v.May(v.Conference.EffectiveSecrecy(x.Secrecy, x.Item)) {
		return nil
	}
	if n := len(x.Reports); n > 0 {
		row.Report = &x.Reports[n-1]
	}
	may := func(cmd conference.Command) bool {
		return q.clerk().Authorize(q.ctx(), q.Who, row.Conference, "", cmd) == nil
	}
	row.MayReport = isOpen(row.Status) && may(&conference.ReportMeasure{ID: row.ID, Status: conference.MeasureDone})
	row.MayAccept = isOpen(row.Status) && row.Accepted == nil && beforeApproval(v.Conference.Phase) && may(&conference.AcceptMeasure{ID: row.ID, Accepted: true})
	return nil
}

// Tabs lead to our own, to everybody's, and to what is done.
func (p *measuresPage) Tabs() []tab {
	return []tab{
		{p.q.T("web.measures.ours"), p.Pager.with("show", "", true), p.Filter.Show == ""},
		{p.q.T("web.measures.everybody"), p.Pager.with("show", "all", false), p.Filter.Show == "all"},
		{p.q.T("web.measures.finished"), p.Pager.with("show", "done", false), p.Filter.Show == "done"},
	}
}

// Dues are the choices of when.
func (p *measuresPage) Dues() []option {
	return []option{{"", p.q.T("web.measures.due.any")}, {"late", p.q.T("web.measures.due.late")}, {"today", p.q.T("web.measures.due.today")}}
}

// Mark is that of a measure.
func (*measuresPage) Mark() Mark { return markMeasure }
