package store

import "samverkan/internal/fault"

// Command is a command that has been carried out on a stream.
type Command struct {
	Stream string
	ID     string // given by the client
	Digest string // of the command's content, in whatever form the desk makes it; "" when what it led to is expunged
	First  int64  // seq of its first entry; 0 when it led to none
	Last   int64
}

// Repeat tells whether a command that comes again with the same id is the same one. It answers with
// journal.command-reused (Conflict) when the content differs. A command whose content is expunged counts as
// the same: there is nothing left to compare with, and it must not be carried out again.
func (c Command) Repeat(digest string) error {
	if c.Digest != "" && c.Digest != digest {
		return fault.New(fault.Conflict, "journal.command-reused", "ID", c.ID)
	}
	return nil
}

// CommandSeen gives the command of that id on the stream, if it has been carried out.
func (tx *Tx) CommandSeen(stream, id string) (c Command, found bool, err error) {
	return one(tx, func(s scan) (c Command, err error) {
		return c, s(&c.Stream, &c.ID, &c.Digest, &c.First, &c.Last)
	}, `SELECT stream, command_id, digest, first_seq, last_seq FROM command WHERE stream = $1 AND command_id = $2`, stream, id)
}

// PutCommand records that a command was carried out, in the transaction that appended its entries. It answers
// with journal.command-reused when its id is taken, whatever the content: ask [Tx.CommandSeen] first.
func (tx *Tx) PutCommand(c Command) error {
	n, err := tx.exec(`INSERT INTO command (stream, command_id, digest, first_seq, last_seq)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (stream, command_id) DO NOTHING`, c.Stream, c.ID, c.Digest, c.First, c.Last)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "journal.command-reused", "ID", c.ID)
	}
	return err
}
