package watch

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/fault"
	"samverkan/internal/finding"
	"samverkan/internal/i18n"
)

// On is what sort of thing is watched.
type On string

// The sorts. The last two are told once, when everything that was asked for is in, and are gone then.
const (
	OnArea    On = "area"    // an area (yta)
	OnTag     On = "tag"     // a tag, in any area
	OnActor   On = "actor"   // what an actor publishes and decides
	OnPlace   On = "place"   // a municipality, or a county with its municipalities, by SCB's code
	OnKind    On = "kind"    // a kind of items, or decisions
	OnSearch  On = "search"  // what a search finds, as it stands in the address of the search page
	OnReports On = "reports" // until all lägesrapporter of a conference are in
	OnInquiry On = "inquiry" // until everybody who was asked for information has answered
)

// Mention is no sort of watch: it is the reason of what is told to who was named with @.
const Mention On = "mention"

// Concern is none either: it is the reason of what is told to those who answer for an area, or have asked for something in it.
const Concern On = "concern"

// Sorts gives all sorts, in the order they are offered.
func Sorts() []On {
	return []On{OnArea, OnTag, OnActor, OnPlace, OnKind, OnSearch, OnReports, OnInquiry}
}

// Once tells whether a watch of the sort is told once and is gone then.
func (o On) Once() bool { return o == OnReports || o == OnInquiry }

// Often is how soon somebody wants to be told, besides in the inbox, where everything stands at once.
type Often string

// How soon.
const (
	Now     Often = "now"     // within a minute
	Quarter Often = "quarter" // each quarter of an hour
	Hour    Often = "hour"    // each hour
	Morning Often = "morning" // the morning after, at seven
	Never   Often = "inbox"   // in the inbox alone
)

// Choices gives all of them, the soonest first.
func Choices() []Often { return []Often{Now, Quarter, Hour, Morning, Never} }

// Gathering is how long what is to be told at once waits for more of the same.
const Gathering = time.Minute

// morning is the hour of the morning's digest, Swedish time.
const morning = 7

// Due gives when something that happened at a time is to be told; zero for never.
func (o Often) Due(at time.Time) time.Time {
	switch o {
	case Now:
		return at.Add(Gathering)
	case Quarter:
		return at.Truncate(15 * time.Minute).Add(15 * time.Minute)
	case Hour:
		return at.Truncate(time.Hour).Add(time.Hour)
	case Morning:
		here := at.In(i18n.Stockholm())
		due := time.Date(here.Year(), here.Month(), here.Day(), morning, 0, 0, 0, here.Location())
		if !due.After(at) {
			due = time.Date(here.Year(), here.Month(), here.Day()+1, morning, 0, 0, 0, here.Location())
		}
		return due.UTC()
	}
	return time.Time{}
}

// The most of what a watch says.
const (
	MaxTarget = 2000 // bytes
	MaxLabel  = 200  // characters
	MaxOwn    = 200  // watches that one person has
)

// Watch is something that a person keeps an eye on.
type Watch struct {
	ID     string
	Member string
	On     On
	Target string // the id, tag, code, kind or search
	Label  string // what the one who made it calls it; "" for what the target is called
	Often  Often
	Made   time.Time
}

// Check answers with watch.sort, watch.often, watch.target or watch.label.
func (w Watch) Check() error {
	wrong := func(field, code string, args ...any) error {
		f := fault.New(fault.Invalid, code, args...)
		f.Fields = map[string]string{field: code}
		return f
	}
	control := func(s string) bool {
		return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	}
	switch {
	case !slices.Contains(Sorts(), w.On):
		return wrong("on", "watch.sort")
	case !slices.Contains(Choices(), w.Often):
		return wrong("often", "watch.often")
	case strings.TrimSpace(w.Target) == "" || len(w.Target) > MaxTarget || control(w.Target):
		return wrong("target", "watch.target")
	case w.On == OnSearch && !ReadSearch(w.Target).Asks():
		return wrong("target", "watch.target")
	case utf8.RuneCountInString(w.Label) > MaxLabel || control(w.Label):
		return wrong("label", "watch.label", "Max", MaxLabel)
	}
	return nil
}

// Normal gives the watch with its target written as it is compared: the same thing is watched once.
func (w Watch) Normal() Watch {
	w.Target, w.Label = strings.TrimSpace(w.Target), strings.Join(strings.Fields(w.Label), " ")
	switch w.On {
	case OnTag:
		if w.Label == "" {
			w.Label = w.Target
		}
		w.Target = FoldTag(w.Target)
	case OnSearch:
		w.Target = ReadSearch(w.Target).String()
	}
	return w
}

// FoldTag gives a tag as tags are compared: without regard to capitals and marks over letters, and as it is when nothing is left of it.
func FoldTag(tag string) string {
	if folded := i18n.Fold(tag); folded != "" {
		return folded
	}
	return strings.ToLower(tag)
}

// Search is a search as it is watched: without the days of the search, since what is watched is what comes.
type Search struct {
	Text, Kind, Actor, Tag, Folder, Place, Incident, Area string
}

// ReadSearch reads a search as it stands in the address of the search page. What it does not know it passes over.
func ReadSearch(asked string) Search {
	v, err := url.ParseQuery(strings.TrimPrefix(asked, "?"))
	if err != nil {
		return Search{}
	}
	return Search{Text: v.Get("q"), Kind: v.Get("kind"), Actor: v.Get("actor"), Tag: v.Get("tag"), Folder: v.Get("folder"), Place: v.Get("place"),
		Incident: v.Get("incident"), Area: v.Get("area")}
}

// String writes it as it stands in the address, always the same way.
func (s Search) String() string {
	v := url.Values{}
	for name, x := range map[string]string{"q": s.Text, "kind": s.Kind, "actor": s.Actor, "tag": s.Tag, "folder": s.Folder, "place": s.Place,
		"incident": s.Incident, "area": s.Area} {
		if x != "" {
			v.Set(name, x)
		}
	}
	return v.Encode()
}

// Asks tells whether anything is looked for. Words of which nothing is left are no question.
func (s Search) Asks() bool {
	if strings.TrimSpace(s.Text) != "" && finding.Parse(s.Text).Empty() {
		return false
	}
	return s != Search{} && (strings.TrimSpace(s.Text) != "" || s.narrow())
}

func (s Search) narrow() bool {
	s.Text = ""
	return s != Search{}
}
