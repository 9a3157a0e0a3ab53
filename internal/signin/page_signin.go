package signin

import (
	"context"
	"net/http"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/signin/oidc"
)

// ways is what the sign-in page offers.
type ways struct {
	Providers []oidc.Provider
	Passkeys  bool
	Mail      bool
}

// waysIn begins the page with every way in.
func (s *Service) waysIn(w http.ResponseWriter, r *http.Request) Page {
	p := s.page(r, "signin.heading")
	p.Data = ways{s.providers(), s.passkeys != nil, s.mail != nil}
	s.withScript(w, &p)
	return p
}

func (s *Service) signInPage(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "signin", s.waysIn(w, r))
}

// signInAgain shows the page with what was wrong with one way in. The others stand there, too.
func (s *Service) signInAgain(w http.ResponseWriter, r *http.Request, next string, err error) {
	if status := fault.KindOf(err).HTTPStatus(); status >= 500 {
		s.log.Warn("a way in does not work", "code", fault.CodeOf(err), "error", err)
	}
	p := s.waysIn(w, r)
	p.Next = localPath(next)
	s.refuse(w, r, "signin", p, "", err)
}

func (s *Service) signIn(w http.ResponseWriter, r *http.Request) {
	c, err := s.password(r, r.PostFormValue("login"), r.PostFormValue("password"))
	if err != nil {
		p := s.waysIn(w, r)
		p.Form["login"] = r.PostFormValue("login")
		s.refuse(w, r, "signin", p, "login", err)
		return
	}
	to, err := s.Enter(w, r, c.Member, byPassword, false, r.PostFormValue("next"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Service) secondPage(w http.ResponseWriter, r *http.Request) {
	if _, err := s.clerk.WaitingSession(r.Context(), digest(s.sessionCookie(r))); err != nil {
		http.Redirect(w, r, withNext("/sign-in", r.FormValue("next")), http.StatusSeeOther)
		return
	}
	s.show(w, r, http.StatusOK, "second", s.page(r, "signin.second.heading"))
}

func (s *Service) secondFactor(w http.ResponseWriter, r *http.Request) {
	waiting, err := s.clerk.WaitingSession(r.Context(), digest(s.sessionCookie(r)))
	if err != nil {
		http.Redirect(w, r, withNext("/sign-in", r.PostFormValue("next")), http.StatusSeeOther)
		return
	}
	how, err := s.second(r, waiting.Member, r.PostFormValue("code"))
	if err != nil {
		s.refuse(w, r, "second", s.page(r, "signin.second.heading"), "code", err)
		return
	}
	c, _, err := s.clerk.CredentialsOf(r.Context(), waiting.Member)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	to, err := s.admit(w, r, c, waiting.How+"+"+how, "two", r.PostFormValue("next"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Service) askLinkPage(w http.ResponseWriter, r *http.Request) {
	if s.mail == nil {
		s.fail(w, r, fault.New(fault.NotFound, "sign-in.no-mail"))
		return
	}
	s.show(w, r, http.StatusOK, "asklink", s.page(r, "signin.asklink.heading"))
}

// askLink mails a link when there is an account, and says the same when there is none. The mail goes out after the answer, whose
// time would tell; how many may be asked for is counted alike for both.
func (s *Service) askLink(w http.ResponseWriter, r *http.Request) {
	if s.mail == nil {
		s.fail(w, r, fault.New(fault.NotFound, "sign-in.no-mail"))
		return
	}
	p := s.page(r, "signin.asklink.heading")
	login := loginOf(r.PostFormValue("login"))
	try, _ := s.try(r, login, byLink)
	err := s.clerk.MayTry(r.Context(), try)
	if err == nil {
		err = s.limit(r)
	}
	if err == nil {
		err = s.clerk.Tried(r.Context(), try, "", false) // each counts as a failure, until one is used
	}
	if err != nil {
		s.refuse(w, r, "asklink", p, "login", err)
		return
	}
	secret := s.vault.secret()
	o, ok, err := s.clerk.AskSignInLink(r.Context(), login, digest(secret))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if ok {
		to := Invited{Member: o.Member, Name: o.Name, Login: o.Login, Link: s.link("/link/" + secret), Until: o.Until}
		s.later(r, func(ctx context.Context) error { return s.post(ctx, to, clerk.LinkSignIn, p.Lang) })
	}
	s.show(w, r, http.StatusOK, "asked", p)
}

// signedInAgain is for who signed in beside a page that waits with what was written.
func (s *Service) signedInAgain(w http.ResponseWriter, r *http.Request, _ clerk.Identity) {
	s.show(w, r, http.StatusOK, "again", s.page(r, "signin.again.heading"))
}

func (s *Service) signOut(w http.ResponseWriter, r *http.Request) {
	who, err := s.Identify(r)
	if err == nil && who.SignedIn() && who.Scope == "" {
		err = s.clerk.EndSession(r.Context(), who, "")
	}
	if err != nil && fault.KindOf(err) != fault.Unauthenticated {
		s.fail(w, r, err)
		return
	}
	s.setCookie(w, sessionName, "", -1)
	// What the browser has kept of private pages goes too, on a computer that others use. Its storage stays: what a secretary
	// has written without network may still wait there.
	w.Header().Set("Clear-Site-Data", `"cache"`)
	http.Redirect(w, r, "/signed-out", http.StatusSeeOther)
}

func (s *Service) signedOutPage(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "signedout", s.page(r, "signin.out.heading"))
}
