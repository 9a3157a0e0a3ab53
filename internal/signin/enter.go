package signin

import (
	"context"
	"net/http"
	"strings"

	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
)

// The ways in, as they stand in sessions and in the log.
const (
	byPassword = "password"
	byTOTP     = "totp"
	byRecovery = "recovery-code"
	byLink     = "link"
)

// try is somebody who tries to sign in to a login; a browser that is known for it is counted by itself.
func (s *Service) try(r *http.Request, login, how string) (t clerk.Try, known bool) {
	device := s.knownDevice(r, login)
	return clerk.Try{Who: string(s.vault.code("try", login, how+"\x00"+device)), How: how, Address: s.address(r),
		Agent: agent(r)}, device != ""
}

// loginOf gives what somebody typed as a login; what can be none is taken as it is, so that it is treated like an unknown one.
func loginOf(typed string) string {
	login, err := directory.Login(typed)
	if err != nil {
		login = strings.ToLower(strings.TrimSpace(typed))
		return login[:min(len(login), 254)]
	}
	return login
}

// password holds a login and password against the accounts. Whatever is wrong with them, the answer is the same, and so is the
// work. Faults: sign-in.wrong, sign-in.locked, sign-in.busy, sign-in.too-many.
func (s *Service) password(r *http.Request, typed, password string) (clerk.Credentials, error) {
	login := loginOf(typed)
	try, known := s.try(r, login, byPassword)
	if err := s.clerk.MayTry(r.Context(), try); err != nil {
		return clerk.Credentials{}, err
	}
	if !known {
		if err := s.limit(r); err != nil {
			return clerk.Credentials{}, err
		}
	}
	if len(password) > 4*longest {
		password = "" // matches nothing
	}
	var found clerk.Credentials
	err := s.gate.do(r.Context(), func() error {
		// While this one waited, others may have used up the tries.
		if err := s.clerk.MayTry(r.Context(), try); err != nil {
			return err
		}
		c, ok, err := s.clerk.CredentialsByLogin(r.Context(), login)
		if err != nil {
			return err
		}
		phc := c.Secrets.Password
		if !ok || phc == "" || c.Disabled {
			phc, ok = s.dummy, false
		}
		was, right := matches(phc, normal(password))
		right = right && ok
		if err := s.clerk.Tried(r.Context(), try, c.Member, right); err != nil {
			return err
		}
		if !right {
			return fault.New(fault.Unauthenticated, "sign-in.wrong")
		}
		found = c
		if was != s.cost {
			return s.clerk.Rehash(r.Context(), c.Member, phc, s.cost.hash(normal(password), s.vault.bytes(saltSize)))
		}
		return nil
	})
	return found, err
}

// second holds a one-time code or a recovery code against a member's. Faults: sign-in.code-wrong, sign-in.locked.
func (s *Service) second(r *http.Request, member, typed string) (how string, err error) {
	// A few at a time, so that many guesses that come at once cannot all be looked at before the first is counted.
	err = s.gate.do(r.Context(), func() error {
		c, ok, err := s.clerk.CredentialsOf(r.Context(), member)
		if err != nil {
			return err
		}
		if !ok || c.Disabled || c.TOTP == nil {
			return fault.New(fault.Unauthenticated, "access.session-over")
		}
		try, known := s.try(r, c.Login, byTOTP)
		if err := s.clerk.MayTry(r.Context(), try); err != nil {
			return err
		}
		if !known {
			if err := s.limit(r); err != nil {
				return err
			}
		}
		right := false
		if how, right, err = s.secondRight(r.Context(), c, typed); err != nil {
			return err
		}
		if err := s.clerk.Tried(r.Context(), try, member, right); err != nil {
			return err
		}
		if !right {
			return fault.New(fault.Unauthenticated, "sign-in.code-wrong")
		}
		return nil
	})
	return how, err
}

func (s *Service) secondRight(ctx context.Context, c clerk.Credentials, typed string) (how string, ok bool, err error) {
	if code := readRecovery(typed); code != "" {
		ok, err = s.clerk.UseRecoveryCode(ctx, c.Member, s.vault.code("recovery", c.Member, code))
		return byRecovery, ok, err
	}
	secret, err := s.vault.open(c.TOTP, "totp "+c.Member)
	if err != nil {
		return "", false, err
	}
	step, ok := totpMatch(secret, typed, s.now(), c.Step)
	if !ok {
		return byTOTP, false, nil
	}
	fresh, err := s.clerk.UseStep(ctx, c.Member, step) // two that come at once: one is the first
	return byTOTP, fresh, err
}

// Enter lets a member in whom another way of signing in has proven (a passkey, another organisation's service), gives the browser
// its cookie, and answers with where to go. strong says that the way was two factors by itself; otherwise a member with a
// second factor is asked for it. next is where the person wanted to go.
func (s *Service) Enter(w http.ResponseWriter, r *http.Request, member, how string, strong bool, next string) (string, error) {
	c, ok, err := s.clerk.CredentialsOf(r.Context(), member)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", fault.New(fault.Unauthenticated, "sign-in.wrong")
	}
	if c.Disabled { // it may be told: the person has shown who it is
		return "", s.unproven(r, c, how, fault.New(fault.Forbidden, "sign-in.closed"))
	}
	if how != byPassword { // that one was written down when it was tried
		try, _ := s.try(r, c.Login, how)
		if err := s.clerk.Tried(r.Context(), try, member, true); err != nil {
			return "", err
		}
	}
	if !strong && c.TOTP != nil {
		return withNext("/sign-in/second", next), s.session(w, r, member, how, clerk.Waiting)
	}
	strength := "one"
	if strong {
		strength = "two"
	}
	return s.admit(w, r, c, how, strength, next)
}

// admit begins the session of somebody who has shown all there is to show, and tells where to go.
func (s *Service) admit(w http.ResponseWriter, r *http.Request, c clerk.Credentials, how, strength, next string) (string, error) {
	if err := s.session(w, r, c.Member, how, strength); err != nil {
		return "", err
	}
	s.rememberDevice(w, c.Login)
	if c.Shared {
		return withNext("/duty", next), nil
	}
	return localPath(next), nil
}
