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

// compareNumeric is for field paths and the like: item[2] before item[10].
func (o *order) compareNumeric(a, b string) int {
	c := collate.New(language.Swedish, collate.Numeric)
	return cmp.Or(c.CompareString(a, b), cmp.Compare(a, b))
}

// Compare orders two names by the language's alphabet: in Swedish Å, Ä, Ö come last, in that order.
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
