package clerk

import (
	"context"
	"reflect"
	"slices"
	"time"

	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// tellInquiry queues what an event of an inquiry is to be told by, in the transaction of the event itself. was is what was asked before it.
func (k *Clerk) tellInquiry(tx *store.Tx, q *inquiry.Inquiry, was inquiry.Ask, e inquiry.Event, at journal.Entry) error {
	if k.outgoing == nil {
		return nil
	}
	var to []string
	switch e.(type) {
	case *inquiry.InquiryOpened:
		to = q.Actors
	case *inquiry.InquiryChanged:
		to = askedAnew(q, was, tx.Now)
	}
	_, err := k.queueInquiry(tx, q, to, int(at.Seq), false)
	return err
}

// askedAnew lists whom a change concerns: those who have not been asked before, those who have not answered when the time is another, and
// everybody when there is something else to answer or the time was out and the same is asked once more.
func askedAnew(q *inquiry.Inquiry, was inquiry.Ask, now time.Time) []string {
	moved := !was.Deadline.Equal(q.Deadline)
	all := !reflect.DeepEqual(was.Questions, q.Questions) || moved && was.Deadline.Before(now)
	var out []string
	for _, actor := range q.Actors {
		if all || moved && q.Response(actor) == nil || !slices.Contains(was.Actors, actor) {
			out = append(out, actor)
		}
	}
	return out
}

// queueInquiry queues the request to some of the asked, and gives how many messages that became. n tells one time from another;
// again makes it a reminder.
func (k *Clerk) queueInquiry(tx *store.Tx, q *inquiry.Inquiry, actors []string, n int, again bool) (int, error) {
	f := delivery.Fact{Kind: delivery.Inquiry, Conference: delivery.AboutInquiry(q.ID), N: n, At: tx.Now, Exercise: q.Exercise,
		Detail: delivery.Detail{Deadline: q.Deadline, Request: q.ID, Again: again}}
	for _, actor := range actors {
		f.To = append(f.To, delivery.Recipient{Actor: actor})
	}
	if k.outgoing == nil || len(f.To) == 0 {
		return 0, nil
	}
	return k.queue(tx, f)
}

// RemindInquiry reminds those who are asked and have not answered, and gives how many messages that became: none when all have answered,
// or when nobody can be reached. For who asks. Again within the same minute it is the same reminder. Faults: those of Inquire, and
// inquiry.closed.
func (k *Clerk) RemindInquiry(ctx context.Context, who Identity, id string) (n int, err error) {
	if err := who.Allows("inquiry.command", ""); err != nil {
		return 0, err
	}
	err = k.store.Update(ctx, func(tx *store.Tx) error {
		q, _, err := foldInquiry(tx, id)
		if err == nil {
			err = who.authorizeInquiry(q, &inquiry.CloseInquiry{})
		}
		if err == nil && !q.Closed.IsZero() {
			err = fault.New(fault.Conflict, "inquiry.closed")
		}
		if err != nil {
			return err
		}
		n, err = k.queueInquiry(tx, q, q.Missing(), int(tx.Now.Unix()/int64(time.Minute/time.Second)), true)
		return err
	})
	return n, err
}

// When those who have not answered are reminded without anybody asking for it: in the last quarter of their time.
const (
	leastAnswerLead = 5 * time.Minute
	mostAnswerLead  = 24 * time.Hour
	duePage         = 200
)

// RemindDue reminds once, before each deadline, those who are asked and have not answered. The same is queued once however often it is
// called. For the service itself.
func (k *Clerk) RemindDue(ctx context.Context) error {
	if k.outgoing == nil {
		return nil
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		open := true
		rows, _, err := tx.InquiryPage(store.Whole(), InquiryQuery{Open: &open, From: tx.Now, To: tx.Now.Add(mostAnswerLead), Page: Page{Limit: duePage}})
		if err != nil {
			return err
		}
		for _, r := range rows {
			lead := min(max(r.Deadline.Sub(r.AskedAt)/4, leastAnswerLead), mostAnswerLead)
			if r.Answered == r.Total || tx.Now.Before(r.Deadline.Add(-lead)) {
				continue
			}
			q, _, err := foldInquiry(tx, r.ID)
			if err != nil {
				return err
			}
			if _, err := k.queueInquiry(tx, q, q.Missing(), -int(q.Deadline.Unix()/60), true); err != nil {
				return err
			}
		}
		return nil
	})
}

// InquiryByLink answers, or keeps the answer, for the actor that was asked by the signed link of a delivery, for who has no account.
// Faults: delivery.unknown, access.not-allowed for any other wish, and those of the command.
func (k *Clerk) InquiryByLink(ctx context.Context, deliveryID string, w InquiryWish) (Receipt, error) {
	who, d, err := k.LinkIdentity(ctx, deliveryID)
	if err != nil {
		return Receipt{}, err
	}
	about := ""
	switch c := w.Command.(type) {
	case *inquiry.Respond:
		about = c.Actor
	case *inquiry.KeepResponse:
		about = c.Actor
	}
	if d.InquiryID() == "" || about != d.Actor {
		return Receipt{}, fault.New(fault.Forbidden, "access.not-allowed", "Command", w.Command.Name())
	}
	who.SystemRole, who.Scope = directory.Writer, ScopeWrite
	return k.Inquire(ctx, who, d.InquiryID(), w)
}
