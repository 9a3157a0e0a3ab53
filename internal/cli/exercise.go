package cli

import (
	"bytes"
	"context"
	"reflect"
	"time"

	drill "samverkan/internal/exercise"
	"samverkan/internal/fault"
	"samverkan/internal/reporting"
	"samverkan/internal/scenario"
)

// exerciseVerbs play an inspelslista against the own file. In a service it is played from its pages, by the service itself.
func (s *session) exerciseVerbs() []verb {
	return []verb{s.exerciseCheck(), s.exercisePlay(), s.exerciseReview()}
}

// readScript reads an inspelslista from a file.
func (s *session) readScript(path string) (drill.Script, error) {
	content, err := s.readFile(path, scenario.MaxPlan)
	if err != nil {
		return drill.Script{}, err
	}
	script, err := scenario.ReadScript(bytes.NewReader(content))
	if err != nil {
		return script, atLine(err, path)
	}
	return script, nil
}

func (s *session) exerciseCheck() verb {
	return verb{
		use: "exercise check FILE", example: "samverkan exercise check inspelslista.yaml",
		run: func(_ context.Context, args []string) error {
			script, err := s.readScript(args[0])
			if err != nil {
				return err
			}
			return list(s, script.Injects,
				column[drill.Inject]{"id", func(x drill.Inject) string { return x.ID }},
				column[drill.Inject]{"kind", func(x drill.Inject) string { return s.p.T("web.exercise.kind." + string(x.Kind)) }},
				column[drill.Inject]{"when", func(x drill.Inject) string {
					after := s.p.T("web.exercise.after."+string(x.After), "Item", x.Item)
					if x.Delay == 0 {
						return after
					}
					return s.p.T("web.exercise.when", "After", after, "Delay", reporting.Exact(s.p, x.Delay))
				}},
				column[drill.Inject]{"actors", func(x drill.Inject) string { return s.shorts(x.Actors) }},
				column[drill.Inject]{"text", func(x drill.Inject) string { return x.Words }})
		},
	}
}

// played is what is told of a list that is played.
type playedExercise struct {
	Conference string `json:"conference"`
	Speed      int    `json:"speed"`
	Over       bool   `json:"over"`
	drill.Injects
}

func (s *session) exercisePlay() verb {
	speed, once := 1, false
	return verb{
		use: "exercise play FILE [CONFERENCE]", example: "samverkan exercise play inspelslista.yaml konf-1\nsamverkan exercise play inspelslista.yaml konf-1 --speed 10",
		flags: func(f *flags) {
			f.number(&speed, "speed")
			f.yes(&once, "once")
		},
		run: func(ctx context.Context, args []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			script, err := s.readScript(args[0])
			if err != nil {
				return err
			}
			if err := s.beginPlay(ctx, id, script, speed); err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			told := map[string]bool{}
			next := time.NewTicker(time.Second)
			defer next.Stop()
			for {
				if _, err := desk.RunExercises(ctx); err != nil {
					return err
				}
				v, err := desk.Exercise(ctx, s.who, id)
				if err != nil {
					return err
				}
				s.tellInjects(&v.Play, told)
				if over := drill.Over(v.Conference); over || once {
					r := drill.Measure(v.Conference, &v.Play, drill.DefaultTargets(), v.Now)
					out := playedExercise{id, v.Pace(), over, r.Injects}
					s.say(s.p.T("cli.exercise.played", "Done", out.Done, "Waits", out.Waits, "Refused", out.Refused))
					if s.options.output == outTable {
						return nil
					}
					return s.writeJSON(out)
				}
				select {
				case <-ctx.Done():
					// Its time stands still until somebody plays it again.
					return desk.SetExerciseSpeed(context.WithoutCancel(ctx), s.who, id, 0)
				case <-next.C:
				}
			}
		},
	}
}

// beginPlay goes on with a list that is played already, or begins another.
func (s *session) beginPlay(ctx context.Context, id string, script drill.Script, speed int) error {
	v, err := s.clerk.Exercise(ctx, s.who, id)
	if err == nil && reflect.DeepEqual(v.Script, script) {
		return s.clerk.SetExerciseSpeed(ctx, s.who, id, speed)
	}
	if err != nil && fault.CodeOf(err) != "exercise.nothing-played" {
		return err
	}
	return s.clerk.PlayExercise(ctx, s.who, id, script, speed)
}

// tellInjects tells what has happened since the last time.
func (s *session) tellInjects(p *drill.Play, told map[string]bool) {
	for _, x := range p.Script.Injects {
		m := p.Marks[x.ID]
		if m.State == drill.Waits || told[x.ID] {
			continue
		}
		told[x.ID] = true
		s.say(s.p.T("cli.exercise.inject", "Time", s.p.Clock(m.At), "ID", x.ID, "Kind", s.p.T("web.exercise.kind."+string(x.Kind)),
			"State", s.p.T("web.exercise.state."+string(m.State)), "Actors", s.shorts(x.Actors), "Words", x.Words))
	}
}

func (s *session) exerciseReview() verb {
	t := drill.DefaultTargets()
	return verb{
		use: "exercise review [CONFERENCE]", example: "samverkan exercise review konf-1\nsamverkan exercise review konf-1 --acknowledge 10m",
		flags: func(f *flags) {
			f.length(&t.Acknowledge, "acknowledge")
			f.length(&t.Contact, "contact")
			f.length(&t.Sharing, "sharing")
			f.length(&t.RollCall, "roll-call")
			f.length(&t.Rakel, "rakel")
		},
		run: func(ctx context.Context, _ []string) error {
			id, err := s.chosen(ctx)
			if err != nil {
				return err
			}
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			r, err := desk.ReviewExercise(ctx, s.who, id, t)
			if err != nil {
				return err
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			return list(s, reporting.ReviewLines(r, s.p, s.short),
				column[reporting.ReviewLine]{"measured", func(x reporting.ReviewLine) string { return x.Name }},
				column[reporting.ReviewLine]{"value", func(x reporting.ReviewLine) string { return x.Value }},
				column[reporting.ReviewLine]{"target", func(x reporting.ReviewLine) string { return x.Target }},
				column[reporting.ReviewLine]{"met", func(x reporting.ReviewLine) string {
					return s.p.T("cli.exercise.met." + map[bool]string{true: "yes", false: "no"}[x.Met])
				}},
				column[reporting.ReviewLine]{"actors", func(x reporting.ReviewLine) string { return x.Who }},
				column[reporting.ReviewLine]{"source", func(x reporting.ReviewLine) string { return x.Source }})
		},
	}
}
