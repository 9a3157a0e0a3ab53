package store

import "time"

// Present is how many follow from an actor.
type Present struct {
	Actor     string
	Followers int64
}

// PutPresence replaces what a node has said about who follows a conference there.
func (tx *Tx) PutPresence(node, conference string, present []Present) error {
	if _, err := tx.exec(`DELETE FROM presence WHERE conference = $1 AND node = $2`, conference, node); err != nil {
		return err
	}
	for _, p := range present {
		if _, err := tx.exec(`INSERT INTO presence (node, conference, actor, followers, seen_at) VALUES ($1, $2, $3, $4, $5)`,
			node, conference, p.Actor, p.Followers, ms(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// Presence lists who follows a conference at any node that has said so since a time, by actor.
func (tx *Tx) Presence(conference string, since time.Time) ([]Present, error) {
	return all(tx, func(s scan) (p Present, err error) { return p, s(&p.Actor, &p.Followers) },
		`SELECT actor, CAST(sum(followers) AS BIGINT) FROM presence WHERE conference = $1 AND seen_at >= $2 GROUP BY actor ORDER BY actor`,
		conference, ms(since))
}

// ForgetPresence removes what was said before a time, by nodes that are gone.
func (tx *Tx) ForgetPresence(before time.Time) error {
	_, err := tx.exec(`DELETE FROM presence WHERE seen_at < $1`, ms(before))
	return err
}
