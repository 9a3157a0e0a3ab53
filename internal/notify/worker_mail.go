package notify

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/mail"
)

// letter is a mail that is ready to go.
type letter struct {
	d        delivery.Delivery
	from, id string // return path, Message-ID
	raw      []byte
}

// mails hands mails over, one after the other on the connection that is kept. The next one is made ready before one is given, and is
// noted as begun in the same transaction that notes what became of the one before: so there is never more than one whose end nobody
// wrote down, and no time is spent between the server's answer and its being written.
func (w *Worker) mails(ctx context.Context, list []delivery.Delivery) {
	until := w.o.Clock.Now().Add(leaseTime)
	next := w.nextLetter(ctx, &list)
	mine := false
	for next != nil && ctx.Err() == nil {
		now := next
		if !mine {
			if mine = w.begin(ctx, now.d.ID); !mine {
				next = w.nextLetter(ctx, &list)
				continue
			}
		}
		next, mine = w.nextLetter(ctx, &list), false
		out := w.hand(ctx, now)
		s := clerk.Settled{ID: now.d.ID, Outcome: w.outcome(now, out), Refused: refusesAddress(out)}
		if ctx.Err() != nil && out.State == mail.Later { // we hung up ourselves: that says nothing of the server or the address
			s = clerk.Settled{ID: now.d.ID, Outcome: w.unsaid(now.d)}
		}
		follows := ""
		if next != nil && !w.mustWait() && out.State != mail.Later && ctx.Err() == nil {
			follows = next.d.ID
		}
		w.closing(ctx, func(end context.Context) {
			var err error
			if _, mine, err = w.o.Clerk.SettleDelivery(end, w.o.Name, s, follows); err != nil {
				mine = false
				w.trouble(end, "writing down what became of a mail", err)
			}
		})
		if w.unreachable(out) {
			break
		}
		if next != nil && !mine && !w.turn(ctx) {
			break
		}
		if left := until.Sub(w.o.Clock.Now()); left < leaseTime/2 {
			until = w.o.Clock.Now().Add(leaseTime)
			if _, err := w.o.Clerk.ExtendDeliveries(ctx, w.o.Name, until); err != nil {
				w.trouble(ctx, "keeping deliveries", err)
			}
		}
	}
	if mine && next != nil { // noted as begun, and surely not given
		w.closing(ctx, func(end context.Context) {
			if _, _, err := w.o.Clerk.SettleDelivery(end, w.o.Name, clerk.Settled{ID: next.d.ID, Outcome: w.unsaid(next.d)}, ""); err != nil {
				w.trouble(end, "giving back a mail", err)
			}
		})
		next = nil
	}
	w.giveBack(ctx, next, list)
}

// unsaid is what becomes of a mail that is surely not given, by nobody's fault: it is tried again at once, and the board goes on saying
// what it said.
func (w *Worker) unsaid(d delivery.Delivery) delivery.Outcome {
	return delivery.Outcome{State: delivery.Queued, At: w.o.Clock.Now(), Code: cmp.Or(d.Code, "mail.later"), Wait: time.Millisecond}
}

// hand gives a letter to the server. It answers when nobody else does.
func (w *Worker) hand(ctx context.Context, l *letter) (out mail.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			w.panicked(l.d, p)
			out = mail.Outcome{State: mail.Unsure, Err: fault.New(fault.Unavailable, "mail.unsure")}
			w.session = w.o.Relay.Session()
		}
	}()
	return w.session.Send(ctx, l.from, l.d.Address, l.raw)
}

// mustWait tells whether the server takes no letter at this moment, by its own rate.
func (w *Worker) mustWait() bool { return w.o.Relay.FreeAt().After(w.o.Clock.Now()) }

// turn waits for it, before anything is begun.
func (w *Worker) turn(ctx context.Context) bool {
	if wait := w.o.Relay.FreeAt().Sub(w.o.Clock.Now()); wait > 0 {
		return pause(ctx, w.o.Clock, wait, nil)
	}
	return ctx.Err() == nil
}

// begin notes that a delivery is being given, and tells whether it is this worker's to give.
func (w *Worker) begin(ctx context.Context, id string) bool {
	mine, err := w.o.Clerk.HandDelivery(ctx, w.o.Name, id)
	if err != nil {
		w.trouble(ctx, "beginning a delivery", err)
	}
	return mine && err == nil
}

