package api

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/course"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

// shift is how far back a handover looks when nothing else is asked for.
const shift = 12 * time.Hour

type handoverQuery struct {
	ID    string    `path:"id"`
	Since time.Time `query:"since" doc:"What has happened after this time; the last 12 hours unless given"`
}

type handoverAnswer struct{ Body course.Handover }

func handover(a *API, ctx context.Context, c *call, in *handoverQuery) (*handoverAnswer, error) {
	h, err := a.handedOver(ctx, c, in)
	return &handoverAnswer{h.Whole()}, err
}

// handedOver is a handover, when it has been noted what marked matter it may hold.
func (a *API) handedOver(ctx context.Context, c *call, in *handoverQuery) (course.Handover, error) {
	if in.Since.IsZero() {
		in.Since = a.o.Now().Add(-shift)
	}
	h, marked, err := a.o.Clerk.Handover(ctx, c.who, in.ID, in.Since)
	if err != nil {
		return h, err
	}
	return h, a.toldMarked(ctx, c, marked, "incident.handover")
}

func (a *API) toldMarked(ctx context.Context, c *call, conferences []string, what string) error {
	if a.o.SecretRead == nil {
		return nil
	}
	for _, id := range conferences {
		if err := a.o.SecretRead(ctx, c.who, id, what); err != nil {
			return err
		}
	}
	return nil
}

type handoverFileQuery struct {
	ID    string    `path:"id"`
	File  string    `path:"file" doc:"handover.pdf, handover.pdfa1, handover.html, handover.md or handover.json"`
	Since time.Time `query:"since" doc:"What has happened after this time; the last 12 hours unless given"`
}

// handoverFile is the handover as a paper of one page.
func handoverFile(a *API, ctx context.Context, c *call, in *handoverFileQuery) (*huma.StreamResponse, error) {
	kind, ext, _ := strings.Cut(in.File, ".")
	if kind != "handover" {
		return nil, fault.New(fault.NotFound, "pack.paper", "Paper", clip(kind))
	}
	h, err := a.handedOver(ctx, c, &handoverQuery{ID: in.ID, Since: in.Since})
	if err != nil {
		return nil, err
	}
	d, err := a.o.Clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	// Making a PDF takes much of a core and some memory: a few at a time, however many ask at once.
	select {
	case a.making <- struct{}{}:
		defer func() { <-a.making }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f, err := papers.Handover(ctx, c.p, d, c.who.Actor, h, pack.Format(ext))
	if err != nil {
		return nil, err
	}
	return attached(c, f.Name, f.MediaType, f.Content), nil
}

// attached is a finished file as an answer.
func attached(c *call, name, kind string, content []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(huma.Context) {
		h := c.w.Header()
		h.Set("Cache-Control", "private, no-store")
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("Content-Length", fmt.Sprint(len(content)))
		c.w.WriteHeader(http.StatusOK)
		_, _ = c.w.Write(content) // nobody is there to be told when it breaks
	}}
}

type statisticsAnswer struct{ Body course.Statistics }

func statistics(a *API, ctx context.Context, c *call, in *byID) (*statisticsAnswer, error) {
	x, err := a.o.Clerk.Course(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	return &statisticsAnswer{x.Statistics().Whole()}, nil
}

// statisticsFile is the statistics as a table for a spreadsheet.
func statisticsFile(a *API, ctx context.Context, c *call, in *byID) (*huma.StreamResponse, error) {
	x, err := a.o.Clerk.Course(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := a.o.Clerk.Directory(ctx)
	if err != nil {
		return nil, err
	}
	n := course.Naming{Printer: c.p, Name: func(actor string) string {
		x, ok := d.ByID(actor)
		if !ok {
			return actor
		}
		return x.ShortName
	}}
	content, err := csv(n.Rows(x.Statistics()), c.p)
	if err != nil {
		return nil, err
	}
	name := "statistik-" + area.Slug(x.Incident.Title) + ".csv"
	if x.Incident.Exercise {
		name = "ovning-" + name
	}
	return attached(c, name, "text/csv; charset=utf-8", content), nil
}

type timelineQuery struct {
	ID     string    `path:"id"`
	Level  string    `query:"level" enum:"local,regional,national" doc:"Of the conference"`
	Kind   string    `query:"kind" enum:"meeting,decision,report,minutes,item"`
	From   time.Time `query:"from"`
	To     time.Time `query:"to"`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Offset int       `query:"offset" minimum:"0"`
}

// timelineLine is something of an incident at a time.
type timelineLine struct {
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	Where string    `json:"where" doc:"The conference; of an item its area, of an inquiry the inquiry"`
	ID    string    `json:"id,omitempty"`
	Title string    `json:"title"`
	Level string    `json:"level,omitempty"`
	Text  string    `json:"text,omitempty"`
	What  string    `json:"what,omitempty" doc:"Of a meeting its phase, of a decision its outcome, of a report or minutes what was entered, of an item its kind"`
	Actor string    `json:"actor,omitempty"`
}

type timelineAnswer struct {
	Body struct {
		Total int            `json:"total"`
		Lines []timelineLine `json:"lines"`
	}
}

func timeline(a *API, ctx context.Context, c *call, in *timelineQuery) (*timelineAnswer, error) {
	q := clerk.TimelineQuery{Incident: in.ID, Level: in.Level, From: in.From, To: in.To, Page: clerk.Page{Limit: in.Limit, Offset: in.Offset}}
	if in.Kind != "" {
		q.Kinds = []string{in.Kind}
	}
	rows, total, err := a.o.Clerk.Timeline(ctx, c.who, q)
	if err != nil {
		return nil, err
	}
	out := &timelineAnswer{}
	out.Body.Total, out.Body.Lines = total, []timelineLine{}
	var marked []string
	for _, r := range rows {
		out.Body.Lines = append(out.Body.Lines, timelineLine{r.At, r.Kind, r.Where, r.ID, r.Title, r.Level, r.Text, r.What, r.Actor})
		if r.Secret {
			marked = append(marked, r.Where)
		}
	}
	return out, a.toldMarked(ctx, c, marked, "incident.timeline")
}

type whatBreaksQuery struct {
	ID     string    `path:"id" doc:"The conference"`
	Start  time.Time `query:"start" doc:"When it would begin; has to be told"`
	End    time.Time `query:"end" doc:"As long after the start as before unless given"`
	Report bool      `query:"report" doc:"Its reporting time is moved as far as its start"`
	Gap    int       `query:"gap" minimum:"1" maximum:"1440" default:"30" doc:"Less than so many minutes before input is due is short of time"`
}

type whatBreaksAnswer struct{ Body conference.Moved }

// whatBreaks tells what a move of a conference does to the rhythm, and moves nothing.
func whatBreaks(a *API, ctx context.Context, c *call, in *whatBreaksQuery) (*whatBreaksAnswer, error) {
	m := conference.Move{Conference: in.ID, Start: in.Start, End: in.End, Report: in.Report, Gap: time.Duration(in.Gap) * time.Minute}
	if m.End.IsZero() {
		v, err := a.o.Clerk.Conference(ctx, c.who, in.ID)
		if err != nil {
			return nil, err
		}
		m.End = m.Start.Add(v.Conference.Plan.End.Sub(v.Conference.Plan.Start))
	}
	out, err := a.o.Clerk.WhatBreaks(ctx, c.who, m)
	for _, list := range []*[]conference.Clash{&out.Breaks, &out.Mends, &out.Remains} {
		*list = append([]conference.Clash{}, *list...)
	}
	return &whatBreaksAnswer{out}, err
}
