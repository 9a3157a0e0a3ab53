package minutes

import "samverkan/internal/document"

// publicSound says what became of each recording in the public version: where it is silent and on which ground, or why it is not there.
func (w *writer) publicSound() {
	list := document.List{}
	for _, f := range w.m.Recording.Files {
		if f.Public == nil || f.Omitted {
			continue
		}
		if f.Public.Why != "" {
			list.Items = append(list.Items, document.LI(document.T(w.sum(" ", f.Name+".", w.t("public.sound-out"), w.t("public.why."+f.Public.Why)))))
		}
		for _, q := range f.Public.Quiet {
			list.Items = append(list.Items, document.LI(document.T(w.t("public.quiet", "Span", w.p.Span(q.From, q.To))+" "), w.omission(Marking{Secrecy: q.Secrecy, Omitted: true})))
		}
	}
	if len(list.Items) > 0 {
		w.add(document.P(document.T(w.t("public.sound"))), list)
	}
}
