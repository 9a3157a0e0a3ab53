package web

import (
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// command gives any command of a conference from a form. Which there are, and who may give them, is not decided here.
func (w *Web) command(q *request) error {
	id := q.path("id")
	cmd, err := conference.DecodeCommand(q.path("command"), nil)
	if err != nil {
		return err
	}
	v, err := q.clerk().Conference(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	if err := readInto(cmd, q.Form, w.dayOf(cmd, q.Now, v.Conference)); err != nil {
		return err
	}
	got, err := q.do(id, cmd)
	if err != nil {
		return err
	}
	if got.Fault != nil {
		return got.Fault
	}
	return q.done(q.back("/conferences/"+id), strings.ReplaceAll(q.Form.Get("_done"), ".", "-"))
}

// day is when a time of day is counted from: now in a meeting that goes on, and its beginning before that.
func (w *Web) day(now time.Time, c *conference.Conference) time.Time {
	if c.Plan.Start.After(now) {
		return c.Plan.Start
	}
	return now
}

// earlier is how long before a meeting is opened its sound can begin.
const earlier = 6 * time.Hour

// dayOf is the same for a command. What is said of the sound concerns what has been: it is counted from the meeting's beginning.
func (w *Web) dayOf(cmd conference.Command, now time.Time, c *conference.Conference) time.Time {
	switch cmd.(type) {
	case *conference.ConcealRecording, *conference.AlignRecording:
		if opened := c.Meeting.Opened; !opened.IsZero() {
			return opened.Add(-earlier)
		}
	}
	return w.day(now, c)
}

// conferenceOf gives the conference of the path as its reader sees it.
func (q *request) conferenceOf() (*conference.Conference, error) {
	v, err := q.clerk().Conference(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return nil, err
	}
	if v.Conference.Phase == "" {
		return nil, fault.New(fault.NotFound, "conference.unknown")
	}
	return v.Conference, nil
}
