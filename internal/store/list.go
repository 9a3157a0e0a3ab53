package store

import (
	"fmt"
	"strings"
	"time"

	"samverkan/internal/i18n"
)

// Page is which part of a list is wanted.
type Page struct {
	Limit  int // MaxRows when it is zero or more than that
	Offset int
}

// MaxRows is the most rows of a page.
const MaxRows = 500

func (p Page) bounds() (limit, offset int) {
	if p.Limit <= 0 || p.Limit > MaxRows {
		p.Limit = MaxRows
	}
	return p.Limit, max(p.Offset, 0)
}

// everybody is, among the actors of conference_seen, who reads everything. No actor has such an id.
const everybody = "*"

// key is the actor whose rows of conference_seen a reader reads by.
func (r Reader) key() string {
	switch {
	case r.whole:
		return everybody
	case r.actor == everybody:
		return ""
	}
	return r.actor
}

// query is a question that is put together of the conditions that somebody chose: those that nobody chose cost time for each row.
// There is a bounded number of them; session.stmt forgets them all when there are many.
type query struct {
	from  string
	conds []string
	args  []any
	total func() (int, bool, error) // tells how many rows there are, when that is known without counting; may be nil
	held  string                    // the column of the conference that a row is of, in the table that is looked through first
}

// from begins a question. Its ? are arguments, as in and.
func from(tables string, args ...any) *query {
	q := &query{}
	q.from = q.number(tables, args)
	return q
}

// number gives each ? of a text the number of its argument.
func (q *query) number(text string, args []any) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			q.args = append(q.args, args[i-1])
			fmt.Fprintf(&b, "$%d", len(q.args))
		}
		b.WriteString(part)
	}
	return b.String()
}

// and adds a condition.
func (q *query) and(cond string, args ...any) *query {
	q.conds = append(q.conds, "("+q.number(cond, args)+")")
	return q
}

// is adds the condition that a column has a value, unless the value is empty.
func (q *query) is(column, value string) *query {
	if value == "" {
		return q
	}
	return q.and(column+" = ?", value)
}

// oneOf adds the condition that a column has one of the values, unless there are none.
func (q *query) oneOf(column string, values []string) *query {
	if len(values) == 0 {
		return q
	}
	marks, args := "?", []any{values[0]}
	for _, v := range values[1:min(len(values), maxValues)] {
		marks, args = marks+", ?", append(args, v)
	}
	return q.and(column+" IN ("+marks+")", args...)
}

// maxValues is how many values of a column are looked at: there are not more phases or statuses.
const maxValues = 12

// flagged adds the condition that a flag is set or not, unless nobody cares.
func (q *query) flagged(column string, value *bool) *query {
	if value == nil {
		return q
	}
	return q.and(column+" = ?", flag(*value))
}

// compare adds a comparison with a time, unless that is zero.
func (q *query) compare(cond string, t time.Time) *query {
	if t.IsZero() {
		return q
	}
	return q.and(cond, t.UnixMilli())
}

// has adds the condition that a column has every word of a text.
func (q *query) has(column, text string) *query {
	for _, w := range words(text) {
		q.and(column+` LIKE ? ESCAPE '\'`, "%"+escaped(w)+"%")
	}
	return q
}

func (q *query) String() string {
	if len(q.conds) == 0 {
		return q.from
	}
	return q.from + " WHERE " + strings.Join(q.conds, " AND ")
}

// count gives how many rows there are.
func (q *query) count(tx *Tx) (int, error) {
	n, _, err := one(tx, func(s scan) (n int, err error) { return n, s(&n) }, "SELECT count(*) "+q.String(), q.args...)
	return n, err
}

// page gives one page of what a question finds, and how many rows there are in all. keys are the columns by which a row is found again and put
// in order: what else is read of it, by columns and the tables that join adds, is read for the rows of the page alone. k is what
// keys are called in order, join and columns.
func page[T any](tx *Tx, read func(scan) (T, error), q *query, keys, order, columns, join string, p Page) ([]T, int, error) {
	limit, offset := p.bounds()
	n := len(q.args)
	text := fmt.Sprintf(`SELECT %s FROM (SELECT %s %s ORDER BY %s LIMIT $%d OFFSET $%d) k %s ORDER BY %s`,
		columns, keys, q, strings.ReplaceAll(order, "k.", ""), n+1, n+2, join, order)
	rows, err := all(tx, read, text, append(q.args[:n:n], limit, offset)...)
	if err != nil || len(rows) < limit && (len(rows) > 0 || offset == 0) {
		return rows, offset + len(rows), err
	}
	if q.total != nil {
		if total, known, err := q.total(); known || err != nil {
			return rows, total, err
		}
	}
	total, err := q.count(tx)
	return rows, total, err
}

// soughtWords is how many words of what is looked for are looked at, and soughtLength how much of it.
const (
	soughtWords  = 4
	soughtLength = 200
)

// sought is a text as it is looked for and in: lower-case, with one space between words. å, ä and ö stay letters of their own.
func sought(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(i18n.Normal(s))), " ")
}

// words gives what is looked for, word by word.
func words(text string) []string {
	if len(text) > soughtLength {
		text = strings.ToValidUTF8(text[:soughtLength], "")
	}
	all := strings.Fields(sought(text))
	return all[:min(len(all), soughtWords)]
}

// escaped takes from a text what LIKE would understand otherwise than as letters.
func escaped(s string) string { return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) }
