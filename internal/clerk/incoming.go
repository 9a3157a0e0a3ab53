package clerk

import (
	"context"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Incoming is a message that came in, as far as somebody acts on it.
type Incoming = store.Incoming

// replyMember is what the journal calls an answer that came in by itself; the incoming message of that id says from whom.
func replyMember(id string) string { return "svar." + id }

// StoreIncoming keeps what came in, and gives it as it is kept. The same message, by its digest or Message-ID, is kept once; fresh
// tells whether this was the first time. For the service itself.
func (k *Clerk) StoreIncoming(ctx context.Context, v delivery.Verdict) (x Incoming, fresh bool, err error) {
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		x, fresh, err = k.keepIncoming(tx, Incoming{ID: k.newID(), Verdict: v})
		return err
	})
	return x, fresh, err
}

func (k *Clerk) keepIncoming(tx *store.Tx, x Incoming) (Incoming, bool, error) {
	if err := k.believable(tx, &x.Verdict); err != nil {
		return x, false, err
	}
	fresh, err := tx.AddIncoming(x)
	if err != nil || fresh {
		if x.Conference != "" {
			k.outgoing.changed(tx, x.Conference)
		}
		return x, fresh, err
	}
	x, _, err = tx.SameIncoming(x.Digest, x.MessageID)
	return x, false, err
}

// AnswerFor acts on an answer that came in by itself: it is given for the participant, in the journal under the name of the incoming
// message, and the message is kept with what became of it. What it finds otherwise it says in the Finding: older than what has come
// from the same, to an earlier time (kept, and not given), or of an actor that is not called (unknown). The same message again
// changes nothing. For the service itself.
func (k *Clerk) AnswerFor(ctx context.Context, v delivery.Verdict) (Incoming, error) {
	x := Incoming{ID: k.newID(), Verdict: v}
	var seen bool
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		var same Incoming
		if same, seen, err = tx.SameIncoming(v.Digest, v.MessageID); err == nil && seen {
			x = same
			return nil
		}
		if err != nil {
			return err
		}
		return k.judge(tx, &x.Verdict)
	})
	if err != nil || seen {
		return x, err
	}
	if x.Finding == delivery.Answered && !x.Earlier {
		if err := k.giveAnswer(ctx, x, "svar."+v.Digest); err != nil {
			if fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable {
				return x, err // it is asked again
			}
			x.Finding, x.Code = delivery.Unknown, fault.CodeOf(err)
		}
	}
	err = k.store.Update(ctx, func(tx *store.Tx) (err error) {
		x, _, err = k.keepIncoming(tx, x)
		return err
	})
	return x, err
}

// believable bounds what a message says of its own order. Only the organizer raises SEQUENCE, and nothing was written after it came: a
// clock that is wrong, or a proposal with a number of its own, must not make everything older that the same participant says later.
func (k *Clerk) believable(tx *store.Tx, v *delivery.Verdict) error {
	if v.At.IsZero() {
		v.At = tx.Now
	}
	if v.Stamp.After(v.At) {
		v.Stamp = v.At
	}
	if v.Conference == "" || v.Sequence == 0 {
		return nil
	}
	f, err := k.readings.of(tx, v.Conference)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err == nil {
		v.Sequence = min(v.Sequence, f.state.Sequence)
	}
	return err
}

// judge holds an answer against the conference, and what came before.
func (k *Clerk) judge(tx *store.Tx, v *delivery.Verdict) error {
	if err := k.believable(tx, v); err != nil || v.Finding != delivery.Answered {
		return err
	}
	f, err := k.readings.of(tx, v.Conference)
	if err != nil {
		return err
	}
	p, called := f.state.Plan.Participant(v.Participant)
	waits, err := awaited(tx, f.state, v.Participant)
	if err != nil {
		return err
	}
	if !called || !waits {
		v.Finding, v.Code = delivery.Unknown, "participant.unknown"
		return nil
	}
	v.Actor = p.Actor
	newest, ok, err := tx.NewestAnswer(v.Conference, v.Participant)
	if err != nil {
		return err
	}
	if ok && (v.Sequence < newest.Sequence || v.Sequence == newest.Sequence && !v.Stamp.IsZero() && v.Stamp.Before(newest.Stamp)) {
		v.Finding = delivery.Older
		return nil
	}
	if v.Sequence < f.state.Sequence {
		if v.Earlier, err = movedSince(tx, v.Conference, v.Sequence); err != nil {
			return err
		}
	}
	if v.Verified || v.Earlier {
		return nil
	}
	hold, err := unproved(tx, f.state, *v)
	if hold {
		v.Finding, v.Code = delivery.Unknown, unconfirmed
	}
	return err
}

