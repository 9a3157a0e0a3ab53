package area

import (
	"encoding/hex"
	"strings"

	"samverkan/internal/fault"
)

// Add gives the item with one more version, numbered after the last. Publishing the same file again changes nothing.
// From the second version on minutes and decisions need a reason: what has been published is an allmän handling and is
// corrected, never replaced (area.version-no-reason). It answers with area.version-name, area.version-digest, area.version-type or
// area.version-reason for a version that cannot be kept as it is.
func (i Item) Add(v Version) (Item, error) {
	last, has := i.Current()
	if has && last.Digest == v.Digest {
		return i, nil
	}
	switch {
	case !line(v.Name, 200) || strings.ContainsAny(v.Name, `/\:*?"<>|`) || strings.HasPrefix(v.Name, "."):
		return i, fault.New(fault.Invalid, "area.version-name", "Name", clip(v.Name))
	case !digest(v.Digest) || v.Size < 0:
		return i, fault.New(fault.Invalid, "area.version-digest", "Name", v.Name)
	case !mediaType(v.MediaType):
		return i, fault.New(fault.Invalid, "area.version-type", "Name", v.Name)
	case !prose(strings.ReplaceAll(v.Reason, "\r\n", "\n"), MaxReason):
		return i, fault.New(fault.Invalid, "area.version-reason", "MaxReason", MaxReason)
	case has && (i.Kind == Minutes || i.Kind == Decision) && strings.TrimSpace(v.Reason) == "":
		return i, fault.New(fault.Invalid, "area.version-no-reason", "Title", i.Title)
	}
	v.Number = last.Number + 1
	i.Versions = append(i.Versions[:len(i.Versions):len(i.Versions)], v)
	return i, nil
}

// CheckReason answers with area.version-reason for a reason of a change that cannot be kept. None is a reason that can.
func CheckReason(why string) error {
	if !prose(why, MaxReason) {
		return fault.New(fault.Invalid, "area.version-reason", "MaxReason", MaxReason)
	}
	return nil
}

// Version gives the version with a number, 0 for the newest. It answers with area.version-unknown.
func (i Item) Version(number int) (Version, error) {
	if number == 0 {
		number = len(i.Versions)
	}
	if number < 1 || number > len(i.Versions) {
		return Version{}, fault.New(fault.NotFound, "area.version-unknown", "Title", i.Title, "Newest", len(i.Versions))
	}
	return i.Versions[number-1], nil
}

// mediaType tells whether s can stand as the type of a file: none, or a short line of plain letters.
func mediaType(s string) bool {
	return len(s) <= maxType && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// maxType is how long the type of a file can be, with what it says besides.
const maxType = 200

func digest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32 && s == strings.ToLower(s)
}

// clip shortens what is shown of a name.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
