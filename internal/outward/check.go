package outward

import (
	"net/netip"
	"net/url"
	"strings"

	"samverkan/internal/fault"
)

// Check judges an address that somebody wrote, before it is stored: its scheme, its spelling, and where it leads if
// it is written as numbers. What a name resolves to is judged at each call. Faults: outward.address, outward.forbidden.
func Check(address string, o Options) error {
	u, err := url.Parse(address)
	if err != nil {
		return fault.New(fault.Invalid, "outward.address") // the error would repeat the address with its secrets
	}
	return o.check(u)
}

func (o Options) check(u *url.URL) error {
	if u.Scheme != "https" && !(o.PlainHTTP && u.Scheme == "http") {
		return fault.New(fault.Invalid, "outward.address")
	}
	host := u.Hostname()
	odd := strings.ContainsAny(host, " \t\r\n\x00\\/%") && !strings.HasPrefix(u.Host, "[") // in brackets a zone may follow %
	if host == "" || u.User != nil || u.Opaque != "" || odd {
		return fault.New(fault.Invalid, "outward.address")
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if !o.allows(host, a) {
			return fault.New(fault.Forbidden, "outward.forbidden", "Host", host)
		}
		return nil
	}
	if endsInNumber(host) {
		return fault.New(fault.Invalid, "outward.address")
	}
	return nil
}

// endsInNumber tells whether a host that is no address would be read as one by some resolvers: 0x7f.1, 127.1,
// 2130706433. No name of the internet ends so.
func endsInNumber(host string) bool {
	last := strings.TrimSuffix(host, ".")
	last = strings.ToLower(last[strings.LastIndexByte(last, '.')+1:])
	if last == "" {
		return true
	}
	if hex, is := strings.CutPrefix(last, "0x"); is {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}
