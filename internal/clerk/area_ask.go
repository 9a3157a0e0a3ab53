package clerk

import (
	"context"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/store"
	"samverkan/internal/watch"
)

// MaxRequests is how many areas an actor can wait for an answer from at the same time.
const MaxRequests = 10

// AskRight asks those who manage an area for a right in it, or for a wider one. For an actor's people.
type AskRight struct {
	Area  string     `json:"area"`
	Right area.Right `json:"right"`
	Why   string     `json:"why"`
}

// AnswerRequest answers what an actor has asked for: with a right, or with none. For those who manage the area.
type AnswerRequest struct {
	Area  string     `json:"area"`
	Actor string     `json:"actor"`
	Right area.Right `json:"right,omitempty"`
	Words string     `json:"words,omitempty"`
}

// Name is its stable name.
func (AskRight) Name() string { return "area.right-asked" }

// Name is its stable name.
func (AnswerRequest) Name() string { return "area.request-answered" }

func (c AskRight) run(d *desk) (bool, error) {
	a, exists, err := areaByID(d.tx, c.Area)
	if err != nil {
		return false, err
	}
	has := a.RightOf(d.who.Actor)
	if !exists || d.who.Guest() || d.who.Actor == "" || has == area.None && (!a.OpenToAsk || a.Closed) {
		return false, fault.New(fault.NotFound, "area.unknown", "Area", c.Area)
	}
	if !d.who.may(directory.Writer) {
		return false, fault.New(fault.Forbidden, "access.reader", "Area", a.Name)
	}
	if err := (area.Request{Area: a.ID, Actor: d.who.Actor, Right: c.Right, Why: c.Why}).Check(); err != nil {
		return false, err
	}
	switch {
	case a.Closed:
		return false, fault.New(fault.Conflict, "area.closed", "Area", a.Name)
	case has.Includes(c.Right):
		return false, nil
	}
	old, asked, err := d.tx.AreaRequest(a.ID, d.who.Actor)
	if err != nil {
		return false, err
	}
	if asked && old.AnsweredAt.IsZero() {
		if old.Level == string(c.Right) && old.Why == c.Why {
			return false, nil
		}
		return false, fault.New(fault.Conflict, "area.already-asked", "Area", a.Name)
	}
	open, err := d.tx.OpenRequests(d.who.Actor)
	if err != nil {
		return false, err
	}
	if open >= MaxRequests {
		return false, fault.New(fault.Limited, "area.too-many-asked", "Max", MaxRequests)
	}
	if err := d.tx.PutAreaRequest(store.AreaRequest{Area: a.ID, Actor: d.who.Actor, Level: string(c.Right), Why: c.Why, AskedBy: d.who.Member, AskedAt: d.tx.Now}); err != nil {
		return false, err
	}
	return true, d.tellDeciders(watch.Asked, a, managers(a)...)
}

func (c AnswerRequest) run(d *desk) (bool, error) {
	a, err := d.area(c.Area, area.Manage)
	if err != nil {
		return false, err
	}
	if err := area.Words(c.Words); err != nil {
		return false, err
	}
	r, asked, err := d.tx.AreaRequest(a.ID, c.Actor)
	if err != nil {
		return false, err
	}
	if !asked {
		return false, fault.New(fault.NotFound, "area.no-request", "Area", a.Name)
	}
	if !r.AnsweredAt.IsZero() {
		if r.Granted == string(c.Right) && r.Words == c.Words {
			return false, nil
		}
		return false, fault.New(fault.Conflict, "area.answered", "Area", a.Name)
	}
	if c.Right != area.None && !a.RightOf(c.Actor).Includes(c.Right) {
		if a, err = a.Grant(c.Actor, c.Right); err != nil {
			return false, err
		}
		if err := d.tx.PutArea(areaRow(a, d.tx.Now)); err != nil {
			return false, err
		}
	}
	return true, d.answer(r, a, c.Right, c.Words)
}

// answer writes the answer to a request down, and has the one who asked told.
func (d *desk) answer(r store.AreaRequest, a area.Area, granted area.Right, words string) error {
	r.AnsweredBy, r.AnsweredAt, r.Granted, r.Words = d.actorIn(a), d.tx.Now, string(granted), words
	if err := d.tx.PutAreaRequest(r); err != nil {
		return err
	}
	return d.concerns(watch.Answered, a, []string{r.AskedBy})
}

