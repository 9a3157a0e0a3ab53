package store

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"samverkan/internal/journal"
)

// Conference is the projection of a conference's stream: what lists and checks need without replaying it.
type Conference struct {
	ID       string
	Incident string
	Title    string
	Level    string // lokal, regional, nationell
	SeriesNo int    // number in its series
	Host     string // the calling actor
	Phase    string
	Exercise bool
	Purpose  string
	StartsAt time.Time // as planned
	EndsAt   time.Time
	OpenedAt time.Time // as it happened
	ClosedAt time.Time
	Head     journal.Head    // the stream as far as it is projected
	Doc      json.RawMessage // whatever else the desk keeps about it

	Actors []ConferenceActor // invited, by actor; not filled in lists
	Needs  []Dependency      // what it depends on, by conference; not filled in lists
}

// ConferenceActor is an actor's part in a conference.
type ConferenceActor struct {
	Actor string
	Role  string // deltagare, observatör, expert, resurs
}

// Dependency says that a conference needs something from another, by a time.
type Dependency struct {
	Conference  string // the one that needs
	Needs       string // the one it needs something from
	Deadline    time.Time
	Carries     string    // what
	DeliveredAt time.Time // zero until it has come
}

// ConferenceFilter narrows a list of conferences; empty fields do not.
type ConferenceFilter struct {
	Incident string
	Phase    string
	Actor    string    // hosts it or is invited
	From, To time.Time // planned to overlap this time; To is not included
}

const conferenceColumns = `id, incident, title, level, series_no, host, phase, exercise, purpose,
	starts_at, ends_at, opened_at, closed_at, head_seq, head_hash, doc`

// conferenceSeen: by its host and the invited actors. $1 is Reader.all, $2 its actor.
const conferenceSeen = `($1 = 1 OR host = $2 OR EXISTS (
	SELECT 1 FROM conference_actor a WHERE a.conference = conference.id AND a.actor = $2))`

func scanConference(s scan) (c Conference, err error) {
	err = s(&c.ID, &c.Incident, &c.Title, &c.Level, &c.SeriesNo, &c.Host, &c.Phase, &c.Exercise, &c.Purpose,
		msInto{&c.StartsAt}, msInto{&c.EndsAt}, msInto{&c.OpenedAt}, msInto{&c.ClosedAt}, &c.Head.Seq, hashInto{&c.Head.Hash}, docInto{&c.Doc})
	c.Head.Stream = c.ID
	return c, err
}

// PutConference adds a conference or changes the one of that id, with its actors and dependencies. Measures and
// decisions are put by themselves, after it.
func (tx *Tx) PutConference(c Conference) error {
	_, err := tx.exec(`INSERT INTO conference (`+conferenceColumns+`, sought)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (id) DO UPDATE SET incident = excluded.incident, title = excluded.title, level = excluded.level,
		series_no = excluded.series_no, host = excluded.host, phase = excluded.phase, exercise = excluded.exercise,
		purpose = excluded.purpose, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
		opened_at = excluded.opened_at, closed_at = excluded.closed_at, head_seq = excluded.head_seq,
		head_hash = excluded.head_hash, doc = excluded.doc, sought = excluded.sought`,
		c.ID, c.Incident, c.Title, c.Level, c.SeriesNo, c.Host, c.Phase, flag(c.Exercise), c.Purpose,
		ms(c.StartsAt), ms(c.EndsAt), ms(c.OpenedAt), ms(c.ClosedAt), c.Head.Seq, c.Head.Hash[:], doc(c.Doc), sought(c.Title))
	if err != nil {
		return err
	}
	if err := tx.putActors(c); err != nil {
		return err
	}
	if err := tx.putSeen(c); err != nil {
		return err
	}
	return tx.putNeeds(c)
}

