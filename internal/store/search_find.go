package store

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"samverkan/internal/fault"
	"samverkan/internal/finding"
)

// SearchQuery is what somebody looks for; empty fields do not narrow it.
type SearchQuery struct {
	Text     string // words, "phrases" and -words, see [finding.Parse]
	Kind     string // one of the kinds of texts, or of items
	Actor    string // whose it is
	Tag      string // of an item
	Folder   string // of an item, with the folders in it
	Place    string // SCB's code of a municipality, or of a county with its municipalities
	Incident string
	Area     string
	From, To time.Time // To is not included
	PerKind  int       // the most of each kind; 0 for a page of all
	Page
}

// asks tells whether anything is asked for.
func (f SearchQuery) asks() bool {
	return f.Kind+f.Actor+f.Tag+f.Folder+f.Place+f.Incident+f.Area != "" || !f.From.IsZero() || !f.To.IsZero()
}

// Match is something that was found.
type Match struct {
	Kind  string
	ID    string
	In    string // the conference, or the area of an item
	Actor string
	Title []finding.Piece // or the place in it where it stands, of what has no title
	About string          // the title of the conference or area that it is in
	Text  []finding.Piece
	At    time.Time
	// Secret tells that it is marked, and that the reader may read it all the same.
	Secret bool
	// Unread is why the file of an item could not be read; "" when it was, or there is none that is.
	Unread string

	id int64
}

// Facets is what there is among what was found, each with how much there is of it, the most first.
type Facets struct {
	Kinds, Actors, Tags, Folders, Places []Count
}

// Matches is what was found: what has every word in one of its forms first, then what begins so, then what has it inside a long word; the latest first of
// each.
type Matches struct {
	Matches []Match
	Total   int
	More    bool // there is more than Total, which is as far as was looked
	Facets
}

// How far is looked: what many texts answer takes the same time in a large installation as in a small, and nobody goes through more. For a page is looked
// some pages further than it.
const (
	firstMatches = 200
	mostMatches  = 1000
)

// most is how far is looked.
func (f SearchQuery) most() int {
	if f.PerKind > 0 {
		return firstMatches
	}
	limit, offset := f.bounds()
	return min(offset+max(limit, firstMatches), mostMatches)
}

// snippet is how many characters of a text are shown.
const snippet = 200

// hit is a match before its texts have been read.
type hit struct {
	Match
	key, place, folder string
	tags               string
	number             int64  // by which it was asked for
	title, also, body  string // when they are needed to tell whether it answers
}

// Find looks for something among what the reader may read. Nothing else is counted or told of.
func (tx *Tx) Find(as Reader, f SearchQuery) (Matches, error) {
	asked := finding.Parse(f.Text)
	if asked.Empty() && (!f.asks() || strings.TrimSpace(f.Text) != "") {
		return Matches{}, nil
	}
	hits, more, err := tx.hits(as, f, asked)
	if err != nil {
		return Matches{}, err
	}
	out := Matches{Total: len(hits), More: more}
	if out.Facets, err = facetsOf(hits); err != nil {
		return out, err
	}
	for _, h := range chosen(hits, f) {
		if err := tx.read(&h.Match, asked); err != nil {
			return out, err
		}
		out.Matches = append(out.Matches, h.Match)
	}
	return out, nil
}

func scanSearchHit(s scan) (h hit, err error) {
	err = s(&h.number, &h.id, &h.Kind, &h.ID, &h.In, &h.Actor, &h.place, &h.folder, &h.tags, msInto{&h.At}, &h.Secret, &h.title, &h.also, &h.body)
	h.key = h.Kind + "\x00" + h.In + "\x00" + h.ID
	return h, err
}

// texts adds the condition that the reader may read a text, as t, with the item that it may be of, as i: the same conditions as for the lists of each.
func (q *query) texts(as Reader) *query {
	if as.whole {
		return q
	}
	parts := []string{
		q.number(`t.conference IS NOT NULL AND EXISTS (SELECT 1 FROM conference_seen v WHERE v.conference = t.conference AND v.actor = ?
			AND (t.secret = 0 OR v.hosts = 1 OR EXISTS (SELECT 1 FROM secret_reader r WHERE r.conference = t.conference AND r.kind = t.kind AND r.id = t.thing
			AND r.actor = ?)))`, []any{as.key(), as.actor}),
		q.taken(func() { q.and(`t.item IS NOT NULL`).areas(as, "i.area").items(as) }),
		q.taken(func() { q.and(`t.area IS NOT NULL`).areas(as, "t.area") }),
		q.number(`t.incident IS NOT NULL AND EXISTS (SELECT 1 FROM incident n WHERE n.id = t.incident AND (n.host_actor = ? OR n.id IN (
			SELECT c.incident FROM conference_seen v CROSS JOIN conference c WHERE v.actor = ? AND c.id = v.conference)))`, []any{as.actor, as.key()}),
	}
	q.conds = append(q.conds, "(("+strings.Join(parts, ") OR (")+"))")
	return q
}

