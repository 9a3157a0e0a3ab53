package web

import (
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

func (w *Web) listRoutes() []row {
	return []row{
		{get, "/decisions", "decision.list", w.decisions},
		{get, "/measures", "measure.list", w.measures},
		{get, "/incidents", "incident.list", w.incidents},
		{get, "/incidents/new", "administer", w.newIncident},
		{post, "/incidents", "administer", w.saveIncident},
		{get, "/incidents/{id}", "incident.read", w.incident},
		{get, "/incidents/{id}/edit", "administer", w.editIncident},
	}
}

// decisionsPage lists what has been decided: first what holds now.
type decisionsPage struct {
	overview
	Filter    decisionFilter
	Rows      []decidedRow
	Pager     pager
	Incidents []option
	Any       bool
}

type decisionFilter struct{ Text, Incident, Outcome, Show string }

// decidedRow is a decision with how the actors stand to it.
type decidedRow struct {
	clerk.ListedDecision
	Tally tally
	Holds bool
	Soon  bool // it holds, and not for long
}

// tally counts stances. Whoever said nothing is counted as that, and never as a yes.
type tally struct{ Behind, Reserves, NoMandate, NotTakingPart, Absent, Silent int }

// All is how many were asked.
func (t tally) All() int {
	return t.Behind + t.Reserves + t.NoMandate + t.NotTakingPart + t.Absent + t.Silent
}

// tallyOf counts how the actors that were asked stand to a decision.
func tallyOf(c *conference.Conference, d *conference.Decision) tally {
	var t tally
	for _, actor := range c.Plan.Actors() {
		s, said := d.Stances[actor]
		if !said && !c.Asked(actor) {
			continue
		}
		switch s.Kind {
		case conference.StandBehind:
			t.Behind++
		case conference.Reserve:
			t.Reserves++
		case conference.NoMandate:
			t.NoMandate++
		case conference.NotTakingPart:
			t.NotTakingPart++
		case conference.StanceAbsent:
			t.Absent++
		default:
			t.Silent++
		}
	}
	return t
}

// adopted are the outcomes of what was agreed on.
var adopted = []string{string(conference.Adopted), string(conference.AdoptedReservations)}

// endsSoon is how long before its end a direction is said to end soon.
const endsSoon = 6 * time.Hour

func (w *Web) decisions(q *request) error {
	p := &decisionsPage{overview: q.overview("decisions", "web.decisions.title")}
	p.Filter = decisionFilter{Text: q.query("q"), Incident: q.query("incident"), Outcome: q.query("outcome"), Show: q.query("show")}
	p.Any = p.Filter != decisionFilter{Show: p.Filter.Show}
	ask := clerk.DecisionQuery{Text: p.Filter.Text, Incident: p.Filter.Incident}
	if p.Filter.Show != "all" {
		ask.ValidAt, ask.Outcomes = q.Now, adopted
	} else if isOutcome(p.Filter.Outcome) {
		ask.Outcomes = []string{p.Filter.Outcome}
	}
	p.Pager = q.pager(listSize)
	ask.Page = p.Pager.part()
	rows, total, err := q.clerk().DecisionPage(q.ctx(), q.Who, ask)
	if err != nil {
		return err
	}
	p.Pager = p.Pager.counted(len(rows), total)
	if p.Rows, err = q.decidedRows(rows); err != nil {
		return err
	}
	p.Incidents, err = q.incidentOptions()
	if err != nil {
		return err
	}
	return q.page("decisions", p)
}

func isOutcome(x string) bool {
	switch conference.Outcome(x) {
	case conference.Adopted, conference.AdoptedReservations, conference.NotAdopted:
		return true
	}
	return false
}

// decidedRows adds how the actors stand, as the conferences know it.
func (q *request) decidedRows(rows []clerk.ListedDecision) ([]decidedRow, error) {
	var out []decidedRow
	var marked []string
	for _, d := range rows {
		row := decidedRow{ListedDecision: d}
		row.Holds = d.Outcome != string(conference.NotAdopted) && (d.ValidUntil.IsZero() || d.ValidUntil.After(q.Now))
		row.Soon = row.Holds && !d.ValidUntil.IsZero() && d.ValidUntil.Sub(q.Now) < endsSoon
		if d.Secret {
			marked = append(marked, d.Conference)
		}
		v, err := q.clerk().Conference(q.ctx(), q.Who, d.Conference)
		if err != nil {
			return nil, err
		}
		if x, ok := v.Conference.Decision(d.ID); ok && v.May(v.Conference.EffectiveSecrecy(x.Secrecy, x.Item)) {
			row.Tally = tallyOf(v.Conference, x)
		}
		out = append(out, row)
	}
	return out, q.tellRead("decision.list", marked...)
}

// incidentOptions are the händelser to choose among, with none first.
func (q *request) incidentOptions() ([]option, error) {
	all, err := q.clerk().Incidents(q.ctx(), q.Who)
	out := []option{{"", q.T("web.conferences.any-incident")}}
	for _, x := range all {
		out = append(out, option{x.ID, exerciseTitle(q, x.Title, x.Exercise)})
	}
	return out, err
}

// Tabs lead to what holds now and to all that was decided.
func (p *decisionsPage) Tabs() []tab {
	return []tab{
		{p.q.T("web.decisions.holding"), p.Pager.with("show", "", true), p.Filter.Show != "all"},
		{p.q.T("web.decisions.all"), p.Pager.with("show", "all", false), p.Filter.Show == "all"},
	}
}

// Outcomes are what can come of a decision.
func (p *decisionsPage) Outcomes() []option {
	out := []option{{"", p.q.T("web.decisions.any-outcome")}}
	for _, x := range []conference.Outcome{conference.Adopted, conference.AdoptedReservations, conference.NotAdopted} {
		out = append(out, option{string(x), p.Outcome(string(x))})
	}
	return out
}

// Mark is that of a decision.
func (*decisionsPage) Mark() Mark { return markDecision }
