package store

import "time"

// Of is the conference that a listed decision or measure was made in.
type Of struct {
	Title    string
	Incident string
	Host     string
	Level    string
	Exercise bool
	StartsAt time.Time
}

const ofColumns = `c.title, c.incident, c.host, c.level, c.exercise, c.starts_at`

func (o *Of) columns() []any {
	return []any{&o.Title, &o.Incident, &o.Host, &o.Level, &o.Exercise, msInto{&o.StartsAt}}
}

// ofJoin reads it for the rows of a page.
const ofJoin = "JOIN conference c ON c.id = k.conference"

// records begins a question about a table of measures or decisions, as t: of conferences that the reader knows of, and of what is
// marked in them what the host and those who are named may read. It begins with the conferences, or, when first is set, with the
// table.
func records(as Reader, table string, first bool) *query {
	if as.whole {
		q := from(`FROM ` + table + ` t`)
		q.held = "t.conference"
		return q
	}
	tables, held := `FROM conference_seen v CROSS JOIN `+table+` t`, "v.conference"
	if first {
		tables, held = `FROM `+table+` t CROSS JOIN conference_seen v`, "t.conference"
	}
	q := from(tables)
	q.held = held
	return q.and(`v.actor = ? AND v.conference = t.conference`, as.key()).and(`t.secret = 0 OR v.hosts = 1 OR EXISTS (
		SELECT 1 FROM secret_reader r WHERE r.conference = t.conference AND r.kind = ? AND r.id = t.id AND r.actor = ?)`, table, as.actor)
}

// of adds conditions on the conference.
func (q *query) of(incident, host, actor string, exercise *bool) *query {
	cond, args := "", []any{}
	if incident != "" {
		cond, args = cond+" AND x.incident = ?", append(args, incident)
	}
	if host != "" {
		cond, args = cond+" AND x.host = ?", append(args, host)
	}
	if exercise != nil {
		cond, args = cond+" AND x.exercise = ?", append(args, flag(*exercise))
	}
	if cond != "" {
		q.and(`EXISTS (SELECT 1 FROM conference x WHERE x.id = `+q.held+cond+`)`, args...)
	}
	if actor != "" {
		q.and(`EXISTS (SELECT 1 FROM conference_seen b WHERE b.conference = `+q.held+` AND b.actor = ?)`, actor)
	}
	return q
}

// DecisionQuery chooses decisions; empty fields do not.
type DecisionQuery struct {
	Text     string // words that the wording has, all of them
	Actor    string // hosts the conference, or is invited to it
	Host     string
	Incident string
	Outcomes []string
	ValidAt  time.Time // settled by then, and not past its end; one without an end is valid
	From, To time.Time // when it was settled; To is not included
	Exercise *bool
	Oldest   bool // the oldest first; otherwise the latest
	Page
}

// ListedDecision is a decision in a list over conferences.
type ListedDecision struct {
	Decision
	Of
}

// DecisionPage lists decisions that the reader may read, and tells how many there are in all.
func (tx *Tx) DecisionPage(as Reader, f DecisionQuery) ([]ListedDecision, int, error) {
	q := records(as, "decision", false).of(f.Incident, f.Host, f.Actor, f.Exercise).oneOf("t.outcome", f.Outcomes)
	if !f.ValidAt.IsZero() {
		q.and(`t.settled_at <= ? AND (t.valid_until IS NULL OR t.valid_until > ?)`, f.ValidAt.UnixMilli(), f.ValidAt.UnixMilli())
	}
	q.compare("t.settled_at >= ?", f.From).compare("t.settled_at < ?", f.To).has("t.sought", f.Text)
	order := "k.settled_at DESC, k.conference DESC, k.id"
	if f.Oldest {
		order = "k.settled_at, k.conference, k.id"
	}
	return page(tx, func(s scan) (d ListedDecision, err error) {
		return d, s(append([]any{&d.Conference, &d.ID, &d.Wording, &d.Outcome, msInto{&d.SettledAt}, msInto{&d.ValidUntil}, &d.Secret},
			d.Of.columns()...)...)
	}, q, "t.conference AS conference, t.id AS id, t.settled_at AS settled_at", order, `d.conference, d.id, d.wording, d.outcome, d.settled_at, d.valid_until, d.secret, `+ofColumns,
		"JOIN decision d ON d.conference = k.conference AND d.id = k.id "+ofJoin, f.Page)
}

// MeasureQuery chooses measures; empty fields do not.
type MeasureQuery struct {
	Text     string // words that it has, all of them
	Owner    string
	Incident string
	Host     string
	Statuses []string
	DueFrom  time.Time
	DueTo    time.Time // not included; one without a time is not before any
	Exercise *bool
	Latest   bool // the latest due first; otherwise the earliest. Those without a time come last
	Page
}

// ListedMeasure is a measure in a list over conferences.
type ListedMeasure struct {
	Measure
	Of
}

// MeasurePage lists measures that the reader may read, and tells how many there are in all.
func (tx *Tx) MeasurePage(as Reader, f MeasureQuery) ([]ListedMeasure, int, error) {
	q := records(as, "measure", f.Owner != "").of(f.Incident, f.Host, "", f.Exercise).is("t.owner", f.Owner).oneOf("t.status", f.Statuses)
	q.compare("t.due_at >= ?", f.DueFrom).compare("t.due_at < ?", f.DueTo).has("t.sought", f.Text)
	order := "k.timeless, k.due_at, k.conference, k.id"
	if f.Latest {
		order = "k.timeless, k.due_at DESC, k.conference, k.id"
	}
	return page(tx, func(s scan) (m ListedMeasure, err error) {
		return m, s(append([]any{&m.Conference, &m.ID, &m.Text, &m.Owner, msInto{&m.DueAt}, &m.Accepted, &m.Status, &m.Secret},
			m.Of.columns()...)...)
	}, q, "t.conference AS conference, t.id AS id, t.due_at AS due_at, t.due_at IS NULL AS timeless", order, measureColumns+`, `+ofColumns,
		"JOIN measure t ON t.conference = k.conference AND t.id = k.id "+ofJoin, f.Page)
}
