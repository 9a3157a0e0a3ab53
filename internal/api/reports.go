package api

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/reporting"
	"samverkan/internal/wire"
)

type reportsQuery struct {
	ID   string `path:"id" doc:"The conference"`
	Seat string `query:"seat" doc:"One seat alone: actor, or actor/unit"`
}

// reportsOf lists who has reported: for those who may ask for reports every seat, for the others the seats of their own actor. What all
// say together is the situation.
func reportsOf(a *API, ctx context.Context, c *call, in *reportsQuery) (*list[wire.SeatReport], error) {
	v, err := a.o.Clerk.Conference(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	if err := a.toldOf(ctx, c, v, "report"); err != nil {
		return nil, err
	}
	asks := a.o.Clerk.Authorize(ctx, c.who, in.ID, "", &conference.RequestReports{}) == nil
	var of func(conference.Participant) bool
	if in.Seat != "" || !asks {
		of = func(p conference.Participant) bool {
			return (asks || p.Actor == c.who.Actor) && (in.Seat == "" || p.Key() == in.Seat)
		}
	}
	rows := reporting.Seats(v.Conference, v.May, a.o.Now(), of)
	if in.Seat != "" && len(rows) == 0 {
		err = fault.New(fault.NotFound, "participant.unknown", "Actor", clip(in.Seat))
	}
	return listed(rows, err)
}

// receiptAnswer is the receipt of one command.
type receiptAnswer struct{ Body wire.Receipt }

// given gives one command in a conference, as one that was sent by itself.
func (a *API) given(ctx context.Context, c *call, in *raw, w wire.Command, cmd conference.Command) (*receiptAnswer, error) {
	wishes := []clerk.Wish{{ID: w.ID, Role: w.Role, OccurredAt: onOurClock(w, dateOf(in.Date), a.o.Now()), Command: cmd}}
	done, err := a.o.Clerk.Batch(ctx, c.who, in.ID, wishes)
	if err != nil {
		return nil, err
	}
	if done[0].Fault != nil {
		return nil, done[0].Fault
	}
	a.wake(in.ID, wishes, done)
	return &receiptAnswer{a.receipt(c, done[0])}, nil
}

// submitReport leaves a report. Unlike the command report.submit it needs not say again what its sender may not read.
func submitReport(a *API, ctx context.Context, c *call, in *raw) (*receiptAnswer, error) {
	var n wire.NewReport
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	v, err := a.o.Clerk.Conference(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	if n.Participant == "" {
		if n.Participant, err = reporting.OwnSeat(v.Conference, c.who.Actor); err != nil {
			return nil, err
		}
	}
	var cmd conference.Command = &conference.KeepReport{Participant: n.Participant}
	if !n.Unchanged {
		submit := &conference.SubmitReport{Participant: n.Participant}
		// What the last report says is looked at for those alone who may replace it.
		if err := a.o.Clerk.Authorize(ctx, c.who, in.ID, n.Role, submit); err != nil {
			return nil, err
		}
		last, _, _ := v.Conference.LastReport(n.Participant)
		submit.Report = reporting.Completed(n.Report, last, n.Rest, v.May, a.o.Now())
		cmd = submit
	} else if !reporting.Nothing(n.Report) {
		return nil, fault.New(fault.Invalid, "reporting.unchanged-and-text")
	}
	return a.given(ctx, c, in, wire.Command{ID: n.ID, Role: n.Role, OccurredAt: n.OccurredAt, SentAt: n.SentAt}, cmd)
}

// requestReports asks for reports.
func requestReports(a *API, ctx context.Context, c *call, in *raw) (*receiptAnswer, error) {
	var n wire.ReportsAsked
	if err := decode(in.RawBody, &n); err != nil {
		return nil, err
	}
	return a.given(ctx, c, in, wire.Command{ID: n.ID, Role: n.Role, OccurredAt: n.OccurredAt, SentAt: n.SentAt},
		&conference.RequestReports{Actors: n.Actors, Deadline: n.Deadline, Questions: n.Questions})
}

type remindedAnswer struct{ Body wire.Reminded }

// remindReports reminds those who were asked and have not reported.
func remindReports(a *API, ctx context.Context, c *call, in *byID) (*remindedAnswer, error) {
	n, err := a.o.Clerk.RemindReports(ctx, c.who, in.ID)
	return &remindedAnswer{wire.Reminded{Messages: n}}, err
}

type situationQuery struct {
	ID    string    `path:"id"`
	At    time.Time `query:"at" doc:"As of this time; what came in later is not counted"`
	Since time.Time `query:"since" doc:"Compare with the reports of this time; else with those of the conference before"`
}

type situationAnswer struct{ Body conference.Situation }

// situationOf is what the reports say together, as far as their reader may read them.
func situationOf(a *API, ctx context.Context, c *call, in *situationQuery) (*situationAnswer, error) {
	s, _, err := a.compiled(ctx, c, in)
	return &situationAnswer{s}, err
}

func (a *API) compiled(ctx context.Context, c *call, in *situationQuery) (conference.Situation, *clerk.View, error) {
	v, err := a.o.Clerk.Conference(ctx, c.who, in.ID)
	if err != nil {
		return conference.Situation{}, nil, err
	}
	if err := a.toldOf(ctx, c, v, "situation"); err != nil {
		return conference.Situation{}, nil, err
	}
	d, err := a.o.Clerk.Directory(ctx)
	if err != nil {
		return conference.Situation{}, nil, err
	}
	s, err := reporting.Compiled(v.Conference, v.May, d, in.At, in.Since)
	return s, v, err
}