// putActors writes the list of the invited when it has changed. It is the longest of all that is projected, the conference is
// put at each command, and who is invited changes seldom.
func (tx *Tx) putActors(c Conference) error {
	before, err := tx.conferenceActors(c.ID)
	if err != nil {
		return err
	}
	now := slices.SortedFunc(slices.Values(c.Actors), func(a, b ConferenceActor) int { return strings.Compare(a.Actor, b.Actor) })
	if slices.Equal(before, now) {
		return nil
	}
	if _, err := tx.exec(`DELETE FROM conference_actor WHERE conference = $1`, c.ID); err != nil {
		return err
	}
	for _, a := range now {
		if _, err := tx.exec(`INSERT INTO conference_actor (conference, actor, role) VALUES ($1, $2, $3)`,
			c.ID, a.Actor, a.Role); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) conferenceActors(id string) ([]ConferenceActor, error) {
	return all(tx, func(s scan) (a ConferenceActor, err error) { return a, s(&a.Actor, &a.Role) },
		`SELECT actor, role FROM conference_actor WHERE conference = $1 ORDER BY actor`, id)
}

func (tx *Tx) putNeeds(c Conference) error {
	if _, err := tx.exec(`DELETE FROM conference_dependency WHERE conference = $1`, c.ID); err != nil {
		return err
	}
	for _, d := range c.Needs {
		if _, err := tx.exec(`INSERT INTO conference_dependency (conference, needs, deadline, carries, delivered_at)
			VALUES ($1, $2, $3, $4, $5)`, c.ID, d.Needs, ms(d.Deadline), d.Carries, ms(d.DeliveredAt)); err != nil {
			return err
		}
	}
	return nil
}

// Conference gives the conference of an id, with actors and dependencies, to its host and the invited. It
// answers with store.no-conference to everybody else.
func (tx *Tx) Conference(as Reader, id string) (Conference, error) {
	c, found, err := one(tx, scanConference, `SELECT `+conferenceColumns+` FROM conference WHERE `+conferenceSeen+` AND id = $3`,
		as.all(), as.actor, id)
	if err == nil && !found {
		err = missing("store.no-conference", id)
	}
	if err != nil {
		return Conference{}, err
	}
	c.Actors, err = tx.conferenceActors(id)
	if err != nil {
		return Conference{}, err
	}
	c.Needs, err = all(tx, scanDependency, `SELECT `+dependencyColumns+` FROM conference_dependency d
		WHERE d.conference = $1 ORDER BY d.needs`, id)
	return c, err
}

// Conferences lists the conferences that the reader may see, in the order they are planned.
func (tx *Tx) Conferences(as Reader, f ConferenceFilter) ([]Conference, error) {
	q := from(`FROM conference`)
	if !as.whole {
		q = from(`FROM conference_seen v CROSS JOIN conference`).and(`v.actor = ? AND conference.id = v.conference`, as.key())
	}
	q.is("incident", f.Incident).is("phase", f.Phase).compare("ends_at > ?", f.From).compare("starts_at < ?", f.To)
	if f.Actor != "" {
		q.and(`EXISTS (SELECT 1 FROM conference_seen b WHERE b.conference = conference.id AND b.actor = ?)`, As(f.Actor).key())
	}
	return all(tx, scanConference, `SELECT `+conferenceColumns+` `+q.String()+` ORDER BY coalesce(starts_at, 0), id`, q.args...)
}

const dependencyColumns = `d.conference, d.needs, d.deadline, d.carries, d.delivered_at`

func scanDependency(s scan) (d Dependency, err error) {
	return d, s(&d.Conference, &d.Needs, msInto{&d.Deadline}, &d.Carries, msInto{&d.DeliveredAt})
}

// Dependencies lists what the conferences of an incident need from each other, as far as the reader may see the
// one that needs, by deadline.
func (tx *Tx) Dependencies(as Reader, incident string) ([]Dependency, error) {
	return all(tx, scanDependency, `SELECT `+dependencyColumns+` FROM conference_dependency d
		JOIN conference ON conference.id = d.conference WHERE `+conferenceSeen+` AND conference.incident = $3
		ORDER BY coalesce(d.deadline, 0), d.conference, d.needs`, as.all(), as.actor, incident)
}

// msOrZero is a time as an argument that is compared with 0 when it is not given.
func msOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
