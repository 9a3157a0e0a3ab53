package conference

import (
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/agenda"
	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Limits on what people write. A longer text is refused, never cut.
const (
	MaxTitle = 300    // characters
	MaxText  = 20_000 // characters of a note, decision, reason or paragraph
	MaxParts = 2_000  // participants, items, rules: things in one list
)

// PlanConference makes the conference. Everything in the plan can be changed until the meeting begins.
type PlanConference struct {
	Plan Plan `json:"plan"`
}

// ConferencePlanned is the fact that it was made.
type ConferencePlanned struct {
	Plan Plan `json:"plan"`
}

// Rename changes the title.
type Rename struct {
	Title string `json:"title"`
}

// Renamed is the fact.
type Renamed struct {
	Title string `json:"title"`
}

// Reschedule moves the conference. When the invitation is out, everybody has to answer anew (RFC 5546 2.1.4).
type Reschedule struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Rescheduled is the fact.
type Rescheduled struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// SetInvitation sets the SMARR.
type SetInvitation struct {
	Invitation Invitation `json:"invitation"`
}

// InvitationSet is the fact.
type InvitationSet struct {
	Invitation Invitation `json:"invitation"`
}

// SetAgenda sets the whole agenda. During the meeting, items that have begun must stay in it.
type SetAgenda struct {
	Agenda agenda.Agenda `json:"agenda"`
}

// AgendaSet is the fact.
type AgendaSet struct {
	Agenda agenda.Agenda `json:"agenda"`
}

// SetConnections sets the ways in.
type SetConnections struct {
	Connections []Connection `json:"connections"`
}

// ConnectionsSet is the fact.
type ConnectionsSet struct {
	Connections []Connection `json:"connections"`
}

// SetContacts sets technical support and the host's duty officer.
type SetContacts struct {
	Support Contact `json:"support"`
	Duty    Contact `json:"duty"`
}

// ContactsSet is the fact.
type ContactsSet struct {
	Support Contact `json:"support"`
	Duty    Contact `json:"duty"`
}

// SetDependencies sets what the conference waits for and what waits for it.
type SetDependencies struct {
	Needs []Dependency `json:"needs"`
	Feeds []Dependency `json:"feeds"`
}

// DependenciesSet is the fact.
type DependenciesSet struct {
	Needs []Dependency `json:"needs"`
	Feeds []Dependency `json:"feeds"`
}

// SetReporting sets when situation reports are due, and counts those that came in.
type SetReporting struct {
	Reporting Reporting `json:"reporting"`
}

// ReportingSet is the fact.
type ReportingSet struct {
	Reporting Reporting `json:"reporting"`
}

// SetCallout sets the channels, the deadline to acknowledge and the short text.
type SetCallout struct {
	Callout Callout `json:"callout"`
}

// CalloutSet is the fact.
type CalloutSet struct {
	Callout Callout `json:"callout"`
}

// SetDocumentation sets what is kept of the meeting.
type SetDocumentation struct {
	Documentation Documentation `json:"documentation"`
}

// DocumentationSet is the fact.
type DocumentationSet struct {
	Documentation Documentation `json:"documentation"`
}

// SetOpenness says whether the meeting is open, and the rule for what is not.
type SetOpenness struct {
	Openness Openness `json:"openness"`
}

// OpennessSet is the fact.
type OpennessSet struct {
	Openness Openness `json:"openness"`
}

// SetRegistryNumber sets the diarienummer of the conference. It may be set at any time: it is often given afterwards.
type SetRegistryNumber struct {
	RegistryNumber string `json:"registryNumber"`
}

// RegistryNumberSet is the fact.
type RegistryNumberSet struct {
	RegistryNumber string `json:"registryNumber"`
}

// AddMaterial adds something to read or show.
type AddMaterial struct {
	Material Material `json:"material"`
}

// MaterialAdded is the fact.
type MaterialAdded struct {
	Material Material `json:"material"`
}

// RemoveMaterial takes material away by its title.
type RemoveMaterial struct {
	Title string `json:"title"`
}

// MaterialRemoved is the fact.
type MaterialRemoved struct {
	Title string `json:"title"`
}

// TickChecklist marks a line of a checklist as done, or not done.
type TickChecklist struct {
	Item string `json:"item"`
	Done bool   `json:"done"`
}

// ChecklistTicked is the fact.
type ChecklistTicked struct {
	Item string `json:"item"`
	Done bool   `json:"done"`
}

// Tick is who ticked a line of a checklist, and when.
type Tick struct {
	At time.Time
	By string
}

// ReceiveInput records that what another conference owed this one has come in.
type ReceiveInput struct {
	Conference string `json:"conference"`
	Note       string `json:"note,omitempty"`
}

// InputReceived is the fact.
type InputReceived struct {
	Conference string `json:"conference"`
	Note       string `json:"note,omitempty"`
}

// Names.
func (*PlanConference) Name() string    { return "conference.plan" }
func (*ConferencePlanned) Name() string { return "conference.planned" }
func (*Rename) Name() string            { return "plan.rename" }
func (*Renamed) Name() string           { return "plan.renamed" }
func (*Reschedule) Name() string        { return "plan.reschedule" }
func (*Rescheduled) Name() string       { return "plan.rescheduled" }
func (*SetInvitation) Name() string     { return "plan.set-invitation" }
func (*InvitationSet) Name() string     { return "plan.invitation-set" }
func (*SetAgenda) Name() string         { return "plan.set-agenda" }
func (*AgendaSet) Name() string         { return "plan.agenda-set" }
func (*SetConnections) Name() string    { return "plan.set-connections" }
func (*ConnectionsSet) Name() string    { return "plan.connections-set" }
func (*SetContacts) Name() string       { return "plan.set-contacts" }
func (*ContactsSet) Name() string       { return "plan.contacts-set" }
func (*SetDependencies) Name() string   { return "plan.set-dependencies" }
func (*DependenciesSet) Name() string   { return "plan.dependencies-set" }
func (*SetReporting) Name() string      { return "plan.set-reporting" }
func (*ReportingSet) Name() string      { return "plan.reporting-set" }
func (*SetCallout) Name() string        { return "plan.set-callout" }
func (*CalloutSet) Name() string        { return "plan.callout-set" }
func (*SetDocumentation) Name() string  { return "plan.set-documentation" }
func (*DocumentationSet) Name() string  { return "plan.documentation-set" }
func (*SetOpenness) Name() string       { return "plan.set-openness" }
func (*OpennessSet) Name() string       { return "plan.openness-set" }
func (*SetRegistryNumber) Name() string { return "plan.set-registry-number" }
func (*RegistryNumberSet) Name() string { return "plan.registry-number-set" }
func (*AddMaterial) Name() string       { return "plan.add-material" }
func (*MaterialAdded) Name() string     { return "plan.material-added" }
func (*RemoveMaterial) Name() string    { return "plan.remove-material" }
func (*MaterialRemoved) Name() string   { return "plan.material-removed" }
func (*TickChecklist) Name() string     { return "checklist.tick" }
func (*ChecklistTicked) Name() string   { return "checklist.ticked" }
func (*ReceiveInput) Name() string      { return "input.receive" }
func (*InputReceived) Name() string     { return "input.received" }

func (cmd *PlanConference) decide(c *Conference, m Meta) ([]Event, error) {
	p := cmd.Plan
	if c.Phase != Unplanned {
		if string(Encode(p)) == string(Encode(c.Plan)) {
			return nil, nil
		}
		return nil, fault.New(fault.Conflict, "conference.exists", "ID", c.Plan.ID)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	return []Event{&ConferencePlanned{Plan: p}}, nil
}

// check refuses a plan that cannot be kept at all. What is merely weak is CheckPlan's matter.
func (p *Plan) check() error {
	if err := id.Key(p.ID); err != nil {
		return err
	}
	if p.Host == "" {
		return fault.New(fault.Invalid, "plan.no-host")
	}
	if !p.Level.Valid() {
		return fault.New(fault.Invalid, "plan.level", "Level", string(p.Level))
	}
	if p.SeriesNo < 1 {
		return fault.New(fault.Invalid, "plan.series-number", "Number", p.SeriesNo)
	}
	if err := checkTitle(p.Title); err != nil {
		return err
	}
	if err := checkTimes(p.Start, p.End); err != nil {
		return err
	}
	if err := p.Invitation.check(); err != nil {
		return err
	}
	if err := p.Agenda.Validate(); err != nil {
		return err
	}
	if err := checkConnections(p.Connections); err != nil {
		return err
	}
	if err := checkHolders(p.Roles); err != nil {
		return err
	}
	return checkParticipants(p.Participants)
}

func checkTitle(s string) error {
	n := utf8.RuneCountInString(s)
	if strings.TrimSpace(s) == "" {
		return fault.New(fault.Invalid, "plan.no-title")
	}
	if n > MaxTitle {
		return fault.New(fault.TooLarge, "text.too-long", "Field", "title", "Length", n, "Max", MaxTitle)
	}
	return checkCharacters("title", s)
}

func checkTimes(start, end time.Time) error {
	if start.IsZero() || end.IsZero() || !end.After(start) {
		return fault.New(fault.Invalid, "plan.times", "Start", start, "End", end)
	}
	return nil
}

// checkText refuses an empty text where one is needed, one over the limit, and characters that no document can carry.
func checkText(field, s string, required bool) error {
	if required && strings.TrimSpace(s) == "" {
		return fault.New(fault.Invalid, "text.empty", "Field", field)
	}
	if n := utf8.RuneCountInString(s); n > MaxText {
		return fault.New(fault.TooLarge, "text.too-long", "Field", field, "Length", n, "Max", MaxText)
	}
	return checkCharacters(field, s)
}

// checkCharacters refuses text that is not UTF-8, and control characters: NUL ends strings in other programs, and the
// bidi controls make a text read otherwise than it is stored. Line breaks and tabs are text.
func checkCharacters(field, s string) error {
	if !utf8.ValidString(s) {
		return fault.New(fault.Invalid, "text.not-utf8", "Field", field)
	}
	for _, r := range s {
		control := r < 0x20 && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r <= 0x9f
		bidi := r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
		if control || bidi {
			return fault.New(fault.Invalid, "text.control-character", "Field", field, "Code", int(r))
		}
	}
	return nil
}

// tidy makes the line breaks of a text one kind: web forms and Windows files send CR LF.
func tidy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(s, "\r", "\n"))
}

