package cli

import (
	"context"

	"samverkan/conference"
	"samverkan/internal/fault"
)

// recordingMarkVerbs are those that say where in the recording something is, and what of it is kept back.
func (s *session) recordingMarkVerbs() []verb {
	return []verb{s.recordingBookmark(), s.recordingAlign(), s.recordingConceal(), s.recordingReveal()}
}

func (s *session) recordingBookmark() verb {
	return verb{
		use:     "recording bookmark [TEXT...]",
		example: `samverkan recording bookmark "Vem som äger vattnet" --at 19:42 -C konf-1`,
		run: func(ctx context.Context, args []string) error {
			text, err := s.typed(args)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.BookmarkRecording{Label: text}, "Clock", s.happens())
		},
	}
}

func (s *session) recordingAlign() verb {
	cmd := &conference.AlignRecording{}
	return verb{
		use:     "recording align FILE",
		example: "samverkan recording align mote.ogg --starts-at 19:04:30 -C konf-1",
		flags: func(f *flags) {
			f.time(&cmd.StartsAt, "starts-at")
			f.need("starts-at")
		},
		run: func(ctx context.Context, args []string) error {
			f, err := s.soundFile(ctx, args[0])
			if err != nil {
				return err
			}
			cmd.Digest = f.Digest
			return s.give(ctx, cmd, "Name", f.Name, "When", s.when(cmd.StartsAt))
		},
	}
}

// soundFile finds a file of the recording by its name or digest. Fault: recording.unknown-file.
func (s *session) soundFile(ctx context.Context, name string) (conference.AudioFile, error) {
	v, err := s.view(ctx)
	if err != nil {
		return conference.AudioFile{}, err
	}
	for _, f := range v.Conference.Recording.Files {
		if name != "" && v.May(f.Secrecy) && (f.Name == name || f.Digest == name) {
			return f, nil
		}
	}
	return conference.AudioFile{}, fault.New(fault.NotFound, "recording.unknown-file")
}

func (s *session) recordingConceal() verb {
	cmd := &conference.ConcealRecording{}
	return verb{
		use:     "recording conceal [LABEL]",
		example: `samverkan recording conceal --from 19:42 --to 19:45 --secret "OSL 18 kap. 13 §" --assessed-by skogsbo -C konf-1`,
		flags: func(f *flags) {
			f.time(&cmd.From, "from")
			f.time(&cmd.To, "to")
			f.secrecy(&cmd.Secrecy)
			f.need("from", "to", "secret")
		},
		run: func(ctx context.Context, args []string) error {
			if len(args) > 0 {
				cmd.ID = labelled(args[0])
			}
			return s.give(ctx, cmd, "Label", cmd.ID, "From", s.clock(cmd.From), "To", s.clock(cmd.To), "Marking", s.marking(cmd.Secrecy))
		},
	}
}

func (s *session) recordingReveal() verb {
	return verb{
		use:     "recording reveal LABEL",
		example: "samverkan recording reveal S1 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			id := labelled(args[0])
			return s.give(ctx, &conference.ConcealRecording{ID: id}, "Label", id, "From", "", "To", "", "Marking", "")
		},
	}
}
