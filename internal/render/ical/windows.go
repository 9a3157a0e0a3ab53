package ical

import (
	_ "embed"
	"strings"
	"time"
)

//go:embed windowszones.txt
var windowsZones string

// foreignZone finds the location that a TZID of another program means: an IANA
// name, an IANA name behind a vendor's prefix ("/freeassociation.sourceforge.net/
// Europe/Stockholm"), or a name of Windows ("W. Europe Standard Time").
func foreignZone(tzid string) (*time.Location, bool) {
	name := strings.Trim(strings.TrimSpace(tzid), `"`)
	// "" and "Local" are names to LoadLocation, but of this machine, not of the sender.
	if name == "" || strings.EqualFold(name, "local") {
		return nil, false
	}
	if loc, err := time.LoadLocation(name); err == nil {
		return loc, true
	}
	parts := strings.Split(strings.Trim(name, "/"), "/")
	for _, n := range []int{3, 2} { // America/Argentina/Buenos_Aires has three
		if len(parts) > n {
			if loc, err := time.LoadLocation(strings.Join(parts[len(parts)-n:], "/")); err == nil {
				return loc, true
			}
		}
	}
	for line := range strings.Lines(windowsZones) {
		windows, iana, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && strings.EqualFold(windows, name) {
			loc, err := time.LoadLocation(iana)
			return loc, err == nil
		}
	}
	return nil, false
}
