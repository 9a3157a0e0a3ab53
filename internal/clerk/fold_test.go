package clerk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

// lists is what the projections say of the conferences, without what is not theirs.
type lists struct {
	Conferences []store.Conference
	Full        store.Conference
	Measures    []store.Measure
	Decisions   []store.Decision
	Secret      map[string][]string // per actor that may see something marked: what
}

func (w *world) lists(id string) lists {
	w.t.Helper()
	var out lists
	err := w.store.View(w.t.Context(), func(tx *store.Tx) error {
		var err error
		if out.Conferences, err = tx.Conferences(store.Whole(), store.ConferenceFilter{}); err != nil {
			return err
		}
		if out.Full, err = tx.Conference(store.Whole(), id); err != nil {
			return err
		}
		if out.Measures, err = tx.Measures(store.Whole(), store.MeasureFilter{}); err != nil {
			return err
		}
		out.Decisions, err = tx.Decisions(store.Whole(), store.DecisionFilter{})
		if err != nil {
			return err
		}
		out.Secret = map[string][]string{}
		for _, a := range out.Full.Actors {
			measures, err := tx.Measures(store.As(a.Actor), store.MeasureFilter{})
			if err != nil {
				return err
			}
			for _, m := range measures {
				if m.Secret {
					out.Secret[a.Actor] = append(out.Secret[a.Actor], m.ID)
				}
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// rebuiltTheSame fails the test when the projections made step by step are not those made anew from the journal.
func rebuiltTheSame(w *world, id string) {
	w.t.Helper()
	before := w.lists(id)
	n, err := w.Rebuild(w.t.Context(), clerk.OwnerIdentity())
	if err != nil || n != len(before.Conferences) {
		w.t.Fatalf("%d conferences, want %d: %v", n, len(before.Conferences), err)
	}
	if diff := cmp.Diff(before, w.lists(id)); diff != "" {
		w.t.Fatalf("step by step (-), made anew (+):\n%s", diff)
	}
}

// After each command of the run, what the clerk keeps is what the journal adds up to; and in the end the lists are too.
func TestKeptIsFoldedOverTheRun(t *testing.T) {
	w := at(t, "called")
	p := plan(t, "regional")
	for _, x := range wishes(p, run(t, "regional")) {
		w.clock.set(x.OccurredAt)
		if _, err := w.Do(t.Context(), x.who, p.ID, x.Wish); err != nil {
			t.Fatal(x.line, err)
		}
		keptAsFolded(w, p.ID)
	}
	rebuiltTheSame(w, p.ID)
}

// anyCommand draws a command that may well be accepted, from what the conference holds.
func anyCommand(t *rapid.T, c *conference.Conference, p conference.Plan) conference.Command {
	actors := c.Plan.Actors()
	actor := func() string { return rapid.SampledFrom(actors).Draw(t, "actor") }
	secrecy := func() conference.Secrecy {
		if rapid.IntRange(0, 3).Draw(t, "marked") > 0 {
			return conference.Secrecy{}
		}
		return conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: actor(), Readers: []string{actor()}}
	}
	item := func() string { return rapid.SampledFrom([]string{"", "p1", "p5", "p8"}).Draw(t, "item") }
	text := func() string {
		return rapid.SampledFrom([]string{"Snö i Älvnäs", "El åter 22.30", "Vägen är stängd"}).Draw(t, "text")
	}
	labels := []string{"I1"}
	for _, n := range c.Notes {
		labels = append(labels, n.ID)
	}
	label := func() string { return rapid.SampledFrom(labels).Draw(t, "label") }
	decision, measure := "D1", "A1"
	if len(c.Decisions) > 0 {
		decision = rapid.SampledFrom(c.Decisions).Draw(t, "decision").ID
	}
	if len(c.Measures) > 0 {
		measure = rapid.SampledFrom(c.Measures).Draw(t, "measure").ID
	}
	yes := rapid.Bool().Draw(t, "yes")
	kinds := []conference.NoteKind{conference.NoteInformation, conference.NoteUnowned, conference.NoteRemark, conference.NoteNeed, conference.NoteParked}
	made := []func() conference.Command{
		func() conference.Command {
			return &conference.WriteNote{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Item: item(),
				Content: conference.Content{Text: text(), Actor: actor(), Secrecy: secrecy()}}
		},
		func() conference.Command {
			return &conference.WriteNote{Kind: conference.NoteInformation, Item: item(), Content: conference.Content{Text: text(), Actor: actor()}}
		},
		func() conference.Command {
			return &conference.ReviseNote{ID: label(), Base: rapid.IntRange(0, 2).Draw(t, "base"), Content: conference.Content{Text: text() + ", rättat", Actor: actor()}}
		},
		func() conference.Command { return &conference.StrikeNote{ID: label(), Reason: text()} },
		func() conference.Command { return &conference.MarkSecrecy{ID: label(), Secrecy: secrecy()} },
		func() conference.Command { return &conference.MarkSecrecy{ID: decision, Secrecy: secrecy()} },
		func() conference.Command { return &conference.MarkSecrecy{ID: measure, Secrecy: secrecy()} },
		func() conference.Command { return &conference.MarkItemSecrecy{Item: item(), Secrecy: secrecy()} },
		func() conference.Command { return &conference.TakeOwnership{ID: label(), Actor: actor()} },
		func() conference.Command {
			return &conference.AgreeMeasure{Text: text(), Item: item(), Owner: actor(), Secrecy: secrecy()}
		},
		func() conference.Command { return &conference.AgreeMeasure{Text: text(), Item: item(), Owner: actor()} },
		func() conference.Command { return &conference.ReviseMeasure{ID: measure, Text: text(), Owner: actor()} },
		func() conference.Command {
			return &conference.AcceptMeasure{ID: measure, Accepted: yes, Reason: text()}
		},
		func() conference.Command {
			return &conference.ReportMeasure{ID: measure, Status: conference.MeasureDone, Text: text()}
		},
		func() conference.Command {
			return &conference.ProposeDecision{Text: text(), Item: item(), Secrecy: secrecy()}
		},
		func() conference.Command {
			return &conference.ProposeDecision{ID: decision, Text: text(), Item: item()}
		},
		func() conference.Command { return &conference.ReadBackDecision{ID: decision, Text: text()} },
		func() conference.Command {
			return &conference.TakeStance{ID: decision, Actors: []string{actor()}, Stance: rapid.SampledFrom(conference.Stances()).Draw(t, "stance"), Reason: text()}
		},
		func() conference.Command {
			return &conference.TakeStance{ID: decision, Actors: actors, Stance: conference.StandBehind}
		},
		func() conference.Command { return &conference.UndoStance{ID: decision} },
		func() conference.Command { return &conference.SettleDecision{ID: decision} },
		func() conference.Command { return &conference.WithdrawDecision{ID: decision, Reason: text()} },
		func() conference.Command { return &conference.OpenRollCall{} },
		func() conference.Command {
			return &conference.MarkAttendance{Participant: actor(), Reason: text(), Status: rapid.SampledFrom([]conference.Attendance{conference.Present, conference.Late, conference.Left, conference.Absent}).Draw(t, "status")}
		},
		func() conference.Command { return &conference.UndoRollCall{} },
		func() conference.Command { return &conference.CloseRollCall{RestAbsent: yes} },
		func() conference.Command { return &conference.StartItem{Item: item()} },
		func() conference.Command { return &conference.FinishItem{Item: item()} },
		func() conference.Command { return &conference.RequestFloor{Actor: actor(), Topic: text()} },
		func() conference.Command { return &conference.GrantFloor{Actor: actor()} },
		func() conference.Command { return &conference.YieldFloor{Note: text()} },
		func() conference.Command { return &conference.UndoFloor{} },
		func() conference.Command { return &conference.StartRound{Topic: text()} },
		func() conference.Command { return &conference.AdjournMeeting{Reason: text()} },
		func() conference.Command { return &conference.ResumeMeeting{} },
		func() conference.Command { return &conference.CloseMeeting{Carry: labels} },
		func() conference.Command { return &conference.ReopenMeeting{Reason: text()} },
		func() conference.Command { return &conference.CheckMinutes{Version: 1} },
		func() conference.Command {
			return &conference.HandOverRole{Role: conference.Listener, Actor: host, Member: "tib." + host, Reason: text()}
		},
		func() conference.Command {
			return &conference.Invite{Participants: []conference.Participant{{Actor: outsider, Role: conference.Observer}}}
		},
		func() conference.Command { return &conference.Uninvite{Participant: outsider} },
		func() conference.Command { return &conference.SetAgenda{Agenda: p.Agenda} },
		func() conference.Command { return &conference.InformRecording{} },
		func() conference.Command { return &conference.StartRecording{} },
		func() conference.Command { return &conference.StopRecording{} },
		func() conference.Command { return &conference.BookmarkRecording{Label: text()} },
		func() conference.Command {
			return &conference.ConcealRecording{ID: rapid.SampledFrom([]string{"", "S1"}).Draw(t, "span"), From: p.Start, To: p.End, Secrecy: secrecy()}
		},
	}
	return made[rapid.IntRange(0, len(made)-1).Draw(t, "command")]()
}

// The same over commands that chance draws, good and bad, one at a time and in batches; and lists made step by step are those
// made anew.
func TestKeptIsFoldedOverAnything(t *testing.T) {
	stage := at(t, "called")
	stage.do(holder(conference.Leader), regional, stage.clock.now(), "", &conference.OpenMeeting{})
	if err := stage.store.Close(); err != nil {
		t.Fatal(err)
	}
	p := plan(t, "regional")
	accepted, tried := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		dir := t.TempDir()
		copyDir(t, stage.dir, dir)
		w := open(t, dir, 4)
		w.clock.set(p.Start)
		for range rapid.IntRange(5, 25).Draw(rt, "rounds") {
			w.clock.set(w.clock.now().Add(time.Minute))
			c, _, err := w.Folded(t.Context(), regional)
			if err != nil {
				rt.Fatal(err)
			}
			var batch []clerk.Wish
			for range rapid.IntRange(1, 4).Draw(rt, "commands") {
				batch = append(batch, clerk.Wish{Command: anyCommand(rt, c, p)})
			}
			receipts, err := w.Batch(t.Context(), clerk.OwnerIdentity(), regional, batch)
			if err != nil {
				rt.Fatal(err)
			}
			for _, r := range receipts {
				tried++
				if r.Status == clerk.Accepted {
					accepted++
				}
				if r.Fault != nil && fault.KindOf(r.Fault) == fault.Internal {
					rt.Fatal(r.Fault)
				}
			}
			if _, head := w.Kept(regional); head.Seq == 0 {
				rt.Fatal("the clerk keeps nothing")
			}
			keptAsFolded(w, regional)
		}
		rebuiltTheSame(w, regional)
		if err := w.store.Close(); err != nil {
			rt.Fatal(err)
		}
	})
	t.Logf("%d of %d commands accepted", accepted, tried)
	if accepted*4 < tried {
		t.Error("chance draws too much that is refused")
	}
}

// Rebuilding in the middle of things loses nothing and keeps the clerk right.
func TestRebuildInTheMiddle(t *testing.T) {
	w := at(t, "called")
	p := plan(t, "regional")
	chance := rand.New(rand.NewPCG(7, 7))
	list := wishes(p, run(t, "regional"))
	for i, x := range list {
		w.clock.set(x.OccurredAt)
		if _, err := w.Do(t.Context(), x.who, p.ID, x.Wish); err != nil {
			t.Fatal(x.line, err)
		}
		if chance.IntN(20) == 0 || i == len(list)-1 {
			rebuiltTheSame(w, p.ID)
		}
	}
	got := w.lists(p.ID)
	if len(got.Measures) != 13 || len(got.Decisions) != 2 || len(got.Full.Actors) != 42 || got.Full.Phase != string(conference.Published) {
		t.Errorf("%d measures, %d decisions, %d actors, %s", len(got.Measures), len(got.Decisions), len(got.Full.Actors), got.Full.Phase)
	}
	if !slices.ContainsFunc(got.Measures, func(m store.Measure) bool { return m.ID == "A13" }) {
		t.Error(fmt.Sprint(got.Measures))
	}
}
