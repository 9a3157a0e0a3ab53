package clerk

import (
	"context"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/store"
)

// How much of each an overview shows. What is more stands in the lists.
const (
	overviewRows    = 10
	overviewMinutes = 20 // meetings that have ended, whose minutes are looked at
	overviewDay     = 60 // conferences of the day
)

// Overview is what waits for somebody, and what the day of the actor looks like.
type Overview struct {
	At          time.Time          // when it was so
	Ongoing     []ListedConference // lobby, open or adjourned
	Next        []ListedConference // called and not begun, the next first
	Invitations []AwaitedAnswer    // called, and not answered by the caller's actor; what is due first, first
	Drafts      []ListedConference // planned by the caller's actor, and not called to
	Minutes     []AwaitedMinutes   // to check or approve, the latest meeting first
	Inquiries   []ListedInquiry    // what the actor is asked and has not answered, what is due first, first
	Measures    []ListedMeasure    // the actor's own that are not done, what is due first, first
	Open, Late  int                // how many such measures there are in all, and past their time
	Areas       []ListedArea       // those with something new, and then the others, by title
	Day         conference.Schedule
}

// AwaitedAnswer is an invitation that an actor has not answered.
type AwaitedAnswer struct {
	ListedConference
	Seats    []string // keys of the participants
	Deadline time.Time
}

// AwaitedMinutes are minutes that the caller may do something about.
type AwaitedMinutes struct {
	ListedConference
	Version int
	Check   bool // they can be checked, and nobody of the caller's actor has
	Approve bool // they are checked, and the caller approves them
}

// Overview gives what waits for the caller, with the rhythm of a stretch of time, mostly a day: the conferences of all levels that
// the caller may know of, what they need from each other and by when, and what clashes.
func (k *Clerk) Overview(ctx context.Context, who Identity, from, to time.Time) (*Overview, error) {
	var o *Overview
	err := k.look(ctx, who, "overview.read", func(tx *store.Tx) error {
		o = &Overview{At: tx.Now}
		for _, fill := range []func(*store.Tx, Identity, *Overview) error{k.meetings, k.minutes, inquiries, measures, areas} {
			if err := fill(tx, who, o); err != nil {
				return err
			}
		}
		var err error
		o.Day, err = k.rhythm(tx, who, ConferenceQuery{From: from, To: to})
		return err
	})
	return o, err
}

// Rhythm gives the conferences of a stretch of time, of an incident when one is named, as the caller's actor sees them: who leads, what
// feeds what and by when, and what clashes. What the caller may not know of is not in it.
func (k *Clerk) Rhythm(ctx context.Context, who Identity, incident string, from, to time.Time) (conference.Schedule, error) {
	var s conference.Schedule
	err := k.look(ctx, who, "dependency.list", func(tx *store.Tx) (err error) {
		s, err = k.rhythm(tx, who, ConferenceQuery{Incident: incident, From: from, To: to})
		return err
	})
	return s, err
}

func (k *Clerk) rhythm(tx *store.Tx, who Identity, q ConferenceQuery) (conference.Schedule, error) {
	q.Limit = overviewDay
	q.Phases = held()
	rows, _, err := tx.ConferencePage(who.lookup(), q)
	if err != nil {
		return conference.Schedule{}, err
	}
	var plans []conference.Plan
	for _, r := range rows {
		v, err := k.known(tx, who, r.ID)
		if err != nil {
			return conference.Schedule{}, err
		}
		if v != nil {
			plans = append(plans, v.state.Plan)
		}
	}
	return conference.NewSchedule(plans, who.Actor), nil
}

// held are the phases of conferences that take somebody's time: all but the cancelled.
func held() []string {
	return words(conference.Planned, conference.Called, conference.Lobby, conference.Open, conference.Adjourned, conference.Closed,
		conference.Approved, conference.Published)
}

func words(phases ...conference.Phase) []string {
	out := make([]string, len(phases))
	for i, p := range phases {
		out[i] = string(p)
	}
	return out
}

// known gives a conference of a list as it stands; nil when the caller may not know of it after all.
func (k *Clerk) known(tx *store.Tx, who Identity, id string) (*folded, error) {
	f, err := k.readings.latest(tx, id)
	if err != nil || !who.see(f.state) {
		return nil, err
	}
	return f, nil
}

