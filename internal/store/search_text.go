package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverkan/internal/i18n"
)

// The kinds of what can be searched for.
const (
	FoundConference = "conference"
	FoundMinutes    = "minutes"
	FoundDecision   = "decision"
	FoundNote       = "note"
	FoundMeasure    = "measure"
	FoundIncident   = "incident"
	FoundArea       = "area"
	FoundItem       = "item"
)

// Text is something that can be searched for. Who may read it follows from what it is of; what is marked in a conference is read by the
// host and the readers alone.
type Text struct {
	Kind    string
	Thing   string // its id within what it is of
	Actor   string // whose it is: who said, owns, published or hosts it
	Place   string // SCB's code of a municipality or county; the actor's when empty
	Title   string
	Also    string // words by which it is found that are not shown
	Body    string
	At      time.Time
	Secret  bool
	Readers []string // of a marked note

	labels []string // of an item's
}

// textPart is how long the parts of a text are, in bytes: what one row of the index can hold on either database, also when each word is
// another and long.
const textPart = 30_000

// row is a part of a text on its way into the index.
type textRow struct {
	Text
	part   int
	digest string
}

func (r textRow) key() string { return fmt.Sprintf("%s\x00%s\x00%d", r.Kind, r.Thing, r.part) }

// rows parts texts, and gives each part its digest.
func rowsOf(texts []Text) []textRow {
	var out []textRow
	for _, t := range texts {
		t.Title, t.Also = i18n.Normal(strings.ToValidUTF8(t.Title, " ")), i18n.Normal(strings.ToValidUTF8(t.Also, " "))
		for i, body := range parts(i18n.Normal(strings.ToValidUTF8(strings.ReplaceAll(t.Body, "\x00", " "), " "))) {
			r := textRow{Text: t, part: i}
			r.Body = body
			said, _ := json.Marshal([]any{r.Kind, r.Thing, r.part, r.Actor, r.Place, r.Title, r.Also, r.Body, ms(r.At), r.Secret, r.Readers, r.labels})
			sum := sha256.Sum256(said)
			r.digest = hex.EncodeToString(sum[:16])
			out = append(out, r)
		}
	}
	return out
}

// parts cuts a text between words. There is always one.
func parts(body string) []string {
	var out []string
	for len(body) > textPart {
		end := strings.LastIndexAny(body[:textPart], " \n\t")
		if end <= 0 {
			for end = textPart; !utf8.RuneStart(body[end]); end-- {
			}
		}
		out, body = append(out, body[:end]), body[end:]
	}
	return append(out, body)
}

// PutConferenceTexts makes these what can be found of a conference. What is the same already is left as it is.
func (tx *Tx) PutConferenceTexts(conference string, texts []Text) error {
	return tx.putTexts("conference", conference, texts)
}

// putTexts makes texts those of one thing: column is conference, area, item or incident, id whose they are.
func (tx *Tx) putTexts(column, id string, texts []Text) error {
	before, err := tx.textsOf(column, id)
	if err != nil {
		return err
	}
	rows := rowsOf(texts)
	stay := map[string]bool{}
	for _, r := range rows {
		if old, there := before[r.key()]; there && old.digest == r.digest {
			stay[r.key()] = true
		}
	}
	var gone []int64
	for key, old := range before {
		if !stay[key] {
			gone = append(gone, old.id)
		}
	}
	slices.Sort(gone)
	if err := tx.dropPlaces(gone); err != nil {
		return err
	}
	for key, old := range before {
		if stay[key] {
			continue
		}
		if _, err := tx.exec(`DELETE FROM search_text WHERE id = $1`, old.id); err != nil {
			return err
		}
		if old.kind == FoundNote {
			if err := tx.putSecretReaders(id, FoundNote, old.thing, nil); err != nil {
				return err
			}
		}
	}
	for _, r := range rows {
		if stay[r.key()] {
			continue
		}
		if err := tx.putText(column, id, r); err != nil {
			return err
		}
		if r.Kind == FoundNote && r.part == 0 {
			if err := tx.putSecretReaders(id, FoundNote, r.Thing, r.Readers); err != nil {
				return err
			}
		}
	}
	return tx.fillBlocks()
}

type keptText struct {
	id                  int64
	kind, thing, digest string
}

// textsOf gives the rows that a thing has in the index, by kind, thing and part.
func (tx *Tx) textsOf(column, id string) (map[string]keptText, error) {
	out := map[string]keptText{}
	_, err := all(tx, func(s scan) (k keptText, err error) {
		r := textRow{}
		if err := s(&k.id, &k.kind, &k.thing, &r.part, &k.digest); err != nil {
			return k, err
		}
		r.Kind, r.Thing = k.kind, k.thing
		out[r.key()] = k
		return k, nil
	}, `SELECT id, kind, thing, part, digest FROM search_text WHERE `+column+` = $1`, id)
	return out, err
}

// The id of a text: its time in milliseconds, and room for those of the same.
const idRoom = 21

// idAt is the first id of a moment.
func idAt(t time.Time) int64 {
	n := t.UnixMilli()
	if t.IsZero() || n < 0 {
		n = 0
	}
	return min(n, 1<<42-1) << idRoom
}

