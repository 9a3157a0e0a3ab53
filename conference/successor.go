package conference

import "time"

// Successor drafts the plan of the next conference from this one: same ways in, roles, roster and agenda; open measures,
// parked matters, unowned problems, proposals not decided and the directions that still hold at start are carried over. The caller gives it its id.
func (c *Conference) Successor(id string, start, end time.Time) Plan {
	p := c.Plan.Clone()
	shift := start.Sub(c.Plan.Start)
	p.ID, p.Start, p.End, p.First = id, start, end, false
	p.SeriesNo++
	p.Title = nextTitle(c.Plan.Title, c.Plan.SeriesNo)
	p.RegistryNumber = ""
	p.Callout = Callout{Channels: p.Callout.Channels}
	p.Reporting = Reporting{Expected: c.Plan.Reporting.Expected}
	if !c.Plan.Reporting.Deadline.IsZero() {
		p.Reporting.Deadline = c.Plan.Reporting.Deadline.Add(shift)
	}
	if c.Next != nil && c.Next.Start.Equal(start) && !c.Next.ReportDeadline.IsZero() {
		p.Reporting.Deadline = c.Next.ReportDeadline
	}
	for i := range p.Connections {
		if k := &p.Connections[i]; !k.OpensAt.IsZero() {
			k.OpensAt = k.OpensAt.Add(shift)
		}
	}
	for i := range p.Agenda {
		p.Agenda[i].Proposal = ""
	}
	p.Roles = nil
	for _, r := range InternalRoles() {
		if h, ok := c.RoleHolder(r); ok {
			p.Roles = append(p.Roles, h)
		}
	}
	p.Material = nil
	p.Needs = []Dependency{{Conference: c.Plan.ID, Deadline: p.Reporting.Deadline}}
	p.Feeds = nil
	p.Documentation.Due = time.Time{}
	if !c.Plan.Documentation.Due.IsZero() {
		p.Documentation.Due = c.Plan.Documentation.Due.Add(shift)
	}
	p.Carried = c.carried(start)
	return p
}

func (c *Conference) carried(start time.Time) Carried {
	out := Carried{From: c.Plan.ID, FromTitle: c.Plan.Title}
	for _, d := range c.Plan.Carried.Directions {
		if status := c.followStatus(d.Conference, d.ID); (status == "" || status == FollowHolds) && validAt(d.ValidUntil, start) {
			out.Directions = append(out.Directions, d)
		}
	}
	for _, d := range c.Decisions {
		if d.Settled != nil && d.Settled.Outcome != NotAdopted && validAt(d.Settled.ValidUntil, start) {
			out.Directions = append(out.Directions, CarriedDecision{Conference: c.Plan.ID, ID: d.ID, Wording: d.Wording,
				ValidUntil: d.Settled.ValidUntil, Secrecy: c.EffectiveSecrecy(d.Secrecy, d.Item)})
		}
	}
	for _, x := range c.Plan.Carried.Measures {
		if status := c.followStatus(x.Conference, x.ID); status == "" || status == FollowHolds {
			out.Measures = append(out.Measures, x)
		}
	}
	for _, x := range c.Measures {
		if x.Status == MeasureOpen || x.Status == MeasureOngoing {
			out.Measures = append(out.Measures, CarriedMeasure{Conference: c.Plan.ID, ID: x.ID, Text: x.Text, Owner: x.Owner,
				Due: x.Due, Secrecy: c.EffectiveSecrecy(x.Secrecy, x.Item)})
		}
	}
	for _, x := range c.Plan.Carried.Matters {
		if status := c.followStatus(x.Conference, x.ID); status == "" || status == FollowHolds {
			out.Matters = append(out.Matters, x)
		}
	}
	for _, d := range c.Decisions {
		if d.Settled == nil && d.Withdrawn == nil {
			out.Matters = append(out.Matters, CarriedMatter{Conference: c.Plan.ID, ID: d.ID, Kind: MatterProposal, Text: d.Wording,
				Owner: d.ProposedBy, Secrecy: c.EffectiveSecrecy(d.Secrecy, d.Item)})
		}
	}
	for _, n := range c.Notes {
		if n.Struck != nil || n.Kind != NoteParked && !(n.Kind == NoteUnowned && c.OwnerOf(n) == "") {
			continue
		}
		out.Matters = append(out.Matters, CarriedMatter{Conference: c.Plan.ID, ID: n.ID, Kind: n.Kind, Text: n.Text,
			Owner: n.Owner, Secrecy: c.EffectiveSecrecy(n.Secrecy, n.Item)})
	}
	out.Reports = c.carriedReports()
	return out
}

func validAt(until, t time.Time) bool { return until.IsZero() || until.After(t) }

func (c *Conference) followStatus(conference, id string) FollowStatus {
	status := FollowStatus("")
	for _, f := range c.FollowUps {
		if f.Conference == conference && f.ID == id {
			status = f.Status
		}
	}
	return status
}
