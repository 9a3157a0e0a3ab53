package area

import "slices"

// Sort is what an area is for.
type Sort string

// The sorts of areas.
const (
	ForIncident    Sort = "incident"    // a händelse
	ForExercise    Sort = "exercise"    // an exercise: everything in it is marked so
	ForCooperation Sort = "cooperation" // a network that lasts
	ForUs          Sort = "internal"    // one actor's own
)

// Sorts gives all sorts, in the order they are offered.
func Sorts() []Sort { return []Sort{ForIncident, ForExercise, ForCooperation, ForUs} }

// Valid tells whether s is one of the sorts.
func (s Sort) Valid() bool { return slices.Contains(Sorts(), s) }

// Key is where the sort's name stands in the catalogues.
func (s Sort) Key() string { return "area.sort." + string(s) }

// Sort gives what the area is for. One that was opened before that was said is an exercise or a händelse when it is of one, and
// else lasting cooperation.
func (a Area) Sort() Sort {
	switch {
	case a.Kind != "":
		return a.Kind
	case a.Exercise:
		return ForExercise
	case a.Incident != "":
		return ForIncident
	}
	return ForCooperation
}

// Structure is what an area begins with.
type Structure struct {
	Folders []string
	Tags    []string
	Names   []string // of documents that are often put there, as in [Vocabulary]
}

// The folders, tags and names of documents that areas can begin with; they stand in the catalogues, and an actor or a county can have a
// [Vocabulary] of its own instead.
var structures = map[Sort]struct{ folders, tags, names []string }{
	ForIncident: {[]string{"situation", "notes", "decisions", "measures", "communication", "map", "material"},
		[]string{"road", "water", "power", "telecom", "care", "school"}, []string{"notes", "situation", "decision"}},
	ForExercise: {[]string{"situation", "notes", "decisions", "measures", "communication", "map", "material", "evaluation"},
		[]string{"road", "water", "power", "telecom", "care", "school"}, []string{"notes", "situation", "evaluation"}},
	ForCooperation: {[]string{"notes", "plans", "contacts", "exercises", "material"}, []string{"routine", "yearly"}, []string{"meeting", "plan"}},
	ForUs:          {[]string{"situation", "staff", "decisions", "material"}, []string{"routine"}, []string{"staff", "situation"}},
}

// StructureOf suggests what an area of a sort begins with. say gives the text of a key.
func StructureOf(s Sort, say func(key string) string) Structure {
	var out Structure
	for _, f := range structures[s].folders {
		out.Folders = append(out.Folders, say("area.folder."+f))
	}
	for _, t := range structures[s].tags {
		out.Tags = append(out.Tags, say("area.tag."+t))
	}
	for _, n := range structures[s].names {
		out.Names = append(out.Names, say("area.docname."+n))
	}
	return out
}

// Folder tells whether path can be that of a folder.
func Folder(path string) bool { return path != "" && folder(path) }
