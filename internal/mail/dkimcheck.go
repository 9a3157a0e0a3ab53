package mail

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
)

// CheckDKIM tells in advance what recipients will find wrong with the key: it looks the published one up and compares. lookup gives
// the TXT records of a name, as [net.Resolver.LookupTXT] does. until is when the key is to be out of use, zero for never; now is
// compared with it.
//
// Faults, each with the record's Name: mail.dkim-missing when there is no record; mail.dkim-differs when it is of another key, of no
// form that is read, one of several, or not for mail; mail.dkim-expired when it is revoked (an empty p=), or until has passed;
// mail.dkim-unknown when DNS could not be asked.
func CheckDKIM(key crypto.Signer, selector, domain string, lookup func(name string) ([]string, error), until, now time.Time) error {
	name := DKIMName(selector, domain)
	if !until.IsZero() && !now.Before(until) {
		return fault.New(fault.Unavailable, "mail.dkim-expired", "Name", name)
	}
	records, err := lookup(name)
	var dns *net.DNSError
	switch {
	case err != nil && !(errors.As(err, &dns) && dns.IsNotFound):
		return fault.Wrap(err, fault.Unavailable, "mail.dkim-unknown", "Name", name)
	case len(records) == 0:
		return fault.New(fault.Unavailable, "mail.dkim-missing", "Name", name)
	case len(records) > 1: // which one is read is anybody's guess (RFC 6376 section 3.6.2.2)
		return fault.New(fault.Unavailable, "mail.dkim-differs", "Name", name)
	}
	tags, ok := tagsOf(records[0])
	public, there := tags["p"]
	switch {
	case ok && there && public == "":
		return fault.New(fault.Unavailable, "mail.dkim-expired", "Name", name)
	case !ok || !there || !sameKey(key, tags):
		return fault.New(fault.Unavailable, "mail.dkim-differs", "Name", name)
	}
	return nil
}

// tagsOf reads a list of tags (RFC 6376 section 3.2). Space within a value is of no meaning in those that we look at.
func tagsOf(record string) (map[string]string, bool) {
	tags := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(record), ";"), ";") {
		name, value, ok := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, false
		}
		if _, twice := tags[name]; twice {
			return nil, false
		}
		tags[name] = strings.Join(strings.Fields(value), "")
	}
	return tags, true
}

// sameKey tells whether a record with these tags makes signatures of key good: the version, the kind, the use and the key itself.
func sameKey(key crypto.Signer, tags map[string]string) bool {
	kind, public := published(key)
	allows := func(tag, value string) bool {
		list, given := tags[tag]
		return !given || slices.Contains(strings.Split(list, ":"), value)
	}
	if !allows("v", "DKIM1") || !allows("h", "sha256") || !allows("s", "email") && !allows("s", "*") {
		return false
	}
	if k, given := tags["k"]; given && k != kind || !given && kind != "rsa" {
		return false
	}
	there, err := base64.StdEncoding.DecodeString(tags["p"])
	if err != nil {
		return false
	}
	if r, ok := key.Public().(*rsa.PublicKey); ok { // RFC 6376 can be read in two ways here (erratum 3017), and both are in use
		return bytes.Equal(there, public) || bytes.Equal(there, x509.MarshalPKCS1PublicKey(r))
	}
	return bytes.Equal(there, public)
}
