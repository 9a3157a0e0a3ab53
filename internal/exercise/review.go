package exercise

import (
	"cmp"
	"slices"
	"time"

	"samverkan/conference"
)

// Targets are what a conference is held against.
type Targets struct {
	Acknowledge time.Duration `json:"acknowledge"` // from kallelse to an actor's answer
	Contact     time.Duration `json:"contact"`     // from kallelse until somebody has answered
	Sharing     time.Duration `json:"sharing"`     // from kallelse until the meeting goes on
	RollCall    time.Duration `json:"rollCall"`    // of a roll-call
	Rakel       time.Duration `json:"rakel"`       // of a talk over Rakel
}

// DefaultTargets are those of the domain.
func DefaultTargets() Targets {
	return Targets{Acknowledge: 5 * time.Minute, Contact: 30 * time.Minute, Sharing: 20 * time.Minute, RollCall: 5 * time.Minute,
		Rakel: conference.RakelMinute * time.Second}
}

// Review is how a conference went against its targets. Times that simulated actors have a part in are those of the exercise.
type Review struct {
	Targets   Targets    `json:"targets"`
	Answers   Answers    `json:"answers"`
	Reports   Reports    `json:"reports"`
	RollCall  Roll       `json:"rollCall"`
	Items     []ItemTime `json:"items"`
	Decisions []Decided  `json:"decisions"`
	Talk      Talk       `json:"talk"`
	Injects   Injects    `json:"injects"`
	Speed     int        `json:"speed,omitempty"` // it was played at last; 0 when nothing was played
}

// ActorTime is how long it took an actor.
type ActorTime struct {
	Actor string        `json:"actor"`
	Time  time.Duration `json:"time"`
}

// Answers is how the kallelse was answered.
type Answers struct {
	Called  time.Time     `json:"called,omitzero"`
	Asked   int           `json:"asked"`  // actors, the host not among them
	Within  int           `json:"within"` // of them in time
	First   time.Duration `json:"first"`  // until the first answer
	Late    []ActorTime   `json:"late,omitempty"`
	Never   []string      `json:"never,omitempty"`
	Opened  time.Duration `json:"opened"` // until the meeting began
	Started bool          `json:"started"`
}

// Reports is how the lägesrapporter came in.
type Reports struct {
	Asked    int       `json:"asked"`
	Deadline time.Time `json:"deadline,omitzero"`
	InTime   int       `json:"inTime"`
	Before   int       `json:"before"` // before the meeting began
	Late     []string  `json:"late,omitempty"`
	Missing  []string  `json:"missing,omitempty"`
}

// Roll is how the roll-call went. Its length is by the clock.
type Roll struct {
	Held    bool          `json:"held"`
	Skipped bool          `json:"skipped"`
	Length  time.Duration `json:"length"`
	Seats   int           `json:"seats"`
	Present int           `json:"present"`
}

// ItemTime is the time that an item was given and took. Both are by the clock.
type ItemTime struct {
	ID      string        `json:"id"`
	Number  int           `json:"number"`
	Title   string        `json:"title"`
	Planned time.Duration `json:"planned"`
	Used    time.Duration `json:"used"`
	Begun   bool          `json:"begun"`
}

// Decided is how a decision was made.
type Decided struct {
	ID       string   `json:"id"`
	Item     string   `json:"item,omitempty"`
	ReadBack bool     `json:"readBack"`
	Settled  bool     `json:"settled"`
	Asked    int      `json:"asked"`              // attendees that were there
	Reserved []string `json:"reserved,omitempty"` // asked for, and given
	Missing  []string `json:"missing,omitempty"`  // attendees that were there and took no stance
}

// Talk is how the floor was kept.
type Talk struct {
	Turns    int           `json:"turns"`
	Longest  ActorTime     `json:"longest"`
	Over     []ActorTime   `json:"over,omitempty"`   // talks over Rakel that went over the limit
	Silent   []string      `json:"silent,omitempty"` // attendees that were there and never had the floor
	MostTime time.Duration `json:"mostTime"`         // the longest that anybody talked in all
	Most     string        `json:"most,omitempty"`   // who that was
}

// Injects counts what became of the list.
type Injects struct {
	Done    int `json:"done"`
	Skipped int `json:"skipped"`
	Refused int `json:"refused"`
	Waits   int `json:"waits"`
}

// Measure holds a conference against targets. p is what was played in it; nil when nothing was. now is where what goes on is cut off.
func Measure(c *conference.Conference, p *Play, targets Targets, now time.Time) Review {
	r := Review{Targets: targets, Items: []ItemTime{}, Decisions: []Decided{}}
	if p == nil {
		p = &Play{}
	} else {
		r.Speed = p.Pace()
		for _, x := range p.Script.Injects {
			switch p.Marks[x.ID].State {
			case Done:
				r.Injects.Done++
			case Skipped:
				r.Injects.Skipped++
			case Refused:
				r.Injects.Refused++
			default:
				r.Injects.Waits++
			}
		}
	}
	r.answers(c, p)
	r.reports(c)
	r.rollCall(c, now)
	for _, it := range c.Plan.Agenda {
		s, begun := c.Item(it.ID)
		r.Items = append(r.Items, ItemTime{ID: it.ID, Number: it.Number, Title: it.Title, Planned: time.Duration(it.Minutes) * time.Minute, Used: s.Used(now), Begun: begun})
	}
	for i := range c.Decisions {
		r.decision(c, &c.Decisions[i])
	}
	r.talk(c, p, now)
	return r
}

