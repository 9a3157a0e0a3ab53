package web

import (
	"bytes"
	"slices"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/exercise"
	"samverkan/internal/fault"
	"samverkan/internal/fixture"
	"samverkan/internal/reporting"
	"samverkan/internal/scenario"
)

// exercisePage is where the one who leads an exercise sees what comes, tells what is to be told, and decides how fast it goes.
type exercisePage struct {
	Shell
	M       *Room
	Play    *clerk.PlayView // nil while nothing is played
	Elapsed time.Duration
	Over    bool
	Saying  *saying
	Told    []injectRow // to be told by the one who leads, the newest first
	Rows    []injectRow
	Next    string // what comes next; "" when nothing is left
	Calls   int    // seats of simulated actors to be called at the roll-call that goes on
	Away    int    // of them, who do not answer
	Actors  int    // simulated
	Absent  []string
	Items   []string // on no dagordning
	Ready   []choice
	Speeds  []choice
}

// saying is what a simulated actor says now.
type saying struct{ Name, Words string }

// injectRow is an inject in the list.
type injectRow struct {
	exercise.Inject
	exercise.Mark
	Names []string
	When  string
	Fault string
	Icon  string
	Tone  string
}

// exerciseEvery is how many seconds pass between looks at what the simulated actors do.
const exerciseEvery = 3

// readyScripts are the lists that ship with the program.
var readyScripts = []string{"inspelslista-regional"}

func (w *Web) exerciseRoutes() []row {
	const at = "/conferences/{id}/exercise"
	return []row{{get, at, "exercise.read", w.exercise}, {get, at + "/now", "exercise.read", w.exerciseNow}, {get, at + "/review", "exercise.read", w.exerciseReview},
		{post, at, "exercise.play", w.playExercise}, {post, at + "/file", "exercise.play", w.playExerciseFile}, {post, at + "/speed", "exercise.play", w.exerciseSpeed},
		{post, at + "/inject", "exercise.play", w.exerciseInject}, {post, at + "/roll-call", "exercise.play", w.exerciseRollCall}}
}

