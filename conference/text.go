package conference

import (
	"slices"
	"strings"
	"unicode/utf8"

	"samverkan/internal/fault"
	"samverkan/internal/id"
)

// Limits on what people write. A longer text is refused, never cut.
const (
	MaxTitle = 300    // characters of a title, name or other single line
	MaxText  = 20_000 // characters of a note, decision, reason or paragraph
	MaxParts = 2_000  // participants, items, rules: things in one list
)

// tidy makes the line breaks of a text one kind, and takes away the space around it: web forms and Windows files send
// CR LF, and a space at the end is nobody's wish.
func tidy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(s, "\r", "\n"))
}

// tidyAll tidies texts where they stand.
func tidyAll(texts ...*string) {
	for _, s := range texts {
		*s = tidy(*s)
	}
}

// tidyList gives a tidied copy of a list; nil for an empty one, so that no list and an empty list are the same.
func tidyList(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, tidy(s))
	}
	return out
}

// cloneList copies a list; nil for an empty one.
func cloneList[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

// checkText refuses an empty text where one is needed, one over the limit, and characters that no document can carry.
// Faults: text.empty, text.too-long, text.not-utf8, text.control-character.
func checkText(field, s string, required bool) error {
	if required && strings.TrimSpace(s) == "" {
		return fault.New(fault.Invalid, "text.empty", "Field", field)
	}
	if n := utf8.RuneCountInString(s); n > MaxText {
		return fault.New(fault.TooLarge, "text.too-long", "Field", field, "Length", n, "Max", MaxText)
	}
	return checkCharacters(field, s)
}

// checkTexts checks texts that may be empty. fields are name, text pairs; the first bad one is told.
func checkTexts(fields ...string) error {
	for i := 0; i+1 < len(fields); i += 2 {
		if err := checkText(fields[i], fields[i+1], false); err != nil {
			return err
		}
	}
	return nil
}

// checkLines checks texts that stand on one line: names, titles, numbers, addresses. They end up in the headers of mails
// and calendars, where a line break would begin a header of its own. Fault besides those of checkText: text.line-break.
func checkLines(fields ...string) error {
	for i := 0; i+1 < len(fields); i += 2 {
		field, s := fields[i], fields[i+1]
		if n := utf8.RuneCountInString(s); n > MaxTitle {
			return fault.New(fault.TooLarge, "text.too-long", "Field", field, "Length", n, "Max", MaxTitle)
		}
		if strings.ContainsAny(s, "\n\t\u2028\u2029") {
			return fault.New(fault.Invalid, "text.line-break", "Field", field)
		}
		if err := checkCharacters(field, s); err != nil {
			return err
		}
	}
	return nil
}

// checkList checks the length of a list and each of its texts, which may not be empty.
func checkList(field string, list []string, each func(...string) error) error {
	if err := checkLength(field, len(list)); err != nil {
		return err
	}
	for _, s := range list {
		if s == "" {
			return fault.New(fault.Invalid, "text.empty", "Field", field)
		}
		if err := each(field, s); err != nil {
			return err
		}
	}
	return nil
}

func checkLength(field string, n int) error {
	if n > MaxParts {
		return fault.New(fault.TooLarge, "list.too-long", "Field", field, "Max", MaxParts)
	}
	return nil
}

func checkTitle(s string) error {
	if strings.TrimSpace(s) == "" {
		return fault.New(fault.Invalid, "plan.no-title")
	}
	return checkLines("title", s)
}

// checkCharacters refuses text that is not UTF-8, and control characters: NUL ends strings in other programs, and the
// bidi controls make a text read otherwise than it is stored. Line breaks and tabs are text.
func checkCharacters(field, s string) error {
	if !utf8.ValidString(s) {
		return fault.New(fault.Invalid, "text.not-utf8", "Field", field)
	}
	for _, r := range s {
		control := r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f
		bidi := r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
		if control || bidi {
			return fault.New(fault.Invalid, "text.control-character", "Field", field, "Code", int(r))
		}
	}
	return nil
}

// checkKeys refuses ids that are no keys. Empty ones pass: who needs an id says so itself.
func checkKeys(ids ...string) error {
	for _, s := range ids {
		if s == "" {
			continue
		}
		if err := id.Key(s); err != nil {
			return err
		}
	}
	return nil
}

// checkFile refuses what cannot be the name of a file in one folder, and a checksum that is none.
func checkFile(name, digest string, size int64) error {
	if err := checkTitle(name); err != nil {
		return err
	}
	if strings.ContainsAny(name, `/\`) || name == "." || name == ".." {
		return fault.New(fault.Invalid, "file.name", "Name", name)
	}
	if size < 0 {
		return fault.New(fault.Invalid, "file.size")
	}
	return checkDigest(digest)
}

// checkDigest refuses what is not a SHA-256 in small hexadecimal digits.
func checkDigest(s string) error {
	if len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" {
		return fault.New(fault.Invalid, "file.digest")
	}
	return nil
}
