package web

import (
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

func (w *Web) conferenceRoutes() []row {
	return []row{
		{get, "/conferences", "conference.list", w.conferences},
		{get, "/conferences/new", "administer", w.newConference},
		{post, "/conferences/new", "administer", w.planConference},
		{get, "/conferences/{id}", "conference.read", w.place},
		{get, "/conferences/{id}/invitation", "conference.read", w.invitation},
	}
}

// conferencesPage lists the conferences that the reader may know of, or shows a month of them.
type conferencesPage struct {
	overview
	Filter    conferenceFilter
	Rows      []clerk.ListedConference
	Pager     pager
	Month     *month
	Incidents []option
	Any       bool // something is chosen
}

// conferenceFilter is what the form above the list says.
type conferenceFilter struct {
	Text, Level, Phase, Whose, Drill, Incident, From, To, Period string
}

// phaseGroups are the phases as people ask for them.
var phaseGroups = map[string][]string{
	"draft":     {string(conference.Planned)},
	"called":    {string(conference.Called)},
	"open":      {string(conference.Lobby), string(conference.Open), string(conference.Adjourned)},
	"minutes":   {string(conference.Closed)},
	"done":      {string(conference.Approved), string(conference.Published)},
	"cancelled": {string(conference.Cancelled)},
}

// conferences shows the list, or with ?show=calendar the month.
func (w *Web) conferences(q *request) error {
	p := &conferencesPage{overview: q.overview("conferences", "web.conferences.title")}
	p.Filter = conferenceFilter{Text: q.query("q"), Level: q.query("level"), Phase: q.query("phase"), Whose: q.query("whose"), Drill: q.query("drill"),
		Incident: q.query("incident"), From: q.query("from"), To: q.query("to"), Period: q.query("period")}
	f := p.Filter
	p.Any = f != conferenceFilter{Period: f.Period} || f.Period != ""
	ask := f.ask(q)
	incidents, err := q.clerk().Incidents(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	p.Incidents = append(p.Incidents, option{"", q.T("web.conferences.any-incident")})
	for _, x := range incidents {
		p.Incidents = append(p.Incidents, option{x.ID, exerciseTitle(q, x.Title, x.Exercise)})
	}
	p.Pager = q.pager(listSize)
	if q.query("show") == "calendar" {
		if p.Month, err = q.month(ask); err != nil {
			return err
		}
		return q.page("conferences", p)
	}
	ask.Page = p.Pager.part()
	rows, total, err := q.clerk().ConferencePage(q.ctx(), q.Who, ask)
	if err != nil {
		return err
	}
	p.Rows, p.Pager = rows, p.Pager.counted(len(rows), total)
	return q.page("conferences", p)
}

// ask makes the question of the filter. Without a period the list is of what comes and goes on: that is what one looks for first.
func (f conferenceFilter) ask(q *request) clerk.ConferenceQuery {
	ask := clerk.ConferenceQuery{Text: f.Text, Level: f.Level, Phases: phaseGroups[f.Phase], Incident: f.Incident}
	switch f.Whose {
	case "leads":
		ask.Host = q.Who.Actor
	case "invited":
		ask.Invited = q.Who.Actor
	}
	if f.Drill == "yes" || f.Drill == "no" {
		drill := f.Drill == "yes"
		ask.Exercise = &drill
	}
	from, fromErr := readTime(f.From, q.Now)
	to, toErr := readTime(f.To, q.Now)
	switch {
	case f.From != "" && fromErr == nil || f.To != "" && toErr == nil:
		if f.From != "" && fromErr == nil {
			ask.From = from
		}
		if f.To != "" && toErr == nil {
			ask.To = midnight(to, 1)
		}
	case f.Period == "past":
		ask.To, ask.Latest = q.Now, true
	case f.Period == "all":
		ask.Latest = true
	default:
		ask.From = midnight(q.Now, 0)
	}
	return ask
}

// choices are values with their words.
func (p *conferencesPage) choices(prefix string, values ...string) []option {
	out := make([]option, 0, len(values))
	for _, v := range values {
		out = append(out, option{v, p.q.T(prefix + v)})
	}
	return out
}

// Levels, Phases, Whose, Drills and Periods are the choices of the form, the first of each being all.
func (p *conferencesPage) Levels() []option {
	out := []option{{"", p.q.T("web.conferences.any-level")}}
	for _, l := range []conference.Level{conference.Local, conference.Regional, conference.National} {
		out = append(out, option{string(l), p.Level(string(l))})
	}
	return out
}

// Phases is how far the conferences have come.
func (p *conferencesPage) Phases() []option {
	return append([]option{{"", p.q.T("web.conferences.any-phase")}},
		p.choices("web.conferences.phase.", "draft", "called", "open", "minutes", "done", "cancelled")...)
}

// Whose is whose conferences they are.
func (p *conferencesPage) Whose() []option {
	return append([]option{{"", p.q.T("web.conferences.any-part")}}, p.choices("web.conferences.whose.", "leads", "invited")...)
}

// Drills tells exercises from the rest.
func (p *conferencesPage) Drills() []option {
	return append([]option{{"", p.q.T("web.conferences.any-drill")}}, p.choices("web.conferences.drill.", "no", "yes")...)
}

// Periods lead to what comes, what has been and all of it.
func (p *conferencesPage) Periods() []tab {
	var out []tab
	for _, x := range []string{"", "past", "all"} {
		key := x
		if x == "" {
			key = "coming"
		}
		out = append(out, tab{p.q.T("web.conferences.period." + key), p.Pager.with("period", x, x == ""), p.Month == nil && p.Filter.Period == x})
	}
	return out
}

// tab is a way to see a page.
type tab struct {
	Text, Path string
	Current    bool
}

// Calendar is the way to the month, and List back from it.
func (p *conferencesPage) Calendar() string { return p.Pager.with("show", "calendar", false) }

// PartOf tells what the reader's actor does in a conference.
func (p *conferencesPage) PartOf(c clerk.ListedConference) conference.Part {
	return partOf(c.Hosts, c.Role)
}

// Days groups the rows by day, in the order they stand.
func (p *conferencesPage) Days() []dayRows {
	var out []dayRows
	for _, c := range p.Rows {
		day := midnight(c.StartsAt, 0)
		if len(out) == 0 || !out[len(out)-1].Day.Equal(day) {
			out = append(out, dayRows{Day: day})
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, c)
	}
	return out
}

type dayRows struct {
	Day  time.Time
	Rows []clerk.ListedConference
}

// phaseMark is the silhouette of where a conference stands.
func phaseMark(phase string) (icon, class string) {
	switch conference.Phase(phase) {
	case conference.Planned:
		return "edit", "is-mute"
	case conference.Called:
		return "send", "is-mute"
	case conference.Lobby, conference.Open, conference.Adjourned:
		return "circle-dot", "is-bad"
	case conference.Closed:
		return "minutes", "is-warn"
	case conference.Approved, conference.Published:
		return "check-circle", "is-ok"
	}
	return "ban", "is-mute"
}

// PhaseIcon and PhaseClass draw where a conference stands; the word stands beside.
func (p *conferencesPage) PhaseIcon(phase string) string { icon, _ := phaseMark(phase); return icon }

// PhaseClass is the colour of it.
func (p *conferencesPage) PhaseClass(phase string) string { _, class := phaseMark(phase); return class }

// Silhouette tells the same of a conference in the month as in the rhythm of the day.
func (p *conferencesPage) Silhouette(c clerk.ListedConference) string {
	switch partOf(c.Hosts, c.Role) {
	case conference.Leads:
		return "lead"
	case conference.Joins:
		return "with"
	}
	return "other"
}
