package store

import (
	"encoding/json"
	"time"
)

// Incident is a händelse, or an exercise of one, that conferences are held about.
type Incident struct {
	ID             string
	Title          string
	Exercise       bool
	RegistryNumber string // diarienummer
	HostActor      string
	Language       string // of its documents: sv, en
	StartedAt      time.Time
	EndedAt        time.Time // zero while it goes on
	Description    string
	Doc            json.RawMessage // whatever else the desk keeps about it
}

const incidentColumns = `id, title, exercise, registry_number, host_actor, language, started_at, ended_at, description, doc`

// incidentSeen: by its host, and by those who host or are invited to one of its conferences.
const incidentSeen = `($1 = 1 OR host_actor = $2 OR EXISTS (
	SELECT 1 FROM conference c WHERE c.incident = incident.id AND (c.host = $2 OR EXISTS (
		SELECT 1 FROM conference_actor a WHERE a.conference = c.id AND a.actor = $2))))`

func scanIncident(s scan) (i Incident, err error) {
	return i, s(&i.ID, &i.Title, &i.Exercise, &i.RegistryNumber, &i.HostActor, &i.Language,
		msInto{&i.StartedAt}, msInto{&i.EndedAt}, &i.Description, docInto{&i.Doc})
}

// PutIncident adds an incident or changes the one of that id.
func (tx *Tx) PutIncident(i Incident) error {
	_, err := tx.exec(`INSERT INTO incident (`+incidentColumns+`, sought) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET title = excluded.title, exercise = excluded.exercise,
		registry_number = excluded.registry_number, host_actor = excluded.host_actor, language = excluded.language,
		started_at = excluded.started_at, ended_at = excluded.ended_at, description = excluded.description, doc = excluded.doc,
		sought = excluded.sought`,
		i.ID, i.Title, flag(i.Exercise), i.RegistryNumber, i.HostActor, i.Language,
		ms(i.StartedAt), ms(i.EndedAt), i.Description, doc(i.Doc), sought(i.Title))
	if err != nil {
		return err
	}
	return tx.indexIncident(i)
}

// Incident gives the incident of an id to who may see it: the host, and the actors of its conferences. It
// answers with store.no-incident.
func (tx *Tx) Incident(as Reader, id string) (Incident, error) {
	i, found, err := one(tx, scanIncident, `SELECT `+incidentColumns+` FROM incident WHERE `+incidentSeen+` AND id = $3`,
		as.all(), as.actor, id)
	if err == nil && !found {
		err = missing("store.no-incident", id)
	}
	return i, err
}

// Incidents lists the incidents that the reader may see, the latest first.
func (tx *Tx) Incidents(as Reader) ([]Incident, error) {
	q := from(`FROM incident`)
	if !as.whole {
		q.and(`host_actor = ? OR id IN (SELECT c.incident FROM conference_seen v CROSS JOIN conference c WHERE v.actor = ? AND c.id = v.conference)`,
			as.actor, as.key())
	}
	return all(tx, scanIncident, `SELECT `+incidentColumns+` `+q.String()+` ORDER BY coalesce(started_at, 0) DESC, id`, q.args...)
}
