package conference

import (
	"maps"
	"slices"

	"samverkan/agenda"
)

// Copy gives a conference like this one that shares nothing with it that can change: what happens next can be applied to the
// copy while others go on reading the original. That is far cheaper than folding the journal anew. What Foresee was told is
// shared, since it only is read.
func (c *Conference) Copy() *Conference {
	out := *c
	out.Plan = c.Plan.copied()
	out.Issues = copied(c.Issues, func(x *Issue) { x.Channels = slices.Clone(x.Channels) })
	out.Answers, out.Ticked, out.Received = maps.Clone(c.Answers), maps.Clone(c.Ticked), maps.Clone(c.Received)
	m := &out.Meeting
	m.Breaks, m.Carried = slices.Clone(m.Breaks), slices.Clone(m.Carried)
	m.Reopened, m.Extended = slices.Clone(m.Reopened), slices.Clone(m.Extended)
	out.Request, out.Reports = another(c.Request), copied(c.Reports, (*ReportState).detach)
	if q := out.Request; q != nil {
		q.Actors, q.Questions = slices.Clone(q.Actors), slices.Clone(q.Questions)
	}
	out.Roles = slices.Clone(c.Roles)
	out.RollCall.Marks = maps.Clone(c.RollCall.Marks)
	for seat, marks := range out.RollCall.Marks {
		out.RollCall.Marks[seat] = slices.Clone(marks)
	}
	out.RollCall.steps = slices.Clone(c.RollCall.steps)
	out.Items = copied(c.Items, func(x *ItemState) { x.Spans = slices.Clone(x.Spans) })
	out.Speakers = c.Speakers.copied()
	out.Notes = copied(c.Notes, (*Note).detach)
	out.Decisions = copied(c.Decisions, (*Decision).detach)
	out.Measures = copied(c.Measures, (*Measure).detach)
	out.FollowUps, out.Raised = slices.Clone(c.FollowUps), slices.Clone(c.Raised)
	if out.Walk = another(c.Walk); out.Walk != nil {
		out.Walk.Taken = slices.Clone(out.Walk.Taken)
	}
	out.Recording.Runs = copied(c.Recording.Runs, func(x *RecordingRun) { x.Pauses = slices.Clone(x.Pauses) })
	out.Recording.Files = copied(c.Recording.Files, func(x *AudioFile) { x.Secrecy.detach() })
	out.Recording.Marks = slices.Clone(c.Recording.Marks)
	out.Recording.Concealed = copied(c.Recording.Concealed, func(x *ConcealedSpan) { x.Secrecy.detach() })
	out.Recording.Transcripts = copied(c.Recording.Transcripts, func(x *Transcript) { x.Secrecy.detach() })
	out.Next = another(c.Next)
	out.Minutes.Versions = copied(c.Minutes.Versions, (*MinutesVersion).detach)
	out.Evaluations = slices.Clone(c.Evaluations)
	out.itemSecrecy = maps.Clone(c.itemSecrecy)
	for item, s := range out.itemSecrecy {
		s.detach()
		out.itemSecrecy[item] = s
	}
	out.carriers = copied(c.carriers, func(x *carrier) {
		x.Secrecy.detach()
		x.items = slices.Clone(x.items)
	})
	out.labels, out.messages, out.inward = maps.Clone(c.labels), slices.Clone(c.messages), slices.Clone(c.inward)
	return &out
}

// copied gives a list of its own, in which detach has given each element what it holds of its own.
func copied[T any](list []T, detach func(*T)) []T {
	out := slices.Clone(list)
	for i := range out {
		detach(&out[i])
	}
	return out
}

// another gives what p points at a place of its own.
func another[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func (s *Secrecy) detach() { s.Readers = slices.Clone(s.Readers) }

func (p Plan) copied() Plan {
	i := &p.Invitation
	i.Goals, i.Rules, i.Questions = slices.Clone(i.Goals), slices.Clone(i.Rules), slices.Clone(i.Questions)
	p.Callout.Channels = slices.Clone(p.Callout.Channels)
	p.Connections = copied(p.Connections, func(x *Connection) { x.Equipment = slices.Clone(x.Equipment) })
	p.Roles = slices.Clone(p.Roles)
	p.Agenda = copied(p.Agenda, func(x *agenda.Item) {
		x.Speakers, x.Questions = slices.Clone(x.Speakers), slices.Clone(x.Questions)
	})
	p.Participants = slices.Clone(p.Participants)
	p.Material = copied(p.Material, func(x *Material) { x.Secrecy.detach() })
	p.Needs, p.Feeds = slices.Clone(p.Needs), slices.Clone(p.Feeds)
	p.Documentation.Published = slices.Clone(p.Documentation.Published)
	p.Carried.Directions = copied(p.Carried.Directions, func(x *CarriedDecision) { x.Secrecy.detach() })
	p.Carried.Measures = copied(p.Carried.Measures, func(x *CarriedMeasure) { x.Secrecy.detach() })
	p.Carried.Matters = copied(p.Carried.Matters, func(x *CarriedMatter) { x.Secrecy.detach() })
	p.Carried.Reports = copied(p.Carried.Reports, func(x *CarriedReport) { x.Report.detach() })
	return p
}

func (s Speakers) copied() Speakers {
	s.Queue, s.Talks, s.OnAir = slices.Clone(s.Queue), slices.Clone(s.Talks), another(s.OnAir)
	s.steps = copied(s.steps, func(x *speakerStep) { x.queue, x.onAir = slices.Clone(x.queue), another(x.onAir) })
	s.topics = copied(s.topics, func(x *topic) { x.actors = slices.Clone(x.actors) })
	return s
}

func (c *Content) detach() {
	c.Parties, c.Matches, c.Impact = slices.Clone(c.Parties), slices.Clone(c.Matches), slices.Clone(c.Impact)
	c.Secrecy.detach()
}

func (n *Note) detach() {
	n.Content.detach()
	n.Origin, n.Struck = slices.Clone(n.Origin), another(n.Struck)
	n.Revisions = copied(n.Revisions, func(x *Revision) { x.Content.detach() })
	n.Beside = copied(n.Beside, func(x *Revision) { x.Content.detach() })
}

func (d *Decision) detach() {
	d.Proposals, d.ReadBacks, d.Stances = slices.Clone(d.Proposals), slices.Clone(d.ReadBacks), maps.Clone(d.Stances)
	d.Settled, d.Withdrawn = another(d.Settled), another(d.Withdrawn)
	d.Secrecy.detach()
	d.Origin = slices.Clone(d.Origin)
	d.steps = copied(d.steps, func(x *stanceStep) { x.was = another(x.was) })
}

func (x *Measure) detach() {
	x.Accepted, x.Matches = another(x.Accepted), slices.Clone(x.Matches)
	x.Reports, x.Revisions = slices.Clone(x.Reports), slices.Clone(x.Revisions)
	x.Secrecy.detach()
	x.Origin = slices.Clone(x.Origin)
}

func (v *MinutesVersion) detach() {
	v.Checks, v.Approved, v.Corrections = slices.Clone(v.Checks), another(v.Approved), slices.Clone(v.Corrections)
	v.Published = copied(v.Published, func(x *Publication) { x.Files = slices.Clone(x.Files) })
}
