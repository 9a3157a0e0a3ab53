package wire

import "time"

// Token is what a program signs in with, as a list shows it: never the token itself.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name,omitempty"`
	Prefix  string    `json:"prefix,omitempty"` // its beginning, by which people know it
	Scope   string    `json:"scope,omitempty"`  // read, write, administer, folder
	Created time.Time `json:"created,omitzero"`
	Used    time.Time `json:"lastUsed,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
	Current bool      `json:"current,omitempty"` // the one that the caller came with
}

// NewToken asks for a token.
type NewToken struct {
	Name    string    `json:"name"`
	Scope   string    `json:"scope"`
	Expires time.Time `json:"expires"`
	Actor   string    `json:"actor,omitempty"` // whose program it is; only for a program's token
}

// MadeToken is a token just made. The secret is told once and kept nowhere.
type MadeToken struct {
	Token
	Secret string `json:"token"`
	Member string `json:"member,omitempty"` // of a program: the account that was made for it
}

// ScimToken is what an actor's own register of people signs in with. There is one for each actor; only Actor and Address are set when it
// has none.
type ScimToken struct {
	Actor   string    `json:"actor"`
	Address string    `json:"address"` // where the register is to go
	Prefix  string    `json:"prefix,omitempty"`
	Created time.Time `json:"created,omitzero"`
	Used    time.Time `json:"lastUsed,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
	Secret  string    `json:"token,omitempty"` // when it has just been made; told once and kept nowhere
}

// Session is a sign-in of one's own.
type Session struct {
	ID      string    `json:"id"`
	How     string    `json:"how,omitempty"`
	Agent   string    `json:"agent,omitempty"`
	Address string    `json:"address,omitempty"`
	Created time.Time `json:"created,omitzero"`
	Seen    time.Time `json:"seen,omitzero"`
	Current bool      `json:"current,omitempty"` // the one that the caller came with
}

// Account is how a member signs in, as an administrator sees it.
type Account struct {
	Member       string    `json:"member"`
	Name         string    `json:"name,omitempty"`
	Actor        string    `json:"actor,omitempty"`
	SystemRole   string    `json:"systemRole,omitempty"`
	Login        string    `json:"login"`
	Shared       bool      `json:"shared,omitempty"`       // of a function on duty
	Opened       bool      `json:"opened"`                 // it has got its password
	SecondFactor bool      `json:"secondFactor,omitempty"` // it asks for a code besides
	Created      time.Time `json:"created,omitzero"`
	Disabled     time.Time `json:"disabled,omitzero"`
}

// NewAccount asks for an account: of a member that exists, or of a new one when Member is empty.
type NewAccount struct {
	Member     string `json:"member,omitempty"`
	Name       string `json:"name"`
	Actor      string `json:"actor,omitempty"`      // the caller's own when empty
	SystemRole string `json:"systemRole,omitempty"` // writer when empty
	Login      string `json:"login"`                // e-mail address
	Shared     bool   `json:"shared,omitempty"`
}

// Invited is somebody who got an account, or a new way into one.
type Invited struct {
	Member string    `json:"member"`
	Name   string    `json:"name,omitempty"`
	Login  string    `json:"login"`
	Link   string    `json:"link,omitempty"` // to hand over; empty when it has been mailed
	Until  time.Time `json:"until,omitzero"` // how long the link can be used
	Mailed bool      `json:"mailed,omitempty"`
}

// Guest is a way in to one conference for somebody without an account.
type Guest struct {
	ID         string    `json:"id"`
	Conference string    `json:"conference"`
	Actor      string    `json:"actor"`
	For        string    `json:"for"` // a name or a function
	MadeBy     string    `json:"madeBy,omitempty"`
	Created    time.Time `json:"created,omitzero"`
	Expires    time.Time `json:"expires,omitzero"`
	Used       time.Time `json:"used,omitzero"` // the first time
	Revoked    time.Time `json:"revoked,omitzero"`
}

// NewGuest asks for a guest link.
type NewGuest struct {
	Conference string    `json:"conference"`
	Actor      string    `json:"actor"`
	For        string    `json:"for"`
	Expires    time.Time `json:"expires"`
}

// MadeGuest is a guest link just made. It is told once.
type MadeGuest struct {
	ID      string    `json:"id"`
	Link    string    `json:"link"`
	Expires time.Time `json:"expires"`
}

// SignIn is a line of the log of sign-ins.
type SignIn struct {
	At      time.Time `json:"at"`
	Member  string    `json:"member,omitempty"` // empty when nobody has the name that was tried
	Actor   string    `json:"actor,omitempty"`
	How     string    `json:"how"`
	Outcome string    `json:"outcome"`
	Address string    `json:"address,omitempty"`
	Agent   string    `json:"agent,omitempty"`
}
