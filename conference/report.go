package conference

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// Theme is what a part of a situation report is about. The themes are those that the handbook lists for an actor's report.
type Theme string

// The themes, in the order in which they are asked for and compiled.
const (
	ThemeIncident      Theme = "incident"      // händelsens påverkan: what has happened, what is known, consequences
	ThemeMeasures      Theme = "measures"      // vidtagna och planerade åtgärder
	ThemeCapacity      Theme = "capacity"      // krisorganisation och egen uthållighet
	ThemeNeeds         Theme = "needs"         // behov av stöd, vad aktören kan bidra med
	ThemeForecast      Theme = "forecast"      // prognos: worst, best, most likely
	ThemeCommunication Theme = "communication" // vad är sagt, medieläge, informationsbehov
)

// Themes lists the themes in order.
func Themes() []Theme {
	return []Theme{ThemeIncident, ThemeMeasures, ThemeCapacity, ThemeNeeds, ThemeForecast, ThemeCommunication}
}

// Report is an actor's situation report (lägesrapport).
type Report struct {
	Statements []Statement      `json:"statements,omitempty"` // at most one of each theme
	Answers    []QuestionAnswer `json:"answers,omitempty"`    // to the questions of the request
	Tests      Tests            `json:"tests,omitzero"`
	Function   string           `json:"function,omitempty"` // who stands for it at the actor: TiB, beredskapssamordnare
	ValidUntil time.Time        `json:"validUntil,omitzero"`
	Secrecy    Secrecy          `json:"secrecy,omitzero"` // of the whole report; a statement or answer may have its own
}

// Statement is what a report says under one theme.
type Statement struct {
	Theme   Theme   `json:"theme"`
	Text    string  `json:"text"`
	Source  string  `json:"source,omitempty"` // how it is known
	Secrecy Secrecy `json:"secrecy,omitzero"`
}

// QuestionAnswer is the answer to a question of the request. It carries the question, so that it can be understood when the next
// request asks something else.
type QuestionAnswer struct {
	Question string  `json:"question"`
	Text     string  `json:"text"`
	Secrecy  Secrecy `json:"secrecy,omitzero"`
}

// ReportRequest is what was asked for, of whom, until when.
type ReportRequest struct {
	Actors    []string  `json:"actors,omitempty"`
	Deadline  time.Time `json:"deadline,omitzero"`
	Questions []string  `json:"questions,omitempty"` // besides the themes and the three tests
	At        time.Time `json:"at,omitzero"`
	By        string    `json:"by,omitempty"`
}

// ReportState is the report of one seat as it stands, and those before it.
type ReportState struct {
	Participant string `json:"participant"`
	ReportVersion
	Origin  []int64         `json:"origin,omitempty"`  // every event that carries its text, for withholding
	Earlier []ReportVersion `json:"earlier,omitempty"` // oldest first
}

// ReportVersion is a report as it was submitted.
type ReportVersion struct {
	Report
	At        time.Time `json:"at,omitzero"`
	By        string    `json:"by,omitempty"`
	Late      bool      `json:"late,omitempty"`      // it came after the deadline as that was then
	Unchanged bool      `json:"unchanged,omitempty"` // the one before it was said to hold still (oförändrat)
}

// CarriedReport is a report from an earlier conference: what the next one is filled in with, and compared with.
type CarriedReport struct {
	Conference  string    `json:"conference"`
	Participant string    `json:"participant"`
	Report      Report    `json:"report"`
	At          time.Time `json:"at,omitzero"`
}

// RequestReports asks invited actors for situation reports (begär lägesrapporter). Without actors it asks every attendee but the
// host. Asked again with other actors, questions or deadline, it replaces the request.
type RequestReports struct {
	Actors    []string  `json:"actors,omitempty"`
	Deadline  time.Time `json:"deadline"`
	Questions []string  `json:"questions,omitempty"`
}

// ReportsRequested is the fact.
type ReportsRequested struct {
	Actors    []string  `json:"actors"`
	Deadline  time.Time `json:"deadline"`
	Questions []string  `json:"questions,omitempty"`
}

// SubmitReport leaves a report for a seat (lämnar lägesrapport), until the meeting is closed; after the deadline it is late. What
// is marked stays marked when the new text carries no marking: only MarkSecrecy opens it.
type SubmitReport struct {
	Participant string `json:"participant"` // key: actor, or actor/unit
	Report      Report `json:"report"`
}

