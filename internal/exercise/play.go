package exercise

import (
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// Play is a list as it is played in a conference: how far it has come.
type Play struct {
	Conference string
	Script     Script
	Started    time.Time // when it was put to the conference
	Laps       []Lap     // how the time of the exercise has gone, oldest first
	Marks      map[string]Mark
}

// Lap is a stretch in which the time of the exercise goes at one speed.
type Lap struct {
	At      time.Time     `json:"at"`
	Elapsed time.Duration `json:"elapsed"` // the time of the exercise at its beginning
	Speed   int           `json:"speed"`   // 0 while it stands still
}

// MaxSpeed is the highest speed: an hour in half a minute.
const MaxSpeed = 120

// State is what has become of an inject.
type State string

// The states.
const (
	Waits   State = ""
	Done    State = "done"
	Skipped State = "skipped"
	Refused State = "refused" // the conference would not have it: the actor was away, the item over
)

// Mark says what became of an inject.
type Mark struct {
	State   State         `json:"state"`
	At      time.Time     `json:"at,omitzero"`
	Elapsed time.Duration `json:"elapsed"`
	Code    string        `json:"code,omitempty"` // of the fault it was refused with
}

// lap gives the stretch that a moment lies in.
func (p *Play) lap(at time.Time) (Lap, bool) {
	for _, l := range slices.Backward(p.Laps) {
		if !at.Before(l.At) {
			return l, true
		}
	}
	return Lap{}, false
}

// Elapsed is the time of the exercise at a moment: what has gone by since it was started, at its speeds. Before that it is zero.
func (p *Play) Elapsed(at time.Time) time.Duration {
	l, ok := p.lap(at)
	if !ok {
		return 0
	}
	return l.Elapsed + at.Sub(l.At)*time.Duration(l.Speed)
}

// Between is how long it is between two moments by the time of the exercise; by the clock before it was started.
func (p *Play) Between(from, to time.Time) time.Duration {
	if to.Before(from) {
		return 0
	}
	if len(p.Laps) == 0 || to.Before(p.Laps[0].At) {
		return to.Sub(from)
	}
	before := time.Duration(0)
	if first := p.Laps[0].At; from.Before(first) {
		before = first.Sub(from)
	}
	return before + p.Elapsed(to) - p.Elapsed(from)
}

// Speed is how fast it goes now; 0 while it stands still.
func (p *Play) Speed() int {
	if len(p.Laps) == 0 {
		return 0
	}
	return p.Laps[len(p.Laps)-1].Speed
}

// Pace is the speed it goes at, or went at before it was stopped.
func (p *Play) Pace() int {
	for _, l := range slices.Backward(p.Laps) {
		if l.Speed > 0 {
			return l.Speed
		}
	}
	return 1
}

// Running tells whether the time of the exercise goes.
func (p *Play) Running() bool { return p.Speed() > 0 }

// SetSpeed lets it go at a speed from a moment on; 0 stops it. Fault: exercise.speed.
func (p *Play) SetSpeed(speed int, at time.Time) error {
	if speed < 0 || speed > MaxSpeed {
		return fault.New(fault.Invalid, "exercise.speed", "Max", MaxSpeed)
	}
	if len(p.Laps) > 0 && p.Speed() == speed {
		return nil
	}
	if n := len(p.Laps); n > 0 && at.Before(p.Laps[n-1].At) {
		at = p.Laps[n-1].At // clocks differ between nodes
	}
	p.Laps = append(p.Laps, Lap{At: at, Elapsed: p.Elapsed(at), Speed: speed})
	return nil
}

// Inject finds an inject of the list.
func (p *Play) Inject(id string) (Inject, bool) {
	for _, x := range p.Script.Injects {
		if x.ID == id {
			return x, true
		}
	}
	return Inject{}, false
}

// began is when what an inject waits for happened, and false before it has.
func began(x Inject, c *conference.Conference, p *Play) (time.Time, bool) {
	var at time.Time
	switch x.After {
	case AtStart:
		at = p.Started
	case Called:
		if len(c.Issues) > 0 {
			at = c.Issues[0].At
		}
	case Lobby:
		at = c.Meeting.LobbyAt
	case Opened:
		at = c.Meeting.Opened
	case RollCall:
		if at = c.RollCall.Closed; at.IsZero() && c.RollCall.Skipped {
			at = c.Meeting.Opened
		}
	case Item:
		if s, ok := c.Item(x.Item); ok && len(s.Spans) > 0 {
			at = s.Spans[0].Start
		}
	case ReadBack:
		for _, d := range c.Decisions {
			if (x.Item == "" || d.Item == x.Item) && len(d.ReadBacks) > 0 {
				at = d.ReadBacks[0].At
				break
			}
		}
	case Settled:
		for _, d := range c.Decisions {
			if (x.Item == "" || d.Item == x.Item) && d.Settled != nil {
				at = d.Settled.At
				break
			}
		}
	case Closed:
		at = c.Meeting.Closed
	}
	return at, !at.IsZero()
}

// DueAt is when an inject happens, in the time of the exercise, and false while what it waits for has not happened.
func (p *Play) DueAt(x Inject, c *conference.Conference) (time.Duration, bool) {
	at, ok := began(x, c, p)
	if !ok {
		return 0, false
	}
	return p.Elapsed(at) + x.Delay, true
}

// Next is the inject that comes next: the one that is due first, or else the first that still waits. False when nothing is left.
func (p *Play) Next(c *conference.Conference) (Inject, bool) {
	var best Inject
	var when time.Duration
	found, timed := false, false
	for _, x := range p.Script.Injects {
		if p.Marks[x.ID].State != Waits {
			continue
		}
		at, ok := p.DueAt(x, c)
		if !found || ok && (!timed || at < when) {
			best, when, found, timed = x, at, true, ok
		}
	}
	return best, found
}

// Over tells whether nothing more happens in it: the conference is done with, or was called off.
func Over(c *conference.Conference) bool {
	switch c.Phase {
	case conference.Published, conference.Cancelled, conference.Unplanned:
		return true
	}
	return false
}
