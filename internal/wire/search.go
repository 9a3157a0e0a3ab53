package wire

import "time"

// Hit is one thing that a search found.
type Hit struct {
	Kind   string    `json:"kind,omitempty" doc:"conference, minutes, note, decision, measure, incident, area, item or actor"`
	ID     string    `json:"id"`
	In     string    `json:"in,omitempty" doc:"The conference of a decision, a note or a measure, the area of an item"`
	Title  string    `json:"title"`
	Text   string    `json:"text,omitempty" doc:"Where in it the words stand"`
	About  string    `json:"about,omitempty" doc:"The title of the conference or the area, the county, the host"`
	Actor  string    `json:"actor,omitempty" doc:"Whose it is"`
	At     time.Time `json:"at,omitzero"`
	Unread string    `json:"unread,omitempty" doc:"Why the file of an item could not be read"`
}

// Found is what a search found, kind by kind, with how much there is of what among it.
type Found struct {
	Conferences []Hit         `json:"conferences"`
	Minutes     []Hit         `json:"minutes"`
	Decisions   []Hit         `json:"decisions"`
	Notes       []Hit         `json:"notes"`
	Measures    []Hit         `json:"measures"`
	Incidents   []Hit         `json:"incidents"`
	Areas       []Hit         `json:"areas"`
	Items       []Hit         `json:"items"`
	Actors      []Hit         `json:"actors"`
	Total       int           `json:"total" doc:"How much was found, actors apart"`
	More        bool          `json:"more" doc:"There is more than the total, which is as far as was looked"`
	Kinds       []SearchCount `json:"kinds"`
	By          []SearchCount `json:"by" doc:"By actor"`
	Tags        []SearchCount `json:"tags"`
	Folders     []SearchCount `json:"folders"`
	Places      []SearchCount `json:"places" doc:"By municipality or county"`
}

// All gives everything that was found, kind by kind.
func (f Found) All() []Hit {
	var out []Hit
	for _, l := range [][]Hit{f.Conferences, f.Minutes, f.Decisions, f.Notes, f.Measures, f.Incidents, f.Areas, f.Items, f.Actors} {
		out = append(out, l...)
	}
	return out
}

// SearchCount is how much there is of something among what was found.
type SearchCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// NewSearch asks for a search to be saved.
type NewSearch struct {
	Name  string `json:"name"`
	Asked string `json:"asked" doc:"As in the address of the search page: q=vatten&kind=item"`
}

// SavedSearch is a search that somebody has given a name.
type SavedSearch struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Asked string    `json:"asked"`
	Saved time.Time `json:"saved"`
}

// NewsItem is something that has come or changed since somebody last looked.
type NewsItem struct {
	Kind  string    `json:"kind" doc:"item, minutes or decision"`
	ID    string    `json:"id"`
	In    string    `json:"in" doc:"The area or the conference"`
	About string    `json:"about"`
	Title string    `json:"title"`
	Actor string    `json:"actor,omitempty"`
	At    time.Time `json:"at"`
	Seen  time.Time `json:"seen,omitzero" doc:"When you last looked there"`
}
