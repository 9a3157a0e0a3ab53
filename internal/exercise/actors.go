package exercise

import (
	"slices"
	"time"

	"samverkan/conference"
)

// cast are the simulated actors: everybody who is called, but the host and those whom people play.
type cast struct {
	seats  []conference.Participant
	silent string // never acknowledges, and is not there
	proxy  string // sends somebody else
}

// fewest is how many simulated actors there must be for one of them never to answer, and one to send another.
const fewest = 5

// Simulated lists the actors that the play acts for.
func (p *Play) Simulated(plan *conference.Plan) []string {
	var out []string
	for _, s := range p.cast(plan).seats {
		if !slices.Contains(out, s.Actor) {
			out = append(out, s.Actor)
		}
	}
	return out
}

func (p *Play) cast(plan *conference.Plan) cast {
	var all cast
	scripted := map[string]bool{}
	for _, x := range p.Script.Injects {
		for _, a := range x.Actors {
			scripted[a] = true
		}
	}
	var quiet []string
	for _, s := range plan.Participants {
		if s.Actor == plan.Host || slices.Contains(p.Script.People, s.Actor) {
			continue
		}
		all.seats = append(all.seats, s)
		if !scripted[s.Actor] && !slices.Contains(quiet, s.Actor) {
			quiet = append(quiet, s.Actor)
		}
	}
	if len(quiet) >= fewest {
		least := func(what string) string {
			return slices.MinFunc(quiet, func(a, b string) int { return p.chance(what, a, 1<<30) - p.chance(what, b, 1<<30) })
		}
		all.silent = least("silent")
		quiet = slices.DeleteFunc(quiet, func(a string) bool { return a == all.silent })
		all.proxy = least("proxy")
	}
	return all
}

// seat is the first seat of a simulated actor.
func (w cast) seat(actor string) (conference.Participant, bool) {
	for _, s := range w.seats {
		if s.Actor == actor {
			return s, true
		}
	}
	return conference.Participant{}, false
}

// answersAfter is how long an actor takes to answer the kallelse: most within the five minutes, one in ten later.
func (p *Play) answersAfter(key string) time.Duration {
	if p.chance("late", key, 10) == 0 {
		return time.Duration(310+p.chance("answer", key, 420)) * time.Second
	}
	return time.Duration(15+p.chance("answer", key, 260)) * time.Second
}

// planned tells whether the list still says what an actor is to do of a kind: until then it does nothing of that kind by itself.
func (t *turn) planned(kind Kind, actor string) bool {
	return slices.ContainsFunc(t.p.Script.Injects, func(x Inject) bool {
		return x.Kind == kind && t.p.Marks[x.ID].State == Waits && slices.Contains(x.Actors, actor)
	})
}

// answer answers the kallelse for a seat.
func (t *turn) answer(seat conference.Participant) {
	c := t.c
	if len(c.Issues) == 0 || seat.Actor == t.who.silent {
		return
	}
	if old, ok := c.Answers[seat.Key()]; ok && old.Sequence == c.Sequence {
		return
	}
	if t.planned(Answer, seat.Actor) {
		return
	}
	if !t.elapsed(c.Issues[0].At, t.p.answersAfter(seat.Key())) {
		return
	}
	cmd := &conference.AnswerInvitation{Participant: seat.Key(), Reply: conference.Coming}
	if seat.Actor == t.who.proxy && t.p.Script.Substitute != "" {
		cmd.Reply, cmd.Function = conference.Substitute, t.p.Script.Substitute
	}
	_ = t.try(Act{Actor: seat.Actor, Command: cmd})
}

