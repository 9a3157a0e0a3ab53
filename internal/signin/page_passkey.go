package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/signin/passkey"
)

const (
	byPasskey    = "passkey"
	toSignIn     = "passkey sign-in"
	toAddPasskey = "passkey add"
	handleSize   = 32
	passkeysPath = "/account/passkeys"
)

// offered is nothing of the way in when the service has no passkeys: it has no host name, or no https.
func (s *Service) offered(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.passkeys == nil {
			s.fail(w, r, fault.New(fault.NotFound, "passkey.not-here"))
			return
		}
		next(w, r)
	}
}

// beginPasskey answers the script with what the browser is to ask its authenticator.
func (s *Service) beginPasskey(w http.ResponseWriter, r *http.Request) {
	err := s.limit(r)
	var c passkey.Ceremony
	if err == nil {
		c, err = s.passkeys.BeginSignIn()
	}
	if err == nil {
		err = s.keep(w, r, toSignIn, c.ID, c.Expires, begun{State: c.State})
	}
	s.tell(w, r, c.Options, err)
}

// tell answers a script with JSON, or with what is wrong as text.
func (s *Service) tell(w http.ResponseWriter, r *http.Request, options []byte, err error) {
	if err != nil {
		if after := RetryAfter(err); after != "" {
			w.Header().Set("Retry-After", after)
		}
		if fault.KindOf(err).HTTPStatus() >= 500 {
			s.log.Error("a passkey was not begun", "code", fault.CodeOf(err), "error", err)
		}
		http.Error(w, s.printer(r).Fault(err), fault.KindOf(err).HTTPStatus())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(options)
}

func (s *Service) signInByPasskey(w http.ResponseWriter, r *http.Request) {
	to, err := s.enterByPasskey(w, r)
	if err != nil {
		s.signInAgain(w, r, r.PostFormValue("next"), err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// enterByPasskey lets in whose passkey answered. It is two factors by itself: the key, and the finger or code that unlocks it.
func (s *Service) enterByPasskey(w http.ResponseWriter, r *http.Request) (string, error) {
	response := []byte(r.PostFormValue("response"))
	b, _, err := s.take(r, toSignIn, passkey.ID(response))
	if err != nil {
		return "", err
	}
	var c clerk.Credentials
	in, err := s.passkeys.FinishSignIn(b.State, response, func(handle []byte) (u passkey.User, err error) {
		u, c, err = s.keyHolder(r.Context(), handle)
		return u, err
	})
	if err != nil {
		return "", s.unproven(r, c, byPasskey, err)
	}
	kept, err := json.Marshal(in.Credential)
	if err != nil {
		return "", err
	}
	if err := s.clerk.UsePasskey(r.Context(), keyID(in.Credential.ID), kept); err != nil {
		return "", err
	}
	return s.Enter(w, r, c.Member, byPasskey, true, r.PostFormValue("next"))
}

// unproven writes down that somebody failed to show that an account is theirs, and gives the reason back.
func (s *Service) unproven(r *http.Request, c clerk.Credentials, how string, why error) error {
	if kind := fault.KindOf(why); c.Member == "" || kind != fault.Unauthenticated && kind != fault.Forbidden {
		return why
	}
	try, _ := s.try(r, c.Login, how)
	if err := s.clerk.Tried(r.Context(), try, c.Member, false); err != nil {
		return err
	}
	return why
}

// keyHolder gives the account that passkeys name by a handle. Fault: account.unknown.
func (s *Service) keyHolder(ctx context.Context, handle []byte) (passkey.User, clerk.Credentials, error) {
	member, ok, err := s.clerk.MemberByHandle(ctx, keyID(handle))
	if err != nil {
		return passkey.User{}, clerk.Credentials{}, err
	}
	if !ok {
		return passkey.User{}, clerk.Credentials{}, fault.New(fault.NotFound, "account.unknown", "Member", "")
	}
	c, _, err := s.clerk.CredentialsOf(ctx, member)
	if err != nil {
		return passkey.User{}, c, err
	}
	u, err := s.keyUser(ctx, handle, c)
	return u, c, err
}

// keyUser gives an account as its passkeys see it.
func (s *Service) keyUser(ctx context.Context, handle []byte, c clerk.Credentials) (passkey.User, error) {
	u := passkey.User{Handle: handle, Name: c.Login, Title: c.Name}
	keys, err := s.clerk.Passkeys(ctx, c.Member)
	for _, k := range keys {
		var one passkey.Credential
		if err := json.Unmarshal(k.Credential, &one); err != nil {
			return u, fault.Wrap(err, fault.Internal, "internal")
		}
		u.Credentials = append(u.Credentials, one)
	}
	return u, err
}

// keyID is a passkey's ID, or an account's handle, as it is kept.
func keyID(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
