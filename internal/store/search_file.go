package store

import (
	"strings"
	"time"

	"samverkan/internal/area"
	"samverkan/internal/filetext"
)

// FileText is what has been read out of a file.
type FileText struct {
	Digest  string
	Format  string    // as filetext names it
	ReadyAt time.Time // zero while it waits to be read
	Code    string    // fault code of what could not be read
	Cut     bool      // there was more than is kept
	Content string
}

const fileTextColumns = `digest, format, ready_at, code, cut, content`

func scanFileText(s scan) (f FileText, err error) {
	return f, s(&f.Digest, &f.Format, msInto{&f.ReadyAt}, &f.Code, &f.Cut, &f.Content)
}

// FileText gives what has been read out of a file, and whether it is one that is read.
func (tx *Tx) FileText(digest string) (FileText, bool, error) {
	return one(tx, scanFileText, `SELECT `+fileTextColumns+` FROM file_text WHERE digest = $1`, digest)
}

// FileTextWaits tells whether a file waits to be read and nobody reads it.
func (tx *Tx) FileTextWaits() (bool, error) {
	_, found, err := one(tx, text, `SELECT digest FROM file_text WHERE ready_at IS NULL AND (leased_until IS NULL OR leased_until < $1) LIMIT 1`, ms(tx.Now))
	return found, err
}

// LeaseFileText gives the file that has waited longest to be read, and false when none does. It is the caller's until a time, after which
// another may have it.
func (tx *Tx) LeaseFileText(until time.Time) (FileText, bool, error) {
	f, found, err := one(tx, scanFileText, `SELECT `+fileTextColumns+` FROM file_text WHERE ready_at IS NULL
		AND (leased_until IS NULL OR leased_until < $1) ORDER BY wanted_at, digest LIMIT 1`, ms(tx.Now))
	if err != nil || !found {
		return FileText{}, false, err
	}
	_, err = tx.exec(`UPDATE file_text SET leased_until = $1 WHERE digest = $2`, ms(until), f.Digest)
	return f, true, err
}

// PutFileText keeps what was read, and puts it in the index with the items that have the file as their newest. What has been removed
// meanwhile is not kept.
func (tx *Tx) PutFileText(f FileText) error {
	n, err := tx.exec(`UPDATE file_text SET ready_at = $1, leased_until = NULL, code = $2, cut = $3, content = $4 WHERE digest = $5`,
		ms(tx.Now), f.Code, flag(f.Cut), strings.ReplaceAll(strings.ToValidUTF8(f.Content, " "), "\x00", " "), f.Digest)
	if err != nil || n == 0 {
		return err
	}
	return tx.indexFile(f.Digest)
}

// DeleteFileText forgets what was read out of a file, in the index too.
func (tx *Tx) DeleteFileText(digest string) error {
	if _, err := tx.exec(`DELETE FROM file_text WHERE digest = $1`, digest); err != nil {
		return err
	}
	return tx.indexFile(digest)
}

// indexFile puts the items anew in the index that have a file.
func (tx *Tx) indexFile(digest string) error {
	items, err := all(tx, text, `SELECT DISTINCT item FROM area_item_version WHERE digest = $1 ORDER BY item`, digest)
	if err != nil {
		return err
	}
	for _, id := range items {
		if err := tx.indexItem(id); err != nil {
			return err
		}
	}
	return nil
}

// wantItemFile asks for the newest file of an item to be read, when it is of a kind that is.
func (tx *Tx) wantItemFile(item string) error {
	v, found, err := tx.newestVersion(item)
	if err != nil || !found {
		return err
	}
	format := filetext.Format(v.FileName, v.MediaType)
	if format == "" {
		return nil
	}
	_, err = tx.exec(`INSERT INTO file_text (digest, format, wanted_at, code, cut, content) VALUES ($1, $2, $3, '', 0, '')
		ON CONFLICT (digest) DO NOTHING`, v.Digest, format, ms(tx.Now))
	return err
}

func (tx *Tx) newestVersion(item string) (ItemVersion, bool, error) {
	return one(tx, scanVersion, `SELECT `+versionColumns+` FROM area_item_version v WHERE v.item = $1 ORDER BY v.version DESC LIMIT 1`, item)
}

// indexItem puts an item in the index as it is now.
func (tx *Tx) indexItem(id string) error {
	i, found, err := one(tx, scanItem, `SELECT `+itemColumns+` FROM area_item i WHERE i.id = $1`, id)
	if err != nil || !found {
		return err
	}
	changed, _, err := one(tx, moment, `SELECT changed_at FROM area_item WHERE id = $1`, id)
	if err != nil {
		return err
	}
	v, _, err := tx.newestVersion(id)
	if err != nil {
		return err
	}
	file, _, err := tx.FileText(v.Digest)
	if err != nil {
		return err
	}
	detail, err := area.ReadDetail(i.Detail)
	if err != nil {
		return err
	}
	return tx.putTexts("item", id, []Text{itemText(i, v, file, changed, detail)})
}

// itemText is what an item can be found by: everything in it that can be read as text. What was said of it, and what it said before, it
// is not found by. It is of the moment and the place that it tells of, where it does.
func itemText(i Item, v ItemVersion, file FileText, changed time.Time, detail area.Detail) Text {
	at := changed
	if !i.OccurredAt.IsZero() {
		at = i.OccurredAt
	}
	var body []string
	for _, s := range []string{i.Text, detail.Words(), file.Content} {
		if s != "" {
			body = append(body, s)
		}
	}
	return Text{Kind: FoundItem, Thing: i.ID, Actor: i.CreatedByActor, Place: i.Place, Title: i.Title, At: at,
		Also: strings.Join(append([]string{v.FileName, i.Folder}, i.Tags...), "\n"),
		Body: strings.Join(body, "\n")}
}
