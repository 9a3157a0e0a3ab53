package course

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/minutes"
)

// Handover is what one shift hands over to the next (överlämning vid skiftbyte).
type Handover struct {
	Incident conference.Incident `json:"incident"`
	Since    time.Time           `json:"since"`
	At       time.Time           `json:"at"`
	Happened []Happened          `json:"happened"` // the newest first
	Holding  []Held              `json:"holding"`
	Measures []Measure           `json:"measures"`
	Coming   []Coming            `json:"coming"` // by time
	Unowned  []Problem           `json:"unowned"`
	Omitted  int                 `json:"omitted"` // matters of these kinds that are left out of records that the reader reads
}

// What is what happened.
type What string

// The happenings.
const (
	MeetingOpened    What = "opened"
	MeetingClosed    What = "closed"
	DecisionTaken    What = "decision"
	MeasureAgreed    What = "measure"
	MeasureDone      What = "measure-done"
	ProblemRaised    What = "unowned"
	MinutesApproved  What = "approved"
	MinutesPublished What = "published"
	ItemPublished    What = "item"
)

// Key is the catalogue key of its word.
func (w What) Key() string { return "course.what." + string(w) }

// Happened is something that happened. Of a meeting ID is empty; of an item Conference is the area's id and Title its name.
type Happened struct {
	From
	At    time.Time `json:"at"`
	What  What      `json:"what"`
	Text  string    `json:"text,omitempty"`
	Actor string    `json:"actor,omitempty"`
}

// Coming is a time that is waited for: a meeting, or when reports to it are due.
type Coming struct {
	Conference string    `json:"conference"`
	Title      string    `json:"title"`
	At         time.Time `json:"at"`
	End        time.Time `json:"end,omitzero"`     // of the meeting
	Report     bool      `json:"report,omitempty"` // reports are due
}

// ahead is how far ahead a handover looks for meetings: through the next shift, and the one after that.
const ahead = 24 * time.Hour

// Handover puts together what has happened since a time, what holds, what is due and what nobody owns. items are what was published
// meanwhile in areas of the händelse that the reader may read.
func (c *Course) Handover(since time.Time, items []Happened) Handover {
	h := Handover{Incident: c.Incident, Since: since, At: c.At}
	var a, b, d int
	h.Holding, a = c.Holding()
	h.Measures, b = c.Measures()
	h.Unowned, d = c.Unowned()
	h.Omitted = a + b + d
	add := func(m *minutes.Minutes, at time.Time, what What, id, text, actor string) {
		if !at.IsZero() && !at.Before(since) && !at.After(c.At) {
			h.Happened = append(h.Happened, Happened{from(m, id), at, what, text, actor})
		}
	}
	for _, m := range c.Meetings {
		if !goes(m) {
			continue
		}
		add(m, m.Head.Opened, MeetingOpened, "", "", m.Head.Host)
		add(m, m.Head.Closed, MeetingClosed, "", "", m.Head.Host)
		for _, x := range m.Decisions {
			if x.Taken() && !x.Omitted {
				add(m, x.SettledAt, DecisionTaken, x.ID, x.Wording, "")
			}
		}
		for _, x := range m.Measures {
			if x.Omitted {
				continue
			}
			add(m, x.At, MeasureAgreed, x.ID, x.Text, x.Owner)
			if n := len(x.Reports); n > 0 && x.Status == conference.MeasureDone {
				add(m, x.Reports[n-1].At, MeasureDone, x.ID, x.Text, x.Owner)
			}
		}
		for _, n := range m.Of(conference.NoteUnowned) {
			if n.Struck == nil && !n.Omitted {
				add(m, n.At, ProblemRaised, n.ID, n.Text, n.RaisedBy)
			}
		}
		if v := m.Life.Newest(); v != nil {
			if v.Approved != nil {
				add(m, v.Approved.At, MinutesApproved, "", "", "")
			}
			for i, p := range v.Published {
				if i == 0 {
					add(m, p.At, MinutesPublished, "", "", "")
				}
			}
		}
		h.coming(m)
	}
	for _, x := range items {
		if !x.At.Before(since) && !x.At.After(c.At) {
			h.Happened = append(h.Happened, x)
		}
	}
	slices.SortStableFunc(h.Happened, func(a, b Happened) int { return b.At.Compare(a.At) })
	slices.SortStableFunc(h.Coming, func(a, b Coming) int { return a.At.Compare(b.At) })
	return h
}

func (h *Handover) coming(m *minutes.Minutes) {
	x, until := m.Head, h.At.Add(ahead)
	if !x.Closed.IsZero() {
		return
	}
	if x.PlannedEnd.After(h.At) && x.PlannedStart.Before(until) || !x.Opened.IsZero() {
		h.Coming = append(h.Coming, Coming{Conference: x.Conference, Title: x.Title, At: x.PlannedStart, End: x.PlannedEnd})
	}
	if due := x.Reporting.Deadline; due.After(h.At) && due.Before(until) {
		h.Coming = append(h.Coming, Coming{Conference: x.Conference, Title: x.Title, At: due, Report: true})
	}
}

// Longest is how many lines there are of the kind that has most.
func (h Handover) Longest() int {
	return max(len(h.Happened), len(h.Holding), len(h.Measures), len(h.Coming), len(h.Unowned))
}

// Whole is the handover with empty lists where it has none, as programs want it.
func (h Handover) Whole() Handover {
	h.Happened, h.Holding, h.Measures = append([]Happened{}, h.Happened...), append([]Held{}, h.Holding...), append([]Measure{}, h.Measures...)
	h.Coming, h.Unowned = append([]Coming{}, h.Coming...), append([]Problem{}, h.Unowned...)
	return h
}
