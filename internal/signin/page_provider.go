package signin

import (
	"net/http"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/signin/oidc"
)

const byProvider = "oidc"

// ReturnPath is where a provider sends the browser back to. Each has its own.
func ReturnPath(provider string) string { return "/sign-in/with/" + provider + "/return" }

// provider gives the provider in the address. Fault: oidc.unknown-provider.
func (s *Service) provider(name string) (oidc.Provider, error) {
	for _, p := range s.providers() {
		if p.Name == name {
			return p, nil
		}
	}
	return oidc.Provider{}, fault.New(fault.NotFound, "oidc.unknown-provider")
}

func (s *Service) providers() []oidc.Provider {
	if s.oidc == nil {
		return nil
	}
	return s.oidc.Providers()
}

// leaving is the page between us and a provider.
type leaving struct{ Title, To string }

func (s *Service) signInWith(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.PostFormValue("next"))
	if err := s.leave(w, r, r.PathValue("name"), begun{Next: next}); err != nil {
		s.signInAgain(w, r, next, err)
	}
}

// leave sends the browser to a provider. It goes by a page that leads on by itself and not by a redirect: a policy that says
// where forms may go is held against every redirect after them, and where a provider sends people on to is not for us to know.
func (s *Service) leave(w http.ResponseWriter, r *http.Request, name string, b begun) error {
	p, err := s.provider(name)
	if err != nil {
		return err
	}
	if err := s.limit(r); err != nil {
		return err
	}
	to, state, err := s.oidc.Begin(r.Context(), name)
	if err != nil {
		return err
	}
	b.State = state.Bytes
	if err := s.keep(w, r, byProvider+" "+name, state.ID, state.Expires, b); err != nil {
		return err
	}
	page := s.page(r, "signin.leaving.heading")
	page.Data = leaving{p.Title, to}
	w.Header().Set("Refresh", "0; url="+to)
	s.show(w, r, http.StatusOK, "leaving", page)
	return nil
}

// returned is where the browser comes back to, whatever it left for.
func (s *Service) returned(w http.ResponseWriter, r *http.Request) {
	p, err := s.provider(r.PathValue("name"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b, _, err := s.take(r, byProvider+" "+p.Name, r.URL.Query().Get("state"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	who, err := s.oidc.Finish(r.Context(), p.Name, b.State, r.URL.Query())
	if b.Member != "" {
		s.returnedToConnect(w, r, p, b, who, err)
		return
	}
	var to string
	if err == nil {
		to, err = s.enterWith(w, r, p, who, b.Next)
	}
	if err != nil {
		s.signInAgain(w, r, b.Next, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// enterWith lets in the member that an identity is bound to. A provider from which a level of assurance is demanded is trusted to
// have asked for two factors; after another a member with a second factor is asked for it.
func (s *Service) enterWith(w http.ResponseWriter, r *http.Request, p oidc.Provider, who oidc.Identity,
	next string) (string, error) {
	links, err := s.links(r, who)
	if err != nil {
		return "", err
	}
	d, err := oidc.Bind(who, links, "", false)
	if err != nil {
		return "", err
	}
	c, _, err := s.clerk.CredentialsOf(r.Context(), d.Member)
	if err != nil {
		return "", err
	}
	if err := belongs(p, c); err != nil {
		return "", s.unproven(r, c, byProvider, err)
	}
	return s.Enter(w, r, d.Member, byProvider, len(p.ACR) > 0, next)
}

// links gives the member that an identity is bound to, if any.
func (s *Service) links(r *http.Request, who oidc.Identity) ([]oidc.Link, error) {
	member, ok, err := s.clerk.MemberByExternal(r.Context(), who.Issuer, who.Subject)
	if err != nil || !ok {
		return nil, err
	}
	return []oidc.Link{{Issuer: who.Issuer, Subject: who.Subject, Member: member}}, nil
}

// belongs refuses a member whom the provider does not vouch for: its own actor's people are all that it knows.
func belongs(p oidc.Provider, c clerk.Credentials) error {
	if p.Actor != "" && p.Actor != c.Actor {
		return fault.New(fault.Forbidden, "oidc.wrong-actor", "Provider", p.Title)
	}
	return nil
}
