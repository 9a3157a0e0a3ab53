package web

import (
	"time"

	"samverkan/internal/clerk"
)

// inquiryRoutes are the begäran om information: what is asked outside a meeting, answered and put together.
func (w *Web) inquiryRoutes() []row {
	return []row{
		{get, "/inquiries", "inquiry.list", w.inquiries},
		{get, "/inquiries/new", "inquiry.command", w.newInquiry},
		{post, "/inquiries", "inquiry.command", w.ask},
		{get, "/inquiries/{id}", "inquiry.read", w.inquiry},
		{get, "/inquiries/{id}/result.csv", "inquiry.read", w.inquiryFile},
		{get, "/inquiries/{id}/answer", "inquiry.read", w.inquiryAnswer},
		{post, "/inquiries/{id}/answer", "inquiry.command", w.respond},
		{post, "/inquiries/{id}/change", "inquiry.command", w.changeInquiry},
		{post, "/inquiries/{id}/remind", "inquiry.command", w.remindInquiry},
		{post, "/inquiries/{id}/close", "inquiry.command", w.closeInquiry},
	}
}

// inquiriesPage lists what the reader's actor asks and is asked.
type inquiriesPage struct {
	overview
	Show  string // "" open, all, mine
	Rows  []inquiryRow
	Pager pager
	Asks  bool // the reader may ask
}

// inquiryRow is an inquiry in a list, and what it waits for.
type inquiryRow struct {
	clerk.ListedInquiry
	Over bool // the time is out, and it is still open
}

// Waits tells whether the reader's actor is to answer.
func (r inquiryRow) Waits() bool { return r.Asked && r.ClosedAt.IsZero() && r.AnsweredAt.IsZero() }

func inquiryRowOf(x clerk.ListedInquiry, now time.Time) inquiryRow {
	return inquiryRow{x, x.ClosedAt.IsZero() && now.After(x.Deadline)}
}

func (w *Web) inquiries(q *request) error {
	p := &inquiriesPage{overview: q.overview("inquiries", "web.inquiries.title"), Show: q.query("show"), Asks: q.asks()}
	ask := clerk.InquiryQuery{}
	open := true
	switch p.Show {
	case "all":
	case "mine":
		ask.Owner = q.Who.Actor
	default:
		ask.Open = &open
	}
	p.Pager = q.pager(listSize)
	ask.Page = p.Pager.part()
	rows, total, err := q.clerk().Inquiries(q.ctx(), q.Who, ask)
	if err != nil {
		return err
	}
	p.Pager = p.Pager.counted(len(rows), total)
	for _, x := range rows {
		p.Rows = append(p.Rows, inquiryRowOf(x, q.Now))
	}
	return q.page("inquiries", p)
}

// asks tells whether the reader may ask others for something; each command is still held against its own rule.
func (q *request) asks() bool {
	return q.Who.Actor != "" && q.Who.Allows("inquiry.command", "") == nil
}

// Tabs lead to what is open, to what the reader's own actor asks, and to everything.
func (p *inquiriesPage) Tabs() []tab {
	return []tab{
		{p.q.T("web.inquiries.open"), p.Pager.with("show", "", true), p.Show != "all" && p.Show != "mine"},
		{p.q.T("web.inquiries.mine"), p.Pager.with("show", "mine", false), p.Show == "mine"},
		{p.q.T("web.inquiries.all"), p.Pager.with("show", "all", false), p.Show == "all"},
	}
}
