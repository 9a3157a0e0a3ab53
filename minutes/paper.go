package minutes

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/document"
	"samverkan/internal/i18n"
)

// writer writes one document about one conference. It holds the words; what is said comes from the minutes.
type writer struct {
	o Options
	p *i18n.Printer
	m *Minutes
	d *document.Document
}

// minutesKind begins the names of the kinds of minutes; other papers hold a part of the record, and have no digest of the whole of it.
const minutesKind = "minutes."

// paper begins a document of a kind ("minutes", "invitation" …) with all that stands on every document of the house:
// host, registry numbers, the stamp of an exercise, version and page.
func paper(m *Minutes, o Options, kind string) *writer {
	w := &writer{o: o, p: o.Printer, m: m}
	h := m.Head
	host := m.Name(h.Host)
	if h.HostUnit != "" {
		host += ", " + h.HostUnit
	}
	w.d = &document.Document{
		Title: cmp.Or(h.Title, w.t("title."+kind)), Subtitle: w.subtitle(), Kind: w.t("title." + kind), Author: host, Lang: w.p.Lang(), Host: host,
		Subject: w.t("subject", "Kind", w.t("title."+kind), "Title", h.Title, "Date", w.p.Date(h.PlannedStart)),
		Created: cmp.Or(o.Now, m.Life.At(), m.Composed), RegistryNumbers: w.registry(), Logo: o.Logo,
		Footer: document.Furniture{Left: w.footer(), Page: w.t("page")},
	}
	w.sealed(strings.HasPrefix(kind, minutesKind))
	if o.Public && m.Omitted > 0 && strings.HasPrefix(kind, minutesKind) {
		w.d.Kind = w.t("public.kind", "Kind", w.d.Kind)
		w.d.Subject = w.t("public.subject", "Subject", w.d.Subject)
	}
	if h.Exercise {
		w.d.Exercise = w.t("exercise")
	}
	return w
}

func (w *writer) t(key string, args ...any) string { return w.p.T("doc."+key, args...) }

func (w *writer) n(key string, count int, args ...any) string {
	return w.p.N("doc."+key, count, args...)
}

func (w *writer) add(blocks ...document.Block) { w.d.Add(blocks...) }

func (w *writer) subtitle() string {
	h := w.m.Head
	start, end := cmp.Or(h.Opened, h.PlannedStart), cmp.Or(h.Closed, h.PlannedEnd)
	when := w.p.Date(start) + " " + w.p.Span(start, end)
	if w.p.ShortDate(start) != w.p.ShortDate(end) {
		when = w.p.Span(start, end)
	}
	return w.sum(", ", h.IncidentTitle, when)
}

func (w *writer) registry() []string {
	var out []string
	if n := w.m.Head.IncidentRegistryNumber; n != "" {
		out = append(out, w.t("registry.incident", "Number", n))
	}
	if n := w.m.Head.RegistryNumber; n != "" {
		out = append(out, w.t("registry.conference", "Number", n))
	}
	return out
}

// footer says which version it is and what it is sealed with, so that a loose page can be traced.
func (w *writer) footer() string {
	version := w.t("footer.draft")
	if v := w.m.Life.Version; v > 0 {
		version = w.t("footer.version", "Version", v)
	}
	if w.m.Seal == nil {
		return version
	}
	return version + " · " + w.t("footer.hash", "Hash", shortHash(w.m.Seal.Hash))
}

func shortHash(hash string) string {
	const most = 16
	if len(hash) <= most {
		return hash
	}
	return hash[:most]
}

// sum joins the parts that are there.
func (w *writer) sum(between string, parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, between)
}

// section begins a section with an id that links can lead to.
func (w *writer) section(id string, kind document.Kind) {
	w.add(document.H(1, document.T(w.t("section."+id))).As(id).Marked(kind))
}

// said is text that people wrote, in the language of the record.
func (w *writer) said(text string) document.Inline {
	run := document.T(text)
	if lang := cmp.Or(w.o.RecordLang, i18n.Swedish); lang != w.p.Lang() {
		run.Lang = lang
	}
	return run
}

// meta is a line of small print; nothing when it is empty.
func meta(parts ...document.Inline) []document.Block {
	if len(parts) == 0 || strings.TrimSpace(document.Plain(parts)) == "" {
		return nil
	}
	return []document.Block{document.Styled(document.Meta, parts...)}
}

