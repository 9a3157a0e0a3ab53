package passkey

import (
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"samverkan/internal/fault"
)

// Lasts is how long a ceremony may take.
const Lasts = 5 * time.Minute

// maxResponse is the largest response that is read; real ones are a few kilobytes.
const maxResponse = 64 << 10

// Config says who we are to a passkey. A change of RPID makes every registered passkey useless.
type Config struct {
	RPID        string   // the service's host name, or a domain above it: samverkan.kommun.se
	Origins     []string // where its pages are: https://samverkan.kommun.se
	DisplayName string   // what people call the service
	Now         func() time.Time
}

// Party is the service in a ceremony with a passkey. It is safe for concurrent use.
type Party struct {
	library *webauthn.WebAuthn
	now     func() time.Time
}

// New makes a party. Fault: passkey.config.
func New(c Config) (*Party, error) {
	library, err := webauthn.New(&webauthn.Config{
		RPID: c.RPID, RPDisplayName: c.DisplayName, RPOrigins: c.Origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, RequireResidentKey: protocol.ResidentKeyNotRequired(),
			UserVerification: protocol.VerificationRequired,
		},
		// Some managers of passwords tell more than they were asked; nothing of it is used.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil || c.RPID == "" || c.DisplayName == "" || len(c.Origins) == 0 {
		return nil, fault.Wrap(err, fault.Invalid, "passkey.config")
	}
	return &Party{library: library, now: c.Now}, nil
}

// Ceremony is a registration or a sign-in that has begun.
type Ceremony struct {
	ID      string    // the challenge; [ID] finds it in the response
	Options []byte    // JSON for the browser
	State   []byte    // JSON for Finish; keep it from the browser
	Expires time.Time // after this Finish refuses
}

// BeginRegister begins the registration of a new passkey for a user who is signed in. The browser is told which
// passkeys the user has, so that the same is not registered twice.
func (p *Party) BeginRegister(u User) (Ceremony, error) {
	lib := libraryUser{u}
	var has []protocol.CredentialDescriptor
	for _, c := range lib.WebAuthnCredentials() {
		has = append(has, c.Descriptor())
	}
	options, session, err := p.library.BeginRegistration(lib,
		webauthn.WithExclusions(has), webauthn.WithCredentialParameters(webauthn.CredentialParametersRecommendedL3()))
	if err != nil {
		return Ceremony{}, fault.Wrap(err, fault.Internal, "internal")
	}
	return p.ceremony(registering, options, session)
}

// FinishRegister gives the passkey that the browser has made for the account with this handle. The caller refuses it
// if its ID is stored already. Faults: passkey.state, passkey.expired, passkey.refused.
func (p *Party) FinishRegister(handle, state, response []byte) (Credential, error) {
	session, err := p.session(registering, state)
	if err != nil {
		return Credential{}, err
	}
	if len(response) > maxResponse {
		return Credential{}, refuse(nil)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return Credential{}, refuse(err)
	}
	made, err := p.library.CreateCredential(libraryUser{User{Handle: handle}}, session, parsed)
	if err != nil {
		return Credential{}, refuse(err)
	}
	return credential(made), nil
}

// refuse is for a response that does not prove what it should. The cause is for the log.
func refuse(err error) error { return fault.Wrap(err, fault.Unauthenticated, "passkey.refused") }
