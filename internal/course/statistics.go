package course

import (
	"cmp"
	"slices"
	"time"

	"samverkan/conference"
	"samverkan/minutes"
)

// Statistics are what can be counted of a händelse. What the reader may not read is counted nowhere.
type Statistics struct {
	Incident   string       `json:"incident"`
	Exercise   bool         `json:"exercise,omitempty"`
	At         time.Time    `json:"at"`
	Levels     []LevelCount `json:"levels"`
	Started    time.Time    `json:"started,omitzero"`         // of the händelse
	First      time.Time    `json:"firstMeeting,omitzero"`    // when the first conference was opened
	ToFirst    *int         `json:"secondsToFirst,omitempty"` // from the one to the other; absent when it cannot be said
	Answers    []Answers    `json:"answers"`
	Talk       []Talked     `json:"speaking"` // most first
	Decisions  Decided      `json:"decisions"`
	Evaluation Evaluation   `json:"evaluation"`
}

// LevelCount is how many conferences there are on a level.
type LevelCount struct {
	Level     conference.Level `json:"level"`
	Held      int              `json:"held"` // opened
	Planned   int              `json:"planned"`
	Cancelled int              `json:"cancelled"`
}

// Answers is how an actor answers kallelser. A seat in a conference counts once.
type Answers struct {
	Actor        string `json:"actor"`
	Called       int    `json:"called"`
	Acknowledged int    `json:"acknowledged"` // or answered
	Answered     int    `json:"answered"`
	Held         int    `json:"held"` // of the conferences that it was called to and that were opened
	Came         int    `json:"came"`
}

// Talked is how long an actor has had the word.
type Talked struct {
	Actor   string `json:"actor"`
	Seconds int    `json:"seconds"`
	Talks   int    `json:"talks"`
}

// Decided is how decisions were taken.
type Decided struct {
	Taken        int `json:"taken"`
	ReadBack     int `json:"readBack"`     // of them, read out before they were settled
	Reserved     int `json:"reserved"`     // of them, with reservations
	Reservations int `json:"reservations"` // in all
}

// Evaluation is what those who took part thought, over all conferences.
type Evaluation struct {
	Answers   int        `json:"answers"`
	Questions []Question `json:"questions"`
	Comments  []Comment  `json:"comments"` // the newest first
}

// Question is one of the four questions with what was answered, 1 to 5.
type Question struct {
	Question string  `json:"question"` // leading, speakers, tech, result
	Answers  int     `json:"answers"`
	Average  float64 `json:"average"` // 0 without answers
}

// Comment is what somebody wrote.
type Comment struct {
	Conference string    `json:"conference"`
	Title      string    `json:"title"`
	Actor      string    `json:"actor,omitempty"`
	Text       string    `json:"text"`
	At         time.Time `json:"at"`
}

// Statistics counts.
func (c *Course) Statistics() Statistics {
	s := Statistics{Incident: c.Incident.ID, Exercise: c.Incident.Exercise, At: c.At, Started: c.Incident.Started, Evaluation: c.Evaluation()}
	for _, l := range []conference.Level{conference.National, conference.Regional, conference.Local} {
		s.Levels = append(s.Levels, LevelCount{Level: l})
	}
	answers, talks := map[string]*Answers{}, map[string]*Talked{}
	for _, m := range c.Meetings {
		s.meeting(m)
		for _, t := range m.Talks {
			x := entry(talks, t.Actor)
			x.Actor, x.Talks, x.Seconds = t.Actor, x.Talks+1, x.Seconds+t.Seconds
		}
		if len(m.Head.Called) > 0 && goes(m) {
			for _, seat := range m.RollCall.Seats {
				x := entry(answers, seat.Actor)
				x.Actor = seat.Actor
				x.count(seat, !m.Head.Opened.IsZero())
			}
		}
		s.decided(m)
	}
	if !s.Started.IsZero() && !s.First.IsZero() && !s.First.Before(s.Started) {
		n := int(s.First.Sub(s.Started) / time.Second)
		s.ToFirst = &n
	}
	for _, x := range answers {
		s.Answers = append(s.Answers, *x)
	}
	slices.SortFunc(s.Answers, func(a, b Answers) int { return cmp.Compare(a.Actor, b.Actor) })
	for _, x := range talks {
		s.Talk = append(s.Talk, *x)
	}
	slices.SortFunc(s.Talk, func(a, b Talked) int {
		return cmp.Or(cmp.Compare(b.Seconds, a.Seconds), cmp.Compare(a.Actor, b.Actor))
	})
	return s
}

func entry[T any](all map[string]*T, key string) *T {
	x := all[key]
	if x == nil {
		x = new(T)
		all[key] = x
	}
	return x
}

func (s *Statistics) meeting(m *minutes.Minutes) {
	at := slices.IndexFunc(s.Levels, func(l LevelCount) bool { return l.Level == m.Head.Level })
	if at < 0 {
		return
	}
	l := &s.Levels[at]
	switch {
	case !goes(m):
		l.Cancelled++
	case m.Head.Opened.IsZero():
		l.Planned++
	default:
		l.Held++
		if s.First.IsZero() || m.Head.Opened.Before(s.First) {
			s.First = m.Head.Opened
		}
	}
}

func (x *Answers) count(seat minutes.Seat, opened bool) {
	x.Called++
	switch seat.Reply {
	case "":
	case conference.Acknowledged:
		x.Acknowledged++
	default:
		x.Acknowledged++
		x.Answered++
	}
	if !opened {
		return
	}
	x.Held++
	if seat.Here() || slices.ContainsFunc(seat.Marks, func(k minutes.Mark) bool {
		return k.Status == conference.Present || k.Status == conference.Late
	}) {
		x.Came++
	}
}

func (s *Statistics) decided(m *minutes.Minutes) {
	for _, d := range m.Decisions {
		if !d.Taken() || d.Omitted {
			continue
		}
		s.Decisions.Taken++
		if len(d.ReadBacks) > 0 {
			s.Decisions.ReadBack++
		}
		if d.Counts.Reserve > 0 {
			s.Decisions.Reserved++
			s.Decisions.Reservations += d.Counts.Reserve
		}
	}
}

// Evaluation puts the quick evaluations together.
func (c *Course) Evaluation() Evaluation {
	var e Evaluation
	names := []string{"leading", "speakers", "tech", "result"}
	sums := make([]int, len(names))
	e.Questions = make([]Question, len(names))
	for i, name := range names {
		e.Questions[i].Question = name
	}
	for _, m := range c.Meetings {
		for _, x := range m.Evaluations {
			e.Answers++
			for i, grade := range []int{x.Leading, x.Speakers, x.Tech, x.Result} {
				if grade > 0 {
					sums[i] += grade
					e.Questions[i].Answers++
				}
			}
			if x.Text != "" {
				e.Comments = append(e.Comments, Comment{m.Head.Conference, m.Head.Title, x.Actor, x.Text, x.At})
			}
		}
	}
	for i := range e.Questions {
		if n := e.Questions[i].Answers; n > 0 {
			e.Questions[i].Average = float64(sums[i]) / float64(n)
		}
	}
	slices.SortStableFunc(e.Comments, func(a, b Comment) int { return b.At.Compare(a.At) })
	return e
}

// Whole is the statistics with empty lists where they have none, as programs want them.
func (s Statistics) Whole() Statistics {
	s.Answers, s.Talk = append([]Answers{}, s.Answers...), append([]Talked{}, s.Talk...)
	s.Evaluation.Comments = append([]Comment{}, s.Evaluation.Comments...)
	return s
}
