package cli

import (
	"context"
	"slices"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
)

func (s *session) minutesPublish() verb {
	reason := ""
	return verb{
		use: "minutes publish AREA [CONFERENCE]",
		example: `samverkan minutes publish yta-snokaos konf-regional-1
samverkan minutes publish yta-snokaos konf-regional-1 --reason "Ägaren till A4 rättad"`,
		flags: func(f *flags) { f.text(&reason, "reason") },
		run: func(ctx context.Context, args []string) error {
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
	editions, version, err := s.publishable(ctx, desk, v)
	if err != nil {
		return err
	}
	if reason == "" {
		reason = whyCorrected(v.Conference.Version())
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

// publishable makes the files of a publication.
func (s *session) publishable(ctx context.Context, desk *clerk.Clerk, v *clerk.View) ([]clerk.Edition, int, error) {
	maker, err := s.maker(ctx)
	if err != nil {
		return nil, 0, err
	}
	return publishing{desk: desk, maker: maker, who: s.who, conference: v.Conference.Plan.ID}.all(ctx)
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

// whyCorrected gives the reasons of a version's corrections as one.
func whyCorrected(v *conference.MinutesVersion) string {
	if v == nil {
		return ""
	}
	var reasons []string
	for _, c := range v.Corrections {
		if !slices.Contains(reasons, c.Reason) {
			reasons = append(reasons, c.Reason)
		}
	}
	return strings.Join(reasons, "; ")
}
