package conference

import (
	"maps"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Invite adds participants (kallar deltagare), or changes those that are there already. It is allowed during the meeting as well:
// an actor nobody thought of may turn out to be needed.
type Invite struct {
	Participants []Participant `json:"participants"`
}

// Invited is the fact.
type Invited struct {
	Participants []Participant `json:"participants"`
}

// Uninvite takes a participant away before the meeting.
type Uninvite struct {
	Participant string `json:"participant"` // key: actor, or actor/unit
}

// Uninvited is the fact.
type Uninvited struct {
	Participant string `json:"participant"`
}

// AssignRoles says who holds the internal roles (mötesledare, dokumentatör, lyssnare, teknik). Before the meeting only; in it, HandOverRole does.
type AssignRoles struct {
	Roles []RoleHolder `json:"roles"`
}

// RolesAssigned is the fact.
type RolesAssigned struct {
	Roles []RoleHolder `json:"roles"`
}

// Issue is one sending of the invitation.
type Issue struct {
	At       time.Time `json:"at,omitzero"`
	By       string    `json:"by,omitempty"`
	Channels []string  `json:"channels,omitempty"`
	Sequence int       `json:"sequence,omitempty"`
}

// IssueInvitation records that the invitation (kallelse) has gone out. Sent again, it is a reminder.
type IssueInvitation struct {
	Channels    []string  `json:"channels,omitempty"`
	AckDeadline time.Time `json:"ackDeadline,omitzero"`
}

// InvitationIssued is the fact.
type InvitationIssued struct {
	Channels    []string  `json:"channels,omitempty"`
	AckDeadline time.Time `json:"ackDeadline,omitzero"`
}

// Reply is what an invited actor answers.
type Reply string

// The replies.
const (
	Acknowledged Reply = "acknowledged" // kvitterad: seen, no answer yet
	Coming       Reply = "coming"       // kommer
	Declined     Reply = "declined"     // kan inte
	Substitute   Reply = "substitute"   // ersättare: somebody else comes
)

// Answer is the newest answer of a participant.
type Answer struct {
	Reply    Reply     `json:"reply,omitempty"`
	Function string    `json:"function,omitempty"`
	Message  string    `json:"message,omitempty"`
	At       time.Time `json:"at,omitzero"`
	By       string    `json:"by,omitempty"`
	Sequence int       `json:"sequence,omitempty"` // of the invitation that was answered
}

// message is where an invited actor wrote to the host: between the two of them.
type message struct {
	actor string
	seq   int64
}

// AnswerInvitation answers for a participant (kvitterar, kommer, kan inte, ersättare).
type AnswerInvitation struct {
	Participant string `json:"participant"`
	Reply       Reply  `json:"reply"`
	Function    string `json:"function,omitempty"` // who comes instead, or with which function
	Message     string `json:"message,omitempty"`
}

// InvitationAnswered is the fact.
type InvitationAnswered struct {
	Participant string `json:"participant"`
	Reply       Reply  `json:"reply"`
	Function    string `json:"function,omitempty"`
	Message     string `json:"message,omitempty"`
}

// CancelConference calls the conference off (ställer in), before the meeting.
type CancelConference struct {
	Reason string `json:"reason"`
}

// ConferenceCancelled is the fact.
type ConferenceCancelled struct {
	Reason string `json:"reason"`
}

// Names.
func (*Invite) Name() string              { return "plan.invite" }
func (*Invited) Name() string             { return "plan.invited" }
func (*Uninvite) Name() string            { return "plan.uninvite" }
func (*Uninvited) Name() string           { return "plan.uninvited" }
func (*AssignRoles) Name() string         { return "plan.assign-roles" }
func (*RolesAssigned) Name() string       { return "plan.roles-assigned" }
func (*IssueInvitation) Name() string     { return "invitation.issue" }
func (*InvitationIssued) Name() string    { return "invitation.issued" }
func (*AnswerInvitation) Name() string    { return "invitation.answer" }
func (*InvitationAnswered) Name() string  { return "invitation.answered" }
func (*CancelConference) Name() string    { return "conference.cancel" }
func (*ConferenceCancelled) Name() string { return "conference.cancelled" }

func (cmd *Invite) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeClose(); err != nil {
		return nil, err
	}
	list := tidyEach(cmd.Participants, Participant.tidied)
	if err := checkParticipants(list); err != nil {
		return nil, err
	}
	var changed []Participant
	added := 0
	for _, p := range list {
		if _, ok := c.Plan.Participant(p.Key()); !ok {
			added++
		}
		if old, ok := c.Plan.Participant(p.Key()); !ok || old != p {
			changed = append(changed, p)
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	if err := checkLength("participants", len(c.Plan.Participants)+added); err != nil {
		return nil, err
	}
	return []Event{&Invited{Participants: changed}}, nil
}

func (cmd *Uninvite) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	if _, ok := c.Plan.Participant(cmd.Participant); !ok {
		return nil, fault.New(fault.NotFound, "participant.unknown", "Actor", cmd.Participant)
	}
	return []Event{&Uninvited{Participant: cmd.Participant}}, nil
}

func (cmd *AssignRoles) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	roles := tidyEach(cmd.Roles, RoleHolder.tidied)
	if err := checkHolders(roles); err != nil {
		return nil, err
	}
	if slices.Equal(roles, c.Plan.Roles) && len(c.Roles) == 0 {
		return nil, nil
	}
	return []Event{&RolesAssigned{Roles: roles}}, nil
}

