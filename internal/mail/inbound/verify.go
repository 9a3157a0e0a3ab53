package inbound

import (
	"bytes"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
	"golang.org/x/net/publicsuffix"
)

// maxSigned bounds what is hashed for a signature: answers are small.
const maxSigned = 4 << 20

// verified tells whether somebody that we trust vouches for the domain that the mail says it is from: the receiving server
// in Authentication-Results, or else a DKIM signature.
func verified(raw []byte, h header, domain string, o Options) bool {
	if domain == "" {
		return false
	}
	if o.AuthServer != "" {
		if v, found := resultsOf(h, o.AuthServer); found {
			return vouches(v, domain)
		}
	}
	return o.LookupTXT != nil && len(raw) <= maxSigned && signed(raw, h, domain, o.LookupTXT)
}

// resultsOf gives the topmost field of the server: what stands below came with the mail.
func resultsOf(h header, server string) (string, bool) {
	for _, v := range h.Values("Authentication-Results") {
		v = uncommented(clip(v, 16<<10))
		id, rest, _ := strings.Cut(v, ";")
		if words := strings.Fields(id); len(words) > 0 && strings.EqualFold(words[0], server) {
			return rest, true
		}
	}
	return "", false
}

// vouches reads the results of RFC 8601 section 2.2: DMARC passed for the domain, or DKIM or SPF for one of the same
// organisation.
func vouches(results, domain string) bool {
	for part := range strings.SplitSeq(results, ";") {
		words := strings.Fields(strings.ReplaceAll(part, " = ", "="))
		if len(words) == 0 {
			continue
		}
		properties := map[string]string{}
		for _, w := range words[1:] {
			if name, v, found := strings.Cut(strings.ToLower(w), "="); found {
				properties[name] = domainOf(v)
			}
		}
		switch strings.ToLower(words[0]) {
		case "dmarc=pass":
			if properties["header.from"] == domain {
				return true
			}
		case "dkim=pass":
			if aligned(properties["header.d"], domain) || properties["header.d"] == "" && aligned(properties["header.i"], domain) {
				return true
			}
		case "spf=pass":
			if aligned(properties["smtp.mailfrom"], domain) {
				return true
			}
		}
	}
	return false
}

// uncommented leaves out comments, and whatever is quoted: a sender chooses what stands in a quoted local part, and could
// write results of its own there.
func uncommented(v string) string {
	var b strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range v {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && (quoted || depth > 0):
			escaped = true
		case quoted:
			quoted = r != '"'
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth > 0:
		case r == '"':
			quoted = true
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// aligned tells whether two names are of the same organisation (RFC 7489 section 3.1, relaxed).
func aligned(a, b string) bool {
	a, b = strings.ToLower(strings.TrimSuffix(a, ".")), strings.ToLower(strings.TrimSuffix(b, "."))
	if a == "" || b == "" {
		return false
	}
	x, err := publicsuffix.EffectiveTLDPlusOne(a)
	if err != nil {
		return false
	}
	y, err := publicsuffix.EffectiveTLDPlusOne(b)
	return err == nil && x == y
}

// signed tells whether a signature of the sender's own organisation holds (RFC 6376). One is tried at a time: the library
// checks several in goroutines of its own, where a panic could not be caught.
func signed(raw []byte, h header, domain string, lookup func(string) ([]string, error)) bool {
	tries := 0
	for i, v := range h.Values("Dkim-Signature") {
		if tries == 3 {
			return false
		}
		if !aligned(signer(v), domain) {
			continue
		}
		tries++
		found, err := dkim.VerifyWithOptions(bytes.NewReader(withSignature(raw, i)), &dkim.VerifyOptions{LookupTXT: lookup, MaxVerifications: 1})
		if err == nil && len(found) == 1 && found[0].Err == nil && aligned(found[0].Domain, domain) {
			return true
		}
	}
	return false
}

// signer gives the domain of a signature.
func signer(v string) string {
	for tag := range strings.SplitSeq(clip(v, 8<<10), ";") {
		if name, value, _ := strings.Cut(tag, "="); strings.TrimSpace(name) == "d" {
			return strings.Join(strings.Fields(value), "")
		}
	}
	return ""
}

// withSignature gives the mail with only its nth signature.
func withSignature(raw []byte, n int) []byte {
	block := headerBlock(raw)
	var out bytes.Buffer
	seen, keep := 0, true
	for line := range bytes.Lines(block) {
		if line[0] != ' ' && line[0] != '\t' {
			keep = true
			if name, _, found := bytes.Cut(line, []byte(":")); found && strings.EqualFold(string(bytes.TrimSpace(name)), "DKIM-Signature") {
				keep = seen == n
				seen++
			}
		}
		if keep {
			out.Write(line)
		}
	}
	out.Write(raw[len(block):])
	return out.Bytes()
}
