package store

import "time"

// ConferenceQuery chooses conferences; empty fields do not.
type ConferenceQuery struct {
	Text     string // words that the title has, all of them
	Level    string
	Phases   []string
	Host     string
	Invited  string // an actor that is invited
	Incident string
	Exercise *bool
	From, To time.Time // planned to overlap this time; To is not included
	Latest   bool      // the latest first; otherwise in the order they are planned
	Page
}

// ListedConference is a conference in somebody's list. Actors, dependencies and Doc are not filled in.
type ListedConference struct {
	Conference
	Hosts bool   // the reader hosts it
	Role  string // the role the reader is invited in; "" when it is not
}

const listedColumns = `c.id, c.incident, c.title, c.level, c.series_no, c.host, c.phase, c.exercise, c.purpose,
	c.starts_at, c.ends_at, c.opened_at, c.closed_at, c.head_seq, c.head_hash, k.hosts, k.role`

func scanListed(s scan) (l ListedConference, err error) {
	c := &l.Conference
	err = s(&c.ID, &c.Incident, &c.Title, &c.Level, &c.SeriesNo, &c.Host, &c.Phase, &c.Exercise, &c.Purpose,
		msInto{&c.StartsAt}, msInto{&c.EndsAt}, msInto{&c.OpenedAt}, msInto{&c.ClosedAt}, &c.Head.Seq, hashInto{&c.Head.Hash}, &l.Hosts, &l.Role)
	c.Head.Stream = c.ID
	return l, err
}

// ConferencePage lists conferences that the reader may know of, and tells how many there are in all.
func (tx *Tx) ConferencePage(as Reader, f ConferenceQuery) ([]ListedConference, int, error) {
	q := from(`FROM conference_seen v CROSS JOIN conference c`).and(`v.actor = ? AND c.id = v.conference`, as.key())
	q.is("c.level", f.Level).oneOf("c.phase", f.Phases).is("c.host", f.Host).is("c.incident", f.Incident).flagged("c.exercise", f.Exercise)
	if f.Invited != "" {
		q.and(`EXISTS (SELECT 1 FROM conference_actor b WHERE b.conference = v.conference AND b.actor = ?)`, f.Invited)
	}
	q.compare("c.ends_at > ?", f.From).compare("v.at < ?", f.To).has("c.sought", f.Text)
	if len(q.conds) == 1 { // every conference has its rows: nothing else need be looked at
		q = from(`FROM conference_seen v`).and(`v.actor = ?`, as.key())
	}
	order := "k.at, k.conference"
	if f.Latest {
		order = "k.at DESC, k.conference DESC"
	}
	return page(tx, scanListed, q, "v.at AS at, v.conference AS conference, v.hosts AS hosts, v.role AS role", order, listedColumns, "JOIN conference c ON c.id = k.conference", f.Page)
}

// putSeen writes who may know of a conference when that, or when it is held, has changed.
func (tx *Tx) putSeen(c Conference) error {
	type seen struct {
		actor, role string
		at, hosts   int64
	}
	at := msOrZero(c.StartsAt)
	rows := map[string]seen{everybody: {actor: everybody, at: at, hosts: 1}}
	if c.Host != "" && c.Host != everybody {
		rows[c.Host] = seen{actor: c.Host, at: at, hosts: 1}
	}
	for _, a := range c.Actors {
		if a.Actor != "" && a.Actor != everybody {
			rows[a.Actor] = seen{actor: a.Actor, role: a.Role, at: at, hosts: flag(a.Actor == c.Host)}
		}
	}
	before, err := all(tx, func(s scan) (x seen, err error) { return x, s(&x.actor, &x.at, &x.hosts, &x.role) },
		`SELECT actor, at, hosts, role FROM conference_seen WHERE conference = $1`, c.ID)
	if err != nil {
		return err
	}
	same := len(before) == len(rows)
	for _, x := range before {
		same = same && rows[x.actor] == x
	}
	if same {
		return nil
	}
	if _, err := tx.exec(`DELETE FROM conference_seen WHERE conference = $1`, c.ID); err != nil {
		return err
	}
	for _, x := range rows {
		if _, err := tx.exec(`INSERT INTO conference_seen (actor, at, conference, hosts, role) VALUES ($1, $2, $3, $4, $5)`,
			x.actor, x.at, c.ID, x.hosts, x.role); err != nil {
			return err
		}
	}
	return nil
}
