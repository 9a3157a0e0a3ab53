package course

import (
	"time"

	"samverkan/internal/document"
	"samverkan/internal/i18n"
)

// Paper says how a handover is written.
type Paper struct {
	Printer *i18n.Printer
	Name    func(actor string) string // its short name
	Host    string                    // who hands over, by name; "" for nobody
	// Most is how many lines of each kind are written; 0 for all. With a limit long texts are cut too. What is not written is counted
	// in its place.
	Most int
}

// cutText is how much of a text is written when there is not room for all.
const cutText = 140

// Document writes the handover as a paper: what has happened, what holds, what is due, what nobody owns.
func (h Handover) Document(p Paper) *document.Document {
	w := &writer{p, h, &document.Document{
		Title: h.Incident.Title, Kind: p.Printer.T("course.handover.kind"), Lang: p.Printer.Lang(), Created: h.At, Host: p.Host, Author: p.Host,
		Subject:  p.Printer.T("course.handover.subject", "Title", h.Incident.Title, "At", p.Printer.ShortDateTime(h.At)),
		Subtitle: p.Printer.T("course.handover.subtitle", "Since", p.Printer.ShortDateTime(h.Since), "At", p.Printer.ShortDateTime(h.At)),
		Footer:   document.Furniture{Left: p.Printer.T("course.handover.footer", "At", p.Printer.ShortDateTime(h.At)), Page: p.Printer.T("doc.page")},
	}}
	if n := h.Incident.RegistryNumber; n != "" {
		w.d.RegistryNumbers = []string{p.Printer.T("doc.registry.incident", "Number", n)}
	}
	if h.Incident.Exercise {
		w.d.Exercise = p.Printer.T("doc.exercise")
	}
	w.holding()
	w.due()
	w.unowned()
	w.happened()
	if h.Omitted > 0 {
		w.d.Add(document.Callout{Tone: document.ToneRedacted, Title: []document.Inline{document.T(p.Printer.T("course.handover.omitted.title"))},
			Body: []document.Block{document.P(document.T(p.Printer.N("course.handover.omitted", h.Omitted)))}})
	}
	return w.d
}

type writer struct {
	Paper
	h Handover
	d *document.Document
}

func (w *writer) t(key string, args ...any) string {
	return w.Printer.T("course.handover."+key, args...)
}

func (w *writer) section(key string, kind document.Kind) {
	w.d.Add(document.H(1, document.T(w.t(key))).As(key).Marked(kind))
}

// list writes lines, or that there are none, and how many more there are.
func list[T any](w *writer, none string, all []T, line func(T) []document.Inline) {
	if len(all) == 0 {
		w.d.Add(document.P(document.M(w.t(none))))
		return
	}
	shown := all
	if w.Most > 0 && len(all) > w.Most {
		shown = all[:w.Most]
	}
	var items []document.Item
	for _, x := range shown {
		items = append(items, document.LI(line(x)...))
	}
	w.d.Add(document.UL(items...))
	if n := len(all) - len(shown); n > 0 {
		w.d.Add(document.Styled(document.Meta, document.T(w.Printer.N("course.handover.more", n))))
	}
}

func (w *writer) cut(text string) string {
	if r := []rune(text); w.Most > 0 && len(r) > cutText {
		return string(r[:cutText]) + "…"
	}
	return text
}

// when is a time: of the day alone when that is the day of the handover.
func (w *writer) when(t time.Time) string {
	if w.Printer.ShortDate(t) == w.Printer.ShortDate(w.h.At) {
		return w.Printer.Clock(t)
	}
	return w.Printer.ShortDateTime(t)
}

func (w *writer) said(text string) document.Inline {
	run := document.T(w.cut(text))
	if w.Printer.Lang() != i18n.Swedish {
		run.Lang = i18n.Swedish
	}
	return run
}

// small is what stands after a line.
func small(text string) document.Inline { return document.M(" " + text) }

func (w *writer) holding() {
	w.section("holding", document.KindDecision)
	list(w, "holding.none", w.h.Holding, func(x Held) []document.Inline {
		key := "holding.from"
		args := []any{"At", w.when(x.SettledAt), "Title", x.Title}
		if !x.ValidUntil.IsZero() {
			key, args = "holding.until", append(args, "Until", w.when(x.ValidUntil))
		}
		line := []document.Inline{document.B(x.ID + " "), w.said(x.Text), small(w.t(key, args...))}
		if x.Reservations > 0 {
			line = append(line, document.T(" "), document.Status(document.StateReserve, w.Printer.N("course.handover.reserved", x.Reservations)))
		}
		return line
	})
}

func (w *writer) due() {
	w.section("coming", document.KindNone)
	list(w, "coming.none", w.h.Coming, func(x Coming) []document.Inline {
		if x.Report {
			return []document.Inline{document.B(w.when(x.At) + " "), document.T(w.t("report", "Title", x.Title))}
		}
		return []document.Inline{document.B(w.when(x.At) + "–" + w.when(x.End) + " "), document.T(x.Title)}
	})
	w.section("measures", document.KindMeasure)
	list(w, "measures.none", w.h.Measures, func(x Measure) []document.Inline {
		line := []document.Inline{document.B(x.ID + " "), w.said(x.Text), document.T(" " + w.Name(x.Owner))}
		switch {
		case x.Late:
			line = append(line, document.T(", "), document.Status(document.StateBad, w.t("late", "Due", w.when(x.Due))))
		case !x.Due.IsZero():
			line = append(line, document.T(", "+w.t("by", "Due", w.when(x.Due))))
		}
		if x.Accepted == nil || !*x.Accepted {
			key := "not-asked"
			if x.Accepted != nil {
				key = "declined"
			}
			line = append(line, document.T(" "), document.Status(document.StateWarn, w.t(key)))
		}
		return line
	})
}

func (w *writer) unowned() {
	w.section("unowned", document.KindNone)
	list(w, "unowned.none", w.h.Unowned, func(x Problem) []document.Inline {
		line := []document.Inline{document.B(x.ID + " "), w.said(x.Text)}
		if x.RaisedBy != "" {
			line = append(line, small(w.t("raised", "Actor", w.Name(x.RaisedBy), "At", w.when(x.At))))
		}
		return line
	})
}

func (w *writer) happened() {
	w.section("happened", document.KindNone)
	list(w, "happened.none", w.h.Happened, func(x Happened) []document.Inline {
		line := []document.Inline{document.B(w.when(x.At) + " "), document.T(w.Printer.T(x.What.Key()))}
		if x.Text != "" {
			line = append(line, document.T(": "), w.said(x.Text))
		}
		return append(line, small(x.Title))
	})
}
