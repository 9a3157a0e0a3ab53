package web

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
)

// answerForm is where an inquiry is answered, filled in with what was answered last: by the asked actor's people, by those who ask for
// what they are told by telephone, and by a signed link without an account.
type answerForm struct {
	overview
	V      *clerk.InquiryView
	Asker  string
	Actor  string // for whom
	Name   string
	Others bool // it is another actor's answer that is keyed in
	Linked bool // it is answered by a signed link
	May    bool
	Over   bool
	Last   *inquiry.ActorResult // nil: nothing
	Rows   []answerRow
	Hidden int    // answers that the reader may not read, and that stay as they are
	To     string // where the form goes
}

// answerRow is one question with what was answered last.
type answerRow struct {
	inquiry.Question
	Number int
	Remark string // what was written: the answer to a question of words, a remark to another
	Said   string // of a number, a choice or yes and no
	Tests  []reportTest
	Ground string // how it is marked; "" when it is open
	Hidden bool
}

// Words is the key of what the field for words is called.
func (r answerRow) Words() string {
	if r.Kind == inquiry.Text {
		return "web.inquiry.answer.words"
	}
	return "web.inquiry.answer.remark"
}

// Choose are the answers that can be chosen among, with their values.
func (r answerRow) Choose(p *answerForm) []option {
	var out []option
	switch r.Kind {
	case inquiry.Choice:
		for _, c := range r.Choices {
			out = append(out, option{c, c})
		}
	case inquiry.YesNo:
		out = []option{{"true", p.p.T("inquiry.word.yes")}, {"false", p.p.T("inquiry.word.no")}}
	}
	return out
}

func (w *Web) inquiryAnswer(q *request) error {
	v, err := q.inquiryView("inquiry.answer")
	if err != nil {
		return err
	}
	actor := cmp.Or(q.query("actor"), q.Who.Actor)
	if !slices.Contains(v.Actors, actor) || actor != q.Who.Actor && !v.Owns {
		if v.Owns && q.query("actor") == "" { // who asks has nothing to answer itself
			return q.done("/inquiries/"+v.ID, "")
		}
		return notFound()
	}
	p := q.answerForm(v, actor)
	p.To = "/inquiries/" + v.ID + "/answer"
	return q.page("inquiry-answer", p)
}

