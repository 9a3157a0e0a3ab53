package signin

import (
	"encoding/base64"
	"html/template"
	"net/http"
	"time"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// enrol is a second factor that is being set up. Until it is proven its secret travels with the person, sealed, in a cookie.
type enrol struct {
	HasTOTP bool
	Codes   int
	Key     string
	URI     string
	Picture template.HTML // of the URI, for a telephone
	Shown   []string      // recovery codes, once
}

const enrolTime = 15 * time.Minute

func (s *Service) totpPage(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	s.showTOTP(w, r, who, enrol{}, "", nil)
}

func (s *Service) showTOTP(w http.ResponseWriter, r *http.Request, who clerk.Identity, e enrol, field string, wrong error) {
	c, _, err := s.clerk.CredentialsOf(r.Context(), who.Member)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	e.HasTOTP, e.Codes = c.TOTP != nil, c.RecoveryCodes
	p := s.page(r, "signin.totp.heading")
	p.Data = e
	if wrong != nil {
		s.refuse(w, r, "totp", p, field, wrong)
		return
	}
	s.show(w, r, http.StatusOK, "totp", p)
}

func (s *Service) totpBegin(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	c, err := s.again(r, who)
	if err != nil {
		s.showTOTP(w, r, who, enrol{}, "current", err)
		return
	}
	secret := s.vault.bytes(totpSecret)
	s.setCookie(w, totpName, base64.RawURLEncoding.EncodeToString(s.vault.seal(secret,
		"enrol "+who.Member+" "+who.Session)), enrolTime)
	s.showTOTP(w, r, who, s.enrolling(secret, c.Login), "", nil)
}

func (s *Service) enrolling(secret []byte, login string) enrol {
	e := enrol{Key: totpKey(secret), URI: totpURI(secret, "Samverkan", login)}
	var err error
	if e.Picture, err = qrCode(e.URI); err != nil { // the key itself stands there, too
		s.log.Warn("no picture of a second factor", "error", err)
	}
	return e
}

func (s *Service) totpConfirm(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	sealed, err := base64.RawURLEncoding.DecodeString(s.cookie(r, totpName))
	var secret []byte
	if err == nil {
		secret, err = s.vault.open(sealed, "enrol "+who.Member+" "+who.Session)
	}
	if err != nil {
		s.showTOTP(w, r, who, enrol{}, "", fault.New(fault.Conflict, "totp.begin-again"))
		return
	}
	c, _, err := s.clerk.CredentialsOf(r.Context(), who.Member)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	step, ok := totpMatch(secret, r.PostFormValue("code"), s.now(), 0)
	if !ok {
		s.showTOTP(w, r, who, s.enrolling(secret, c.Login), "code", fault.New(fault.Invalid, "totp.wrong"))
		return
	}
	shown, kept := s.newRecovery(who.Member)
	if err := s.clerk.SetTOTP(r.Context(), who, s.vault.seal(secret, "totp "+who.Member), step, kept); err != nil {
		s.fail(w, r, err)
		return
	}
	s.setCookie(w, totpName, "", -1)
	s.showTOTP(w, r, who, enrol{Shown: shown}, "", nil)
}

func (s *Service) totpRemove(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	if _, err := s.again(r, who); err != nil {
		s.showTOTP(w, r, who, enrol{}, "current", err)
		return
	}
	if err := s.clerk.SetTOTP(r.Context(), who, nil, 0, nil); err != nil {
		s.fail(w, r, err)
		return
	}
	s.rotate(w, r, who)
}

func (s *Service) renewCodes(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	if _, err := s.again(r, who); err != nil {
		s.showTOTP(w, r, who, enrol{}, "current", err)
		return
	}
	shown, kept := s.newRecovery(who.Member)
	if err := s.clerk.RenewRecoveryCodes(r.Context(), who, kept); err != nil {
		s.fail(w, r, err)
		return
	}
	s.showTOTP(w, r, who, enrol{Shown: shown}, "", nil)
}
