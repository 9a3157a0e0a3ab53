package minutes

import (
	"cmp"

	"samverkan/conference"
	"samverkan/internal/document"
)

// evaluation is the quick evaluation: an average for each question, and what was written.
func (w *writer) evaluation() {
	list := w.m.Evaluations
	if len(list) == 0 {
		return
	}
	w.section("evaluation", document.KindNone)
	questions := []struct {
		key   string
		grade func(Evaluation) int
	}{
		{"leading", func(e Evaluation) int { return e.Leading }},
		{"speakers", func(e Evaluation) int { return e.Speakers }},
		{"tech", func(e Evaluation) int { return e.Tech }},
		{"result", func(e Evaluation) int { return e.Result }},
	}
	table := document.Table{Caption: []document.Inline{document.T(w.n("evaluation.caption", len(list)))}, Columns: []document.Column{
		document.RowHead(w.t("col.question"), 6), document.RightCol(w.t("col.average"), 2), document.RightCol(w.t("col.answers"), 2)}}
	for _, q := range questions {
		sum, count := 0, 0
		for _, e := range list {
			if g := q.grade(e); g > 0 {
				sum, count = sum+g, count+1
			}
		}
		if count > 0 {
			table.Rows = append(table.Rows, document.R(document.TD(document.T(w.t("evaluation."+q.key))),
				document.TD(document.T(w.p.Decimal(float64(sum)/float64(count), 1))), document.TD(document.T(w.p.Number(count)))))
		}
	}
	if len(table.Rows) > 0 {
		w.add(table)
	}
	for _, e := range list {
		if e.Text != "" {
			who := ""
			if e.Actor != "" {
				who = w.m.Name(e.Actor) + ": "
			}
			w.add(document.P(document.B(who), w.said(e.Text)))
		}
	}
}

// approval is what the minutes have been through, and lines to sign on.
func (w *writer) approval() {
	w.section("approval", document.KindNone)
	list := document.List{}
	say := func(text ...document.Inline) { list.Items = append(list.Items, document.LI(text...)) }
	for _, v := range w.m.Life.Versions {
		for _, k := range v.Checks {
			text := w.t("checked", "Version", v.Number, "At", w.dayClock(k.At), "Who", w.who(k.By, k.Role, k.Actor))
			if k.Remark == "" {
				say(document.T(text + " " + w.t("checked.no-remark")))
			} else {
				say(document.T(text+" "+w.t("checked.remark")+" "), w.said(k.Remark))
			}
		}
		if a := v.Approved; a != nil {
			say(document.T(w.t("approved", "Version", v.Number, "At", w.dayClock(a.At), "Who", w.who(a.By, a.Role, a.Actor))))
		}
		for _, p := range v.Published {
			say(document.T(w.t("published", "Version", v.Number, "At", w.dayClock(p.At), "Where", w.sum(", ", w.area(p.Area), p.Channel))))
		}
	}
	if len(list.Items) > 0 {
		w.add(list)
	}
	w.sign(true, conference.Leader, conference.Secretary)
}

// who is a person as far as it is known, and as far as it matters: the role and the actor.
func (w *writer) who(member string, role conference.Role, actor string) string {
	name := ""
	if w.o.Person != nil && member != "" {
		name = w.o.Person(member)
	}
	word := ""
	if role != "" {
		word = w.t("role-lower." + string(role))
	}
	org := ""
	if actor != "" {
		org = w.m.Name(actor)
	}
	return cmp.Or(w.sum(", ", name, word, org), member, w.t("nobody"))
}

// sign adds lines to sign on: for the holders of roles, and for one who checks.
func (w *writer) sign(checked bool, roles ...conference.Role) {
	s := document.Signatures{SignLabel: w.t("sign.name"), DateLabel: w.t("sign.date")}
	for _, r := range roles {
		line := document.Signature{Role: w.t("role." + string(r))}
		if terms := w.m.Head.Holders(r); len(terms) > 0 {
			last := terms[len(terms)-1]
			line.Name = w.post(last.Function, last.Actor)
		}
		s.Lines = append(s.Lines, line)
	}
	if checked {
		s.Lines = append(s.Lines, document.Signature{Role: w.t("sign.checks")})
	}
	w.add(s)
}
