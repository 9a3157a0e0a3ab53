package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/course"
	"samverkan/internal/fault"
)

// incidentPage is a händelse with what has come of it so far.
type incidentPage struct {
	incidentPart
	Levels    []levelRows
	Decisions []decidedRow
	Measures  []measureRow
	Open      int
	Unowned   []course.Problem
	Areas     []clerk.ListedArea
	MayArea   bool   // may open one for it
	NewArea   string // where, with the latest conference's actors
	Ours      bool   // the reader's actor keeps it
	More      int    // conferences that are not shown
}

// levelRows is the conferences of a level, in time.
type levelRows struct {
	Level string
	Rows  []clerk.ListedConference
}

// How much a händelse shows of each; the lists have the rest.
const (
	incidentConferences = 60
	incidentRows        = 8
)

func (w *Web) incident(q *request) error {
	x, err := q.clerk().Incident(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	p := &incidentPage{incidentPart: q.incidentPart(x, "", "web.incident.title"), Ours: x.Owner == q.Who.Actor}
	rows, total, err := q.clerk().ConferencePage(q.ctx(), q.Who, clerk.ConferenceQuery{Incident: x.ID, Page: clerk.Page{Limit: incidentConferences}})
	if err != nil {
		return err
	}
	p.More = total - len(rows)
	p.group(rows)
	decided, _, err := q.clerk().DecisionPage(q.ctx(), q.Who, clerk.DecisionQuery{Incident: x.ID, ValidAt: q.Now, Outcomes: adopted,
		Page: clerk.Page{Limit: incidentRows}})
	if err != nil {
		return err
	}
	all, err := q.clerk().Course(q.ctx(), q.Who, x.ID)
	if err != nil {
		return err
	}
	// What a later conference has replaced or ended holds no more, however long it was to hold.
	decided = slices.DeleteFunc(decided, func(d clerk.ListedDecision) bool { return all.Ended(d.Conference, d.ID) })
	if p.Decisions, err = q.decidedRows(decided); err != nil {
		return err
	}
	measures, open, err := q.clerk().MeasurePage(q.ctx(), q.Who, clerk.MeasureQuery{Incident: x.ID, Statuses: openStatuses,
		Page: clerk.Page{Limit: incidentRows}})
	if err != nil {
		return err
	}
	p.Open = open
	var told []string
	for _, m := range measures {
		p.Measures = append(p.Measures, q.measureRow(m))
		if m.Secret {
			told = append(told, m.Conference)
		}
	}
	p.Unowned, _ = all.Unowned()
	if len(p.Unowned) > 0 {
		told = append(told, all.Marked...)
	}
	if p.Areas, _, err = q.clerk().AreaPage(q.ctx(), q.Who, clerk.AreaQuery{Incident: x.ID, Page: clerk.Page{Limit: incidentRows}}); err != nil {
		return err
	}
	if err := q.tellRead("measure.list", told...); err != nil {
		return err
	}
	p.MayArea, p.NewArea = q.mayAsk(), "/areas/new?incident="+url.QueryEscape(x.ID)
	if n := len(rows); n > 0 {
		p.NewArea += "&conference=" + url.QueryEscape(rows[0].ID)
	}
	return q.page("incident", p)
}

func (p *incidentPage) group(rows []clerk.ListedConference) {
	for _, level := range []conference.Level{conference.National, conference.Regional, conference.Local} {
		g := levelRows{Level: string(level)}
		for _, c := range rows {
			if c.Level == g.Level {
				g.Rows = append(g.Rows, c)
			}
		}
		if len(g.Rows) > 0 {
			p.Levels = append(p.Levels, g)
		}
	}
}

// Mark is that of a decision, and MeasureMark that of a measure.
func (*incidentPage) Mark() Mark { return markDecision }

// incidentsPage lists the händelser.
type incidentsPage struct {
	overview
	Rows []conference.Incident
}

func (w *Web) incidents(q *request) error {
	p := &incidentsPage{overview: q.overview("conferences", "web.incidents.title")}
	var err error
	if p.Rows, err = q.clerk().Incidents(q.ctx(), q.Who); err != nil {
		return err
	}
	return q.page("incidents", p)
}

// incidentForm is where a händelse is opened, or changed by those who opened it.
type incidentForm struct {
	overview
	X   conference.Incident
	New bool
}

func (w *Web) newIncident(q *request) error {
	p := &incidentForm{overview: q.overview("conferences", "web.incident.new"), New: true}
	p.X.Started = q.Now
	return q.page("incident-edit", p)
}

func (w *Web) editIncident(q *request) error {
	x, err := q.clerk().Incident(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	if x.Owner != q.Who.Actor {
		return fault.New(fault.Forbidden, "access.not-your-actor", "Actor", x.Owner)
	}
	p := &incidentForm{overview: q.overview("conferences", "web.incident.edit", "Title", x.Title), X: x}
	p.Exercise = x.Exercise
	return q.page("incident-edit", p)
}

// saveIncident keeps a händelse. A new one leads on to its first conference.
func (w *Web) saveIncident(q *request) error {
	x := conference.Incident{ID: q.Form.Get("incident"), Owner: q.Who.Actor}
	fresh := x.ID == ""
	if fresh {
		if x.ID = q.Form.Get("_id"); x.ID == "" {
			x.ID = w.o.NewID()
		}
	} else {
		was, err := q.clerk().Incident(q.ctx(), q.Who, x.ID)
		if err != nil {
			return err
		}
		x = was
	}
	form := struct {
		Title          *string                  `json:"title"`
		Exercise       bool                     `json:"exercise"`
		RegistryNumber *string                  `json:"registryNumber"`
		Background     *string                  `json:"background"`
		Consequences   []conference.Consequence `json:"consequences"`
		Ended          bool                     `json:"ended"`
	}{}
	if err := readInto(&form, q.Form, q.Now); err != nil {
		return err
	}
	x.Title, x.RegistryNumber, x.Background = written(form.Title), written(form.RegistryNumber), written(form.Background)
	x.Consequences = form.Consequences
	switch {
	case fresh:
		x.Exercise, x.Started = form.Exercise, q.Now
	case form.Ended && x.Ended.IsZero():
		x.Ended = q.Now
	case !form.Ended:
		x.Ended = conference.Incident{}.Ended
	}
	if _, err := q.administer(clerk.SaveIncident{Incident: x}); err != nil {
		return err
	}
	if fresh {
		return q.done("/conferences/new?incident="+x.ID, "incident")
	}
	return q.done("/incidents/"+x.ID, "saved")
}

// written is a field without the space around it; one that was left empty is "".
func written(s *string) string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(*s)
}

// consequenceField is a line of the form about what a händelse does to an area of society.
type consequenceField struct {
	Area, Text string // names of the fields
	X          conference.Consequence
}

// moreConsequences is how many empty lines the form has.
const moreConsequences = 2

// Consequences are the lines of the form.
func (p *incidentForm) Consequences() []consequenceField {
	var out []consequenceField
	for i := range len(p.X.Consequences) + moreConsequences {
		at := "consequences." + strconv.Itoa(i)
		f := consequenceField{Area: at + ".area", Text: at + ".text"}
		if i < len(p.X.Consequences) {
			f.X = p.X.Consequences[i]
		}
		out = append(out, f)
	}
	return out
}

// mayIncident tells whether the reader may look at an incident: only then does a page lead there. Who is in a plan that has not been
// sent, or reads an area of it, may not yet.
func (q *request) mayIncident(id string) bool {
	if id == "" || q.Who.Guest() {
		return false
	}
	_, err := q.clerk().Incident(q.ctx(), q.Who, id)
	return err == nil
}
