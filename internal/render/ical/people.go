package ical

import (
	"net/url"
	"strings"

	"github.com/emersion/go-ical"
)

func nameOf(p Person) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Email
}

// mailto writes an address as a URI (RFC 6068): only what would end the address
// is encoded, so that it stays exactly the address that mail is delivered to.
func mailto(address string) string {
	return "mailto:" + addressEscapes.Replace(address)
}

func person(p *ical.Prop) Person {
	out := Person{Name: readParameter(p.Params.Get(ical.ParamCommonName)), Email: address(p.Value)}
	if out.Email == "" {
		out.Email = address("mailto:" + readParameter(p.Params.Get(ical.ParamEmail)))
	}
	if out.Name == out.Email {
		out.Name = "" // we write the address where there is no name
	}
	return out
}

func attendee(p *ical.Prop) Attendee {
	param := func(name string) string { return strings.ToUpper(readParameter(p.Params.Get(name))) }
	return Attendee{
		Person:      person(p),
		Role:        orDefault(Role(param(ical.ParamRole)), Required),
		Type:        orDefault(UserType(param("CUTYPE")), Individual),
		Answer:      orDefault(Answer(param(ical.ParamParticipationStatus)), NeedsAction),
		RSVP:        param("RSVP") == "TRUE",
		DelegatedTo: address(readParameter(p.Params.Get("DELEGATED-TO"))),
	}
}

// address takes the mail address out of a mailto URI; "" when there is none that
// could be trusted to be one.
func address(uri string) string {
	uri = strings.TrimSpace(uri)
	if len(uri) < 8 || !strings.EqualFold(uri[:7], "mailto:") {
		return ""
	}
	a, _, _ := strings.Cut(uri[7:], "?")
	if u, err := url.PathUnescape(a); err == nil {
		a = u
	}
	if !isAddress(a) {
		return ""
	}
	return a
}
