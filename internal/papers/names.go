package papers

import (
	"context"
	"sync"

	"samverkan/internal/clerk"
	"samverkan/internal/fault"
)

// names looks up what documents call things by, when they ask for it and as far as the reader may know: a reader may see thousands of
// conferences, of which a document names two. What is not known, or cannot be looked up, is "".
type names struct {
	ctx   context.Context // of the request that the documents are made for
	clerk *clerk.Clerk
	who   clerk.Identity

	mu                    sync.Mutex
	people, areas, titles map[string]string
	failed                error // the first look-up that went wrong; no document is given out then
}

func newNames(ctx context.Context, k *clerk.Clerk, who clerk.Identity) *names {
	return &names{ctx: ctx, clerk: k, who: who, areas: map[string]string{}, titles: map[string]string{}}
}

// person names a member.
func (n *names) person(id string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.people == nil && !n.who.Guest() { // who came by a link knows of one conference, and of nobody's people
		n.people = map[string]string{}
		members, err := n.clerk.Members(n.ctx, n.who)
		n.fails(err)
		for _, m := range members {
			n.people[m.ID] = m.Name
		}
	}
	return n.people[id]
}

// area names an area.
func (n *names) area(id string) string { return n.find(n.areas, id, n.clerk.AreaName) }

// conference gives the title of a conference.
func (n *names) conference(id string) string { return n.find(n.titles, id, n.clerk.TitleOf) }

func (n *names) find(known map[string]string, id string, look func(context.Context, clerk.Identity, string) (string, error)) string {
	if id == "" || n.who.Guest() {
		return ""
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	name, ok := known[id]
	if !ok {
		var err error
		if name, err = look(n.ctx, n.who, id); err != nil && fault.KindOf(err) != fault.NotFound {
			n.fails(err)
			return ""
		}
		known[id] = name
	}
	return name
}

func (n *names) fails(err error) {
	if n.failed == nil {
		n.failed = err
	}
}

// err tells whether something could not be looked up.
func (n *names) err() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.failed
}
