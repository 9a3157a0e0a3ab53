package web

import "samverkan/internal/delivery"

// probePage is the page of the link in a sambandsprov: a press says that the message came to somebody. To look at it does nothing.
type probePage struct {
	Shell
	You      string // name of the actor that it was sent to
	Answered bool
}

// probeLinked finds the test message of a link, and whether it is one. Fault: link.expired.
func (q *request) probeLinked() (d delivery.Delivery, is bool, err error) {
	if q.web.o.VerifyLink == nil {
		return d, false, nil
	}
	id, wrong := q.web.o.VerifyLink(q.path("token"), q.Now)
	if id == "" {
		return d, false, nil // whose link it is not is said elsewhere
	}
	if d, is, err = q.clerk().TestByLink(q.ctx(), id); err == nil && is {
		err = wrong
	}
	return d, is, err
}

func (q *request) probe(d delivery.Delivery) error {
	p := &probePage{Shell: q.shell("web.probe.title"), You: q.actorName(d.Actor), Answered: d.State == delivery.Acknowledged}
	p.Exercise = d.Exercise
	return q.page("probe", p)
}

func (q *request) answerProbe(d delivery.Delivery) error {
	if err := q.clerk().AnswerTest(q.ctx(), d.ID); err != nil {
		return err
	}
	return q.done(q.r.URL.Path, "probe-answered")
}
