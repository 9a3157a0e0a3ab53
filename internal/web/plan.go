package web

import (
	"slices"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

func (w *Web) planRoutes() []row {
	return []row{
		{get, "/conferences/{id}/plan", "conference.read", w.plan},
		{get, "/conferences/{id}/plan/text", "document.read", w.planText},
		{post, "/conferences/{id}/plan/save/{part}", "conference.command", w.planSave},
		{post, "/conferences/{id}/plan/hints/{part}", "conference.command", w.planLook},
		{post, "/conferences/{id}/plan/invite", "conference.command", w.planInvite},
		{post, "/conferences/{id}/plan/checklist", "conference.command", w.planTick},
		{post, "/conferences/{id}/plan/tested", "conference.command", w.planTested},
		{post, "/conferences/{id}/plan/material", "file.bring", w.planMaterial},
		{get, "/conferences/{id}/material/{digest}", "material.read", w.material},
		{post, "/conferences/{id}/plan/template", "administer", w.planTemplate},
		{post, "/conferences/{id}/plan/copy", "conference.command", w.planCopy},
		{post, "/conferences/{id}/plan/call", "conference.command", w.planCall},
		{post, "/conferences/{id}/plan/update", "administer", w.planUpdate},
	}
}

// planPage is the page where a conference is prepared. What it shows of the plan is worked out as the template asks for it.
type planPage struct {
	Shell
	*Room
	Edit    bool
	Host    bool   // the reader is one of the host's people
	Locked  string // why nothing can be changed
	SavedAt time.Time

	q        *request
	view     *clerk.View
	findings []conference.Finding
	clashes  map[string][]clash // by part: what two people changed at once
	preset   *agenda.Preset
	titles   map[string]string // of the other conferences of the incident
	others   []conferenceRow
	lists    map[conference.Audience][]conference.CheckItem
	calling  *planCalling // made when it is asked for
}

// conferenceRow is another conference, to be chosen among.
type conferenceRow struct {
	ID, Title string
	Start     time.Time
	Held      bool
}

// plan shows how a conference is prepared: to its host to be changed, to others to be read.
func (w *Web) plan(q *request) error {
	p, err := w.planPage(q)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(p.view.Conference.Markings(), p.view.May) && w.o.SecretRead != nil {
		if err := w.o.SecretRead(q.ctx(), q.Who, p.ID, "plan"); err != nil {
			w.o.Log.Error("who read what is marked was not written down", "conference", p.ID, "error", err)
		}
	}
	if q.posted != nil {
		p.recallClashes(q.posted)
	}
	return q.page("plan", p)
}

func (w *Web) planPage(q *request) (*planPage, error) {
	m, v, err := w.roomOf(q)
	if err != nil {
		return nil, err
	}
	p := &planPage{Shell: q.shell("web.plan.title", "Title", m.Plan.Title), Room: m, SavedAt: v.HeadAt, q: q, view: v, clashes: map[string][]clash{}}
	p.Section, p.Exercise, p.Sealing, p.Shell.Title = "conferences", m.Plan.Exercise, true, p.T("web.plan.title", "Title", m.Plan.Title)
	p.Path = "/conferences/" + m.ID + "/plan"
	p.Host = v.Whole
	allowed := q.clerk().Authorize(q.ctx(), q.Who, m.ID, "", &conference.Rename{Title: m.Plan.Title}) == nil
	p.Locked = lockedBy(m.Phase, allowed)
	p.Edit = p.Locked == ""
	return p, p.look()
}

// MayIncident tells whether the reader may look at the incident.
func (p *planPage) MayIncident() bool { return p.q.mayIncident(p.Plan.Incident) }

// lockedBy is the key of why a plan cannot be changed; "" when it can.
func lockedBy(phase conference.Phase, allowed bool) string {
	switch phase {
	case conference.Planned, conference.Called, conference.Lobby:
		if !allowed {
			return "web.plan.locked.host"
		}
		return ""
	case conference.Cancelled:
		return "web.plan.locked.cancelled"
	}
	return "web.plan.locked.begun"
}

// look reads the plan as an experienced leader would, with what belongs to it from elsewhere.
func (p *planPage) look() error {
	p.findings = p.Findings(p.q.Now)
	p.titles, p.others = map[string]string{}, nil
	if !p.q.Who.Guest() {
		list, err := p.q.clerk().Conferences(p.q.ctx(), p.q.Who, clerk.ConferenceFilter{Incident: p.Plan.Incident})
		if err != nil {
			return err
		}
		for _, c := range list {
			p.titles[c.ID] = c.Title
			if c.ID != p.ID {
				p.others = append(p.others, conferenceRow{c.ID, c.Title, c.StartsAt, !c.OpenedAt.IsZero()})
			}
		}
	}
	if p.Plan.Purpose != "" {
		preset, err := agenda.LoadPreset(p.lang, p.Plan.Purpose)
		if err != nil {
			return err
		}
		p.preset = &preset
	}
	p.lists = map[conference.Audience][]conference.CheckItem{}
	for _, a := range conference.Audiences() {
		items, err := p.Checklist(p.q.Now, p.lang, a)
		if err != nil {
			return err
		}
		p.lists[a] = items
	}
	return nil
}

// T and the like are the shell's printer and the room's, which are the same.
func (p *planPage) T(key string, args ...any) string { return p.Printer.T(key, args...) }

// call names an actor or another conference in a finding.
func (p *planPage) call(id string) string {
	if title, ok := p.titles[id]; ok {
		return title
	}
	return p.Short(id)
}

// Length is how long the meeting is planned to be.
func (p *planPage) Length() time.Duration { return p.Plan.End.Sub(p.Plan.Start) }

// LengthMinutes is the same in minutes.
func (p *planPage) LengthMinutes() int { return int(p.Length() / time.Minute) }

// Over is how many minutes the agenda is too long.
func (p *planPage) Over() int { return max(0, p.Plan.Agenda.TotalMinutes()-p.LengthMinutes()) }

// Issued tells whether the invitation is out.
func (p *planPage) Issued() bool { return len(p.Issues) > 0 }

// Directory is all actors, to choose among.
func (p *planPage) Directory() *directory.Directory { return p.names }

// Others lists the conferences of the same incident.
func (p *planPage) Others() []conferenceRow { return p.others }

// Before is the conference that this one follows: the latest of the host's that has been held.
func (p *planPage) Before() *conferenceRow {
	var found *conferenceRow
	for i, c := range p.others {
		if c.Start.Before(p.Plan.Start) && (found == nil || c.ID == p.Plan.Carried.From || found.ID != p.Plan.Carried.From && c.Start.After(found.Start)) {
			found = &p.others[i]
		}
	}
	return found
}

// Moment gives a field for a moment. It is one of text: a browser writes a field for dates as its own language has them, so that
// the same date is read otherwise from one computer to the next.
func (p *planPage) Moment(form, name, label string, t time.Time) field {
	return p.In(form, name, label, p.Field(t)).With(p.T("web.plan.moment-hint"))
}

// Field is a moment as a field has it.
func (p *planPage) Field(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return inStockholm(t).Format("2006-01-02 15:04")
}
