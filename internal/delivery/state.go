package delivery

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// State is how far a delivery has come.
type State string

// The states.
const (
	Queued       State = "queued"       // waits for its time or its turn
	Sending      State = "sending"      // a worker has it
	Sent         State = "sent"         // the other end took it
	Delivered    State = "delivered"    // the channel says that it arrived
	Acknowledged State = "acknowledged" // somebody there has acknowledged or answered
	Failed       State = "failed"       // it will not go
	Unsure       State = "unsure"       // osäker: given, without a receipt; tried again
	Stopped      State = "stopped"      // no longer needed
)

// States gives all states.
func States() []State {
	return []State{Queued, Sending, Sent, Delivered, Acknowledged, Failed, Unsure, Stopped}
}

// Key is where the state's name stands in the catalogues.
func (s State) Key() string { return "delivery.state." + string(s) }

// Pending tells whether something is still to be done: it stands in its lane.
func (s State) Pending() bool { return s == Queued || s == Sending || s == Unsure }

// after are the states that may follow each: the whole life of a delivery.
func after(s State) []State {
	switch s {
	case Queued:
		return []State{Sending, Stopped}
	case Sending:
		return []State{Queued, Sent, Delivered, Unsure, Failed, Stopped}
	case Unsure: // what was unsure may turn out to have gone: a receipt by another way, an acknowledgement
		return []State{Sending, Sent, Delivered, Acknowledged, Failed, Stopped}
	case Sent: // a mail that was taken may come back
		return []State{Delivered, Acknowledged, Failed}
	case Delivered:
		return []State{Acknowledged, Failed}
	case Failed: // somebody sees to the address and tries again; or it went all the same
		return []State{Queued, Acknowledged}
	}
	return nil // acknowledged, stopped
}

// May tells whether a delivery may go from one state to another.
func (s State) May(to State) bool { return slices.Contains(after(s), to) }

// to moves the delivery. Fault: delivery.transition.
func (d Delivery) to(s State, at time.Time) (Delivery, error) {
	if !d.State.May(s) {
		return d, fault.New(fault.Conflict, "delivery.transition", "From", string(d.State), "To", string(s))
	}
	d.State, d.SettledAt = s, at
	if s != Sending {
		d.LeasedBy, d.LeasedUntil, d.HandingAt = "", time.Time{}, time.Time{}
	}
	return d, nil
}

// Outcome is what became of an attempt.
type Outcome struct {
	State State // Sent, Delivered, Failed; Queued to try again; Unsure
	At    time.Time
	// Code is the fault code of what went wrong; "" when nothing did.
	Code      string
	MessageID string
	// Wait is how long to wait before the next attempt when the other end said so; by Backoff when zero.
	Wait time.Duration
}

// Settle gives the delivery after an attempt. One that has been tried MaxAttempts times fails. Fault: delivery.transition.
func (d Delivery) Settle(o Outcome) (Delivery, error) {
	if o.State == Queued && d.Attempts >= MaxAttempts {
		o.State = Failed
	}
	d, err := d.to(o.State, o.At)
	if err != nil {
		return d, err
	}
	if o.MessageID != "" {
		d.MessageID = o.MessageID
	}
	switch o.State {
	case Sent, Delivered:
		if d.HandedAt.IsZero() {
			d.HandedAt = o.At
		}
		d.Code = ""
	case Queued, Unsure:
		wait := o.Wait
		if wait <= 0 {
			wait = Backoff(d.Attempts, d.Alarm)
		}
		d.NextAt, d.Code = o.At.Add(wait), o.Code
		if o.State == Unsure {
			d.UnsureAt = o.At
		}
	default:
		d.Code = o.Code
	}
	return d, nil
}

// Expire gives a delivery whose lease ran out: unsure when the message was being given, otherwise back in the queue, at once. One
// that is not being sent is as it was.
func (d Delivery) Expire(now time.Time) Delivery {
	if d.State != Sending {
		return d
	}
	next, handing := Queued, !d.HandingAt.IsZero()
	if handing {
		next = Unsure
	}
	d, _ = d.to(next, now) // both may follow sending
	d.NextAt = now
	if handing {
		d.UnsureAt, d.Code = now, "delivery.unsure"
	}
	return d
}

// Again puts a failed delivery back in the queue. Fault: delivery.transition.
func (d Delivery) Again(now time.Time) (Delivery, error) {
	if d.State != Failed {
		return d, fault.New(fault.Conflict, "delivery.transition", "From", string(d.State), "To", string(Queued))
	}
	d, err := d.to(Queued, now)
	d.NextAt, d.Attempts, d.Code = now, 0, ""
	return d, err
}
