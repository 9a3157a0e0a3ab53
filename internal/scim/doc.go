// Package scim is the door for an actor's own register of people: the protocol SCIM 2.0 (RFC 7643 and RFC 7644), which Entra ID, Okta and
// scripts speak. A register makes, changes and ends the accounts of its actor's people, and puts them in roles, which are its groups. It
// signs in with the one token that its actor's administrator has made for it, and all it does passes the desk (package clerk): there are
// no rules of its own here about who may do what, and nothing of another actor can be reached.
//
// The protocol itself (filter.go, path.go, patch.go, schema.go) knows nothing of people: it reads filters and paths, and changes objects
// by their schema.
package scim
