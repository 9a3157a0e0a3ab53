package exercise

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// Act is a command that a simulated actor gives.
type Act struct {
	Inject  string // "" for what an actor does of itself
	Actor   string
	Key     string // names it within the play, so that it is given once; "" for what the conference itself gives once
	Command conference.Command
}

// Turn is what happens now.
type Turn struct {
	Acts  []Act
	Marks map[string]Mark // what becomes of injects that nothing more is to be done for
}

// Due tells what the simulated actors do at a moment. Nothing is in it that the conference would refuse as it stands: an inject
// that it refuses is marked so. What has been done is not in it again, once it is in the conference and its marks.
func (p *Play) Due(c *conference.Conference, now time.Time) Turn {
	t := &turn{p: p, c: c, now: now, Turn: Turn{Marks: map[string]Mark{}}}
	if !p.Running() || !c.Plan.Exercise || Over(c) {
		return t.Turn
	}
	t.who = p.cast(&c.Plan)
	t.injects()
	for _, seat := range t.who.seats {
		t.answer(seat)
		t.report(seat)
	}
	t.yield()
	t.stances()
	t.accept()
	return t.Turn
}

// Now makes an inject happen at once, whatever it waits for. Faults: exercise.inject-unknown, exercise.inject-over, and those of the
// conference.
func (p *Play) Now(c *conference.Conference, inject string, now time.Time) (Turn, error) {
	t := &turn{p: p, c: c, now: now, Turn: Turn{Marks: map[string]Mark{}}}
	x, ok := p.Inject(inject)
	switch {
	case !ok:
		return t.Turn, fault.New(fault.NotFound, "exercise.inject-unknown", "ID", inject)
	case p.Marks[inject].State != Waits:
		return t.Turn, fault.New(fault.Conflict, "exercise.inject-over", "ID", inject)
	}
	t.who = p.cast(&c.Plan)
	if x.Kind == Stance {
		// It is taken when something has been read back, and not before.
		if _, ok := began(x, c, p); !ok {
			return t.Turn, fault.New(fault.Conflict, "exercise.not-read-back", "ID", inject)
		}
	}
	t.play(x)
	if m := t.Marks[inject]; m.State == Refused {
		return t.Turn, fault.New(fault.Conflict, "exercise.inject-refused", "ID", inject, "Reason", m.Code)
	}
	return t.Turn, nil
}

// Skip marks an inject as one that never happens. Faults: exercise.inject-unknown, exercise.inject-over.
func (p *Play) Skip(inject string, now time.Time) (Mark, error) {
	if _, ok := p.Inject(inject); !ok {
		return Mark{}, fault.New(fault.NotFound, "exercise.inject-unknown", "ID", inject)
	}
	if p.Marks[inject].State != Waits {
		return Mark{}, fault.New(fault.Conflict, "exercise.inject-over", "ID", inject)
	}
	return Mark{State: Skipped, At: now, Elapsed: p.Elapsed(now)}, nil
}

// turn is what is being put together.
type turn struct {
	p   *Play
	c   *conference.Conference
	now time.Time
	who cast
	Turn
}

// elapsed tells whether so long has gone by since a moment, by the time of the exercise; what happened before it was started counts
// from then.
func (t *turn) elapsed(since time.Time, d time.Duration) bool {
	return t.p.Elapsed(t.now)-t.p.Elapsed(since) >= d && !since.After(t.now)
}

// try gives the act when the conference would accept it and something would come of it. The error is the refusal.
func (t *turn) try(x Act) error {
	events, err := t.c.Decide(x.Command, conference.Meta{Actor: x.Actor, Role: conference.Attendee, At: t.now, OccurredAt: t.now})
	if err != nil || len(events) == 0 {
		return err
	}
	t.Acts = append(t.Acts, x)
	return nil
}

func (t *turn) injects() {
	for _, x := range t.p.Script.Injects {
		// Answers, reports and stances stand in for what the actor would have done of itself, and come when it would.
		if t.p.Marks[x.ID].State != Waits || x.Kind == Stance {
			continue
		}
		if at, ok := t.p.DueAt(x, t.c); ok && t.p.Elapsed(t.now) >= at {
			t.play(x)
		}
	}
}

// play carries an inject out.
func (t *turn) play(x Inject) {
	mark := Mark{State: Done, At: t.now, Elapsed: t.p.Elapsed(t.now)}
	for _, actor := range x.Actors {
		if x.Kind.Told() {
			break
		}
		cmd, err := t.command(x, actor)
		if err == nil {
			err = t.try(Act{Inject: x.ID, Actor: actor, Key: "inject:" + x.ID + ":" + actor, Command: cmd})
		}
		if err != nil {
			mark.State, mark.Code = Refused, fault.CodeOf(err)
		}
	}
	t.Marks[x.ID] = mark
}

