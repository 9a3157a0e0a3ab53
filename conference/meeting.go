package conference

import (
	"slices"
	"time"

	"samverkan/internal/fault"
)

// Meeting is when the meeting was open.
type Meeting struct {
	LobbyAt   time.Time   `json:"lobbyAt,omitzero"`
	LobbyNote string      `json:"lobbyNote,omitempty"`
	Opened    time.Time   `json:"opened,omitzero"`
	Ends      time.Time   `json:"ends,omitzero"` // planned end, as extended
	Breaks    []Break     `json:"breaks,omitempty"`
	Closed    time.Time   `json:"closed,omitzero"`
	ClosedBy  string      `json:"closedBy,omitempty"`
	Note      string      `json:"note,omitempty"`    // what was said at the close
	Carried   []string    `json:"carried,omitempty"` // ids of what was left open on purpose
	Reopened  []Reopening `json:"reopened,omitempty"`
	Extended  []Extension `json:"extended,omitempty"`
}

// Break is an adjournment (ajournering).
type Break struct {
	Span
	Until  time.Time `json:"until,omitzero"` // announced
	Reason string    `json:"reason,omitempty"`
}

// Reopening says that the meeting was closed by mistake.
type Reopening struct {
	At       time.Time `json:"at,omitzero"`
	ClosedAt time.Time `json:"closedAt,omitzero"`
	Reason   string    `json:"reason,omitempty"`
	By       string    `json:"by,omitempty"`
}

// Extension is a changed end.
type Extension struct {
	At time.Time `json:"at,omitzero"`
	To time.Time `json:"to,omitzero"`
}

// OpenLobby opens the connections ahead of the meeting (väntrum).
type OpenLobby struct {
	Note string `json:"note,omitempty"`
}

// LobbyOpened is the fact.
type LobbyOpened struct {
	Note string `json:"note,omitempty"`
}

// OpenMeeting opens the meeting (öppnar mötet).
type OpenMeeting struct {
	Note string `json:"note,omitempty"`
}

// MeetingOpened is the fact.
type MeetingOpened struct {
	Note string `json:"note,omitempty"`
}

// AdjournMeeting breaks the meeting off for a while (ajournerar). While it is broken off, the announced time and the reason can be changed.
type AdjournMeeting struct {
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason,omitempty"`
}

// MeetingAdjourned is the fact.
type MeetingAdjourned struct {
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason,omitempty"`
}

// ResumeMeeting goes on after an adjournment (återupptar).
type ResumeMeeting struct{}

// MeetingResumed is the fact.
type MeetingResumed struct{}

// ExtendMeeting moves the end of a meeting that goes on (förlänger).
type ExtendMeeting struct {
	To time.Time `json:"to"`
}

// MeetingExtended is the fact.
type MeetingExtended struct {
	To time.Time `json:"to"`
}

// CloseMeeting closes the meeting (avslutar). It is refused, with a list, while something must still be settled; Carry names what
// is left open on purpose and goes on to the next conference.
type CloseMeeting struct {
	Carry []string `json:"carry,omitempty"`
	Note  string   `json:"note,omitempty"`
}

// MeetingClosed is the fact.
type MeetingClosed struct {
	Carry []string `json:"carry,omitempty"`
	Note  string   `json:"note,omitempty"`
}

// ReopenMeeting takes back a close by mistake. Checks of the minutes are thereby gone.
type ReopenMeeting struct {
	Reason string `json:"reason"`
}

// MeetingReopened is the fact.
type MeetingReopened struct {
	Reason string `json:"reason"`
}

// RoleTerm is how long somebody has held an internal role.
type RoleTerm struct {
	RoleHolder
	Span
	Reason string `json:"reason,omitempty"`
	By     string `json:"by,omitempty"`
}

