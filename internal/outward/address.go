package outward

import "net/netip"

// notOpen are the addresses that no public name should lead to: IANA's registries of special-purpose addresses.
// In version 6 only 2000::/3 is open at all, so only its exceptions stand here.
var notOpen = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network; 0.0.0.0 reaches the machine itself
	netip.MustParsePrefix("10.0.0.0/8"),      // private
	netip.MustParsePrefix("100.64.0.0/10"),   // shared by the customers of an operator
	netip.MustParsePrefix("127.0.0.0/8"),     // the machine itself
	netip.MustParsePrefix("169.254.0.0/16"),  // the link; 169.254.169.254 hands out a cloud's secrets
	netip.MustParsePrefix("172.16.0.0/12"),   // private
	netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays
	netip.MustParsePrefix("192.168.0.0/16"),  // private
	netip.MustParsePrefix("198.18.0.0/15"),   // measurements
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("224.0.0.0/4"),     // multicast
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved, and broadcast

	netip.MustParsePrefix("2001::/23"),     // protocol assignments, with Teredo, which carries version 4 inside
	netip.MustParsePrefix("2001:db8::/32"), // documentation
	netip.MustParsePrefix("2002::/16"),     // 6to4, which carries version 4 inside
	netip.MustParsePrefix("3fff::/20"),     // documentation
}

var (
	openSix = netip.MustParsePrefix("2000::/3")
	nat64   = netip.MustParsePrefix("64:ff9b::/96") // the last four bytes are the real address
)

// ownNetwork are the addresses of a network of one's own: what a host of [Options.InsideHosts] may resolve to.
// The machine itself and its link are not among them.
var ownNetwork = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("fc00::/7"),
}

// plain gives the address that would really be reached: without zone, and out of its wrapping in version 6.
func plain(a netip.Addr) netip.Addr {
	a = a.WithZone("").Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return a
}

// open tells whether an address belongs to the open internet.
func open(a netip.Addr) bool {
	a = plain(a)
	if !a.IsValid() || a.Is6() && !openSix.Contains(a) {
		return false
	}
	return !within(a, notOpen)
}

func within(a netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
