package i18n

import (
	"cmp"
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// order guards a collator, which keeps buffers and must not be used by two goroutines at once.
type order struct {
	mu       sync.Mutex
	collator *collate.Collator
}

func (o *order) compare(a, b string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.collator.CompareString(a, b)
}

// sortPaths orders field paths by their numbers: item[2] before item[10].
func sortPaths(paths []string) {
	numeric := collate.New(language.Swedish, collate.Numeric)
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(numeric.CompareString(a, b), cmp.Compare(a, b))
	})
}

// Compare orders two names by the Swedish alphabet, in which Å, Ä, Ö come last in that order, in every language: the
// names are Swedish, and two who read the same list in two languages find the same actor in the same place.
// Names that the alphabet holds equal are ordered by their bytes, so that the order is always the same.
func (p *Printer) Compare(a, b string) int {
	return cmp.Or(p.order.compare(a, b), cmp.Compare(a, b))
}

// Sort orders names in place.
func (p *Printer) Sort(names []string) { slices.SortStableFunc(names, p.Compare) }

// SortBy orders things in place by the name that key gives.
func SortBy[T any](p *Printer, things []T, key func(T) string) {
	slices.SortStableFunc(things, func(a, b T) int { return p.Compare(key(a), key(b)) })
}
