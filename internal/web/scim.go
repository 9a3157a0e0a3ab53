package web

import (
	"samverkan/internal/clerk"
)

// scimPage is how an actor's own register of people is connected.
type scimPage struct {
	adminShell
	Of      string
	OfName  string
	Actors  []choice // whose can be shown
	Address string
	Has     bool
	Token   clerk.Token
	Secret  string // when it has just been made
}

func (q *request) scimPage(actor string) (*scimPage, error) {
	p := &scimPage{adminShell: q.adminShell("web.scim.title"), Of: actor, Address: q.web.o.SignIn.ScimAddress()}
	var err error
	if p.Token, p.Has, err = q.clerk().ScimToken(q.ctx(), q.Who, p.Of); err != nil {
		return nil, err
	}
	p.OfName = q.actorName(p.Of)
	p.Actors, err = q.actorChoices()
	return p, err
}

func (w *Web) scim(q *request) error {
	p, err := q.scimPage(q.contactsOf())
	if err != nil {
		return err
	}
	return q.page("admin-scim", p)
}

// makeScim makes the key, in place of the one before, and shows it.
func (w *Web) makeScim(q *request) error {
	actor := firstText(q.Form.Get("actor"), q.Who.Actor)
	secret, _, err := w.o.SignIn.MakeScimToken(q.ctx(), q.Who, actor)
	if err != nil {
		return err
	}
	p, err := q.scimPage(actor)
	if err != nil {
		return err
	}
	p.Secret = secret
	return q.page("admin-scim", p)
}

func (w *Web) revokeScim(q *request) error {
	actor := firstText(q.Form.Get("actor"), q.Who.Actor)
	if _, err := q.administer(clerk.RevokeScimToken{Actor: actor}); err != nil {
		return err
	}
	return q.done(withQuery("/admin/scim", "actor", actor), "scim-revoked")
}
