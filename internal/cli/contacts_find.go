package cli

import (
	"context"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
)

// foundContact is a contact that is shown, with its actor.
type foundContact struct {
	directory.Contact
	Name   string `json:"actorName"`
	County string `json:"county,omitempty"`
}

func (s *session) contactsFind() verb {
	var q clerk.CatalogueQuery
	return verb{
		use: "contacts find [WORD]", example: "samverkan contacts find linköping\nsamverkan contacts find --county 05 --kind kommun",
		flags: func(f *flags) {
			word(f, &q.Kind, "kind", actorKinds())
			f.text(&q.County, "county")
		},
		run: func(ctx context.Context, args []string) error {
			q.Text, q.Contacts, q.Compare = strings.Join(args, " "), true, s.p.Compare
			d, err := s.directory(ctx)
			if err != nil {
				return err
			}
			for _, a := range d.All() { // a county is named by its code, or the beginning of its name, as elsewhere
				if q.County != "" && inCounty(a, q.County) {
					q.County = a.CountyCode
					break
				}
			}
			all, err := s.catalogue(ctx, q)
			if err != nil {
				return err
			}
			var rows []foundContact
			for _, a := range all {
				for _, c := range a.Contacts {
					rows = append(rows, foundContact{c, a.ShortName, a.CountyName})
				}
			}
			return list(s, rows,
				column[foundContact]{"actor", func(x foundContact) string { return x.Name }},
				column[foundContact]{"county", func(x foundContact) string { return x.County }},
				column[foundContact]{"function", func(x foundContact) string { return x.Function }},
				column[foundContact]{"person", func(x foundContact) string { return x.Person }},
				column[foundContact]{"ways", func(x foundContact) string { return s.waysTo(x.Contact) }})
		},
	}
}

// catalogue reads actors with the contacts that they show.
func (s *session) catalogue(ctx context.Context, q clerk.CatalogueQuery) (out []clerk.CatalogueActor, err error) {
	if _, err := s.desk(ctx); err != nil {
		return nil, err
	}
	if s.far != nil {
		err = s.far.client.Get(ctx, filled("q", q.Text, "county", q.County, "kind", string(q.Kind), "contacts", "true"), &out, "catalogue")
		return out, err
	}
	out, _, err = s.clerk.Catalogue(ctx, s.who, q)
	return out, err
}
