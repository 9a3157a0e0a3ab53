package wire

import "time"

// NewWalk asks for a morning meeting that walks an area.
type NewWalk struct {
	ID     string    `json:"id" doc:"Of the conference"`
	Title  string    `json:"title,omitempty" doc:"Of the first one; the next are called as the one before"`
	Start  time.Time `json:"start,omitzero" doc:"Now when it is left out"`
	Actors []string  `json:"actors,omitempty" doc:"Who are called besides those of the last one; the caller's own when there are none"`
	Open   bool      `json:"open,omitempty" doc:"It begins at once"`
}
