package store

// Actor is an organisation that can take part in conferences.
type Actor struct {
	ID               string
	Name             string
	ShortName        string
	Kind             string // kommun, region, myndighet …
	Level            string // lokal, regional, nationell
	CountyCode       string // two digits, SCB
	CountyName       string
	MunicipalityCode string // four digits, SCB
	SortKey          []byte // puts the names in the order of the alphabet when compared byte by byte
}

// ActorFilter narrows a list of actors; empty fields do not.
type ActorFilter struct {
	Kind, Level, CountyCode, MunicipalityCode string
}

const actorColumns = `id, name, short_name, kind, level, county_code, county_name, municipality_code, sort_key`

func scanActor(s scan) (a Actor, err error) {
	return a, s(&a.ID, &a.Name, &a.ShortName, &a.Kind, &a.Level, &a.CountyCode, &a.CountyName, &a.MunicipalityCode, &a.SortKey)
}

// PutActor adds an actor or changes the one of that id.
func (tx *Tx) PutActor(a Actor) error {
	key := a.SortKey
	if key == nil {
		key = []byte(a.Name)
	}
	_, err := tx.exec(`INSERT INTO actor (`+actorColumns+`, sought) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
		level = excluded.level, county_code = excluded.county_code, county_name = excluded.county_name,
		municipality_code = excluded.municipality_code, sort_key = excluded.sort_key,
		sought = excluded.sought`,
		a.ID, a.Name, a.ShortName, a.Kind, a.Level, a.CountyCode, a.CountyName, a.MunicipalityCode, key, sought(a.Name+" "+a.ShortName))
	return err
}

// Actor gives the actor of an id. It answers with store.no-actor.
func (tx *Tx) Actor(id string) (Actor, error) {
	a, found, err := one(tx, scanActor, `SELECT `+actorColumns+` FROM actor WHERE id = $1`, id)
	if err == nil && !found {
		err = missing("store.no-actor", id)
	}
	return a, err
}

// Actors lists actors in the order of the alphabet. That an actor exists is no secret.
func (tx *Tx) Actors(f ActorFilter) ([]Actor, error) {
	return all(tx, scanActor, `SELECT `+actorColumns+` FROM actor
		WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR level = $2) AND ($3 = '' OR county_code = $3)
		AND ($4 = '' OR municipality_code = $4)
		ORDER BY sort_key, id`, f.Kind, f.Level, f.CountyCode, f.MunicipalityCode)
}

// DeleteActor removes an actor. It answers with store.no-actor, and with store.dangling when members, rosters or
// areas still name it.
func (tx *Tx) DeleteActor(id string) error {
	n, err := tx.exec(`DELETE FROM actor WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = missing("store.no-actor", id)
	}
	return err
}
