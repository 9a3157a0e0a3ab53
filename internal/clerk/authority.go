package clerk

import (
	"slices"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// Identity is who gives a command, and for which actor.
type Identity struct {
	Member     string               // account
	Actor      string               // the organisation it acts for
	SystemRole directory.SystemRole //
	// Only is the one conference that somebody who came by a guest link may know of; "" for people with accounts.
	Only string
	// Scope is how far the token reaches that the identity came with; "" for a session of its own.
	Scope Scope
	// Session is the sign-in or token that the identity came with; "" on the command line.
	Session string
	// Person is who sits at a function account, by the name given at handover, or the name that a guest gave.
	Person string
	// Unnamed is set while nobody has given a name at a function account: it reads, and does nothing.
	Unnamed bool
	// Owner is set for the one who has the database file itself, on the command line. It has everything: an access rule
	// would only pretend.
	Owner bool
	// awaited is the conference of which the actor has had a förvarning and may answer it, before the kallelse is out. The clerk gives it.
	awaited string
}

// OwnerIdentity is the identity of the one who has the file.
func OwnerIdentity() Identity {
	return Identity{Member: "lokal", SystemRole: directory.Operator, Owner: true}
}

// may tells whether the identity has a system role, and came with a token or session that reaches so far.
func (w Identity) may(role directory.SystemRole) bool {
	if w.Owner {
		return true
	}
	reach := ScopeAdminister
	switch role {
	case directory.Reader:
		reach = ScopeRead
	case directory.Writer:
		reach = ScopeWrite
	}
	return w.SystemRole.Includes(role) && w.Scope.Includes(reach) && (role == directory.Reader || !w.Unnamed)
}

// rule says who may give a command. Whoever no part of it names may not.
type rule struct {
	roles   []conference.Role                                       // the host's people in these internal roles
	host    bool                                                    // any of the host's people
	own     func(cmd conference.Command) []string                   // an invited actor's people, when the command concerns that actor alone
	invited []conference.Role                                       // people of actors invited in these roles
	state   func(*conference.Conference, conference.Command) string // an invited actor's people, when this is that actor
}

var (
	leads     = []conference.Role{conference.Leader, conference.Secretary}
	records   = []conference.Role{conference.Leader, conference.Secretary, conference.Listener}
	operators = []conference.Role{conference.Leader, conference.Secretary, conference.Technician}
	everyone  = []conference.Role{conference.Attendee, conference.Observer, conference.Expert, conference.Resource}
	internal  = conference.InternalRoles()
)

// rules is the whole policy for conferences. A command that is not here is refused to everybody; a test holds the list
// against the commands there are.
func rules() map[string]rule {
	plans := rule{host: true}
	return map[string]rule{
		"conference.plan": plans, "conference.cancel": plans, "plan.rename": plans, "plan.reschedule": plans,
		"plan.set-invitation": plans, "plan.set-agenda": plans, "plan.set-connections": plans, "plan.set-contacts": plans,
		"plan.assign-roles": plans, "plan.invite": plans, "plan.uninvite": plans, "plan.add-material": plans,
		"plan.remove-material": plans, "plan.set-dependencies": plans, "plan.set-reporting": plans, "plan.set-callout": plans,
		"plan.set-documentation": plans, "plan.set-openness": plans, "plan.set-registry-number": plans,
		"checklist.tick": plans, "invitation.issue": plans, "input.receive": plans,
		"invitation.answer": {host: true, own: func(cmd conference.Command) []string {
			return []string{seatActor(cmd.(*conference.AnswerInvitation).Participant)}
		}},
		"reports.request": plans,
		"report.submit": {host: true, own: func(cmd conference.Command) []string {
			return []string{seatActor(cmd.(*conference.SubmitReport).Participant)}
		}},
		"report.unchanged": {host: true, own: func(cmd conference.Command) []string {
			return []string{seatActor(cmd.(*conference.KeepReport).Participant)}
		}},

		"meeting.open-lobby": {roles: []conference.Role{conference.Leader, conference.Technician, conference.Secretary}},
		"meeting.open":       {roles: leads}, "meeting.adjourn": {roles: leads}, "meeting.resume": {roles: leads},
		"meeting.extend": {roles: leads}, "meeting.close": {roles: leads}, "meeting.reopen": {roles: leads},
		// When the leader has dropped out, whoever of the host is there takes over.
		"role.hand-over": {host: true},
		"rollcall.open":  {roles: leads}, "rollcall.mark": {roles: leads}, "rollcall.close": {roles: leads},
		"rollcall.skip": {roles: leads}, "rollcall.undo": {roles: leads},
		"item.start": {roles: leads}, "item.finish": {roles: leads}, "item.mark-secrecy": {roles: records},
		"floor.request": {roles: leads, own: func(cmd conference.Command) []string {
			return []string{cmd.(*conference.RequestFloor).Actor}
		}},
		"floor.withdraw": {roles: leads, own: func(cmd conference.Command) []string {
			return []string{cmd.(*conference.WithdrawRequest).Actor}
		}},
		"floor.order": {roles: leads}, "floor.grant": {roles: leads},
		// Whoever has the word may give it back.
		"floor.yield": {roles: leads, state: func(c *conference.Conference, cmd conference.Command) string {
			if talk := c.Speakers.OnAir; talk != nil && talk.Actor == cmd.(*conference.YieldFloor).Actor {
				return talk.Actor
			}
			return ""
		}},
		"floor.round": {roles: leads}, "floor.undo": {roles: leads},

		"note.write": {roles: internal}, "note.revise": {roles: records}, "note.strike": {roles: leads},
		"secrecy.mark": {roles: records},
		"unowned.take": {roles: leads, own: func(cmd conference.Command) []string {
			return []string{cmd.(*conference.TakeOwnership).Actor}
		}},
		"decision.propose": {roles: leads}, "decision.read-back": {roles: leads}, "decision.settle": {roles: leads},
		"decision.withdraw": {roles: leads}, "decision.undo-stance": {roles: leads},
		"decision.take-stance": {roles: leads, own: func(cmd conference.Command) []string {
			return cmd.(*conference.TakeStance).Actors
		}},
		"measure.agree": {roles: records}, "measure.revise": {roles: records},
		"measure.accept": {roles: leads, state: func(c *conference.Conference, cmd conference.Command) string {
			return measureOwner(c, cmd.(*conference.AcceptMeasure).ID)
		}},
		"measure.report": {roles: internal, state: func(c *conference.Conference, cmd conference.Command) string {
			return measureOwner(c, cmd.(*conference.ReportMeasure).ID)
		}},
		"flag.raise": {roles: []conference.Role{conference.Listener, conference.Secretary}}, "flag.answer": {roles: leads},
		"walk.set": plans, "walk.take": {roles: leads}, "walk.return": {roles: leads},
		"carried.follow-up": {roles: leads},
		"recording.inform":  {roles: internal}, "recording.start": {roles: internal}, "recording.pause": {roles: internal},
		"recording.resume": {roles: internal}, "recording.stop": {roles: internal}, "recording.attach": {roles: internal},
		"recording.bookmark": {roles: operators}, "recording.align": {roles: operators},
		// Whoever owns what was said may ask that it be kept back, as not yet assessed; what then holds is for the host to say.
		"recording.conceal": {roles: leads, state: asksToConceal},
		"transcript.attach": {roles: operators}, "transcript.approve": {roles: leads}, "transcript.discard": {roles: leads},
		"next.plan":       {roles: leads},
		"minutes.check":   {roles: records, invited: []conference.Role{conference.Attendee}},
		"minutes.approve": {roles: []conference.Role{conference.Leader}}, "minutes.publish": {roles: leads},
		"minutes.correct": {roles: leads},
		"evaluation.give": {roles: internal, invited: everyone},
	}
}

func seatActor(key string) string {
	for i, r := range key {
		if r == '/' {
			return key[:i]
		}
	}
	return key
}

// asksToConceal gives the actor that asks for a new stretch of the sound to be kept back as its own, not yet assessed; "" when the
// wish is another one.
func asksToConceal(c *conference.Conference, cmd conference.Command) string {
	wish := cmd.(*conference.ConcealRecording)
	if _, there := c.Recording.Span(wish.ID); there || !wish.Secrecy.Suspected {
		return ""
	}
	return wish.Secrecy.Owner
}

func measureOwner(c *conference.Conference, id string) string {
	if x, ok := c.Measure(id); ok {
		return x.Owner
	}
	return ""
}

// see tells whether the identity may know that the conference exists: the host's people from the start, those of
// invited actors once the invitation is out.
func (w Identity) see(c *conference.Conference) bool {
	switch {
	case c.Phase == conference.Unplanned:
		return false
	case w.Owner || w.Actor == c.Plan.Host && w.Actor != "" && !w.Guest(): // without a host when the plan is expunged
		return true
	case w.awaited != "" && w.awaited == c.Plan.ID && c.Phase == conference.Planned: // to answer a förvarning
	case w.Actor == "" || !known(c) || w.Guest() && w.Only != c.Plan.ID:
		return false
	}
	_, invited := w.invitedAs(c)
	return invited
}

// known tells whether the invited may know of the conference: the invitation is out, or the meeting has begun without one. One
// that was cancelled before it was called to never existed for them.
func known(c *conference.Conference) bool {
	return c.Phase != conference.Planned && (c.Phase != conference.Cancelled || len(c.Issues) > 0)
}

// invitedAs gives the role in which the identity's actor is invited; Attendee when any of its seats is one.
func (w Identity) invitedAs(c *conference.Conference) (conference.Role, bool) {
	role, found := conference.Role(""), false
	for _, p := range c.Plan.Participants {
		if p.Actor == w.Actor {
			if !found || p.Role == conference.Attendee {
				role = p.Role
			}
			found = true
		}
	}
	return role, found
}

// readable gives the test of what the identity may read in the conference.
func (w Identity) readable(c *conference.Conference) func(conference.Secrecy) bool {
	return func(s conference.Secrecy) bool { return w.Owner || s.ReadableBy(w.Actor, c.Plan.Host) }
}

// holds tells whether the identity may act in an internal role: one bound to an account is that account's; one bound to an
// actor only is that of any of its people.
func (w Identity) holds(c *conference.Conference, role conference.Role) bool {
	if w.Owner {
		return true
	}
	if w.Guest() {
		return false // it is there for an invited actor, and nothing more
	}
	h, ok := c.RoleHolder(role)
	if !ok {
		// A role nobody was given can be filled by the host as it goes.
		return w.Actor == c.Plan.Host && w.may(directory.Writer)
	}
	if h.Member != "" {
		return h.Member == w.Member
	}
	return h.Actor == w.Actor && w.may(directory.Writer)
}

// authorize decides whether the identity may give the command, and in which role it then acts. A wished role is respected:
// it is refused when the identity does not hold it. Faults: conference.unknown for what it may not see, access.not-allowed,
// access.role for what it may not do.
func (w Identity) authorize(c *conference.Conference, cmd conference.Command, wished conference.Role) (conference.Role, error) {
	if plan, ok := cmd.(*conference.PlanConference); ok {
		if w.Guest() {
			return "", fault.New(fault.Forbidden, "access.guest")
		}
		// Another actor's plan is refused before anybody looks whether its id is taken.
		if !w.Owner && (w.Actor != plan.Plan.Host || !w.may(directory.Writer)) {
			return "", fault.New(fault.Forbidden, "access.not-allowed", "Command", cmd.Name())
		}
		if c.Phase == conference.Unplanned {
			return conference.Leader, nil
		}
	}
	if !w.see(c) {
		return "", fault.New(fault.NotFound, "conference.unknown")
	}
	if !w.may(directory.Writer) {
		return "", fault.New(fault.Forbidden, "access.reader", "Command", cmd.Name())
	}
	r := rules()[cmd.Name()]
	if role, ok, err := w.inRole(c, cmd, r, wished); ok || err != nil {
		return role, err
	}
	as, invited := w.invitedAs(c)
	if invited && r.concerns(c, cmd, w.Actor, as) {
		return as, nil
	}
	return "", r.refuse(cmd)
}

// refuse says who may instead.
func (r rule) refuse(cmd conference.Command) error {
	switch {
	case r.host:
		return fault.New(fault.Forbidden, "access.host-only")
	case len(r.roles) == 1:
		return fault.New(fault.Forbidden, "access.leader-only")
	case slices.Equal(r.roles, leads):
		return fault.New(fault.Forbidden, "access.leader-or-secretary")
	case slices.Equal(r.roles, records):
		return fault.New(fault.Forbidden, "access.record-only")
	case len(r.roles) > 0:
		return fault.New(fault.Forbidden, "access.roles-only")
	}
	return fault.New(fault.Forbidden, "access.not-allowed", "Command", cmd.Name())
}

// inRole tries the host's side of a rule.
func (w Identity) inRole(c *conference.Conference, cmd conference.Command, r rule, wished conference.Role) (conference.Role, bool, error) {
	allowed := r.roles
	if r.host {
		allowed = internal
	}
	if wished != "" && wished.Internal() {
		if !w.holds(c, wished) {
			return "", false, fault.New(fault.Forbidden, "access.role", "Role", string(wished))
		}
		if slices.Contains(allowed, wished) {
			return wished, true, nil
		}
		return "", false, nil
	}
	for _, role := range allowed {
		if w.holds(c, role) {
			return role, true, nil
		}
	}
	if r.host && w.Actor == c.Plan.Host {
		return conference.Attendee, true, nil
	}
	return "", false, nil
}

// concerns tries the invited actors' side of a rule.
func (r rule) concerns(c *conference.Conference, cmd conference.Command, actor string, as conference.Role) bool {
	if slices.Contains(r.invited, as) {
		return true
	}
	if r.state != nil && r.state(c, cmd) == actor {
		return true
	}
	if r.own == nil {
		return false
	}
	named := r.own(cmd)
	for _, a := range named {
		if a != actor {
			return false
		}
	}
	return len(named) > 0
}