// HandOverRole gives an internal role to somebody else (lämnar över), or takes it over when the holder has dropped out.
type HandOverRole struct {
	Role     Role   `json:"role"`
	Actor    string `json:"actor"`
	Function string `json:"function,omitempty"`
	Member   string `json:"member,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// RoleHandedOver is the fact.
type RoleHandedOver struct {
	Role     Role   `json:"role"`
	Actor    string `json:"actor"`
	Function string `json:"function,omitempty"`
	Member   string `json:"member,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// Names.
func (*OpenLobby) Name() string        { return "meeting.open-lobby" }
func (*LobbyOpened) Name() string      { return "meeting.lobby-opened" }
func (*OpenMeeting) Name() string      { return "meeting.open" }
func (*MeetingOpened) Name() string    { return "meeting.opened" }
func (*AdjournMeeting) Name() string   { return "meeting.adjourn" }
func (*MeetingAdjourned) Name() string { return "meeting.adjourned" }
func (*ResumeMeeting) Name() string    { return "meeting.resume" }
func (*MeetingResumed) Name() string   { return "meeting.resumed" }
func (*ExtendMeeting) Name() string    { return "meeting.extend" }
func (*MeetingExtended) Name() string  { return "meeting.extended" }
func (*CloseMeeting) Name() string     { return "meeting.close" }
func (*MeetingClosed) Name() string    { return "meeting.closed" }
func (*ReopenMeeting) Name() string    { return "meeting.reopen" }
func (*MeetingReopened) Name() string  { return "meeting.reopened" }
func (*HandOverRole) Name() string     { return "role.hand-over" }
func (*RoleHandedOver) Name() string   { return "role.handed-over" }

func (cmd *OpenLobby) decide(c *Conference, m Meta) ([]Event, error) {
	if c.Phase == Lobby {
		return nil, nil
	}
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	note := tidy(cmd.Note)
	if err := checkTexts("note", note); err != nil {
		return nil, err
	}
	return []Event{&LobbyOpened{Note: note}}, nil
}

func (cmd *OpenMeeting) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	switch c.Phase {
	case Open:
		return nil, nil
	case Adjourned:
		return nil, fault.New(fault.Conflict, "meeting.adjourned")
	case Closed, Approved, Published:
		return nil, fault.New(fault.Conflict, "meeting.closed")
	}
	note := tidy(cmd.Note)
	if err := checkTexts("note", note); err != nil {
		return nil, err
	}
	if len(c.Plan.Participants) == 0 {
		return nil, fault.New(fault.Conflict, "meeting.nobody")
	}
	if len(c.Plan.Agenda) == 0 {
		return nil, fault.New(fault.Conflict, "meeting.no-agenda")
	}
	if err := c.inOrder(m, c.Meeting.LobbyAt); err != nil {
		return nil, err
	}
	return []Event{&MeetingOpened{Note: note}}, nil
}

func (cmd *AdjournMeeting) decide(c *Conference, m Meta) ([]Event, error) {
	until, reason := cmd.Until, tidy(cmd.Reason)
	if c.Phase == Adjourned && len(c.Meeting.Breaks) > 0 {
		// The break may last longer than was announced.
		now := c.Meeting.Breaks[len(c.Meeting.Breaks)-1]
		if (until.IsZero() || until.Equal(now.Until)) && (reason == "" || reason == now.Reason) {
			return nil, nil
		}
		if until.IsZero() {
			until = now.Until
		}
		reason = firstOf(reason, now.Reason)
	} else if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if err := checkTexts("reason", reason); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, c.lastStep()); err != nil {
		return nil, err
	}
	if c.Recording.Running() {
		return nil, fault.New(fault.Conflict, "recording.running")
	}
	if !until.IsZero() && !until.After(m.OccurredAt) {
		return nil, fault.New(fault.Invalid, "meeting.until-past", "Until", until)
	}
	var events []Event
	if c.Speakers.OnAir != nil {
		events = append(events, &FloorYielded{})
	}
	return append(events, &MeetingAdjourned{Until: until, Reason: reason}), nil
}

