package store

import (
	"encoding/json"
	"time"
)

// Play is an inspelslista as it is played in a conference.
type Play struct {
	Conference string
	Script     json.RawMessage
	Laps       json.RawMessage
	Running    bool
	StartedAt  time.Time
	StartedBy  string // member
	Marks      []PlayMark
}

// PlayMark is what became of an inject.
type PlayMark struct {
	Inject  string
	State   string
	At      time.Time
	Elapsed time.Duration // to the millisecond
	Code    string
}

// PutPlay puts an inspelslista to a conference, in the place of one that is there and with nothing of it played.
func (tx *Tx) PutPlay(p Play) error {
	if err := tx.DeletePlay(p.Conference); err != nil {
		return err
	}
	_, err := tx.exec(`INSERT INTO exercise_play (conference, script, laps, running, started_at, started_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.Conference, doc(p.Script), doc(p.Laps), flag(p.Running), ms(p.StartedAt), p.StartedBy)
	return err
}

// SetPlayLaps keeps how the time of the exercise has gone.
func (tx *Tx) SetPlayLaps(conference string, laps json.RawMessage, running bool) error {
	_, err := tx.exec(`UPDATE exercise_play SET laps = $1, running = $2 WHERE conference = $3`, doc(laps), flag(running), conference)
	return err
}

// DeletePlay takes an inspelslista away from a conference, with what became of it.
func (tx *Tx) DeletePlay(conference string) error {
	_, err := tx.exec(`DELETE FROM exercise_play WHERE conference = $1`, conference)
	return err
}

// Play gives what is played in a conference, and whether anything is.
func (tx *Tx) Play(conference string) (Play, bool, error) {
	p, found, err := one(tx, func(s scan) (p Play, err error) {
		return p, s(&p.Conference, docInto{&p.Script}, docInto{&p.Laps}, &p.Running, msInto{&p.StartedAt}, &p.StartedBy)
	}, `SELECT conference, script, laps, running, started_at, started_by FROM exercise_play WHERE conference = $1`, conference)
	if err != nil || !found {
		return Play{}, false, err
	}
	p.Marks, err = all(tx, func(s scan) (m PlayMark, err error) {
		var elapsed int64
		err = s(&m.Inject, &m.State, msInto{&m.At}, &elapsed, &m.Code)
		m.Elapsed = time.Duration(elapsed) * time.Millisecond
		return m, err
	}, `SELECT inject, state, at, elapsed, code FROM exercise_mark WHERE conference = $1 ORDER BY inject`, conference)
	return p, true, err
}

// RunningPlays lists the conferences in which the time of an exercise goes.
func (tx *Tx) RunningPlays() ([]string, error) {
	return all(tx, text, `SELECT conference FROM exercise_play WHERE running = 1 ORDER BY conference`)
}

// PutPlayMark says what became of an inject; what was said first stands.
func (tx *Tx) PutPlayMark(conference string, m PlayMark) error {
	_, err := tx.exec(`INSERT INTO exercise_mark (conference, inject, state, at, elapsed, code) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (conference, inject) DO NOTHING`, conference, m.Inject, m.State, ms(m.At), m.Elapsed.Milliseconds(), m.Code)
	return err
}