func (tx *Tx) putText(column, of string, r textRow) error {
	place := r.Place
	if place == "" && r.Actor != "" {
		if _, _, err := one(tx, func(s scan) (bool, error) { return true, s(&place) },
			`SELECT CASE WHEN municipality_code <> '' THEN municipality_code ELSE county_code END FROM actor WHERE id = $1`, r.Actor); err != nil {
			return err
		}
	}
	h := fnv.New32a()
	h.Write([]byte(of + "\x00" + r.key()))
	id := idAt(r.At) | int64(h.Sum32()>>(32-idRoom))
	for {
		_, taken, err := one(tx, text, `SELECT kind FROM search_text WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if !taken {
			break
		}
		id++
	}
	t := indexedText{id: id, title: r.Title, also: r.Also, body: r.Body, labels: r.labelsOf(column, of, place)}
	if _, err := tx.exec(`INSERT INTO search_text (id, kind, thing, part, `+column+`, secret, actor, place, at, digest, title, also, body, labels)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		id, r.Kind, r.Thing, r.part, of, flag(r.Secret), r.Actor, place, ms(r.At), r.digest, r.Title, r.Also, r.Body, t.labels); err != nil {
		return err
	}
	return tx.putFresh(t)
}

// filledAs takes over whether the index of another database is filled.
func (tx *Tx) filledAs(in *Tx) error {
	filled, err := in.SearchFilled()
	if err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM search_state`); err != nil || !filled {
		return err
	}
	return tx.SetSearchFilled()
}

// SearchFilled tells whether everything that was there before there was an index is in it.
func (tx *Tx) SearchFilled() (bool, error) {
	_, found, err := one(tx, func(s scan) (n int64, err error) { return n, s(&n) }, `SELECT filled FROM search_state WHERE filled = 1`)
	return found, err
}

// SetSearchFilled notes that everything is in the index.
func (tx *Tx) SetSearchFilled() error {
	if filled, err := tx.SearchFilled(); err != nil || filled {
		return err
	}
	_, err := tx.exec(`INSERT INTO search_state (filled) VALUES (1)`)
	return err
}

// ConferenceTextsAre tells whether exactly these are what can be found of a conference.
func (tx *Tx) ConferenceTextsAre(conference string, texts []Text) (bool, error) {
	return tx.textsAre("conference", conference, texts)
}

func (tx *Tx) textsAre(column, id string, texts []Text) (bool, error) {
	have, err := tx.textsOf(column, id)
	if err != nil {
		return false, err
	}
	rows := rowsOf(texts)
	for _, r := range rows {
		if have[r.key()].digest != r.digest {
			return false, nil
		}
	}
	return len(rows) == len(have), nil
}

// PlacesAre tells whether exactly what stands in plain tables, incidents, areas and items, can be found of them.
func (tx *Tx) PlacesAre() (bool, error) {
	total, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) }, `SELECT count(DISTINCT incident) + count(DISTINCT area) + count(DISTINCT item) FROM search_text WHERE conference IS NULL`)
	if err != nil {
		return false, err
	}
	differs := false
	err = tx.places(func(column, id string, t Text) error {
		same, err := tx.textsAre(column, id, []Text{t})
		total, differs = total-1, differs || !same
		return err
	})
	return total == 0 && !differs, err
}

// IndexPlaces puts in the index what stands in plain tables: incidents, areas and items.
func (tx *Tx) IndexPlaces() error {
	return tx.places(func(column, id string, t Text) error {
		if column == "item" {
			if err := tx.wantItemFile(id); err != nil {
				return err
			}
		}
		return tx.putTexts(column, id, []Text{t})
	})
}

// places tells of each incident, area and item what it can be found by.
func (tx *Tx) places(tell func(column, id string, t Text) error) error {
	incidents, err := tx.Incidents(Whole())
	if err != nil {
		return err
	}
	for _, i := range incidents {
		if err := tell("incident", i.ID, incidentText(i)); err != nil {
			return err
		}
	}
	areas, err := tx.Areas(Whole(), "")
	if err != nil {
		return err
	}
	for _, a := range areas {
		if err := tell("area", a.ID, areaText(a)); err != nil {
			return err
		}
	}
	items, err := all(tx, text, `SELECT id FROM area_item ORDER BY id`)
	if err != nil {
		return err
	}
	for _, id := range items {
		t, _, err := tx.textOfItem(id)
		if err != nil {
			return err
		}
		if err := tell("item", id, t); err != nil {
			return err
		}
	}
	return nil
}

func incidentText(i Incident) Text {
	return Text{Kind: FoundIncident, Thing: i.ID, Actor: i.HostActor, Title: i.Title, Also: i.RegistryNumber, Body: i.Description, At: i.StartedAt}
}

func areaText(a Area) Text {
	return Text{Kind: FoundArea, Thing: a.ID, Actor: a.OwnerActor, Title: a.Title}
}

func (tx *Tx) indexIncident(i Incident) error {
	return tx.putTexts("incident", i.ID, []Text{incidentText(i)})
}

func (tx *Tx) indexArea(a Area) error { return tx.putTexts("area", a.ID, []Text{areaText(a)}) }