func (r *Review) answers(c *conference.Conference, p *Play) {
	a := &r.Answers
	if len(c.Issues) == 0 {
		return
	}
	a.Called = c.Issues[0].At
	if a.Started = !c.Meeting.Opened.IsZero(); a.Started {
		a.Opened = p.Between(a.Called, c.Meeting.Opened)
	}
	answered := false
	for _, actor := range c.Plan.Actors() {
		if actor == c.Plan.Host {
			continue
		}
		a.Asked++
		took, ok := time.Duration(0), false
		for _, s := range c.Plan.Participants {
			if x, has := c.Answers[s.Key()]; has && s.Actor == actor {
				if d := p.Between(a.Called, x.At); !ok || d < took {
					took, ok = d, true
				}
			}
		}
		switch {
		case !ok:
			a.Never = append(a.Never, actor)
			continue
		case took <= r.Targets.Acknowledge:
			a.Within++
		default:
			a.Late = append(a.Late, ActorTime{actor, took})
		}
		if !answered || took < a.First {
			a.First, answered = took, true
		}
	}
	slices.SortStableFunc(a.Late, func(x, y ActorTime) int { return cmp.Compare(y.Time, x.Time) })
}

func (r *Review) reports(c *conference.Conference) {
	asked := []string{}
	if c.Request != nil {
		asked, r.Reports.Deadline = c.Request.Actors, c.Request.Deadline
	} else if r.Reports.Deadline = c.Plan.Reporting.Deadline; !r.Reports.Deadline.IsZero() {
		for _, s := range c.Plan.Participants {
			if s.Role == conference.Attendee && s.Actor != c.Plan.Host && !slices.Contains(asked, s.Actor) {
				asked = append(asked, s.Actor)
			}
		}
	}
	for _, actor := range asked {
		first, ok := time.Time{}, false
		for _, s := range c.Plan.Participants {
			x := c.Report(s.Key())
			if s.Actor != actor || x == nil {
				continue
			}
			at := x.At
			if len(x.Earlier) > 0 {
				at = x.Earlier[0].At
			}
			if !ok || at.Before(first) {
				first, ok = at, true
			}
		}
		r.Reports.Asked++
		if !ok {
			r.Reports.Missing = append(r.Reports.Missing, actor)
			continue
		}
		if first.After(r.Reports.Deadline) {
			r.Reports.Late = append(r.Reports.Late, actor)
		} else {
			r.Reports.InTime++
		}
		if c.Meeting.Opened.IsZero() || first.Before(c.Meeting.Opened) {
			r.Reports.Before++
		}
	}
}

func (r *Review) rollCall(c *conference.Conference, now time.Time) {
	x := &r.RollCall
	x.Skipped, x.Held, x.Seats = c.RollCall.Skipped, c.RollCall.Held(), len(c.Plan.Participants)
	x.Present = c.Counts().Present
	if x.Held {
		x.Present = c.AtRollCall().Present
	}
	if !c.RollCall.Opened.IsZero() {
		x.Length = conference.Span{Start: c.RollCall.Opened, End: c.RollCall.Closed}.Length(now)
	}
}

func (r *Review) decision(c *conference.Conference, d *conference.Decision) {
	if d.Withdrawn != nil {
		return
	}
	x := Decided{ID: d.ID, Item: d.Item, ReadBack: len(d.ReadBacks) > 0, Settled: d.Settled != nil, Reserved: d.With(conference.Reserve, c.Plan.Actors())}
	for _, actor := range c.Plan.Actors() {
		s, has := d.Stances[actor]
		if !c.Asked(actor) || has && s.Kind == conference.StanceAbsent || !has && c.Here(actor) == conference.Absent {
			continue
		}
		x.Asked++
		// Whoever took none when it was settled stands as not taking part, by nobody's word.
		if !has || s.Kind == conference.NotTakingPart && s.By == "" {
			x.Missing = append(x.Missing, actor)
		}
	}
	r.Decisions = append(r.Decisions, x)
}

func (r *Review) talk(c *conference.Conference, p *Play, now time.Time) {
	talks := slices.Clone(c.Speakers.Talks)
	if c.Speakers.OnAir != nil {
		talks = append(talks, *c.Speakers.OnAir)
	}
	sum := map[string]time.Duration{}
	simulated := map[string]bool{}
	for _, a := range p.Simulated(&c.Plan) {
		simulated[a] = true
	}
	for _, t := range talks {
		r.Talk.Turns++
		length := t.Length(now)
		if simulated[t.Actor] && !t.Start.IsZero() {
			length = p.Between(t.Start, t.Start.Add(length))
		}
		sum[t.Actor] += length
		if length > r.Talk.Longest.Time {
			r.Talk.Longest = ActorTime{t.Actor, length}
		}
		if t.Mode == conference.Rakel && length > r.Targets.Rakel {
			r.Talk.Over = append(r.Talk.Over, ActorTime{t.Actor, length})
		}
	}
	if c.Meeting.Opened.IsZero() {
		return
	}
	for _, actor := range c.Plan.Actors() {
		if sum[actor] > r.Talk.MostTime {
			r.Talk.MostTime, r.Talk.Most = sum[actor], actor
		}
		if _, spoke := sum[actor]; !spoke && c.Asked(actor) && c.Here(actor) == conference.Present {
			r.Talk.Silent = append(r.Talk.Silent, actor)
		}
	}
}