// answerForm makes the form for an actor's answer.
func (q *request) answerForm(v *clerk.InquiryView, actor string) *answerForm {
	p := &answerForm{overview: q.overview("inquiries", "web.inquiry.answer.title", "Title", v.Title), V: v, Asker: q.actorName(v.Owner), Actor: actor, Name: q.actorName(actor),
		Others: actor != q.Who.Actor, May: slices.Contains(v.Answers, actor), Over: q.Now.After(v.Deadline)}
	p.Exercise = v.Exercise
	for i := range v.Result.Actors {
		if v.Result.Actors[i].Actor == actor {
			p.Last = &v.Result.Actors[i]
		}
	}
	for i, x := range v.Questions {
		row := answerRow{Question: x, Number: i + 1, Tests: []reportTest{{"plan", ""}, {"resources", ""}, {"load", ""}}}
		if p.Last != nil && p.Last.Answers[i] != nil {
			row.fill(p.Last.Answers[i])
		}
		if row.Hidden {
			p.Hidden++
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// fill puts in what was answered last.
func (r *answerRow) fill(a *inquiry.Given) {
	if r.Ground, r.Hidden = a.Secrecy.Ground, a.Omitted; a.Omitted {
		return
	}
	r.Remark, r.Said = a.Text, a.Choice
	switch {
	case a.Number != nil:
		r.Said = strings.Replace(strconv.FormatFloat(*a.Number, 'f', -1, 64), ".", ",", 1)
	case a.Yes != nil:
		r.Said = strconv.FormatBool(*a.Yes)
	}
	r.Tests = []reportTest{{"plan", string(a.Tests.Plan)}, {"resources", string(a.Tests.Resources)}, {"load", string(a.Tests.Load)}}
}

// respond answers as the form says, or says that the last answer holds still.
func (w *Web) respond(q *request) error {
	id, actor := q.path("id"), cmp.Or(q.field("actor"), q.Who.Actor)
	v, err := q.clerk().Inquiry(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	cmd, note, err := q.readResponse(v, actor)
	if err != nil {
		return err
	}
	if _, err := q.inquire(id, cmd); err != nil {
		return responseAt(err, v)
	}
	return q.done("/inquiries/"+id, note)
}

// readResponse reads the form. Faults, at their fields: web.inquiry-number, those of texts and of secrecy.
func (q *request) readResponse(v *clerk.InquiryView, actor string) (inquiry.Command, string, error) {
	if q.Form.Get("keep") != "" {
		return &inquiry.KeepResponse{Actor: actor}, "inquiry-kept", nil
	}
	cmd := &inquiry.Respond{Actor: actor}
	for _, x := range v.Questions {
		a, err := readAnswer(q.Form, x, actor)
		if err != nil {
			return nil, "", err
		}
		cmd.Answers = append(cmd.Answers, a)
	}
	return cmd, "inquiry-answered", nil
}

// readAnswer reads the answer to one question: text.ID, said.ID, plan.ID, resources.ID and load.ID, ground.ID.
func readAnswer(form url.Values, x inquiry.Question, actor string) (inquiry.Answer, error) {
	is := func(name string) string { return strings.TrimSpace(form.Get(name + "." + x.ID)) }
	a := inquiry.Answer{Question: x.ID, Text: is("text")}
	if err := conference.CheckText("answer", a.Text, false); err != nil {
		return a, adminAt(err, "text."+x.ID)
	}
	switch said := is("said"); {
	case x.Kind == inquiry.Impact:
		a.Tests = conference.Tests{Plan: conference.Strain(is("plan")), Resources: conference.Strain(is("resources")), Load: conference.Strain(is("load"))}
	case said == "":
	case x.Kind == inquiry.Number:
		n, err := readNumber(said)
		if err != nil {
			return a, adminAt(err, "said."+x.ID)
		}
		a.Number = &n
	case x.Kind == inquiry.Choice:
		a.Choice = said
	case x.Kind == inquiry.YesNo:
		yes := said == "true"
		a.Yes = &yes
	}
	if ground := is("ground"); ground != "" {
		a.Secrecy = conference.Secrecy{Ground: ground, Owner: actor}
		if err := a.Secrecy.Check(); err != nil {
			return a, adminAt(err, "ground."+x.ID)
		}
	}
	return a, nil
}

// readNumber reads a number as people write it: 1 250,5 and 1250.5 are one.
func readNumber(s string) (float64, error) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2212", "-", ",", ".").Replace(s)
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(s, "xXpPeE_") {
		return 0, fault.New(fault.Invalid, "web.inquiry-number")
	}
	return n, nil
}

// responseAt puts a fault at the question that it is about.
func responseAt(err error, v *clerk.InquiryView) error {
	f, ok := fault.As(err)
	if !ok || f.Code != "inquiry.required" && f.Code != "inquiry.answer" {
		return err
	}
	for _, x := range v.Questions {
		if x.Text == f.Args["Question"] {
			name := "said."
			switch x.Kind {
			case inquiry.Text:
				name = "text."
			case inquiry.Impact:
				name = "plan."
			}
			return adminAt(err, name+x.ID)
		}
	}
	return err
}

// inquiryByLink shows the form to who was asked by a link: no account is needed, and the link opens that actor's own answer and nothing
// else.
func (q *request) inquiryByLink(who clerk.Identity, d delivery.Delivery) error {
	v, err := q.linkedInquiry(who, d)
	if err != nil {
		return err
	}
	if err := q.clerk().ReadSecretAnswers(q.ctx(), who, v, "inquiry.answer"); err != nil {
		return err
	}
	p := q.answerForm(v, d.Actor)
	p.Linked, p.Others, p.May, p.To = true, false, v.Open(), q.r.URL.Path
	return q.page("inquiry-answer", p)
}

// linkedInquiry reads the inquiry of a link, without what others have answered: a link may have been sent on.
func (q *request) linkedInquiry(who clerk.Identity, d delivery.Delivery) (*clerk.InquiryView, error) {
	v, err := q.clerk().Inquiry(q.ctx(), who, d.InquiryID())
	if err != nil {
		return nil, err
	}
	v.Result.Actors = slices.DeleteFunc(v.Result.Actors, func(x inquiry.ActorResult) bool { return x.Actor != d.Actor })
	v.Marked = false
	for _, x := range v.Result.Actors {
		v.Marked = v.Marked || slices.ContainsFunc(x.Answers, func(a *inquiry.Given) bool { return a != nil && !a.Omitted && a.Secrecy.Marked() })
	}
	return v, nil
}

// respondByLink answers by a link.
func (q *request) respondByLink(who clerk.Identity, d delivery.Delivery) error {
	v, err := q.linkedInquiry(who, d)
	if err != nil {
		return err
	}
	cmd, note, err := q.readResponse(v, d.Actor)
	if err != nil {
		return err
	}
	if _, err := q.clerk().InquiryByLink(q.ctx(), d.ID, clerk.InquiryWish{ID: q.Form.Get("_id"), OccurredAt: q.Now, Command: cmd}); err != nil {
		return responseAt(err, v)
	}
	return q.done(q.r.URL.Path, note)
}
