package minutes

import (
	"strings"

	"samverkan/conference"
	"samverkan/internal/document"
)

// invitation repeats the SMARR that the meeting was called with.
func (w *writer) invitation() {
	if !hasInvitation(w.m.Invitation) {
		return
	}
	w.section("invitation", document.KindNone)
	w.smarr(2)
}

func hasInvitation(v conference.Invitation) bool {
	return v.Purpose+v.Procedure+v.Resources != "" || len(v.Goals)+len(v.Rules) > 0
}

// smarr is Syfte, Mål, Arbetsgång, Resurser, Regler, always in that order (handbook ch. 3).
func (w *writer) smarr(level int) {
	v := w.m.Invitation
	part := func(key string, paragraphs []string) {
		if len(paragraphs) == 0 || len(paragraphs) == 1 && paragraphs[0] == "" {
			return
		}
		w.add(document.H(level, document.T(w.t("smarr."+key))))
		if len(paragraphs) == 1 {
			w.add(document.P(w.said(paragraphs[0])))
			return
		}
		list := document.List{}
		for _, s := range paragraphs {
			list.Items = append(list.Items, document.LI(w.said(s)))
		}
		w.add(list)
	}
	part("purpose", []string{v.Purpose})
	part("goals", v.Goals)
	part("procedure", []string{v.Procedure})
	part("resources", []string{v.Resources})
	part("rules", v.Rules)
}

// materials is what was read or shown.
func (w *writer) materials() {
	h := w.m.Head
	if len(w.m.Material)+len(h.Inputs)+len(h.Feeds) == 0 {
		return
	}
	w.section("material", document.KindNone)
	list := document.List{}
	for _, x := range w.m.Material {
		list.Items = append(list.Items, w.material(x))
	}
	for _, x := range h.Inputs {
		list.Items = append(list.Items, w.input(x))
	}
	for _, x := range h.Feeds {
		text := []document.Inline{document.T(w.t("feeds", "Conference", w.conference(x.Conference)) + " "), w.said(x.Carries)}
		if !x.Deadline.IsZero() {
			text = append(text, document.M(" ("+w.t("feeds.by", "By", w.dayClock(x.Deadline))+")"))
		}
		list.Items = append(list.Items, document.LI(text...))
	}
	w.add(list)
}

// input is what the meeting waited for from another conference, and whether it came in time.
func (w *writer) input(x Input) document.Item {
	state := document.Status(document.StateOK, w.t("input.in", "At", w.dayClock(x.Received)))
	switch {
	case x.Received.IsZero():
		state = document.Status(document.StateWarn, w.t("input.missing"))
	case !x.Deadline.IsZero() && x.Received.After(x.Deadline):
		state = document.Status(document.StateWarn, w.t("input.late", "At", w.dayClock(x.Received)))
	}
	item := document.LI(document.T(w.t("input", "Conference", w.conference(x.Conference))+" "), w.said(x.Carries))
	return append(item, meta(state)...)
}

func (w *writer) material(x Material) document.Item {
	if x.Omitted {
		return document.LI(w.omission(x.Marking))
	}
	title := w.said(x.Title)
	if strings.HasPrefix(x.URL, "https://") || strings.HasPrefix(x.URL, "http://") {
		title.Link = x.URL
	}
	item := document.LI(title)
	when := ""
	if x.When == "before" || x.When == "during" {
		when = w.t("material." + x.When)
	}
	size := ""
	if x.Size > 0 {
		size = w.p.Bytes(x.Size)
	}
	item = append(item, meta(document.T(w.sum(", ", x.Name, size, when)))...)
	if x.Digest != "" {
		item = append(item, meta(document.T(w.t("digest", "Digest", spaced(x.Digest))))...)
	}
	return append(item, meta(document.T(w.marked(x.Marking)))...)
}
