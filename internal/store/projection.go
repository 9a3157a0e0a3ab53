package store

// TruncateProjections empties what is made from the journal: conferences with their actors and dependencies,
// measures and decisions, and inquiries. The caller replays the journal and puts them again in the same transaction, so that
// nobody sees them empty.
func (tx *Tx) TruncateProjections() error {
	// what refers to a conference goes with it
	if _, err := tx.exec(`DELETE FROM conference`); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM inquiry`); err != nil {
		return err
	}
	return tx.remakeIndex() // of what else is in it
}

// ClearConference removes what is made from one conference's stream, its measures and decisions among it.
func (tx *Tx) ClearConference(id string) error {
	if err := tx.dropTextsOf("conference", id); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM conference WHERE id = $1`, id); err != nil {
		return err
	}
	return tx.fillBlocks()
}

// ClearRecord removes the measures and decisions that are made from one conference's stream. The conference itself, who is in it and what
// it can be found by stay: the caller puts them in the same transaction, and they are written where they are not the same any more.
// Taking every word out of the full-text index and putting it back would be most of the work.
func (tx *Tx) ClearRecord(id string) error {
	for _, query := range []string{`DELETE FROM measure WHERE conference = $1`, `DELETE FROM decision WHERE conference = $1`} {
		if _, err := tx.exec(query, id); err != nil {
			return err
		}
	}
	_, err := tx.exec(`DELETE FROM secret_reader WHERE conference = $1 AND kind <> $2`, id, FoundNote)
	return err
}

// DeleteMeasure takes a measure out of the projection.
func (tx *Tx) DeleteMeasure(conference, id string) error {
	if err := tx.putSecretReaders(conference, "measure", id, nil); err != nil {
		return err
	}
	_, err := tx.exec(`DELETE FROM measure WHERE conference = $1 AND id = $2`, conference, id)
	return err
}

// DeleteDecision takes a decision out of the projection.
func (tx *Tx) DeleteDecision(conference, id string) error {
	if err := tx.putSecretReaders(conference, "decision", id, nil); err != nil {
		return err
	}
	_, err := tx.exec(`DELETE FROM decision WHERE conference = $1 AND id = $2`, conference, id)
	return err
}
