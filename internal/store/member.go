package store

// Member is a person who acts for an actor.
type Member struct {
	ID         string
	Name       string
	Actor      string
	SystemRole string // what the person may do in the installation as a whole; "" for most
	Function   string // what the person does at the actor; "" when nobody has said
}

const memberColumns = `id, name, actor, system_role, function`

func scanMember(s scan) (m Member, err error) {
	return m, s(&m.ID, &m.Name, &m.Actor, &m.SystemRole, &m.Function)
}

// PutMember adds a member or changes the one of that id. It answers with store.dangling when there is no such actor.
func (tx *Tx) PutMember(m Member) error {
	_, err := tx.exec(`INSERT INTO member (`+memberColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, actor = excluded.actor, system_role = excluded.system_role,
		function = excluded.function`,
		m.ID, m.Name, m.Actor, m.SystemRole, m.Function)
	return err
}

// Member gives the member of an id. It answers with store.no-member.
func (tx *Tx) Member(id string) (Member, error) {
	m, found, err := one(tx, scanMember, `SELECT `+memberColumns+` FROM member WHERE id = $1`, id)
	if err == nil && !found {
		err = missing("store.no-member", id)
	}
	return m, err
}

// Members lists the members of the reader's own actor, by name.
func (tx *Tx) Members(as Reader) ([]Member, error) {
	return all(tx, scanMember, `SELECT `+memberColumns+` FROM member
		WHERE $1 = 1 OR actor = $2 ORDER BY name, id`, as.all(), as.actor)
}

// DeleteMember removes a member. What the journal says about the person stays. It answers with store.no-member.
func (tx *Tx) DeleteMember(id string) error {
	n, err := tx.exec(`DELETE FROM member WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = missing("store.no-member", id)
	}
	return err
}
