package api

import (
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/pack"
	"samverkan/internal/papers"
)

type packageQuery struct {
	ID    string `path:"id"`
	Kind  string `path:"kind" doc:"publish: for a portal. register: for the diarium. archive: E-ARK SIP for an e-archive. bundle: everything, proving itself"`
	Scope string `query:"scope" doc:"public: nothing that is marked, whoever asks; otherwise what you may read"`
}

func bundle(a *API, ctx context.Context, c *call, in *byID) (*huma.StreamResponse, error) {
	return a.packed(ctx, c, in.ID, papers.Order{Kind: pack.ForCourt}, in.ID+".zip")
}

func packageOf(a *API, ctx context.Context, c *call, in *packageQuery) (*huma.StreamResponse, error) {
	if in.Scope != "" && in.Scope != string(pack.ScopePublic) {
		return nil, fault.New(fault.Invalid, "package.scope")
	}
	return a.packed(ctx, c, in.ID, papers.Order{Kind: pack.Kind(in.Kind), Public: in.Scope != "", Version: a.o.Version}, "")
}

// packed sends a package as it is made. name is its file name; its own when empty.
func (a *API) packed(ctx context.Context, c *call, id string, o papers.Order, name string) (*huma.StreamResponse, error) {
	d, err := papers.Open(ctx, a.o.Clerk, c.who, id, c.p, a.o.Now())
	if err != nil {
		return nil, err
	}
	if err := a.toldOf(ctx, c, d.View(), "bundle"); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		begun := false
		err := d.Package(ctx, o, c.w, func(own string) {
			begun = true
			if name == "" {
				name = own
			}
			h := c.w.Header()
			h.Set("Content-Type", "application/zip")
			h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		})
		switch {
		case err == nil:
		case !begun:
			a.write(c.w, c, a.refuse(c, err))
		default:
			a.refuse(c, err) // for the log
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

type sentAnswer struct{ Body []clerk.RegisterSent }

// packagesSent lists when the record was sent to the registrator.
func packagesSent(a *API, ctx context.Context, c *call, in *byID) (*sentAnswer, error) {
	out, err := a.o.Clerk.RegisterSent(ctx, c.who, in.ID)
	return &sentAnswer{out}, err
}
