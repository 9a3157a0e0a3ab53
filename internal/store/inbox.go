package store

import (
	"encoding/json"
	"strings"
	"time"

	"samverkan/internal/fault"
	watching "samverkan/internal/watch"
)

// InboxRow is something that a member has been told of.
type InboxRow struct {
	ID         string
	Member     string
	What       watching.What
	Thing      string
	Item       string
	Conference string
	Inquiry    string
	Ref        string
	Exercise   bool
	At         time.Time
	ByActor    string
	Reasons    []watching.Reason
	Due        time.Time // when it is to go out besides; zero for never
	ToldAt     time.Time
	ToldIn     string
	ReadAt     time.Time

	// How the thing stands when it is read, as far as the reader may read it.
	Kind   string // of an item
	Area   string
	Title  string
	About  string // the title of the area or the conference
	Actor  string // whose it is
	Secret bool
}

const inboxColumns = `n.id, n.member, n.what, n.thing, n.item, n.conference, n.inquiry, n.ref, n.exercise, n.at, n.by_actor, n.reasons, n.due_at,
	n.told_at, n.told_in, n.read_at`

func (r *InboxRow) columns(reasons *string) []any {
	return []any{&r.ID, &r.Member, &r.What, &r.Thing, textInto{&r.Item}, &r.Conference, &r.Inquiry, &r.Ref, &r.Exercise, msInto{&r.At}, &r.ByActor, reasons,
		msInto{&r.Due}, msInto{&r.ToldAt}, &r.ToldIn, msInto{&r.ReadAt}}
}

func scanInbox(s scan) (r InboxRow, err error) {
	reasons := ""
	if err := s(r.columns(&reasons)...); err != nil {
		return r, err
	}
	return r, r.because(reasons)
}

func (r *InboxRow) because(reasons string) error {
	if err := json.Unmarshal([]byte(reasons), &r.Reasons); err != nil {
		return fault.Wrap(err, fault.Unavailable, "store.corrupt")
	}
	return nil
}