// unconfirmed is why an answer waits for somebody to confirm it.
const unconfirmed = "reply.unconfirmed"

// unproved tells whether an answer must not count by itself: it would end an alarm, and it comes from an address that is none of the
// actor's. Anybody can write in another's name.
func unproved(tx *store.Tx, c *conference.Conference, v delivery.Verdict) (bool, error) {
	if _, answered := c.Answers[v.Participant]; answered { // a new time makes answers void
		return false, nil // the alarm has ended
	}
	sent, err := tx.ConferenceOutgoing(v.Conference, v.Actor)
	if err != nil {
		return false, err
	}
	alarm := false
	for _, d := range sent {
		if strings.EqualFold(d.Address, v.Sender) && v.Sender != "" {
			return false, nil
		}
		alarm = alarm || d.Alarm && d.Kind.Calls() && d.Participant == v.Participant
	}
	if !alarm {
		return false, nil
	}
	contacts, err := tx.Contacts(v.Actor)
	if err != nil {
		return false, err
	}
	for _, x := range contacts {
		if slices.ContainsFunc(x.Ways, func(w directory.Way) bool { return strings.EqualFold(w.Address, v.Sender) }) {
			return false, nil
		}
	}
	mapped, err := tx.MappedSenders(c.Plan.Host, []string{v.Actor})
	for address := range mapped {
		if strings.EqualFold(address, v.Sender) {
			return false, err
		}
	}
	return true, err
}

// movedSince tells whether the time has changed since a SEQUENCE. Another way in leaves answers as they are.
func movedSince(tx *store.Tx, conferenceID string, sequence int) (bool, error) {
	all, err := tx.ConferenceOutgoing(conferenceID, "")
	return slices.ContainsFunc(all, func(d delivery.Delivery) bool {
		return d.Kind == delivery.Update && d.Sequence > sequence && d.Detail().Change == "time"
	}), err
}

// giveAnswer gives the answer of a message, once however often it is asked for.
func (k *Clerk) giveAnswer(ctx context.Context, x Incoming, command string) error {
	who := Identity{Member: replyMember(x.ID), Actor: x.Actor, SystemRole: directory.Writer, awaited: x.Conference}
	_, err := k.Do(ctx, who, x.Conference, Wish{ID: command, Command: &conference.AnswerInvitation{Participant: x.Participant,
		Reply: x.Reply, Function: x.Function, Message: x.Message}})
	return err
}

// MapIncoming says whose an unknown reply is: a participant of a conference. The answer in it is then given, and what comes later from
// the same address is known. For those who may call to the conference.
type MapIncoming struct {
	ID          string `json:"id"`
	Conference  string `json:"conference"`
	Participant string `json:"participant"`
}

// Name is its stable name.
func (MapIncoming) Name() string { return "reply.mapped" }

func (c MapIncoming) run(d *desk) (bool, error) {
	none := fault.New(fault.NotFound, "reply.unknown")
	x, ok, err := d.tx.Incoming(c.ID)
	if err != nil || !ok {
		return false, either(err, none)
	}
	if x.Conference == "" && !d.who.may(directory.Operator) || x.Conference != "" && x.Conference != c.Conference {
		return false, none
	}
	conf, err := d.clerk.calling(d.tx, d.who, c.Conference)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = none
		}
		return false, err
	}
	p, called := conf.Plan.Participant(c.Participant)
	switch {
	case !called:
		return false, fault.New(fault.NotFound, "participant.unknown", "Actor", c.Participant)
	case x.Finding == delivery.Mapped && x.Participant == c.Participant:
		return false, nil
	case x.Finding != delivery.Unknown:
		return false, fault.New(fault.Conflict, "reply.settled")
	}
	x.Finding, x.Code, x.Conference, x.Participant, x.Actor = delivery.Mapped, "", c.Conference, c.Participant, p.Actor
	x.MappedBy, x.MappedAt = d.who.Member, d.tx.Now
	x.Sequence = min(x.Sequence, conf.Sequence)
	d.clerk.outgoing.changed(d.tx, c.Conference)
	return true, d.tx.PutIncoming(x)
}

