package web

import (
	"cmp"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

// startCard is a conference that goes on or comes next, with what its reader needs to know of it before the meeting.
type startCard struct {
	ID, Title, Purpose string
	Level              string
	Part               conference.Part
	Role               conference.Role // in the room: leader, secretary …
	Phase              conference.Phase
	Host               string
	Exercise           bool
	Start, End         time.Time
	Began              time.Time
	Point              pointNow
	Answers            answerCount
	Mine               *seatAnswer // the answer of the reader's actor
	Reports            reportCount
	Checks             checkCount
	Way                *wayIn
	Soon               bool // within the hour: the time is counted down
	Late               bool // it should have begun
}

// pointNow is where in its agenda a meeting is.
type pointNow struct {
	Number, Of int
	Title      string
}

type reportCount struct {
	Received, Expected int
	Deadline           time.Time
	Passed             bool
}

type checkCount struct{ Done, All int }

// roomSoon is how long before a meeting its room is what its people look for.
const roomSoon = 2 * time.Hour

// card makes the card of a conference; whole tells whether it is the one that is shown in full.
func (q *request) card(x near, whole bool) (*startCard, error) {
	c := x.Conference
	p := &c.Plan
	card := &startCard{ID: p.ID, Title: p.Title, Purpose: p.Invitation.Purpose, Level: string(p.Level), Part: x.part(), Phase: c.Phase,
		Host: p.Host, Exercise: p.Exercise, Start: p.Start, End: p.End, Began: c.Meeting.Opened, Answers: answersOf(c)}
	if x.Role.Internal() {
		card.Role = x.Role
	}
	if !c.Meeting.Ends.IsZero() {
		card.End = c.Meeting.Ends
	}
	card.Soon = p.Start.After(q.Now) && p.Start.Sub(q.Now) < time.Hour
	card.Late = !p.Start.After(q.Now)
	card.Point = point(c, x.View)
	if !whole {
		return card, nil
	}
	if seats := ownSeats(c, q.Who.Actor); len(seats) > 0 && !x.row.Hosts {
		card.Mine = &seats[0]
	}
	card.Reports = reportCount{p.Reporting.Received, p.Reporting.Expected, p.Reporting.Deadline, !p.Reporting.Deadline.After(q.Now)}
	if x.row.Hosts {
		list, err := c.Checklist(q.Now, q.Lang(), conference.ForLeader)
		if err != nil {
			return nil, err
		}
		card.Checks.Done, card.Checks.All = conference.CountChecked(list, conference.Before)
	}
	for _, k := range p.Connections {
		if card.Way == nil || k.Primary && !card.Way.Primary {
			way := wayOf(&Room{Conference: c, Printer: q.Printer}, k)
			card.Way = &way
		}
	}
	return card, nil
}

// point finds the item that is dealt with, without a title that the reader may not read.
func point(c *conference.Conference, v *clerk.View) pointNow {
	for _, it := range c.Plan.Agenda {
		if it.ID == c.Current && c.Current != "" {
			now := pointNow{Number: it.Number, Of: c.Plan.Agenda[len(c.Plan.Agenda)-1].Number}
			if v.May(c.ItemSecrecy(it.ID)) {
				now.Title = it.Title
			}
			return now
		}
	}
	return pointNow{}
}

// GoesOn tells whether the meeting has begun.
func (c *startCard) GoesOn() bool {
	return c.Phase == conference.Open || c.Phase == conference.Adjourned
}

// RoomFirst tells whether the room is what the reader should go to.
func (c *startCard) RoomFirst(now time.Time) bool {
	return c.GoesOn() || c.Phase == conference.Lobby || c.Phase == conference.Called && c.Start.Sub(now) < roomSoon
}

// Left is how long it is to the start.
func (c *startCard) Left(now time.Time) time.Duration { return c.Start.Sub(now) }

// comingRow is a conference in the list of those that come.
type comingRow struct {
	ID, Title string
	Start     time.Time
	Level     string
	Host      string
	Part      conference.Part
	Draft     bool
	Mode      conference.Mode
	Reply     conference.Reply
	Exercise  bool
}

func (q *request) coming(x near) comingRow {
	c := x.Conference
	row := comingRow{ID: c.Plan.ID, Title: c.Plan.Title, Start: c.Plan.Start, Level: string(c.Plan.Level), Host: c.Plan.Host, Part: x.part(),
		Draft: c.Phase == conference.Planned, Mode: c.Plan.MainMode(), Exercise: c.Plan.Exercise}
	for _, s := range ownSeats(c, q.Who.Actor) {
		row.Reply = s.Reply
	}
	return row
}

func sortedByStart(all []near) []near {
	return slices.SortedStableFunc(slices.Values(all), func(a, b near) int {
		return cmp.Or(a.Conference.Plan.Start.Compare(b.Conference.Plan.Start), cmp.Compare(a.row.ID, b.row.ID))
	})
}

// sortAreas puts the area with the newest item first.
func sortAreas(all []clerk.ListedArea) {
	slices.SortStableFunc(all, func(a, b clerk.ListedArea) int { return b.NewestAt.Compare(a.NewestAt) })
}
