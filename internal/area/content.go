package area

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samverkan/internal/id"
)

// Content is everything of an item that can change. A revision is a Content at a moment.
type Content struct {
	Kind       Kind      `json:"kind"`
	Title      string    `json:"title"`
	Folder     string    `json:"folder,omitempty"`
	Conference string    `json:"conference,omitempty"`
	Tags       []string  `json:"tags,omitempty"`
	Audience   Audience  `json:"audience"`
	Chosen     []string  `json:"chosen,omitempty"`
	Text       string    `json:"text,omitempty"`
	OccurredAt time.Time `json:"occurredAt,omitzero"`
	Place      string    `json:"place,omitempty"`
	Related    []string  `json:"related,omitempty"`
	Detail     Detail    `json:"detail,omitzero"`
}

// Revision is an item as it was from a moment on, until the next. Revisions are numbered from 1 and never change.
type Revision struct {
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	By      string    `json:"by"`    // the member
	Actor   string    `json:"actor"` // for which actor
	Why     string    `json:"why,omitempty"`
	Version int       `json:"version,omitempty"` // its newest file then; 0 for none
	Content Content   `json:"content"`
}

// Content gives what can change of the item, as it is.
func (i Item) Content() Content {
	return Content{Kind: i.Kind, Title: i.Title, Folder: i.Folder, Conference: i.Conference, Tags: i.Tags, Audience: i.Audience,
		Chosen: i.Chosen, Text: i.Text, OccurredAt: i.OccurredAt, Place: i.Place, Related: i.Related, Detail: i.Detail}
}

// With gives the item with another content. What cannot change stays.
func (i Item) With(c Content) Item {
	i.Kind, i.Title, i.Folder, i.Conference, i.Tags, i.Audience = c.Kind, c.Title, c.Folder, c.Conference, c.Tags, c.Audience
	i.Chosen, i.Text, i.OccurredAt, i.Place, i.Related, i.Detail = c.Chosen, c.Text, c.OccurredAt, c.Place, c.Related, c.Detail
	return i
}

// Equal tells whether two contents say the same. No list and an empty one are the same; the order of those it is for means nothing.
func (c Content) Equal(other Content) bool {
	a, b := c.canonical(), other.canonical()
	return bytes.Equal(a, b)
}

func (c Content) canonical() []byte {
	c.Chosen, c.OccurredAt = slices.Sorted(slices.Values(c.Chosen)), c.OccurredAt.UTC()
	b, _ := json.Marshal(c) // strings, lists and times can be written
	return b
}

// ReadRevision tells whether an actor reads a revision of an item: it reads the item as it is now, and was in the audience then. What
// an item said before it was opened to others stays with those who could read it.
func (a Area) ReadRevision(item Item, r Revision, actor string) bool {
	return a.MayRead(item, actor) && a.MayRead(item.With(r.Content), actor)
}

// AsOf gives an item as a revision had it, with the files that it had at a moment. It is for who reads that revision.
func (i Item) AsOf(r Revision, at time.Time) Item {
	then := i.With(r.Content)
	then.Revision, then.ChangedAt = r.Number, r.At
	then.Versions = slices.DeleteFunc(slices.Clone(i.Versions), func(v Version) bool { return v.At.After(at) })
	return then
}

// Heading is what a text is called that has no title: its first line, shortened.
func Heading(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.Join(strings.Fields(line), " ")
	if utf8.RuneCountInString(line) > longestHeading {
		line = strings.TrimSpace(string([]rune(line)[:longestHeading-1])) + "…"
	}
	return line
}

// longestHeading is how much of a text is made its title.
const longestHeading = 80

// prose tells whether s is text of one or more lines that can be shown, of at most longest characters.
func prose(s string, longest int) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > longest {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r)
	})
}

// place tells whether a place is none, or looks like the code of a municipality or a county.
func place(code string) bool {
	return code == "" || (len(code) == 2 || len(code) == 4) && strings.Trim(code, "0123456789") == ""
}

// related tells whether the related items are few, different and others than the item itself.
func related(i Item) bool {
	for n, other := range i.Related {
		if id.Key(other) != nil || other == i.ID || slices.Contains(i.Related[:n], other) {
			return false
		}
	}
	return len(i.Related) <= MaxRelated
}