// PutInbox adds a row, or writes the one of its id anew.
func (tx *Tx) PutInbox(r InboxRow) error {
	reasons, err := json.Marshal(append([]watching.Reason{}, r.Reasons...))
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO inbox (id, member, what, thing, item, conference, inquiry, ref, exercise, at, by_actor, reasons, due_at, told_at, told_in, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (id) DO UPDATE SET what = excluded.what, exercise = excluded.exercise, at = excluded.at, by_actor = excluded.by_actor,
		reasons = excluded.reasons, due_at = excluded.due_at, told_at = excluded.told_at, told_in = excluded.told_in, read_at = excluded.read_at`,
		r.ID, r.Member, string(r.What), r.Thing, orNull(r.Item), r.Conference, r.Inquiry, r.Ref, flag(r.Exercise), ms(r.At), r.ByActor, string(reasons),
		ms(r.Due), ms(r.ToldAt), r.ToldIn, ms(r.ReadAt))
	return err
}

// InboxOf gives the latest row that a member has of a thing, and whether there is one.
func (tx *Tx) InboxOf(member, thing, item, conference, inquiry, ref string) (InboxRow, bool, error) {
	return one(tx, scanInbox, `SELECT `+inboxColumns+` FROM inbox n WHERE n.member = $1 AND n.thing = $2 AND coalesce(n.item, '') = $3 AND n.conference = $4
		AND n.inquiry = $5 AND n.ref = $6 ORDER BY n.at DESC, n.id DESC LIMIT 1`, member, thing, item, conference, inquiry, ref)
}

// InboxQuery chooses rows of a member's inbox; empty fields do not.
type InboxQuery struct {
	Member string
	Unread bool
	Told   string // that went out with one notice
	Area   string
	Page
}

// inboxFrom begins a question for what a member may read of its inbox at this moment.
func inboxFrom(as Reader, f InboxQuery) *query {
	q := from(`FROM inbox n LEFT JOIN area_item i ON i.id = n.item LEFT JOIN search_text t ON t.conference = n.conference AND t.kind = n.thing
		AND t.thing = n.ref AND t.part = 0`).and(`n.member = ?`, f.Member)
	if f.Unread {
		q.and(`n.read_at IS NULL`)
	}
	q.is("n.told_in", f.Told).is("i.area", f.Area)
	if as.whole {
		return q
	}
	parts := []string{
		q.taken(func() { q.and(`n.item IS NOT NULL AND i.id IS NOT NULL`).areas(as, "i.area").items(as) }),
		q.number(`n.thing = ? AND t.id IS NOT NULL AND EXISTS (SELECT 1 FROM conference_seen v WHERE v.conference = n.conference AND v.actor = ?
			AND (t.secret = 0 OR v.hosts = 1 OR EXISTS (SELECT 1 FROM secret_reader r WHERE r.conference = t.conference AND r.kind = t.kind AND r.id = t.thing
			AND r.actor = ?)))`, []any{watching.Decision, as.key(), as.actor}),
		q.number(`n.thing = ? AND EXISTS (SELECT 1 FROM conference_seen v WHERE v.conference = n.conference AND v.actor = ?)`,
			[]any{string(watching.OnReports), as.key()}),
		q.number(`n.thing = ? AND EXISTS (SELECT 1 FROM area x WHERE x.id = n.ref AND ((x.owner_actor = ? OR EXISTS (SELECT 1 FROM area_right g
			WHERE g.area = x.id AND g.actor = ? AND g.level = 'manage')) AND n.what = 'asked' AND x.closed_at IS NULL AND EXISTS (SELECT 1 FROM area_request p
			WHERE p.area = x.id AND p.actor = n.by_actor AND p.answered_at IS NULL AND p.asked_at <= n.at)
			OR n.what = 'answered' AND EXISTS (SELECT 1 FROM area_request p WHERE p.area = x.id AND p.actor = ?)
			AND (x.open_to_ask = 1 OR x.owner_actor = ? OR EXISTS (SELECT 1 FROM area_right g WHERE g.area = x.id AND g.actor = ?))
			OR n.what = 'offered' AND x.heir = ?
			OR n.what = 'taken-over' AND (x.owner_actor = ? OR EXISTS (SELECT 1 FROM area_right g WHERE g.area = x.id AND g.actor = ?))))`,
			[]any{watching.Rights, as.actor, as.actor, as.actor, as.actor, as.actor, as.actor, as.actor, as.actor}),
		q.number(`n.thing = ? AND EXISTS (SELECT 1 FROM inquiry y WHERE y.id = n.inquiry AND y.owner = ?)`, []any{string(watching.OnInquiry), as.actor}),
	}
	q.conds = append(q.conds, "(("+strings.Join(parts, ") OR (")+"))")
	return q
}

// Inbox lists what a member has been told of and its actor may read at this moment, what is unread first and then the latest, and tells how
// much there is.
func (tx *Tx) Inbox(as Reader, f InboxQuery) ([]InboxRow, int, error) {
	q := inboxFrom(as, f)
	total, err := q.count(tx)
	if err != nil {
		return nil, 0, err
	}
	limit, offset := f.bounds()
	last := q.number(`LIMIT ? OFFSET ?`, []any{limit, offset})
	rows, err := all(tx, func(s scan) (r InboxRow, err error) {
		reasons := ""
		if err := s(append(r.columns(&reasons), &r.Kind, &r.Area, &r.Title, &r.About, &r.Actor, &r.Secret)...); err != nil {
			return r, err
		}
		return r, r.because(reasons)
	}, `SELECT `+inboxColumns+`, coalesce(i.kind, ''), coalesce(i.area, CASE WHEN n.thing = 'rights' THEN n.ref END, ''),
		coalesce(i.title, t.body, (SELECT a.title FROM area a WHERE a.id = n.ref AND n.thing = 'rights'), (SELECT c.title FROM conference c WHERE c.id = n.conference), (SELECT y.title FROM inquiry y WHERE y.id = n.inquiry), ''),
		coalesce((SELECT a.title FROM area a WHERE a.id = i.area), (SELECT c.title FROM conference c WHERE c.id = n.conference), ''),
		coalesce(i.created_by_actor, t.actor, CASE WHEN n.thing = 'rights' THEN n.by_actor END, ''),
		CASE WHEN coalesce(t.secret, 0) = 1 OR EXISTS (SELECT 1 FROM area_item_secrecy x WHERE x.item = n.item) THEN 1 ELSE 0 END
		`+q.String()+` ORDER BY CASE WHEN n.read_at IS NULL THEN 0 ELSE 1 END, n.at DESC, n.id `+last, q.args...)
	return rows, total, err
}

// CountInbox counts what is unread in a member's inbox and its actor may read at this moment, as far as most.
func (tx *Tx) CountInbox(as Reader, member string, most int) (int, error) {
	_, some, err := one(tx, text, `SELECT id FROM inbox WHERE member = $1 AND read_at IS NULL LIMIT 1`, member)
	if err != nil || !some {
		return 0, err
	}
	q := inboxFrom(as, InboxQuery{Member: member, Unread: true})
	last := q.number(`LIMIT ?`, []any{most})
	rows, err := all(tx, text, `SELECT n.id `+q.String()+` `+last, q.args...)
	return len(rows), err
}

// InboxWhole lists all that a member has been told of, as it is kept, the latest first.
func (tx *Tx) InboxWhole(member string) ([]InboxRow, error) {
	return all(tx, scanInbox, `SELECT `+inboxColumns+` FROM inbox n WHERE n.member = $1 ORDER BY n.at DESC, n.id`, member)
}

// InboxReadable gives the ids of the rows of a member's inbox that are about what the reader may read at this moment.
func (tx *Tx) InboxReadable(as Reader, member string) (map[string]bool, error) {
	q := inboxFrom(as, InboxQuery{Member: member})
	ids, err := all(tx, text, `SELECT n.id `+q.String(), q.args...)
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// ReadInbox writes down that a member has read some rows, or with none all of them, and gives how many that had not been read.
func (tx *Tx) ReadInbox(member string, ids ...string) (int64, error) {
	if len(ids) == 0 {
		return tx.exec(`UPDATE inbox SET read_at = $1 WHERE member = $2 AND read_at IS NULL`, ms(tx.Now), member)
	}
	total := int64(0)
	for _, id := range ids {
		n, err := tx.exec(`UPDATE inbox SET read_at = $1 WHERE member = $2 AND id = $3 AND read_at IS NULL`, ms(tx.Now), member, id)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// InboxHas tells whether a member has an unread row of an item.
func (tx *Tx) InboxHas(member, item string) (bool, error) {
	_, found, err := one(tx, text, `SELECT id FROM inbox WHERE item = $1 AND member = $2 AND read_at IS NULL LIMIT 1`, item, member)
	return found, err
}

// ReadInboxItem writes down that a member has read what it was told of an item.
func (tx *Tx) ReadInboxItem(member, item string) error {
	_, err := tx.exec(`UPDATE inbox SET read_at = $1 WHERE item = $2 AND member = $3 AND read_at IS NULL`, ms(tx.Now), item, member)
	return err
}

// InboxGroup is what is to go out to one member.
type InboxGroup struct {
	Member   string
	Exercise bool
	Last     time.Time // when something last went out to the member; zero for never
}

// InboxDue lists whom something is due to go out to.
func (tx *Tx) InboxDue() ([]InboxGroup, error) {
	return all(tx, func(s scan) (g InboxGroup, err error) { return g, s(&g.Member, &g.Exercise, msInto{&g.Last}) },
		`SELECT n.member, n.exercise, (SELECT max(o.told_at) FROM inbox o WHERE o.member = n.member AND o.told_in <> '') FROM inbox n
		WHERE n.told_at IS NULL AND n.due_at <= $1 GROUP BY n.member, n.exercise ORDER BY n.member, n.exercise`, ms(tx.Now))
}

// TellInbox marks what is due to go out to a member as told with a notice, which is "" when nothing goes out.
func (tx *Tx) TellInbox(g InboxGroup, notice string) error {
	_, err := tx.exec(`UPDATE inbox SET told_at = $1, told_in = CASE WHEN read_at IS NULL THEN $2 ELSE '' END
		WHERE member = $3 AND exercise = $4 AND told_at IS NULL AND due_at <= $1`, ms(tx.Now), notice, g.Member, flag(g.Exercise))
	return err
}

// ForgetInbox removes rows older than a time, and gives how many.
func (tx *Tx) ForgetInbox(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM inbox WHERE at < $1`, ms(before))
}

