package conference

import (
	"slices"
	"time"

	"samverkan/agenda"
	"samverkan/internal/fault"
	"samverkan/internal/id"
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

// SetConnections sets the ways in (anslutning).
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

// SetReporting sets when situation reports (lägesrapporter) are due, and counts those that came in.
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

// TickChecklist marks a line of a checklist (checklista) as done, or not done.
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
	At time.Time `json:"at,omitzero"`
	By string    `json:"by,omitempty"`
}

// ReceiveInput records that what another conference owed this one (underlag) has come in.
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
	p := cmd.Plan.tidied()
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

func checkTimes(start, end time.Time) error {
	if start.IsZero() || end.IsZero() || !end.After(start) {
		return fault.New(fault.Invalid, "plan.times", "Start", start, "End", end)
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
	v := cmd.Invitation.tidied()
	if err := v.check(); err != nil {
		return nil, err
	}
	return unlessSame(v, c.Plan.Invitation, &InvitationSet{Invitation: v})
}

func (cmd *SetAgenda) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeClose(); err != nil {
		return nil, err
	}
	a := tidyAgenda(cmd.Agenda)
	if err := checkAgenda(a); err != nil {
		return nil, err
	}
	for _, it := range c.Plan.Agenda {
		if a.Index(it.ID) < 0 && c.dealtWith(it.ID) {
			return nil, fault.New(fault.Conflict, "agenda.item-begun", "Item", it.ID)
		}
	}
	return unlessSame(a, c.Plan.Agenda, &AgendaSet{Agenda: a})
}

// dealtWith tells whether the record holds anything about an item.
func (c *Conference) dealtWith(item string) bool {
	_, begun := c.Item(item)
	_, marked := c.itemSecrecy[item]
	return begun || marked || c.Next != nil && c.Next.Item == item ||
		slices.ContainsFunc(c.Notes, func(n Note) bool { return n.Item == item }) ||
		slices.ContainsFunc(c.Decisions, func(d Decision) bool { return d.Item == item }) ||
		slices.ContainsFunc(c.Measures, func(x Measure) bool { return x.Item == item })
}

func (cmd *SetConnections) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeClose(); err != nil {
		return nil, err
	}
	list := tidyEach(cmd.Connections, Connection.tidied)
	if err := checkConnections(list); err != nil {
		return nil, err
	}
	return unlessSame(list, c.Plan.Connections, &ConnectionsSet{Connections: list})
}

func (cmd *SetContacts) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	is := SetContacts{Support: cmd.Support.tidied(), Duty: cmd.Duty.tidied()}
	if err := is.Support.check("support"); err != nil {
		return nil, err
	}
	if err := is.Duty.check("duty"); err != nil {
		return nil, err
	}
	return unlessSame(is, SetContacts{Support: c.Plan.Support, Duty: c.Plan.Duty},
		&ContactsSet{Support: is.Support, Duty: is.Duty})
}

func (cmd *SetDependencies) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	is := SetDependencies{Needs: tidyEach(cmd.Needs, Dependency.tidied), Feeds: tidyEach(cmd.Feeds, Dependency.tidied)}
	if err := checkDependencies(c.Plan.ID, is.Needs, is.Feeds); err != nil {
		return nil, err
	}
	return unlessSame(is, SetDependencies{Needs: c.Plan.Needs, Feeds: c.Plan.Feeds},
		&DependenciesSet{Needs: is.Needs, Feeds: is.Feeds})
}

func (cmd *SetReporting) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	if err := cmd.Reporting.check(); err != nil {
		return nil, err
	}
	return unlessSame(cmd.Reporting, c.Plan.Reporting, &ReportingSet{Reporting: cmd.Reporting})
}

func (cmd *SetCallout) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	v := cmd.Callout.tidied()
	if err := v.check(); err != nil {
		return nil, err
	}
	if len(c.Issues) > 0 {
		v.SentAt = c.Plan.Callout.SentAt // it has gone out: when is a fact
	}
	return unlessSame(v, c.Plan.Callout, &CalloutSet{Callout: v})
}

func (cmd *SetDocumentation) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordable(); err != nil {
		return nil, err
	}
	v := cmd.Documentation.tidied()
	if err := v.check(); err != nil {
		return nil, err
	}
	return unlessSame(v, c.Plan.Documentation, &DocumentationSet{Documentation: v})
}

func (cmd *SetOpenness) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.recordable(); err != nil {
		return nil, err
	}
	v := Openness{Open: cmd.Openness.Open, Rule: tidy(cmd.Openness.Rule)}
	if err := checkTexts("openness", v.Rule); err != nil {
		return nil, err
	}
	return unlessSame(v, c.Plan.Openness, &OpennessSet{Openness: v})
}

func (cmd *SetRegistryNumber) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.planned(); err != nil {
		return nil, err
	}
	n := tidy(cmd.RegistryNumber)
	if err := checkRegistryNumber(n); err != nil {
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
	x := cmd.Material.tidied()
	if err := x.check(); err != nil {
		return nil, err
	}
	if err := checkLength("material", len(c.Plan.Material)+1); err != nil {
		return nil, err
	}
	for _, old := range c.Plan.Material {
		if old.Title == x.Title {
			return unlessSame(x, old, fault.New(fault.Conflict, "material.exists", "Title", old.Title))
		}
	}
	return []Event{&MaterialAdded{Material: x}}, nil
}

func (cmd *RemoveMaterial) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeMeeting(); err != nil {
		return nil, err
	}
	title := tidy(cmd.Title)
	for _, old := range c.Plan.Material {
		if old.Title == title {
			return []Event{&MaterialRemoved{Title: title}}, nil
		}
	}
	return nil, fault.New(fault.NotFound, "material.unknown", "Title", title)
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
	note := tidy(cmd.Note)
	if err := checkTexts("note", note); err != nil {
		return nil, err
	}
	for _, d := range c.Plan.Needs {
		if d.Conference == cmd.Conference {
			return []Event{&InputReceived{Conference: cmd.Conference, Note: note}}, nil
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
		c.carriesFile(m.Seq, x.ref(), x.Secrecy)
	}
	for _, d := range e.Plan.Carried.Directions {
		c.carries(m.Seq, d.Secrecy)
	}
	for _, x := range e.Plan.Carried.Measures {
		c.carries(m.Seq, x.Secrecy)
	}
	for _, x := range e.Plan.Carried.Matters {
		c.carries(m.Seq, x.Secrecy)
	}
	for _, x := range e.Plan.Carried.Reports { // which may be marked later, when it has been said again
		c.carriesFile(m.Seq, ReportRef(x.Participant, ""), Secrecy{})
	}
	c.carriesAgenda(m.Seq, e.Plan.Agenda)
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
func (e *AgendaSet) apply(c *Conference, m Meta) {
	c.Plan.Agenda, c.Stamp = e.Agenda, m.At
	c.carriesAgenda(m.Seq, e.Agenda)
}
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
	c.carriesFile(m.Seq, e.Material.ref(), e.Material.Secrecy)
	// The list may stand in the event that it came with, and that is not to be written in.
	c.Plan.Material = append(slices.Clone(c.Plan.Material), e.Material)
}
func (e *MaterialRemoved) apply(c *Conference, m Meta) {
	kept := make([]Material, 0, len(c.Plan.Material))
	for _, x := range c.Plan.Material {
		if x.Title != e.Title {
			kept = append(kept, x)
		} else {
			c.carriesFile(m.Seq, x.ref(), x.Secrecy)
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
