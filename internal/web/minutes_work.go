package web

import (
	"context"
	"slices"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

// minutesWork is what the reader may do with the minutes as they stand, and what is worth a look before it is done. What may be
// done is the clerk's to say.
type minutesWork struct {
	Version                                            int
	Check, Approve, Publish, Correct, Reopen, Evaluate bool
	Secrecy                                            bool // what is marked is the reader's to change
	Whole                                              bool // the host's own: the remarks are for it
	Checked                                            bool // somebody has checked it as it stands
	Stale                                              bool // something was changed after the check
	Approved                                           bool
	InArea                                             bool // published in an area already
	Remarks                                            []string
	Areas                                              []choice // where it can be published
	Suggest                                            string   // the area of its incident
	Default                                            string   // why it follows the version before
	Marked                                             bool     // something in the record is marked: two editions are made
}

// choice is an alternative of a select.
type choice struct{ Value, Text string }

// minutesWork asks the clerk what may be done; nil when nothing may.
func (q *request) minutesWork(d *papers.Desk, m *minutes.Minutes) (*minutesWork, error) {
	v := d.View()
	c := v.Conference
	newest := c.Version()
	x := &minutesWork{Whole: v.Whole}
	may := func(cmd conference.Command) bool {
		return q.clerk().Authorize(q.ctx(), q.Who, c.Plan.ID, "", cmd) == nil
	}
	x.Evaluate = slices.Contains([]conference.Phase{conference.Closed, conference.Approved, conference.Published}, c.Phase) && may(&conference.Evaluate{})
	x.Secrecy = may(&conference.MarkSecrecy{})
	if newest == nil {
		if !x.Evaluate && !x.Secrecy {
			return nil, nil
		}
		return x, nil
	}
	x.Version, x.Approved = newest.Number, newest.Approved != nil
	x.Check = !x.Approved && may(&conference.CheckMinutes{Version: newest.Number})
	x.Approve = !x.Approved && may(&conference.ApproveMinutes{Version: newest.Number})
	x.Publish = x.Approved && q.Who.Allows("minutes.publish", "") == nil && may(&conference.PublishMinutes{Version: newest.Number})
	x.Correct = (x.Approved || newest.Number > 1) && may(&conference.CorrectMinutes{})
	x.Reopen = c.Phase == conference.Closed && newest.Number == 1 && may(&conference.ReopenMeeting{})
	x.Checked, x.Stale = checkedSince(c)
	for _, p := range newest.Published {
		x.InArea = x.InArea || p.Area != ""
	}
	if x.Approve || x.Check && x.Whole {
		for _, r := range minutes.Remarks(c) {
			x.Remarks = append(x.Remarks, q.Fault(q.withNames(r.Fault())))
		}
	}
	x.Default = d.WhyCorrected()
	x.Marked = len(c.Markings()) > 0 && v.Whole
	if x.Publish {
		if err := x.findAreas(q.ctx(), q, c); err != nil {
			return nil, err
		}
	}
	if !x.Check && !x.Approve && !x.Publish && !x.Correct && !x.Reopen && !x.Evaluate && !x.Secrecy {
		return nil, nil
	}
	return x, nil
}

// checkedSince tells whether somebody has checked the newest version, and whether that was before something was changed.
func checkedSince(c *conference.Conference) (checked, stale bool) {
	v := c.Version()
	if len(v.Checks) == 0 {
		return false, false
	}
	last := v.Checks[len(v.Checks)-1]
	_, err := c.Decide(&conference.ApproveMinutes{Version: v.Number}, conference.Meta{Role: conference.Leader, OccurredAt: last.At, At: last.At})
	return true, fault.CodeOf(err) == "minutes.changed-since-check"
}

// findAreas lists the open areas in which the reader's actor may publish. That of the conference's incident is proposed.
func (x *minutesWork) findAreas(ctx context.Context, q *request, c *conference.Conference) error {
	list, err := q.clerk().Areas(ctx, q.Who)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Closed || !a.RightOf(q.Who.Actor).Includes(area.Contribute) || a.Exercise != c.Plan.Exercise {
			continue
		}
		x.Areas = append(x.Areas, choice{a.ID, a.Name})
		if x.Suggest == "" && a.Incident == c.Plan.Incident && a.Incident != "" {
			x.Suggest = a.ID
		}
	}
	return nil
}

// withNames writes the names of actors where a fault has their ids.
func (q *request) withNames(f *fault.Fault) *fault.Fault {
	var kv []any
	for name, v := range f.Args {
		switch v := v.(type) {
		case string:
			if name == "Actor" || name == "Owner" {
				kv = append(kv, name, q.shortName(v))
			}
		case []string:
			if name == "Actors" {
				names := make([]string, len(v))
				for i, id := range v {
					names[i] = q.shortName(id)
				}
				kv = append(kv, name, names)
			}
		}
	}
	if len(kv) == 0 {
		return f
	}
	return f.With(kv...)
}

// publishMinutes makes the editions of the newest version and publishes them in an area. Whether it may be done is asked first:
// the editions take long to make.
func (w *Web) publishMinutes(q *request) error {
	id := q.path("id")
	if err := q.clerk().Authorize(q.ctx(), q.Who, id, "", &conference.PublishMinutes{}); err != nil {
		return err
	}
	if q.Form.Get("area") == "" {
		f := fault.New(fault.Invalid, "minutes.publish-where")
		f.Fields = map[string]string{"area": "minutes.publish-where"}
		return f
	}
	d, err := papers.Open(q.ctx(), q.clerk(), q.Who, id, q.Printer, q.Now)
	if err != nil {
		return err
	}
	if err := q.reviewed(d); err != nil {
		return err
	}
	editions, version, err := d.Editions(q.ctx())
	if err != nil {
		return err
	}
	reason := q.Form.Get("reason")
	if reason == "" {
		reason = d.WhyCorrected()
	}
	_, err = q.clerk().PublishMinutes(q.ctx(), q.Who, clerk.Publication{Conference: id, CommandID: q.Form.Get("_id"), OccurredAt: q.Now,
		Area: q.Form.Get("area"), Version: version, Reason: reason, Editions: editions})
	if err != nil {
		return err
	}
	return q.done("/conferences/"+id+"/minutes", "minutes-published")
}
