package store

import "time"

// Transcription is a recording that a machine is to write down.
type Transcription struct {
	Conference string
	Digest     string
	AskedAt    time.Time
	AskedBy    string // member
	NextAt     time.Time
	Attempts   int
	DoneAt     time.Time // zero until it is done or given up
	Code       string    // fault code of the last try; "" when it went well
}

const transcriptionColumns = `conference, digest, asked_at, asked_by, next_at, attempts, done_at, code`

func scanTranscription(s scan) (t Transcription, err error) {
	var attempts int64
	err = s(&t.Conference, &t.Digest, msInto{&t.AskedAt}, &t.AskedBy, msInto{&t.NextAt}, &attempts, msInto{&t.DoneAt}, &t.Code)
	t.Attempts = int(attempts)
	return t, err
}

// PutTranscription keeps what is to be written down, and how it goes. Nobody has it any longer after that.
func (tx *Tx) PutTranscription(t Transcription) error {
	_, err := tx.exec(`INSERT INTO transcription (`+transcriptionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (conference, digest) DO UPDATE SET asked_at = excluded.asked_at, asked_by = excluded.asked_by, next_at = excluded.next_at,
		attempts = excluded.attempts, done_at = excluded.done_at, code = excluded.code, leased_until = NULL`,
		t.Conference, t.Digest, ms(t.AskedAt), t.AskedBy, ms(t.NextAt), t.Attempts, ms(t.DoneAt), t.Code)
	return err
}

// LeaseTranscription gives what is due and has waited longest, and false when nothing is. It is the caller's until a time.
func (tx *Tx) LeaseTranscription(until time.Time) (Transcription, bool, error) {
	t, found, err := one(tx, scanTranscription, `SELECT `+transcriptionColumns+` FROM transcription WHERE done_at IS NULL AND next_at <= $1
		AND (leased_until IS NULL OR leased_until < $1) ORDER BY next_at, conference, digest LIMIT 1`, ms(tx.Now))
	if err != nil || !found {
		return Transcription{}, false, err
	}
	_, err = tx.exec(`UPDATE transcription SET leased_until = $1 WHERE conference = $2 AND digest = $3`, ms(until), t.Conference, t.Digest)
	return t, true, err
}

// Transcriptions gives what of a conference a machine was asked to write down.
func (tx *Tx) Transcriptions(conference string) ([]Transcription, error) {
	return all(tx, scanTranscription, `SELECT `+transcriptionColumns+` FROM transcription WHERE conference = $1 ORDER BY asked_at, digest`, conference)
}

// DeleteTranscriptions forgets what a machine was asked to write down of a recording.
func (tx *Tx) DeleteTranscriptions(digest string) error {
	_, err := tx.exec(`DELETE FROM transcription WHERE digest = $1`, digest)
	return err
}

// TranscriptionWaits tells whether anything is due that nobody has.
func (tx *Tx) TranscriptionWaits() (bool, error) {
	_, found, err := one(tx, text, `SELECT digest FROM transcription WHERE done_at IS NULL AND next_at <= $1
		AND (leased_until IS NULL OR leased_until < $1) LIMIT 1`, ms(tx.Now))
	return found, err
}
