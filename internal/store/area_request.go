package store

import "time"

// AreaRequest is what an actor has asked for in an area, and the answer when there is one.
type AreaRequest struct {
	Area       string
	Actor      string
	Level      string // the right that is asked for
	Why        string
	AskedBy    string // member
	AskedAt    time.Time
	AnsweredBy string // the actor; "" until it is answered
	AnsweredAt time.Time
	Granted    string // the right that was given; "" for none
	Words      string // that went with the answer
}

const requestColumns = `r.area, r.actor, r.level, r.why, r.asked_by, r.asked_at, r.answered_by, r.answered_at, r.granted, r.words`

func scanRequest(s scan) (r AreaRequest, err error) {
	return r, s(&r.Area, &r.Actor, &r.Level, &r.Why, &r.AskedBy, msInto{&r.AskedAt}, &r.AnsweredBy, msInto{&r.AnsweredAt}, &r.Granted, &r.Words)
}

// PutAreaRequest adds what an actor asks for in an area, or changes it: there is one of each actor. It answers with store.dangling when
// the area or the actor does not exist.
func (tx *Tx) PutAreaRequest(r AreaRequest) error {
	_, err := tx.exec(`INSERT INTO area_request (area, actor, level, why, asked_by, asked_at, answered_by, answered_at, granted, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (area, actor) DO UPDATE SET level = excluded.level, why = excluded.why,
		asked_by = excluded.asked_by, asked_at = excluded.asked_at, answered_by = excluded.answered_by, answered_at = excluded.answered_at,
		granted = excluded.granted, words = excluded.words`,
		r.Area, r.Actor, r.Level, r.Why, r.AskedBy, r.AskedAt.UnixMilli(), r.AnsweredBy, ms(r.AnsweredAt), r.Granted, r.Words)
	return err
}

// AreaRequest gives what an actor has asked for in an area, and whether it has.
func (tx *Tx) AreaRequest(area, actor string) (AreaRequest, bool, error) {
	return one(tx, scanRequest, `SELECT `+requestColumns+` FROM area_request r WHERE r.area = $1 AND r.actor = $2`, area, actor)
}

// AreaRequests lists what the reader's own actor has asked for, and what others ask for, and have no answer to, in the areas that it
// owns or manages; the latest first. With an area, only what is asked for in it.
func (tx *Tx) AreaRequests(as Reader, area string) ([]AreaRequest, error) {
	return all(tx, scanRequest, `SELECT `+requestColumns+` FROM area_request r JOIN area a ON a.id = r.area
		WHERE ($3 = '' OR r.area = $3) AND ($1 = 1 OR r.actor = $2 OR r.answered_at IS NULL AND (a.owner_actor = $2
		OR EXISTS (SELECT 1 FROM area_right g WHERE g.area = r.area AND g.actor = $2 AND g.level = 'manage')))
		ORDER BY r.asked_at DESC, r.area, r.actor`, as.all(), as.actor, area)
}

// OpenRequests counts what an actor has asked for and has no answer to.
func (tx *Tx) OpenRequests(actor string) (int, error) {
	return from(`FROM area_request r`).and(`r.actor = ? AND r.answered_at IS NULL`, actor).count(tx)
}

// AreasToAsk lists the open areas that the reader has no right in and may know of, by title: that they are there, and whose they are.
func (tx *Tx) AreasToAsk(as Reader) ([]Area, error) {
	return all(tx, scanArea, `SELECT `+areaColumns+` FROM area WHERE NOT `+areaSeen+` AND $2 <> '' AND open_to_ask = 1 AND closed_at IS NULL
		ORDER BY sought, id`, as.all(), as.actor)
}