// AreaToAsk is what an actor knows of an area that it has no right in and can ask for one: nothing of what is in it, nor who else is.
type AreaToAsk struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Owner    string       `json:"owner"`
	Kind     area.Sort    `json:"kind"`
	Exercise bool         `json:"exercise,omitempty"`
	Asked    *AreaRequest `json:"asked,omitempty"` // what the caller's actor has asked for in it
}

// AreaRequest is what an actor asks for in an area, and the answer when there is one.
type AreaRequest struct {
	area.Request
	Name       string     `json:"name"` // of the area
	AskedAt    time.Time  `json:"askedAt"`
	AnsweredBy string     `json:"answeredBy,omitempty"` // the actor
	AnsweredAt time.Time  `json:"answeredAt,omitzero"`
	Granted    area.Right `json:"granted,omitempty"`
	Words      string     `json:"words,omitempty"`
	Own        bool       `json:"own,omitempty"` // the caller's actor asked
}

// Open tells whether nobody has answered yet.
func (r AreaRequest) Open() bool { return r.AnsweredAt.IsZero() }

// AreasToAsk lists the areas that the caller's actor has no right in and can ask for one, by name.
func (k *Clerk) AreasToAsk(ctx context.Context, who Identity) ([]AreaToAsk, error) {
	var out []AreaToAsk
	err := k.look(ctx, who, "area.list", func(tx *store.Tx) error {
		out = nil
		if who.Owner || who.Guest() {
			return nil
		}
		rows, err := tx.AreasToAsk(who.lookup())
		if err != nil {
			return err
		}
		for _, r := range rows {
			a := areaOf(r)
			x := AreaToAsk{ID: a.ID, Name: a.Name, Owner: a.Owner, Kind: a.Sort(), Exercise: a.Exercise}
			asked, is, err := tx.AreaRequest(a.ID, who.Actor)
			if err != nil {
				return err
			}
			if is {
				request := requestOf(asked, a.Name, who)
				x.Asked = &request
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// AreaRequests lists what the caller's actor has asked for, with the answers, and what others wait for an answer to in the areas that
// it manages; with an area, only what is asked for in that one.
func (k *Clerk) AreaRequests(ctx context.Context, who Identity, id string) ([]AreaRequest, error) {
	var out []AreaRequest
	err := k.look(ctx, who, "area.list", func(tx *store.Tx) error {
		out = nil
		if who.Guest() {
			return nil
		}
		rows, err := tx.AreaRequests(who.lookup(), id)
		if err != nil {
			return err
		}
		for _, r := range rows {
			a, _, err := areaByID(tx, r.Area)
			if err != nil {
				return err
			}
			mine := r.Actor == who.Actor
			if r.AnsweredAt.IsZero() && !mine && a.Closed { // nobody can answer it now
				continue
			}
			if mine && !a.OpenToAsk && a.RightOf(who.Actor) == area.None { // what it may not know of any more does not exist for it
				continue
			}
			out = append(out, requestOf(r, a.Name, who))
		}
		return nil
	})
	return out, err
}

func requestOf(r store.AreaRequest, name string, who Identity) AreaRequest {
	return AreaRequest{Request: area.Request{Area: r.Area, Actor: r.Actor, Right: area.Right(r.Level), Why: r.Why}, Name: name, AskedAt: r.AskedAt,
		AnsweredBy: r.AnsweredBy, AnsweredAt: r.AnsweredAt, Granted: area.Right(r.Granted), Words: r.Words, Own: r.Actor == who.Actor && !who.Owner}
}

// KnownSets gives the sets of actors that a sentence about rights can name: the counties of the directory, and the caller's rosters.
func KnownSets(d *directory.Directory, rosters []directory.Roster) []area.Known {
	var out []area.Known
	at := map[string]int{}
	for _, x := range d.All() {
		if x.CountyCode == "" || x.CountyName == "" {
			continue
		}
		i, seen := at[x.CountyCode]
		if !seen {
			i = len(out)
			at[x.CountyCode] = i
			out = append(out, area.Known{Name: x.CountyName})
		}
		out[i].Actors = append(out[i].Actors, x.ID)
	}
	for _, r := range rosters {
		out = append(out, area.Known{Name: r.Name, Actors: r.Members})
	}
	return out
}

// RightsOf gives areas with who has which right in them, in the order of their ids. One that the caller has no right in is left out.
func (k *Clerk) RightsOf(ctx context.Context, who Identity, ids ...string) ([]area.Area, error) {
	var out []area.Area
	err := k.look(ctx, who, "area.list", func(tx *store.Tx) (err error) {
		out, err = areasOf(tx, who, ids)
		return err
	})
	return out, err
}
