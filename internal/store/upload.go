package store

import "time"

// Upload is a file that comes in pieces.
type Upload struct {
	ID        string
	Member    string // who sends it
	Actor     string // for which actor
	Purpose   string // what it is to become
	Place     string // the conference or area that it is for
	Name      string // as its sender calls it
	MediaType string // as its sender says
	Length    int64  // bytes; -1 until it has been told
	Deferred  bool   // its length was not known when it was begun
	StartsAt  time.Time
	CreatedAt time.Time
	ExpiresAt time.Time
	Size      int64  // bytes that had come with its last piece
	Digest    string // "" until it is whole
}

const uploadColumns = `id, member, actor, purpose, place, name, media_type, COALESCE(length, -1), deferred, starts_at, created_at, expires_at, size, digest`

func readUpload(s scan) (u Upload, err error) {
	return u, s(&u.ID, &u.Member, &u.Actor, &u.Purpose, &u.Place, &u.Name, &u.MediaType, &u.Length, &u.Deferred, msInto{&u.StartsAt},
		msInto{&u.CreatedAt}, msInto{&u.ExpiresAt}, &u.Size, &u.Digest)
}

// PutUpload begins an upload, or keeps how one has come along: its length, size, digest and when it expires.
func (tx *Tx) PutUpload(u Upload) error {
	var length any
	if u.Length >= 0 {
		length = u.Length
	}
	_, err := tx.exec(`INSERT INTO upload (id, member, actor, purpose, place, name, media_type, length, deferred, starts_at, created_at, expires_at,
		size, digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET length = excluded.length, size = excluded.size, digest = excluded.digest, expires_at = excluded.expires_at`,
		u.ID, u.Member, u.Actor, u.Purpose, u.Place, u.Name, u.MediaType, length, flag(u.Deferred), ms(u.StartsAt), ms(u.CreatedAt), ms(u.ExpiresAt),
		u.Size, u.Digest)
	return err
}

// Upload gives an upload.
func (tx *Tx) Upload(id string) (Upload, bool, error) {
	return one(tx, readUpload, `SELECT `+uploadColumns+` FROM upload WHERE id = $1`, id)
}

// UploadsUnder gives the uploads of an actor that are not whole.
func (tx *Tx) UploadsUnder(actor string) ([]Upload, error) {
	return all(tx, readUpload, `SELECT `+uploadColumns+` FROM upload WHERE actor = $1 AND digest = '' ORDER BY id`, actor)
}

// ExpiredUploads gives the uploads whose time was up at a moment.
func (tx *Tx) ExpiredUploads(at time.Time) ([]Upload, error) {
	return all(tx, readUpload, `SELECT `+uploadColumns+` FROM upload WHERE expires_at <= $1 ORDER BY expires_at, id`, ms(at))
}

// DropUpload forgets an upload; one that is not there is forgotten already.
func (tx *Tx) DropUpload(id string) error {
	_, err := tx.exec(`DELETE FROM upload WHERE id = $1`, id)
	return err
}
