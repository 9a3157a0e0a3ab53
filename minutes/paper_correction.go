package minutes

import (
	"strings"
	"time"

	"samverkan/internal/document"
)

// corrections is one frame for each version that a rättelse made: what was changed, why, when, by whom.
func (w *writer) corrections() {
	for _, v := range w.m.Life.Versions {
		if len(v.Corrections) == 0 {
			continue
		}
		list := document.List{}
		for _, c := range v.Corrections {
			list.Items = append(list.Items, document.LI(w.correction(c)...))
		}
		title := w.t("correction.title", "Version", v.Number, "At", w.dayClock(v.At))
		w.add(document.Callout{Tone: document.ToneCorrection, Title: []document.Inline{document.T(title)}, Body: []document.Block{list}})
	}
}

func (w *writer) correction(c Correction) []document.Inline {
	out := []document.Inline{document.B(w.t("correction.what", "Target", w.target(c.Target), "Field", w.t("field."+c.Field)) + " ")}
	if c.Omitted {
		return append(out, w.omission(c.Marking))
	}
	out = append(out, changes(w.value(c.Field, c.Was), w.value(c.Field, c.Is), w.said)...)
	if c.Reason != "" {
		out = append(out, document.T(stop(out)+w.t("correction.reason")+" "), w.said(c.Reason))
	}
	if by := w.who(c.By, "", ""); c.By != "" && w.o.Person != nil {
		out = append(out, document.T(" "+w.t("correction.by", "Who", by)))
	}
	return out
}

// stop is what ends a sentence that may have ended already.
func stop(text []document.Inline) string {
	if strings.HasSuffix(document.Plain(text), ".") {
		return " "
	}
	return ". "
}

// target is what was corrected: a line by its id, a seat by its actor.
func (w *writer) target(id string) string {
	if s, ok := w.m.RollCall.Seat(id); ok {
		return w.m.Name(s.Actor)
	}
	if name, actor, ok := strings.Cut(id, "/"); ok {
		return w.sum(", ", name, w.m.Name(actor))
	}
	if id == "next" {
		return w.t("section.next")
	}
	return id
}

// value is a corrected value as it is written in the minutes.
func (w *writer) value(field, v string) string {
	switch field {
	case "owner", "actor":
		return w.m.Name(v)
	case "stance":
		return w.t("stance." + v)
	case "due", "start", "end":
		t, err := time.Parse(time.RFC3339, v)
		if err != nil || t.IsZero() {
			return w.t("no-time")
		}
		return w.when(t)
	case "status":
		if v == "" {
			v = "unknown"
		}
		return w.t("attendance-word." + v)
	}
	return v
}

// corrected is a field as it reads now, with what corrections took out and put in.
func (w *writer) corrected(target, field, now string) []document.Inline {
	say := document.T
	if field == "text" || field == "function" || field == "reason" {
		say = w.said
	}
	list := w.m.Life.Corrections(target, field)
	if len(list) == 0 || list[0].Omitted {
		if now == "" {
			return nil
		}
		return []document.Inline{say(now)}
	}
	return changes(w.value(field, list[0].Was), now, say)
}

// words parts a text at its spaces. A no-break space holds its words together: "kl. 10:00" is one.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
}

// changes shows what became of a text: the words that both have at the beginning and the end stand once, the rest is
// struck out and written in. A change that leaves little is shown whole: a text in shreds cannot be read.
func changes(was, is string, say func(string) document.Inline) []document.Inline {
	a, b := words(was), words(is)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	if strings.ContainsRune(was+is, '\n') || 3*(head+tail) < len(b) {
		head, tail = 0, 0
		a, b = []string{was}, []string{is}
	}
	var out []document.Inline
	add := func(words []string, change func(*document.Inline)) {
		text := strings.Join(words, " ")
		if text == "" {
			return
		}
		if len(out) > 0 {
			out = append(out, document.T(" "))
		}
		run := say(text)
		change(&run)
		out = append(out, run)
	}
	add(b[:head], func(*document.Inline) {})
	add(a[head:len(a)-tail], func(r *document.Inline) { r.Del = true })
	add(b[head:len(b)-tail], func(r *document.Inline) { r.Ins = true })
	add(b[len(b)-tail:], func(*document.Inline) {})
	return out
}
