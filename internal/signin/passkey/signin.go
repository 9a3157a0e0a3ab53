package passkey

import (
	"bytes"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"samverkan/internal/fault"
)

// BeginSignIn begins a sign-in by anybody who has a passkey for this service in their device.
func (p *Party) BeginSignIn() (Ceremony, error) {
	options, session, err := p.library.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, fault.Wrap(err, fault.Internal, "internal")
	}
	return p.ceremony(signingIn, options, session)
}

// BeginConfirm begins a sign-in by one user, whose passkeys are named to the browser: to confirm who sits there, or
// after a password. It must not be given to strangers, who would learn what passkeys an account has.
// Fault: passkey.none.
func (p *Party) BeginConfirm(u User) (Ceremony, error) {
	if len(u.Credentials) == 0 {
		return Ceremony{}, fault.New(fault.Conflict, "passkey.none")
	}
	options, session, err := p.library.BeginLogin(libraryUser{u})
	if err != nil {
		return Ceremony{}, fault.Wrap(err, fault.Internal, "internal")
	}
	return p.ceremony(signingIn, options, session)
}

// SignIn is a sign-in that has succeeded.
type SignIn struct {
	Handle     []byte     // whose account
	Credential Credential // the passkey that was used, to be stored anew: its counter has gone forward
}

// Lookup gives the user with a handle, with all passkeys of the account; a fault of the kind NotFound for nobody.
type Lookup func(handle []byte) (User, error)

// FinishSignIn tells who has signed in.
//
// Faults: passkey.state, passkey.expired; passkey.unknown (the passkey is no longer registered here);
// passkey.cloned (its counter has gone back, so there may be a copy of it: tell the owner, and let them remove it);
// passkey.refused (the response does not prove what it should).
func (p *Party) FinishSignIn(state, response []byte, lookup Lookup) (SignIn, error) {
	session, err := p.session(signingIn, state)
	if err != nil {
		return SignIn{}, err
	}
	if len(response) > maxResponse {
		return SignIn{}, refuse(nil)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return SignIn{}, refuse(err)
	}
	handle := session.UserID // of BeginConfirm; the library compares the response's own with it
	if len(handle) == 0 {
		handle = parsed.Response.UserHandle
	}
	if len(handle) == 0 || len(handle) > 64 {
		return SignIn{}, refuse(nil)
	}
	u, err := owner(lookup, handle, parsed.RawID)
	if err != nil {
		return SignIn{}, err
	}
	used, err := p.validate(u, session, parsed)
	if err != nil {
		return SignIn{}, refuse(err)
	}
	if used.Authenticator.CloneWarning {
		return SignIn{}, fault.New(fault.Forbidden, "passkey.cloned")
	}
	return SignIn{Handle: u.Handle, Credential: credential(used)}, nil
}

// owner gives the account with a handle, if the passkey is one of its.
func owner(lookup Lookup, handle, id []byte) (User, error) {
	u, err := lookup(handle)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return User{}, err
	}
	if err == nil && bytes.Equal(u.Handle, handle) {
		for _, c := range u.Credentials {
			if bytes.Equal(c.ID, id) {
				return u, nil
			}
		}
	}
	return User{}, fault.New(fault.Unauthenticated, "passkey.unknown")
}

func (p *Party) validate(u User, s webauthn.SessionData,
	parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	lib := libraryUser{u}
	if len(s.UserID) > 0 {
		return p.library.ValidateLogin(lib, s, parsed)
	}
	find := func(_, _ []byte) (webauthn.User, error) { return lib, nil }
	_, used, err := p.library.ValidatePasskeyLogin(find, s, parsed)
	return used, err
}
