package pack

import (
	"crypto/sha256"
	"encoding/base32"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxFileName is the longest name of a file or folder, in bytes: what the strictest file systems take, with room for what tells two apart.
const maxFileName = 200

// reserved are names that Windows gives to devices.
var reserved = []string{"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}

// SafeName gives a name that every file system takes, as near to the one that is given as it can be: composed letters (NFC), no separators
// or what Windows refuses, nothing invisible, no dots at the beginning and no dots or spaces at the end, and never too long.
func SafeName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, "-"))
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '-'
		case !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(strings.TrimSpace(name), ". "), ". ")
	name = norm.NFC.String(name) // what was taken out may have stood between a letter and its mark
	stem, ext := name, path.Ext(name)
	if len(ext) > 20 {
		ext = ""
	}
	if stem = strings.TrimSuffix(name, ext); len(stem)+len(ext) > maxFileName {
		stem = stem[:maxFileName-len(ext)]
		for !utf8.ValidString(stem) {
			stem = stem[:len(stem)-1]
		}
		name = strings.TrimRight(stem, ". ") + ext
	}
	if first, _, _ := strings.Cut(strings.ToLower(name), "."); slices.Contains(reserved, strings.TrimSpace(first)) {
		name = "_" + name
	}
	if name == "" {
		return "_"
	}
	return name
}

// UniqueNames gives each name as it is when it is the first of it in its folder, by letters without regard to capitals; the others get a mark
// that follows from their id, so that it stays the same whatever else comes and goes. taken are names that are in use already.
func UniqueNames(names, ids, taken []string) []string {
	used := map[string]bool{}
	fold := func(s string) string { return norm.NFC.String(strings.ToLower(norm.NFC.String(s))) }
	for _, t := range taken {
		used[fold(t)] = true
	}
	out := make([]string, len(names))
	for i, name := range names {
		for n := 0; used[fold(name)]; n++ {
			sum := sha256.Sum256([]byte(ids[i]))
			mark := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:min(4+n, 52)]
			ext := path.Ext(names[i])
			name = strings.TrimSuffix(names[i], ext) + " (" + mark + ")" + ext
		}
		used[fold(name)] = true
		out[i] = name
	}
	return out
}
