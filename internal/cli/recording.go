package cli

import (
	"context"
	"mime"
	"path/filepath"
	"time"

	"samverkan/conference"
	"samverkan/minutes"
)

func (s *session) recordingVerbs() []verb {
	return append([]verb{s.recordingInform(), s.recordingStart(), s.recordingPause(), s.recordingResume(), s.recordingStop(), s.recordingAttach(),
		s.recordingShow()}, s.recordingMarkVerbs()...)
}

func (s *session) recordingInform() verb {
	return verb{
		use:     "recording inform [TEXT...]",
		example: `samverkan recording inform "Mötet spelas in. Inspelningen sparas till minnesanteckningarna är fastställda." -C konf-1`,
		run: func(ctx context.Context, args []string) error {
			text, err := s.typed(args)
			if err != nil {
				return err
			}
			return s.give(ctx, &conference.InformRecording{Text: text}, "Clock", s.happens())
		},
	}
}

func (s *session) recordingStart() verb {
	return verb{
		use:     "recording start [CONFERENCE]",
		example: "samverkan recording start konf-1",
		run: func(ctx context.Context, _ []string) error {
			return s.give(ctx, &conference.StartRecording{}, "Clock", s.happens())
		},
	}
}

func (s *session) recordingPause() verb {
	cmd := &conference.PauseRecording{}
	return verb{
		use:     "recording pause [CONFERENCE]",
		example: `samverkan recording pause konf-1 --reason "Punkten kan röra sekretess"`,
		flags:   func(f *flags) { f.text(&cmd.Reason, "reason") },
		run:     func(ctx context.Context, _ []string) error { return s.give(ctx, cmd, "Clock", s.happens()) },
	}
}

func (s *session) recordingResume() verb {
	return verb{
		use:     "recording resume [CONFERENCE]",
		example: "samverkan recording resume konf-1",
		run: func(ctx context.Context, _ []string) error {
			return s.give(ctx, &conference.ResumeRecording{}, "Clock", s.happens())
		},
	}
}

func (s *session) recordingStop() verb {
	return verb{
		use:     "recording stop [CONFERENCE]",
		example: "samverkan recording stop konf-1",
		run: func(ctx context.Context, _ []string) error {
			return s.give(ctx, &conference.StopRecording{}, "Clock", s.happens())
		},
	}
}

func (s *session) recordingAttach() verb {
	file := conference.AudioFile{}
	return verb{
		use:     "recording attach FILE",
		example: "samverkan recording attach mote.ogg --starts-at 19:05 --length 58m -C konf-1",
		flags: func(f *flags) {
			f.time(&file.StartsAt, "starts-at")
			f.length(&file.Length, "length")
			f.text(&file.MediaType, "media-type")
			f.secrecy(&file.Secrecy)
		},
		run: func(ctx context.Context, args []string) (err error) {
			if _, err := s.view(ctx); err != nil { // nothing is kept for a conference that is not there
				return err
			}
			if file.Digest, file.Size, err = s.keepFile(ctx, args[0]); err != nil {
				return err
			}
			file.Name = filepath.Base(args[0])
			if file.MediaType == "" {
				file.MediaType = mime.TypeByExtension(filepath.Ext(file.Name))
			}
			return s.give(ctx, &conference.AttachRecording{File: file}, "Name", file.Name, "Size", s.p.Bytes(file.Size))
		},
	}
}

func (s *session) recordingShow() verb {
	return verb{
		use:     "recording show [CONFERENCE]",
		example: "samverkan recording show konf-1",
		run: func(ctx context.Context, _ []string) error {
			m, err := s.record(ctx)
			if err != nil {
				return err
			}
			r := m.Recording
			facts := []fact{{"informed", s.when(r.InformedAt)}, {"text", r.Text}}
			for _, run := range r.Runs {
				facts = append(facts, fact{"run", s.p.Span(run.From, run.To)})
				for _, p := range run.Pauses {
					facts = append(facts, fact{"pause", s.p.Span(p.From, p.To) + " " + s.orOmitted(p.Reason, p.Marking)})
				}
			}
			if len(r.Runs) > 0 {
				facts = append(facts, fact{"length", s.p.Duration(time.Duration(r.Seconds) * time.Second)})
			}
			for _, x := range r.Marks {
				facts = append(facts, fact{"mark", x.ID + " " + s.clock(x.At) + " " + s.orOmitted(x.Label, x.Marking)})
			}
			for _, x := range r.Concealed {
				facts = append(facts, fact{"concealed", x.ID + " " + s.p.SpanSeconds(x.From, x.To) + " " + s.orOmitted(s.marking(x.Secrecy), x.Marking)})
			}
			for _, f := range r.Files {
				facts = append(facts, fact{"file", s.audio(f)})
			}
			return s.show(r, facts...)
		},
	}
}

func (s *session) audio(f minutes.Audio) string {
	if f.Omitted {
		return s.orOmitted("", f.Marking)
	}
	return f.Name + ", " + s.p.Bytes(f.Size) + ", sha256 " + f.Digest
}
