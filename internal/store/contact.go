package store

import (
	"time"

	"samverkan/internal/directory"
)

const contactSelect = `SELECT id, actor, place, function, person, language, quiet, note, shown, changed_at, checked_at FROM contact`

func scanContact(s scan) (c directory.Contact, err error) {
	return c, s(&c.ID, &c.Actor, &c.Order, &c.Function, &c.Person, &c.Language, &c.Quiet, &c.Note, &c.Shown, msInto{&c.Changed}, msInto{&c.Checked})
}

// PutContact adds a contact or changes the one of that id, ways and all. It answers with store.dangling when the actor does not
// exist.
func (tx *Tx) PutContact(c directory.Contact) error {
	_, err := tx.exec(`INSERT INTO contact (id, actor, place, function, person, language, quiet, note, shown, changed_at, checked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET actor = excluded.actor, place = excluded.place, function = excluded.function,
		person = excluded.person, language = excluded.language, quiet = excluded.quiet, note = excluded.note, shown = excluded.shown,
		changed_at = excluded.changed_at, checked_at = excluded.checked_at`,
		c.ID, c.Actor, c.Order, c.Function, c.Person, c.Language, c.Quiet, c.Note, string(c.Shown), ms(c.Changed), ms(c.Checked))
	if err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM contact_way WHERE contact = $1`, c.ID); err != nil {
		return err
	}
	for i, w := range c.Ways {
		if _, err := tx.exec(`INSERT INTO contact_way (contact, place, channel, address, confirmed_at, failed_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			c.ID, i, string(w.Channel), w.Address, ms(w.Confirmed), ms(w.Failed)); err != nil {
			return err
		}
	}
	return nil
}

// Contact gives the contact of an id, and whether there is one.
func (tx *Tx) Contact(id string) (directory.Contact, bool, error) {
	c, ok, err := one(tx, scanContact, contactSelect+` WHERE id = $1`, id)
	if err != nil || !ok {
		return directory.Contact{}, false, err
	}
	list := []directory.Contact{c}
	err = tx.ways(list, `SELECT contact, channel, address, confirmed_at, failed_at FROM contact_way WHERE contact = $1 ORDER BY place`, id)
	return list[0], err == nil, err
}

// Contacts lists the contacts of an actor, "" for all actors', in the order in which they are tried.
func (tx *Tx) Contacts(actor string) ([]directory.Contact, error) {
	list, err := all(tx, scanContact, contactSelect+` WHERE $1 = '' OR actor = $1 ORDER BY actor, place, id`, actor)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, tx.ways(list, `SELECT w.contact, w.channel, w.address, w.confirmed_at, w.failed_at FROM contact_way w
		JOIN contact c ON c.id = w.contact WHERE $1 = '' OR c.actor = $1 ORDER BY w.contact, w.place`, actor)
}

// ways fills in the ways of contacts.
func (tx *Tx) ways(list []directory.Contact, query string, arg string) error {
	type row struct {
		contact string
		way     directory.Way
	}
	rows, err := all(tx, func(s scan) (r row, err error) {
		return r, s(&r.contact, &r.way.Channel, &r.way.Address, msInto{&r.way.Confirmed}, msInto{&r.way.Failed})
	}, query, arg)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, c := range list {
		at[c.ID] = i
	}
	for _, r := range rows {
		if i, ok := at[r.contact]; ok {
			list[i].Ways = append(list[i].Ways, r.way)
		}
	}
	return nil
}

// MarkWay notes that a channel's address worked or failed, for every contact that has it, and gives how many.
func (tx *Tx) MarkWay(channel directory.Channel, address string, worked bool, at time.Time) (int64, error) {
	if worked {
		return tx.exec(`UPDATE contact_way SET confirmed_at = $1 WHERE channel = $2 AND address = $3`, ms(at), string(channel), address)
	}
	return tx.exec(`UPDATE contact_way SET failed_at = $1 WHERE channel = $2 AND address = $3`, ms(at), string(channel), address)
}

// DeleteContact removes a contact and what else is left of it: it stops what waits to be sent to it, and takes its addresses out of
// what was sent. It tells whether there was one.
func (tx *Tx) DeleteContact(id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM contact WHERE id = $1`, id)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.exec(`UPDATE outgoing SET state = 'stopped', pending = 0, settled_at = $1 WHERE contact = $2 AND state IN ('queued', 'unsure')`,
		ms(tx.Now), id); err != nil {
		return false, err
	}
	return true, tx.ForgetContact(id)
}

// ForgetContact takes the addresses of a contact that is no more out of what was sent to it. What is being sent at this moment keeps
// its own until it is settled: it is asked for again then.
func (tx *Tx) ForgetContact(id string) error {
	_, err := tx.exec(`UPDATE outgoing SET address = '', lane = channel || ':', key = id,
		message_id = CASE WHEN channel = 'mail' THEN message_id ELSE '' END WHERE contact = $1 AND pending = 0`, id)
	return err
}

// ForgetCommands makes the digests useless that tell whether commands were the same, of the entries of a stream whose payload begins
// in a certain way: what was in the commands could be guessed by them.
func (tx *Tx) ForgetCommands(stream, name, begins string) error {
	_, err := tx.exec(`UPDATE command SET digest = '' WHERE stream = $1 AND EXISTS (SELECT 1 FROM entry e
		WHERE e.stream = command.stream AND e.seq = command.first_seq AND e.name = $2 AND substr(e.payload, 1, $3) = $4)`,
		stream, name, len([]rune(begins)), begins)
	return err
}

// Shares lists the actors that share an open area or a conference with an actor, as both know of it, and itself.
func (tx *Tx) Shares(actor string) ([]string, error) {
	return all(tx, text, `SELECT $1 AS actor
		UNION SELECT b.actor FROM conference_seen a JOIN conference_seen b ON b.conference = a.conference WHERE a.actor = $1
		UNION SELECT p.actor FROM area x
			JOIN (SELECT id AS area, owner_actor AS actor FROM area UNION ALL SELECT area, actor FROM area_right) p ON p.area = x.id
			WHERE x.closed_at IS NULL AND (x.owner_actor = $1 OR EXISTS (SELECT 1 FROM area_right g WHERE g.area = x.id AND g.actor = $1))`, actor)
}

// Invited lists the actors that are invited to a conference that an actor hosts, as those who were invited know of it.
func (tx *Tx) Invited(host string) ([]string, error) {
	return all(tx, text, `SELECT DISTINCT a.actor FROM conference c JOIN conference_actor a ON a.conference = c.id WHERE c.host = $1`, host)
}

// Invites tells whether an actor hosts a conference that another is invited to, as those who were invited know of it.
func (tx *Tx) Invites(host, actor string) (bool, error) {
	_, ok, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) }, `SELECT 1 FROM conference c JOIN conference_actor a ON a.conference = c.id
		WHERE c.host = $1 AND a.actor = $2 LIMIT 1`, host, actor)
	return ok, err
}