func (cmd *IssueInvitation) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	if len(c.Plan.Participants) == 0 {
		return nil, fault.New(fault.Conflict, "invitation.nobody")
	}
	channels := tidyList(cmd.Channels)
	if err := checkList("channels", channels, checkLines); err != nil {
		return nil, err
	}
	return []Event{&InvitationIssued{Channels: channels, AckDeadline: cmd.AckDeadline}}, nil
}

func (cmd *AnswerInvitation) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	if _, ok := c.Plan.Participant(cmd.Participant); !ok {
		return nil, fault.New(fault.NotFound, "participant.unknown", "Actor", cmd.Participant)
	}
	switch cmd.Reply {
	case Acknowledged, Coming, Declined, Substitute:
	default:
		return nil, fault.New(fault.Invalid, "answer.reply", "Reply", string(cmd.Reply))
	}
	function, message := tidy(cmd.Function), tidy(cmd.Message)
	if cmd.Reply == Substitute && function == "" {
		return nil, fault.New(fault.Invalid, "answer.no-substitute")
	}
	if err := checkLines("function", function); err != nil {
		return nil, err
	}
	if err := checkTexts("message", message); err != nil {
		return nil, err
	}
	old, ok := c.Answers[cmd.Participant]
	// An acknowledgement after an answer adds nothing: the answer already says that it was seen. After another way in it says that this
	// was seen too, and the answer stands: a new time would have made it void.
	if ok && cmd.Reply == Acknowledged && function == "" && message == "" {
		cmd = &AnswerInvitation{Participant: cmd.Participant, Reply: old.Reply, Function: old.Function, Message: old.Message}
		function, message = old.Function, old.Message
	}
	if ok && old.Sequence == c.Sequence && (cmd.Reply == Acknowledged ||
		old.Reply == cmd.Reply && old.Function == function && old.Message == message) {
		return nil, nil
	}
	return []Event{&InvitationAnswered{Participant: cmd.Participant, Reply: cmd.Reply,
		Function: function, Message: message}}, nil
}

func (cmd *CancelConference) decide(c *Conference, m Meta) ([]Event, error) {
	if c.Phase == Cancelled {
		return nil, nil
	}
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	reason := tidy(cmd.Reason)
	if err := checkText("reason", reason, true); err != nil {
		return nil, err
	}
	return []Event{&ConferenceCancelled{Reason: reason}}, nil
}

func (e *Invited) apply(c *Conference, m Meta) {
	list := slices.Clone(c.Plan.Participants)
	for _, p := range e.Participants {
		at := slices.IndexFunc(list, func(q Participant) bool { return q.Key() == p.Key() })
		if at < 0 {
			list = append(list, p)
			continue
		}
		list[at] = p
	}
	c.Plan.Participants, c.Stamp = list, m.At
}

func (e *Uninvited) apply(c *Conference, m Meta) {
	c.Plan.Participants = slices.DeleteFunc(slices.Clone(c.Plan.Participants),
		func(q Participant) bool { return q.Key() == e.Participant })
	delete(c.Answers, e.Participant)
	c.Stamp = m.At
}

// RolesAssigned in the lobby replaces what was handed over there: nobody has served yet.
func (e *RolesAssigned) apply(c *Conference, _ Meta) { c.Plan.Roles, c.Roles = e.Roles, nil }

func (e *InvitationIssued) apply(c *Conference, m Meta) {
	c.Issues = append(c.Issues, Issue{At: m.OccurredAt, By: m.Member, Channels: e.Channels, Sequence: c.Sequence})
	if len(c.Issues) == 1 {
		c.Plan.Callout.SentAt = m.OccurredAt
		// What was acknowledged before was a förvarning: nobody had a kallelse to acknowledge.
		maps.DeleteFunc(c.Answers, func(_ string, a Answer) bool { return a.Reply == Acknowledged })
	}
	if len(e.Channels) > 0 {
		c.Plan.Callout.Channels = e.Channels
	}
	if !e.AckDeadline.IsZero() {
		c.Plan.Callout.AckDeadline = e.AckDeadline
	}
	if c.Phase == Planned {
		c.Phase = Called
	}
	c.Stamp = m.At
}

func (e *InvitationAnswered) apply(c *Conference, m Meta) {
	if e.Message != "" {
		actor, _, _ := strings.Cut(e.Participant, "/")
		c.messages = append(c.messages, message{actor: actor, seq: m.Seq})
	}
	c.Answers[e.Participant] = Answer{Reply: e.Reply, Function: e.Function, Message: e.Message,
		At: m.OccurredAt, By: m.Member, Sequence: c.Sequence}
}

func (e *ConferenceCancelled) apply(c *Conference, m Meta) {
	c.raiseSequence(m, false)
	if len(c.Issues) == 0 {
		c.Sequence++ // somebody may have taken the entry from a calendar file: a cancellation must be newer than that
	}
	c.Phase = Cancelled
}

// raiseSequence marks the calendar entry as changed. Only an entry that has been sent has a sequence to raise;
// a changed time makes every answer void (RFC 5546 2.1.4).
func (c *Conference) raiseSequence(m Meta, voidAnswers bool) {
	c.Stamp = m.At
	if voidAnswers { // to a förvarning as well
		c.Answers = map[string]Answer{}
	}
	if len(c.Issues) > 0 {
		c.Sequence++
	}
}
