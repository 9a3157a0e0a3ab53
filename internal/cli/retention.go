package cli

import (
	"context"
	"strconv"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// retentionVerbs keep the rules of how long things are kept, show what is due, and carry it out. They work on the database itself.
func (s *session) retentionVerbs() []verb {
	return []verb{s.retentionList(), s.retentionSet(), s.retentionPreview(), s.retentionRun()}
}

type retentionRow struct {
	Matter    string `json:"matter"`
	Months    int    `json:"months,omitempty"`
	Ground    string `json:"ground,omitempty"`
	Automatic bool   `json:"automatic"`
}

func (s *session) retentionList() verb {
	return verb{
		use:     "retention list",
		example: "samverkan retention list",
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			rules, err := desk.Retentions(ctx, s.who)
			if err != nil {
				return err
			}
			var rows []retentionRow
			for _, m := range clerk.Matters() {
				row := retentionRow{Matter: string(m)}
				for _, r := range rules {
					if r.Matter == m {
						row = retentionRow{string(m), r.Months, r.Ground, r.Automatic}
					}
				}
				rows = append(rows, row)
			}
			return list(s, rows,
				column[retentionRow]{"matter", func(r retentionRow) string { return r.Matter + " (" + s.p.T("retention.matter."+r.Matter) + ")" }},
				column[retentionRow]{"kept", func(r retentionRow) string {
					if r.Months == 0 {
						return s.p.T("retention.always")
					}
					return s.p.N("retention.months", r.Months)
				}},
				column[retentionRow]{"automatic", func(r retentionRow) string {
					if r.Automatic {
						return s.p.T("retention.automatic")
					}
					return ""
				}},
				column[retentionRow]{"ground", func(r retentionRow) string { return r.Ground }})
		},
	}
}

func (s *session) retentionSet() verb {
	cmd := clerk.SetRetention{}
	return verb{
		use: "retention set MATTER",
		example: `samverkan retention set recording --months 3 --ground "Gallringsbeslut 2027-14"
samverkan retention set recording --months 0`,
		flags: func(f *flags) {
			f.number(&cmd.Months, "months")
			f.text(&cmd.Ground, "ground")
			f.yes(&cmd.Automatic, "automatic")
			f.need("months")
		},
		run: func(ctx context.Context, args []string) error {
			if _, err := s.file(ctx); err != nil {
				return err
			}
			cmd.Matter = clerk.Matter(args[0])
			return s.administer(ctx, cmd, "Matter", args[0])
		},
	}
}

// dueRow is what is due to go, or went.
type dueRow struct {
	Conference string `json:"conference"`
	Matter     string `json:"matter"`
	Since      string `json:"since"`
	Rows       int    `json:"rows"`
	Files      int    `json:"files"`
	Messages   int    `json:"messages"`
	Ground     string `json:"ground"`
}

func (s *session) listDues(dues []clerk.Due) error {
	var rows []dueRow
	for _, d := range dues {
		rows = append(rows, dueRow{d.Conference, string(d.Matter), s.when(d.Since), d.Rows, d.Files, d.Messages, d.Ground})
	}
	return list(s, rows,
		column[dueRow]{"conference", func(r dueRow) string { return r.Conference }},
		column[dueRow]{"matter", func(r dueRow) string { return r.Matter }},
		column[dueRow]{"since", func(r dueRow) string { return r.Since }},
		column[dueRow]{"rows", func(r dueRow) string { return strconv.Itoa(r.Rows) }},
		column[dueRow]{"files", func(r dueRow) string { return strconv.Itoa(r.Files) }},
		column[dueRow]{"messages", func(r dueRow) string { return strconv.Itoa(r.Messages) }},
		column[dueRow]{"ground", func(r dueRow) string { return r.Ground }})
}

func (s *session) retentionPreview() verb {
	return verb{
		use:     "retention preview",
		example: "samverkan retention preview",
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			dues, err := desk.Dues(ctx, s.who)
			if err != nil {
				return err
			}
			return s.listDues(dues)
		},
	}
}

func (s *session) retentionRun() verb {
	var yes bool
	return verb{
		use:     "retention run",
		example: "samverkan retention run --yes",
		flags:   func(f *flags) { f.yes(&yes, "yes") },
		run: func(ctx context.Context, _ []string) error {
			desk, err := s.file(ctx)
			if err != nil {
				return err
			}
			dues, err := desk.Dues(ctx, s.who)
			if err != nil {
				return err
			}
			if !yes && len(dues) > 0 {
				return fault.New(fault.Invalid, "cli.retention-unsure", "Count", len(dues))
			}
			done, err := desk.Execute(ctx, s.who, false)
			if err != nil {
				return err
			}
			return s.listDues(done)
		},
	}
}
