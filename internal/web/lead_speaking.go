package web

import (
	"time"

	"samverkan/conference"
)

// OnAir is who has the word now.
type OnAir struct {
	conference.Talk
	Name  string
	Way   Way
	Limit int       // seconds that are promised: the minute on Rakel, or the minutes of a planned speaker; 0 for none
	Warn  int       // seconds after which it is time to say so
	Ends  time.Time // zero without a limit
}

// warnBefore is how many seconds before the end of a promised time it is said.
const warnBefore = 10

// OnAir gives who has the word; nil when nobody has.
func (m *Room) OnAir() *OnAir {
	t := m.Speakers.OnAir
	if t == nil {
		return nil
	}
	o := &OnAir{Talk: *t, Name: m.Name(t.Actor), Way: WayOf(t.Mode)}
	if o.Rakel() {
		o.Limit = conference.RakelMinute
	} else if it, ok := m.CurrentItem(); ok {
		for _, s := range it.Speakers {
			if s.Actor == t.Actor && s.Minutes > 0 {
				o.Limit = s.Minutes * 60
			}
		}
	}
	if o.Limit > 0 {
		o.Warn, o.Ends = o.Limit-warnBefore, t.Start.Add(time.Duration(o.Limit)*time.Second)
	}
	return o
}

// Rakel tells whether the minute counts.
func (o *OnAir) Rakel() bool { return o.Mode == conference.Rakel }

// Tick is where on the bar the warning stands.
func (o *OnAir) Tick() string { return percent(float64(o.Warn), float64(o.Limit)) }

// NextUp gives the first in the queue; nil when nobody waits.
func (m *Room) NextUp() *Waiting {
	q := m.Queue()
	if len(q) == 0 {
		return nil
	}
	return &q[0]
}

// SayFloor is what is said to give the word.
func (m *Room) SayFloor(w *Waiting) string { return conference.SayFloor(m.Printer, w.Name, w.Mode) }