// report leaves the report of an actor that is asked for one, or says that the last one holds.
func (t *turn) report(seat conference.Participant) {
	c := t.c
	first, _ := t.who.seat(seat.Actor)
	if first != seat || c.Report(seat.Key()) != nil || seat.Actor == t.who.silent || t.planned(Report, seat.Actor) || c.Phase == conference.Closed {
		return
	}
	var since, due time.Time
	switch {
	case c.Request != nil && slices.Contains(c.Request.Actors, seat.Actor):
		since, due = c.Request.At, c.Request.Deadline
	case c.Request == nil && len(c.Issues) > 0 && seat.Role == conference.Attendee && !c.Plan.Reporting.Deadline.IsZero():
		since, due = c.Issues[0].At, c.Plan.Reporting.Deadline
	default:
		return
	}
	// One in twenty leaves none, and one in twenty is late. The others are in before the time, also when the clock goes faster than
	// the exercise.
	kind := t.p.chance("reports", seat.Actor, 20)
	if kind == 0 {
		return
	}
	ready := t.elapsed(since, time.Duration(240+t.p.chance("report", seat.Actor, 1500))*time.Second) || t.now.After(due.Add(-2*time.Minute))
	if kind == 1 {
		ready = t.now.After(due.Add(time.Duration(1+t.p.chance("report", seat.Actor, 9)) * time.Minute))
	}
	if !ready {
		return
	}
	if _, _, ok := c.LastReport(seat.Key()); ok && t.p.chance("unchanged", seat.Actor, 3) == 0 {
		_ = t.try(Act{Actor: seat.Actor, Command: &conference.KeepReport{Participant: seat.Key()}})
		return
	}
	if n := len(t.p.Script.Reports); n > 0 {
		r := t.p.Script.Reports[t.p.chance("routine", seat.Actor, n)]
		_ = t.try(Act{Actor: seat.Actor, Command: &conference.SubmitReport{Participant: seat.Key(), Report: report(seat, r.Text, "", r.Impact)}})
	}
}

// stances answers what has been read back: as the list says, or else behind it.
func (t *turn) stances() {
	for i := range t.c.Decisions {
		d := &t.c.Decisions[i]
		if len(d.ReadBacks) == 0 || d.Settled != nil || d.Withdrawn != nil {
			continue
		}
		read := d.ReadBacks[len(d.ReadBacks)-1].At
		for _, actor := range t.c.Unanswered(d) {
			if _, ok := t.who.seat(actor); !ok || actor == t.who.silent && t.c.Here(actor) == conference.Unknown {
				continue
			}
			x, scripted := t.stanceOf(d, actor)
			wait := time.Duration(3+t.p.chance("stance", d.ID+":"+actor, 40)) * time.Second
			if scripted {
				wait = max(wait, x.Delay)
			}
			if !t.elapsed(read, wait) {
				continue
			}
			cmd := &conference.TakeStance{ID: d.ID, Actors: []string{actor}, Stance: conference.StandBehind}
			if scripted {
				cmd.Stance, cmd.Reason = x.Stance, x.Words
			}
			if t.try(Act{Inject: x.ID, Actor: actor, Command: cmd}) == nil && scripted {
				t.Marks[x.ID] = Mark{State: Done, At: t.now, Elapsed: t.p.Elapsed(t.now)}
			}
		}
	}
}

// stanceOf finds what the list says that an actor answers to a decision: to that of the item, or to the first that is read back.
func (t *turn) stanceOf(d *conference.Decision, actor string) (Inject, bool) {
	for _, x := range t.p.Script.Injects {
		// It holds after it has been said, too: a wording that is changed is asked about anew.
		if x.Kind != Stance || !slices.Contains(x.Actors, actor) || t.p.Marks[x.ID].State == Skipped {
			continue
		}
		if x.Item != "" && x.Item == d.Item || x.Item == "" && t.first(d) {
			return x, true
		}
	}
	return Inject{}, false
}

// first tells whether a decision is the first that was read back.
func (t *turn) first(d *conference.Decision) bool {
	for i := range t.c.Decisions {
		if len(t.c.Decisions[i].ReadBacks) > 0 {
			return t.c.Decisions[i].ID == d.ID
		}
	}
	return false
}

// accept has simulated actors take on the measures that are given to them.
func (t *turn) accept() {
	if t.c.Phase != conference.Open {
		return
	}
	for _, m := range t.c.Measures {
		if _, ok := t.who.seat(m.Owner); !ok || m.Accepted != nil {
			continue
		}
		if t.elapsed(m.At, time.Duration(5+t.p.chance("accept", m.ID, 40))*time.Second) {
			_ = t.try(Act{Actor: m.Owner, Command: &conference.AcceptMeasure{ID: m.ID, Accepted: true}})
		}
	}
}

// Hears is what a simulated actor's seat answers when its name is called.
type Hears struct {
	Seat    conference.Participant
	Present bool
}

// RollCall tells what the simulated actors answer at the roll-call, of the seats that nobody has marked: those who never answered
// the kallelse, or declined it, say nothing.
func (p *Play) RollCall(c *conference.Conference) []Hears {
	who := p.cast(&c.Plan)
	var out []Hears
	for _, s := range who.seats {
		if c.Attendance(s.Key()).Status != conference.Unknown {
			continue
		}
		out = append(out, Hears{Seat: s, Present: s.Actor != who.silent && c.Answers[s.Key()].Reply != conference.Declined})
	}
	return out
}
