package api

import (
	"context"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/attachment"
	"samverkan/internal/fault"
)

type broughtAnswer struct {
	Body struct {
		Digest string `json:"digest" doc:"SHA-256, 64 hexadecimal digits"`
		Size   int64  `json:"size"`
	}
}

// bring takes content as it comes, without holding it in memory.
func bring(a *API, ctx context.Context, c *call, _ *none) (*broughtAnswer, error) {
	if c.r.ContentLength > a.o.MaxFile {
		return nil, fault.New(fault.TooLarge, "attachment.too-large", "Limit", a.o.MaxFile)
	}
	body := &remembers{Reader: c.r.Body}
	digest, size, err := a.o.Clerk.BringFile(ctx, c.who, body, a.o.MaxFile)
	if body.err != nil {
		return nil, broken(body.err)
	}
	if err != nil {
		return nil, err
	}
	out := &broughtAnswer{}
	out.Body.Digest, out.Body.Size = digest, size
	return out, nil
}

type recordingQuery struct {
	ID     string `path:"id"`
	Digest string `path:"digest" pattern:"^[0-9a-f]{64}$"`
}

func recording(a *API, ctx context.Context, c *call, in *recordingQuery) (*huma.StreamResponse, error) {
	v, err := a.o.Clerk.Conference(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	f, r, err := a.o.Clerk.OpenRecording(ctx, c.who, in.ID, in.Digest)
	if err != nil {
		return nil, err
	}
	if err := a.toldOf(ctx, c, v, "recording"); err != nil {
		r.Close()
		return nil, err
	}
	return sent(c, r, f.Name, f.MediaType, f.Digest)
}

func material(a *API, ctx context.Context, c *call, in *recordingQuery) (*huma.StreamResponse, error) {
	m, r, err := a.o.Clerk.OpenMaterial(ctx, c.who, in.ID, in.Digest)
	if err != nil {
		return nil, err
	}
	if m.Secrecy.Marked() && a.o.SecretRead != nil {
		if err := a.o.SecretRead(ctx, c.who, in.ID, "material"); err != nil {
			r.Close()
			return nil, err
		}
	}
	return sent(c, r, m.Name, "", m.Digest)
}

type contentQuery struct {
	ID     string `path:"id"`
	Item   string `path:"item"`
	Number int    `path:"n" minimum:"0" doc:"0 is the newest"`
}

func content(a *API, ctx context.Context, c *call, in *contentQuery) (*huma.StreamResponse, error) {
	v, r, err := a.o.Clerk.OpenFile(ctx, c.who, in.ID, in.Item, in.Number)
	if err != nil {
		return nil, err
	}
	return sent(c, r, v.Name, v.MediaType, v.Digest)
}

// sent answers with a file, or the part of it that is asked for. Whatever it holds, no browser is to do more with it than keep
// it: it is an attachment, its type is by what it holds and not by what its sender said, no browser is to guess another, and the policy
// that every answer has lets nothing in it run.
func sent(c *call, r io.ReadSeekCloser, name, said, digest string) (*huma.StreamResponse, error) {
	mediaType, err := attachment.TypeOf(r, said)
	if err != nil {
		r.Close()
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		defer r.Close()
		h := c.w.Header()
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Content-Type", mediaType)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("ETag", `"`+digest+`"`)
		http.ServeContent(c.w, c.r, "", time.Time{}, r)
	}}, nil
}