func (v Invitation) check() error {
	for field, s := range map[string]string{"purpose": v.Purpose, "procedure": v.Procedure, "resources": v.Resources} {
		if err := checkText(field, s, false); err != nil {
			return err
		}
	}
	for field, list := range map[string][]string{"goals": v.Goals, "rules": v.Rules, "questions": v.Questions} {
		if len(list) > MaxParts {
			return fault.New(fault.TooLarge, "list.too-long", "Field", field, "Max", MaxParts)
		}
		for _, s := range list {
			if err := checkText(field, s, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkConnections(list []Connection) error {
	for i, k := range list {
		if !k.Mode.Valid() {
			return fault.New(fault.Invalid, "connection.mode", "Number", i+1, "Mode", string(k.Mode))
		}
		for field, s := range map[string]string{"url": k.URL, "number": k.Number, "code": k.Code,
			"talkGroup": k.TalkGroup, "place": k.Place, "access": k.Access, "note": k.Note} {
			if err := checkText("connection."+field, s, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkHolders(list []RoleHolder) error {
	seen := map[Role]bool{}
	for _, h := range list {
		if !h.Role.Internal() || h.Actor == "" {
			return fault.New(fault.Invalid, "role.invalid", "Role", string(h.Role))
		}
		if seen[h.Role] {
			return fault.New(fault.Invalid, "role.twice", "Role", string(h.Role))
		}
		seen[h.Role] = true
	}
	return nil
}

func (cmd *Rename) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	title := tidy(cmd.Title)
	if err := checkTitle(title); err != nil {
		return nil, err
	}
	if title == c.Plan.Title {
		return nil, nil
	}
	return []Event{&Renamed{Title: title}}, nil
}

func (cmd *Reschedule) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	if err := checkTimes(cmd.Start, cmd.End); err != nil {
		return nil, err
	}
	if cmd.Start.Equal(c.Plan.Start) && cmd.End.Equal(c.Plan.End) {
		return nil, nil
	}
	return []Event{&Rescheduled{Start: cmd.Start, End: cmd.End}}, nil
}

func (cmd *SetInvitation) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	if err := cmd.Invitation.check(); err != nil {
		return nil, err
	}
	return unlessSame(cmd.Invitation, c.Plan.Invitation, &InvitationSet{Invitation: cmd.Invitation})
}

func (cmd *SetAgenda) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if c.Phase == Closed || c.Phase == Approved || c.Phase == Published {
		return nil, fault.New(fault.Conflict, "meeting.closed")
	}
	if err := cmd.Agenda.Validate(); err != nil {
		return nil, err
	}
	for _, s := range c.Items {
		if _, ok := cmd.Agenda.Find(s.ID); !ok {
			return nil, fault.New(fault.Conflict, "agenda.item-begun", "Item", s.ID)
		}
	}
	return unlessSame(cmd.Agenda, c.Plan.Agenda, &AgendaSet{Agenda: cmd.Agenda})
}

func (cmd *SetConnections) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if c.Phase == Closed || c.Phase == Approved || c.Phase == Published {
		return nil, fault.New(fault.Conflict, "meeting.closed")
	}
	if err := checkConnections(cmd.Connections); err != nil {
		return nil, err
	}
	return unlessSame(cmd.Connections, c.Plan.Connections, &ConnectionsSet{Connections: cmd.Connections})
}

func (cmd *SetContacts) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	return unlessSame(*cmd, SetContacts{Support: c.Plan.Support, Duty: c.Plan.Duty},
		&ContactsSet{Support: cmd.Support, Duty: cmd.Duty})
}

func (cmd *SetDependencies) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	for _, d := range append(append([]Dependency{}, cmd.Needs...), cmd.Feeds...) {
		if d.Conference == c.Plan.ID {
			return nil, fault.New(fault.Invalid, "dependency.self")
		}
		if err := id.Key(d.Conference); err != nil {
			return nil, err
		}
	}
	return unlessSame(*cmd, SetDependencies{Needs: c.Plan.Needs, Feeds: c.Plan.Feeds},
		&DependenciesSet{Needs: cmd.Needs, Feeds: cmd.Feeds})
}

func (cmd *SetReporting) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if cmd.Reporting.Expected < 0 || cmd.Reporting.Received < 0 {
		return nil, fault.New(fault.Invalid, "reporting.count")
	}
	return unlessSame(cmd.Reporting, c.Plan.Reporting, &ReportingSet{Reporting: cmd.Reporting})
}

