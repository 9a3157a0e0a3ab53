package store

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"samverkan/internal/fault"
	watching "samverkan/internal/watch"
)

const watchColumns = `w.id, w.member, w.sort, w.target, w.label, w.often, w.made_at`

func scanWatch(s scan) (w watching.Watch, err error) {
	return w, s(&w.ID, &w.Member, &w.On, &w.Target, &w.Label, &w.Often, msInto{&w.Made})
}

// PutWatch keeps a watch. The same thing is watched once by one member: a later watch of it changes how it is called and told.
func (tx *Tx) PutWatch(w watching.Watch) error {
	_, err := tx.exec(`INSERT INTO watch (id, member, sort, target, label, often, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (member, sort, target) DO UPDATE SET label = excluded.label, often = excluded.often`,
		w.ID, w.Member, string(w.On), w.Target, w.Label, string(w.Often), ms(w.Made))
	return err
}

// Watches lists what a member watches, the oldest first.
func (tx *Tx) Watches(member string) ([]watching.Watch, error) {
	return all(tx, scanWatch, `SELECT `+watchColumns+` FROM watch w WHERE w.member = $1 ORDER BY w.made_at, w.id`, member)
}

// DeleteWatch removes a member's watch, and tells whether it had it.
func (tx *Tx) DeleteWatch(member, id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM watch WHERE member = $1 AND id = $2`, member, id)
	return n > 0, err
}

// AnybodyWatches tells whether anything is watched by anybody; of one sort and target when those are given.
func (tx *Tx) AnybodyWatches(on watching.On, target string) (bool, error) {
	_, found, err := one(tx, text, `SELECT id FROM watch WHERE ($1 = '' OR sort = $1) AND ($2 = '' OR target = $2) LIMIT 1`, string(on), target)
	return found, err
}

// WatchesOf lists the watches of those whose account has not been closed that a happening may concern: those with one of some targets, and every search.
func (tx *Tx) WatchesOf(targets []string) ([]watching.Watch, error) {
	marks, args := make([]string, len(targets)), make([]any, len(targets))
	for i, t := range targets {
		marks[i], args[i] = "$"+strconv.Itoa(i+1), t
	}
	which := `w.sort = '` + string(watching.OnSearch) + `'`
	if len(marks) > 0 {
		which += ` OR w.target IN (` + strings.Join(marks, ", ") + `)`
	}
	return all(tx, scanWatch, `SELECT `+watchColumns+` FROM watch w LEFT JOIN account a ON a.member = w.member
		WHERE a.disabled_at IS NULL AND (`+which+`) ORDER BY w.member, w.id`, args...)
}

// QueuedHappening is something that has happened and is to be held against the watches.
type QueuedHappening struct {
	Number     int64
	At         time.Time
	What       watching.What
	Thing      string // watching.Item, watching.Decision, or the sort of a watch that is told once
	Item       string
	Conference string
	Inquiry    string
	Ref        string // the decision's id in its conference
	By         string // member
	ByActor    string
	Tags       []string // that were gained
	Mentioned  []string // members
}

// QueueHappening puts a happening last in the queue.
func (tx *Tx) QueueHappening(h QueuedHappening) error {
	tags, err := json.Marshal(append([]string{}, h.Tags...))
	if err != nil {
		return err
	}
	mentioned, err := json.Marshal(append([]string{}, h.Mentioned...))
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO watch_happening (number, at, what, thing, item, conference, inquiry, ref, by_member, by_actor, tags, mentioned)
		SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM watch_happening`,
		ms(h.At), string(h.What), h.Thing, orNull(h.Item), h.Conference, h.Inquiry, h.Ref, h.By, h.ByActor, string(tags), string(mentioned))
	return err
}

// Happenings gives the first of the queue, at most so many.
func (tx *Tx) Happenings(limit int) ([]QueuedHappening, error) {
	return all(tx, func(s scan) (h QueuedHappening, err error) {
		var tags, mentioned string
		if err := s(&h.Number, msInto{&h.At}, &h.What, &h.Thing, textInto{&h.Item}, &h.Conference, &h.Inquiry, &h.Ref, &h.By, &h.ByActor, &tags, &mentioned); err != nil {
			return h, err
		}
		for text, into := range map[string]*[]string{tags: &h.Tags, mentioned: &h.Mentioned} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return h, fault.Wrap(err, fault.Unavailable, "store.corrupt")
			}
		}
		return h, nil
	}, `SELECT number, at, what, thing, item, conference, inquiry, ref, by_member, by_actor, tags, mentioned FROM watch_happening
		ORDER BY number LIMIT $1`, limit)
}

// DropHappenings removes the first of the queue, up to a number.
func (tx *Tx) DropHappenings(last int64) error {
	_, err := tx.exec(`DELETE FROM watch_happening WHERE number <= $1`, last)
	return err
}

// ThingText gives what a thing can be found by, part by part: an item, or something of a conference.
func (tx *Tx) ThingText(kind, item, conference, thing string) ([]Text, error) {
	return all(tx, func(s scan) (t Text, err error) {
		return t, s(&t.Kind, &t.Thing, &t.Actor, &t.Place, &t.Title, &t.Also, &t.Body, msInto{&t.At}, &t.Secret)
	}, `SELECT kind, thing, actor, place, title, also, body, at, secret FROM search_text
		WHERE kind = $1 AND thing = $2 AND (item = $3 OR conference = $4) ORDER BY part`, kind, thing, orNull(item), orNull(conference))
}

// ItemsWithFile lists the items whose newest file has a digest.
func (tx *Tx) ItemsWithFile(digest string) ([]string, error) {
	return all(tx, text, `SELECT v.item FROM area_item_version v WHERE v.digest = $1 AND v.version =
		(SELECT max(x.version) FROM area_item_version x WHERE x.item = v.item) ORDER BY v.item`, digest)
}
