package web

import (
	"samverkan/internal/usage"
)

// usagePage is how an actor uses the service, month by month, for its administrator.
type usagePage struct {
	adminShell
	U      usage.Usage
	Of     string
	OfName string
	Actors []choice // whose can be shown
	Head   []string
	Rows   [][]string // a month each
	CSV    string     // address of the table as a file
}

func (w *Web) usage(q *request) error {
	p := &usagePage{adminShell: q.adminShell("web.usage.title"), Of: q.contactsOf()}
	u, err := q.clerk().Usage(q.ctx(), q.Who, p.Of)
	if err != nil {
		return err
	}
	p.U, p.OfName, p.CSV = u, q.actorName(p.Of), "/api/v1/actors/"+p.Of+"/statistics.csv"
	rows := u.Rows(q.Printer)
	p.Head, p.Rows = rows[0], rows[1:]
	if p.Actors, err = q.actorChoices(); err != nil {
		return err
	}
	return q.page("admin-stats", p)
}
