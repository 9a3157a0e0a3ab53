package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"strings"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/mail/inbound"
)

// Replies takes in mail that comes to the mailbox of the kallelse, whichever way it came: it is the handler of an
// [inbound.Poller] and of an [inbound.Receiver].
type Replies struct {
	Clerk  *clerk.Clerk
	Render *Renderer
	Read   inbound.Options
	Now    func() time.Time
	Log    *slog.Logger
}

// Handle reads a mail and gives the clerk what it says. An error means that it could not be kept, and is to come again; the same mail
// twice is one. What cannot be read is kept as unknown: somebody wrote it, and somebody has to look.
func (r *Replies) Handle(ctx context.Context, raw []byte) error {
	sum := sha256.Sum256(raw)
	v := delivery.Verdict{Source: "mail", Digest: hex.EncodeToString(sum[:]), At: r.Now(), Finding: delivery.Unknown}
	in, err := inbound.Parse(raw, r.Read)
	if err != nil {
		v.Code = fault.CodeOf(err)
		return r.keep(ctx, v)
	}
	v.MessageID, v.Sender, v.Subject = in.MessageID, in.From, cut(oneLine(in.Subject), 200)
	var trouble error
	m := inbound.Match(in, func(uid string) (inbound.Meeting, bool) {
		meeting, ok, err := r.meeting(ctx, uid)
		trouble = err
		return meeting, ok
	})
	if trouble != nil {
		return trouble
	}
	if m.Kind == inbound.IsBounce {
		return r.bounced(ctx, v, in, m)
	}
	return r.take(ctx, r.found(v, in, m), m)
}

// meeting finds what is known of a calendar entry of ours.
func (r *Replies) meeting(ctx context.Context, uid string) (m inbound.Meeting, ok bool, err error) {
	id, domain, found := strings.Cut(uid, "@")
	if !found {
		return m, false, nil
	}
	a, err := r.Render.of(ctx, id, "sv")
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return m, false, nil
	case err != nil:
		return m, false, err
	case domain != a.maker.Calendar.Domain:
		return m, false, nil // another installation's
	}
	wrote, err := r.Clerk.Correspondents(ctx, id)
	if err != nil {
		return m, false, err
	}
	m = inbound.Meeting{UID: uid, Organizer: r.Render.o.From, Sequence: a.c.Sequence}
	at := map[string]int{}
	var own [][]string // the addresses of each that are not somebody's word: those say what organisation it is
	for _, w := range wrote {
		i, there := at[w.Participant]
		if !there {
			i = len(m.Invited)
			at[w.Participant] = i
			m.Invited, own = append(m.Invited, inbound.Invited{Participant: w.Participant}), append(own, nil)
		}
		if !strings.Contains(w.Address, "@") {
			continue
		}
		m.Invited[i].Addresses = append(m.Invited[i].Addresses, w.Address)
		if !w.Mapped { // a consultant who answers once does not make the whole firm the actor's
			own[i] = append(own[i], w.Address)
		}
	}
	for i := range m.Invited {
		m.Invited[i].Domains = inbound.Domains(own[i])
	}
	return m, true, nil
}

// found says what was made of a mail in the words of deliveries.
func (r *Replies) found(v delivery.Verdict, in inbound.Incoming, m inbound.Verdict) delivery.Verdict {
	v.Conference, _, _ = strings.Cut(m.UID, "@")
	v.Participant, v.Reply, v.Function, v.Message = m.Participant, m.Reply, oneLine(m.Substitute), prose(m.Message)
	v.Sequence, v.Stamp, v.Start, v.End, v.Verified = m.Answer.Sequence, m.Answer.Stamp, m.Answer.Start, m.Answer.End, m.Verified
	v.Delivery = m.Token
	if m.Tentative && v.Message == "" {
		v.Message = r.Render.o.Texts.For("sv").T("notify.perhaps") // the record is in Swedish
	}
	switch m.Kind {
	case inbound.IsAnswer, inbound.IsEarlier, inbound.IsDuplicate:
		// Older or not, and to an earlier time or not, is the clerk's to say: it knows what has come before.
		v.Finding = delivery.Answered
	case inbound.IsProposal:
		v.Finding = delivery.Proposed
	case inbound.IsRefresh:
		v.Finding = delivery.Asked
	case inbound.IsAuto:
		v.Finding = delivery.Automatic
	default:
		v.Finding, v.Code = delivery.Unknown, m.Reason
		if v.Conference == "" {
			v.Message = cut(in.Text, 2000)
		}
	}
	return v
}

