package notify

import (
	"cmp"
	"context"

	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/directory"
	"samverkan/internal/mail"
	"samverkan/internal/papers"
)

// maxPackage is how large a package is attached when nothing else is said, in bytes; a larger one is fetched. Once it is written in base64 it is 14 MB, and the
// mailboxes of authorities take 20 or more.
const maxPackage = 10 << 20

// registration gives the record as files for the registrator, as it stands now: what is marked stays where it is, because mail is read on
// its way. Faults: minutes.not-approved when a correction has begun since it was queued, and those of making documents.
func (r *Renderer) registration(ctx context.Context, x *rendered, d delivery.Delivery) ([]mail.File, error) {
	who := clerk.Identity{Member: "register." + d.ID, Actor: d.Actor, SystemRole: directory.Reader, Scope: clerk.ScopeRead}
	desk, err := papers.Open(ctx, r.o.Clerk, who, d.Conference, x.tell.p, r.o.Now())
	if err != nil {
		return nil, err
	}
	made, err := desk.Registration(ctx, cmp.Or(r.o.MaxPackage, maxPackage))
	if err != nil {
		return nil, err
	}
	x.facts.Enclosed, x.facts.Withheld, x.facts.Version = made.Whole, made.Withheld, made.Version
	var out []mail.File
	for _, f := range made.Files {
		out = append(out, mail.File{Name: f.Name, Type: f.MediaType, Bytes: f.Content})
	}
	return out, nil
}
