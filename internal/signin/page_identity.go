package signin

import (
	"net/http"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/signin/oidc"
)

const (
	toConnect      = "oidc connect"
	identitiesPath = "/account/identities"
)

// ownIdentities is what a person sees of the identities that its account is bound to.
type ownIdentities struct {
	Bound     []ownIdentity
	Providers []oidc.Provider // that may be connected
	Password  bool            // there is one to show first
	Saved     bool
}

type ownIdentity struct {
	clerk.External
	Title string
}

// connecting is an identity that waits for its person's yes.
type connecting struct{ Title, Name, Email, ID string }

func (s *Service) identitiesPage(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	s.showIdentities(w, r, who, "", nil)
}

func (s *Service) showIdentities(w http.ResponseWriter, r *http.Request, who clerk.Identity, field string, wrong error) {
	own, err := s.identities(r, who)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p := s.page(r, "signin.identities.heading")
	p.Data = own
	if wrong != nil {
		s.refuse(w, r, "identities", p, field, wrong)
		return
	}
	s.show(w, r, http.StatusOK, "identities", p)
}

func (s *Service) identities(r *http.Request, who clerk.Identity) (ownIdentities, error) {
	c, _, err := s.clerk.CredentialsOf(r.Context(), who.Member)
	if err != nil {
		return ownIdentities{}, err
	}
	own := ownIdentities{Password: c.Secrets.Password != "", Saved: r.URL.Query().Get("saved") != ""}
	bound, err := s.clerk.Externals(r.Context(), who)
	if err != nil {
		return own, err
	}
	titles, has := map[string]string{}, map[string]bool{}
	for _, p := range s.providers() {
		titles[p.Issuer] = p.Title
	}
	for _, x := range bound {
		title := titles[x.Issuer]
		if title == "" {
			title = x.Issuer // it is no longer in the settings
		}
		has[x.Issuer] = true
		own.Bound = append(own.Bound, ownIdentity{x, title})
	}
	for _, p := range s.providers() {
		if belongs(p, c) == nil && !has[p.Issuer] {
			own.Providers = append(own.Providers, p)
		}
	}
	return own, nil
}

// connect leaves for a provider, to come back with an identity for the account. The password comes first, as with every other way
// in that is added.
func (s *Service) connect(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	c, err := s.again(r, who)
	if err != nil {
		s.showIdentities(w, r, who, "current", err)
		return
	}
	p, err := s.provider(r.PostFormValue("provider"))
	if err == nil {
		err = belongs(p, c)
	}
	if err == nil {
		err = s.leave(w, r, p.Name, begun{Member: who.Member, Session: who.Session})
	}
	if err != nil {
		s.showIdentities(w, r, who, "", err)
	}
}

// returnedToConnect asks the person whether the identity that the browser came back with is to be connected. Nothing is changed
// yet: this was a GET, which somebody else may have led to.
func (s *Service) returnedToConnect(w http.ResponseWriter, r *http.Request, p oidc.Provider, b begun,
	identity oidc.Identity, wrong error) {
	who, err := s.Identify(r)
	if err != nil || who.Member != b.Member || who.Session != b.Session {
		s.signInAgain(w, r, identitiesPath, fault.New(fault.Invalid, "oidc.state"))
		return
	}
	d, err := s.bind(r, identity, who, false, wrong)
	if err != nil {
		s.showIdentities(w, r, who, "", err)
		return
	}
	if d.Step == oidc.SignIn { // it is the person's own already
		http.Redirect(w, r, identitiesPath, http.StatusSeeOther)
		return
	}
	id := s.vault.secret()
	if err := s.keep(w, r, ofMember(toConnect, who), id, s.now().Add(10*time.Minute),
		begun{Issuer: identity.Issuer, Subject: identity.Subject}); err != nil {
		s.fail(w, r, err)
		return
	}
	page := s.page(r, "signin.connect.heading")
	page.Data = connecting{p.Title, identity.Name, identity.Email, id}
	s.show(w, r, http.StatusOK, "connect", page)
}

// bind decides what an identity is to somebody who is signed in, unless something was wrong before.
func (s *Service) bind(r *http.Request, identity oidc.Identity, who clerk.Identity, confirmed bool,
	wrong error) (oidc.Decision, error) {
	if wrong != nil {
		return oidc.Decision{}, wrong
	}
	links, err := s.links(r, identity)
	if err != nil {
		return oidc.Decision{}, err
	}
	return oidc.Bind(identity, links, who.Member, confirmed)
}

// confirm keeps the identity that the person has said yes to.
func (s *Service) confirm(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	b, ok, err := s.take(r, ofMember(toConnect, who), r.PostFormValue("id"))
	if err == nil && !ok {
		err = fault.New(fault.Gone, "oidc.expired")
	}
	d, err := s.bind(r, oidc.Identity{Issuer: b.Issuer, Subject: b.Subject}, who, true, err)
	if err == nil && d.Step == oidc.Connect {
		err = s.clerk.BindExternal(r.Context(), who, b.Issuer, b.Subject)
	}
	if fault.CodeOf(err) == "store.exists" { // somebody else was quicker
		err = fault.New(fault.Conflict, "oidc.linked-to-other")
	}
	if err != nil {
		s.showIdentities(w, r, who, "", err)
		return
	}
	http.Redirect(w, r, identitiesPath+"?saved=1", http.StatusSeeOther)
}

func (s *Service) disconnect(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	if err := s.clerk.UnbindExternal(r.Context(), who, r.PostFormValue("issuer"), r.PostFormValue("subject")); err != nil {
		s.showIdentities(w, r, who, "", err)
		return
	}
	http.Redirect(w, r, identitiesPath+"?saved=1", http.StatusSeeOther)
}
