package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

type (
	InquiryQuery  = store.InquiryQuery  // chooses inquiries
	ListedInquiry = store.ListedInquiry // an inquiry in a list
)

// InquiryView is a begäran om information as one reader may see it: what the reader may not read is not in it.
type InquiryView struct {
	ID string
	inquiry.Ask
	Asked  time.Time
	Closed time.Time
	Result inquiry.Result // every answer that the reader may read
	Head   journal.Head

	Owns    bool     // the reader is of the actor that asks, and reads everything
	Manages bool     // and may change it, remind and close it
	Answers []string // the actors that the reader may answer for, while it is open
	Marked  bool     // something that the reader is shown is marked
	// Deliveries are what was queued to tell of it; for who manages it.
	Deliveries []delivery.Delivery
}

// Open tells whether it still takes answers.
func (v *InquiryView) Open() bool { return v.Closed.IsZero() }

// Inquiries lists what the caller's actor asks and is asked, the open first, by deadline, and tells how many there are in all.
func (k *Clerk) Inquiries(ctx context.Context, who Identity, q InquiryQuery) (rows []ListedInquiry, total int, err error) {
	err = k.look(ctx, who, "inquiry.list", func(tx *store.Tx) (err error) {
		rows, total, err = tx.InquiryPage(who.lookup(), q)
		return err
	})
	return rows, total, err
}

// Inquiry gives the inquiry of an id, put together for the caller. Fault: inquiry.unknown, also for who may not see it.
func (k *Clerk) Inquiry(ctx context.Context, who Identity, id string) (*InquiryView, error) {
	var v *InquiryView
	err := k.look(ctx, who, "inquiry.read", func(tx *store.Tx) error {
		q, head, err := seenInquiry(tx, who, id)
		if err != nil {
			return err
		}
		v = who.viewInquiry(q, head)
		if v.Manages {
			v.Deliveries, err = tx.ConferenceOutgoing(delivery.AboutInquiry(id), "")
		}
		return err
	})
	return v, err
}

// InquiryEntries gives the journal of an inquiry for a reader: payloads that it may not read are withheld, and the chain still verifies.
// Fault: inquiry.unknown.
func (k *Clerk) InquiryEntries(ctx context.Context, who Identity, id string) ([]journal.Entry, error) {
	var out []journal.Entry
	err := k.look(ctx, who, "inquiry.read", func(tx *store.Tx) error {
		out = nil
		q, _, err := seenInquiry(tx, who, id)
		if err != nil {
			return err
		}
		withheld := map[int64]bool{}
		if !who.Owner {
			withheld = q.Withheld(who.Actor)
		}
		out, err = withhold(tx, inquiryStream(id), withheld)
		return err
	})
	return out, err
}

// ReadSecretAnswers writes down that a caller reads marked answers, when there are any among what it is shown. Doors call it before they
// answer; see ReadSecret.
func (k *Clerk) ReadSecretAnswers(ctx context.Context, who Identity, v *InquiryView, what string) error {
	if who.Owner || !v.Marked {
		return nil
	}
	return k.readSecret(ctx, who, SecretRead{Conference: inquiryStream(v.ID), What: what, Seq: v.Head.Seq}, "")
}

func seenInquiry(tx *store.Tx, who Identity, id string) (*inquiry.Inquiry, journal.Head, error) {
	q, head, err := foldInquiry(tx, id)
	if err == nil && !who.seesInquiry(q) {
		err = fault.New(fault.NotFound, "inquiry.unknown")
	}
	return q, head, err
}

// readableAnswers gives the test of what the identity may read; nil when that is everything.
func (w Identity) readableAnswers(q *inquiry.Inquiry) func(conference.Secrecy) bool {
	if w.Owner || w.Actor == q.Owner {
		return nil
	}
	return func(s conference.Secrecy) bool { return s.ReadableBy(w.Actor, q.Owner) }
}

func (w Identity) viewInquiry(q *inquiry.Inquiry, head journal.Head) *InquiryView {
	v := &InquiryView{ID: q.ID, Ask: q.Ask, Asked: q.Asked, Closed: q.Closed, Head: head, Result: inquiry.Compile(q, w.readableAnswers(q)),
		Owns: w.Owner || w.Actor == q.Owner}
	writes := w.may(directory.Writer)
	v.Manages = v.Owns && writes
	switch {
	case !writes || !q.Closed.IsZero():
	case v.Owns:
		v.Answers = slices.Clone(q.Actors)
	default:
		v.Answers = []string{w.Actor}
	}
	for _, x := range v.Result.Actors {
		for _, a := range x.Answers {
			v.Marked = v.Marked || a != nil && !a.Omitted && a.Secrecy.Marked()
		}
	}
	return v
}
