package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
	"samverkan/internal/wire"
)

type documentQuery struct {
	ID   string `path:"id"`
	File string `path:"file" doc:"The kind of document and its format: minutes.pdf. Kinds: invitation, agenda, roll-call, roll-call-blank, note-form, minutes, decisions, measures, situation. Formats: pdf, pdfa1, html, md, txt (as md), json for minutes, csv for decisions and measures, ics for the invitation"`
	Tag  string `header:"If-None-Match"`
}

func document(a *API, ctx context.Context, c *call, in *documentQuery) (*huma.StreamResponse, error) {
	paper, format, err := paperIn(in.File)
	if err != nil {
		return nil, err
	}
	d, err := papers.Open(ctx, a.o.Clerk, c.who, in.ID, c.p, a.o.Now())
	if err != nil {
		return nil, err
	}
	if err := a.toldOf(ctx, c, d.View(), in.File); err != nil {
		return nil, err
	}
	names, err := a.o.Clerk.Administered(ctx)
	if err != nil {
		return nil, err
	}
	tag := tagOf(d.View().Head.Hash.String(), names, class(c.who), c.p.Lang(), in.File, a.o.Now().UTC().Format("2006-01-02T15"))
	if fresh(in.Tag, tag) {
		return unchanged(c, tag), nil
	}
	// Making a PDF takes much of a core and some memory: a few at a time, however many ask at once.
	select {
	case a.making <- struct{}{}:
		defer func() { <-a.making }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f, err := d.File(ctx, paper, format)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		h := c.w.Header()
		h.Set("ETag", tag)
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		h.Set("Content-Length", fmt.Sprint(len(f.Content)))
		_, _ = c.w.Write(f.Content) // nobody is there to be told when it breaks
	}}, nil
}

// paperIn reads minutes.pdf. Faults: pack.paper, pack.format.
func paperIn(file string) (pack.Paper, pack.Format, error) {
	kind, ext, _ := strings.Cut(file, ".")
	paper, format := pack.Paper(kind), pack.Format(ext)
	if ext == "txt" {
		format = pack.Markdown
	}
	if !slices.Contains(pack.Papers(), paper) {
		return "", "", fault.New(fault.NotFound, "pack.paper", "Paper", clip(kind))
	}
	if !slices.Contains(pack.FormatsOf(paper), format) {
		return "", "", fault.New(fault.NotFound, "pack.format", "Paper", kind, "Format", clip(ext))
	}
	return paper, format, nil
}

// class is what two readers share who get the same documents.
func class(who clerk.Identity) string {
	return fmt.Sprintf("%s|%s|%s|%t", who.Actor, who.SystemRole, who.Only, who.Owner)
}

func tagOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// fresh tells whether what the reader has is what it would get (RFC 9110, 13.1.2).
func fresh(header, tag string) bool {
	for _, have := range strings.Split(header, ",") {
		if have = strings.TrimPrefix(strings.TrimSpace(have), "W/"); have == tag || have == "*" {
			return true
		}
	}
	return false
}

func unchanged(c *call, tag string) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(huma.Context) {
		c.w.Header().Set("ETag", tag)
		c.w.Header().Set("Cache-Control", "private, no-cache")
		c.w.WriteHeader(http.StatusNotModified)
	}}
}

// recordOf is the minutes as data: what documents/minutes.json holds.
func recordOf(a *API, ctx context.Context, c *call, in *byID) (*huma.StreamResponse, error) {
	return document(a, ctx, c, &documentQuery{ID: in.ID, File: "minutes.json", Tag: c.r.Header.Get("If-None-Match")})
}

// bundle sends everything of a conference. What breaks after the first byte breaks the connection: half an archive must not look
// like a whole one.
// publication is the wish to publish the approved minutes.
type publication struct {
	ID         string          `json:"id,omitempty" doc:"Made by the sender, so that it can be sent again"`
	Role       conference.Role `json:"role,omitempty"`
	OccurredAt time.Time       `json:"occurredAt,omitzero"`
	SentAt     time.Time       `json:"sentAt,omitzero"`
	Area       string          `json:"area"`
	Reason     string          `json:"reason,omitempty" doc:"Why it follows the version before; the reasons of the corrections when there is none"`
}

// publishedFile is a file of a publication.
type publishedFile struct {
	Name     string        `json:"name"`
	Audience area.Audience `json:"audience"`
}

type publicationAnswer struct {
	Body struct {
		wire.Receipt
		Files []publishedFile `json:"files"`
	}
}

// publish makes the editions and publishes them. Whether it may be done is asked first: the editions take long to make.
func publish(a *API, ctx context.Context, c *call, in *raw) (*publicationAnswer, error) {
	var p publication
	if err := decode(in.RawBody, &p); err != nil {
		return nil, err
	}
	if err := a.o.Clerk.Authorize(ctx, c.who, in.ID, p.Role, &conference.PublishMinutes{}); err != nil {
		return nil, err
	}
	d, err := papers.Open(ctx, a.o.Clerk, c.who, in.ID, c.p, a.o.Now())
	if err != nil {
		return nil, err
	}
	editions, version, err := d.Editions(ctx)
	if err != nil {
		return nil, err
	}
	if p.Reason == "" {
		p.Reason = d.WhyCorrected()
	}
	at := onOurClock(wire.Command{OccurredAt: p.OccurredAt, SentAt: p.SentAt}, dateOf(in.Date), a.o.Now())
	r, err := a.o.Clerk.PublishMinutes(ctx, c.who, clerk.Publication{Conference: in.ID, CommandID: p.ID, Role: p.Role, OccurredAt: at,
		Area: p.Area, Version: version, Reason: p.Reason, Editions: editions})
	if err != nil {
		return nil, err
	}
	if r.Status == clerk.Accepted && a.o.Hub != nil {
		a.o.Hub.Wake(in.ID)
	}
	out := &publicationAnswer{}
	out.Body.Receipt, out.Body.Files = a.receipt(c, r), []publishedFile{}
	for _, e := range editions {
		out.Body.Files = append(out.Body.Files, publishedFile{e.Name, e.Audience})
	}
	return out, nil
}