// day is a date as in a table: "tors 7 jan".
func (w *writer) day(t time.Time) string {
	date, err := time.Parse(time.DateOnly, w.p.ShortDate(t))
	if err != nil {
		return ""
	}
	return w.t("day", "Weekday", w.t("weekday."+strconv.Itoa(int(date.Weekday()))), "Day", date.Day(),
		"Month", w.t("month."+strconv.Itoa(int(date.Month()))))
}

// when is a time as in a table: the day is left out when it is the meeting's.
func (w *writer) when(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case w.p.ShortDate(t) == w.p.ShortDate(cmp.Or(w.m.Head.Opened, w.m.Head.PlannedStart)):
		return w.t("clock", "Clock", w.p.Clock(t))
	}
	return w.dayClock(t)
}

// dayClock is a time with its day: "tors 7 jan kl. 02:00".
func (w *writer) dayClock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.day(t) + " " + w.t("clock", "Clock", w.p.Clock(t))
}

// length is a length of time to the second: "2 min 8 s".
func (w *writer) length(seconds int) string {
	switch {
	case seconds < 60:
		return w.t("length.seconds", "Seconds", seconds)
	case seconds%60 == 0:
		return w.t("length.minutes", "Minutes", w.p.Number(seconds/60))
	}
	return w.t("length.both", "Minutes", w.p.Number(seconds/60), "Seconds", seconds%60)
}

// names lists actors by their full names, in the alphabet's order.
func (w *writer) names(actors []string) string {
	list := make([]string, len(actors))
	for i, a := range actors {
		list[i] = w.m.Name(a)
	}
	w.p.Sort(list)
	return w.p.List(list)
}

// post is a function at an actor: "Beredskapsdirektör, Länsstyrelsen i Allmänlän".
func (w *writer) post(function, actor string) string {
	return w.sum(", ", function, w.m.Name(actor))
}

// refs lists ids as people say them.
func (w *writer) refs(ids []string) string { return w.p.List(ids) }

// omission is what stands in place of something left out: that it was, on which ground, and who assesses it.
func (w *writer) omission(k Marking) document.Inline {
	key := "omitted"
	if k.Secrecy.Suspected {
		key = "omitted.suspected"
	}
	return document.Omitted(w.t(key, "Ground", k.Secrecy.Ground, "Owner", w.m.Name(k.Secrecy.Owner)))
}

// marked is the line that tells those who may read it that something is marked.
func (w *writer) marked(k Marking) string {
	if k.Omitted || !k.Secrecy.Marked() {
		return ""
	}
	key := "marked"
	if k.Secrecy.Suspected {
		key = "marked.suspected"
	}
	text := w.t(key, "Ground", k.Secrecy.Ground, "Owner", w.m.Name(k.Secrecy.Owner))
	if len(k.Secrecy.Readers) > 0 {
		text += " " + w.t("marked.readers", "Actors", w.names(k.Secrecy.Readers))
	}
	return text
}

// text is what somebody said, or that it was left out.
func (w *writer) text(text string, k Marking) document.Inline {
	if k.Omitted {
		return w.omission(k)
	}
	return w.said(text)
}

// kind gives the silhouette of a kind of note. Those that have none of their own share the neutral sheet.
func kindOf(k conference.NoteKind) document.Kind {
	switch k {
	case conference.NoteInformation:
		return document.KindInformation
	case conference.NoteQuestion, conference.NoteAnswer:
		return document.KindQuestion
	case conference.NoteNeed:
		return document.KindNeed
	case conference.NoteGoalConflict:
		return document.KindGoalConflict
	case conference.NoteSituation:
		return document.KindSituation
	}
	return document.KindNote
}

// badge is a kind's silhouette with its word.
func (w *writer) badge(k conference.NoteKind) document.Inline {
	return document.Badge(kindOf(k), w.t("kind."+string(k)))
}

// cell is a table cell of a paragraph and the lines of small print below it.
func cell(first document.Block, more ...[]document.Block) document.Cell {
	body := []document.Block{first}
	for _, m := range more {
		body = append(body, m...)
	}
	return document.CellOf(body...)
}
