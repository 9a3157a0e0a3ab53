package api

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// none is a request that says nothing more.
type none struct{}

// list is an answer that is a list; an empty one is [].
type list[T any] struct {
	Body []T
}

func listed[T any](rows []T, err error) (*list[T], error) {
	if err != nil {
		return nil, err
	}
	if rows == nil {
		rows = []T{}
	}
	return &list[T]{rows}, nil
}

// meBody is who the service takes the caller for.
type meBody struct {
	Member     string               `json:"member"`
	Name       string               `json:"name,omitempty"`
	Actor      string               `json:"actor,omitempty"`
	SystemRole directory.SystemRole `json:"systemRole,omitempty"`
	Scope      clerk.Scope          `json:"scope,omitempty" doc:"How far the token reaches; none for a sign-in of one's own"`
	Only       string               `json:"only,omitempty" doc:"The one conference of a guest"`
}

type meAnswer struct{ Body meBody }

func me(a *API, ctx context.Context, c *call, _ *none) (*meAnswer, error) {
	name, err := a.o.Clerk.NameOf(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return &meAnswer{meBody{Member: c.who.Member, Name: name, Actor: c.who.Actor, SystemRole: c.who.SystemRole, Scope: c.who.Scope,
		Only: c.who.Only}}, nil
}

// listedConference is a conference in a list.
type listedConference struct {
	ID       string    `json:"id"`
	Incident string    `json:"incident,omitempty"`
	Title    string    `json:"title"`
	Level    string    `json:"level"`
	Number   int       `json:"number"`
	Host     string    `json:"host"`
	Phase    string    `json:"phase"`
	Exercise bool      `json:"exercise,omitempty"`
	Purpose  string    `json:"purpose,omitempty"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Opened   time.Time `json:"opened,omitzero"`
	Closed   time.Time `json:"closed,omitzero"`
}

type conferencesQuery struct {
	Incident string    `query:"incident"`
	Phase    string    `query:"phase"`
	Actor    string    `query:"actor" doc:"Hosts it, or is called to it"`
	From     time.Time `query:"from" doc:"Planned to go on after this time"`
	To       time.Time `query:"to" doc:"Planned to begin before this time"`
}

func conferences(a *API, ctx context.Context, c *call, in *conferencesQuery) (*list[listedConference], error) {
	rows, err := a.o.Clerk.Conferences(ctx, c.who, clerk.ConferenceFilter{Incident: in.Incident, Phase: in.Phase, Actor: in.Actor,
		From: in.From, To: in.To})
	var out []listedConference
	for _, r := range rows {
		out = append(out, listedOf(r))
	}
	return listed(out, err)
}

func listedOf(r clerk.ConferenceRow) listedConference {
	return listedConference{ID: r.ID, Incident: r.Incident, Title: r.Title, Level: r.Level, Number: r.SeriesNo, Host: r.Host,
		Phase: r.Phase, Exercise: r.Exercise, Purpose: r.Purpose, Start: r.StartsAt, End: r.EndsAt, Opened: r.OpenedAt, Closed: r.ClosedAt}
}

type nextNumberQuery struct {
	Incident string           `query:"incident"`
	Host     string           `query:"host"`
	Level    conference.Level `query:"level"`
}

type nextNumberAnswer struct {
	Body struct {
		Number int `json:"number"`
	}
}

// nextNumber is for who plans: one's own actor's series.
func nextNumber(a *API, ctx context.Context, c *call, in *nextNumberQuery) (*nextNumberAnswer, error) {
	if in.Host == "" {
		in.Host = c.who.Actor
	}
	if err := c.who.Allows("conference.list", in.Host); err != nil {
		return nil, err
	}
	n, err := a.o.Clerk.NextNumber(ctx, in.Incident, in.Host, in.Level)
	out := &nextNumberAnswer{}
	out.Body.Number = n
	return out, err
}

// listedMeasure is a measure in a list over conferences.
type listedMeasure struct {
	Conference string    `json:"conference"`
	ID         string    `json:"id"`
	Text       string    `json:"text"`
	Owner      string    `json:"owner"`
	Due        time.Time `json:"due,omitzero"`
	Accepted   *bool     `json:"accepted,omitempty"`
	Status     string    `json:"status"`
	Secret     bool      `json:"secret,omitempty"`
}

type measuresQuery struct {
	Conference string    `query:"conference"`
	Incident   string    `query:"incident"`
	Owner      string    `query:"owner"`
	Status     string    `query:"status"`
	DueBefore  time.Time `query:"due_before"`
}

func measures(a *API, ctx context.Context, c *call, in *measuresQuery) (*list[listedMeasure], error) {
	rows, err := a.o.Clerk.Measures(ctx, c.who, clerk.MeasureFilter{Conference: in.Conference, Incident: in.Incident, Owner: in.Owner,
		Status: in.Status, DueBefore: in.DueBefore})
	var out []listedMeasure
	for _, r := range rows {
		out = append(out, measureOf(r))
	}
	return listed(out, err)
}

func measureOf(r clerk.MeasureRow) listedMeasure {
	return listedMeasure{Conference: r.Conference, ID: r.ID, Text: r.Text, Owner: r.Owner, Due: r.DueAt, Accepted: r.Accepted,
		Status: r.Status, Secret: r.Secret}
}

// listedDecision is a decision in a list over conferences.
type listedDecision struct {
	Conference string    `json:"conference"`
	ID         string    `json:"id"`
	Wording    string    `json:"wording"`
	Outcome    string    `json:"outcome,omitempty"`
	SettledAt  time.Time `json:"settledAt,omitzero"`
	ValidUntil time.Time `json:"validUntil,omitzero"`
	Secret     bool      `json:"secret,omitempty"`
}

type decisionsQuery struct {
	Conference string    `query:"conference"`
	Incident   string    `query:"incident"`
	Outcome    string    `query:"outcome"`
	ValidAt    time.Time `query:"valid_at" doc:"In force at this time"`
}

func decisions(a *API, ctx context.Context, c *call, in *decisionsQuery) (*list[listedDecision], error) {
	rows, err := a.o.Clerk.Decisions(ctx, c.who, clerk.DecisionFilter{Conference: in.Conference, Incident: in.Incident, Outcome: in.Outcome,
		ValidAt: in.ValidAt})
	var out []listedDecision
	for _, r := range rows {
		out = append(out, listedDecision{Conference: r.Conference, ID: r.ID, Wording: r.Wording, Outcome: r.Outcome, SettledAt: r.SettledAt,
			ValidUntil: r.ValidUntil, Secret: r.Secret})
	}
	return listed(out, err)
}

// listedDependency is what one conference waits for from another.
type listedDependency struct {
	Conference  string    `json:"conference"`
	Needs       string    `json:"needs"`
	Deadline    time.Time `json:"deadline,omitzero"`
	Carries     string    `json:"carries,omitempty"`
	DeliveredAt time.Time `json:"deliveredAt,omitzero"`
}

type dependenciesQuery struct {
	Incident string `query:"incident"`
}

func dependencies(a *API, ctx context.Context, c *call, in *dependenciesQuery) (*list[listedDependency], error) {
	rows, err := a.o.Clerk.Dependencies(ctx, c.who, in.Incident)
	var out []listedDependency
	for _, r := range rows {
		out = append(out, listedDependency{Conference: r.Conference, Needs: r.Needs, Deadline: r.Deadline, Carries: r.Carries, DeliveredAt: r.DeliveredAt})
	}
	return listed(out, err)
}

func incidents(a *API, ctx context.Context, c *call, _ *none) (*list[conference.Incident], error) {
	return listed(a.o.Clerk.Incidents(ctx, c.who))
}

// byID is a request for one thing.
type byID struct {
	ID string `path:"id"`
}

type incidentAnswer struct{ Body conference.Incident }

func incident(a *API, ctx context.Context, c *call, in *byID) (*incidentAnswer, error) {
	x, err := a.o.Clerk.Incident(ctx, c.who, in.ID)
	return &incidentAnswer{x}, err
}

func areas(a *API, ctx context.Context, c *call, _ *none) (*list[area.Area], error) {
	return listed(a.o.Clerk.Areas(ctx, c.who))
}

// areaBody is an area as one reader sees it.
type areaBody struct {
	Area  area.Area   `json:"area"`
	Right area.Right  `json:"right"`
	Items []area.Item `json:"items"`
}

type areaAnswer struct{ Body areaBody }

// areaAsked is a request for an area as it is, or as it was.
type areaAsked struct {
	ID string    `path:"id"`
	At time.Time `query:"at" doc:"The items as they were at that moment: those that you may read and could read then. Now when left out"`
}

func oneArea(a *API, ctx context.Context, c *call, in *areaAsked) (*areaAnswer, error) {
	if !in.At.IsZero() {
		return areaOf(a.o.Clerk.AreaAt(ctx, c.who, in.ID, in.At))
	}
	return areaOf(a.o.Clerk.Area(ctx, c.who, in.ID))
}

func areaLog(a *API, ctx context.Context, c *call, in *byID) (*areaAnswer, error) {
	return areaOf(a.o.Clerk.Log(ctx, c.who, in.ID))
}

func areaOf(v clerk.Listing, err error) (*areaAnswer, error) {
	if v.Items == nil {
		v.Items = []area.Item{}
	}
	return &areaAnswer{areaBody{v.Area, v.Right, v.Items}}, err
}

type byItem struct {
	ID   string `path:"id"`
	Item string `path:"item"`
}

type itemAnswer struct{ Body clerk.ItemView }

func oneItem(a *API, ctx context.Context, c *call, in *byItem) (*itemAnswer, error) {
	v, err := a.o.Clerk.Item(ctx, c.who, in.ID, in.Item)
	return &itemAnswer{v}, err
}

// actors lists the directory. That an actor exists is no secret.
func actors(a *API, ctx context.Context, _ *call, _ *none) (*list[directory.Actor], error) {
	d, err := a.o.Clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return listed(d.All(), nil)
}

func rosters(a *API, ctx context.Context, c *call, _ *none) (*list[directory.Roster], error) {
	return listed(a.o.Clerk.Rosters(ctx, c.who))
}

func members(a *API, ctx context.Context, c *call, _ *none) (*list[directory.Member], error) {
	return listed(a.o.Clerk.Members(ctx, c.who))
}