func (cmd *SetCallout) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	if err := checkText("shortText", cmd.Callout.ShortText, false); err != nil {
		return nil, err
	}
	return unlessSame(cmd.Callout, c.Plan.Callout, &CalloutSet{Callout: cmd.Callout})
}

func (cmd *SetDocumentation) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordable(); err != nil {
		return nil, err
	}
	switch cmd.Documentation.Minutes {
	case "", MinutesNotes, MinutesFormal:
	default:
		return nil, fault.New(fault.Invalid, "documentation.minutes", "Kind", string(cmd.Documentation.Minutes))
	}
	return unlessSame(cmd.Documentation, c.Plan.Documentation, &DocumentationSet{Documentation: cmd.Documentation})
}

func (cmd *SetOpenness) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordable(); err != nil {
		return nil, err
	}
	if err := checkText("openness", cmd.Openness.Rule, false); err != nil {
		return nil, err
	}
	return unlessSame(cmd.Openness, c.Plan.Openness, &OpennessSet{Openness: cmd.Openness})
}

func (cmd *SetRegistryNumber) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	n := tidy(cmd.RegistryNumber)
	if utf8.RuneCountInString(n) > 60 || strings.ContainsAny(n, "\n\t") {
		return nil, fault.New(fault.Invalid, "plan.registry-number")
	}
	if err := checkCharacters("registryNumber", n); err != nil {
		return nil, err
	}
	if n == c.Plan.RegistryNumber {
		return nil, nil
	}
	return []Event{&RegistryNumberSet{RegistryNumber: n}}, nil
}

