package clerk

import (
	"sync"
	"time"

	"samverkan/conference"
	"samverkan/internal/journal"
	"samverkan/internal/store"
)

// maxFolded is how many conferences are kept folded for readers: more than are held at once anywhere.
const maxFolded = 128

// folded is a conference as its journal added up at one head. It is shared by everybody who reads at that head and is never
// changed: what happens next is folded anew.
type folded struct {
	state *conference.Conference
	head  journal.Head
	at    time.Time // when the newest entry was written

	mu       sync.Mutex
	withheld map[string]map[int64]bool // by actor
}

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

// readings keeps the newest fold of conferences that are read. Folding a long meeting takes longer than everything else that
// a read does, and there is one writer to many thousand readers.
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
	head, err := tx.Head(stream(id))
	if err != nil {
		return nil, err
	}
	if head.Seq == 0 { // a name that is no conference takes no place
		return foldTo(tx, id)
	}
	place := r.place(id)
	place.mu.Lock()
	defer place.mu.Unlock()
	if place.fold != nil && place.fold.head == head {
		return place.fold, nil
	}
	f, err := foldTo(tx, id)
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

// foldTo folds the whole journal of a conference.
func foldTo(tx *store.Tx, id string) (*folded, error) {
	f := &folded{state: conference.New(), head: journal.Start(stream(id)), withheld: map[string]map[int64]bool{}}
	for e, err := range tx.AllEntries(stream(id)) {
		if err != nil {
			return nil, err
		}
		if err := fold(f.state, e); err != nil {
			return nil, err
		}
		f.head, f.at = e.Head(), e.RecordedAt
	}
	return f, nil
}
