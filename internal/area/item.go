package area

import (
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/geo"
	"samverkan/internal/i18n"
	"samverkan/internal/id"
)

// Kind is what an item is.
type Kind string

// The kinds of items.
const (
	Minutes    Kind = "minutes"    // minnesanteckningar or protokoll
	Audio      Kind = "audio"      // a recording
	Document   Kind = "document"   // anything else that is read
	Decision   Kind = "decision"   // a decision or direction on its own
	Calendar   Kind = "calendar"   // meeting times
	Invitation Kind = "invitation" // a kallelse
	Note       Kind = "note"       // an anteckning, with its text in itself: a line of the tidslogg

	Map         Kind = "map"         // a kartnotering: where something is
	Appointment Kind = "appointment" // a kalendernotering: when something is to be
	Need        Kind = "need"        // a behov: what an actor lacks
	Offer       Kind = "offer"       // an erbjudande: what an actor can lend
	Message     Kind = "message"     // a gemensamt budskap, that all say in the same words
	Question    Kind = "question"    // a question with its answer
)

// Kinds gives all kinds, in the order they are offered.
func Kinds() []Kind {
	return []Kind{Minutes, Decision, Invitation, Calendar, Audio, Document, Note, Map, Appointment, Need, Offer, Message, Question}
}

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Bare tells whether an item of the kind can be without a file: what it says stands in itself.
func (k Kind) Bare() bool {
	return k == Note || k == Map || k == Appointment || k.Needing() || k.Telling()
}

// Needing tells whether items of the kind stand on the board of needs and offers.
func (k Kind) Needing() bool { return k == Need || k == Offer }

// Telling tells whether items of the kind are approved before they are used.
func (k Kind) Telling() bool { return k == Message || k == Question }

// Key is where the kind's name stands in the catalogues.
func (k Kind) Key() string { return "area.kind." + string(k) }

// Item (post) is one thing in an area, with all its versions.
type Item struct {
	ID         string    `json:"id"`
	Area       string    `json:"area"`
	Kind       Kind      `json:"kind"`
	Title      string    `json:"title"`
	Owner      string    `json:"owner"`                // the actor that published it
	Conference string    `json:"conference,omitempty"` // the one it came from
	Folder     string    `json:"folder,omitempty"`     // "Minnesanteckningar/Regional", "" for the top
	Tags       []string  `json:"tags,omitempty"`
	Audience   Audience  `json:"audience"`
	Chosen     []string  `json:"chosen,omitempty"` // actors, when the audience is chosen
	Secrecy    *Secrecy  `json:"secrecy,omitempty"`
	Text       string    `json:"text,omitempty"`      // what it says in itself, at most MaxText characters
	OccurredAt time.Time `json:"occurredAt,omitzero"` // when what it tells of happened
	Place      string    `json:"place,omitempty"`     // SCB's code of a municipality (four digits) or a county (two)
	Related    []string  `json:"related,omitempty"`   // other items of the area
	Detail     Detail    `json:"detail,omitzero"`     // what items of its kind have besides
	Versions   []Version `json:"versions"`            // the oldest first, numbered from 1

	// How it came to be as it is: told by the desk, and of no meaning in a wish.
	Revision  int       `json:"revision,omitempty"` // number of the newest
	ChangedAt time.Time `json:"changedAt,omitzero"`
}

// Secrecy is a mark on an item that holds what may be secret: under which ground of the Public Access to Information
// and Secrecy Act (OSL 2009:400), by whose judgement. It is a reminder for whoever is asked to hand it out, who judges
// anew; who reads the item follows from its audience, which for a marked item may not be everyone.
type Secrecy struct {
	Ground string `json:"ground"` // "18 kap. 13 § OSL"
	Actor  string `json:"actor"`
}

// Version is one file of an item. A version is never changed, only followed by the next.
type Version struct {
	Number    int       `json:"number"`
	Name      string    `json:"name"`      // the file's controlled name, see [FileName]
	MediaType string    `json:"mediaType"` // "application/pdf"
	Size      int64     `json:"size"`      // bytes
	Digest    string    `json:"digest"`    // SHA-256, 64 hexadecimal digits
	At        time.Time `json:"at"`
	By        string    `json:"by"`               // the member
	Reason    string    `json:"reason,omitempty"` // why it follows the one before: the rättelse
}

// The most that fits.
const (
	MaxTitle   = 200 // characters
	MaxTags    = 20
	MaxTag     = 40 // characters
	MaxFolders = 5  // one in the other
	MaxFolder  = 60 // characters each
	MaxReason  = 1000
	MaxGround  = 100
	MaxText    = 20_000 // characters
	MaxRelated = 20
)

