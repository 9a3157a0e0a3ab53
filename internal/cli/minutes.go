package cli

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/minutes"
)

func (s *session) minutesVerbs() []verb {
	return []verb{s.minutesShow(), s.minutesRemarks(), s.minutesCheck(), s.minutesApprove(), s.minutesPublish(), s.minutesPublishedIn(), s.minutesCorrect(),
		s.minutesVersions(), s.minutesCompare(), s.minutesExport()}
}

// seal ties what is made now to the journal: to the entry that the newest minutes were approved at, or else its newest.
func (s *session) seal(ctx context.Context, id string, v *clerk.View) (*minutes.Seal, error) {
	seq := v.Head.Seq
	if m := v.Conference.Version(); m != nil && m.Approved != nil {
		seq = m.Approved.Seq
	}
	note, head, err := s.at.SealAt(ctx, s.who, id, seq)
	if err != nil {
		return nil, err
	}
	return papers.SealOf(note, head), nil
}

func (s *session) minutesShow() verb {
	var t target
	var format string
	number := 0
	return verb{
		use: "minutes show [CONFERENCE]",
		example: `samverkan minutes show konf-1
samverkan minutes show konf-1 --format pdf --out minnesanteckningar.pdf
samverkan minutes show konf-1 --minutes-version 1`,
		flags: func(f *flags) {
			f.text(&format, "format")
			f.number(&number, "minutes-version")
			f.target(&t)
			f.choices("format", formats(pack.Minutes))
		},
		run: func(ctx context.Context, _ []string) error {
			if format == "" && s.options.output != outTable {
				format = string(pack.JSON)
			}
			if number != 0 {
				then, err := s.versionOf(ctx, number)
				if err != nil {
					return err
				}
				s.seen, s.past = then, true
			}
			return s.paper(ctx, pack.Minutes, format, t)
		},
	}
}

// remarkRow is something that the one who keeps the record should look at.
type remarkRow struct {
	ID   string `json:"id,omitempty"`
	Code string `json:"code"`
	Text string `json:"text"`
}

func (s *session) minutesRemarks() verb {
	return verb{
		use:     "minutes remarks [CONFERENCE]",
		example: "samverkan minutes remarks konf-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			if !v.Whole {
				return fault.New(fault.Forbidden, "access.not-allowed", "Command", "minutes remarks")
			}
			if _, err := s.directory(ctx); err != nil {
				return err
			}
			var rows []remarkRow
			for _, r := range minutes.Remarks(v.Conference) {
				rows = append(rows, remarkRow{r.ID, r.Code, s.p.Fault(s.withNames(r.Fault()))})
			}
			return list(s, rows,
				column[remarkRow]{"id", func(x remarkRow) string { return x.ID }},
				column[remarkRow]{"text", func(x remarkRow) string { return x.Text }})
		},
	}
}

// newest is the number of the newest version of the minutes.
func (s *session) newest(ctx context.Context) (int, error) {
	v, err := s.view(ctx)
	if err != nil {
		return 0, err
	}
	m := v.Conference.Version()
	if m == nil {
		return 0, fault.New(fault.Conflict, "minutes.meeting-not-closed")
	}
	return m.Number, nil
}

func (s *session) minutesCheck() verb {
	cmd := &conference.CheckMinutes{}
	return verb{
		use:     "minutes check [CONFERENCE]",
		example: `samverkan minutes check konf-1 --role dokumentatör --remark "Utan anmärkning"`,
		flags: func(f *flags) {
			f.number(&cmd.Version, "minutes-version")
			f.text(&cmd.Remark, "remark")
		},
		run: func(ctx context.Context, _ []string) (err error) {
			if cmd.Version == 0 {
				if cmd.Version, err = s.newest(ctx); err != nil {
					return err
				}
			}
			return s.give(ctx, cmd, "Version", cmd.Version)
		},
	}
}

func (s *session) minutesApprove() verb {
	cmd := &conference.ApproveMinutes{}
	return verb{
		use:     "minutes approve [CONFERENCE]",
		example: "samverkan minutes approve konf-1",
		flags:   func(f *flags) { f.number(&cmd.Version, "minutes-version") },
		run: func(ctx context.Context, _ []string) (err error) {
			if cmd.Version == 0 {
				if cmd.Version, err = s.newest(ctx); err != nil {
					return err
				}
			}
			return s.give(ctx, cmd, "Version", cmd.Version)
		},
	}
}