// EraseWatches removes what a member watches and was told of.
func (tx *Tx) EraseWatches(member string) error {
	for _, query := range []string{`DELETE FROM watch WHERE member = $1`, `DELETE FROM inbox WHERE member = $1`} {
		if _, err := tx.exec(query, member); err != nil {
			return err
		}
	}
	return nil
}

// WaitingNotice gives what a notice of what is watched is about that was queued for a contact and of which nothing has been sent or is being
// sent, and whether there is one.
func (tx *Tx) WaitingNotice(contact string, exercise bool) (string, bool, error) {
	return one(tx, text, `SELECT o.conference FROM outgoing o WHERE o.contact = $1 AND o.kind = 'watch' AND o.exercise = $2 AND o.pending = 1
		AND NOT EXISTS (SELECT 1 FROM outgoing x WHERE x.conference = o.conference AND (x.state <> 'queued' OR x.leased_by <> '' OR x.attempts > 0))
		ORDER BY o.number LIMIT 1`, contact, flag(exercise))
}

// ReadsDecision tells whether the reader may read a decision of a conference.
func (tx *Tx) ReadsDecision(as Reader, conference, id string) (bool, error) {
	q := from(`FROM search_text t LEFT JOIN area_item i ON i.id = t.item`).is("t.conference", conference).is("t.kind", FoundDecision).is("t.thing", id).texts(as)
	n, err := q.count(tx)
	return n > 0, err
}
