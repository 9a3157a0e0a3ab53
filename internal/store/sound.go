package store

import (
	"encoding/json"
	"time"
)

// Sound is what has been read out of a recording.
type Sound struct {
	Digest  string
	ReadyAt time.Time       // zero while it is waiting to be read
	Code    string          // fault code of what could not be read; "" when all could
	Info    json.RawMessage // what it is and how long
	Per     time.Duration   // what each byte of Peaks is the loudest of; milliseconds in the column
	Peaks   []byte
	Head    []byte // what stands before the bytes from From to To when it is played; none when it is good as it is
	From    int64
	To      int64
}

// WantSound asks for a recording to be read, when it has not been and has not been asked for.
func (tx *Tx) WantSound(digest string) error {
	_, err := tx.exec(`INSERT INTO sound (digest, wanted_at, code, info, per, head_from, head_to) VALUES ($1, $2, '', '{}', 0, 0, 0)
		ON CONFLICT (digest) DO NOTHING`, digest, ms(tx.Now))
	return err
}

// LeaseSound gives the recording that has waited longest, and false when none does. It is the caller's until a time, after which
// another may have it: whoever was reading is gone.
func (tx *Tx) LeaseSound(until time.Time) (digest string, found bool, err error) {
	digest, found, err = one(tx, text, `SELECT digest FROM sound WHERE ready_at IS NULL AND (leased_until IS NULL OR leased_until < $1)
		ORDER BY wanted_at, digest LIMIT 1`, ms(tx.Now))
	if err != nil || !found {
		return "", false, err
	}
	_, err = tx.exec(`UPDATE sound SET leased_until = $1 WHERE digest = $2`, ms(until), digest)
	return digest, true, err
}

// PutSound keeps what was read. What is no longer asked for, because it has been removed meanwhile, is not kept.
func (tx *Tx) PutSound(s Sound) error {
	_, err := tx.exec(`UPDATE sound SET ready_at = $1, leased_until = NULL, code = $2, info = $3, per = $4, peaks = $5, head = $6, head_from = $7,
		head_to = $8 WHERE digest = $9`, ms(tx.Now), s.Code, doc(s.Info), s.Per.Milliseconds(), s.Peaks, s.Head, s.From, s.To, s.Digest)
	return err
}

// Sound gives what has been read out of a recording, and whether it has been asked for.
func (tx *Tx) Sound(digest string) (Sound, bool, error) {
	return one(tx, func(s scan) (x Sound, err error) {
		var per int64
		err = s(&x.Digest, msInto{&x.ReadyAt}, &x.Code, docInto{&x.Info}, &per, &x.Peaks, &x.Head, &x.From, &x.To)
		x.Per = time.Duration(per) * time.Millisecond
		return x, err
	}, `SELECT digest, ready_at, code, info, per, peaks, head, head_from, head_to FROM sound WHERE digest = $1`, digest)
}

// DeleteSound forgets what was read out of a recording.
func (tx *Tx) DeleteSound(digest string) error {
	_, err := tx.exec(`DELETE FROM sound WHERE digest = $1`, digest)
	return err
}

// FreeSounds gives back what nobody reads any more: for the only service of a database, when it begins.
func (tx *Tx) FreeSounds() error {
	for _, table := range []string{"sound", "transcription", "file_text"} {
		if _, err := tx.exec(`UPDATE ` + table + ` SET leased_until = NULL WHERE leased_until IS NOT NULL`); err != nil {
			return err
		}
	}
	return nil
}

// SoundWaits tells whether a recording waits to be read and nobody reads it.
func (tx *Tx) SoundWaits() (bool, error) {
	_, found, err := one(tx, text, `SELECT digest FROM sound WHERE ready_at IS NULL AND (leased_until IS NULL OR leased_until < $1) LIMIT 1`, ms(tx.Now))
	return found, err
}

// SoundDigests lists the recordings that have been read or are to be.
func (tx *Tx) SoundDigests() ([]string, error) {
	return all(tx, text, `SELECT digest FROM sound ORDER BY digest`)
}