// nextLetter makes the first of the list ready that can be, and settles those that cannot. nil when there is none left.
func (w *Worker) nextLetter(ctx context.Context, list *[]delivery.Delivery) *letter {
	for len(*list) > 0 && ctx.Err() == nil {
		d := (*list)[0]
		*list = (*list)[1:]
		l, needed, err := w.ready(ctx, d)
		if err == nil && needed {
			return l
		}
		w.notSent(ctx, d, needed, err)
	}
	return nil
}

// ready writes the mail of a delivery as it travels.
func (w *Worker) ready(ctx context.Context, d delivery.Delivery) (l *letter, needed bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.panicked(d, p)
			err = fault.New(fault.Internal, "notify.broken")
		}
	}()
	m, needed, err := w.o.Render.Mail(ctx, d)
	if err != nil || !needed {
		return nil, needed, err
	}
	l = &letter{d: d, id: mail.MessageID(m.ID, m.From)}
	if l.from, err = m.ReturnPath(); err != nil {
		return nil, true, err
	}
	if l.raw, err = m.Bytes(w.o.Random); err == nil && w.o.Sign != nil {
		l.raw, err = w.o.Sign(l.raw)
	}
	return l, true, err
}

// panicked is told in full: it is our own fault. What people have written is not in it.
func (w *Worker) panicked(d delivery.Delivery, p any) {
	w.o.Log.Error("a delivery broke", "delivery", d.ID, "kind", string(d.Kind), "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
}

// notSent settles a delivery that was not given to anybody: it is not needed any more, or cannot be made. What hinders only now is
// tried again.
func (w *Worker) notSent(ctx context.Context, d delivery.Delivery, needed bool, err error) {
	o := delivery.Outcome{State: delivery.Stopped, At: w.o.Clock.Now()}
	if err != nil || needed {
		o.State, o.Code = delivery.Failed, codeOf(err)
		if k := fault.KindOf(err); k == fault.Unavailable || k == fault.Full || ctx.Err() != nil {
			o.State = delivery.Queued
		}
		w.o.Log.Warn("a delivery could not be made", "delivery", d.ID, "kind", string(d.Kind), "code", o.Code)
	}
	w.closing(ctx, func(end context.Context) {
		if _, _, err := w.o.Clerk.SettleDelivery(end, w.o.Name, clerk.Settled{ID: d.ID, Outcome: o}, ""); err != nil {
			w.trouble(end, "writing down a delivery that was not made", err)
		}
	})
}

func codeOf(err error) string {
	if code := fault.CodeOf(err); code != "" {
		return code
	}
	return "notify.broken"
}

// outcome says in the delivery's words what the server did.
func (w *Worker) outcome(l *letter, out mail.Outcome) delivery.Outcome {
	o := delivery.Outcome{At: w.o.Clock.Now(), MessageID: l.id, Code: fault.CodeOf(out.Err)}
	switch out.State {
	case mail.Taken:
		o.State, w.resting = delivery.Sent, 0
	case mail.Refused:
		o.State, w.resting = delivery.Failed, 0
	case mail.Unsure:
		o.State = delivery.Unsure
	default:
		o.State = delivery.Queued
	}
	return o
}

// refusesAddress tells whether it is the address that is wrong, and not the letter or we.
func refusesAddress(out mail.Outcome) bool {
	switch fault.CodeOf(out.Err) {
	case "mail.unknown-recipient", "mail.address":
		return out.State == mail.Refused
	}
	return false
}

// unreachable tells whether the next letter would fare the same, whoever it is to: the worker rests then, longer each time.
func (w *Worker) unreachable(out mail.Outcome) bool {
	switch fault.CodeOf(out.Err) {
	case "mail.unreachable", "mail.insecure", "mail.sign-in":
		w.resting = min(max(2*w.resting, firstRest), lastRest)
		return true
	}
	return false
}

// giveBack gives back what was taken and not begun.
func (w *Worker) giveBack(ctx context.Context, next *letter, list []delivery.Delivery) {
	var ids []string
	if next != nil {
		ids = append(ids, next.d.ID)
	}
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	if len(ids) == 0 {
		return
	}
	w.closing(ctx, func(end context.Context) {
		if _, err := w.o.Clerk.ReleaseDeliveries(end, w.o.Name, ids...); err != nil {
			w.trouble(end, "giving back deliveries", err)
		}
	})
}
