package passkey

import (
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// User is an account as a passkey sees it.
type User struct {
	// Handle names the account in the key: 16 to 64 random bytes, the same for all keys of the account and never
	// changed. It says nothing about the person, for it can be read out of a lost key.
	Handle      []byte
	Name        string // what the key's owner sees beside it, such as an address
	Title       string // the person's name
	Credentials []Credential
}

// Credential is a registered passkey, to be stored as it is. ID is unique over all accounts: who stores it refuses an
// ID that is there already, whosever it is.
type Credential struct {
	ID         []byte   `json:"id"`
	PublicKey  []byte   `json:"publicKey"`  // COSE
	SignCount  uint32   `json:"signCount"`  // 0 for keys that do not count
	Model      []byte   `json:"model"`      // AAGUID: 16 bytes, zero when not told
	Transports []string `json:"transports"` // how the browser reaches it: internal, hybrid, usb, nfc, ble
	Synced     bool     `json:"synced"`     // it may be copied between its owner's devices; never changes
	BackedUp   bool     `json:"backedUp"`   // it has been copied
}

// party's user, in the words of the library.
type libraryUser struct{ User }

func (u libraryUser) WebAuthnID() []byte          { return u.Handle }
func (u libraryUser) WebAuthnName() string        { return u.Name }
func (u libraryUser) WebAuthnDisplayName() string { return u.Title }
func (u libraryUser) WebAuthnCredentials() []webauthn.Credential {
	all := make([]webauthn.Credential, len(u.Credentials))
	for i, c := range u.Credentials {
		all[i] = c.library()
	}
	return all
}

func (c Credential) library() webauthn.Credential {
	l := webauthn.Credential{
		ID: c.ID, PublicKey: c.PublicKey,
		// Every key here was registered by an owner who was verified.
		Flags: webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: c.Synced,
			BackupState: c.BackedUp},
		Authenticator: webauthn.Authenticator{AAGUID: c.Model, SignCount: c.SignCount},
	}
	for _, t := range c.Transports {
		l.Transport = append(l.Transport, protocol.AuthenticatorTransport(t))
	}
	return l
}

func credential(l *webauthn.Credential) Credential {
	c := Credential{
		ID: l.ID, PublicKey: l.PublicKey, SignCount: l.Authenticator.SignCount, Model: l.Authenticator.AAGUID,
		Transports: []string{}, Synced: l.Flags.BackupEligible, BackedUp: l.Flags.BackupState,
	}
	for _, t := range l.Transport {
		if len(t) <= 32 && len(c.Transports) < 8 { // the browser says so, and nobody has signed it
			c.Transports = append(c.Transports, string(t))
		}
	}
	return c
}
