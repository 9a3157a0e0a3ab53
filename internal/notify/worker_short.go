package notify

import (
	"context"
	"sync"

	"samverkan/internal/channel"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

// shorts hands short messages over, a few at a time: a provider takes one at a time and thinks about each.
func (w *Worker) shorts(ctx context.Context, p channel.Provider, list []delivery.Delivery) {
	places := make(chan struct{}, parallel)
	var all sync.WaitGroup
	for i, d := range list {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			w.giveBack(ctx, nil, list[i:])
			break
		}
		all.Go(func() {
			defer func() { <-places }()
			w.short(ctx, p, d)
		})
	}
	all.Wait()
}

// short hands one over, and writes down what became of it.
func (w *Worker) short(ctx context.Context, p channel.Provider, d delivery.Delivery) {
	m, needed, err := w.brief(ctx, d)
	if err != nil || !needed {
		w.notSent(ctx, d, needed, err)
		return
	}
	if !w.begin(ctx, d.ID) {
		return
	}
	handed, err := w.give(ctx, p, m)
	s := clerk.Settled{ID: d.ID, Outcome: delivery.Outcome{State: delivery.Sent, At: w.o.Clock.Now(), MessageID: handed.Reference, Code: fault.CodeOf(err)}}
	switch {
	case err == nil && handed.State == channel.Delivered:
		s.State = delivery.Delivered
	case err == nil:
	case fault.CodeOf(err) == "channel.unsure":
		s.State = delivery.Unsure
	case fault.KindOf(err) == fault.Unavailable:
		s.State = delivery.Queued
	default:
		s.State, s.Code = delivery.Failed, codeOf(err)
		switch s.Code {
		case "channel.address", "channel.gone", "channel.not-mobile", "channel.fictive":
			s.Refused = true
		}
	}
	w.closing(ctx, func(end context.Context) {
		if _, _, err := w.o.Clerk.SettleDelivery(end, w.o.Name, s, ""); err != nil {
			w.trouble(end, "writing down what became of a message", err)
		}
	})
}

func (w *Worker) brief(ctx context.Context, d delivery.Delivery) (m channel.Message, needed bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.panicked(d, p)
			err = fault.New(fault.Internal, "notify.broken")
		}
	}()
	return w.o.Render.Short(ctx, d)
}

// give hands a message to its provider. One that breaks may have sent it.
func (w *Worker) give(ctx context.Context, p channel.Provider, m channel.Message) (handed channel.Handed, err error) {
	defer func() {
		if broke := recover(); broke != nil {
			w.panicked(delivery.Delivery{ID: m.ID}, broke)
			err = fault.New(fault.Unavailable, "channel.unsure")
		}
	}()
	return p.Send(ctx, m)
}
