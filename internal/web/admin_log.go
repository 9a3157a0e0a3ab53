package web

import (
	"slices"
	"strconv"
	"time"

	"samverkan/internal/clerk"
)

// signInsPage lists the latest tries to sign in: of the reader's actor, of everybody for who runs the installation.
type signInsPage struct {
	adminShell
	Rows []signInRow
}

type signInRow struct {
	clerk.SignInLine
	Name string
}

// OK tells whether it went well.
func (r signInRow) OK() bool { return r.Outcome == "ok" || r.Outcome == "approved" }

// signInsShown is how many are shown.
const signInsShown = 200

func (w *Web) signIns(q *request) error {
	p := &signInsPage{adminShell: q.adminShell("web.admin.sign-ins")}
	actor := q.Who.Actor
	if q.runs() {
		actor = ""
	}
	lines, err := q.clerk().SignInLog(q.ctx(), q.Who, actor, q.runs(), signInsShown)
	if err != nil {
		return err
	}
	names, err := q.memberNames()
	if err != nil {
		return err
	}
	for _, l := range lines {
		p.Rows = append(p.Rows, signInRow{l, names[l.Member]})
	}
	return q.page("admin-sign-ins", p)
}

// memberNames are what people are called.
func (q *request) memberNames() (map[string]string, error) {
	all, err := q.clerk().Members(q.ctx(), q.Who)
	out := map[string]string{}
	for _, m := range all {
		out[m.ID] = m.Name
	}
	return out, err
}

// logPage is what has been done with the installation, and who has read what is marked.
type logPage struct {
	adminShell
	Rows           []logRow
	Readings       bool // who has read, rather than what was done
	Earlier, Later string
}

type logRow struct {
	Seq         int
	At          time.Time
	Name, Actor string
	What, About string
}

// WhatKey is the words for what was done. An operation of the door for programs has none of its own, and stands by its name.
func (r logRow) WhatKey() string { return "web.log.what." + r.What }

// logSize is how many rows a page of the log has.
const logSize = 50

// adminLog shows the newest rows first; ?before= is where an older page ends.
func (w *Web) adminLog(q *request) error {
	p := &logPage{adminShell: q.adminShell("web.admin.log"), Readings: q.query("what") == "readings"}
	names, err := q.memberNames()
	if err != nil {
		return err
	}
	show, head := p.done, int64(0)
	if p.Readings {
		show = p.readings
		head, err = q.clerk().AuditHead(q.ctx(), q.Who)
	} else {
		head, err = q.administrationHead()
	}
	if err != nil {
		return err
	}
	before := head + 1
	if asked, err := strconv.ParseInt(q.query("before"), 10, 64); err == nil && asked > 1 {
		before = min(asked, before)
	}
	first := max(1, before-logSize)
	if before > 1 {
		if err := show(q, first-1, int(before-first), names); err != nil {
			return err
		}
	}
	path := withQuery("/admin/log", "what", map[bool]string{true: "readings", false: "done"}[p.Readings])
	if first > 1 {
		p.Earlier = withQuery(path, "before", strconv.FormatInt(first, 10))
	}
	switch {
	case before+logSize <= head:
		p.Later = withQuery(path, "before", strconv.FormatInt(before+logSize, 10))
	case before <= head:
		p.Later = path
	}
	slices.Reverse(p.Rows)
	return q.page("admin-log", p)
}

// administrationHead is the number of the newest row of administration.
func (q *request) administrationHead() (int64, error) {
	_, head, err := q.clerk().Administration(q.ctx(), q.Who, 0, 1)
	return head.Seq, err
}

func (p *logPage) done(q *request, after int64, rows int, names map[string]string) error {
	entries, _, err := q.clerk().Administration(q.ctx(), q.Who, after, rows)
	for _, e := range entries {
		p.Rows = append(p.Rows, logRow{Seq: int(e.Seq), At: e.RecordedAt, Name: firstText(names[e.Member], e.Member), Actor: q.shortName(e.Actor), What: e.Name})
	}
	return err
}

func (p *logPage) readings(q *request, after int64, rows int, names map[string]string) error {
	all, err := q.clerk().Audit(q.ctx(), q.Who, after, rows)
	for _, r := range all {
		p.Rows = append(p.Rows, logRow{Seq: int(r.Seq), At: r.At, Name: firstText(names[r.Member], r.Member), Actor: q.shortName(r.Actor), What: r.What,
			About: firstText(r.Conference, r.About)})
	}
	return err
}

func firstText(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
