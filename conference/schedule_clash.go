package conference

import (
	"slices"
	"time"
)

// Clash is something in the rhythm that cannot work, or hardly.
type Clash struct {
	Rule        string    `json:"rule"` // its text stands under schedule.clash.<rule>
	Severity    Severity  `json:"severity"`
	Conferences []string  `json:"conferences"`       // one, or the two in the order in which they feed or begin
	Actors      []string  `json:"actors,omitempty"`  // for double-booked
	Deadline    time.Time `json:"deadline,omitzero"` //
	Gap         Duration  `json:"gap,omitempty"`     // for tight: the time there is
}

// Key is the catalogue key of the clash's text.
func (c Clash) Key() string { return "schedule.clash." + c.Rule }

// Say writes the clash in w's language. title gives a conference's name for its id, name an actor's.
func (c Clash) Say(w Words, title, name func(id string) string) string {
	args := []any{"First", title(c.Conferences[0])}
	if len(c.Conferences) > 1 {
		args = append(args, "Second", title(c.Conferences[1]))
	}
	if !c.Deadline.IsZero() {
		args = append(args, "Deadline", c.Deadline)
	}
	if len(c.Actors) > 0 {
		names := make([]string, 0, len(c.Actors))
		for _, a := range c.Actors {
			names = append(names, name(a))
		}
		args = append(args, "Actors", shorten(w, names))
	}
	if c.Rule == "tight" {
		return w.N(c.Key(), int(time.Duration(c.Gap)/time.Minute), args...)
	}
	return w.T(c.Key(), args...)
}

// shownActors is how many actors a clash names before it counts the rest.
const shownActors = 4

func shorten(w Words, names []string) string {
	if len(names) <= shownActors+1 {
		return w.List(names)
	}
	rest := len(names) - shownActors
	return w.List(append(slices.Clone(names[:shownActors]), w.N("schedule.others", rest)))
}

// tightGap is how long it takes to have the notes of one conference ready as input to the next.
const tightGap = 30 * time.Minute

func (s *Schedule) clash(c Clash) { s.Clashes = append(s.Clashes, c) }

func (s *Schedule) findClashes() {
	for _, r := range s.Meetings {
		if !r.ReportDeadline.IsZero() && !r.ReportDeadline.Before(r.Start) {
			s.clash(Clash{Rule: "report-after-start", Severity: Missing, Conferences: []string{r.ID}, Deadline: r.ReportDeadline})
		}
	}
	for i := range s.Links {
		s.linkClash(&s.Links[i])
	}
	s.circles()
	s.doubleBooked()
}

// linkClash says the worst that can be said of one link, once.
func (s *Schedule) linkClash(l *Link) {
	source, _ := s.Find(l.From)
	target, _ := s.Find(l.To)
	c := Clash{Conferences: []string{l.From, l.To}, Deadline: l.Deadline, Gap: l.Gap}
	switch {
	case source.End.After(target.Start):
		c.Rule, c.Severity = "chain-impossible", Missing
	case l.Gap < 0:
		c.Rule, c.Severity = "due-before-end", Missing
	case l.Deadline.After(target.Start):
		c.Rule, c.Severity = "starts-before-input", Weak
	case time.Duration(l.Gap) < s.gap:
		c.Rule, c.Severity = "tight", Weak
	default:
		return
	}
	l.Trouble = true
	s.clash(c)
}

// circles finds conferences that build on each other in a ring: none of them can be first. Each ring is told once, at its earliest conference.
func (s *Schedule) circles() {
	for _, r := range s.Meetings {
		ring := s.reach(r.ID, map[string]bool{})
		if !ring[r.ID] {
			continue
		}
		first := true
		for _, q := range s.Meetings {
			if q.ID == r.ID {
				break
			}
			back := s.reach(q.ID, map[string]bool{})
			first = first && !(ring[q.ID] && back[r.ID])
		}
		if first {
			s.clash(Clash{Rule: "circle", Severity: Missing, Conferences: []string{r.ID}})
		}
	}
}

// reach is everything that builds on a conference, directly or through others.
func (s *Schedule) reach(id string, seen map[string]bool) map[string]bool {
	for _, l := range s.Links {
		if l.From == id && !seen[l.To] {
			seen[l.To] = true
			s.reach(l.To, seen)
		}
	}
	return seen
}

// doubleBooked finds actors that are invited to two conferences at the same time. Whether the actor can man both only it knows.
func (s *Schedule) doubleBooked() {
	for i, a := range s.Meetings {
		for _, b := range s.Meetings[i+1:] {
			if !b.Start.Before(a.End) || !a.Start.Before(b.End) {
				continue
			}
			var both []string
			for _, actor := range a.Actors {
				if slices.Contains(b.Actors, actor) {
					both = append(both, actor)
				}
			}
			if len(both) > 0 {
				s.clash(Clash{Rule: "double-booked", Severity: Weak, Conferences: []string{a.ID, b.ID}, Actors: both})
			}
		}
	}
}
