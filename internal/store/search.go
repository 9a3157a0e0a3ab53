package store

import (
	"fmt"
	"strings"
	"time"
)

// Hit is one thing that has what was looked for.
type Hit struct {
	ID    string
	In    string // the conference of a decision, the area of an item
	Title string
	About string    // what tells it from others of the same name: the host, the title of the conference or area, the county
	At    time.Time // when it is, was settled, began or was changed; zero for actors
}

// Found is what was found, each kind by how well it fits: what begins so before words that do, the latest first.
type Found struct {
	Conferences, Decisions, Incidents, Areas, Items, Actors []Hit
}

// Search looks for words among what the reader may know of, at most limit of each kind. Every word must be in the title, name or
// wording.
func (tx *Tx) Search(as Reader, text string, limit int) (Found, error) {
	var out Found
	whole := strings.Join(words(text), " ")
	if whole == "" {
		return out, nil
	}
	decisions := records(as, "decision", false)
	conferences := from(`FROM conference_seen v CROSS JOIN conference c`).and(`v.actor = ? AND c.id = v.conference`, as.key())
	incidents := from(`FROM incident`)
	if !as.whole {
		incidents.and(`host_actor = ? OR id IN (SELECT c.incident FROM conference_seen v CROSS JOIN conference c WHERE v.actor = ? AND c.id = v.conference)`,
			as.actor, as.key())
	}
	for _, g := range []struct {
		into                *[]Hit
		q                   *query
		columns, has, order string
	}{
		{&out.Conferences, conferences, `c.id, '', c.title, c.host, c.starts_at`, "c.sought", `v.at DESC, c.id`},
		{&out.Decisions, decisions, `t.id, t.conference, t.wording, (SELECT x.title FROM conference x WHERE x.id = t.conference), t.settled_at`,
			"t.sought", `t.settled_at DESC, t.conference, t.id`},
		{&out.Incidents, incidents, `id, '', title, host_actor, started_at`, "sought", `started_at DESC, id`},
		{&out.Areas, from(`FROM area`).areas(as, "id"), `id, '', title, owner_actor, NULL`, "sought", `sought, id`},
		{&out.Items, from(`FROM area_item i`).areas(as, "i.area").items(as), `i.id, i.area, i.title, (SELECT a.title FROM area a WHERE a.id = i.area),
			i.changed_at`, "i.sought", `i.changed_at DESC, i.id`},
		// That an actor exists is no secret.
		{&out.Actors, from(`FROM actor`), `id, '', name, county_name, NULL`, "sought", `sort_key, id`},
	} {
		g.q.has(g.has, text)
		fits := g.q.number(fmt.Sprintf(`CASE WHEN %s LIKE ? ESCAPE '\' THEN 0 WHEN %s LIKE ? ESCAPE '\' THEN 1 ELSE 2 END`, g.has, g.has),
			[]any{escaped(whole) + "%", "% " + escaped(whole) + "%"})
		last := g.q.number(`LIMIT ?`, []any{min(max(limit, 1), MaxRows)})
		var err error
		*g.into, err = all(tx, scanHit, `SELECT `+g.columns+` `+g.q.String()+` ORDER BY `+fits+`, `+g.order+` `+last, g.q.args...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func scanHit(s scan) (h Hit, err error) { return h, s(&h.ID, &h.In, &h.Title, &h.About, msInto{&h.At}) }
