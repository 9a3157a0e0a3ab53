package directory

import (
	"net/mail"
	"strings"

	"samverkan/internal/fault"
)

// Login gives the e-mail address that a person signs in with as it is compared: without space round it, in lower case.
// Fault: account.login, for what is no plain address of at most 254 characters.
func Login(s string) (string, error) {
	s = strings.ToLower(clean(s))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || !visible(s) || strings.ContainsAny(s, " \"(),:;<>[]\\") ||
		strings.ContainsRune("=+-@", rune(s[0])) {
		return "", fault.New(fault.Invalid, "account.login")
	}
	return s, nil
}

// PersonName checks the name of a person: 1–100 characters that can be seen and are no formula. Fault: person.name.
func PersonName(s string) (string, error) {
	s = clean(s)
	wrong := map[string]string{}
	text(wrong, "name", s, 100, true)
	if len(wrong) > 0 {
		return "", fault.New(fault.Invalid, "person.name")
	}
	return s, nil
}
