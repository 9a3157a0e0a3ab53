package store

import (
	"fmt"
	"strings"
	"time"
)

// Hit is an actor that has what was looked for.
type Hit struct {
	ID    string
	In    string // nothing
	Title string
	About string // what tells it from others of the same name: the county
	At    time.Time
}

// FindActors looks for words among the names of actors, at most limit of them: what begins so before words that do. That an actor exists
// is no secret. Everything else is found by [Tx.Find].
func (tx *Tx) FindActors(text string, limit int) ([]Hit, error) {
	whole := strings.Join(words(text), " ")
	if whole == "" {
		return nil, nil
	}
	q := from(`FROM actor`).has("sought", text)
	fits := q.number(`CASE WHEN sought LIKE ? ESCAPE '\' THEN 0 WHEN sought LIKE ? ESCAPE '\' THEN 1 ELSE 2 END`,
		[]any{escaped(whole) + "%", "% " + escaped(whole) + "%"})
	last := q.number(`LIMIT ?`, []any{min(max(limit, 1), MaxRows)})
	return all(tx, func(s scan) (h Hit, err error) { return h, s(&h.ID, &h.In, &h.Title, &h.About, msInto{&h.At}) },
		fmt.Sprintf(`SELECT id, '', name, county_name, NULL %s ORDER BY %s, sort_key, id %s`, q, fits, last), q.args...)
}
