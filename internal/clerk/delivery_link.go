package clerk

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// LinkIdentity gives who the signed link of a delivery reads as: somebody of the actor that it was sent to, and never more than
// reading. An answer by the link is given by [Clerk.AnswerFor]. Fault: delivery.unknown, also for what concerns neither a
// seat of a conference nor a begäran om information.
func (k *Clerk) LinkIdentity(ctx context.Context, deliveryID string) (Identity, delivery.Delivery, error) {
	d, ok, err := k.DeliveryByID(ctx, deliveryID)
	if err != nil {
		return Identity{}, d, err
	}
	if !ok || d.InquiryID() == "" && (d.Conference == "" || d.Participant == "") {
		return Identity{}, d, fault.New(fault.NotFound, "delivery.unknown")
	}
	return Identity{Member: "länk." + d.ID, Actor: d.Actor, SystemRole: directory.Reader, Scope: ScopeRead}, d, nil
}

// ReportByLink leaves or keeps the situation report of the seat that asked for it by a link, for who has no account. Faults:
// delivery.unknown, access.not-allowed for any other wish, and those of the commands.
func (k *Clerk) ReportByLink(ctx context.Context, deliveryID string, w Wish) (Receipt, error) {
	who, d, err := k.LinkIdentity(ctx, deliveryID)
	if err != nil {
		return Receipt{}, err
	}
	seat := ""
	switch c := w.Command.(type) {
	case *conference.SubmitReport:
		seat = c.Participant
	case *conference.KeepReport:
		seat = c.Participant
	}
	if d.Kind != delivery.Report || seat != d.Participant {
		return Receipt{}, fault.New(fault.Forbidden, "access.not-allowed", "Command", w.Command.Name())
	}
	who.SystemRole, who.Scope = directory.Writer, ScopeWrite
	return k.Do(ctx, who, d.Conference, w)
}