func (cmd *AddMaterial) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordable(); err != nil {
		return nil, err
	}
	if err := checkTitle(cmd.Material.Title); err != nil {
		return nil, err
	}
	if err := cmd.Material.Secrecy.check(); err != nil {
		return nil, err
	}
	for _, old := range c.Plan.Material {
		if old.Title == cmd.Material.Title {
			return unlessSame(cmd.Material, old, fault.New(fault.Conflict, "material.exists", "Title", old.Title))
		}
	}
	return []Event{&MaterialAdded{Material: cmd.Material}}, nil
}

func (cmd *RemoveMaterial) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	for _, old := range c.Plan.Material {
		if old.Title == cmd.Title {
			return []Event{&MaterialRemoved{Title: cmd.Title}}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "material.unknown", "Title", cmd.Title)
}

func (cmd *TickChecklist) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if err := id.Key(cmd.Item); err != nil {
		return nil, err
	}
	if _, done := c.Ticked[cmd.Item]; done == cmd.Done {
		return nil, nil
	}
	return []Event{&ChecklistTicked{Item: cmd.Item, Done: cmd.Done}}, nil
}

func (cmd *ReceiveInput) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if _, in := c.Received[cmd.Conference]; in {
		return nil, nil
	}
	for _, d := range c.Plan.Needs {
		if d.Conference == cmd.Conference {
			return []Event{&InputReceived{Conference: cmd.Conference, Note: tidy(cmd.Note)}}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "dependency.unknown", "Conference", cmd.Conference)
}

