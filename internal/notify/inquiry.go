package notify

import (
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

// inquiry fills in what a begäran om information says as it stands now. needed is false when it is closed, or was answered since the
// message was queued. Faults: those of reading it.
func (r *Renderer) inquiry(ctx context.Context, x *rendered, d delivery.Delivery) (needed bool, err error) {
	v, err := r.o.Clerk.Inquiry(ctx, clerk.OwnerIdentity(), d.InquiryID())
	if fault.CodeOf(err) == "inquiry.unknown" {
		return false, nil // what was asked is expunged
	}
	if err != nil || !v.Open() {
		return false, err
	}
	for _, a := range v.Result.Actors {
		if a.Actor == d.Actor && !a.At.Before(d.At) {
			return false, nil
		}
	}
	f := &x.facts
	x.host = x.tell.short(v.Owner)
	f.Host, f.Exercise, f.Again = x.tell.name(v.Owner), v.Exercise, d.Detail().Again
	f.Title = oneLine(v.Title)
	f.Subject, f.Text = f.Title, prose(v.Text)
	f.Deadline, f.ShortDeadline = x.tell.p.DateTime(v.Deadline), x.tell.soon(v.Deadline, r.o.Now())
	f.Page = r.o.Base + "/inquiries/" + v.ID
	for _, q := range v.Questions {
		line := oneLine(q.Text)
		if unit := oneLine(q.Unit); unit != "" {
			line += " (" + unit + ")"
		}
		f.Asked = append(f.Asked, line)
	}
	return true, nil
}
