package web

import (
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/fault"
)

func (w *Web) answerRoutes() []row {
	return []row{
		// It is short because it stands in text messages.
		{get, "/a/{token}", "link.answer", w.answerPage},
		{post, "/a/{token}", "link.answer", w.answer},
	}
}

// answerPage is the page of the signed link in a kallelse: it is answered without an account. To look at it does nothing, since
// programs that look through mail follow every link in it.
type answerPage struct {
	overview
	C        *conference.Conference
	You      string // name of the actor that the link was sent to, with its unit
	Host     string
	Duty     *dutyPhone // whom to ring; nil when the plan says nobody
	Answer   conference.Answer
	Answered bool
	Moved    bool // the time or the way in has changed since the link was sent
	// Forewarned is set while there is a förvarning and no kallelse: it can be acknowledged, and nothing more.
	Forewarned bool
	Ended      string // why nothing can be answered any more: expired, cancelled, begun, past, removed; "" when it can
}

// dutyPhone is somebody to ring about a conference.
type dutyPhone struct {
	Function, Number string
	Link             template.URL
}

func dutyOf(p *conference.Plan) *dutyPhone {
	for _, x := range []conference.Contact{p.Duty, p.Support} {
		if x.Phone != "" {
			return &dutyPhone{Function: x.Function, Number: x.Phone, Link: telephone(x.Phone)}
		}
	}
	return nil
}

// linkPage begins the page of a link to answer with. Faults: those of the desk.
func (w *Web) linkPage(q *request, who clerk.Identity, d delivery.Delivery, expired error) (*answerPage, delivery.Delivery, error) {
	var none delivery.Delivery
	c, err := linkConference(q, who, d)
	if err != nil {
		return nil, none, err
	}
	p := &answerPage{overview: q.overview("", "web.answer.title", "Title", c.Plan.Title), C: c, You: q.actorName(d.Actor), Host: q.actorName(c.Plan.Host),
		Duty: dutyOf(&c.Plan), Moved: d.Sequence < c.Sequence}
	if _, unit, ok := strings.Cut(d.Participant, "/"); ok {
		p.You = joined(p.You, unit) // an actor may have several seats
	}
	p.Exercise, p.Forewarned = c.Plan.Exercise, d.Kind == delivery.Forewarning && len(c.Issues) == 0
	if _, called := c.Plan.Participant(d.Participant); !called {
		p.Ended = "removed"
	} else {
		p.Answer, p.Answered = c.Answers[d.Participant]
		p.Ended = endedFor(q, c, expired)
	}
	return p, d, nil
}

// linkConference gives the conference that a link is about, as its recipient may read it. Of one that there is only a förvarning of,
// that is what it is about and when.
func linkConference(q *request, who clerk.Identity, d delivery.Delivery) (*conference.Conference, error) {
	v, err := q.clerk().Conference(q.ctx(), who, d.Conference)
	switch {
	case err == nil:
		return v.Conference, nil
	case d.Kind == delivery.Forewarning && fault.CodeOf(err) == "conference.unknown":
		return q.clerk().ForewarnedOf(q.ctx(), d)
	}
	return nil, err
}

func endedFor(q *request, c *conference.Conference, expired error) string {
	switch {
	case c.Phase == conference.Cancelled:
		return "cancelled"
	case !slices.Contains([]conference.Phase{conference.Planned, conference.Called, conference.Lobby}, c.Phase):
		return "begun"
	case c.Plan.End.Before(q.Now):
		return "past"
	case expired != nil:
		return "expired"
	}
	return ""
}

// answerPage shows the kallelse of a link in short, and what can be answered.
func (w *Web) answerPage(q *request) error {
	if d, is, err := q.probeLinked(); is && err == nil {
		return q.probe(d)
	} else if is {
		return err
	}
	who, d, expired, err := q.linked()
	if err != nil {
		return err
	}
	if d.Kind == delivery.Report {
		if expired != nil {
			return expired
		}
		return q.reportByLink(who, d)
	}
	if d.InquiryID() != "" {
		if expired != nil {
			return expired
		}
		return q.inquiryByLink(who, d)
	}
	p, _, err := w.linkPage(q, who, d, expired)
	if err != nil {
		return err
	}
	return q.page("answer", p)
}

