package store

import (
	"slices"
	"time"

	"samverkan/internal/journal"
)

// Inquiry is the projection of the stream of a begäran om information: what lists need without replaying it.
type Inquiry struct {
	ID       string
	Owner    string // the actor that asks
	Title    string
	Incident string
	Exercise bool
	AskedAt  time.Time
	Deadline time.Time
	ClosedAt time.Time    // zero while it is open
	Head     journal.Head // the stream as far as it is projected

	Actors []InquiryActor // who is asked, in that order; not filled in lists
}

// InquiryActor is who is asked, and when it last answered.
type InquiryActor struct {
	Actor      string
	AnsweredAt time.Time // zero until it has
	Late       bool
}

// InquiryQuery chooses inquiries; empty fields do not.
type InquiryQuery struct {
	Incident string
	Owner    string    // who asks
	Awaits   string    // an actor that is asked, by an inquiry that is open, and has not answered
	Open     *bool     // not closed
	From, To time.Time // to be answered in this time; To is not included
	Page
}

// ListedInquiry is an inquiry in somebody's list. Actors are not filled in.
type ListedInquiry struct {
	Inquiry
	Owns       bool      // the reader's actor asks
	Asked      bool      // the reader's actor is asked
	AnsweredAt time.Time // when the reader's actor last answered
	Total      int       // how many are asked
	Answered   int       // how many have answered
}

const inquiryColumns = `i.id, i.owner, i.title, i.incident, i.exercise, i.asked_at, i.deadline, i.closed_at, i.head_seq, i.head_hash`

func (i *Inquiry) columns() []any {
	return []any{&i.ID, &i.Owner, &i.Title, &i.Incident, &i.Exercise, msInto{&i.AskedAt}, msInto{&i.Deadline}, msInto{&i.ClosedAt}, &i.Head.Seq,
		hashInto{&i.Head.Hash}}
}

// PutInquiry adds an inquiry or changes the one of that id, with the actors that are asked.
func (tx *Tx) PutInquiry(i Inquiry) error {
	if _, err := tx.exec(`INSERT INTO inquiry (id, owner, title, incident, exercise, asked_at, deadline, closed_at, head_seq, head_hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, title = excluded.title,
		incident = excluded.incident, exercise = excluded.exercise, asked_at = excluded.asked_at, deadline = excluded.deadline,
		closed_at = excluded.closed_at, head_seq = excluded.head_seq, head_hash = excluded.head_hash`,
		i.ID, i.Owner, i.Title, i.Incident, flag(i.Exercise), msOrZero(i.AskedAt), msOrZero(i.Deadline), ms(i.ClosedAt), i.Head.Seq, i.Head.Hash[:]); err != nil {
		return err
	}
	before, err := tx.inquiryActors(i.ID)
	if err != nil || slices.EqualFunc(before, i.Actors, InquiryActor.same) {
		return err
	}
	if _, err := tx.exec(`DELETE FROM inquiry_actor WHERE inquiry = $1`, i.ID); err != nil {
		return err
	}
	for place, a := range i.Actors {
		if _, err := tx.exec(`INSERT INTO inquiry_actor (inquiry, actor, place, answered_at, late) VALUES ($1, $2, $3, $4, $5)`,
			i.ID, a.Actor, place, ms(a.AnsweredAt), flag(a.Late)); err != nil {
			return err
		}
	}
	return nil
}

func (a InquiryActor) same(b InquiryActor) bool {
	return a.Actor == b.Actor && a.Late == b.Late && ms(a.AnsweredAt) == ms(b.AnsweredAt)
}

func (tx *Tx) inquiryActors(id string) ([]InquiryActor, error) {
	return all(tx, func(s scan) (a InquiryActor, err error) { return a, s(&a.Actor, msInto{&a.AnsweredAt}, &a.Late) },
		`SELECT actor, answered_at, late FROM inquiry_actor WHERE inquiry = $1 ORDER BY place`, id)
}

// Inquiry gives the inquiry of an id as lists know it, with the actors that are asked, and whether there is one.
func (tx *Tx) Inquiry(id string) (Inquiry, bool, error) {
	i, found, err := one(tx, func(s scan) (i Inquiry, err error) { return i, s(i.columns()...) },
		`SELECT `+inquiryColumns+` FROM inquiry i WHERE i.id = $1`, id)
	if err != nil || !found {
		return Inquiry{}, false, err
	}
	i.Head.Stream = "inquiry/" + id
	i.Actors, err = tx.inquiryActors(id)
	return i, true, err
}

// InquiryIDs lists every inquiry that there is in the lists.
func (tx *Tx) InquiryIDs() ([]string, error) {
	return all(tx, text, `SELECT id FROM inquiry ORDER BY id`)
}

// ClearInquiry removes what is made from the stream of an inquiry.
func (tx *Tx) ClearInquiry(id string) error {
	_, err := tx.exec(`DELETE FROM inquiry WHERE id = $1`, id)
	return err
}

// InquiryPage lists the inquiries that the reader's actor asks or is asked by, and tells how many there are in all: the open ones first,
// by deadline, and then the closed, the latest first.
func (tx *Tx) InquiryPage(as Reader, f InquiryQuery) ([]ListedInquiry, int, error) {
	q := from(`FROM inquiry i LEFT JOIN inquiry_actor m ON m.inquiry = i.id AND m.actor = ?`, as.actor)
	q.and(`? = 1 OR i.owner = ? OR m.actor IS NOT NULL`, as.all(), as.actor)
	q.is("i.incident", f.Incident).is("i.owner", f.Owner).compare("i.deadline >= ?", f.From).compare("i.deadline < ?", f.To)
	if f.Open != nil {
		q.and(map[bool]string{true: "i.closed_at IS NULL", false: "i.closed_at IS NOT NULL"}[*f.Open])
	}
	if f.Awaits != "" {
		q.and(`i.closed_at IS NULL AND EXISTS (SELECT 1 FROM inquiry_actor w WHERE w.inquiry = i.id AND w.actor = ? AND w.answered_at IS NULL)`, f.Awaits)
	}
	keys := `i.id AS id, CASE WHEN i.closed_at IS NULL THEN 0 ELSE 1 END AS done,
		CASE WHEN i.closed_at IS NULL THEN i.deadline ELSE -i.closed_at END AS turn, m.answered_at AS answered_at,
		CASE WHEN m.actor IS NULL THEN 0 ELSE 1 END AS asked`
	columns := inquiryColumns + `, k.asked, k.answered_at, (SELECT count(*) FROM inquiry_actor a WHERE a.inquiry = i.id),
		(SELECT count(*) FROM inquiry_actor a WHERE a.inquiry = i.id AND a.answered_at IS NOT NULL)`
	return page(tx, func(s scan) (l ListedInquiry, err error) {
		err = s(append(l.Inquiry.columns(), &l.Asked, msInto{&l.AnsweredAt}, &l.Total, &l.Answered)...)
		l.Head.Stream, l.Owns = "inquiry/"+l.ID, l.Owner == as.actor && as.actor != ""
		return l, err
	}, q, keys, "k.done, k.turn, k.id", columns, "JOIN inquiry i ON i.id = k.id", f.Page)
}