// ReportSubmitted is the fact.
type ReportSubmitted struct {
	Participant string `json:"participant"`
	Report      Report `json:"report"`
}

// KeepReport says that the last report holds still (oförändrat): the newest in this conference, or else the one from the
// conference before.
type KeepReport struct {
	Participant string `json:"participant"`
}

// ReportKept is the fact.
type ReportKept struct {
	Participant string `json:"participant"`
}

// Names.
func (*RequestReports) Name() string   { return "reports.request" }
func (*ReportsRequested) Name() string { return "reports.requested" }
func (*SubmitReport) Name() string     { return "report.submit" }
func (*ReportSubmitted) Name() string  { return "report.submitted" }
func (*KeepReport) Name() string       { return "report.unchanged" }
func (*ReportKept) Name() string       { return "report.kept" }

// Report gives the report of a seat; nil when there is none.
func (c *Conference) Report(participant string) *ReportState {
	for i := range c.Reports {
		if c.Reports[i].Participant == participant {
			return &c.Reports[i]
		}
	}
	return nil
}

// LastReport is what a seat said last, here or in the conference before, and when: what a form is filled in with. False when it
// has said nothing.
func (c *Conference) LastReport(participant string) (Report, time.Time, bool) {
	if r := c.Report(participant); r != nil {
		return r.Report, r.At, true
	}
	for _, x := range c.Plan.Carried.Reports {
		if x.Participant == participant {
			return x.Report, x.At, true
		}
	}
	return Report{}, time.Time{}, false
}

// ReportsMissing lists the actors that were asked and of which no seat has reported, in the order in which they were asked.
func (c *Conference) ReportsMissing() []string {
	if c.Request == nil {
		return nil
	}
	return slices.DeleteFunc(c.asked(), c.hasReported)
}

// asked are the actors that were asked and are still invited.
func (c *Conference) asked() []string {
	return slices.DeleteFunc(slices.Clone(c.Request.Actors), func(actor string) bool { return c.invited(actor) != nil })
}

// seatActor is the actor of a seat's key.
func seatActor(participant string) string {
	actor, _, _ := strings.Cut(participant, "/")
	return actor
}

func (c *Conference) hasReported(actor string) bool {
	return slices.ContainsFunc(c.Reports, func(r ReportState) bool { return seatActor(r.Participant) == actor })
}

// reportsDue is when reports are to be in: as requested, or as planned.
func (c *Conference) reportsDue() time.Time {
	if c.Request != nil {
		return c.Request.Deadline
	}
	return c.Plan.Reporting.Deadline
}

func (cmd *RequestReports) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.beforeClose(); err != nil {
		return nil, err
	}
	if cmd.Deadline.IsZero() {
		return nil, fault.New(fault.Invalid, "report.no-deadline")
	}
	is := ReportsRequested{Actors: cloneList(cmd.Actors), Deadline: cmd.Deadline, Questions: tidyList(cmd.Questions)}
	if len(is.Actors) == 0 {
		is.Actors = c.reporters()
	}
	if len(is.Actors) == 0 {
		return nil, fault.New(fault.Conflict, "report.nobody")
	}
	if err := checkLength("actors", len(is.Actors)); err != nil {
		return nil, err
	}
	for i, actor := range is.Actors {
		if err := c.invited(actor); err != nil {
			return nil, err
		}
		if slices.Contains(is.Actors[:i], actor) {
			return nil, fault.New(fault.Invalid, "report.actor-twice", "Actor", actor)
		}
	}
	if err := checkQuestions(is.Questions); err != nil {
		return nil, err
	}
	if q := c.Request; q != nil && q.Deadline.Equal(is.Deadline) && slices.Equal(q.Actors, is.Actors) && slices.Equal(q.Questions, is.Questions) {
		return nil, nil
	}
	return []Event{&is}, nil
}

// reporters are those who are asked when nobody is named.
func (c *Conference) reporters() []string {
	var out []string
	for _, p := range c.Plan.Participants {
		if p.Role == Attendee && p.Actor != c.Plan.Host && !slices.Contains(out, p.Actor) {
			out = append(out, p.Actor)
		}
	}
	return out
}

