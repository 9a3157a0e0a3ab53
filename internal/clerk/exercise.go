package clerk

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/exercise"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// Spelledning is who gives the commands of simulated actors, in the journal: it stands there that nobody at the actor did. It has no account.
const Spelledning = "spelledning"

// PlayView is what is played in an exercise, for those who lead it.
type PlayView struct {
	exercise.Play
	Conference *conference.Conference
	By         string // member who put it there
	Now        time.Time
}

// Exercise gives what is played in a conference. Only the host's people know of it: who is trained must not read what comes. Faults:
// conference.unknown, access.host-only, exercise.no-exercise when the conference is none, exercise.nothing-played.
func (k *Clerk) Exercise(ctx context.Context, who Identity, id string) (*PlayView, error) {
	var out *PlayView
	err := k.look(ctx, who, "exercise.read", func(tx *store.Tx) error {
		v, err := k.leadsExercise(tx, who, id)
		if err != nil {
			return err
		}
		out, err = playOf(tx, v.Conference, id)
		return err
	})
	return out, err
}

// MayLeadExercise tells whether somebody may play an inspelslista in a conference, and read what comes. Faults: as for [Clerk.Exercise].
func (k *Clerk) MayLeadExercise(ctx context.Context, who Identity, id string) error {
	return k.look(ctx, who, "exercise.read", func(tx *store.Tx) error {
		_, err := k.leadsExercise(tx, who, id)
		return err
	})
}

// leadsExercise gives the exercise that somebody leads.
func (k *Clerk) leadsExercise(tx *store.Tx, who Identity, id string) (*View, error) {
	v, err := k.viewAt(tx, who, id, 0)
	switch {
	case err != nil:
		return nil, err
	case !v.Whole:
		return nil, fault.New(fault.Forbidden, "access.host-only")
	case !v.Conference.Plan.Exercise:
		return nil, fault.New(fault.Conflict, "exercise.no-exercise")
	}
	return v, nil
}

func playOf(tx *store.Tx, c *conference.Conference, id string) (*PlayView, error) {
	row, found, err := tx.Play(id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "exercise.nothing-played")
	}
	out := &PlayView{Conference: c, By: row.StartedBy, Now: tx.Now, Play: exercise.Play{Conference: id, Started: row.StartedAt, Marks: map[string]exercise.Mark{}}}
	if err := json.Unmarshal(row.Script, &out.Script); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "store.corrupt")
	}
	if err := json.Unmarshal(row.Laps, &out.Laps); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "store.corrupt")
	}
	for _, m := range row.Marks {
		out.Marks[m.Inject] = exercise.Mark{State: exercise.State(m.State), At: m.At, Elapsed: m.Elapsed, Code: m.Code}
	}
	return out, nil
}

// PlayExercise puts an inspelslista to an exercise and lets its time go at a speed; 0 lets it wait. What was played there before is
// forgotten, and what it led to stands in the journal. Faults: those of [Clerk.Exercise] and [exercise.Script.Check], exercise.over,
// exercise.speed.
func (k *Clerk) PlayExercise(ctx context.Context, who Identity, id string, s exercise.Script, speed int) error {
	if err := who.Allows("exercise.play", ""); err != nil {
		return err
	}
	if err := s.Check(); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		v, err := k.leadsExercise(tx, who, id)
		if err != nil {
			return err
		}
		if exercise.Over(v.Conference) {
			return fault.New(fault.Conflict, "exercise.over")
		}
		at := tx.Now.UTC().Truncate(time.Millisecond)
		p := exercise.Play{Started: at}
		if err := p.SetSpeed(speed, at); err != nil {
			return err
		}
		return tx.PutPlay(store.Play{Conference: id, Script: asJSON(s), Laps: asJSON(p.Laps), Running: speed > 0, StartedAt: at, StartedBy: who.Member})
	})
}

