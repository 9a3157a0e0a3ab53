package api

import (
	"context"
	"time"

	"samverkan/internal/delivery"
)

// queued is a message on its way, without the address that it goes to: the contact says that.
type queued struct {
	ID          string    `json:"id"`
	At          time.Time `json:"at"`
	Kind        string    `json:"kind"`
	Participant string    `json:"participant,omitempty"`
	Actor       string    `json:"actor"`
	Contact     string    `json:"contact"`
	Channel     string    `json:"channel"`
	State       string    `json:"state" doc:"queued, sending, sent, delivered, acknowledged, failed, unsure or stopped"`
	Step        int       `json:"step,omitempty" doc:"0 goes out at once; 1 and more when nobody has acknowledged"`
	Alarm       bool      `json:"alarm,omitempty"`
	Exercise    bool      `json:"exercise,omitempty"`
	Sequence    int       `json:"sequence,omitempty"`
	Attempts    int       `json:"attempts,omitempty"`
	NextAt      time.Time `json:"nextAt,omitzero"`
	HandedAt    time.Time `json:"handedAt,omitzero"`
	SettledAt   time.Time `json:"settledAt,omitzero"`
	Code        string    `json:"code,omitempty" doc:"Why it failed"`
}

func deliveries(a *API, ctx context.Context, c *call, in *byID) (*list[queued], error) {
	all, err := a.o.Clerk.Deliveries(ctx, c.who, in.ID)
	return listed(queuedOf(all), err)
}

func queuedOf(all []delivery.Delivery) (out []queued) {
	for _, d := range all {
		x := queued{ID: d.ID, At: d.At, Kind: string(d.Kind), Participant: d.Participant, Actor: d.Actor, Contact: d.Contact,
			Channel: string(d.Channel), State: string(d.State), Step: d.Step, Alarm: d.Alarm, Exercise: d.Exercise, Sequence: d.Sequence,
			Attempts: d.Attempts, HandedAt: d.HandedAt, SettledAt: d.SettledAt, Code: d.Code}
		if d.State.Pending() {
			x.NextAt = d.NextAt
		}
		out = append(out, x)
	}
	return out
}
