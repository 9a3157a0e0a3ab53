package clerk

import (
	"slices"
	"strings"
	"sync"
	"time"

	"samverkan/conference"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// maxFolded is how many conferences are kept folded for readers: more than are held at once anywhere.
const maxFolded = 128

// folded is a conference as its journal added up to at one head. It is shared by everybody who reads at that head and is never
// changed: what happens next is folded into a copy.
type folded struct {
	state   *conference.Conference
	head    journal.Head
	at      time.Time      // when the newest entry was written
	past    []journal.Hash // of the newest entries, the head's last
	classes string         // what access classes follow from
	access  int64          // number of the entry that last changed it

	mu       sync.Mutex
	withheld map[string]map[int64]bool // by actor
}

// maxPast is how many heads back a fold knows the way it came.
const maxPast = 64

// withheldFrom lists the rows that an actor may not read. The list is shared, and not to be changed.
func (f *folded) withheldFrom(actor string) map[int64]bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, ok := f.withheld[actor]
	if !ok {
		rows = f.state.Withheld(actor)
		f.withheld[actor] = rows
	}
	return rows
}

// includes tells whether the journal that ends with head is the beginning of what is folded here, as far as is remembered.
func (f *folded) includes(head journal.Head) bool {
	back := f.head.Seq - head.Seq
	return back >= 0 && back < int64(len(f.past)) && f.past[int64(len(f.past))-1-back] == head.Hash
}

// readings keeps the newest fold of conferences that are read. Folding a long meeting takes longer than everything else that
// a read does, and there is one writer to many thousand readers. Nobody who reads waits for one who writes.
type readings struct {
	mu    sync.Mutex
	clock int64
	kept  map[string]*reading
}

// reading is one conference's place. Its lock is held while it is folded, so that all who come for a new head wait for one.
type reading struct {
	mu   sync.Mutex
	fold *folded
	used int64
}

// of gives a conference as its journal stands in the transaction.
func (r *readings) of(tx *store.Tx, id string) (*folded, error) {
	return r.find(tx, id, func(f *folded, head journal.Head) bool { return f.head == head })
}

// latest gives a conference as its journal stands in the transaction or, when somebody who began later has folded more of the
// same journal, as it stands for them: who only wants to know how it is now is served better by that.
func (r *readings) latest(tx *store.Tx, id string) (*folded, error) {
	return r.find(tx, id, (*folded).includes)
}

func (r *readings) find(tx *store.Tx, id string, fits func(*folded, journal.Head) bool) (*folded, error) {
	head, err := tx.Head(stream(id))
	if err != nil {
		return nil, err
	}
	if head.Seq == 0 { // a name that is no conference takes no place
		return foldTo(tx, id, nil)
	}
	place := r.place(id)
	place.mu.Lock()
	defer place.mu.Unlock()
	if place.fold != nil && fits(place.fold, head) {
		return place.fold, nil
	}
	f, err := foldTo(tx, id, place.fold)
	if err != nil {
		return nil, err
	}
	// Who began to read earlier sees an older journal, and does not put it in the place of a newer one.
	if place.fold == nil || place.fold.head.Seq <= f.head.Seq {
		place.fold = f
	}
	return f, nil
}

// place finds the place of a conference, and gives up the one that was read longest ago when there are too many.
func (r *readings) place(id string) *reading {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock++
	p, ok := r.kept[id]
	if !ok {
		p = &reading{}
		r.kept[id] = p
	}
	p.used = r.clock
	if len(r.kept) > maxFolded {
		oldest := id
		for other, q := range r.kept {
			if q.used < r.kept[oldest].used {
				oldest = other
			}
		}
		delete(r.kept, oldest)
	}
	return p
}

// foldTo folds the journal of a conference, going on from a copy of what was folded before when that is its beginning.
func foldTo(tx *store.Tx, id string, before *folded) (*folded, error) {
	f, ok, err := before.goOn(tx, id)
	if err == nil && !ok {
		f, _, err = (&folded{state: conference.New(), head: journal.Start(stream(id))}).goOn(tx, id)
	}
	if err != nil {
		return nil, err
	}
	f.classes, f.access = classesOf(f.state), f.head.Seq
	if before != nil && before.classes == f.classes {
		f.access = before.access
	}
	return f, nil
}

// goOn folds what came after f into a copy. It answers false when that is not the way: the journal does not go on from f, or
// something that may stand in f was removed since.
func (f *folded) goOn(tx *store.Tx, id string) (*folded, bool, error) {
	if f == nil {
		return nil, false, nil
	}
	out := &folded{head: f.head, at: f.at, past: slices.Clone(f.past), withheld: map[string]map[int64]bool{}}
	for {
		entries, err := tx.Entries(stream(id), out.head.Seq, readAhead)
		if err != nil {
			return nil, false, err
		}
		if out.state == nil {
			if f.head.Seq > 0 && !continues(f.head, entries) {
				return nil, false, nil
			}
			out.state = f.state.Copy()
		}
		for _, e := range entries {
			if f.head.Seq > 0 && e.Name == journal.ExpungedName {
				return nil, false, nil
			}
			if err := fold(out.state, e); err != nil {
				return nil, false, err
			}
			out.head, out.at = e.Head(), e.RecordedAt
			out.past = append(out.past, e.Hash)
		}
		out.past = out.past[max(0, len(out.past)-maxPast):]
		if len(entries) < readAhead {
			return out, true, nil
		}
	}
}

// continues tells whether entries go on from the head.
func continues(head journal.Head, entries []journal.Entry) bool {
	return len(entries) > 0 && entries[0].Seq == head.Seq+1 && entries[0].Prev == head.Hash
}

// classesOf writes down everything that access classes follow from: whoever sees the conference and whatever is marked in it.
// The rest of a meeting changes neither.
func classesOf(c *conference.Conference) string {
	var b strings.Builder
	b.WriteString(c.Plan.Host + "\n" + string(c.Phase))
	for _, p := range c.Plan.Participants {
		b.WriteString("\n" + p.Actor)
	}
	b.WriteString("\n" + c.Hiding())
	return b.String()
}
