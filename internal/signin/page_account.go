package signin

import (
	"net/http"
	"strconv"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// account is what a person sees of its own account.
type account struct {
	clerk.Credentials
	HasTOTP  bool
	Offers   bool // passkeys
	Others   bool // other organisations' sign-in
	Bound    int  // their identities
	Sessions []ownSession
	Tokens   []clerk.Token
	Folder   string // address of the network folder
	Log      []clerk.SignInLine
	Secret   string // of the token just made
	Saved    bool
}

type ownSession struct {
	clerk.Session
	This bool
}

const logShown = 20

func (s *Service) ownAccount(r *http.Request, who clerk.Identity) (account, error) {
	c, ok, err := s.clerk.CredentialsOf(r.Context(), who.Member)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "account.unknown", "Member", who.Member)
	}
	if err != nil {
		return account{}, err
	}
	a := account{HasTOTP: c.TOTP != nil, Offers: s.passkeys != nil, Others: len(s.providers()) > 0, Saved: r.URL.Query().Get("saved") != ""}
	c.Secrets.Password, c.Secrets.TOTP = "", nil // no template has any use for them
	a.Credentials = c
	sessions, err := s.clerk.Sessions(r.Context(), who)
	if err != nil {
		return a, err
	}
	for _, x := range sessions {
		a.Sessions = append(a.Sessions, ownSession{x, "session/"+x.ID == who.Session})
	}
	bound, err := s.clerk.Externals(r.Context(), who)
	if err != nil {
		return a, err
	}
	a.Bound = len(bound)
	a.Folder = s.link("/dav/")
	if a.Tokens, err = s.clerk.Tokens(r.Context(), who, ""); err != nil {
		return a, err
	}
	a.Log, err = s.clerk.SignInLog(r.Context(), who, "", false, logShown)
	return a, err
}

func (s *Service) accountPage(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	s.showAccount(w, r, who, "", "", nil)
}

// showAccount shows the page, with a secret just made, or with what went wrong in a field.
func (s *Service) showAccount(w http.ResponseWriter, r *http.Request, who clerk.Identity, secret, field string, wrong error) {
	a, err := s.ownAccount(r, who)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a.Secret = secret
	p := s.page(r, "signin.account.heading")
	p.Data = a
	if wrong != nil {
		s.refuse(w, r, "account", p, field, wrong)
		return
	}
	s.show(w, r, http.StatusOK, "account", p)
}

// again lets only who shows the password change how the account is protected: an open session on somebody's desk is not enough.
func (s *Service) again(r *http.Request, who clerk.Identity) (clerk.Credentials, error) {
	c, ok, err := s.clerk.CredentialsOf(r.Context(), who.Member)
	if err != nil {
		return c, err
	}
	if !ok {
		return c, fault.New(fault.NotFound, "account.unknown", "Member", who.Member)
	}
	if c.Secrets.Password == "" {
		return c, nil // it has none to show: signed in by another way
	}
	_, err = s.password(r, c.Login, r.PostFormValue("current"))
	return c, err
}

func (s *Service) changePassword(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	c, err := s.again(r, who)
	if err != nil {
		s.showAccount(w, r, who, "", "current", err)
		return
	}
	phc, err := s.newPassword(r, c.Login, c.Name)
	if err != nil {
		s.showAccount(w, r, who, "", "password", err)
		return
	}
	if err := s.clerk.SetPassword(r.Context(), who, phc); err != nil {
		s.fail(w, r, err)
		return
	}
	s.rotate(w, r, who)
}

// rotate gives the person a new session after its protection has changed, and goes back to the account.
func (s *Service) rotate(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	if who.Person == "" { // at a function account the person's name is with the session
		sessions, err := s.clerk.Sessions(r.Context(), who)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		for _, x := range sessions {
			if "session/"+x.ID == who.Session {
				if err := s.session(w, r, who.Member, x.How, x.Strength); err != nil {
					s.fail(w, r, err)
					return
				}
			}
		}
	}
	http.Redirect(w, r, "/account?saved=1", http.StatusSeeOther)
}

func (s *Service) endSession(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	err := error(nil)
	if id := r.PostFormValue("session"); id == "others" {
		err = s.clerk.EndOtherSessions(r.Context(), who)
	} else {
		err = s.clerk.EndSession(r.Context(), who, id)
	}
	if err != nil {
		s.showAccount(w, r, who, "", "", err)
		return
	}
	http.Redirect(w, r, "/account?saved=1", http.StatusSeeOther)
}

func (s *Service) makeToken(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	days, err := strconv.Atoi(r.PostFormValue("days"))
	if err != nil {
		days = -1
	}
	secret, _, err := s.MakeToken(r.Context(), who, r.PostFormValue("token_name"), clerk.Scope(r.PostFormValue("scope")),
		s.now().Add(time.Duration(min(days, 1000))*24*time.Hour))
	field := map[string]string{"token.name": "token_name", "token.scope": "scope", "token.expiry": "days"}[fault.CodeOf(err)]
	s.showAccount(w, r, who, secret, field, err)
}

func (s *Service) revokeToken(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	if err := s.clerk.RevokeToken(r.Context(), who, r.PostFormValue("token")); err != nil {
		s.showAccount(w, r, who, "", "", err)
		return
	}
	http.Redirect(w, r, "/account?saved=1", http.StatusSeeOther)
}
