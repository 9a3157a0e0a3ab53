package web

import (
	"slices"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// newPage plans a conference: what it is about, when, for what, and who is called. Everything else is done in the plan.
type newPage struct {
	overview
	Incidents []option
	Earlier   []option
	Rosters   []rosterChoice // the actor's own
	Ready     []option       // that follow from the directory
	Purposes  []purposeChoice
	From      *earlierPlan // the conference that this one follows
	Start     startGuess
}

type rosterChoice struct {
	ID, Name string
	Members  int
}

// purposeChoice is a purpose with what it is for, and how long a meeting of it usually is.
type purposeChoice struct {
	Purpose agenda.Purpose
	Name    string
	Summary string
	Minutes int
}

// earlierPlan is what is taken over from a conference.
type earlierPlan struct {
	ID, Title string
	Actors    int
	Open      int // measures, matters and directions that are carried over
	Incident  string
}

// startGuess is the time that the form begins with.
type startGuess struct{ Date, From, To string }

// newConference shows the form; ?from= begins it from an earlier conference, and ?incident= and ?date= fill in what they say.
func (w *Web) newConference(q *request) error {
	p := &newPage{overview: q.overview("conferences", "web.conference-new.title")}
	if err := p.fill(q); err != nil {
		return err
	}
	return q.page("conference-new", p)
}

func (p *newPage) fill(q *request) error {
	incidents, err := q.clerk().Incidents(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	p.Incidents = append(p.Incidents, option{"", q.T("web.conference-new.no-incident")})
	for _, x := range incidents {
		if !x.Over(q.Now) {
			p.Incidents = append(p.Incidents, option{x.ID, exerciseTitle(q, x.Title, x.Exercise)})
		}
	}
	if p.Rosters, p.Ready, err = q.networkChoices(); err != nil {
		return err
	}
	if p.Purposes, err = q.purposes(); err != nil {
		return err
	}
	if p.Earlier, err = q.earlier(); err != nil {
		return err
	}
	length := 60 * time.Minute
	start := q.Now.Add(2 * time.Hour).Truncate(30 * time.Minute)
	if from := q.query("from"); from != "" {
		c, err := q.ownConference(from)
		if err != nil {
			return err
		}
		length = c.Plan.End.Sub(c.Plan.Start)
		if c.Next != nil && c.Next.Start.After(q.Now) {
			if start = c.Next.Start; !c.Next.End.IsZero() {
				length = c.Next.End.Sub(start)
			}
		}
		s := c.Successor("-", start, start.Add(length))
		p.From = &earlierPlan{ID: from, Title: c.Plan.Title, Actors: len(c.Plan.Actors()), Incident: c.Plan.IncidentTitle,
			Open: len(s.Carried.Directions) + len(s.Carried.Measures) + len(s.Carried.Matters)}
	}
	if day, err := time.ParseInLocation(time.DateOnly, q.query("date"), start.Location()); err == nil {
		start = midnight(day, 0).Add(10 * time.Hour)
	}
	p.Start = startGuess{q.ShortDate(start), q.Clock(start), q.Clock(start.Add(length))}
	return nil
}

func exerciseTitle(q *request, title string, exercise bool) string {
	if exercise {
		return q.T("web.overview.exercise", "Title", title)
	}
	return title
}

// networkChoices are the networks of the reader's actor, and those that the directory has ready made.
func (q *request) networkChoices() (own []rosterChoice, ready []option, err error) {
	rosters, err := q.clerk().Rosters(q.ctx(), q.Who)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rosters {
		own = append(own, rosterChoice{r.ID, r.Name, len(r.Members)})
	}
	d, err := q.directory()
	if err != nil {
		return nil, nil, err
	}
	all, err := d.Ready()
	for _, r := range all {
		ready = append(ready, option{readyPrefix + r.Key, q.N("web.conference-new.roster", len(r.Members), "Name", q.T(r.Text, r.Args))})
	}
	return own, ready, err
}

// readyPrefix marks a network that comes with the directory.
const readyPrefix = "ready:"

// purposes are the presets, as plans in the reader's language begin.
func (q *request) purposes() ([]purposeChoice, error) {
	var out []purposeChoice
	for _, x := range agenda.Purposes() {
		preset, err := agenda.LoadPreset(q.Lang(), x)
		if err != nil {
			return nil, err
		}
		out = append(out, purposeChoice{x, preset.Name, preset.Summary, preset.Natural()})
	}
	return out, nil
}

// earlierShown is how many conferences can be chosen to go on from.
const earlierShown = 12

// earlier lists the latest conferences that the reader's actor has held.
func (q *request) earlier() ([]option, error) {
	var out []option
	held, _, err := q.clerk().ConferencePage(q.ctx(), q.Who, clerk.ConferenceQuery{Host: q.Who.Actor, To: q.Now.Add(24 * time.Hour), Latest: true,
		Page: clerk.Page{Limit: earlierShown}})
	for _, c := range held {
		if c.Phase != string(conference.Cancelled) {
			out = append(out, option{c.ID, exerciseTitle(q, c.Title, c.Exercise) + ", " + q.ShortDateTime(c.StartsAt)})
		}
	}
	return out, err
}

// ownConference gives a conference that the reader's actor holds; nobody goes on from another's.
func (q *request) ownConference(id string) (*conference.Conference, error) {
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return nil, err
	}
	if v.Conference.Plan.Host != q.Who.Actor {
		return nil, fault.New(fault.Forbidden, "access.host-only")
	}
	return v.Conference, nil
}

// newForm is what the form brings.
type newForm struct {
	Incident string           `json:"incident"`
	Level    conference.Level `json:"level"`
	Purpose  string           `json:"purpose"`
	Title    string           `json:"title"`
	Start    time.Time        `json:"start"`
	Until    string           `json:"until"`
	Roster   []string         `json:"roster"`
	From     string           `json:"from"`
}

// planConference makes the plan, and goes on to it.
func (w *Web) planConference(q *request) error {
	var f newForm
	if err := readInto(&f, q.Form, q.Now); err != nil {
		return err
	}
	end, err := f.end()
	if err != nil {
		return err
	}
	id := q.web.o.NewID()
	if sent := q.Form.Get("_id"); sent != "" {
		id = sent // the plan that a form makes is one, however often it is sent
	}
	plan, err := q.newPlan(f, id, end)
	if err != nil {
		return err
	}
	if err := q.callRosters(plan, f.Roster); err != nil {
		return err
	}
	got, err := q.do(plan.ID, &conference.PlanConference{Plan: *plan})
	if err != nil {
		return err
	}
	if got.Fault != nil {
		return got.Fault
	}
	return q.done("/conferences/"+plan.ID+"/plan", "planned")
}

// end reads when the meeting ends: a time of day after its start.
func (f newForm) end() (time.Time, error) {
	wrong := func(field, code string) error {
		x := fault.New(fault.Invalid, "web.form-fields")
		x.Fields = map[string]string{field: code}
		return x
	}
	if f.Start.IsZero() {
		return time.Time{}, wrong("start.time", "web.field-time")
	}
	if strings.TrimSpace(f.Until) == "" {
		return time.Time{}, wrong("until", "web.field-time")
	}
	end, err := readTime(f.Until, f.Start)
	if err != nil {
		return time.Time{}, wrong("until", "web.field-time")
	}
	return end, nil
}

// newPlan is the plan with what follows from the incident, the series and the purpose, or from the conference before.
func (q *request) newPlan(f newForm, id string, end time.Time) (*conference.Plan, error) {
	if f.From != "" {
		c, err := q.ownConference(f.From)
		if err != nil {
			return nil, err
		}
		p := c.Successor(id, f.Start, end)
		if f.Title != "" {
			p.Title = f.Title
		}
		p.SeriesNo, err = q.clerk().NextNumber(q.ctx(), p.Incident, p.Host, p.Level)
		return &p, err
	}
	p := &conference.Plan{ID: id, Incident: f.Incident, Level: f.Level, Host: q.Who.Actor, Start: f.Start, End: end, Title: f.Title,
		Documentation: conference.Documentation{Minutes: conference.MinutesNotes}}
	var err error
	if f.Incident != "" {
		x, err := q.clerk().Incident(q.ctx(), q.Who, f.Incident)
		if err != nil {
			return nil, err
		}
		p.Exercise = x.Exercise
	}
	if p.SeriesNo, err = q.clerk().NextNumber(q.ctx(), p.Incident, p.Host, p.Level); err != nil {
		return nil, err
	}
	p.First = p.SeriesNo == 1
	if p.Title == "" {
		p.Title = q.T("web.conference-new.named."+string(levelOr(p.Level)), "Host", q.shortName(p.Host), "Number", p.SeriesNo)
	}
	return p, q.fromPurpose(p, f.Purpose)
}

// levelOr is a level that has a word, for the name of a plan that is refused anyhow.
func levelOr(l conference.Level) conference.Level {
	if l.Valid() {
		return l
	}
	return conference.Regional
}

// fromPurpose fills the invitation and the agenda with the suggestions for a purpose, at the length that the meeting has.
func (q *request) fromPurpose(p *conference.Plan, purpose string) error {
	if purpose == "" {
		return nil
	}
	x, err := agenda.ParsePurpose(purpose)
	if err != nil {
		return err
	}
	preset, err := agenda.LoadPreset(q.Lang(), x)
	if err != nil {
		return err
	}
	p.Purpose = x
	p.Agenda = preset.Agenda(int(p.End.Sub(p.Start) / time.Minute))
	p.Invitation = conference.Invitation{Purpose: preset.Aim, Goals: preset.Goals, Procedure: preset.Procedure,
		Resources: strings.Join(preset.Bring, " "), Rules: preset.Rules, Questions: preset.Questions}
	return nil
}

// callRosters puts the actors of the chosen networks into a plan, each once.
func (q *request) callRosters(p *conference.Plan, chosen []string) error {
	if len(chosen) == 0 {
		return nil
	}
	own, err := q.clerk().Rosters(q.ctx(), q.Who)
	if err != nil {
		return err
	}
	for _, id := range chosen {
		if id == "" {
			continue
		}
		members, err := q.rosterMembers(own, id)
		if err != nil {
			return err
		}
		for _, actor := range members {
			if !slices.ContainsFunc(p.Participants, func(x conference.Participant) bool { return x.Actor == actor }) {
				p.Participants = append(p.Participants, conference.Participant{Actor: actor, Role: conference.Attendee, Mandate: true})
			}
		}
	}
	return nil
}

func (q *request) rosterMembers(own []directory.Roster, id string) ([]string, error) {
	if key, ready := strings.CutPrefix(id, readyPrefix); ready {
		d, err := q.directory()
		if err != nil {
			return nil, err
		}
		r, err := d.ReadyByKey(key)
		return r.Members, err
	}
	for _, r := range own {
		if r.ID == id {
			return r.Members, nil
		}
	}
	return nil, fault.New(fault.Invalid, "web.no-roster", "Roster", id)
}

// Incident is the one that the form begins with, when the way here named one.
func (p *newPage) Incident() string { return p.q.query("incident") }

// Levels are the three levels.
func (p *newPage) Levels() []option {
	var out []option
	for _, l := range []conference.Level{conference.Local, conference.Regional, conference.National} {
		out = append(out, option{string(l), p.q.T("web.conference-new.level." + string(l))})
	}
	return out
}
