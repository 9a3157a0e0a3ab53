package web

import (
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	bundles "samverkan/internal/pack"
	"samverkan/internal/papers"
)

// packagesPage offers the record packed for those it is handed on to: a portal, a registrator, an e-archive, a court.
type packagesPage struct {
	Shell
	ID, Title string
	Whole     bool // the reader's own packages hold everything
	Approved  bool
	Packages  []packageRow
	Mail      bool // the reader may send the record to the registrator
	Sent      []sentRow
}

// sentRow is a sending to the registrator.
type sentRow struct {
	At      time.Time
	By      string
	Version int
}

// packageRow is one kind of package, and where to get it.
type packageRow struct {
	Kind, Own, Public string // Public is "" where there is no such thing
	Ready             bool
}

func (w *Web) packageRoutes() []row {
	return []row{{get, "/conferences/{id}/packages", "bundle.read", w.packages},
		{post, "/conferences/{id}/packages/register", "minutes.publish", w.mailRegister}}
}

// mailRegister sends the record to the registrator.
func (w *Web) mailRegister(q *request) error {
	id := q.path("id")
	if _, err := q.administer(&clerk.SendRegister{Conference: id, To: strings.TrimSpace(q.Form.Get("address"))}); err != nil {
		return err
	}
	return q.done("/conferences/"+id+"/packages", "register-sent")
}

func (w *Web) packages(q *request) error {
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	c := v.Conference
	p := &packagesPage{Shell: q.shell("web.packages.title"), ID: c.Plan.ID, Title: c.Plan.Title, Whole: v.Whole}
	p.Section, p.Exercise = "conferences", c.Plan.Exercise
	newest := c.Version()
	p.Approved = newest != nil && newest.Approved != nil
	p.Mail = p.Approved && q.Who.Allows("minutes.publish", "") == nil &&
		q.clerk().Authorize(q.ctx(), q.Who, c.Plan.ID, "", &conference.PublishMinutes{Version: newest.Number}) == nil
	for _, k := range papers.PackageKinds() {
		row := packageRow{Kind: string(k), Own: "/api/v1/conferences/" + c.Plan.ID + "/packages/" + string(k), Ready: p.Approved || k == bundles.ForCourt}
		if k == bundles.ForPublicity || k == bundles.ForRegistry {
			row.Public = row.Own + "?scope=public"
		}
		p.Packages = append(p.Packages, row)
	}
	if p.Mail {
		if p.Sent, err = q.sentToRegister(c.Plan.ID); err != nil {
			return err
		}
	}
	return q.page("packages", p)
}

func (q *request) sentToRegister(id string) ([]sentRow, error) {
	list, err := q.clerk().RegisterSent(q.ctx(), q.Who, id)
	if err != nil {
		return nil, err
	}
	names, err := q.memberNames()
	if err != nil {
		names = nil // who has no register of people sees their accounts
	}
	var out []sentRow
	for _, x := range list {
		out = append(out, sentRow{x.At, firstText(names[x.By], x.By), x.Version})
	}
	return out, nil
}
