package store

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// The tally of an area says how many items of it each may read, so that a page of it need not go through them all. A row is for what is in the area by kind,
// folder, tag or at all, of one owner, for one reader: everybody stands for all who see the area, and who has it or is a reader of it when it is not for all.

// tallied are the rows of the tally that items are counted in: of the one that is $1, or of all.
func tallied(one bool) string {
	of := func(column string) string {
		if one {
			return " WHERE " + column + " = $1"
		}
		return ""
	}
	return `SELECT i.area, r.reader, f.facet, f.value, i.created_by_actor AS owner
		FROM (SELECT id AS item, CASE WHEN audience = '` + AudienceAll + `' THEN '` + everybody + `' ELSE created_by_actor END AS reader FROM area_item` + of("id") + `
			UNION SELECT x.item, x.actor FROM area_item_reader x JOIN area_item y ON y.id = x.item AND y.audience <> '` + AudienceAll + `'` + of("x.item") + `) r
		JOIN (SELECT id AS item, '' AS facet, '' AS value FROM area_item` + of("id") + ` UNION ALL SELECT id, 'kind', kind FROM area_item` + of("id") + `
			UNION ALL SELECT id, 'folder', folder FROM area_item` + of("id") + ` UNION ALL SELECT item, 'tag', tag FROM area_item_tag` + of("item") + `) f ON f.item = r.item
		JOIN area_item i ON i.id = r.item`
}

// tally counts an item as it is now, or stops counting it.
func (tx *Tx) tally(item string, counts bool) error {
	by := "1"
	if !counts {
		by = "-1"
	}
	if _, err := tx.exec(`INSERT INTO area_tally (area, reader, facet, value, owner, items)
		SELECT k.area, k.reader, k.facet, k.value, k.owner, `+by+` FROM (`+tallied(true)+`) k WHERE 1 = 1
		ON CONFLICT (area, reader, facet, value, owner) DO UPDATE SET items = area_tally.items + excluded.items`, item); err != nil || counts {
		return err
	}
	_, err := tx.exec(`DELETE FROM area_tally WHERE items = 0 AND area IN (SELECT area FROM area_item WHERE id = $1)`, item)
	return err
}

// tallyOf gives how many items of an area a reader may read, by facet and value.
func (tx *Tx) tallyOf(as Reader, area string) (map[string][]Count, error) {
	q := from(`FROM area_tally t`).and(`t.area = ?`, area).areas(as, "t.area")
	if as.whole {
		q.and(`t.reader IN (?, t.owner)`, everybody)
	} else {
		q.and(`t.reader IN (?, ?)`, everybody, as.actor).
			and(`t.owner NOT IN (SELECT z.actor FROM area_stopped z WHERE z.area = ? AND z.actor <> ?)`, area, as.actor)
	}
	out := map[string][]Count{}
	_, err := all(tx, func(s scan) (bool, error) {
		facet, c := "", Count{}
		err := s(&facet, &c.Value, &c.Items)
		out[facet] = append(out[facet], c)
		return true, err
	}, `SELECT t.facet, t.value, sum(t.items) `+q.String()+` GROUP BY t.facet, t.value`, q.args...)
	for _, list := range out {
		slices.SortFunc(list, func(a, b Count) int { return cmp.Compare(a.Value, b.Value) })
	}
	return out, err
}

// itemTotal gives how many items answer a question by the tally, and false when it does not say.
func (tx *Tx) itemTotal(as Reader, f ItemQuery) (int, bool, error) {
	facet, match := "", func(value string) bool { return true }
	switch f.Oldest, f.Page = false, (Page{}); f {
	case ItemQuery{Area: f.Area}:
	case ItemQuery{Area: f.Area, Kind: f.Kind}:
		facet, match = "kind", func(value string) bool { return value == f.Kind }
	case ItemQuery{Area: f.Area, Tag: f.Tag}:
		facet, match = "tag", func(value string) bool { return value == f.Tag }
	case ItemQuery{Area: f.Area, Folder: f.Folder}:
		facet, match = "folder", func(value string) bool { return value == f.Folder || strings.HasPrefix(value, f.Folder+"/") }
	default:
		return 0, false, nil
	}
	counts, err := tx.tallyOf(as, f.Area)
	n := 0
	for _, c := range counts[facet] {
		if match(c.Value) {
			n += c.Items
		}
	}
	return n, true, err
}

// TallyWhole tells whether the tally says what there is in the areas.
func (tx *Tx) TallyWhole() (bool, error) {
	counted := `SELECT k.area, k.reader, k.facet, k.value, k.owner, count(*) AS items FROM (` + tallied(false) + `) k
		GROUP BY k.area, k.reader, k.facet, k.value, k.owner`
	have := `SELECT area, reader, facet, value, owner, items FROM area_tally`
	_, differs, err := one(tx, text, `SELECT d.area FROM (SELECT * FROM (`+counted+`) a EXCEPT `+have+`) d
		UNION ALL SELECT e.area FROM (`+have+` EXCEPT SELECT * FROM (`+counted+`) b) e LIMIT 1`)
	return !differs, err
}

// newsOfAreas gives the newest items of areas that changed after the member last looked there, at most so many, and how many there are.
func (tx *Tx) newsOfAreas(as Reader, member string, limit int) (list []News, total int, err error) {
	type place struct {
		id, title     string
		seen, changed time.Time
	}
	q := from(`FROM area a LEFT JOIN area_seen s ON s.area = a.id AND s.member = ?`, member).areas(as, "a.id")
	places, err := all(tx, func(s scan) (p place, err error) { return p, s(&p.id, &p.title, msInto{&p.seen}, msInto{&p.changed}) },
		`SELECT a.id, a.title, s.seen_at, (SELECT max(i.changed_at) FROM area_item i WHERE i.area = a.id) `+q.String()+` ORDER BY a.id`, q.args...)
	if err != nil {
		return nil, 0, err
	}
	slices.SortStableFunc(places, func(a, b place) int { return b.changed.Compare(a.changed) })
	for _, p := range places {
		if !p.changed.After(p.seen) {
			continue
		}
		n, err := tx.readableItems(as, p.id, p.seen)
		if err != nil {
			return nil, 0, err
		}
		total += n
		if n == 0 || len(list) >= limit && p.changed.Before(list[limit-1].At) {
			continue // all of it is older than enough that has been found
		}
		q := from(`FROM area_item i`).and(`i.area = ?`, p.id).items(as).compare(`i.changed_at > ?`, p.seen)
		last := q.number(`LIMIT ?`, []any{limit})
		found, err := all(tx, func(s scan) (n News, err error) {
			n = News{Kind: FoundItem, In: p.id, About: p.title, SeenAt: p.seen}
			return n, s(&n.ID, &n.Title, &n.Actor, msInto{&n.At})
		}, `SELECT i.id, i.title, i.created_by_actor, i.changed_at `+q.String()+` ORDER BY i.changed_at DESC, i.id `+last, q.args...)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, found...)
		slices.SortStableFunc(list, func(a, b News) int { return b.At.Compare(a.At) })
		list = list[:min(len(list), limit)]
	}
	return list, total, nil
}