func (cmd *ResumeMeeting) decide(c *Conference, m Meta) ([]Event, error) {
	switch c.Phase {
	case Open:
		return nil, nil
	case Adjourned:
		if err := c.inOrder(m, c.lastStep()); err != nil {
			return nil, err
		}
		return []Event{&MeetingResumed{}}, nil
	}
	return nil, c.inMeeting()
}

func (cmd *ExtendMeeting) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.inMeeting(); err != nil {
		return nil, err
	}
	if cmd.To.Equal(c.Meeting.Ends) {
		return nil, nil
	}
	if !cmd.To.After(m.OccurredAt) {
		return nil, fault.New(fault.Invalid, "meeting.end-past", "To", cmd.To)
	}
	return []Event{&MeetingExtended{To: cmd.To}}, nil
}

func (cmd *CloseMeeting) decide(c *Conference, m Meta) ([]Event, error) {
	switch c.Phase {
	case Closed, Approved, Published:
		return nil, nil
	case Open:
	default:
		return nil, c.inMeeting()
	}
	if err := c.inOrder(m, latest(c.lastStep(), c.lastRecorded())); err != nil {
		return nil, err
	}
	note := tidy(cmd.Note)
	if err := checkTexts("note", note); err != nil {
		return nil, err
	}
	if err := checkLength("carry", len(cmd.Carry)); err != nil {
		return nil, err
	}
	blockers := c.Blockers()
	for _, name := range cmd.Carry {
		if !slices.ContainsFunc(blockers, func(b Blocker) bool { return b.ID == name && b.Carriable }) {
			return nil, fault.New(fault.Invalid, "close.nothing-to-carry", "ID", name)
		}
	}
	left := map[string]string{}
	for _, b := range blockers {
		if !b.Carriable || !slices.Contains(cmd.Carry, b.ID) {
			left[b.ID] = b.Code
		}
	}
	if len(left) > 0 {
		f := fault.New(fault.Conflict, "close.unsettled", "Count", len(left))
		f.Fields = left
		return nil, f
	}
	var events []Event
	if c.Speakers.OnAir != nil {
		events = append(events, &FloorYielded{})
	}
	if c.Current != "" {
		events = append(events, &ItemFinished{Item: c.Current})
	}
	return append(events, &MeetingClosed{Carry: cloneList(cmd.Carry), Note: note}), nil
}

// lastRecorded is when a roll-call, decision or recording last ended, or a role was handed over: the meeting cannot close
// before that.
func (c *Conference) lastRecorded() time.Time {
	last := c.RollCall.Closed
	for _, t := range c.Roles {
		last = latest(last, t.Start)
	}
	for _, d := range c.Decisions {
		if d.Settled != nil {
			last = latest(last, d.Settled.At)
		}
	}
	for _, run := range c.Recording.Runs {
		last = latest(last, run.End)
	}
	return last
}

// lastStep is when the meeting last took a step that has an order: opened, item, speaker, break, reopened.
func (c *Conference) lastStep() time.Time {
	last := c.Meeting.Opened
	for _, s := range c.Items {
		for _, span := range s.Spans {
			last = latest(last, span.Start, span.End)
		}
	}
	for _, t := range c.Speakers.Talks {
		last = latest(last, t.Start, t.End)
	}
	if c.Speakers.OnAir != nil {
		last = latest(last, c.Speakers.OnAir.Start)
	}
	for _, b := range c.Meeting.Breaks {
		last = latest(last, b.Start, b.End)
	}
	for _, r := range c.Meeting.Reopened {
		last = latest(last, r.At)
	}
	return last
}

func latest(times ...time.Time) time.Time {
	var max time.Time
	for _, t := range times {
		if t.After(max) {
			max = t
		}
	}
	return max
}

// Blocker is something that must be settled before the meeting can be closed.
type Blocker struct {
	ID        string // of the note, decision or measure; or "rollcall", "recording"
	Code      string // fault code that says what is wrong and what to do
	Text      string // what it is about; empty for what has no text
	Carriable bool   // whether it may be left open on purpose
	Secrecy   Secrecy
}

