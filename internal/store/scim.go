package store

import "time"

// ScimUser is what an actor's own register of people says of a member besides what is kept of all.
type ScimUser struct {
	Member     string
	ExternalID string
	GivenName  string
	FamilyName string
	PutIn      string // the groups that the register has put it in, with a space between
	PutRole    string // the role that they came to; when the member has another, they hold no longer
	Removed    time.Time
}

const scimUserColumns = `member, external_id, given_name, family_name, put_in, put_role, removed_at`

func scanScimUser(s scan) (u ScimUser, err error) {
	return u, s(&u.Member, &u.ExternalID, &u.GivenName, &u.FamilyName, &u.PutIn, &u.PutRole, msInto{&u.Removed})
}

// PutScimUser keeps what the register says of a member. It answers with store.dangling when there is no such member.
func (tx *Tx) PutScimUser(u ScimUser) error {
	_, err := tx.exec(`INSERT INTO scim_user (`+scimUserColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (member) DO UPDATE SET external_id = excluded.external_id, given_name = excluded.given_name,
		family_name = excluded.family_name, put_in = excluded.put_in, put_role = excluded.put_role, removed_at = excluded.removed_at`,
		u.Member, u.ExternalID, u.GivenName, u.FamilyName, u.PutIn, u.PutRole, ms(u.Removed))
	return err
}

// ScimUser gives what the register says of a member, and whether it says anything.
func (tx *Tx) ScimUser(member string) (ScimUser, bool, error) {
	return one(tx, scanScimUser, `SELECT `+scimUserColumns+` FROM scim_user WHERE member = $1`, member)
}

// ScimUsers lists what the register of an actor says of its members.
func (tx *Tx) ScimUsers(actor string) ([]ScimUser, error) {
	return all(tx, scanScimUser, `SELECT `+scimUserColumns+` FROM scim_user
		WHERE EXISTS (SELECT 1 FROM member m WHERE m.id = scim_user.member AND m.actor = $1) ORDER BY member`, actor)
}

// PutScimGroup keeps what the register of an actor calls a role; "" forgets it.
func (tx *Tx) PutScimGroup(actor, role, external string) error {
	if external == "" {
		_, err := tx.exec(`DELETE FROM scim_group WHERE actor = $1 AND role = $2`, actor, role)
		return err
	}
	_, err := tx.exec(`INSERT INTO scim_group (actor, role, external_id) VALUES ($1, $2, $3)
		ON CONFLICT (actor, role) DO UPDATE SET external_id = excluded.external_id`, actor, role, external)
	return err
}

// ScimGroups gives what the register of an actor calls the roles.
func (tx *Tx) ScimGroups(actor string) (map[string]string, error) {
	out := map[string]string{}
	_, err := all(tx, func(s scan) (x struct{}, err error) {
		var role, external string
		err = s(&role, &external)
		out[role] = external
		return x, err
	}, `SELECT role, external_id FROM scim_group WHERE actor = $1`, actor)
	return out, err
}

// ActorTokens lists every token of an actor's that has a scope, ended or not, the latest first.
func (tx *Tx) ActorTokens(actor, scope string) ([]Token, error) {
	return all(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token WHERE actor = $1 AND scope = $2 ORDER BY created_at DESC, id DESC`, actor, scope)
}
