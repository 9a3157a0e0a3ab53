package store

import (
	"encoding/json"
	"time"
)

// MemberSettings gives what a member has chosen, by name.
func (tx *Tx) MemberSettings(member string) (map[string]string, error) {
	type row struct{ name, value string }
	rows, err := all(tx, func(s scan) (r row, err error) { return r, s(&r.name, &r.value) },
		`SELECT name, value FROM member_setting WHERE member = $1 ORDER BY name`, member)
	out := map[string]string{}
	for _, r := range rows {
		out[r.name] = r.value
	}
	return out, err
}

// PutMemberSetting keeps what a member has chosen; an empty value takes the choice back. It answers with store.dangling when there is
// no such member.
func (tx *Tx) PutMemberSetting(member, name, value string) error {
	if value == "" {
		_, err := tx.exec(`DELETE FROM member_setting WHERE member = $1 AND name = $2`, member, name)
		return err
	}
	_, err := tx.exec(`INSERT INTO member_setting (member, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (member, name) DO UPDATE SET value = excluded.value`, member, name, value)
	return err
}

// Template is an actor's own agenda or texts.
type Template struct {
	Actor, ID string
	Kind      string
	Name      string
	Lang      string
	Body      json.RawMessage
	UpdatedAt time.Time
	UpdatedBy string // member
	Revision  int    // counts the changes, from 1
}

const templateColumns = `actor, id, kind, name, lang, body, updated_at, updated_by, revision`

func scanTemplate(s scan) (t Template, err error) {
	return t, s(&t.Actor, &t.ID, &t.Kind, &t.Name, &t.Lang, docInto{&t.Body}, msInto{&t.UpdatedAt}, &t.UpdatedBy, &t.Revision)
}

// PutTemplate adds a template or changes the actor's one of that id. It answers with store.dangling when the actor does not exist.
func (tx *Tx) PutTemplate(t Template) error {
	_, err := tx.exec(`INSERT INTO template (`+templateColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (actor, id) DO UPDATE SET kind = excluded.kind, name = excluded.name, lang = excluded.lang, body = excluded.body,
		updated_at = excluded.updated_at, updated_by = excluded.updated_by, revision = excluded.revision`,
		t.Actor, t.ID, t.Kind, t.Name, t.Lang, doc(t.Body), ms(t.UpdatedAt), t.UpdatedBy, t.Revision)
	return err
}

// Template gives an actor's template of an id. It answers with store.no-template, to other actors too.
func (tx *Tx) Template(as Reader, actor, id string) (Template, error) {
	t, found, err := one(tx, scanTemplate, `SELECT `+templateColumns+` FROM template WHERE ($1 = 1 OR actor = $2) AND actor = $3 AND id = $4`,
		as.all(), as.actor, actor, id)
	if err == nil && !found {
		err = missing("store.no-template", id)
	}
	return t, err
}

// Templates lists the reader's templates by kind and name.
func (tx *Tx) Templates(as Reader) ([]Template, error) {
	return all(tx, scanTemplate, `SELECT `+templateColumns+` FROM template WHERE $1 = 1 OR actor = $2 ORDER BY kind, name, actor, id`,
		as.all(), as.actor)
}

// DeleteTemplate removes an actor's template; one that is not there is no fault.
func (tx *Tx) DeleteTemplate(actor, id string) error {
	_, err := tx.exec(`DELETE FROM template WHERE actor = $1 AND id = $2`, actor, id)
	return err
}
