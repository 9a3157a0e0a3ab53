package agenda

import "time"

// Span is a stretch of time during which an item was being dealt with.
// An item that is taken up again has several.
type Span struct {
	Item   string
	From   time.Time
	To     time.Time // zero while it goes on
	Paused bool      // it stopped without being finished: the meeting was adjourned, or another item was let in between
}

// Clock compares what an agenda planned with what the meeting used.
type Clock struct {
	Agenda Agenda
	End    time.Time // when the meeting shall end, as last extended
	Spans  []Span    // in the order in which they happened
}

// State is how far an item has come.
type State string

// The states of an item in a meeting.
const (
	Waiting State = "waiting"
	Running State = "running"
	Halted  State = "halted" // started, put aside, not finished
	Done    State = "done"
)

// Key is the catalogue key of the state's word.
func (s State) Key() string { return "agenda.state." + string(s) }

// ItemTime is one item's time, planned against used.
type ItemTime struct {
	Item    string
	State   State
	Planned time.Duration
	Used    time.Duration
	Left    time.Duration // planned but not used, never negative; 0 for an item that is done
	Over    time.Duration // used beyond the plan, never negative
}

// Reading is what the clock says at one moment.
type Reading struct {
	Items    []ItemTime    // in the agenda's order
	Current  string        // the item that goes on, "" between items and during an adjournment
	Planned  time.Duration // all items
	Used     time.Duration // all items, up to now
	Left     time.Duration // what the rest of the agenda needs as planned
	Until    time.Duration // from now to the end; negative when the end has passed
	Forecast time.Time     // when the meeting ends if the rest takes what it was planned to take
	Over     time.Duration // how far the forecast goes past the end, never negative
	Spare    time.Duration // how far the forecast falls short of the end, never negative
}

// At reads the clock at now. Spans of items that are no longer in the agenda count as used time and nothing more.
// A span that ends before it starts, as clocks that were set wrong may give, counts as zero.
func (c Clock) At(now time.Time) Reading {
	used := map[string]time.Duration{}
	last := map[string]Span{}
	var r Reading
	for _, s := range c.Spans {
		d := s.length(now)
		used[s.Item] += d
		r.Used += d
		last[s.Item] = s
		if s.To.IsZero() {
			r.Current = s.Item
		}
	}
	for _, it := range c.Agenda {
		t := ItemTime{Item: it.ID, Planned: time.Duration(it.Minutes) * time.Minute, Used: used[it.ID]}
		s, started := last[it.ID]
		t.State = s.state(started)
		t.Over = max(0, t.Used-t.Planned)
		if t.State != Done {
			t.Left = max(0, t.Planned-t.Used)
		}
		r.Planned += t.Planned
		r.Left += t.Left
		r.Items = append(r.Items, t)
	}
	r.Forecast = now.Add(r.Left)
	r.Until = c.End.Sub(now)
	r.Over = max(0, r.Forecast.Sub(c.End))
	r.Spare = max(0, c.End.Sub(r.Forecast))
	return r
}

// Item gives the time of one item.
func (r Reading) Item(id string) (ItemTime, bool) {
	for _, t := range r.Items {
		if t.Item == id {
			return t, true
		}
	}
	return ItemTime{}, false
}

func (s Span) length(now time.Time) time.Duration {
	to := s.To
	if to.IsZero() {
		to = now
	}
	return max(0, to.Sub(s.From))
}

func (s Span) state(started bool) State {
	switch {
	case !started:
		return Waiting
	case s.To.IsZero():
		return Running
	case s.Paused:
		return Halted
	}
	return Done
}
