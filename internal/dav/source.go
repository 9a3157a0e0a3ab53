package dav

import (
	"context"

	"samverkan/internal/render/ical"
)

// Source says what a key opens.
type Source interface {
	// Entries gives whose calendar a key opens, and its entries. Stamp of an entry is when it last changed, not
	// when it was asked for, or every fetch would look like news. Cancelled meetings are there, with their status,
	// for as long as those who hold a copy should be told. version is another as soon as anything in the answer is
	// another; "" says that the source cannot tell, and then nothing is kept ready.
	//
	// Faults: Kind NotFound for a key that is unknown or revoked; others are passed on as they are.
	Entries(ctx context.Context, key string) (owner Owner, entries []ical.Event, version string, err error)
}

// Owner is the actor or the person whose calendar it is.
type Owner struct {
	ID       string // never shown; what is made of it tells one owner's addresses from another's
	Name     string // stands in the name of the calendar
	Language string // BCP 47 tag of the texts that this package adds
}
