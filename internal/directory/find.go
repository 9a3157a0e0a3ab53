package directory

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"samverkan/internal/fault"
)

// maxSuggestions is how many actors a fault offers instead: more is a list to read, not help.
const maxSuggestions = 5

// Find gives the actor that somebody means by an id, a short name or a name, written with or without å, ä, ö,
// capitals and hyphens, or by the beginning of one when only one actor begins so. It answers with actor.unknown or,
// when some actors are near, actor.unknown-near; with actor.ambiguous when several are meant. The latter two carry
// Near, the actors' names with their ids.
func (d *Directory) Find(word string) (Actor, error) {
	if a, ok := d.ByID(word); ok {
		return a, nil
	}
	folded := key(word)
	if folded == "" || utf8.RuneCountInString(word) > 200 {
		return Actor{}, fault.New(fault.NotFound, "actor.unknown", "Actor", clip(word))
	}
	found := d.byName[folded]
	if len(found) == 0 {
		found = d.beginning(folded)
	}
	switch len(found) {
	case 1:
		return d.actors[found[0]], nil
	case 0:
		if near := d.Suggest(word, maxSuggestions); len(near) > 0 {
			return Actor{}, fault.New(fault.NotFound, "actor.unknown-near", "Actor", clip(word), "Near", labels(near))
		}
		return Actor{}, fault.New(fault.NotFound, "actor.unknown", "Actor", clip(word))
	}
	near := make([]Actor, 0, maxSuggestions)
	for _, i := range found[:min(len(found), maxSuggestions)] {
		near = append(near, d.actors[i])
	}
	return Actor{}, fault.New(fault.Conflict, "actor.ambiguous", "Actor", clip(word), "Count", len(found), "Near", labels(near))
}

// beginning gives the actors one of whose names begins so.
func (d *Directory) beginning(folded string) []int {
	var found []int
	for i, n := range d.folded {
		if strings.HasPrefix(n.short, folded) || strings.HasPrefix(n.full, folded) || strings.HasPrefix(n.id, folded) {
			found = append(found, i)
		}
	}
	return found
}

// Suggest gives at most n actors that somebody may have meant, the likeliest first: those with a word that begins
// so, then those whose short name is a few slips of the finger away.
func (d *Directory) Suggest(word string, n int) []Actor {
	folded := key(word)
	if folded == "" || len(folded) > 200 {
		return nil
	}
	slips := len(folded) / 4 // one in four letters
	type guess struct{ at, distance int }
	var guesses []guess
	for i, n := range d.folded {
		best := slips + 2
		for _, candidate := range []string{n.short, n.full} {
			switch {
			case strings.HasPrefix(candidate, folded):
				best = 0
			case strings.Contains(" "+candidate, " "+folded):
				best = min(best, 1)
			default:
				best = min(best, 1+distance(candidate, folded, slips))
			}
		}
		if best <= slips+1 {
			guesses = append(guesses, guess{i, best})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(d.actors[a.at].ShortName, d.actors[b.at].ShortName))
	})
	var found []Actor
	for _, g := range guesses[:min(n, len(guesses))] {
		found = append(found, d.actors[g.at])
	}
	return found
}

func labels(actors []Actor) []string {
	var all []string
	for _, a := range actors {
		all = append(all, a.ShortName+" ("+a.ID+")")
	}
	return all
}

// distance counts the letters to add, drop, change or swap with their neighbour to make a into b; more than most
// when it is more than most.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
