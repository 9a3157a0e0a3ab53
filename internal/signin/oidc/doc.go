// Package oidc lets people sign in with the identity that their own organisation has given them, by OpenID Connect.
//
// The package speaks the protocol and keeps nothing. [Client.Begin] gives an
// address to send the browser to and a [State] to keep until it comes back;
// [Client.Finish] takes that state and the query that the browser came back
// with, and says who it is. The caller keeps the state where the browser cannot
// read or change it, tied to that browser alone, finds it by its ID, and takes
// it away when it is used: a state is good for one return.
//
// Between the two stand the checks of OpenID Connect Core and of the best
// current practice for OAuth (RFC 9700): a state and a nonce of 256 bits, PKCE
// with S256, one return address for each provider, the issuer in the answer
// (RFC 9207), a closed list of signature algorithms, issuer, audience,
// authorised party and the times of the ID token with two minutes' leeway.
//
// What a provider says of itself, and its keys, are kept for an hour; an unknown
// key is asked for at once, but not more often than every ten seconds. A
// provider that does not answer is a fault of the kind Unavailable and disturbs
// nobody who signs in another way; what is known of it is used for a day.
//
// Who an identity is to us is decided by [Bind], and only by issuer and subject.
// An e-mail address never ties an identity to an account: whoever may choose
// their address at some provider would otherwise choose whose account to enter.
package oidc
