package ical

import (
	"net/mail"
	"net/url"
	"strings"
)

// isAddress tells whether s is one bare mail address.
func isAddress(s string) bool {
	if len(s) > 254 || hasControl(s) || strings.ContainsAny(s, " \"<>()\\,;:") {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// isURI tells whether s is an absolute URI that may stand in a calendar. Schemes
// that run or read something on the receiver's machine may not.
func isURI(s string) bool {
	if len(s) > 2048 || hasControl(s) || strings.ContainsAny(s, " \"<>\\^`{|}") {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || (u.Host == "" && u.Opaque == "") {
		return false
	}
	switch u.Scheme {
	case "https", "http", "tel", "sip", "sips", "xmpp", "mailto", "webcal":
		return true
	}
	return false
}
