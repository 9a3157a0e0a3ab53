package reporting

import (
	"samverkan/conference"
	"samverkan/internal/fault"
)

// OwnSeat is the seat that an actor reports for when it does not say: its only one. Faults: reporting.no-seat, reporting.which-seat.
func OwnSeat(c *conference.Conference, actor string) (string, error) {
	var seats []string
	for _, p := range c.Plan.Participants {
		if actor != "" && p.Actor == actor {
			seats = append(seats, p.Key())
		}
	}
	switch len(seats) {
	case 0:
		return "", fault.New(fault.Invalid, "reporting.no-seat")
	case 1:
		return seats[0], nil
	}
	return "", fault.New(fault.Invalid, "reporting.which-seat", "Seats", seats)
}

// Nothing tells whether a report says nothing at all.
func Nothing(r conference.Report) bool {
	return len(r.Statements) == 0 && len(r.Answers) == 0 && r.Tests == (conference.Tests{}) && r.Function == "" && r.ValidUntil.IsZero() && !r.Secrecy.Marked()
}
