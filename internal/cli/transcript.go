package cli

import (
	"context"

	"samverkan/conference"
)

func (s *session) transcriptVerbs() []verb {
	return []verb{s.transcriptAsk(), s.transcriptAttach(), s.transcriptList(), s.transcriptShow(), s.transcriptApprove(), s.transcriptDiscard()}
}

func (s *session) transcriptAttach() verb {
	t := conference.TranscriptFile{}
	var sound string
	return verb{
		use:     "transcript attach FILE",
		example: "samverkan transcript attach mote.json --sound mote.ogg --language sv -C konf-1",
		flags: func(f *flags) {
			f.text(&sound, "sound")
			f.text(&t.Language, "language")
			f.text(&t.Model, "model")
			f.yes(&t.Machine, "machine")
			f.secrecy(&t.Secrecy)
			f.need("sound")
		},
		run: func(ctx context.Context, args []string) error {
			f, err := s.soundFile(ctx, sound)
			if err != nil { // nothing is kept for a recording that is not there
				return err
			}
			if err := s.readTranscript(args[0], f.Digest); err != nil {
				return err
			}
			t.Sound = f.Digest
			if t.Digest, _, err = s.keepFile(ctx, args[0]); err != nil {
				return err
			}
			return s.give(ctx, &conference.AttachTranscript{Transcript: t}, "Name", f.Name)
		},
	}
}

// readTranscript refuses a file that is no transcript of the sound. Faults: those of [conference.ReadTranscript].
func (s *session) readTranscript(path, sound string) error {
	f, err := s.openFile(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = conference.ReadTranscript(f, sound)
	return err
}

func (s *session) transcriptList() verb {
	return verb{
		use:     "transcript list [CONFERENCE]",
		example: "samverkan transcript list konf-1",
		run: func(ctx context.Context, _ []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			var seen []conference.Transcript
			for _, t := range v.Conference.Recording.Transcripts {
				if !t.Draft() || v.Whole {
					seen = append(seen, t)
				}
			}
			return list(s, seen,
				column[conference.Transcript]{"label", func(t conference.Transcript) string { return t.ID }},
				column[conference.Transcript]{"state", func(t conference.Transcript) string { return s.p.T("cli.transcript." + transcriptState(t)) }},
				column[conference.Transcript]{"model", func(t conference.Transcript) string { return t.Model }},
				column[conference.Transcript]{"language", func(t conference.Transcript) string { return t.Language }},
				column[conference.Transcript]{"secrecy", func(t conference.Transcript) string { return s.marking(t.Secrecy) }})
		},
	}
}

func transcriptState(t conference.Transcript) string {
	switch {
	case t.Draft():
		return "draft"
	case t.ApprovedAt.IsZero():
		return "written"
	}
	return "approved"
}

func (s *session) transcriptApprove() verb {
	return verb{
		use:     "transcript approve LABEL",
		example: "samverkan transcript approve T1 -C konf-1",
		run: func(ctx context.Context, args []string) error {
			id := labelled(args[0])
			return s.give(ctx, &conference.ApproveTranscript{ID: id}, "Label", id)
		},
	}
}

func (s *session) transcriptDiscard() verb {
	cmd := &conference.DiscardTranscript{}
	return verb{
		use:     "transcript discard LABEL",
		example: `samverkan transcript discard T1 --reason "Talarna är hopblandade" -C konf-1`,
		flags: func(f *flags) {
			f.text(&cmd.Reason, "reason")
			f.need("reason")
		},
		run: func(ctx context.Context, args []string) error {
			cmd.ID = labelled(args[0])
			return s.give(ctx, cmd, "Label", cmd.ID)
		},
	}
}
