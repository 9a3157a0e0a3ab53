// Package outward makes calls to other machines with the care that takes.
//
// An address that a person or a provider hands us (an identity provider, a
// webhook, a calendar) may point back into our own network: at the machine
// itself, at its neighbours, at the address where a cloud keeps its secrets. A
// name that was harmless when it was looked at may answer differently a moment
// later. So the rule is kept where it cannot be gone around: when the socket is
// about to be connected, on the address that the name resolved to, for every
// connection and every redirect.
//
// [New] gives an ordinary [http.Client] that
//
//   - calls https only, unless plain http is allowed;
//   - connects to addresses of the open internet only, and besides them to what
//     the operator has named ([Options.Inside], [Options.InsideHosts]), because
//     an identity provider on the inside is normal;
//   - follows no redirect, or a few if asked to, each of them judged anew;
//   - ends after a time, and refuses an answer longer than a size;
//   - uses no proxy from the environment, only one that is configured.
//
// [Check] judges an address before it is stored, so that the person who writes
// it is told at once; it is a courtesy, and the socket is the guard. [Explain]
// turns what the client answered into a fault without the address's path and
// query, where secrets may stand.
package outward
