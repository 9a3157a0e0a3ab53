package web

import (
	"time"

	"samverkan/internal/clerk"
)

type startPage struct {
	Shell
	Conferences []startRow
}

type startRow struct {
	ID, Title string
	Start     time.Time
}

func (w *Web) startRoutes() []row {
	return []row{
		{get, "/", "conference.list", w.start},
	}
}

// start tells what happens now and what waits for the reader.
func (w *Web) start(q *request) error {
	if q.Who.Guest() { // who came by a link knows of one conference
		return q.done("/conferences/"+q.Who.Only, "")
	}
	p := &startPage{Shell: q.shell("web.start.heading")}
	p.Section = "start"
	list, err := q.clerk().Conferences(q.ctx(), q.Who, clerk.ConferenceFilter{})
	if err != nil {
		return err
	}
	for _, c := range list {
		p.Conferences = append(p.Conferences, startRow{c.ID, c.Title, c.StartsAt})
	}
	return q.page("start", p)
}