// answer gives the answer of a link: the last press counts, and the same press twice is one answer.
func (w *Web) answer(q *request) error {
	if d, is, err := q.probeLinked(); is && err == nil {
		return q.answerProbe(d)
	} else if is {
		return err
	}
	who, d, expired, err := q.linked()
	if err != nil {
		return err
	}
	if d.Kind == delivery.Report {
		if expired != nil {
			return expired
		}
		return q.leaveByLink(who, d)
	}
	if d.InquiryID() != "" {
		if expired != nil {
			return expired
		}
		return q.respondByLink(who, d)
	}
	p, d, err := w.linkPage(q, who, d, expired)
	if err != nil {
		return err
	}
	if p.Ended != "" {
		return q.page("answer", p)
	}
	given, err := q.linkAnswer(d, p.C)
	if err == nil && !slices.Contains(p.Replies(), given.Reply) {
		err = atFormField("answer.reply", "reply")
	}
	if err != nil {
		return err
	}
	got, err := q.clerk().AnswerFor(q.ctx(), given)
	if err != nil {
		return err
	}
	note := "answered"
	switch {
	case got.Finding != delivery.Answered:
		note = "answer-by-hand"
	case got.Earlier:
		note = "answer-earlier"
	case got.Reply == conference.Acknowledged:
		note = "acknowledged"
	}
	return q.done(q.r.URL.Path, note)
}

// linkAnswer reads the form. What a desk would refuse without anybody seeing it is refused here, at its field. Faults: answer.reply,
// answer.no-substitute and those of the texts.
func (q *request) linkAnswer(d delivery.Delivery, c *conference.Conference) (delivery.Verdict, error) {
	reply := conference.Reply(q.Form.Get("reply"))
	v := delivery.Verdict{Source: "link", At: q.Now, Finding: delivery.Answered, Conference: d.Conference, Participant: d.Participant, Actor: d.Actor,
		Reply: reply, Function: q.field("function"), Message: q.field("message"), Stamp: q.Now, Verified: true, Delivery: d.ID, Sender: d.Address}
	switch {
	case !slices.Contains(linkReplies, reply):
		return v, atFormField("answer.reply", "reply")
	case reply == conference.Substitute && v.Function == "":
		return v, atFormField("answer.no-substitute", "function")
	case len([]rune(v.Function)) > 200:
		return v, atFormField("web.answer-long", "function")
	case len([]rune(v.Message)) > 2000:
		return v, atFormField("web.answer-long", "message")
	}
	// It is the page that was read that is answered, and not the mail that led there.
	seen, err := strconv.Atoi(q.Form.Get("sequence"))
	if err != nil || seen < 0 {
		seen = d.Sequence
	}
	v.Sequence = min(seen, c.Sequence)
	sum := sha256.Sum256([]byte(strings.Join([]string{"link", d.ID, q.Form.Get("_id"), strconv.Itoa(v.Sequence), string(reply), v.Function, v.Message}, "\x00")))
	v.Digest = hex.EncodeToString(sum[:])
	return v, nil
}

// linkReplies are the four answers.
var linkReplies = []conference.Reply{conference.Acknowledged, conference.Coming, conference.Declined, conference.Substitute}

// Replies are what the form offers, in the order of the message. A förvarning is acknowledged, and nobody says yet who comes.
func (p *answerPage) Replies() []conference.Reply {
	if p.Forewarned {
		return linkReplies[:1]
	}
	return linkReplies
}

// Choice is the sentence of a reply in the form.
func (p *answerPage) Choice(r conference.Reply) string {
	if p.Forewarned {
		return p.q.T("web.answer.choice.forewarned")
	}
	return p.q.T("web.answer.choice." + string(r))
}

// Asked is what was answered, and for who has not, that one comes; a förvarning can only be acknowledged.
func (p *answerPage) Asked() conference.Reply {
	switch {
	case p.Forewarned:
		return conference.Acknowledged
	case p.Answered:
		return p.Answer.Reply
	}
	return conference.Coming
}
