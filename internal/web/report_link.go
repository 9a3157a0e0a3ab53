package web

import (
	"cmp"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/reporting"
)

// linked finds what a signed link is about. Faults: link.unknown, link.expired and those of the desk.
func (q *request) linked() (clerk.Identity, delivery.Delivery, error, error) {
	if q.web.o.VerifyLink == nil {
		return clerk.Identity{}, delivery.Delivery{}, nil, notFound()
	}
	id, expired := q.web.o.VerifyLink(q.path("token"), q.Now)
	if id == "" {
		return clerk.Identity{}, delivery.Delivery{}, nil, cmp.Or(expired, notFound())
	}
	who, d, err := q.clerk().LinkIdentity(q.ctx(), id)
	return who, d, expired, err
}

// unmarked is what a link opens: it travels by mail, is passed on, and asks nobody who they are. What is marked stays as it is until
// somebody who has signed in, and whose reading is written down, changes it.
func unmarked(s conference.Secrecy) bool { return !s.Marked() }

// reportByLink shows the form of a situation report to who was asked for it by a link: no account is needed, and the link opens that
// actor's own report and nothing else.
func (q *request) reportByLink(who clerk.Identity, d delivery.Delivery) error {
	v, err := q.clerk().Conference(q.ctx(), who, d.Conference)
	if err != nil {
		return err
	}
	if _, ok := v.Conference.Plan.Participant(d.Participant); !ok {
		return notFound()
	}
	shown := *v
	shown.May = unmarked
	p := q.reportPage(&shown, d.Participant)
	p.Linked, p.Keeping, p.Submitting = true, q.r.URL.Path, q.r.URL.Path
	p.fill(q, &shown)
	return q.page("report", p)
}

// leaveByLink leaves the report of the form, or the one before once more.
func (q *request) leaveByLink(who clerk.Identity, d delivery.Delivery) error {
	wish := clerk.Wish{ID: q.Form.Get("_id"), OccurredAt: q.Now, Command: &conference.KeepReport{Participant: d.Participant}}
	note := "report.kept"
	if q.Form.Get("keep") == "" {
		v, err := q.clerk().Conference(q.ctx(), who, d.Conference)
		if err != nil {
			return err
		}
		last, _, _ := v.Conference.LastReport(d.Participant)
		said, err := readReport(q.Form, q.Now, d.Actor)
		if err != nil {
			return err
		}
		wish.Command, note = &conference.SubmitReport{Participant: d.Participant, Report: reporting.Completed(said, last, false, unmarked, q.Now)}, "report-submitted"
	}
	got, err := q.clerk().ReportByLink(q.ctx(), d.ID, wish)
	if err == nil {
		err = got.Fault
	}
	if err != nil {
		return err
	}
	return q.done(q.r.URL.Path, note)
}
