package api

import (
	"bytes"
	"context"
	"mime"

	"github.com/danielgtaylor/huma/v2"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/papers"
	"samverkan/internal/signin"
	"samverkan/internal/wire"
)

// ProvisionedOf is what a list comes to as it travels.
func ProvisionedOf(x signin.Provisioned) wire.Provisioned {
	out := wire.Provisioned{Actor: x.Actor, Changes: []wire.MemberChange{}, Same: x.Plan.Same, Mark: x.Mark}
	for _, c := range x.Plan.Changes {
		w := wire.MemberChange{Kind: string(c.Kind), Line: c.Line, Member: c.Is.ID, Login: c.Login, Name: c.Is.Name, SystemRole: string(c.Is.SystemRole), Function: c.Is.Function}
		if c.Kind == directory.MemberChanged {
			if c.Was.Name != c.Is.Name {
				w.NameWas = c.Was.Name
			}
			if c.Was.SystemRole != c.Is.SystemRole {
				w.SystemRoleWas = string(c.Was.SystemRole)
			}
			if c.Was.Function != c.Is.Function {
				w.FunctionWas = c.Was.Function
			}
		}
		out.Changes = append(out.Changes, w)
	}
	for _, i := range x.Invited {
		out.Invited = append(out.Invited, InvitedOf(i))
	}
	return out
}

type provisionQuery struct {
	Actor   string `query:"actor" doc:"Whose people; your own actor's when it is left out"`
	DryRun  bool   `query:"dryRun" doc:"Say what it would come to, and do nothing"`
	Disable bool   `query:"disableMissing" doc:"Those who are not in the list lose their accounts: but not you, functions, nor who runs the installation"`
	Seen    string `query:"seen" doc:"The mark of the plan that was shown: nothing is done when it would come to something else now"`
	RawBody []byte
}

type provisionAnswer struct{ Body wire.Provisioned }

func provision(a *API, ctx context.Context, c *call, in *provisionQuery) (*provisionAnswer, error) {
	if in.Actor == "" {
		in.Actor = c.who.Actor
	}
	x, err := a.o.SignIn.Provision(ctx, c.who, in.Actor, bytes.NewReader(in.RawBody), in.Disable, in.DryRun, in.Seen, c.p.Lang())
	if err != nil {
		return nil, err
	}
	return &provisionAnswer{ProvisionedOf(x)}, nil
}

type memberFileQuery struct {
	Actor string `query:"actor" doc:"Whose people; your own actor's when it is left out"`
}

// memberFile is the list as a table, which can be read in again.
func memberFile(a *API, ctx context.Context, c *call, in *memberFileQuery) (*huma.StreamResponse, error) {
	if in.Actor == "" {
		in.Actor = c.who.Actor
	}
	list, err := a.o.Clerk.MemberList(ctx, c.who, in.Actor)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := papers.MemberTable(&b, list, c.p); err != nil {
		return nil, err
	}
	return download(c, "text/csv; charset=utf-8", "members.csv", b.Bytes()), nil
}

func download(c *call, kind, name string, content []byte) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(huma.Context) {
		h := c.w.Header()
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		h.Set("Cache-Control", "no-store")
		_, _ = c.w.Write(content) // nobody is there to be told when it breaks
	}}
}

// personExport is everything that is kept about a person.
func personExport(a *API, ctx context.Context, c *call, in *byID) (*huma.StreamResponse, error) {
	p, err := a.o.Clerk.Person(ctx, c.who, in.ID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := papers.WritePerson(&b, &p, c.p); err != nil {
		return nil, err
	}
	return download(c, "application/zip", papers.PersonFile(&p), b.Bytes()), nil
}

type erasureAnswer struct{ Body clerk.Erasure }

func personErasure(a *API, ctx context.Context, c *call, in *byID) (*erasureAnswer, error) {
	x, err := a.o.Clerk.Erasure(ctx, c.who, in.ID)
	return &erasureAnswer{x}, err
}

func erasePerson(a *API, ctx context.Context, c *call, in *byID) (*erasureAnswer, error) {
	x, err := a.o.Clerk.ErasePerson(ctx, c.who, in.ID)
	return &erasureAnswer{x}, err
}
