package store

import "samverkan/internal/fault"

// Roster is a saved group of actors (aktörsnätverk), for its owner's use.
type Roster struct {
	ID         string
	OwnerActor string
	Name       string
	Members    []string // actor ids, in the owner's order, each once
}

func scanRoster(s scan) (r Roster, err error) { return r, s(&r.ID, &r.OwnerActor, &r.Name) }

// PutRoster adds a roster or changes the one of that id, members and all. It answers with store.dangling when
// the owner or a member is no actor, and with store.exists when one stands twice.
func (tx *Tx) PutRoster(r Roster) error {
	if _, err := tx.exec(`INSERT INTO roster (id, owner_actor, name) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET owner_actor = excluded.owner_actor, name = excluded.name`, r.ID, r.OwnerActor, r.Name); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM roster_member WHERE roster = $1`, r.ID); err != nil {
		return err
	}
	for i, actor := range r.Members {
		if _, err := tx.exec(`INSERT INTO roster_member (roster, position, actor) VALUES ($1, $2, $3)`, r.ID, i, actor); err != nil {
			return err
		}
	}
	return nil
}

// Roster gives the roster of an id, with members, to its owner. It answers with store.no-roster to everybody else.
func (tx *Tx) Roster(as Reader, id string) (Roster, error) {
	r, found, err := one(tx, scanRoster, `SELECT id, owner_actor, name FROM roster
		WHERE id = $1 AND ($2 = 1 OR owner_actor = $3)`, id, as.all(), as.actor)
	if err == nil && !found {
		err = missing("store.no-roster", id)
	}
	if err != nil {
		return Roster{}, err
	}
	r.Members, err = tx.rosterMembers(id)
	return r, err
}

// Rosters lists the reader's rosters by name, with members.
func (tx *Tx) Rosters(as Reader) ([]Roster, error) {
	rosters, err := all(tx, scanRoster, `SELECT id, owner_actor, name FROM roster
		WHERE $1 = 1 OR owner_actor = $2 ORDER BY name, id`, as.all(), as.actor)
	for i := range rosters {
		if err == nil {
			rosters[i].Members, err = tx.rosterMembers(rosters[i].ID)
		}
	}
	return rosters, err
}

func (tx *Tx) rosterMembers(id string) ([]string, error) {
	return all(tx, text, `SELECT actor FROM roster_member WHERE roster = $1 ORDER BY position`, id)
}

// DeleteRoster removes a roster. It answers with store.no-roster.
func (tx *Tx) DeleteRoster(id string) error {
	n, err := tx.exec(`DELETE FROM roster WHERE id = $1`, id)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "store.no-roster", "ID", id)
	}
	return err
}
