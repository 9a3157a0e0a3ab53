package cli

import (
	"context"
	"time"

	"samverkan/conference"
)

func (s *session) transcriptAsk() verb {
	return verb{
		use:     "transcript ask FILE [CONFERENCE]",
		example: "samverkan transcript ask mote.ogg konf-1",
		run: func(ctx context.Context, args []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			f, err := s.soundFile(ctx, args[0])
			if err != nil {
				return err
			}
			id := v.Conference.Plan.ID
			if s.far != nil {
				err = s.far.client.Send(ctx, nil, nil, "", nil, "conferences", id, "recordings", f.Digest, "transcript")
			} else {
				err = s.clerk.AskTranscript(ctx, s.who, id, f.Digest)
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(struct {
					Sound string `json:"sound"`
				}{f.Digest})
			}
			s.say(s.p.T("cli.transcript.asked", "Name", f.Name))
			return nil
		},
	}
}

// transcriptRead is a transcript with its words.
type transcriptRead struct {
	Transcript conference.Transcript      `json:"transcript"`
	Words      conference.TranscriptWords `json:"words"`
}

func (s *session) transcriptShow() verb {
	return verb{
		use:     "transcript show LABEL [CONFERENCE]",
		example: "samverkan transcript show T1 konf-1",
		run: func(ctx context.Context, args []string) error {
			v, err := s.view(ctx)
			if err != nil {
				return err
			}
			var out transcriptRead
			id, label := v.Conference.Plan.ID, labelled(args[0])
			if s.far != nil {
				err = s.far.client.Get(ctx, nil, &out, "conferences", id, "transcripts", label)
			} else {
				out.Transcript, out.Words, err = s.clerk.OpenTranscript(ctx, s.who, id, label)
			}
			if err != nil {
				return err
			}
			if s.options.output != outTable {
				return s.show(out)
			}
			if out.Transcript.Draft() {
				s.say(s.p.T("cli.transcript.draft-text"))
			}
			return list(s, out.Words.Segments,
				column[conference.Segment]{"time", func(x conference.Segment) string { return intoSound(x.Start()) }},
				column[conference.Segment]{"text", func(x conference.Segment) string { return x.Text }})
		},
	}
}

// intoSound is a place in the sound, as players show it.
func intoSound(d time.Duration) string { return time.Time{}.Add(d).Format("15:04:05") }