func checkQuestions(list []string) error {
	if err := checkList("questions", list, checkTexts); err != nil {
		return err
	}
	for i, q := range list {
		if slices.Contains(list[:i], q) {
			return fault.New(fault.Invalid, "report.question-twice", "Number", i+1)
		}
	}
	return nil
}

// doubleClick is within what time the same said again is a button pressed twice, and no new assessment.
const doubleClick = time.Minute

func (cmd *SubmitReport) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.reportable(cmd.Participant); err != nil {
		return nil, err
	}
	r := cmd.Report.tidied()
	if err := r.check(); err != nil {
		return nil, err
	}
	last, _, ok := c.LastReport(cmd.Participant)
	if ok {
		r = r.markedAs(last)
		if string(Encode(r)) == string(Encode(last)) {
			return c.keep(cmd.Participant, m), nil
		}
	}
	return []Event{&ReportSubmitted{Participant: cmd.Participant, Report: r}}, nil
}

func (cmd *KeepReport) decide(c *Conference, m Meta) ([]Event, error) {
	if err := c.reportable(cmd.Participant); err != nil {
		return nil, err
	}
	if _, _, ok := c.LastReport(cmd.Participant); !ok {
		return nil, fault.New(fault.Conflict, "report.nothing-before", "Actor", cmd.Participant)
	}
	return c.keep(cmd.Participant, m), nil
}

// keep says that the last report holds still, unless that was said just now.
func (c *Conference) keep(participant string, m Meta) []Event {
	if r := c.Report(participant); r != nil && m.OccurredAt.Sub(r.At).Abs() < doubleClick {
		return nil
	}
	return []Event{&ReportKept{Participant: participant}}
}

func (c *Conference) reportable(participant string) error {
	if err := c.beforeClose(); err != nil {
		return err
	}
	if _, ok := c.Plan.Participant(participant); !ok {
		return fault.New(fault.NotFound, "participant.unknown", "Actor", participant)
	}
	return nil
}

func (e *ReportsRequested) apply(c *Conference, m Meta) {
	c.Request = &ReportRequest{Actors: e.Actors, Deadline: e.Deadline, Questions: e.Questions, At: m.OccurredAt, By: m.Member}
	c.Plan.Reporting.Deadline = e.Deadline
	c.countReports()
}

func (e *ReportSubmitted) apply(c *Conference, m Meta) {
	c.reported(e.Participant, e.Report, m, false)
	r := c.Report(e.Participant)
	r.Origin = append(slices.Clone(r.Origin), m.Seq)
	r.markEarlier()
	c.markCarried(r)
}

func (e *ReportKept) apply(c *Conference, m Meta) {
	last, _, ok := c.LastReport(e.Participant)
	if !ok {
		return // what it was about is expunged
	}
	c.reported(e.Participant, last.tidied(), m, true)
}

// reported puts a report in its seat's place.
func (c *Conference) reported(participant string, report Report, m Meta, unchanged bool) {
	due := c.reportsDue()
	is := ReportVersion{Report: report, At: m.OccurredAt, By: m.Member, Unchanged: unchanged, Late: !due.IsZero() && m.OccurredAt.After(due)}
	if r := c.Report(participant); r != nil {
		r.Earlier, r.ReportVersion = append(slices.Clone(r.Earlier), r.ReportVersion), is
	} else {
		c.Reports = append(c.Reports, ReportState{Participant: participant, ReportVersion: is})
	}
	c.countReports()
}

// countReports keeps the plan's figures right when the reports come in here. Without a request they are what somebody wrote.
func (c *Conference) countReports() {
	if c.Request == nil {
		return
	}
	asked := len(c.asked())
	c.Plan.Reporting.Expected, c.Plan.Reporting.Received = asked, asked-len(c.ReportsMissing())
}

// carriedReports is what the next conference takes over: what was said here, or else before.
func (c *Conference) carriedReports() []CarriedReport {
	var out []CarriedReport
	for _, r := range c.Reports {
		out = append(out, CarriedReport{Conference: c.Plan.ID, Participant: r.Participant, Report: r.Report.tidied(), At: r.At})
	}
	for _, x := range c.Plan.Carried.Reports {
		if c.Report(x.Participant) == nil {
			out = append(out, x.tidied())
		}
	}
	return out
}
