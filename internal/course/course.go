package course

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/minutes"
)

// Course is what a reader may know of the conferences of a händelse.
type Course struct {
	Incident conference.Incident
	At       time.Time          // when it was so
	Meetings []*minutes.Minutes // composed for the reader, by planned start
	Marked   []string           // conferences of which the reader reads something marked
	Older    int                // conferences before these, which are too many to be looked at
}

// From is a line of a record with where it stands.
type From struct {
	Conference string `json:"conference"`
	Title      string `json:"title"` // of the conference
	ID         string `json:"id"`
}

func from(m *minutes.Minutes, id string) From {
	return From{Conference: m.Head.Conference, Title: m.Head.Title, ID: id}
}

// Held is a decision or direction (inriktning) that holds.
type Held struct {
	From
	Text         string             `json:"text"`
	Outcome      conference.Outcome `json:"outcome"`
	SettledAt    time.Time          `json:"settledAt"`
	ValidUntil   time.Time          `json:"validUntil,omitzero"`
	Reservations int                `json:"reservations"`
}

// Measure is a measure (åtgärd) that is not done.
type Measure struct {
	From
	Text     string                   `json:"text"`
	Owner    string                   `json:"owner"`
	Due      time.Time                `json:"due,omitzero"`
	Accepted *bool                    `json:"accepted,omitempty"`
	Status   conference.MeasureStatus `json:"status"`
	Late     bool                     `json:"late,omitempty"`
}

// Problem is something that nobody owns (ingen äger).
type Problem struct {
	From
	Text     string    `json:"text"`
	RaisedBy string    `json:"raisedBy,omitempty"`
	At       time.Time `json:"at"`
}

// Holding lists the decisions that hold, the newest first, and tells how many the reader may not read. One that a later conference
// has said is changed or ended does not hold.
func (c *Course) Holding() (out []Held, omitted int) {
	over := c.over(func(m *minutes.Minutes, tell func(string, string, []minutes.FollowUp)) {
		for _, d := range m.Carried.Directions {
			tell(d.Conference, d.ID, d.FollowUps)
		}
	})
	for _, m := range c.Meetings {
		for _, d := range m.Decisions {
			if !d.Holds(c.At) || d.SettledAt.After(c.At) || over[place{m.Head.Conference, d.ID}] {
				continue
			}
			if d.Omitted {
				omitted++
				continue
			}
			out = append(out, Held{from(m, d.ID), d.Wording, d.Outcome, d.SettledAt, d.ValidUntil, d.Counts.Reserve})
		}
	}
	slices.SortStableFunc(out, func(a, b Held) int { return b.SettledAt.Compare(a.SettledAt) })
	return out, omitted
}

// Ended tells whether a later conference has said that a decision is changed or ended.
func (c *Course) Ended(conferenceID, decision string) bool {
	for _, m := range c.Meetings {
		for _, d := range m.Carried.Directions {
			if d.Conference == conferenceID && d.ID == decision && ended(d.FollowUps) {
				return true
			}
		}
	}
	return false
}

// Measures lists those that are not done: what is late first, then by the time they are due, those without one last.
func (c *Course) Measures() (out []Measure, omitted int) {
	for _, m := range c.Meetings {
		for _, x := range m.Measures {
			switch {
			case x.Ended():
			case x.Omitted:
				omitted++
			default:
				out = append(out, Measure{from(m, x.ID), x.Text, x.Owner, expected(x), x.Accepted, x.Status, x.Late})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Measure) int {
		if a.Late != b.Late {
			return order(a.Late)
		}
		if a.Due.IsZero() != b.Due.IsZero() {
			return -order(a.Due.IsZero())
		}
		return a.Due.Compare(b.Due)
	})
	return out, omitted
}

func order(first bool) int {
	if first {
		return -1
	}
	return 1
}

// expected is when a measure is to be done: as its owner last said, or as agreed.
func expected(x minutes.Measure) time.Time {
	for _, r := range slices.Backward(x.Reports) {
		if !r.Due.IsZero() {
			return r.Due
		}
	}
	return x.Due
}

// Unowned lists the problems that nobody has taken on in any of the conferences, the oldest first.
func (c *Course) Unowned() (out []Problem, omitted int) {
	over := c.over(func(m *minutes.Minutes, tell func(string, string, []minutes.FollowUp)) {
		for _, x := range m.Carried.Matters {
			tell(x.Conference, x.ID, x.FollowUps)
		}
	})
	for _, m := range c.Meetings {
		for _, n := range m.Of(conference.NoteUnowned) {
			switch {
			case n.Struck != nil || n.OwnedBy != "" || over[place{m.Head.Conference, n.ID}]:
			case n.Omitted:
				omitted++
			default:
				out = append(out, Problem{from(m, n.ID), n.Text, n.RaisedBy, n.At})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return a.At.Compare(b.At) })
	return out, omitted
}

// place is a line in a conference.
type place struct{ conference, id string }

// over are the lines that a later conference has followed up as ended, in one way or other.
func (c *Course) over(each func(*minutes.Minutes, func(conference, id string, said []minutes.FollowUp))) map[place]bool {
	out := map[place]bool{}
	for _, m := range c.Meetings {
		each(m, func(id, line string, said []minutes.FollowUp) {
			if ended(said) {
				out[place{id, line}] = true
			}
		})
	}
	return out
}

// ended tells whether the last that was said of something is that it is over.
func ended(said []minutes.FollowUp) bool {
	if len(said) == 0 {
		return false
	}
	switch said[len(said)-1].Status {
	case conference.FollowChanged, conference.FollowEnded, conference.FollowDone:
		return true
	}
	return false
}

// goes tells whether a conference takes place or is to: it is not called off.
func goes(m *minutes.Minutes) bool { return m.Head.Phase != conference.Cancelled }
