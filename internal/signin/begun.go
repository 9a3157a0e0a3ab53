package signin

import (
	"encoding/json"
	"net/http"
	"time"

	"samverkan/internal/clerk"
)

// browserName is the cookie by which a browser shows that it is the one in which something began.
const (
	browserName = "samverkan-begun"
	browserAge  = 30 * time.Minute
)

// begun is what is remembered while the browser is with its authenticator or with another organisation.
type begun struct {
	State   []byte `json:"state,omitempty"` // the protocol's own
	Next    string `json:"next,omitempty"`  // where the person wanted to go
	Member  string `json:"member,omitempty"`
	Session string `json:"session,omitempty"` // of the member who adds a way in; both are empty in a sign-in

	Issuer  string `json:"issuer,omitempty"` // of an identity that waits for the member's yes
	Subject string `json:"subject,omitempty"`
}

// keep remembers b until the browser comes back with id. Nobody who reads the database can use it, nor another browser.
func (s *Service) keep(w http.ResponseWriter, r *http.Request, purpose, id string, until time.Time, b begun) error {
	mark := s.cookie(r, browserName)
	if mark == "" {
		mark = s.vault.secret()
	}
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	known := digest(id)
	err = s.clerk.KeepBegun(r.Context(), clerk.Begun{Digest: known, Browser: digest(mark), Purpose: purpose,
		State: s.vault.seal(text, "begun "+purpose+" "+string(known)), Expires: until})
	if err == nil {
		s.setCookie(w, browserName, mark, browserAge)
	}
	return err
}

// take gives what was remembered for this browser, once; false when there is nothing.
func (s *Service) take(r *http.Request, purpose, id string) (b begun, ok bool, err error) {
	mark := s.cookie(r, browserName)
	if mark == "" || id == "" {
		return begun{}, false, nil
	}
	known := digest(id)
	sealed, ok, err := s.clerk.TakeBegun(r.Context(), known, digest(mark), purpose)
	if err != nil || !ok {
		return begun{}, false, err
	}
	text, err := s.vault.open(sealed, "begun "+purpose+" "+string(known))
	if err != nil {
		return begun{}, false, err
	}
	return b, true, json.Unmarshal(text, &b)
}

// ofMember makes a purpose that is one member's in one session: what was begun there can be finished nowhere else.
func ofMember(purpose string, who clerk.Identity) string {
	return purpose + " " + who.Member + " " + who.Session
}
