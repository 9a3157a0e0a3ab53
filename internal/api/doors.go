package api

import (
	"context"
	"io"

	"samverkan/conference"
	"samverkan/internal/fault"
	"samverkan/internal/papers"
)

// maxChecked is the most that is taken in to be checked, in bytes. It is read through and not kept.
const maxChecked = 200 << 20

type checkAnswer struct{ Body papers.Checked }

// check tells what is known of a file to anybody who holds it.
func check(a *API, ctx context.Context, c *call, _ *none) (*checkAnswer, error) {
	if c.r.ContentLength > maxChecked {
		return nil, fault.New(fault.TooLarge, "attachment.too-large", "Limit", int64(maxChecked))
	}
	body := &remembers{Reader: c.r.Body}
	out, err := papers.Check(ctx, a.o.Clerk, c.who, io.Reader(body))
	if body.err != nil {
		return nil, broken(body.err)
	}
	return &checkAnswer{out}, err
}

type previewAnswer struct{ Body papers.Preview }

// preview tells what the public version leaves out, before it is published, to who may publish it.
func preview(a *API, ctx context.Context, c *call, in *byID) (*previewAnswer, error) {
	if err := a.o.Clerk.Authorize(ctx, c.who, in.ID, "", &conference.PublishMinutes{}); err != nil {
		return nil, err
	}
	d, err := papers.Open(ctx, a.o.Clerk, c.who, in.ID, c.p, a.o.Now())
	if err != nil {
		return nil, err
	}
	out, err := d.Preview(ctx)
	if err != nil {
		return nil, err
	}
	return &previewAnswer{out}, a.toldOf(ctx, c, d.View(), "minutes")
}

// askTranscript has the machine write down a recording.
func askTranscript(a *API, ctx context.Context, c *call, in *recordingQuery) (*ended, error) {
	return nil, a.o.Clerk.AskTranscript(ctx, c.who, in.ID, in.Digest)
}

type transcriptQuery struct {
	ID         string `path:"id"`
	Transcript string `path:"transcript" doc:"T1"`
}

type transcriptAnswer struct {
	Body struct {
		Transcript conference.Transcript      `json:"transcript"`
		Words      conference.TranscriptWords `json:"words"`
	}
}

// transcript gives what was said in a recording, written down.
func transcript(a *API, ctx context.Context, c *call, in *transcriptQuery) (*transcriptAnswer, error) {
	v, err := a.o.Clerk.Conference(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	out := &transcriptAnswer{}
	if out.Body.Transcript, out.Body.Words, err = a.o.Clerk.OpenTranscript(ctx, c.who, in.ID, in.Transcript); err != nil {
		return nil, err
	}
	return out, a.toldOf(ctx, c, v, "transcript")
}
