package store

// Wanting is a member who has said how to be told of things, or has a browser that takes pushes.
type Wanting struct {
	Member     string
	Actor      string
	SystemRole string
	Login      string
	Devices    bool
	Settings   map[string]string // all that the member has chosen, by name
}

// Wanting lists the members of an actor, or with "" of all, who may sign in and have a browser that takes pushes or a setting whose name
// begins in a certain way.
func (tx *Tx) Wanting(actor, begins string) ([]Wanting, error) {
	list, err := all(tx, func(s scan) (w Wanting, err error) {
		return w, s(&w.Member, &w.Actor, &w.SystemRole, &w.Login, &w.Devices)
	}, `SELECT m.id, m.actor, m.system_role, a.login, CASE WHEN EXISTS (SELECT 1 FROM push_subscription p WHERE p.member = m.id) THEN 1 ELSE 0 END
		FROM member m JOIN account a ON a.member = m.id
		WHERE ($1 = '' OR m.actor = $1) AND a.disabled_at IS NULL AND (EXISTS (SELECT 1 FROM push_subscription p WHERE p.member = m.id)
		OR EXISTS (SELECT 1 FROM member_setting s WHERE s.member = m.id AND substr(s.name, 1, $2) = $3)) ORDER BY m.actor, m.id`,
		actor, len(begins), begins)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	type row struct{ member, name, value string }
	rows, err := all(tx, func(s scan) (r row, err error) { return r, s(&r.member, &r.name, &r.value) },
		`SELECT s.member, s.name, s.value FROM member_setting s JOIN member m ON m.id = s.member WHERE $1 = '' OR m.actor = $1`, actor)
	at := map[string]int{}
	for i := range list {
		list[i].Settings, at[list[i].Member] = map[string]string{}, i
	}
	for _, r := range rows {
		if i, ok := at[r.member]; ok {
			list[i].Settings[r.name] = r.value
		}
	}
	return list, err
}
