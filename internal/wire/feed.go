package wire

import "time"

// Feed is a calendar that a program fetches, or what is new in an area, as a list shows it: never its address.
type Feed struct {
	ID      string    `json:"id"`
	Actor   string    `json:"actor"`
	Member  string    `json:"member,omitempty"` // empty for the whole actor's
	Title   string    `json:"title"`
	MadeBy  string    `json:"madeBy,omitempty"`
	Created time.Time `json:"created,omitzero"`
	Used    time.Time `json:"lastUsed,omitzero"`
	Revoked time.Time `json:"revoked,omitzero"`
	Area    string    `json:"area,omitempty"` // empty for a calendar
}

// NewFeed asks for a feed.
type NewFeed struct {
	Title string `json:"title"`
	Whole bool   `json:"whole,omitempty" doc:"Of the whole actor, instead of your own"`
	Area  string `json:"area,omitempty" doc:"An area: what is new in it (Atom), instead of a calendar"`
}

// MadeFeed is a feed just made. Its address is told once and kept nowhere: whoever has it reads the calendar.
type MadeFeed struct {
	ID      string `json:"id"`
	Address string `json:"address"`
}
