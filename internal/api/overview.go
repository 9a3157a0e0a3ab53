package api

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

type overviewQuery struct {
	From time.Time `query:"from" doc:"The conferences of the day go on after this time; now unless given"`
	To   time.Time `query:"to" doc:"and begin before this one; a day after from unless given"`
}

type overviewBody struct {
	At          time.Time           `json:"at"`
	Ongoing     []listedConference  `json:"ongoing"`
	Next        []listedConference  `json:"next"`
	Drafts      []listedConference  `json:"drafts"`
	Invitations []awaitedAnswer     `json:"invitations"`
	Minutes     []awaitedMinutes    `json:"minutes"`
	Measures    []listedMeasure     `json:"measures"`
	Open        int                 `json:"openMeasures"`
	Late        int                 `json:"lateMeasures"`
	Areas       []awaitedArea       `json:"areas"`
	Day         conference.Schedule `json:"day"`
}

// awaitedAnswer is an invitation that the caller's actor has not answered.
type awaitedAnswer struct {
	Conference listedConference `json:"conference"`
	Seats      []string         `json:"seats"`
	Deadline   time.Time        `json:"deadline"`
}

// awaitedMinutes are minutes that the caller may check or approve.
type awaitedMinutes struct {
	Conference listedConference `json:"conference"`
	Version    int              `json:"version"`
	Check      bool             `json:"check"`
	Approve    bool             `json:"approve"`
}

// awaitedArea is an area with what is new in it since the caller last looked.
type awaitedArea struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Items int    `json:"items"`
	New   int    `json:"new"`
}

type overviewAnswer struct{ Body overviewBody }

func overview(a *API, ctx context.Context, c *call, in *overviewQuery) (*overviewAnswer, error) {
	if in.From.IsZero() {
		in.From = a.o.Now()
	}
	if in.To.IsZero() {
		in.To = in.From.Add(24 * time.Hour)
	}
	o, err := a.o.Clerk.Overview(ctx, c.who, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := overviewBody{At: o.At, Ongoing: listedAll(o.Ongoing), Next: listedAll(o.Next), Drafts: listedAll(o.Drafts), Invitations: []awaitedAnswer{},
		Minutes: []awaitedMinutes{}, Measures: []listedMeasure{}, Open: o.Open, Late: o.Late, Areas: []awaitedArea{}, Day: o.Day}
	for _, x := range o.Invitations {
		out.Invitations = append(out.Invitations, awaitedAnswer{listedOf(x.Conference), x.Seats, x.Deadline})
	}
	for _, x := range o.Minutes {
		out.Minutes = append(out.Minutes, awaitedMinutes{listedOf(x.Conference), x.Version, x.Check, x.Approve})
	}
	for _, r := range o.Measures {
		out.Measures = append(out.Measures, measureOf(r.Measure))
	}
	for _, x := range o.Areas {
		out.Areas = append(out.Areas, awaitedArea{x.ID, x.Title, x.Items, x.New})
	}
	return &overviewAnswer{out}, nil
}

func listedAll(rows []clerk.ListedConference) []listedConference {
	out := []listedConference{}
	for _, r := range rows {
		out = append(out, listedOf(r.Conference))
	}
	return out
}
