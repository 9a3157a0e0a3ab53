package store

import (
	"strings"
	"time"
)

// The kinds of lines of a timeline.
const (
	TimelineMeeting  = "meeting"  // a conference, when it was opened or is planned to begin
	TimelineDecision = "decision" // a settled decision
	TimelineReport   = "report"   // situation reports or information asked for, or left
	TimelineMinutes  = "minutes"  // minutes that were published
	TimelineItem     = "item"     // an item of an area, when it last changed
)

// TimelineKinds lists them in the order in which people choose among them.
func TimelineKinds() []string {
	return []string{TimelineMeeting, TimelineDecision, TimelineReport, TimelineMinutes, TimelineItem}
}

// TimelineQuery chooses lines of the timeline of an incident; empty fields do not.
type TimelineQuery struct {
	Incident string
	Level    string   // of the conference; what belongs to none is on no level
	Kinds    []string // TimelineMeeting …
	From, To time.Time
	Page
}

// TimelineRow is something of an incident at a time.
type TimelineRow struct {
	At     time.Time
	Kind   string
	Where  string // the conference; of an item its area; of an inquiry the inquiry
	ID     string // of a decision or item
	Title  string // of the conference, inquiry or area
	Level  string
	Text   string // of a decision its wording, of an item its title
	What   string // of a meeting its phase, of a decision its outcome, of what stands in a journal the name of the entry, "inquiry" of an inquiry
	Actor  string // the host; of a report who entered it; of an item whose it is
	Seq    int64  // of the entry of the journal, or 0
	Secret bool   // it is marked, and the reader may read it
}

// Who has reported is for the host; the others know of their own reports, and of what was asked.
//
// reportNames are the entries of a conference's journal that tell of situation reports.
const reportNames = `('reports.requested', 'report.submitted', 'report.kept')`

// Timeline lists what there is of an incident that the reader may read, the newest first, and tells how much there is in all.
func (tx *Tx) Timeline(as Reader, f TimelineQuery) ([]TimelineRow, int, error) {
	q := &query{}
	var parts []string
	add := func(kind, text string, args ...any) {
		for _, k := range f.Kinds {
			if k == kind {
				parts = append(parts, q.number(text, args))
				return
			}
		}
	}
	if len(f.Kinds) == 0 {
		f.Kinds = TimelineKinds()
	}
	seen := `FROM conference_seen v CROSS JOIN conference c `
	where := `WHERE v.actor = ? AND c.id = v.conference AND c.incident = ? `
	add(TimelineMeeting, `SELECT coalesce(c.opened_at, c.starts_at) AS at, 'meeting' AS kind, c.id AS place, '' AS id, c.title AS title, c.level AS level,
		'' AS text, c.phase AS what, c.host AS actor, 0 AS seq, 0 AS secret `+seen+where, as.key(), f.Incident)
	add(TimelineDecision, `SELECT t.settled_at AS at, 'decision' AS kind, c.id AS place, t.id AS id, c.title AS title, c.level AS level,
		t.wording AS text, t.outcome AS what, c.host AS actor, 0 AS seq, t.secret AS secret `+seen+`CROSS JOIN decision t `+where+`AND t.conference = c.id AND t.settled_at IS NOT NULL
		AND (t.secret = 0 OR v.hosts = 1 OR EXISTS (SELECT 1 FROM secret_reader r WHERE r.conference = t.conference AND r.kind = 'decision'
		AND r.id = t.id AND r.actor = ?))`, as.key(), f.Incident, as.actor)
	add(TimelineReport, `SELECT e.occurred_at AS at, 'report' AS kind, c.id AS place, '' AS id, c.title AS title, c.level AS level,
		'' AS text, e.name AS what, e.actor AS actor, e.seq AS seq, 0 AS secret `+seen+`CROSS JOIN entry e `+where+`AND e.stream = 'conference/' || c.id
		AND e.name IN `+reportNames+` AND (e.name = 'reports.requested' OR v.hosts = 1 OR e.actor = ?)`, as.key(), f.Incident, as.actor)
	add(TimelineReport, `SELECT n.asked_at AS at, 'report' AS kind, n.id AS place, '' AS id, n.title AS title, '' AS level,
		'' AS text, 'inquiry' AS what, n.owner AS actor, 0 AS seq, 0 AS secret FROM inquiry n WHERE n.incident = ? AND (? = 1 OR n.owner = ?
		OR EXISTS (SELECT 1 FROM inquiry_actor w WHERE w.inquiry = n.id AND w.actor = ?))`, f.Incident, as.all(), as.actor, as.actor)
	add(TimelineMinutes, `SELECT e.occurred_at AS at, 'minutes' AS kind, c.id AS place, '' AS id, c.title AS title, c.level AS level,
		'' AS text, e.name AS what, c.host AS actor, e.seq AS seq, 0 AS secret `+seen+`CROSS JOIN entry e `+where+`AND e.stream = 'conference/' || c.id
		AND e.name = 'minutes.published'`, as.key(), f.Incident)
	add(TimelineItem, `SELECT i.changed_at AS at, 'item' AS kind, a.id AS place, i.id AS id, a.title AS title, '' AS level,
		i.title AS text, i.kind AS what, i.created_by_actor AS actor, 0 AS seq, 0 AS secret FROM area a CROSS JOIN area_item i
		WHERE a.incident = ? AND i.area = a.id AND (? = 1 OR
		(a.owner_actor = ? OR EXISTS (SELECT 1 FROM area_right g WHERE g.area = a.id AND g.actor = ?)) AND
		(i.audience = ? OR i.created_by_actor = ? OR EXISTS (SELECT 1 FROM area_item_reader r WHERE r.item = i.id AND r.actor = ?)) AND
		(i.created_by_actor = ? OR NOT EXISTS (SELECT 1 FROM area_stopped z WHERE z.area = a.id AND z.actor = i.created_by_actor)))`,
		f.Incident, as.all(), as.actor, as.actor, AudienceAll, as.actor, as.actor, as.actor)
	if len(parts) == 0 {
		return nil, 0, nil
	}
	q.from = `FROM (` + strings.Join(parts, "\nUNION ALL\n") + `) u`
	q.and(`u.at IS NOT NULL`).is("u.level", f.Level).compare("u.at >= ?", f.From).compare("u.at < ?", f.To)
	const columns = "%at, %kind, %place, %id, %title, %level, %text, %what, %actor, %seq, %secret"
	return page(tx, func(s scan) (r TimelineRow, err error) {
		return r, s(msInto{&r.At}, &r.Kind, &r.Where, &r.ID, &r.Title, &r.Level, &r.Text, &r.What, &r.Actor, &r.Seq, &r.Secret)
	}, q, strings.ReplaceAll(columns, "%", "u."), "k.at DESC, k.kind, k.place, k.seq DESC, k.id", strings.ReplaceAll(columns, "%", "k."), "", f.Page)
}
