package conference

import (
	"strconv"
	"testing"
)

func participantRows() []row {
	msb := Participant{Actor: "msb", Role: Observer, Function: "Samverkansperson"}
	rows := []row{
		{name: "one more", given: planned(), when: &Invite{Participants: []Participant{msb}}, then: []Event{&Invited{Participants: []Participant{msb}}},
			check: func(t *testing.T, c *Conference) {
				if _, ok := c.Plan.Participant("msb"); !ok || len(c.Plan.Participants) != 9 {
					t.Error("not invited")
				}
			}},
		{name: "in the middle of the meeting", given: rolled(), when: &Invite{Participants: []Participant{msb}}, then: []Event{&Invited{Participants: []Participant{msb}}}},
		{name: "one that is there in another role", given: planned(), when: &Invite{Participants: []Participant{seats()[0], {Actor: "smhi", Role: Attendee}}},
			then: []Event{&Invited{Participants: []Participant{{Actor: "smhi", Role: Attendee}}}}, check: func(t *testing.T, c *Conference) {
				if p, _ := c.Plan.Participant("smhi"); p.Role != Attendee || len(c.Plan.Participants) != 8 {
					t.Error("not changed in its place")
				}
			}},
		{name: "already so", given: planned(), when: &Invite{Participants: seats()}},
		{name: "a second seat for an actor", given: planned(), when: &Invite{Participants: []Participant{{Actor: "kommun-a", Unit: "vård", Role: Attendee}}},
			then: []Event{&Invited{Participants: []Participant{{Actor: "kommun-a", Unit: "vård", Role: Attendee}}}}, check: func(t *testing.T, c *Conference) {
				if len(c.Plan.Actors()) != 7 {
					t.Error("a unit is not an actor of its own")
				}
			}},
		{name: "nobody", given: planned(), when: &Invite{Participants: []Participant{{Role: Attendee}}}, code: "participant.no-actor"},
		{name: "as leader", given: planned(), when: &Invite{Participants: []Participant{{Actor: "msb", Role: Leader}}}, code: "participant.role"},
		{name: "by smoke", given: planned(), when: &Invite{Participants: []Participant{{Actor: "msb", Role: Attendee, Mode: "rök"}}}, code: "participant.mode"},
		{name: "twice", given: planned(), when: &Invite{Participants: []Participant{msb, msb}}, code: "participant.twice"},
		{name: "function on two lines", given: planned(), when: &Invite{Participants: []Participant{{Actor: "msb", Role: Attendee, Function: "a\nb"}}}, code: "text.line-break"},

		{name: "taken away", given: called(&AnswerInvitation{Participant: "mcf", Reply: Coming}), when: &Uninvite{Participant: "mcf"},
			then: []Event{&Uninvited{Participant: "mcf"}}, check: func(t *testing.T, c *Conference) {
				if _, answered := c.Answers["mcf"]; answered || len(c.Plan.Participants) != 7 {
					t.Error("the answer of somebody not invited remains")
				}
			}},
		{name: "one seat of two", given: planned(), when: &Uninvite{Participant: "kommun-b/vatten"}, then: []Event{&Uninvited{Participant: "kommun-b/vatten"}}},
		{name: "not there", given: planned(), when: &Uninvite{Participant: "msb"}, code: "participant.unknown"},

		{name: "other holders", given: planned(), when: &AssignRoles{Roles: []RoleHolder{{Role: Leader, Actor: "kommun-a", Function: " TiB "}}},
			then: []Event{&RolesAssigned{Roles: []RoleHolder{{Role: Leader, Actor: "kommun-a", Function: "TiB"}}}}},
		{name: "already so", given: planned(), when: &AssignRoles{Roles: smallPlan().Roles}},
		{name: "after a hand-over in the lobby", given: inLobby(&HandOverRole{Role: Leader, Actor: "kommun-a"}), when: &AssignRoles{Roles: smallPlan().Roles},
			then: []Event{&RolesAssigned{Roles: smallPlan().Roles}}, check: func(t *testing.T, c *Conference) {
				if h, _ := c.RoleHolder(Leader); h.Actor != "lst" {
					t.Errorf("%s leads, and lst was assigned last", h.Actor)
				}
			}},
		{name: "an attendee", given: planned(), when: &AssignRoles{Roles: []RoleHolder{{Role: Attendee, Actor: "lst"}}}, code: "role.invalid"},
		{name: "nobody", given: planned(), when: &AssignRoles{Roles: []RoleHolder{{Role: Leader}}}, code: "role.invalid"},
		{name: "two leaders", given: planned(), when: &AssignRoles{Roles: []RoleHolder{{Role: Leader, Actor: "lst"}, {Role: Leader, Actor: "mcf"}}}, code: "role.twice"},

		{name: "sent", given: planned(), when: &IssueInvitation{Channels: []string{"sms", "rakel"}, AckDeadline: hhmm("17:30")},
			then: []Event{&InvitationIssued{Channels: []string{"sms", "rakel"}, AckDeadline: hhmm("17:30")}}, check: func(t *testing.T, c *Conference) {
				if c.Phase != Called || len(c.Issues) != 1 || !c.Plan.Callout.SentAt.Equal(hhmm("17:02")) || !c.Plan.Callout.AckDeadline.Equal(hhmm("17:30")) {
					t.Errorf("phase %q, sent at %v", c.Phase, c.Plan.Callout.SentAt)
				}
			}},
		{name: "sent once more", given: called(), when: &IssueInvitation{}, then: []Event{&InvitationIssued{}}, check: func(t *testing.T, c *Conference) {
			if len(c.Issues) != 2 || !c.Plan.Callout.SentAt.Equal(hhmm("17:02")) {
				t.Error("the first sending is when it was sent")
			}
		}},
		{name: "after a förvarning that some acknowledged", when: &IssueInvitation{}, then: []Event{&InvitationIssued{}},
			given: append(planned(), &AnswerInvitation{Participant: "mcf", Reply: Acknowledged}, &AnswerInvitation{Participant: "smhi", Reply: Declined}), check: func(t *testing.T, c *Conference) {
				if _, kept := c.Answers["mcf"]; kept || c.Answers["smhi"].Reply != Declined {
					t.Errorf("the kallelse is acknowledged before it is out: %+v", c.Answers)
				}
			}},
		{name: "moved after a förvarning", when: &Reschedule{Start: hhmm("20:00"), End: hhmm("21:00")}, then: []Event{&Rescheduled{Start: hhmm("20:00"), End: hhmm("21:00")}},
			given: append(planned(), &AnswerInvitation{Participant: "mcf", Reply: Acknowledged}), check: func(t *testing.T, c *Conference) {
				if len(c.Answers) != 0 || c.Sequence != 0 {
					t.Errorf("%+v, sequence %d", c.Answers, c.Sequence)
				}
			}},
		{name: "to nobody", given: []Command{&PlanConference{Plan: changed(func(p *Plan) { p.Participants = nil })}}, when: &IssueInvitation{}, code: "invitation.nobody"},
		{name: "empty channel", given: planned(), when: &IssueInvitation{Channels: []string{" "}}, code: "text.empty"},

		{name: "comes", given: called(), when: &AnswerInvitation{Participant: "kommun-a", Reply: Coming, Message: "Vi är två.\r\n"},
			then: []Event{&InvitationAnswered{Participant: "kommun-a", Reply: Coming, Message: "Vi är två."}}},
		{name: "changes its mind", given: called(&AnswerInvitation{Participant: "kommun-a", Reply: Coming}), when: &AnswerInvitation{Participant: "kommun-a", Reply: Declined},
			then: []Event{&InvitationAnswered{Participant: "kommun-a", Reply: Declined}}},
		{name: "a substitute", given: called(), when: &AnswerInvitation{Participant: "kommun-b/vatten", Reply: Substitute, Function: "Driftingenjör"},
			then: []Event{&InvitationAnswered{Participant: "kommun-b/vatten", Reply: Substitute, Function: "Driftingenjör"}}},
		{name: "already so", given: called(&AnswerInvitation{Participant: "kommun-a", Reply: Coming, Function: "TiB"}), when: &AnswerInvitation{Participant: "kommun-a", Reply: Coming, Function: " TiB "}},
		{name: "seen, after having answered", given: called(&AnswerInvitation{Participant: "kommun-a", Reply: Coming}), when: &AnswerInvitation{Participant: "kommun-a", Reply: Acknowledged}},
		{name: "seen, after another way in: the answer stands", given: called(&AnswerInvitation{Participant: "kommun-b/vatten", Reply: Substitute, Function: "Driftingenjör", Message: "Kl. 9"},
			&SetConnections{Connections: []Connection{{Mode: Phone, Number: "010-1"}}}), when: &AnswerInvitation{Participant: "kommun-b/vatten", Reply: Acknowledged},
			then: []Event{&InvitationAnswered{Participant: "kommun-b/vatten", Reply: Substitute, Function: "Driftingenjör", Message: "Kl. 9"}}},
		{name: "to the new time, after the move", given: called(&AnswerInvitation{Participant: "kommun-a", Reply: Coming}, &Reschedule{Start: hhmm("20:00"), End: hhmm("21:00")}),
			when: &AnswerInvitation{Participant: "kommun-a", Reply: Coming}, then: []Event{&InvitationAnswered{Participant: "kommun-a", Reply: Coming}},
			check: func(t *testing.T, c *Conference) {
				if c.Answers["kommun-a"].Sequence != 1 {
					t.Errorf("answers to sequence %d", c.Answers["kommun-a"].Sequence)
				}
			}},
		{name: "perhaps", given: called(), when: &AnswerInvitation{Participant: "kommun-a", Reply: "kanske"}, code: "answer.reply"},
		{name: "a substitute without a name", given: called(), when: &AnswerInvitation{Participant: "kommun-a", Reply: Substitute, Function: " "}, code: "answer.no-substitute"},
		{name: "for somebody not invited", given: called(), when: &AnswerInvitation{Participant: "msb", Reply: Coming}, code: "participant.unknown"},

		{name: "called off", given: called(), when: &CancelConference{Reason: "Läget är lugnt."}, then: []Event{&ConferenceCancelled{Reason: "Läget är lugnt."}},
			check: func(t *testing.T, c *Conference) {
				if c.Phase != Cancelled || c.Sequence != 1 {
					t.Errorf("phase %q, sequence %d", c.Phase, c.Sequence)
				}
			}},
		{name: "already so", given: cancelled(), when: &CancelConference{Reason: "Läget är lugnt."}},
		{name: "without a reason", given: called(), when: &CancelConference{}, code: "text.empty"},
		{name: "in the middle of the meeting", given: opened(), when: &CancelConference{Reason: "x"}, code: "plan.meeting-begun"},
		{name: "what was never planned", when: &CancelConference{Reason: "x"}, code: "conference.unknown"},
	}
	rows = append(rows, inPhases(&Invite{}, beforeClose)...)
	for _, cmd := range []Command{&Uninvite{Participant: "mcf"}, &AssignRoles{}, &IssueInvitation{}, &AnswerInvitation{Participant: "mcf", Reply: Coming}} {
		rows = append(rows, inPhases(cmd, onlyBefore)...)
	}
	return rows
}

// The list of participants has an end, also when it grows little by little.
func TestParticipantsHaveALimit(t *testing.T) {
	p := smallPlan()
	p.Participants = nil
	for i := range MaxParts {
		p.Participants = append(p.Participants, Participant{Actor: "a" + strconv.Itoa(i), Role: Attendee})
	}
	s := tell(t, &PlanConference{Plan: p})
	s.refused(&Invite{Participants: []Participant{{Actor: "en-till", Role: Attendee}}}, "list.too-long")
	s.do(&Invite{Participants: []Participant{{Actor: p.Participants[0].Actor, Role: Observer}}})
}