// taken gives the conditions that a function adds, as one that is not added.
func (q *query) taken(add func()) string {
	n := len(q.conds)
	add()
	cond := strings.Join(q.conds[n:], " AND ")
	q.conds = q.conds[:n]
	return cond
}

// chosen gives the page that is wanted, or so many of each kind.
func chosen(hits []hit, f SearchQuery) []hit {
	if f.PerKind > 0 {
		var out []hit
		count := map[string]int{}
		for _, h := range hits {
			if count[h.Kind]++; count[h.Kind] <= f.PerKind {
				out = append(out, h)
			}
		}
		return out
	}
	limit, offset := f.bounds()
	offset = min(offset, len(hits))
	return hits[offset:min(offset+limit, len(hits))]
}

// read fills in what is shown of a match.
func (tx *Tx) read(m *Match, asked finding.Query) error {
	var title, body string
	_, _, err := one(tx, func(s scan) (bool, error) { return true, s(&title, &body, &m.About, &m.Unread) },
		`SELECT t.title, t.body, coalesce((SELECT c.title FROM conference c WHERE c.id = t.conference), (SELECT a.title FROM area a WHERE a.id = i.area), ''),
			coalesce((SELECT x.code FROM area_item_version w JOIN file_text x ON x.digest = w.digest WHERE w.item = t.item AND w.version =
			(SELECT max(y.version) FROM area_item_version y WHERE y.item = t.item)), '')
		FROM search_text t LEFT JOIN area_item i ON i.id = t.item WHERE t.id = $1`, m.id)
	if err != nil {
		return err
	}
	m.Title, m.Text = asked.Mark(title), asked.Snippet(body, snippet)
	if title == "" { // what it says is what it is called
		if m.Title, m.Text = m.Text, nil; m.Title == nil {
			m.Title = asked.Start(body, snippet)
		}
	}
	return nil
}

// facetsOf counts what there is among what was found.
func facetsOf(hits []hit) (Facets, error) {
	var kinds, actors, tags, folders, places = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, h := range hits {
		kinds[h.Kind]++
		if h.Actor != "" {
			actors[h.Actor]++
		}
		if h.place != "" {
			places[h.place]++
		}
		if h.folder != "" {
			folders[h.folder]++
		}
		var of []string
		if err := json.Unmarshal([]byte(h.tags), &of); err != nil {
			return Facets{}, fault.Wrap(err, fault.Unavailable, "store.corrupt")
		}
		for _, t := range of {
			tags[t]++
		}
	}
	return Facets{Kinds: counted(kinds), Actors: counted(actors), Tags: counted(tags), Folders: counted(folders), Places: counted(places)}, nil
}

// mostFacets is how many values of a facet are told of.
const mostFacets = 30

func counted(set map[string]int) []Count {
	out := make([]Count, 0, len(set))
	for _, v := range slices.Sorted(maps.Keys(set)) {
		out = append(out, Count{v, set[v]})
	}
	slices.SortStableFunc(out, func(a, b Count) int { return b.Items - a.Items })
	return out[:min(len(out), mostFacets)]
}

// SavedSearch is a search that somebody has given a name.
type SavedSearch struct {
	ID, Member, Name string
	Asked            string // as in the address of the page
	SavedAt          time.Time
}

// PutSavedSearch keeps a search.
func (tx *Tx) PutSavedSearch(x SavedSearch) error {
	_, err := tx.exec(`INSERT INTO saved_search (id, member, name, asked, saved_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, asked = excluded.asked`, x.ID, x.Member, x.Name, x.Asked, ms(x.SavedAt))
	return err
}

// SavedSearches lists a member's searches, by name.
func (tx *Tx) SavedSearches(member string) ([]SavedSearch, error) {
	return all(tx, func(s scan) (x SavedSearch, err error) {
		return x, s(&x.ID, &x.Member, &x.Name, &x.Asked, msInto{&x.SavedAt})
	},
		`SELECT id, member, name, asked, saved_at FROM saved_search WHERE member = $1 ORDER BY name, id`, member)
}

// DeleteSavedSearch removes a member's search, and tells whether it had it.
func (tx *Tx) DeleteSavedSearch(member, id string) (bool, error) {
	n, err := tx.exec(`DELETE FROM saved_search WHERE member = $1 AND id = $2`, member, id)
	return n > 0, err
}

