package cli

import (
	"context"
	"strconv"

	"samverkan/conference"
	"samverkan/minutes"
)

func (s *session) nextMeeting() verb {
	cmd := &conference.PlanNext{}
	return verb{
		use:     "next [CONFERENCE]",
		group:   groupMeeting,
		example: `samverkan next konf-1 --start "2027-01-07 12:30" --end "2027-01-07 13:30" --report-deadline "2027-01-07 11:00"`,
		flags: func(f *flags) {
			f.time(&cmd.Start, "start")
			f.time(&cmd.End, "end")
			f.time(&cmd.ReportDeadline, "report-deadline")
			f.text(&cmd.Conference, "planned-as")
			f.text(&cmd.Title, "title")
			f.text(&cmd.Text, "text")
			f.item(&cmd.Item, "item")
			f.need("start")
		},
		run: func(ctx context.Context, _ []string) error {
			return s.give(ctx, cmd, "Start", s.p.DateTime(cmd.Start))
		},
	}
}

func (s *session) evaluateGive() verb {
	cmd := &conference.Evaluate{}
	return verb{
		use:     "evaluate give [CONFERENCE]",
		example: `samverkan evaluate give konf-1 --leading 4 --speakers 5 --tech 3 --result 4 --text "Ljudet försvann två gånger"`,
		flags: func(f *flags) {
			f.number(&cmd.Leading, "leading")
			f.number(&cmd.Speakers, "speakers")
			f.number(&cmd.Tech, "tech")
			f.number(&cmd.Result, "result")
			f.text(&cmd.Text, "text")
		},
		run: func(ctx context.Context, _ []string) error { return s.give(ctx, cmd) },
	}
}

func (s *session) evaluateList() verb {
	return verb{
		use:     "evaluate list [CONFERENCE]",
		example: "samverkan evaluate list konf-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			grade := func(n int) string {
				if n == 0 {
					return ""
				}
				return strconv.Itoa(n)
			}
			return list(s, m.Evaluations,
				column[minutes.Evaluation]{"actor", func(x minutes.Evaluation) string { return m.Short(x.Actor) }},
				column[minutes.Evaluation]{"leading", func(x minutes.Evaluation) string { return grade(x.Leading) }},
				column[minutes.Evaluation]{"speakers", func(x minutes.Evaluation) string { return grade(x.Speakers) }},
				column[minutes.Evaluation]{"tech", func(x minutes.Evaluation) string { return grade(x.Tech) }},
				column[minutes.Evaluation]{"result", func(x minutes.Evaluation) string { return grade(x.Result) }},
				column[minutes.Evaluation]{"text", func(x minutes.Evaluation) string { return x.Text }})
		},
	}
}
