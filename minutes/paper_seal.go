package minutes

import (
	"cmp"
	"time"

	"samverkan/internal/document"
)

// seal says what the minutes are worth: which journal they were composed from, and where that can be checked.
func (w *writer) seal() {
	s := w.m.Seal
	if s == nil {
		return
	}
	body := []document.Block{document.P(document.T(w.t("seal.text", "Seq", s.Seq))),
		document.Styled(document.Meta, document.T("SHA-256 "+spaced(s.Hash)))}
	signed := w.sum(" ", sealPart(w, "seal.by", s.SignedBy), sealTime(w, s.At), sealPart(w, "seal.key", s.KeyID))
	body = append(body, meta(document.T(signed))...)
	if s.Signature != "" {
		body = append(body, meta(document.T(w.t("seal.signature", "Signature", spaced(s.Signature))))...)
	}
	if w.final() {
		body = append(body, meta(document.T(w.t("seal.digest", "Digest", spaced(w.m.Digest()))))...)
		if at := w.checkAt(w.m.Digest()); at != "" {
			body = append(body, document.P(document.T(w.t("seal.check")+" "), document.A(w.t("seal.check-link"), at)))
		}
	}
	w.add(document.Callout{Title: []document.Inline{document.T(w.t("seal.title"))}, Body: body})
}

// final tells whether this is an approved version with its seal.
func (w *writer) final() bool {
	v := w.m.Life.Newest()
	return w.m.Seal != nil && w.m.Seal.Signature != "" && v != nil && v.Approved != nil
}

func (w *writer) checkAt(digest string) string {
	return CheckPlace{Seq: w.m.Seal.Seq, Hash: w.m.Seal.Hash, Digest: digest}.Address(w.o.Check)
}

// sealed puts the seal of an approved version at the foot of each page, so that a loose page can be checked by itself; with whole, the
// digest of all that the version says too.
func (w *writer) sealed(whole bool) {
	if !w.final() {
		return
	}
	s := w.m.Seal
	w.d.Footer.Lines = []string{w.t("foot.head", "Seq", s.Seq, "Hash", s.Hash)}
	digest := ""
	if whole {
		digest = w.m.Digest()
		w.d.Footer.Lines = append(w.d.Footer.Lines, w.t("foot.digest", "Digest", digest))
	}
	w.d.Footer.Lines = append(w.d.Footer.Lines, w.t("foot.signature", "Signature", s.Signature))
	if w.o.Check != "" {
		w.d.Footer.Code = w.checkAt(digest)
		w.d.Footer.Lines = append(w.d.Footer.Lines, w.t("foot.check"))
	}
	// Where there is no service yet, there is no address to go to, but the file must tell which seal it carries all the same.
	w.d.Identifier = CheckPlace{Seq: s.Seq, Hash: s.Hash, Digest: digest}.Address(cmp.Or(w.o.Check, nowhere))
}

// nowhere stands for the address of the service in the names of papers that were made without one.
const nowhere = "samverkan:"

func sealPart(w *writer, key, value string) string {
	if value == "" {
		return ""
	}
	return w.t(key, "Value", value)
}

func sealTime(w *writer, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return w.t("seal.at", "At", w.p.DateTime(t))
}
