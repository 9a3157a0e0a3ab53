package signin

import (
	"net/http"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/i18n"
)

// linkPages says which page and heading each kind of link has.
var linkPages = map[clerk.LinkKind][2]string{
	clerk.LinkInvite:   {"open", "signin.invite.heading"},
	clerk.LinkReset:    {"open", "signin.reset.heading"},
	clerk.LinkSignIn:   {"maillink", "signin.maillink.heading"},
	clerk.LinkFirstRun: {"firstrun", "signin.first.heading"},
}

// linkPage shows what a link opens, and a button: a mail scanner that follows links uses nothing up.
func (s *Service) linkPage(w http.ResponseWriter, r *http.Request) {
	o, p, ok := s.opening(w, r)
	if ok {
		s.show(w, r, http.StatusOK, linkPages[o.Kind][0], p)
	}
}

func (s *Service) opening(w http.ResponseWriter, r *http.Request) (clerk.Opening, Page, bool) {
	o, err := s.clerk.Link(r.Context(), digest(r.PathValue("token")))
	if err != nil {
		s.failGuess(w, r, err)
		return o, Page{}, false
	}
	p := s.page(r, linkPages[o.Kind][1])
	p.Data = o
	return o, p, true
}

// failGuess counts a link that opens nothing. Who has one that does is not held back by those who guess at the same address.
func (s *Service) failGuess(w http.ResponseWriter, r *http.Request, err error) {
	if limited := s.limit(r); limited != nil {
		err = limited
	}
	s.fail(w, r, err)
}

func (s *Service) useLink(w http.ResponseWriter, r *http.Request) {
	o, p, ok := s.opening(w, r)
	if !ok {
		return
	}
	switch o.Kind {
	case clerk.LinkSignIn:
		s.useSignInLink(w, r)
	case clerk.LinkFirstRun:
		s.setUp(w, r, p)
	default:
		s.openAccount(w, r, o, p)
	}
}

func (s *Service) useSignInLink(w http.ResponseWriter, r *http.Request) {
	o, err := s.clerk.UseSignInLink(r.Context(), digest(r.PathValue("token")))
	var to string
	if err == nil {
		to, err = s.Enter(w, r, o.Member, byLink, false, "")
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// newPassword reads a password that is given anew.
func (s *Service) newPassword(r *http.Request, own ...string) (phc string, err error) {
	password := normal(r.PostFormValue("password"))
	if err := checkPassword(password, own...); err != nil {
		return "", err
	}
	return s.hashPassword(r.Context(), password)
}

// openAccount sets the password, and lets the person in: who has the link and no second factor needs to show nothing more.
func (s *Service) openAccount(w http.ResponseWriter, r *http.Request, o clerk.Opening, p Page) {
	phc, err := s.newPassword(r, o.Login, o.Name)
	if err != nil {
		s.refuse(w, r, "open", p, "password", err)
		return
	}
	if o, err = s.clerk.OpenAccount(r.Context(), digest(r.PathValue("token")), phc); err != nil {
		s.fail(w, r, err)
		return
	}
	to, err := s.Enter(w, r, o.Member, string(o.Kind), false, "")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// setUp makes the first administrator. The directory of Swedish actors comes with it when there is none.
func (s *Service) setUp(w http.ResponseWriter, r *http.Request, p Page) {
	for _, f := range []string{"name", "actor", "login"} {
		p.Form[f] = r.PostFormValue(f)
	}
	cmd, field, err := s.setUpOf(r)
	if err != nil {
		s.refuse(w, r, "firstrun", p, field, err)
		return
	}
	if err := s.clerk.SetUp(r.Context(), cmd); err != nil {
		s.refuse(w, r, "firstrun", p, "", err)
		return
	}
	to, err := s.Enter(w, r, cmd.Member.ID, "first-run", false, "/account")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Service) setUpOf(r *http.Request) (cmd clerk.SetUp, field string, err error) {
	cmd = clerk.SetUp{Link: digest(r.PathValue("token"))}
	cmd.Member = directory.Member{ID: s.newID(), SystemRole: directory.Operator}
	if cmd.Member.Name, err = directory.PersonName(r.PostFormValue("name")); err != nil {
		return cmd, "name", err
	}
	if cmd.Login, err = directory.Login(r.PostFormValue("login")); err != nil {
		return cmd, "login", err
	}
	dir, err := s.clerk.Directory(r.Context())
	if err == nil && dir.Len() == 0 {
		if dir, err = directory.Sweden(); err == nil {
			cmd.Actors = dir.All()
		}
	}
	if err != nil {
		return cmd, "", err
	}
	word := strings.TrimSpace(i18n.Normal(r.PostFormValue("actor")))
	actor, ok := dir.ByID(word)
	if !ok {
		if actor, err = dir.Find(word); err != nil {
			return cmd, "actor", err
		}
	}
	cmd.Member.Actor = actor.ID
	cmd.Password, err = s.newPassword(r, cmd.Login, cmd.Member.Name)
	return cmd, "password", err
}

func (s *Service) guestPage(w http.ResponseWriter, r *http.Request) {
	if p, ok := s.guest(w, r); ok {
		s.show(w, r, http.StatusOK, "guest", p)
	}
}

func (s *Service) guest(w http.ResponseWriter, r *http.Request) (Page, bool) {
	o, err := s.clerk.Guest(r.Context(), digest(r.PathValue("token")))
	if err != nil {
		s.failGuess(w, r, err)
		return Page{}, false
	}
	p := s.page(r, "signin.guest.heading")
	p.Data = o
	return p, true
}

func (s *Service) enterGuest(w http.ResponseWriter, r *http.Request) {
	p, ok := s.guest(w, r)
	if !ok {
		return
	}
	secret := s.vault.secret()
	session, err := s.clerk.EnterGuest(r.Context(), digest(r.PathValue("token")), r.PostFormValue("name"), clerk.NewSession{
		Address: s.address(r), Agent: agent(r), Digest: digest(secret), Replaces: s.replaces(r)})
	if err != nil {
		if fault.CodeOf(err) != "person.name" {
			s.fail(w, r, err)
			return
		}
		p.Form["name"] = r.PostFormValue("name")
		s.refuse(w, r, "guest", p, "name", err)
		return
	}
	s.setCookie(w, sessionName, secret, 0)
	http.Redirect(w, r, "/conferences/"+session.Conference, http.StatusSeeOther)
}
