package web

import (
	"net/http"
	"strings"

	"samverkan/internal/area"
	"samverkan/internal/clerk"
)

// messagesPage is the shared messages of an area, with its questions and answers.
type messagesPage struct {
	Shell
	Area      area.Area
	May       bool
	Messages  []toldRow
	Questions []toldRow
	Approved  bool // something is
}

// toldRow is a message, or a question with its answer.
type toldRow struct {
	area.Item
	area.Approval
	Answer    string
	OwnerName string
	ByName    string // who approved it
	ByActor   string
	Mine      bool
	Approve   bool // the reader may approve what waits
	Own       bool // the reader wrote it, and somebody else approves it
}

// areaMessages shows them; with format=text those that are approved, as plain text.
func (w *Web) areaMessages(q *request) error {
	v, err := q.clerk().Messages(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return err
	}
	if q.query("format") == "text" {
		return q.messagesText(v)
	}
	p := &messagesPage{Shell: q.shell("web.told.title", "Name", v.Area.Name), Area: v.Area, May: q.mayPublish(v.Area)}
	p.Section, p.Exercise = "areas", v.Area.Exercise
	people, err := q.peopleKnown()
	if err != nil {
		return err
	}
	for _, it := range append(v.Messages, v.Questions...) {
		x := toldRow{Item: it, OwnerName: q.actorName(it.Owner), Mine: p.May && v.Area.MayChange(it, q.Who.Actor)}
		x.Approval, _ = it.Approval()
		x.ByName, x.ByActor = people[x.By], q.actorName(x.Actor)
		waits := (x.State == area.StateDraft || x.State == area.StateAnswered) && p.May && v.Area.MayApprove(it, q.Who.Actor)
		x.Own = waits && x.Writer == q.Who.Member
		x.Approve = waits && !x.Own
		p.Approved = p.Approved || x.State == area.StateApproved
		if it.Kind == area.Question {
			x.Answer = it.Detail.Question.Answer
			p.Questions = append(p.Questions, x)
		} else {
			p.Messages = append(p.Messages, x)
		}
	}
	return q.page("area-messages", p)
}

// messagesText gives what is approved as plain text, to be pasted elsewhere.
func (q *request) messagesText(v clerk.MessagesView) error {
	var b strings.Builder
	if v.Area.Exercise {
		b.WriteString(q.T("web.told.exercise") + "\n\n")
	}
	b.WriteString(q.T("web.told.text-head", "Name", v.Area.Name, "At", q.Printer.DateTime(q.Now)) + "\n")
	n := 0
	for _, it := range append(v.Messages, v.Questions...) {
		if a, _ := it.Approval(); a.State != area.StateApproved {
			continue
		}
		n++
		b.WriteString("\n" + it.Title + "\n")
		if it.Text != "" {
			b.WriteString(it.Text + "\n")
		}
		if it.Kind == area.Question {
			b.WriteString(it.Detail.Question.Answer + "\n")
		}
	}
	if n == 0 {
		b.WriteString("\n" + q.T("web.told.none-approved") + "\n")
	}
	q.private("text/plain; charset=utf-8")
	q.send(http.StatusOK, []byte(b.String()))
	return nil
}

// putMessage publishes a message, or a question.
func (w *Web) putMessage(q *request) error {
	f, id := q.Form, q.path("id")
	it := area.Item{ID: f.Get("_id"), Area: id, Kind: area.Message, Title: strings.TrimSpace(f.Get("title")), Text: writtenText(f.Get("text")), Audience: area.Everyone}
	if f.Get("kind") == string(area.Question) {
		it.Kind, it.Detail.Question = area.Question, &area.QuestionDetail{Answer: writtenText(f.Get("answer"))}
	}
	if _, err := q.administer(clerk.PutItem{Item: it}); err != nil {
		return err
	}
	return q.done("/areas/"+id+"/messages", "item-put")
}

// answerQuestion answers a question, or answers it in other words.
func (w *Web) answerQuestion(q *request) error {
	v, err := q.clerk().Item(q.ctx(), q.Who, q.path("id"), q.path("item"))
	if err != nil {
		return err
	}
	cmd := clerk.ChangeItem{Area: v.Area.ID, Item: v.Item.ID, From: atoi(q.Form.Get("from")), Content: v.Item.Content().Replying(writtenText(q.Form.Get("answer")))}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+cmd.Area+"/messages", "item-changed")
}

// approveItem approves a message or an answer as it was read.
func (w *Web) approveItem(q *request) error {
	cmd := clerk.ApproveItem{Area: q.path("id"), Item: q.path("item"), From: atoi(q.Form.Get("from"))}
	if _, err := q.administer(cmd); err != nil {
		return err
	}
	return q.done("/areas/"+cmd.Area+"/messages", "item-approved")
}
