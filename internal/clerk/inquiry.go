package clerk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
	"samverkan/internal/journal"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// A begäran om information is a journal of its own, as a conference is: a command is decided upon by package inquiry, its events are
// appended, the lists are made of them and those concerned are told, in one transaction.

// inquiryStream is the name of an inquiry's journal.
func inquiryStream(id string) string { return "inquiry/" + id }

// inquiryOf reads the id of an inquiry out of the name of its stream.
func inquiryOf(stream string) (string, bool) { return strings.CutPrefix(stream, "inquiry/") }

// InquiryWish is a command about a begäran om information on its way to the desk.
type InquiryWish struct {
	ID         string    // of the command; made when empty
	OccurredAt time.Time // when it happened; now when zero
	Command    inquiry.Command
}

// Inquire gives one command about the inquiry of an id: to ask, to change what is asked, to answer, to say that the last answer holds
// still, to close. Who asks may do all of it, and answers for others what it was told by telephone; who is asked answers for itself. A
// refusal is both in the receipt and the error. Faults: those of Allows for "inquiry.command", inquiry.unknown for what the caller may not
// see, access.reader, inquiry.asker-only, inquiry.id-differs, and those of the command.
func (k *Clerk) Inquire(ctx context.Context, who Identity, id string, w InquiryWish) (Receipt, error) {
	out := Receipt{Command: w.ID, Name: w.Command.Name(), Status: Refused}
	if out.Command == "" {
		out.Command = k.newID()
	}
	if out.Fault = who.Allows("inquiry.command", ""); out.Fault == nil && len(out.Command) > 128 {
		out.Fault = fault.New(fault.Invalid, "id.invalid", "ID", out.Command[:40])
	}
	if out.Fault != nil {
		return out, out.Fault
	}
	for n := 1; ; n++ {
		receipt := out
		err := k.store.Update(ctx, func(tx *store.Tx) error {
			receipt = out
			return k.inquire(tx, who, id, w, &receipt)
		})
		if err != nil && fault.CodeOf(err) == "journal.moved-on" && n < decisions {
			continue
		}
		if err != nil {
			receipt = out
			receipt.Fault = err
		}
		return receipt, err
	}
}

func (k *Clerk) inquire(tx *store.Tx, who Identity, id string, w InquiryWish, out *Receipt) error {
	q, head, err := foldInquiry(tx, id)
	if err != nil {
		return err
	}
	if err := who.authorizeInquiry(q, w.Command); err != nil {
		return err
	}
	payload, err := encode(w.Command)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append([]byte(w.Command.Name()+"\n"), payload...))
	done := store.Command{Stream: inquiryStream(id), ID: out.Command, Digest: hex.EncodeToString(sum[:])}
	seen, repeated, err := tx.CommandSeen(done.Stream, done.ID)
	if err != nil {
		return err
	}
	if repeated {
		out.Status, out.First, out.Last = Already, seen.First, seen.Last
		return seen.Repeat(done.Digest)
	}
	m := inquiry.Meta{Member: who.Member, Actor: who.Actor, At: tx.Now}
	if m.OccurredAt, err = k.occurred(tx, w.OccurredAt); err != nil {
		return err
	}
	cmd := w.Command
	switch c := cmd.(type) {
	case *inquiry.OpenInquiry:
		err = checkAsked(tx, who, id, c.ID, c.Ask)
		m.Actor = firstOf(m.Actor, c.Owner) // the owner of the file acts for who asks
	case *inquiry.ChangeInquiry:
		err = checkAsked(tx, who, id, id, c.Ask)
	case *inquiry.Respond:
		cmd = q.Unseen(c, who.readableAnswers(q))
	}
	if err != nil {
		return err
	}
	m.Actor = firstOf(m.Actor, q.Owner)
	events, err := q.Decide(cmd, m)
	if err != nil {
		return err
	}
	if out.Status = Already; len(events) > 0 {
		if err := k.appendInquiry(tx, q, head, events, m, out); err != nil {
			return err
		}
		done.First, done.Last = out.First, out.Last
	}
	return tx.PutCommand(done)
}

// appendInquiry writes the events, folds them, and does what follows from them.
func (k *Clerk) appendInquiry(tx *store.Tx, q *inquiry.Inquiry, head journal.Head, events []inquiry.Event, m inquiry.Meta, out *Receipt) error {
	rows := make([]journal.Entry, len(events))
	for i, e := range events {
		payload, err := encode(e)
		if err != nil {
			return err
		}
		rows[i] = journal.Entry{Stream: head.Stream, RecordedAt: tx.Now, OccurredAt: m.OccurredAt, Member: m.Member, Actor: m.Actor,
			CommandID: out.Command, Name: e.Name(), Version: 1, Payload: payload}
	}
	sealed, err := tx.Append(head.Stream, head.Seq, rows...)
	if err != nil {
		return err
	}
	for i, e := range sealed {
		was := q.Ask
		// The event is read back as a later reader will read it, so that the two can never differ.
		if err := applyInquiry(q, e); err != nil {
			return err
		}
		if err := k.tellInquiry(tx, q, was, events[i], e); err != nil {
			return err
		}
		out.Events = append(out.Events, e.Name)
	}
	last := sealed[len(sealed)-1]
	out.Status, out.First, out.Last = Accepted, sealed[0].Seq, last.Seq
	if err := mayEnd(tx, watch.OnInquiry, q.ID); err != nil {
		return err
	}
	return tx.PutInquiry(inquiryRow(q, last.Head()))
}