// recordable refuses after approval, and on a conference that does not exist.
func (c *Conference) recordable() error {
	if err := c.planned(); err != nil {
		return err
	}
	if c.Phase == Approved || c.Phase == Published {
		return fault.New(fault.Conflict, "minutes.approved")
	}
	return nil
}

// unlessSame answers that nothing happened when the new value says what the old one said;
// otherwise with the event, or with the fault, that follows from the difference.
func unlessSame(is, was any, otherwise any) ([]Event, error) {
	if string(Encode(is)) == string(Encode(was)) {
		return nil, nil
	}
	if f, ok := otherwise.(*fault.Fault); ok {
		return nil, f
	}
	return []Event{otherwise.(Event)}, nil
}

func (e *ConferencePlanned) apply(c *Conference, m Meta) {
	c.Phase, c.Plan, c.Stamp = Planned, e.Plan, m.At
	for _, x := range e.Plan.Material {
		c.markPlan(m.Seq, x.Secrecy)
	}
	for _, x := range e.Plan.Carried.Measures {
		c.markPlan(m.Seq, x.Secrecy)
	}
	for _, x := range e.Plan.Carried.Matters {
		c.markPlan(m.Seq, x.Secrecy)
	}
}
func (e *Renamed) apply(c *Conference, m Meta) { c.Plan.Title = e.Title; c.Stamp = m.At }
func (e *Rescheduled) apply(c *Conference, m Meta) {
	c.Plan.Start, c.Plan.End = e.Start, e.End
	c.raiseSequence(m, true)
}
func (e *InvitationSet) apply(c *Conference, m Meta) {
	c.Plan.Invitation = e.Invitation
	c.Stamp = m.At
}
func (e *AgendaSet) apply(c *Conference, m Meta) { c.Plan.Agenda = e.Agenda; c.Stamp = m.At }
func (e *ConnectionsSet) apply(c *Conference, m Meta) {
	c.Plan.Connections = e.Connections
	c.raiseSequence(m, false)
}
func (e *ContactsSet) apply(c *Conference, m Meta) {
	c.Plan.Support, c.Plan.Duty, c.Stamp = e.Support, e.Duty, m.At
}
func (e *DependenciesSet) apply(c *Conference, _ Meta)  { c.Plan.Needs, c.Plan.Feeds = e.Needs, e.Feeds }
func (e *ReportingSet) apply(c *Conference, _ Meta)     { c.Plan.Reporting = e.Reporting }
func (e *CalloutSet) apply(c *Conference, _ Meta)       { c.Plan.Callout = e.Callout }
func (e *DocumentationSet) apply(c *Conference, _ Meta) { c.Plan.Documentation = e.Documentation }
func (e *OpennessSet) apply(c *Conference, _ Meta)      { c.Plan.Openness = e.Openness }
func (e *RegistryNumberSet) apply(c *Conference, _ Meta) {
	c.Plan.RegistryNumber = e.RegistryNumber
}
func (e *MaterialAdded) apply(c *Conference, m Meta) {
	c.markPlan(m.Seq, e.Material.Secrecy)
	c.Plan.Material = append(c.Plan.Material, e.Material)
}
func (e *MaterialRemoved) apply(c *Conference, _ Meta) {
	kept := make([]Material, 0, len(c.Plan.Material))
	for _, x := range c.Plan.Material {
		if x.Title != e.Title {
			kept = append(kept, x)
		}
	}
	c.Plan.Material = kept
}
func (e *ChecklistTicked) apply(c *Conference, m Meta) {
	if e.Done {
		c.Ticked[e.Item] = Tick{At: m.OccurredAt, By: m.Member}
		return
	}
	delete(c.Ticked, e.Item)
}
func (e *InputReceived) apply(c *Conference, m Meta) { c.Received[e.Conference] = m.OccurredAt }