// answerMapped gives the answer of a reply that has been mapped, unless the participant has said something since, or it is to an earlier
// time. It is safe to do again: what was broken off between is mended.
func (k *Clerk) answerMapped(ctx context.Context, c MapIncoming, out *Receipt) {
	var x Incoming
	holds := false
	err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		if x, _, err = tx.Incoming(c.ID); err == nil {
			holds, err = k.stillHolds(tx, x)
		}
		return err
	})
	if err == nil && x.Reply == "" {
		return
	}
	if err == nil && holds {
		err = k.giveAnswer(ctx, x, "svar."+x.ID)
	}
	if err != nil || !holds {
		out.Warnings = append(out.Warnings, Warning{Key: "warning.answer-not-given", Args: fault.Args{"Participant": c.Participant}})
	}
}

// stillHolds tells whether what a reply says is the newest that its participant has said, of the time that holds.
func (k *Clerk) stillHolds(tx *store.Tx, x Incoming) (bool, error) {
	f, err := k.readings.of(tx, x.Conference)
	if err != nil {
		return false, err
	}
	if a, ok := f.state.Answers[x.Participant]; ok && a.At.After(x.At) && a.By != replyMember(x.ID) {
		return false, nil
	}
	if x.Sequence == f.state.Sequence {
		return true, nil
	}
	moved, err := movedSince(tx, x.Conference, x.Sequence)
	return !moved, err
}

// UnknownReplies lists the replies that somebody has to say whose they are, the latest first: those to conferences that the caller may
// call to, and for who runs the installation also those to none.
func (k *Clerk) UnknownReplies(ctx context.Context, who Identity) ([]Incoming, error) {
	var out []Incoming
	err := k.look(ctx, who, "reply.list", func(tx *store.Tx) error {
		out = nil
		all, err := tx.UnknownIncoming("")
		if err != nil {
			return err
		}
		may := map[string]bool{"": who.may(directory.Operator)}
		for _, x := range all {
			if _, asked := may[x.Conference]; !asked {
				_, err := k.calling(tx, who, x.Conference)
				if err != nil && !refusal(err) {
					return err
				}
				may[x.Conference] = err == nil
			}
			if may[x.Conference] {
				over, err := k.overtaken(tx, x)
				if err != nil {
					return err
				}
				if !over {
					out = append(out, x)
				}
			}
		}
		return nil
	})
	return out, err
}

// overtaken tells whether an answer that waits to be confirmed no longer needs to be: its participant has answered otherwise.
func (k *Clerk) overtaken(tx *store.Tx, x Incoming) (bool, error) {
	if x.Code != unconfirmed {
		return false, nil
	}
	f, err := k.readings.of(tx, x.Conference)
	if err != nil {
		return false, err
	}
	a, answered := f.state.Answers[x.Participant]
	return answered && a.Sequence == f.state.Sequence, nil
}

// Correspondents gives the addresses that answers to a conference may come from: those of its deliveries and of the contacts of those
// who are called, and those that somebody has said are theirs. For the service itself.
func (k *Clerk) Correspondents(ctx context.Context, conferenceID string) ([]delivery.Wrote, error) {
	var out []delivery.Wrote
	err := k.store.View(ctx, func(tx *store.Tx) error {
		out = nil
		f, err := k.readings.of(tx, conferenceID)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		add := func(participant, actor, address string, mapped bool) {
			if key := participant + "\n" + strings.ToLower(address); address != "" && !seen[key] {
				seen[key] = true
				out = append(out, delivery.Wrote{Participant: participant, Actor: actor, Address: address, Mapped: mapped})
			}
		}
		sent, err := tx.ConferenceOutgoing(conferenceID, "")
		if err != nil {
			return err
		}
		for _, d := range sent {
			add(d.Participant, d.Actor, d.Address, false)
		}
		contacts, err := contactsFor(tx, recipients(f.state, nil))
		if err != nil {
			return err
		}
		mapped, err := tx.MappedSenders(f.state.Plan.Host, f.state.Plan.Actors())
		if err != nil {
			return err
		}
		for _, p := range f.state.Plan.Participants {
			for _, c := range contacts {
				for _, w := range c.Ways {
					if c.Actor == p.Actor {
						add(p.Key(), p.Actor, w.Address, false)
					}
				}
			}
			for _, address := range sortedKeys(mapped) {
				if mapped[address] == p.Actor {
					add(p.Key(), p.Actor, address, true)
				}
			}
		}
		return nil
	})
	return out, err
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
