package store

import "time"

// EndSubscriptions ends a member's calendars and forgets the browsers that take its notices, and what it had let programs ask for.
func (tx *Tx) EndSubscriptions(member string) error {
	if _, err := tx.exec(`UPDATE feed SET revoked_at = $1 WHERE member = $2 AND revoked_at IS NULL`, ms(tx.Now), member); err != nil {
		return err
	}
	for _, query := range []string{`DELETE FROM push_subscription WHERE member = $1`, `DELETE FROM device_grant WHERE member = $1`} {
		if _, err := tx.exec(query, member); err != nil {
			return err
		}
	}
	return nil
}

// PersonEntry is an entry of a journal that a member made, without what it says.
type PersonEntry struct {
	Stream string
	Seq    int64
	At     time.Time
	Name   string
	Actor  string
}

// PersonEntries lists what a member has done, in all journals, in their order. It looks through all of them.
func (tx *Tx) PersonEntries(member string) ([]PersonEntry, error) {
	return all(tx, func(s scan) (e PersonEntry, err error) {
		return e, s(&e.Stream, &e.Seq, msInto{&e.At}, &e.Name, &e.Actor)
	},
		`SELECT stream, seq, recorded_at, name, actor FROM entry WHERE member = $1 ORDER BY stream, seq`, member)
}

// PersonSignIns lists every session of a member that is still kept, ended or not, the latest first.
func (tx *Tx) PersonSignIns(member string) ([]SignIn, error) {
	return all(tx, scanSignIn, `SELECT `+signInColumns+` FROM sign_in_session WHERE member = $1 ORDER BY created_at DESC, id`, member)
}

// PersonTokens lists every token of a member, ended or not, the latest first.
func (tx *Tx) PersonTokens(member string) ([]Token, error) {
	return all(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token WHERE member = $1 ORDER BY created_at DESC, id`, member)
}

// PersonFeeds lists every calendar of a member, ended or not, the oldest first.
func (tx *Tx) PersonFeeds(member string) ([]Feed, error) {
	return all(tx, scanFeed, `SELECT `+feedColumns+` FROM feed WHERE member = $1 ORDER BY created_at, id`, member)
}

// PersonLines lists the lines about a member in the log of sign-ins, the latest first.
func (tx *Tx) PersonLines(member string) ([]SignInLine, error) {
	return all(tx, scanSignInLine, `SELECT `+signInLineColumns+` FROM sign_in_log WHERE member = $1 ORDER BY at DESC, id DESC`, member)
}

// ErasePerson removes a member's account and all that hangs on it, and takes its addresses out of what was sent to it, as contact
// names it there. whole removes the member too, name and all. The log of sign-ins goes when its own time is out.
func (tx *Tx) ErasePerson(member, contact string, whole bool) error {
	for _, query := range []string{
		`DELETE FROM account WHERE member = $1`, // with its second factors, codes, passkeys, identities and links
		`DELETE FROM sign_in_session WHERE member = $1`, `DELETE FROM api_token WHERE member = $1`, `DELETE FROM feed WHERE member = $1`,
		`DELETE FROM push_subscription WHERE member = $1`, `DELETE FROM device_grant WHERE member = $1`,
		`DELETE FROM member_setting WHERE member = $1`, `DELETE FROM area_seen WHERE member = $1`, `DELETE FROM conference_look WHERE member = $1`,
		`DELETE FROM saved_search WHERE member = $1`, `DELETE FROM scim_user WHERE member = $1`,
		`UPDATE member SET function = '', system_role = 'reader' WHERE id = $1`,
	} {
		if _, err := tx.exec(query, member); err != nil {
			return err
		}
	}
	if err := tx.EraseWatches(member); err != nil {
		return err
	}
	if _, err := tx.exec(`UPDATE outgoing SET state = 'stopped', pending = 0, settled_at = $1 WHERE contact = $2 AND state IN ('queued', 'unsure')`,
		ms(tx.Now), contact); err != nil {
		return err
	}
	if err := tx.ForgetContact(contact); err != nil || !whole {
		return err
	}
	_, err := tx.exec(`DELETE FROM member WHERE id = $1`, member)
	return err
}

// PersonText is what a member wrote in an area: an item's own words, or a comment.
type PersonText struct {
	Area    string
	Item    string
	At      time.Time
	Comment bool
	Text    string
}

// PersonTexts lists what a member wrote in areas that the reader may read, in the order of time: the words that items have now where the
// member wrote them last, and comments that stand.
func (tx *Tx) PersonTexts(as Reader, member string) ([]PersonText, error) {
	return all(tx, func(s scan) (t PersonText, err error) {
		return t, s(&t.Area, &t.Item, msInto{&t.At}, &t.Comment, &t.Text)
	},
		`SELECT i.area, i.id, r.at AS at, 0, i.text FROM area_item_revision r JOIN area_item i ON i.id = r.item AND i.revision = r.number
			JOIN area ON area.id = i.area WHERE `+itemSeen+` AND r.member = $3 AND i.text <> ''
		UNION ALL SELECT i.area, i.id, c.at AS at, 1, c.text FROM area_item_comment c JOIN area_item i ON i.id = c.item
			JOIN area ON area.id = i.area WHERE `+itemSeen+` AND c.member = $3 AND c.withdrawn_at IS NULL AND ($1 = 1 OR c.actor = $2 OR NOT EXISTS (
			SELECT 1 FROM area_stopped y WHERE y.area = i.area AND y.actor = c.actor))
		ORDER BY 3, 2, 4`, as.all(), as.actor, member)
}

// NamedEntry is an entry of a stream by its name, with what it says.
type NamedEntry struct {
	Seq     int64
	Payload string
}

// EntriesNamed lists the entries of a stream that have one of some names and still say something, in their order by name.
func (tx *Tx) EntriesNamed(stream string, names ...string) ([]NamedEntry, error) {
	var out []NamedEntry
	for _, name := range names {
		list, err := all(tx, func(s scan) (e NamedEntry, err error) { return e, s(&e.Seq, &e.Payload) },
			`SELECT seq, payload FROM entry WHERE stream = $1 AND name = $2 AND payload IS NOT NULL ORDER BY seq`, stream, name)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}
