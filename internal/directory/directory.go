package directory

import (
	"slices"
	"strings"

	"samverkan/internal/fault"
)

// Directory is an index over actors. It never changes and may be shared.
type Directory struct {
	actors []Actor
	folded []names
	byID   map[string]int
	byName map[string][]int // folded id, short name and name -> actors
}

// names are an actor's names as they are compared.
type names struct{ short, full, id string }

// New makes a directory. It answers with the first actor's own fault (see [Actor.Validate]), or with actor.id-taken
// when an id stands twice.
func New(actors []Actor) (*Directory, error) {
	d := &Directory{actors: slices.Clone(actors), byID: map[string]int{}, byName: map[string][]int{}}
	for i, a := range d.actors {
		if err := a.Validate(); err != nil {
			return nil, err
		}
		lower := strings.ToLower(a.ID)
		if _, taken := d.byID[lower]; taken {
			return nil, fault.New(fault.Conflict, "actor.id-taken", "ID", a.ID)
		}
		d.byID[lower] = i
		n := names{key(a.ShortName), key(a.Name), key(a.ID)}
		d.folded = append(d.folded, n)
		all := []string{n.short, n.full, n.id}
		slices.Sort(all)
		for _, name := range slices.Compact(all) {
			if name != "" {
				d.byName[name] = append(d.byName[name], i)
			}
		}
	}
	return d, nil
}

// With gives a directory that has more actors as well. One with the id of an actor that is there takes its place.
func (d *Directory) With(actors ...Actor) (*Directory, error) {
	all := slices.Clone(d.actors)
	for _, a := range actors {
		if i, ok := d.byID[strings.ToLower(a.ID)]; ok {
			all[i] = a
		} else {
			all = append(all, a)
		}
	}
	return New(all)
}

// Len gives the number of actors.
func (d *Directory) Len() int { return len(d.actors) }

// All gives the actors in the order they were given.
func (d *Directory) All() []Actor { return slices.Clone(d.actors) }

// ByID gives the actor with an id, without regard to case.
func (d *Directory) ByID(id string) (Actor, bool) {
	i, ok := d.byID[strings.ToLower(id)]
	if !ok {
		return Actor{}, false
	}
	return d.actors[i], true
}

// Where gives the actors for which is holds, in their order.
func (d *Directory) Where(is func(Actor) bool) []Actor {
	var found []Actor
	for _, a := range d.actors {
		if is(a) {
			found = append(found, a)
		}
	}
	return found
}

// Names gives the short names of actors by their ids; an id that is not in the directory stands as it is.
func (d *Directory) Names(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if a, ok := d.ByID(id); ok {
			names[i] = a.ShortName
		}
	}
	return names
}
