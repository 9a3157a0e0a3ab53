package wire

import "time"

// NewWatch asks to keep an eye on something.
type NewWatch struct {
	On     string `json:"on" doc:"area, tag, actor, place, kind, search, reports (until all situation reports of a conference are in) or inquiry (until all have answered)"`
	Target string `json:"target" doc:"The id of the area, actor, conference or inquiry; the tag; the code of the municipality or county; the kind of items or decision; or the search as in the address of the search page: q=vatten&kind=item"`
	Label  string `json:"label,omitempty" doc:"What you call a search"`
	Often  string `json:"often,omitempty" enum:"now,quarter,hour,morning,inbox" doc:"How soon you are told besides in the inbox; now when it is left out"`
}

// Watch is something that somebody keeps an eye on.
type Watch struct {
	ID     string    `json:"id"`
	On     string    `json:"on"`
	Target string    `json:"target"`
	Label  string    `json:"label,omitempty"`
	Name   string    `json:"name,omitempty" doc:"What the target is called; left out when you may not see it any more"`
	Often  string    `json:"often"`
	Made   time.Time `json:"made"`
}

// InboxItem is something that somebody has been told of, as it stands now.
type InboxItem struct {
	ID       string        `json:"id"`
	What     string        `json:"what" doc:"new, changed, tagged, shared, words (its file holds what you look for), commented or complete; of rights in an area asked, answered, offered (to be taken over) or taken-over"`
	Kind     string        `json:"kind" doc:"item, decision, reports, inquiry or rights"`
	Thing    string        `json:"thing" doc:"The id of the item, decision, conference, inquiry or area"`
	In       string        `json:"in,omitempty" doc:"The area of an item, the conference of a decision"`
	Title    string        `json:"title"`
	About    string        `json:"about,omitempty" doc:"The title of the area or the conference"`
	Actor    string        `json:"actor,omitempty" doc:"Whose it is"`
	By       string        `json:"by,omitempty" doc:"The actor that did it"`
	At       time.Time     `json:"at"`
	Read     time.Time     `json:"read,omitzero"`
	Exercise bool          `json:"exercise,omitempty"`
	Reasons  []InboxReason `json:"reasons"`
}

// InboxReason is why somebody was told.
type InboxReason struct {
	On     string `json:"on" doc:"The sort of watch, mention, or concern: it is told without being watched"`
	Target string `json:"target,omitempty"`
	Label  string `json:"label,omitempty"`
}

// ReadInbox says what has been read.
type ReadInbox struct {
	IDs []string `json:"ids,omitempty" doc:"Rows of the inbox; all of it when left out"`
}

// InboxRead is how much was read just now.
type InboxRead struct {
	Read int `json:"read"`
}
