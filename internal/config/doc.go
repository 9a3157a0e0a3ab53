// Package config holds the settings of the service and where each of them comes from.
//
// A setting has a name (`listen`), which is the same in the file (`listen = :8443`), in the surroundings
// (`SAMVERKAN_LISTEN`) and as a flag (`--listen`). The later of these goes before the earlier, and what none of them says has
// a default that works on one machine without any configuration.
//
// The file has one setting a line, `name = value`. Empty lines and lines that begin with # are passed over. A name that does
// not exist is an error: a misspelled setting must not be taken for one that is off. Providers that people sign in with are
// several, so their settings have the provider's name in them: `oidc.lansstyrelsen.issuer`.
//
// Secrets (passwords, client secrets, the address of a database with a password in it) are told apart, so that what is shown
// of the settings never has them.
package config