// meetings fills in what goes on, what comes, and what is not answered or not called to.
func (k *Clerk) meetings(tx *store.Tx, who Identity, o *Overview) (err error) {
	list := func(q ConferenceQuery, phases ...conference.Phase) []ListedConference {
		if err != nil {
			return nil
		}
		var rows []ListedConference
		q.Phases = words(phases...)
		rows, _, err = tx.ConferencePage(who.lookup(), q)
		return rows
	}
	some := Page{Limit: overviewRows}
	o.Ongoing = list(ConferenceQuery{Page: some, Latest: true}, conference.Lobby, conference.Open, conference.Adjourned)
	o.Next = list(ConferenceQuery{Page: some, From: tx.Now}, conference.Called)
	if who.may(directory.Writer) && who.Actor != "" {
		o.Drafts = list(ConferenceQuery{Page: some, Host: who.Actor}, conference.Planned)
	}
	called := list(ConferenceQuery{From: tx.Now, Invited: who.Actor}, conference.Called, conference.Lobby)
	for _, r := range called {
		if err != nil || who.Actor == "" {
			break
		}
		var f *folded
		if f, err = k.known(tx, who, r.ID); err != nil || f == nil {
			continue
		}
		if seats := f.state.AwaitsAnswer(who.Actor); len(seats) > 0 {
			o.Invitations = append(o.Invitations, AwaitedAnswer{ListedConference: r, Seats: seats, Deadline: f.state.AnswerBy()})
		}
	}
	slices.SortStableFunc(o.Invitations, func(a, b AwaitedAnswer) int { return a.Deadline.Compare(b.Deadline) })
	return err
}

// minutes fills in the minutes that the caller may check or approve.
func (k *Clerk) minutes(tx *store.Tx, who Identity, o *Overview) error {
	rows, _, err := tx.ConferencePage(who.lookup(), ConferenceQuery{Latest: true, Phases: words(conference.Closed), Page: Page{Limit: overviewMinutes}})
	if err != nil {
		return err
	}
	for _, r := range rows {
		f, err := k.known(tx, who, r.ID)
		if err != nil {
			return err
		}
		if f == nil || f.state.Version() == nil {
			continue
		}
		may := func(cmd conference.Command) bool {
			_, err := who.authorize(f.state, cmd, "")
			return err == nil
		}
		version := f.state.Version().Number
		m := AwaitedMinutes{ListedConference: r, Version: version,
			Check:   f.state.AwaitsCheck(who.Actor) && may(&conference.CheckMinutes{Version: version}),
			Approve: f.state.AwaitsApproval() && may(&conference.ApproveMinutes{Version: version})}
		if m.Check || m.Approve {
			o.Minutes = append(o.Minutes, m)
		}
	}
	return nil
}

func inquiries(tx *store.Tx, who Identity, o *Overview) (err error) {
	if who.Actor == "" || who.Guest() {
		return nil
	}
	o.Inquiries, _, err = tx.InquiryPage(who.lookup(), InquiryQuery{Awaits: who.Actor, Page: Page{Limit: overviewRows}})
	return err
}

func measures(tx *store.Tx, who Identity, o *Overview) (err error) {
	if who.Actor == "" {
		return nil
	}
	open := MeasureQuery{Owner: who.Actor, Statuses: []string{string(conference.MeasureOpen), string(conference.MeasureOngoing)}, Page: Page{Limit: overviewRows}}
	if o.Measures, o.Open, err = tx.MeasurePage(who.lookup(), open); err != nil {
		return err
	}
	open.DueTo, open.Limit = tx.Now, 1
	_, o.Late, err = tx.MeasurePage(who.lookup(), open)
	return err
}

func areas(tx *store.Tx, who Identity, o *Overview) error {
	rows, _, err := tx.AreaPage(who.lookup(), AreaQuery{Member: who.Member, Open: true})
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b ListedArea) int {
		switch {
		case a.New > 0 && b.New == 0:
			return -1
		case a.New == 0 && b.New > 0:
			return 1
		}
		return 0
	})
	o.Areas = rows[:min(len(rows), overviewRows)]
	return nil
}

// MeasureLate tells whether a measure in a list is past its time.
func MeasureLate(m ListedMeasure, now time.Time) bool {
	return conference.Measure{Due: m.DueAt, Status: conference.MeasureStatus(m.Status)}.Late(now)
}