// take gives the clerk a finding, and does what it asks for.
func (r *Replies) take(ctx context.Context, v delivery.Verdict, m inbound.Verdict) error {
	if v.Finding == delivery.Answered {
		x, err := r.Clerk.AnswerFor(ctx, v)
		if err == nil {
			r.Log.Info("an answer came by mail", "conference", x.Conference, "finding", string(x.Finding), "code", x.Code)
		}
		return err
	}
	_, fresh, err := r.Clerk.StoreIncoming(ctx, v)
	if err != nil || !fresh || v.Finding != delivery.Asked {
		return err
	}
	// REFRESH (RFC 5546 section 3.2.6): whoever lost the entry gets it again, once in a while however often it is asked for. Anybody can
	// ask in anybody's name, and a program that asks at every invitation would go on for ever.
	a, err := r.Render.of(ctx, v.Conference, "sv")
	if err != nil {
		return err
	}
	p, ok := a.c.Plan.Participant(v.Participant)
	if !ok || len(a.c.Issues) == 0 || a.c.Plan.End.Before(v.At) {
		return nil
	}
	_, err = r.Clerk.QueueDeliveries(ctx, delivery.Fact{Kind: delivery.Invitation, Conference: v.Conference, Sequence: a.c.Sequence, N: int(v.At.Unix() / int64(refreshed/time.Second)),
		Exercise: a.c.Plan.Exercise, To: []delivery.Recipient{{Participant: v.Participant, Actor: p.Actor}}})
	return err
}

// refreshed is how often an invitation is sent again to a participant whose program asks for it.
const refreshed = time.Hour

// keep stores what nobody acts on by itself.
func (r *Replies) keep(ctx context.Context, v delivery.Verdict) error {
	_, _, err := r.Clerk.StoreIncoming(ctx, v)
	return err
}

// bounced tells the clerk that a mail came back. The address it came back to says which it was; where a server writes to somewhere
// else, the Message-ID that it quotes does.
func (r *Replies) bounced(ctx context.Context, v delivery.Verdict, in inbound.Incoming, m inbound.Verdict) error {
	d, known, err := r.Clerk.DeliveryByID(ctx, m.Token)
	if err == nil && !known {
		d, known, err = r.Clerk.DeliveryByMessage(ctx, in.InReplyTo)
	}
	if err != nil {
		return err
	}
	b := m.Bounce
	v.Finding = delivery.Bounced
	switch {
	case !known:
		v.Finding, v.Code = delivery.Ignored, "delivery.unknown"
	case b == nil || b.Action != inbound.Failed:
		v.Finding = delivery.Ignored // late: the server goes on trying
	}
	v.Conference, v.Participant, v.Actor, v.Delivery = d.Conference, d.Participant, d.Actor, d.ID
	if v.Finding == delivery.Bounced {
		v.Code = bounceCode(b.Status)
		s := clerk.Settled{ID: d.ID, Outcome: delivery.Outcome{State: delivery.Failed, At: v.At, Code: v.Code, MessageID: d.MessageID},
			Refused: b.Permanent && v.Code == "mail.unknown-recipient"}
		if _, err := r.Clerk.ReportDelivery(ctx, s); err != nil && fault.KindOf(err) != fault.Conflict {
			return err // a delivery that is on its way again is not stopped by what came of an earlier try
		}
	}
	return r.keep(ctx, v)
}

// bounceCode says why a mail came back, by the status of RFC 3463.
func bounceCode(status string) string {
	switch {
	case strings.HasPrefix(status, "5.1."), strings.HasPrefix(status, "4.1."):
		return "mail.unknown-recipient"
	case status == "5.2.2", status == "4.2.2":
		return "mail.full-mailbox"
	}
	return "mail.refused"
}
