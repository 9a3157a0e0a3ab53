package cli

import (
	"context"
	"time"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/store"
)

func (s *session) schedule() verb {
	var t target
	var filter store.ConferenceFilter
	var day time.Time
	var viewer string
	format := "text"
	return verb{
		use:   "schedule",
		group: groupPlan,
		example: `samverkan schedule --incident snokaos-allmansta
samverkan schedule --day 2027-01-07 --viewer skogsbo --format svg --out rytm.svg`,
		flags: func(f *flags) {
			f.text(&filter.Incident, "incident")
			f.day(&day, "day")
			f.actor(&viewer, "viewer")
			f.text(&format, "format")
			f.target(&t)
			f.choices("incident", s.knownIncidents)
			f.choices("format", func(string) []string { return []string{"text", "svg"} })
		},
		run: func(ctx context.Context, _ []string) error {
			plan, err := s.rhythm(ctx, filter, firstOf(viewer, s.who.Actor))
			if err != nil {
				return err
			}
			loc, err := time.LoadLocation(zone)
			if err != nil {
				return fault.Wrap(err, fault.Internal, "internal")
			}
			if !day.IsZero() {
				plan = plan.Day(day, loc)
			}
			switch {
			case s.options.output == outJSON:
				return s.writeJSON(plan)
			case s.options.output == outLines:
				return list(s, plan.Meetings)
			case format == "svg":
				if day.IsZero() && len(plan.Meetings) > 0 {
					day = plan.Meetings[0].Start // a picture shows one day: the first there is
				}
				return s.deliver(t, []byte(plan.SVG(conference.SVGOptions{Day: day, Location: loc}, s.p, s.short)), false)
			case format != "text":
				return fault.New(fault.Invalid, "cli.unknown-word", "Word", clip(format), "Choices", []string{"text", "svg"})
			case len(plan.Meetings) == 0:
				s.remark(s.p.T("cli.nothing"))
				return nil
			}
			return s.deliver(t, []byte(plan.Text(loc, s.p, s.short)), false)
		},
	}
}

// rhythm lays out the conferences that the one who asks may see.
func (s *session) rhythm(ctx context.Context, filter store.ConferenceFilter, viewer string) (conference.Schedule, error) {
	desk, err := s.desk(ctx)
	if err != nil {
		return conference.Schedule{}, err
	}
	if _, err := s.directory(ctx); err != nil {
		return conference.Schedule{}, err
	}
	found, err := desk.Conferences(ctx, s.who, filter)
	if err != nil {
		return conference.Schedule{}, err
	}
	var plans []conference.Plan
	for _, c := range found {
		if c.Phase == string(conference.Cancelled) {
			continue
		}
		v, err := desk.Conference(ctx, s.who, c.ID)
		if err != nil {
			return conference.Schedule{}, err
		}
		plans = append(plans, readable(v))
	}
	return conference.NewSchedule(plans, viewer), nil
}