func asJSON(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic("clerk: an inspelslista that is not JSON: " + err.Error())
	}
	return b
}

// SetExerciseSpeed lets the time of an exercise go at another speed, or stops it with 0. Faults: those of [Clerk.Exercise], exercise.speed,
// exercise.over.
func (k *Clerk) SetExerciseSpeed(ctx context.Context, who Identity, id string, speed int) error {
	return k.changePlay(ctx, who, id, func(tx *store.Tx, v *PlayView) error {
		if exercise.Over(v.Conference) && speed > 0 {
			return fault.New(fault.Conflict, "exercise.over")
		}
		if err := v.SetSpeed(speed, v.Now.UTC().Truncate(time.Millisecond)); err != nil {
			return err
		}
		return tx.SetPlayLaps(id, asJSON(v.Laps), speed > 0)
	})
}

// SkipInject says that an inject never happens. Faults: those of [Clerk.Exercise], exercise.inject-unknown, exercise.inject-over.
func (k *Clerk) SkipInject(ctx context.Context, who Identity, id, inject string) error {
	return k.changePlay(ctx, who, id, func(tx *store.Tx, v *PlayView) error {
		m, err := v.Skip(inject, v.Now)
		if err != nil {
			return err
		}
		return putMark(tx, id, inject, m)
	})
}

// PlayInject makes an inject happen at once; "" is the one that comes next. Faults: those of [Clerk.Exercise], exercise.inject-unknown,
// exercise.inject-over, exercise.inject-refused with the Reason, exercise.not-read-back, exercise.nothing-left.
func (k *Clerk) PlayInject(ctx context.Context, who Identity, id, inject string) error {
	if err := who.Allows("exercise.play", ""); err != nil {
		return err
	}
	v, err := k.Exercise(ctx, who, id)
	if err != nil {
		return err
	}
	if inject == "" {
		x, ok := v.Next(v.Conference)
		if !ok {
			return fault.New(fault.Conflict, "exercise.nothing-left")
		}
		inject = x.ID
	}
	turn, err := v.Play.Now(v.Conference, inject, v.Now)
	if err != nil {
		return err
	}
	return k.act(ctx, v, turn)
}

func (k *Clerk) changePlay(ctx context.Context, who Identity, id string, change func(*store.Tx, *PlayView) error) error {
	if err := who.Allows("exercise.play", ""); err != nil {
		return err
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		v, err := k.leadsExercise(tx, who, id)
		if err != nil {
			return err
		}
		p, err := playOf(tx, v.Conference, id)
		if err != nil {
			return err
		}
		return change(tx, p)
	})
}

func putMark(tx *store.Tx, id, inject string, m exercise.Mark) error {
	return tx.PutPlayMark(id, store.PlayMark{Inject: inject, State: string(m.State), At: m.At, Elapsed: m.Elapsed, Code: m.Code})
}

// ReviewExercise holds a conference that is an exercise against targets, for those who lead it. Faults: those of [Clerk.MayLeadExercise].
func (k *Clerk) ReviewExercise(ctx context.Context, who Identity, id string, targets exercise.Targets) (exercise.Review, error) {
	var out exercise.Review
	err := k.look(ctx, who, "exercise.read", func(tx *store.Tx) error {
		v, err := k.leadsExercise(tx, who, id)
		if err != nil {
			return err
		}
		p, err := playOf(tx, v.Conference, id)
		switch fault.CodeOf(err) {
		case "":
			out = exercise.Measure(v.Conference, &p.Play, targets, tx.Now)
		case "exercise.nothing-played":
			out, err = exercise.Measure(v.Conference, nil, targets, tx.Now), nil
		}
		return err
	})
	return out, err
}

