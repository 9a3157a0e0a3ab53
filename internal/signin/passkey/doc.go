// Package passkey lets people register passkeys and sign in with them (WebAuthn).
//
// A passkey is a key pair in a telephone, a computer or a security key; it is
// bound to our address, so that it cannot be used at a page that pretends to be
// us, and it is used only after its owner has shown a finger, a face or a PIN.
// That makes it a sign-in of two factors by itself.
//
// The package speaks the protocol and keeps nothing. A [Party] begins a
// registration or a sign-in and gives a [Ceremony]: options for the browser, and
// a state to keep on the server until the browser's response comes. The caller
// keeps the state where the browser cannot read or change it, tied to that
// browser alone; finds it by the ceremony's ID, which [ID] reads out of a
// response; and takes it away when it is used, whether it led anywhere or not: a
// state is good for one response, and for five minutes.
//
// What is demanded: our address and name in what was signed, the challenge of
// this ceremony, a key of the account it is about, that its owner was verified,
// and that the key's counter has gone forward where it has one. No proof is
// asked of what make the key is of (attestation): any that people have will do.
//
// passkey.js is the small part that runs in the browser ([Script]). It works on
// forms that say data-passkey; without it, or without a browser that has
// passkeys, their buttons stay hidden and the page's other ways in remain.
package passkey