// foldInquiry gives an inquiry as its journal adds up to; one without an id when there is none.
func foldInquiry(tx *store.Tx, id string) (*inquiry.Inquiry, journal.Head, error) {
	q, head := &inquiry.Inquiry{}, journal.Start(inquiryStream(id))
	for e, err := range tx.AllEntries(head.Stream) {
		if err == nil {
			err = applyInquiry(q, e)
		}
		if err != nil {
			return nil, head, err
		}
		head = e.Head()
	}
	return q, head, nil
}

// applyInquiry folds one row of the journal. What was expunged is passed over.
func applyInquiry(q *inquiry.Inquiry, e journal.Entry) error {
	if e.Name == journal.ExpungedName || !e.HasPayload() {
		q.Seq = e.Seq
		return nil
	}
	ev, err := inquiry.DecodeEvent(e.Name, e.Payload)
	if err != nil {
		return err
	}
	q.Apply(ev, inquiry.Meta{Member: e.Member, Actor: e.Actor, At: e.RecordedAt, OccurredAt: e.OccurredAt, Seq: e.Seq})
	return nil
}

// inquiryRow is what lists need of an inquiry.
func inquiryRow(q *inquiry.Inquiry, head journal.Head) store.Inquiry {
	row := store.Inquiry{ID: q.ID, Owner: q.Owner, Title: q.Title, Incident: q.Incident, Exercise: q.Exercise, AskedAt: q.Asked, Deadline: q.Deadline,
		ClosedAt: q.Closed, Head: head}
	for _, actor := range q.Actors {
		a := store.InquiryActor{Actor: actor}
		if r := q.Response(actor); r != nil {
			a.AnsweredAt, a.Late = r.At, r.Late
		}
		row.Actors = append(row.Actors, a)
	}
	return row
}

// reprojectInquiry makes what lists know of an inquiry anew.
func reprojectInquiry(tx *store.Tx, id string) error {
	q, head, err := foldInquiry(tx, id)
	if err != nil {
		return err
	}
	if err := tx.ClearInquiry(id); err != nil || q.ID == "" {
		return err // what was asked is expunged, and with it whose it was
	}
	return tx.PutInquiry(inquiryRow(q, head))
}

// checkAsked holds what is asked against what there is: its händelse and its actors. A händelse that the caller may not see is not there.
func checkAsked(tx *store.Tx, who Identity, id, own string, a inquiry.Ask) error {
	if own != id {
		return fault.New(fault.Invalid, "inquiry.id-differs", "ID", id, "Own", own)
	}
	if a.Incident != "" {
		row, err := tx.Incident(who.lookup(), a.Incident)
		if err != nil {
			return err
		}
		if row.Exercise != a.Exercise {
			return fault.New(fault.Invalid, "inquiry.exercise-differs", "Incident", row.Title)
		}
	}
	return knownActors(tx, append(slices.Clone(a.Actors), a.Owner)...)
}

// seesInquiry tells whether the identity may know of an inquiry: the people of who asks, and of who is asked.
func (w Identity) seesInquiry(q *inquiry.Inquiry) bool {
	switch {
	case q.ID == "":
		return false
	case w.Owner:
		return true
	case w.Actor == "" || w.Guest():
		return false
	}
	return w.Actor == q.Owner || slices.Contains(q.Actors, w.Actor)
}

// authorizeInquiry decides whether the identity may give a command about an inquiry. Faults: inquiry.unknown for what it may not see,
// access.not-allowed for another actor's wish to ask, access.reader, inquiry.asker-only.
func (w Identity) authorizeInquiry(q *inquiry.Inquiry, cmd inquiry.Command) error {
	if open, ok := cmd.(*inquiry.OpenInquiry); ok {
		// Another actor's wish is refused before anybody looks whether its id is taken.
		if !w.Owner && (w.Actor == "" || w.Actor != open.Owner || !w.may(directory.Writer)) {
			return fault.New(fault.Forbidden, "access.not-allowed", "Command", cmd.Name())
		}
		if q.ID == "" {
			return nil
		}
	}
	if !w.seesInquiry(q) {
		return fault.New(fault.NotFound, "inquiry.unknown")
	}
	if !w.may(directory.Writer) {
		return fault.New(fault.Forbidden, "access.reader", "Command", cmd.Name())
	}
	about := ""
	switch c := cmd.(type) {
	case *inquiry.Respond:
		about = c.Actor
	case *inquiry.KeepResponse:
		about = c.Actor
	}
	if w.Owner || w.Actor == q.Owner || w.Actor == about {
		return nil
	}
	return fault.New(fault.Forbidden, "inquiry.asker-only")
}