func (w *Web) exercisePage(q *request) (*exercisePage, error) {
	id := q.path("id")
	if err := q.clerk().MayLeadExercise(q.ctx(), q.Who, id); err != nil {
		return nil, err
	}
	m, _, err := w.roomOf(q)
	if err != nil {
		return nil, err
	}
	p := &exercisePage{Shell: q.shell("web.exercise.title", "Title", m.Plan.Title), M: m}
	p.Section, p.Exercise = "conferences", true
	for _, name := range readyScripts {
		s, err := readyScript(name)
		if err != nil {
			return nil, err
		}
		p.Ready = append(p.Ready, choice{name, s.Title})
	}
	for _, speed := range []int{1, 2, 5, 10, 20, 60} {
		p.Speeds = append(p.Speeds, choice{strconv.Itoa(speed), q.T("web.exercise.times", "Speed", speed)})
	}
	v, err := q.clerk().Exercise(q.ctx(), q.Who, id)
	if fault.CodeOf(err) == "exercise.nothing-played" {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.played(q, v)
	return p, nil
}

// played fills in what is played.
func (p *exercisePage) played(q *request, v *clerk.PlayView) {
	p.Play, p.Elapsed, p.Over = v, v.Elapsed(q.Now).Truncate(time.Second), exercise.Over(v.Conference)
	p.Actors = len(v.Simulated(&v.Conference.Plan))
	if s, ok := v.Saying(v.Conference); ok {
		p.Saying = &saying{p.M.Short(s.Actor), s.Words}
	}
	if next, ok := v.Next(v.Conference); ok && !p.Over {
		p.Next = next.ID
	}
	if c := v.Conference; c.Phase == conference.Open && !c.RollCall.Opened.IsZero() && !c.RollCall.Held() {
		for _, x := range v.RollCall(c) {
			if p.Calls++; !x.Present {
				p.Away++
			}
		}
	}
	actors, items := v.Script.Unplayable(&v.Conference.Plan)
	p.Absent, p.Items = actors, items
	for _, x := range v.Script.Injects {
		r := injectRow{Inject: x, Mark: v.Marks[x.ID], Icon: "clock"}
		for _, a := range x.Actors {
			r.Names = append(r.Names, p.M.Short(a))
		}
		r.When = q.T("web.exercise.after."+string(x.After), "Item", x.Item)
		if x.Delay > 0 {
			r.When = q.T("web.exercise.when", "After", r.When, "Delay", reporting.Exact(q.Printer, x.Delay))
		}
		switch r.State {
		case exercise.Done:
			r.Icon, r.Tone = "check-circle", "is-ok"
		case exercise.Skipped:
			r.Icon, r.Tone = "minus", "is-mute"
		case exercise.Refused:
			r.Icon, r.Tone = "warning", "is-warn"
			if q.Has("fault." + r.Code) {
				r.Fault = q.Fault(fault.New(fault.Conflict, r.Code))
			}
		}
		if x.Kind.Told() && r.State == exercise.Done {
			p.Told = append(p.Told, r)
		}
		p.Rows = append(p.Rows, r)
	}
	slices.SortStableFunc(p.Told, func(a, b injectRow) int { return b.At.Compare(a.At) })
}

// Clock is how far the exercise has come.
func (p *exercisePage) Clock() string {
	s := int(p.Elapsed / time.Second)
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	return strconv.Itoa(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
}

// exercise shows what is played in an exercise.
func (w *Web) exercise(q *request) error {
	p, err := w.exercisePage(q)
	if err != nil {
		return err
	}
	if p.Play != nil {
		p.Shell.Live = &Live{Stream: "/conferences/" + p.M.ID + "/stream?view=board", Mine: "/conferences/" + p.M.ID + "/exercise/now", Seq: p.M.Seq, Every: exerciseEvery}
	}
	return q.page("exercise", p)
}

// exerciseNow gives how the exercise stands now, for the page that shows it.
func (w *Web) exerciseNow(q *request) error {
	p, err := w.exercisePage(q)
	if err != nil {
		return err
	}
	if p.Play == nil {
		return q.sendPatch(patch{}) // nothing is played, and nothing of it is shown
	}
	p.Path = "/conferences/" + p.M.ID + "/exercise" // forms in it come back to the page, not here
	html, err := w.pages[q.Lang()].part("exercise-live", p)
	if err != nil {
		return err
	}
	return q.sendPatch(patch{}.put("exercise-live", html))
}

func readyScript(name string) (exercise.Script, error) {
	if !slices.Contains(readyScripts, name) {
		return exercise.Script{}, notFound()
	}
	raw, err := fixture.Snokaos.ReadFile("snokaos/" + name + ".yaml")
	if err != nil {
		return exercise.Script{}, err
	}
	return scenario.ReadScript(bytes.NewReader(raw))
}

// speed reads how fast it is to go.
func (q *request) speed() (int, error) {
	n, err := strconv.Atoi(q.field("speed"))
	if err != nil {
		return 0, fault.New(fault.Invalid, "exercise.speed", "Max", exercise.MaxSpeed)
	}
	return n, nil
}

func (q *request) exerciseDone(note string) error {
	return q.done("/conferences/"+q.path("id")+"/exercise", note)
}

// playExercise puts a list that ships with the program to the exercise.
func (w *Web) playExercise(q *request) error {
	s, err := readyScript(q.field("ready"))
	if err != nil {
		return err
	}
	return q.startExercise(s)
}

// playExerciseFile puts a list of one's own to the exercise. It waits until its speed is chosen.
func (w *Web) playExerciseFile(q *request) error {
	r, err := q.table()
	if err != nil {
		return err
	}
	s, err := scenario.ReadScript(r)
	if err != nil {
		return err
	}
	return q.startExercise(s)
}

func (q *request) startExercise(s exercise.Script) error {
	speed, err := q.speed()
	if err != nil {
		return err
	}
	if err := q.clerk().PlayExercise(q.ctx(), q.Who, q.path("id"), s, speed); err != nil {
		return err
	}
	return q.exerciseDone("exercise-began")
}

// exerciseSpeed lets it go faster, slower or not at all.
func (w *Web) exerciseSpeed(q *request) error {
	speed, err := q.speed()
	if err != nil {
		return err
	}
	if err := q.clerk().SetExerciseSpeed(q.ctx(), q.Who, q.path("id"), speed); err != nil {
		return err
	}
	return q.exerciseDone("exercise-speed")
}

// exerciseInject takes an inject at once, or leaves it out.
func (w *Web) exerciseInject(q *request) error {
	inject, note := q.field("inject"), "exercise-inject"
	if q.field("do") == "skip" {
		note = "exercise-skipped"
		if err := q.clerk().SkipInject(q.ctx(), q.Who, q.path("id"), inject); err != nil {
			return err
		}
	} else if err := q.clerk().PlayInject(q.ctx(), q.Who, q.path("id"), inject); err != nil {
		return err
	}
	return q.exerciseDone(note)
}

// exerciseRollCall marks the simulated actors as they answer when they are called.
func (w *Web) exerciseRollCall(q *request) error {
	if _, err := q.clerk().CallRoll(q.ctx(), q.Who, q.path("id")); err != nil {
		return err
	}
	return q.exerciseDone("exercise-called")
}
