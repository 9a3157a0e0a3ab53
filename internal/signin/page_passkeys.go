package signin

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
	"samverkan/internal/signin/passkey"
)

// ownKeys is what a person sees of its own passkeys.
type ownKeys struct {
	Keys     []clerk.Passkey
	Password bool // there is one to show before a key is added
	Saved    bool
}

func (s *Service) passkeysPage(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	s.showPasskeys(w, r, who, "", nil)
}

func (s *Service) showPasskeys(w http.ResponseWriter, r *http.Request, who clerk.Identity, field string, wrong error) {
	c, _, err := s.clerk.CredentialsOf(r.Context(), who.Member)
	var keys []clerk.Passkey
	if err == nil {
		keys, err = s.clerk.Passkeys(r.Context(), who.Member)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p := s.page(r, "signin.passkeys.heading")
	p.Data = ownKeys{keys, c.Secrets.Password != "", r.URL.Query().Get("saved") != ""}
	p.Form["key_name"] = r.PostFormValue("key_name")
	s.withScript(w, &p)
	if wrong != nil {
		s.refuse(w, r, "passkeys", p, field, wrong)
		return
	}
	s.show(w, r, http.StatusOK, "passkeys", p)
}

// beginAdd answers the script with what the browser is to make a passkey of. The password comes with the question.
func (s *Service) beginAdd(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	ceremony, err := s.ceremony(w, r, who)
	s.tell(w, r, ceremony.Options, err)
}

func (s *Service) ceremony(w http.ResponseWriter, r *http.Request, who clerk.Identity) (passkey.Ceremony, error) {
	c, err := s.again(r, who)
	if err != nil {
		return passkey.Ceremony{}, err
	}
	handle, err := s.handle(r, who)
	if err != nil {
		return passkey.Ceremony{}, err
	}
	u, err := s.keyUser(r.Context(), handle, c)
	if err != nil {
		return passkey.Ceremony{}, err
	}
	begins, err := s.passkeys.BeginRegister(u)
	if err != nil {
		return passkey.Ceremony{}, err
	}
	return begins, s.keep(w, r, ofMember(toAddPasskey, who), begins.ID, begins.Expires, begun{State: begins.State})
}

// handle gives what passkeys name the caller's account by.
func (s *Service) handle(r *http.Request, who clerk.Identity) ([]byte, error) {
	text, err := s.clerk.PasskeyHandle(r.Context(), who, keyID(s.vault.bytes(handleSize)))
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.DecodeString(text)
}

func (s *Service) addPasskey(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	field, err := s.added(r, who)
	if err != nil {
		s.showPasskeys(w, r, who, field, err)
		return
	}
	http.Redirect(w, r, passkeysPath+"?saved=1", http.StatusSeeOther)
}

func (s *Service) added(r *http.Request, who clerk.Identity) (field string, err error) {
	response := []byte(r.PostFormValue("response"))
	b, _, err := s.take(r, ofMember(toAddPasskey, who), passkey.ID(response))
	if err != nil {
		return "", err
	}
	handle, err := s.handle(r, who)
	if err != nil {
		return "", err
	}
	made, err := s.passkeys.FinishRegister(handle, b.State, response)
	if err != nil {
		return "", err
	}
	kept, err := json.Marshal(made)
	if err != nil {
		return "", err
	}
	err = s.clerk.AddPasskey(r.Context(), who, keyID(made.ID), r.PostFormValue("key_name"), kept)
	if fault.CodeOf(err) == "passkey.name" {
		return "key_name", err
	}
	return "", err
}

func (s *Service) namePasskey(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	id := r.PostFormValue("key")
	s.changed(w, r, who, s.clerk.NamePasskey(r.Context(), who, id, r.PostFormValue("name")))
}

func (s *Service) removePasskey(w http.ResponseWriter, r *http.Request, who clerk.Identity) {
	s.changed(w, r, who, s.clerk.RemovePasskey(r.Context(), who, r.PostFormValue("key")))
}

func (s *Service) changed(w http.ResponseWriter, r *http.Request, who clerk.Identity, err error) {
	if err != nil {
		s.showPasskeys(w, r, who, "", err)
		return
	}
	http.Redirect(w, r, passkeysPath+"?saved=1", http.StatusSeeOther)
}
