package passkey

import (
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"samverkan/internal/fault"
)

// What a ceremony is for. A state of one is not taken for the other.
const (
	registering = "register"
	signingIn   = "sign-in"
)

// kept is what a state says.
type kept struct {
	For     string               `json:"for"`
	Expires time.Time            `json:"expires"`
	Session webauthn.SessionData `json:"session"`
}

func (p *Party) ceremony(purpose string, options any, session *webauthn.SessionData) (Ceremony, error) {
	c := Ceremony{ID: session.Challenge, Expires: p.now().Add(Lasts)}
	var err error
	if c.Options, err = json.Marshal(options); err != nil {
		return Ceremony{}, err
	}
	if c.State, err = json.Marshal(kept{For: purpose, Expires: c.Expires, Session: *session}); err != nil {
		return Ceremony{}, err
	}
	return c, nil
}

// session gives back what a Begin kept, if it was for this purpose and not too long ago.
func (p *Party) session(purpose string, state []byte) (webauthn.SessionData, error) {
	var k kept
	switch err := json.Unmarshal(state, &k); {
	case err != nil || k.For != purpose || k.Session.Challenge == "" || k.Session.UserVerification != protocol.VerificationRequired:
		return webauthn.SessionData{}, fault.New(fault.Invalid, "passkey.state")
	case !p.now().Before(k.Expires):
		return webauthn.SessionData{}, fault.New(fault.Gone, "passkey.expired")
	}
	return k.Session, nil
}

// ID reads from a browser's response which ceremony it answers, to find the state by; "" for what is no response.
// Nothing is proved by it: Finish proves that the response was signed for that ceremony.
func ID(response []byte) string {
	var r struct {
		Response struct {
			ClientData protocol.URLEncodedBase64 `json:"clientDataJSON"`
		} `json:"response"`
	}
	var said struct {
		Challenge string `json:"challenge"`
	}
	if len(response) > maxResponse || json.Unmarshal(response, &r) != nil || json.Unmarshal(r.Response.ClientData, &said) != nil {
		return ""
	}
	if len(said.Challenge) > 128 {
		return ""
	}
	return said.Challenge
}