// Blockers lists what hinders the close, in the order in which it should be settled.
func (c *Conference) Blockers() []Blocker {
	var out []Blocker
	if !c.RollCall.Held() && !c.RollCall.Skipped {
		out = append(out, Blocker{ID: "rollcall", Code: "close.no-rollcall"})
	}
	if c.Recording.Running() {
		out = append(out, Blocker{ID: "recording", Code: "recording.running"})
	}
	for _, d := range c.Decisions {
		b := Blocker{ID: d.ID, Text: d.Wording, Carriable: true, Secrecy: c.EffectiveSecrecy(d.Secrecy, d.Item)}
		switch {
		case d.Settled != nil || d.Withdrawn != nil:
			continue
		case len(d.ReadBacks) == 0:
			b.Code = "close.not-read-back"
		default:
			b.Code = "close.not-settled"
		}
		out = append(out, b)
	}
	for _, n := range c.Notes {
		b := Blocker{ID: n.ID, Text: n.Text, Carriable: true, Secrecy: c.EffectiveSecrecy(n.Secrecy, n.Item)}
		switch {
		case n.Struck != nil:
			continue
		case n.Kind == NoteUnowned && c.OwnerOf(n) == "":
			b.Code = "close.unowned"
		case n.Kind == NoteParked && n.Owner == "":
			b.Code = "close.parked-without-owner"
		default:
			continue
		}
		out = append(out, b)
	}
	for _, x := range c.Measures {
		if (x.Accepted == nil || !*x.Accepted) && x.Status != MeasureDone && x.Status != MeasureDropped {
			out = append(out, Blocker{ID: x.ID, Code: "close.measure-not-accepted", Text: x.Text, Carriable: true,
				Secrecy: c.EffectiveSecrecy(x.Secrecy, x.Item)})
		}
	}
	for _, d := range c.Plan.Carried.Directions {
		if !c.followedUp(d.Conference, d.ID) {
			out = append(out, Blocker{ID: d.Conference + "/" + d.ID, Code: "close.direction-not-followed-up",
				Text: d.Wording, Carriable: true, Secrecy: d.Secrecy})
		}
	}
	return out
}

func (cmd *ReopenMeeting) decide(c *Conference, m Meta) ([]Event, error) {
	switch c.Phase {
	case Open:
		return nil, nil
	case Closed:
	case Approved, Published:
		return nil, fault.New(fault.Conflict, "minutes.approved")
	default:
		return nil, c.inMeeting()
	}
	reason := tidy(cmd.Reason)
	if err := checkText("reason", reason, true); err != nil {
		return nil, err
	}
	if err := c.inOrder(m, c.Meeting.Closed); err != nil {
		return nil, err
	}
	return []Event{&MeetingReopened{Reason: reason}}, nil
}

func (cmd *HandOverRole) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordOpen(); err != nil {
		return nil, err
	}
	next := RoleHolder{Role: cmd.Role, Actor: cmd.Actor, Function: cmd.Function, Member: cmd.Member}.tidied()
	if err := checkHolders([]RoleHolder{next}); err != nil {
		return nil, err
	}
	reason := tidy(cmd.Reason)
	if err := checkTexts("reason", reason); err != nil {
		return nil, err
	}
	if now, ok := c.RoleHolder(cmd.Role); ok && now == next {
		return nil, nil
	}
	for _, t := range c.Roles {
		if t.Role == cmd.Role {
			if err := c.inOrder(m, latest(t.Start, t.End)); err != nil {
				return nil, err
			}
		}
	}
	return []Event{&RoleHandedOver{Role: next.Role, Actor: next.Actor, Function: next.Function,
		Member: next.Member, Reason: reason}}, nil
}

// RoleHolder gives who holds an internal role now.
func (c *Conference) RoleHolder(r Role) (RoleHolder, bool) {
	for _, t := range slices.Backward(c.Roles) {
		if t.Role == r {
			return t.RoleHolder, true
		}
	}
	return c.Plan.Holder(r)
}

