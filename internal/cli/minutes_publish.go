package cli

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
)

func (s *session) minutesPublish() verb {
	reason, preview := "", false
	return verb{
		use: "minutes publish [AREA] [CONFERENCE]",
		example: `samverkan minutes publish --preview konf-regional-1
samverkan minutes publish yta-snokaos konf-regional-1
samverkan minutes publish yta-snokaos konf-regional-1 --reason "Ägaren till A4 rättad"`,
		flags: func(f *flags) {
			f.text(&reason, "reason")
			f.yes(&preview, "preview")
		},
		run: func(ctx context.Context, args []string) error {
			switch {
			case preview:
				if s.options.conference == "" && len(args) > 0 {
					s.options.conference = args[0] // nothing is put anywhere, so that the area can be left out
				}
				return s.previewMinutes(ctx)
			case len(args) == 0:
				return fault.New(fault.Invalid, "cli.missing-arguments", "Arguments", []string{s.p.T("cli.arg.area")})
			}
			return s.publishMinutes(ctx, args[0], reason)
		},
	}
}

// publishMinutes publishes the newest version in an area: documents for everybody there, and the host's full ones when
// something in the record is marked.
func (s *session) publishMinutes(ctx context.Context, areaID, reason string) error {
	v, err := s.view(ctx)
	if err != nil {
		return err
	}
	if s.far != nil {
		return s.publishFar(ctx, v, areaID, reason)
	}
	desk, err := s.file(ctx)
	if err != nil {
		return err
	}
	if err := desk.Authorize(ctx, s.who, v.Conference.Plan.ID, s.options.role, &conference.PublishMinutes{}); err != nil {
		return err
	}
	made, err := papers.Open(ctx, desk, s.who, v.Conference.Plan.ID, s.p, s.world.Now())
	if err != nil {
		return err
	}
	editions, version, err := made.Editions(ctx)
	if err != nil {
		return err
	}
	if reason == "" {
		reason = made.WhyCorrected()
	}
	s.seen = nil
	r, err := desk.PublishMinutes(ctx, s.who, clerk.Publication{Conference: v.Conference.Plan.ID, CommandID: s.options.id,
		Role: s.options.role, OccurredAt: s.options.at, Area: areaID, Version: version, Reason: reason, Editions: editions})
	if err != nil {
		return err
	}
	if err := s.tell(ctx, r, "Version", version, "Area", areaID, "Channel", ""); err != nil {
		return err
	}
	files := make([]publishedFile, len(editions))
	for i, e := range editions {
		files[i] = publishedFile{e.Name, e.Audience}
	}
	s.sayPublished(files)
	return nil
}

// minutesPublishedIn writes down that a version was published where the program does not reach.
func (s *session) minutesPublishedIn() verb {
	cmd := &conference.PublishMinutes{}
	return verb{
		use:     "minutes published-in CHANNEL [CONFERENCE]",
		example: "samverkan minutes published-in WIS konf-regional-1 --at 20:52",
		run: func(ctx context.Context, args []string) (err error) {
			if cmd.Version, err = s.newest(ctx); err != nil {
				return err
			}
			cmd.Channel = args[0]
			return s.give(ctx, cmd, "Version", cmd.Version, "Area", "", "Channel", cmd.Channel)
		},
	}
}