// RunExercises has the simulated actors of every exercise that goes do what they do now. It tells whether any goes. One that cannot be
// played does not hinder the others; the error is the first of theirs.
func (k *Clerk) RunExercises(ctx context.Context) (going bool, err error) {
	var ids []string
	if err := k.store.View(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.RunningPlays()
		return err
	}); err != nil {
		return false, err
	}
	for _, id := range ids {
		if e := k.runExercise(ctx, id); e != nil && err == nil {
			err = e
		}
	}
	return len(ids) > 0, err
}

func (k *Clerk) runExercise(ctx context.Context, id string) error {
	var v *PlayView
	err := k.store.View(ctx, func(tx *store.Tx) error {
		now, err := k.readings.of(tx, id)
		if err != nil {
			return err
		}
		v, err = playOf(tx, now.state, id)
		return err
	})
	if err != nil {
		return err
	}
	if !v.Conference.Plan.Exercise || exercise.Over(v.Conference) {
		// Nothing more happens: its time stands still, so that nobody looks at it again.
		return k.store.Update(ctx, func(tx *store.Tx) error {
			if err := v.SetSpeed(0, tx.Now.UTC().Truncate(time.Millisecond)); err != nil {
				return err
			}
			return tx.SetPlayLaps(id, asJSON(v.Laps), false)
		})
	}
	return k.act(ctx, v, v.Due(v.Conference, v.Now))
}

// act gives the commands of a turn as the simulated actors, by the rules that hold for people, and keeps what became of the injects.
// What is refused by now, since somebody was quicker, is not tried again by an inject, and by itself only while the state asks for it.
func (k *Clerk) act(ctx context.Context, v *PlayView, turn exercise.Turn) error {
	id := v.Play.Conference
	for _, x := range turn.Acts {
		who := Identity{Member: Spelledning, Actor: x.Actor, SystemRole: directory.Writer}
		w := Wish{OccurredAt: v.Now, Command: x.Command}
		if x.Key != "" {
			// The same act of the same play has the same id: after a restart, or at another node, it is not done twice.
			w.ID = "ovning." + strconv.FormatInt(v.Started.UnixMilli(), 36) + "." + digestOf(x.Command)[:16] + "." + keyed(x.Key)
		}
		_, err := k.Do(ctx, who, id, w)
		if err != nil && (fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable) {
			return err
		}
		if m, marked := turn.Marks[x.Inject]; err != nil && marked {
			m.State, m.Code = exercise.Refused, fault.CodeOf(err)
			turn.Marks[x.Inject] = m
		}
	}
	if len(turn.Marks) == 0 {
		return nil
	}
	return k.store.Update(ctx, func(tx *store.Tx) error {
		for _, x := range v.Script.Injects {
			if m, ok := turn.Marks[x.ID]; ok {
				if err := putMark(tx, id, x.ID, m); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// keyed shortens the key of an act to what an id has room for.
func keyed(key string) string {
	if len(key) > 80 {
		return key[:80]
	}
	return key
}

// CallRoll marks the simulated actors' seats at the roll-call as they answer when their names are called: those who answer as present, the
// others as absent. It is the caller who marks, with the caller's own right to. It answers with how many were marked. Faults: those of
// [Clerk.Exercise] and of marking.
func (k *Clerk) CallRoll(ctx context.Context, who Identity, id string) (int, error) {
	if err := who.Allows("exercise.play", ""); err != nil {
		return 0, err
	}
	v, err := k.Exercise(ctx, who, id)
	if err != nil {
		return 0, err
	}
	var wishes []Wish
	for _, x := range v.RollCall(v.Conference) {
		status := conference.Present
		if !x.Present {
			status = conference.Absent
		}
		wishes = append(wishes, Wish{Command: &conference.MarkAttendance{Participant: x.Seat.Key(), Status: status}})
	}
	if len(wishes) == 0 {
		return 0, nil
	}
	receipts, err := k.Batch(ctx, who, id, wishes)
	if err != nil {
		return 0, err
	}
	for _, r := range receipts {
		if r.Fault != nil {
			return 0, r.Fault
		}
	}
	return len(wishes), nil
}
