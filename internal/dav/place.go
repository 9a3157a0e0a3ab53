package dav

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// The addresses of this door. The library counts the folders: root, principal, home, calendar, object.
const (
	wellKnown    = "/.well-known/caldav"
	passwordRoot = "/caldav"   // the key is the password
	keyRoot      = "/calendar" // the key is the next part of the path

	homeName     = "calendars"
	calendarName = "samverkan" // programs that sync to files name the folder by it
	suffix       = ".ics"
)

// maxKey is far longer than any key is.
const maxKey = 256

type kind uint8

const (
	feedFile kind = iota
	root
	principal
	home
	calendar
	object
)

// place is what a path leads to.
type place struct {
	kind   kind
	key    string // "" below passwordRoot
	prefix string // without a slash at its end; the library counts from here
	owner  string // as the path says it; "" at the root and for the feed
	name   string // of an object, without suffix
}

// placeOf reads a path. A collection may be written without the slash that belongs at its end, since people
// copy addresses by hand.
func placeOf(path string) (place, bool) {
	if rest, ok := strings.CutPrefix(path, keyRoot+"/"); ok {
		key, rest, deep := strings.Cut(rest, "/")
		at := place{key: key, prefix: keyRoot + "/" + key}
		if !deep {
			at.key, ok = strings.CutSuffix(key, suffix)
			if ok {
				at.prefix = ""
				return at, at.key != "" && len(at.key) <= maxKey
			}
		}
		if key == "" || len(key) > maxKey {
			return place{}, false
		}
		return at.below(rest)
	}
	if path == passwordRoot {
		path += "/"
	}
	rest, ok := strings.CutPrefix(path, passwordRoot+"/")
	if !ok {
		return place{}, false
	}
	return place{prefix: passwordRoot}.below(rest)
}

// below reads what follows the prefix and its slash.
func (at place) below(rest string) (place, bool) {
	at.kind = root
	if rest == "" {
		return at, true
	}
	parts := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	at.owner, at.kind = parts[0], principal
	if at.owner == "" || len(parts) > 4 {
		return place{}, false
	}
	if len(parts) > 1 {
		if at.kind = home; parts[1] != homeName {
			return place{}, false
		}
	}
	if len(parts) > 2 {
		if at.kind = calendar; parts[2] != calendarName {
			return place{}, false
		}
	}
	if len(parts) > 3 {
		at.kind = object
		name, ok := strings.CutSuffix(parts[3], suffix)
		if !ok || name == "" || strings.HasSuffix(rest, "/") {
			return place{}, false
		}
		at.name = name
	}
	return at, true
}

// path is the one address of the place, and of others of the same owner.
func (at place) path(k kind, name string) string {
	p := at.prefix + "/"
	if k >= principal {
		p += at.owner + "/"
	}
	if k >= home {
		p += homeName + "/"
	}
	if k >= calendar {
		p += calendarName + "/"
	}
	if k == object {
		p += name + suffix
	}
	return p
}

// short makes a name for an address of anything: short, because programs ask for many in one question, and
// without characters that need escaping. Eighty bits are enough for names that nobody but the house chooses.
func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}
