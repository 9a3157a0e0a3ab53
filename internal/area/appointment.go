package area

import (
	"cmp"
	"slices"
	"time"
)

// AppointmentNote is what a kalendernotering has: when it is to be, and where.
type AppointmentNote struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"` // none when it is not known how long it takes
	Where string    `json:"where,omitempty"`
}

// What an appointment fits.
const (
	MaxWhere    = 200                  // characters
	longestMeet = 366 * 24 * time.Hour // between its start and its end
)

func (*AppointmentNote) of() Kind { return Appointment }

func (n *AppointmentNote) check(Area, Item) map[string]string {
	wrong := map[string]string{}
	if y := n.Start.Year(); n.Start.IsZero() || y < 1990 || y > 2200 {
		wrong["start"] = "area.appointment-start"
	}
	if !n.End.IsZero() && (n.End.Before(n.Start) || n.End.Sub(n.Start) > longestMeet) {
		wrong["end"] = "area.appointment-end"
	}
	if n.Where != "" && !line(n.Where, MaxWhere) {
		wrong["where"] = "area.appointment-where"
	}
	return wrong
}

func (n *AppointmentNote) words() string { return n.Where }

// Over tells whether it has been at a moment. What has no end is over a day after it began.
func (n *AppointmentNote) Over(at time.Time) bool {
	end := n.End
	if end.IsZero() {
		end = n.Start.Add(24 * time.Hour)
	}
	return !end.After(at)
}

// Coming gives the kalendernoteringar of items by when they begin.
func Coming(items []Item) []Item {
	out := slices.DeleteFunc(Of(Appointment, items), func(i Item) bool { return i.Detail.Appointment == nil })
	slices.SortStableFunc(out, func(a, b Item) int {
		return cmp.Or(a.Detail.Appointment.Start.Compare(b.Detail.Appointment.Start), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return out
}