// Current gives the newest version; false when there is none yet.
func (i Item) Current() (Version, bool) {
	if len(i.Versions) == 0 {
		return Version{}, false
	}
	return i.Versions[len(i.Versions)-1], true
}

// Check answers with area.item-invalid and a code for each wrong field of an item that is about to stand in the area:
// area.id, area.item-kind, area.item-title, area.item-folder, area.item-tags, area.item-audience, area.item-chosen
// (nobody is), area.item-chosen-outside (somebody has no right in the area, and would not read it anyway),
// area.item-secret-everyone, area.item-ground (a secrecy mark without ground or actor), area.item-text, area.item-place,
// area.item-related or area.item-detail, and those of the detail.
func (a Area) Check(i Item) error {
	wrong := map[string]string{}
	if id.Key(i.ID) != nil {
		wrong["id"] = "area.id"
	}
	if !i.Kind.Valid() {
		wrong["kind"] = "area.item-kind"
	}
	if !line(i.Title, MaxTitle) {
		wrong["title"] = "area.item-title"
	}
	if !folder(i.Folder) {
		wrong["folder"] = "area.item-folder"
	}
	if !tags(i.Tags) {
		wrong["tags"] = "area.item-tags"
	}
	outside := slices.DeleteFunc(slices.Clone(i.Chosen), func(actor string) bool { return a.RightOf(actor).Includes(Read) })
	switch {
	case !i.Audience.Valid() || i.Audience != Chosen && len(i.Chosen) > 0:
		wrong["audience"] = "area.item-audience"
	case i.Audience == Chosen && len(i.Chosen) == 0:
		wrong["audience"] = "area.item-chosen"
	case len(outside) > 0:
		wrong["audience"] = "area.item-chosen-outside"
	case i.Secrecy != nil && i.Audience == Everyone:
		wrong["audience"] = "area.item-secret-everyone"
	}
	if i.Secrecy != nil && (!line(i.Secrecy.Ground, MaxGround) || id.Key(i.Secrecy.Actor) != nil) {
		wrong["secrecy"] = "area.item-ground"
	}
	if !prose(i.Text, MaxText) {
		wrong["text"] = "area.item-text"
	}
	if !place(i.Place) {
		wrong["place"] = "area.item-place"
	}
	if !related(i) {
		wrong["related"] = "area.item-related"
	}
	if i.Conference != "" && id.Key(i.Conference) != nil {
		wrong["conference"] = "area.id"
	}
	a.detail(i, wrong)
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "area.item-invalid", "MaxTitle", MaxTitle, "MaxTags", MaxTags, "MaxTag", MaxTag,
		"MaxFolders", MaxFolders, "MaxFolder", MaxFolder, "MaxText", MaxText, "MaxRelated", MaxRelated, "MaxWhere", MaxWhere,
		"MaxShapes", geo.MaxShapes, "MaxPositions", geo.MaxPositions, "Outside", outside[:min(len(outside), 5)])
	f.Fields = wrong
	return f
}

// folder tells whether a folder's path is empty or a few names with slashes between.
func folder(path string) bool {
	if path == "" {
		return true
	}
	names := strings.Split(path, "/")
	return len(names) <= MaxFolders && !slices.ContainsFunc(names, func(name string) bool {
		return !line(name, MaxFolder) || strings.Trim(name, ".") == "" || strings.Contains(name, `\`)
	})
}

// tags tells whether the tags are few, visible and different, without regard to capitals and marks.
func tags(all []string) bool {
	seen := map[string]bool{}
	for _, tag := range all {
		folded := i18n.Fold(tag)
		if !line(tag, MaxTag) || folded == "" || seen[folded] {
			return false
		}
		seen[folded] = true
	}
	return len(all) <= MaxTags
}

// Folders gives the folders of items with those around them, in the order of their paths.
func Folders(items []Item) []string {
	seen := map[string]bool{}
	for _, item := range items {
		for path := item.Folder; path != ""; {
			seen[path] = true
			slash := strings.LastIndex(path, "/")
			path = path[:max(slash, 0)]
		}
	}
	return sorted(seen)
}

// Tags gives the tags of items, each once, in the order of their letters.
func Tags(items []Item) []string {
	seen := map[string]bool{}
	for _, item := range items {
		for _, tag := range item.Tags {
			seen[tag] = true
		}
	}
	return sorted(seen)
}

func sorted(set map[string]bool) []string {
	all := make([]string, 0, len(set))
	for s := range set {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}
