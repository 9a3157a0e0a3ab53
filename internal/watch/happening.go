package watch

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"samverkan/internal/finding"
)

// What is what has happened to a thing.
type What string

// What happens.
const (
	Came      What = "new"       // it was published
	Changed   What = "changed"   // it says something else, or has a new version
	Tagged    What = "tagged"    // it was given tags
	Shared    What = "shared"    // more may read it than before
	Worded    What = "words"     // the words of its file have been read
	Commented What = "commented" // somebody said something of it
	Complete  What = "complete"  // everything that was asked for is in

	Asked     What = "asked"      // an actor asks for a right in an area
	Answered  What = "answered"   // what was asked for is answered
	Offered   What = "offered"    // an actor is asked to take an area over
	TakenOver What = "taken-over" // it has
)

// Later tells whether it is told only to those who have not been told of the thing before.
func (w What) Later() bool { return w == Tagged || w == Shared || w == Worded }

// The kinds of things that happen outside areas, as a search calls them.
const (
	Item     = "item"
	Decision = "decision"
	Minutes  = "minutes"
)

// Rights is what happens to who has which right in an area. Nobody need watch it: it is told to those whose it is to do something about.
const Rights = "rights"

// Happening is something that has happened to a thing.
type Happening struct {
	What     What
	Thing    string // Item, or Decision of a conference
	Kind     string // of an item
	Area     string
	Incident string
	Actor    string // whose it is
	Folder   string
	Tags     []string
	Gained   []string // tags that it was given just now
	Place    string   // SCB's code of a municipality or county
	By       string   // the member who did it
	At       time.Time
	Texts    []string // what it can be found by: title, what stands beside it, what it says
}

// Concerns tells whether a happening is one that the watch is for. Nobody is told of their own doings.
func (w Watch) Concerns(h Happening) bool {
	if w.Member == h.By {
		return false
	}
	switch h.What {
	case Tagged:
		if !(w.On == OnTag && hasTag(h.Gained, w.Target)) && !(w.On == OnSearch && hasTag(h.Gained, ReadSearch(w.Target).Tag)) {
			return false
		}
	case Worded:
		if w.On != OnSearch {
			return false
		}
	case Commented:
		if w.On == OnSearch { // what is said of a thing is not what it is found by
			return false
		}
	}
	switch w.On {
	case OnArea:
		return h.Area != "" && h.Area == w.Target
	case OnTag:
		return hasTag(h.Tags, w.Target)
	case OnActor:
		return h.Actor == w.Target
	case OnPlace:
		return within(h.Place, w.Target)
	case OnKind:
		return h.kind() == w.Target
	case OnSearch:
		return ReadSearch(w.Target).finds(h)
	}
	return false
}

// kind is what a thing is: an item's own kind, or what came of a conference.
func (h Happening) kind() string {
	if h.Thing == Item {
		return h.Kind
	}
	return h.Thing
}

func hasTag(tags []string, target string) bool {
	return target != "" && slices.ContainsFunc(tags, func(t string) bool { return FoldTag(t) == FoldTag(target) })
}

// within tells whether a place is a place, or lies in it.
func within(place, in string) bool { return in != "" && strings.HasPrefix(place, in) }

// finds tells whether the search would find the thing.
func (s Search) finds(h Happening) bool {
	if !s.Asks() {
		return false
	}
	for _, x := range []struct {
		asked string
		is    bool
	}{
		{s.Kind, s.Kind == h.Thing || s.Kind == h.kind()},
		{s.Actor, s.Actor == h.Actor},
		{s.Tag, hasTag(h.Tags, s.Tag)},
		{s.Folder, h.Folder == s.Folder || strings.HasPrefix(h.Folder, s.Folder+"/")},
		{s.Place, within(h.Place, s.Place)},
		{s.Incident, s.Incident == h.Incident},
		{s.Area, s.Area == h.Area},
	} {
		if x.asked != "" && !x.is {
			return false
		}
	}
	if strings.TrimSpace(s.Text) == "" {
		return true
	}
	q := finding.Parse(s.Text)
	return !q.Empty() && q.Answers(finding.FitInner, h.Texts...)
}

// Targets gives what can stand as the target of a watch that the happening concerns, searches apart.
func (h Happening) Targets() []string {
	out := []string{h.Area, h.Actor, h.kind(), h.Place}
	if len(h.Place) > 2 {
		out = append(out, h.Place[:2])
	}
	for _, t := range h.Tags {
		out = append(out, FoldTag(t))
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// Reason is why somebody is told of something.
type Reason struct {
	On     On     `json:"on"`
	Target string `json:"target,omitempty"`
	Label  string `json:"label,omitempty"`
}

// Notice is what one person is told of a happening: once, whatever it is watched by.
type Notice struct {
	Member  string
	Reasons []Reason  // in the order of Sorts, a mention first
	Due     time.Time // when it is told besides in the inbox; zero for never
}

// NoticesOf gives what a happening becomes: one notice for each person that it concerns, by member. mentioned are the members that were
// named in it.
func NoticesOf(h Happening, watches []Watch, mentioned []string) []Notice {
	of := map[string]*Notice{}
	add := func(member string, r Reason, due time.Time) {
		n := of[member]
		if n == nil {
			n = &Notice{Member: member}
			of[member] = n
		}
		if !slices.Contains(n.Reasons, r) {
			n.Reasons = append(n.Reasons, r)
		}
		if n.Due.IsZero() || !due.IsZero() && due.Before(n.Due) {
			n.Due = due
		}
	}
	for _, m := range mentioned {
		if m != h.By {
			add(m, Reason{On: Mention}, Now.Due(h.At))
		}
	}
	for _, w := range watches {
		if w.Concerns(h) {
			add(w.Member, Reason{w.On, w.Target, w.Label}, w.Often.Due(h.At))
		}
	}
	out := make([]Notice, 0, len(of))
	for _, member := range slices.Sorted(maps.Keys(of)) {
		n := *of[member]
		slices.SortFunc(n.Reasons, func(a, b Reason) int {
			return cmp.Or(cmp.Compare(slices.Index(Sorts(), a.On), slices.Index(Sorts(), b.On)), cmp.Compare(a.Target, b.Target), cmp.Compare(a.Label, b.Label))
		})
		out = append(out, n)
	}
	return out
}
