package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/wire"
)

// raw is a request with a body that is read by hand, strictly.
type raw struct {
	ID      string `path:"id" doc:"The conference"`
	Date    string `header:"Date" doc:"What the sender's clock shows, for commands that do not say it themselves (sentAt)"`
	RawBody []byte
}

// receipts is one receipt, or a list of them, as what was asked.
type receipts struct {
	Body json.RawMessage `doc:"A receipt for each command, in their order; for a single command the receipt alone"`
}

// command gives commands in a conference. One that is refused alone is answered with its problem; in a list each has a receipt.
func command(a *API, ctx context.Context, c *call, in *raw) (*receipts, error) {
	list, single, err := commandsIn(in.RawBody)
	if err != nil {
		return nil, err
	}
	out := make([]wire.Receipt, len(list))
	var wishes []clerk.Wish
	var place []int // in the list, of each wish
	now, shows := a.o.Now(), dateOf(in.Date)
	for i, w := range list {
		cmd, err := conference.DecodeCommand(w.Name, w.Command)
		if err != nil {
			if single {
				return nil, err
			}
			out[i] = a.receipt(c, clerk.Receipt{Command: w.ID, Name: w.Name, Status: clerk.Refused, Fault: err})
			continue
		}
		wishes, place = append(wishes, clerk.Wish{ID: w.ID, Role: w.Role, OccurredAt: onOurClock(w, shows, now), Command: cmd}), append(place, i)
	}
	done, err := a.o.Clerk.Batch(ctx, c.who, in.ID, wishes)
	if err != nil {
		return nil, err
	}
	a.wake(in.ID, wishes, done)
	for i, r := range done {
		if single && r.Fault != nil {
			return nil, r.Fault
		}
		out[place[i]] = a.receipt(c, r)
	}
	return answer(out, single)
}

// wake tells those who follow. A follow-up may have changed the conference that it follows up, too.
func (a *API) wake(id string, wishes []clerk.Wish, done []clerk.Receipt) {
	if a.o.Hub == nil {
		return
	}
	changed := map[string]bool{}
	for i, r := range done {
		if r.Status != clerk.Accepted {
			continue
		}
		changed[id] = true
		if f, ok := wishes[i].Command.(*conference.FollowUp); ok {
			changed[f.Conference] = true
		}
	}
	for id := range changed {
		a.o.Hub.Wake(id)
	}
}

func answer(list []wire.Receipt, single bool) (*receipts, error) {
	var v any = list
	if single {
		v = list[0]
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "internal")
	}
	return &receipts{Body: b}, nil
}

// commandsIn reads one command, or a list. Faults: those of decode, and command.too-many.
func commandsIn(body []byte) (list []wire.Command, single bool, err error) {
	if single = !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")); single {
		list = make([]wire.Command, 1)
		err = decode(body, &list[0])
	} else {
		err = decode(body, &list)
	}
	if err == nil && len(list) > clerk.MaxBatch {
		err = fault.New(fault.TooLarge, "command.too-many", "Max", clerk.MaxBatch)
	}
	return list, single, err
}

// clockTolerance is how far a sender's clock may be from the service's before its times are corrected. What is less is also the
// time that the request was on its way.
const clockTolerance = 30 * time.Second

// onOurClock is when something happened, by the service's clock. A sender tells what its own shows as it sends: a telephone that
// is three days fast does not place what was noted in the future, and what was noted is not refused for it.
func onOurClock(w wire.Command, shows, now time.Time) time.Time {
	if !w.SentAt.IsZero() {
		shows = w.SentAt
	}
	if w.OccurredAt.IsZero() || shows.IsZero() {
		return w.OccurredAt
	}
	if skew := shows.Sub(now); skew > clockTolerance || skew < -clockTolerance {
		return w.OccurredAt.Add(-skew)
	}
	return w.OccurredAt
}

// dateOf reads a Date header; the zero time when there is none, or none that can be read.
func dateOf(header string) time.Time {
	t, err := http.ParseTime(header)
	if err != nil {
		return time.Time{}
	}
	return t
}

// unbound is a request with a body and no conference.
type unbound struct {
	RawBody []byte
}

// administer gives commands about something other than a conference. Each is a transaction of its own.
func administer(a *API, ctx context.Context, c *call, in *unbound) (*receipts, error) {
	list, single, err := commandsIn(in.RawBody)
	if err != nil {
		return nil, err
	}
	out := make([]wire.Receipt, len(list))
	for i, w := range list {
		cmd, err := clerk.DecodeAdmin(w.Name, w.Command)
		r := clerk.Receipt{Command: w.ID, Name: w.Name, Status: clerk.Refused, Fault: err}
		if err == nil {
			r, err = a.o.Clerk.Administer(ctx, c.who, w.ID, cmd)
		}
		if err != nil && (single || fault.KindOf(err) == fault.Internal) {
			return nil, err
		}
		out[i] = a.receipt(c, r)
	}
	return answer(out, single)
}