func (e *LobbyOpened) apply(c *Conference, m Meta) {
	c.Phase, c.Meeting.LobbyAt, c.Meeting.LobbyNote = Lobby, m.OccurredAt, e.Note
}

func (e *MeetingOpened) apply(c *Conference, m Meta) {
	c.Phase, c.Meeting.Opened, c.Meeting.Ends = Open, m.OccurredAt, c.Plan.End
	for _, h := range c.Plan.Roles {
		if !slices.ContainsFunc(c.Roles, func(t RoleTerm) bool { return t.Role == h.Role }) {
			c.Roles = append(c.Roles, RoleTerm{RoleHolder: h, Span: Span{Start: m.OccurredAt}})
		}
	}
}

func (e *MeetingAdjourned) apply(c *Conference, m Meta) {
	if n := len(c.Meeting.Breaks); c.Phase == Adjourned && n > 0 {
		c.Meeting.Breaks[n-1].Until, c.Meeting.Breaks[n-1].Reason = e.Until, e.Reason
		return
	}
	c.Phase, c.Speakers.steps = Adjourned, nil
	c.endSpan(c.Current, m.OccurredAt) // the item goes on after the break, but a break is no time spent on it
	c.Meeting.Breaks = append(c.Meeting.Breaks, Break{Span: Span{Start: m.OccurredAt}, Until: e.Until, Reason: e.Reason})
}

func (e *MeetingResumed) apply(c *Conference, m Meta) {
	c.Phase = Open
	if c.Current != "" {
		c.beginSpan(c.Current, m.OccurredAt)
	}
	if len(c.Meeting.Breaks) == 0 {
		return // its adjournment is expunged
	}
	c.Meeting.Breaks[len(c.Meeting.Breaks)-1].End = m.OccurredAt
}

func (e *MeetingExtended) apply(c *Conference, m Meta) {
	c.Meeting.Extended = append(c.Meeting.Extended, Extension{At: m.OccurredAt, To: e.To})
	c.Meeting.Ends = e.To
}

func (e *MeetingClosed) apply(c *Conference, m Meta) {
	c.Phase, c.Speakers.steps = Closed, nil
	c.Meeting.Closed, c.Meeting.ClosedBy, c.Meeting.Note, c.Meeting.Carried = m.OccurredAt, m.Member, e.Note, e.Carry
	for i := range c.Roles {
		if c.Roles[i].End.IsZero() {
			c.Roles[i].End = m.OccurredAt
		}
	}
	if len(c.Minutes.Versions) == 0 {
		c.Minutes.Versions = []MinutesVersion{{Number: 1, At: m.OccurredAt}}
	}
}

func (e *MeetingReopened) apply(c *Conference, m Meta) {
	c.Meeting.Reopened = append(c.Meeting.Reopened,
		Reopening{At: m.OccurredAt, ClosedAt: c.Meeting.Closed, Reason: e.Reason, By: m.Member})
	// Who held a role at the close holds it on: the last term of each role.
	seen := map[Role]bool{}
	for i := len(c.Roles) - 1; i >= 0; i-- {
		if t := &c.Roles[i]; !seen[t.Role] {
			seen[t.Role] = true
			t.End = time.Time{}
		}
	}
	c.Phase = Open
	c.Meeting.Closed, c.Meeting.ClosedBy, c.Meeting.Note, c.Meeting.Carried = time.Time{}, "", "", nil
	// Remarks made on minutes that are going to change say nothing about the new ones.
	c.Minutes.Versions = nil
}

func (e *RoleHandedOver) apply(c *Conference, m Meta) {
	for i := range c.Roles {
		if c.Roles[i].Role == e.Role && c.Roles[i].End.IsZero() {
			c.Roles[i].End = m.OccurredAt
		}
	}
	c.Roles = append(c.Roles, RoleTerm{
		RoleHolder: RoleHolder{Role: e.Role, Actor: e.Actor, Function: e.Function, Member: e.Member},
		Span:       Span{Start: m.OccurredAt}, Reason: e.Reason, By: m.Member})
}