// News is something that has come or changed since somebody last looked.
type News struct {
	Kind   string // FoundItem, FoundMinutes or FoundDecision
	ID     string
	In     string // the area or the conference
	About  string // its title
	Title  string
	Actor  string
	At     time.Time
	SeenAt time.Time // when the member last looked there; zero for never

	text int64 // where its words are
}

// NewsFor lists what is new to a member in areas (items) and in what came of conferences (published minutes and decisions), the latest first, at most so many,
// and tells how much there is in all.
func (tx *Tx) NewsFor(as Reader, member string, limit int) ([]News, int, error) {
	limit = min(max(limit, 1), MaxRows)
	out, total, err := tx.newsOfAreas(as, member, limit)
	if err != nil {
		return nil, 0, err
	}
	said, err := tx.newsOfConferences(as, member)
	if err != nil {
		return nil, 0, err
	}
	total += len(said)
	for i := range said[:min(len(said), limit)] {
		n := &said[i]
		if _, _, err := one(tx, func(s scan) (bool, error) { return true, s(&n.About, &n.Title) }, `SELECT coalesce((SELECT c.title FROM conference c WHERE c.id = t.conference), ''),
			CASE WHEN t.title = '' THEN t.body ELSE t.title END FROM search_text t WHERE t.id = $1`, n.text); err != nil {
			return nil, 0, err
		}
	}
	out = append(out, said[:min(len(said), limit)]...)
	slices.SortStableFunc(out, func(a, b News) int { return b.At.Compare(a.At) })
	return out[:min(len(out), limit)], total, nil
}

// newsOfConferences gives what has come of conferences since the member looked, the latest first, without titles: by the conferences that the reader knows
// of, which are fewer than what has come of all.
func (tx *Tx) newsOfConferences(as Reader, member string) ([]News, error) {
	everything, _, err := one(tx, moment, `SELECT seen_at FROM conference_look WHERE member = $1 AND conference = ''`, member)
	if err != nil {
		return nil, err
	}
	q := from(`FROM conference_seen v CROSS JOIN search_text t LEFT JOIN area_item i ON i.id = t.item
		LEFT JOIN conference_look l ON l.member = ? AND l.conference = v.conference`, member).
		and(`v.actor = ? AND t.conference = v.conference AND t.kind IN ('`+FoundMinutes+`', '`+FoundDecision+`') AND t.part = 0`, as.key()).
		and(`t.at > ?`, max(everything.UnixMilli(), 0)).and(`t.at > coalesce(l.seen_at, 0)`).texts(as)
	return all(tx, func(s scan) (n News, err error) {
		if err = s(&n.text, &n.Kind, &n.ID, &n.In, &n.Actor, msInto{&n.At}, msInto{&n.SeenAt}); everything.After(n.SeenAt) {
			n.SeenAt = everything
		}
		return n, err
	}, `SELECT t.id, t.kind, t.thing, t.conference, t.actor, t.at, l.seen_at `+q.String()+` ORDER BY t.at DESC, t.id`, q.args...)
}

// ConferenceHasNews tells whether something has come of a conference since a member looked, whoever may read it.
func (tx *Tx) ConferenceHasNews(member, conference string) (bool, error) {
	_, found, err := one(tx, text, `SELECT t.kind FROM search_text t WHERE t.conference = $1 AND t.kind IN ('`+FoundMinutes+`', '`+FoundDecision+`')
		AND t.part = 0 AND t.at > coalesce((SELECT max(l.seen_at) FROM conference_look l WHERE l.member = $2 AND l.conference IN ($1, '')), 0) LIMIT 1`, conference, member)
	return found, err
}

// SeeConference writes down that a member looked at what came of a conference; "" is all of them.
func (tx *Tx) SeeConference(member, conference string) error {
	_, err := tx.exec(`INSERT INTO conference_look (member, conference, seen_at) VALUES ($1, $2, $3)
		ON CONFLICT (member, conference) DO UPDATE SET seen_at = excluded.seen_at`, member, conference, ms(tx.Now))
	return err
}

// SeeEverything writes down that a member has looked everywhere that the reader may.
func (tx *Tx) SeeEverything(as Reader, member string) error {
	q := from(`FROM area`).areas(as, "id")
	areas, err := all(tx, text, `SELECT id `+q.String()+` ORDER BY id`, q.args...)
	if err != nil {
		return err
	}
	for _, id := range areas {
		if err := tx.SeeArea(member, id); err != nil {
			return err
		}
	}
	return tx.SeeConference(member, "")
}
