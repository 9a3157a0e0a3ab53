package conference

import (
	"slices"
	"time"
)

// AwaitsAnswer lists an actor's seats that have not said whether they come: called, and not answered or only acknowledged. None
// once the meeting has begun: then the roll-call tells.
func (c *Conference) AwaitsAnswer(actor string) []string {
	if c.Phase != Called && c.Phase != Lobby || len(c.Issues) == 0 {
		return nil
	}
	var out []string
	for _, p := range c.Plan.Participants {
		if a, answered := c.Answers[p.Key()]; p.Actor == actor && (!answered || a.Reply == Acknowledged) {
			out = append(out, p.Key())
		}
	}
	return out
}

// AnswerBy is when answers to the invitation are wanted: as it says, or else before the meeting.
func (c *Conference) AnswerBy() time.Time {
	if due := c.Plan.Callout.AckDeadline; !due.IsZero() {
		return due
	}
	return c.Plan.Start
}

// AwaitsCheck tells whether the minutes as they are now can still be checked (justeras) by an actor's people, and none of them has.
func (c *Conference) AwaitsCheck(actor string) bool {
	v := c.Version()
	return v != nil && v.Approved == nil && c.Phase == Closed &&
		!slices.ContainsFunc(v.Checks, func(k Check) bool { return k.Actor == actor && k.Seq > c.edited })
}

// AwaitsApproval tells whether the minutes have been checked as they are now, and can be approved.
func (c *Conference) AwaitsApproval() bool {
	v := c.Version()
	return v != nil && v.Approved == nil && c.Phase == Closed && len(v.Checks) > 0 && v.Checks[len(v.Checks)-1].Seq >= c.edited
}