// command is what an actor does for an inject.
func (t *turn) command(x Inject, actor string) (conference.Command, error) {
	seat, ok := t.who.seat(actor)
	if !ok {
		return nil, fault.New(fault.Conflict, "exercise.not-simulated", "Actor", actor)
	}
	switch x.Kind {
	case Answer:
		return &conference.AnswerInvitation{Participant: seat.Key(), Reply: x.Reply, Function: x.Function, Message: x.Words}, nil
	case Report:
		return &conference.SubmitReport{Participant: seat.Key(), Report: report(seat, x.Words, x.Needs, x.Impact)}, nil
	case Stance:
		for _, d := range t.c.Decisions {
			if (x.Item == "" || x.Item == d.Item) && len(d.ReadBacks) > 0 {
				return &conference.TakeStance{ID: d.ID, Actors: []string{actor}, Stance: x.Stance, Reason: x.Words}, nil
			}
		}
		return nil, fault.New(fault.Conflict, "exercise.not-read-back", "ID", x.ID)
	}
	topic := x.Topic
	if topic == "" {
		topic = short(x.Words)
	}
	return &conference.RequestFloor{Actor: actor, Topic: topic}, nil
}

// shortTopic is how much of what is said stands in the list of speakers when the list gives no topic.
const shortTopic = 80

func short(words string) string {
	words = strings.Join(strings.Fields(words), " ")
	if r := []rune(words); len(r) > shortTopic {
		return string(r[:shortTopic-1]) + "…"
	}
	return words
}

// report is a report with a text, what is needed, and the answers to the three tests that give its grade.
func report(seat conference.Participant, text, needs string, impact int) conference.Report {
	r := conference.Report{Function: seat.Function, Statements: []conference.Statement{{Theme: conference.ThemeIncident, Text: text}}}
	if needs != "" {
		r.Statements = append(r.Statements, conference.Statement{Theme: conference.ThemeNeeds, Text: needs})
	}
	none, some, out := conference.NoStrain, conference.Strained, conference.Exhausted
	r.Tests = map[int]conference.Tests{1: {Plan: none, Resources: none, Load: none}, 2: {Plan: none, Resources: some, Load: none},
		3: {Plan: some, Resources: some, Load: some}, 4: {Plan: some, Resources: out, Load: some}, 5: {Plan: out, Resources: out, Load: out}}[impact]
	return r
}

// Saying is what a simulated actor says that has the floor.
type Saying struct {
	Inject string
	Actor  string
	Words  string
	Length time.Duration
}

// Saying tells what the one who has the floor says; false when nobody has it or no simulated actor has.
func (p *Play) Saying(c *conference.Conference) (Saying, bool) {
	talk := c.Speakers.OnAir
	if talk == nil {
		return Saying{}, false
	}
	if _, ok := p.cast(&c.Plan).seat(talk.Actor); !ok {
		return Saying{}, false
	}
	s := Saying{Actor: talk.Actor}
	s.Length = p.talkLength(talk, len(c.Speakers.Talks))
	for _, x := range p.Script.Injects {
		if !x.Kind.Says() || !slices.Contains(x.Actors, talk.Actor) {
			continue
		}
		if topic := x.Topic; topic == talk.Topic || topic == "" && short(x.Words) == talk.Topic {
			s.Inject, s.Words = x.ID, x.Words
			if x.Seconds > 0 {
				s.Length = time.Duration(x.Seconds) * time.Second
			}
		}
	}
	return s, true
}

// rakelLimit is the minute that a talk over Rakel may take.
const rakelLimit = conference.RakelMinute

// talkLength is how long an actor speaks when the list does not say: short, and over Rakel seldom more than its minute.
func (p *Play) talkLength(talk *conference.Talk, n int) time.Duration {
	key := talk.Actor + ":" + strconv.Itoa(n)
	seconds := 15 + p.chance("talk", key, 75)
	if talk.Mode == conference.Rakel && seconds > rakelLimit-5 && p.chance("over", key, 4) > 0 {
		seconds = rakelLimit - 5
	}
	return time.Duration(seconds) * time.Second
}

func (t *turn) yield() {
	talk := t.c.Speakers.OnAir
	s, ok := t.p.Saying(t.c)
	if !ok || !t.elapsed(talk.Start, s.Length) {
		return
	}
	_ = t.try(Act{Actor: talk.Actor, Command: &conference.YieldFloor{Actor: talk.Actor}})
}

// chance gives a number from 0 up to n, the same for the same seed and words.
func (p *Play) chance(what, whose string, n int) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strconv.FormatUint(p.Script.Seed, 10) + "\x00" + what + "\x00" + whose))
	x := h.Sum64()
	// The low bits of FNV follow the last letters; mixed, they do not.
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return int(x % uint64(n))
}
