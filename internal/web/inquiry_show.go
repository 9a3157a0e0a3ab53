package web

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"samverkan/conference"
	"samverkan/internal/area"
	"samverkan/internal/clerk"
	"samverkan/internal/delivery"
	"samverkan/internal/inquiry"
	"samverkan/internal/render/text"
	"samverkan/internal/watch"
)

// inquiryPage is an inquiry with what came of it: who has answered and who has not, each question by itself, and all as a table.
type inquiryPage struct {
	overview
	V         *clerk.InquiryView
	Asker     string
	Incident  *option // the händelse, for who may know of it
	Over      bool    // the time is out
	Asked     bool    // the reader's actor is asked
	Answer    *inquiry.ActorResult
	Answered  int
	Head      []string
	Rows      []resultRow
	Questions []questionResult
	Rosters   []rosterChoice
	Ready     []option
	Watch     *watchButton // until everybody has answered
}

// resultRow is an actor and what it has answered.
type resultRow struct {
	Actor, Name string
	Answer      *inquiry.ActorResult // nil: nothing
	Cells       []string
	Told        string // for who asks: how far the request has come; "" when nothing went out
	May         bool   // the reader may answer for it
}

// questionResult is what all answer to one question.
type questionResult struct {
	inquiry.QuestionResult
	Number    int
	Average   float64
	Bars, Map template.HTML
	Table     []option     // the bars as words, for a telephone
	Said      []saidAnswer // to a question of words
}

// saidAnswer is an answer in words.
type saidAnswer struct {
	Name, Text string
	Marked     bool
}

func (w *Web) inquiry(q *request) error {
	v, err := q.inquiryView("inquiry.read")
	if err != nil {
		return err
	}
	p := &inquiryPage{overview: q.overview("inquiries", "web.inquiry.title", "Title", v.Title), V: v, Asker: q.actorName(v.Owner), Answered: len(v.Result.Actors),
		Over: v.Open() && q.Now.After(v.Deadline), Asked: slices.Contains(v.Actors, q.Who.Actor)}
	p.Exercise = v.Exercise
	if v.Incident != "" {
		if x, err := q.clerk().Incident(q.ctx(), q.Who, v.Incident); err == nil {
			p.Incident = &option{x.ID, exerciseTitle(q, x.Title, x.Exercise)}
		}
	}
	for i, x := range v.Result.Actors {
		if x.Actor == q.Who.Actor {
			p.Answer = &v.Result.Actors[i]
		}
	}
	n := q.naming()
	p.rows(q, n)
	if err := p.questions(q, n); err != nil {
		return err
	}
	if v.Manages && v.Open() {
		if p.Rosters, p.Ready, err = q.networkChoices(); err != nil {
			return err
		}
	}
	if v.Owns && v.Open() && len(v.Result.Missing) > 0 {
		if p.Watch, err = q.watchable(watch.OnInquiry, v.ID, ""); err != nil {
			return err
		}
	}
	return q.page("inquiry", p)
}

// inquiryView reads the inquiry of the path, and writes down that marked answers are shown.
func (q *request) inquiryView(what string) (*clerk.InquiryView, error) {
	v, err := q.clerk().Inquiry(q.ctx(), q.Who, q.path("id"))
	if err != nil {
		return nil, err
	}
	return v, q.clerk().ReadSecretAnswers(q.ctx(), q.Who, v, what)
}

func (q *request) naming() inquiry.Naming {
	return inquiry.Naming{Printer: q.Printer, Name: q.actorName}
}

// rows lists those who have not answered first, and then the answers, each by name.
func (p *inquiryPage) rows(q *request, n inquiry.Naming) {
	r := p.V.Result
	p.Head = r.Rows(n)[0]
	told := map[string]string{}
	for _, d := range p.V.Deliveries {
		told[d.Actor] = p.told(d)
	}
	may := func(actor string) bool { return slices.Contains(p.V.Answers, actor) }
	for _, actor := range r.Missing {
		p.Rows = append(p.Rows, resultRow{Actor: actor, Name: q.actorName(actor), Told: told[actor], May: may(actor)})
	}
	for i, x := range r.Actors {
		row := resultRow{Actor: x.Actor, Name: q.actorName(x.Actor), Answer: &r.Actors[i], May: may(x.Actor)}
		for at, a := range x.Answers {
			row.Cells = append(row.Cells, n.Answer(r.Questions[at].Question, a))
		}
		p.Rows = append(p.Rows, row)
	}
	slices.SortStableFunc(p.Rows, func(a, b resultRow) int {
		if (a.Answer == nil) != (b.Answer == nil) {
			return map[bool]int{true: -1, false: 1}[a.Answer == nil]
		}
		return q.Compare(a.Name, b.Name)
	})
}

// told says how far the request to an actor has come.
func (p *inquiryPage) told(d delivery.Delivery) string {
	at := d.SettledAt
	if at.IsZero() {
		at = d.At
	}
	return p.p.T("web.inquiry.told", "State", p.p.T(d.State.Key()), "When", p.When(at))
}

// questions puts each question's answers together: as figures, bars, a map, or the words themselves.
func (p *inquiryPage) questions(q *request, n inquiry.Naming) error {
	places, err := q.inquiryPlaces(p.V)
	if err != nil {
		return err
	}
	for i, x := range p.V.Result.Questions {
		out := questionResult{QuestionResult: x, Number: i + 1}
		if x.Kind == inquiry.Number && x.Answered > 0 {
			out.Average = x.Sum / float64(x.Answered)
		}
		if picture := n.Bars(x); picture != nil {
			out.Bars = template.HTML(picture.SVG("staplar-" + strconv.Itoa(i))) //nolint:gosec // it escapes what it writes
			for _, c := range x.Counts {
				out.Table = append(out.Table, option{q.T("web.inquiry.of", "Count", q.Number(c.Count), "Total", q.Number(x.Answered)), n.Value(x.Kind, c.Value)})
			}
		}
		if picture := n.Map(p.V.Result, x.ID, places); picture != nil && x.Answered > 0 {
			out.Map = template.HTML(picture.SVG("karta-" + strconv.Itoa(i))) //nolint:gosec // it escapes what it writes
		}
		if x.Kind == inquiry.Text {
			for _, row := range p.Rows {
				if row.Answer == nil || row.Answer.Answers[i] == nil {
					continue
				}
				out.Said = append(out.Said, saidAnswer{row.Name, row.Cells[i], row.Answer.Answers[i].Secrecy.Marked()})
			}
		}
		p.Questions = append(p.Questions, out)
	}
	return nil
}

// inquiryPlaces are the places of those that are asked, for a map.
func (q *request) inquiryPlaces(v *clerk.InquiryView) ([]conference.Place, error) {
	if !slices.ContainsFunc(v.Questions, func(x inquiry.Question) bool { return x.Kind == inquiry.Impact }) {
		return nil, nil
	}
	d, err := q.directory()
	if err != nil {
		return nil, err
	}
	found, err := d.Places(v.Owner, v.Actors)
	var out []conference.Place
	for _, x := range found {
		if slices.Contains(v.Actors, x.Actor) {
			out = append(out, conference.Place(x))
		}
	}
	return out, err
}

// Said is the state of an answer in words.
func (p *inquiryPage) Said(a *inquiry.ActorResult) string {
	key := "web.inquiry.in"
	if a.Unchanged {
		key = "web.inquiry.kept"
	}
	return p.p.T(key, "When", p.When(a.At))
}

// Due is the time to answer, as a field has it.
func (p *inquiryPage) Due() string { return inStockholm(p.V.Deadline).Format("2006-01-02 15:04") }

// Figure writes a number with the decimals that it has, and no more than two.
func (p *inquiryPage) Figure(f float64) string {
	for decimals := range 2 {
		if scaled := f * []float64{1, 10}[decimals]; scaled == float64(int64(scaled)) {
			return p.p.Decimal(f, decimals)
		}
	}
	return p.p.Decimal(f, 2)
}

// inquiryFile gives the result as a table for another program.
func (w *Web) inquiryFile(q *request) error {
	v, err := q.inquiryView("inquiry.file")
	if err != nil {
		return err
	}
	rows := v.Result.Rows(q.naming())
	var b bytes.Buffer
	if err := text.CSV(&b, rows[0], rows[1:], text.CSVOptions{BOM: true, Semicolon: q.Lang() == "sv"}); err != nil {
		return err
	}
	name := area.Slug(v.Title)
	if name == "" {
		name = v.ID
	}
	q.private("text/csv")
	q.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	q.send(http.StatusOK, b.Bytes())
	return nil
}

// changeInquiry sets another time and asks more actors. What is asked stays as it is.
func (w *Web) changeInquiry(q *request) error {
	id := q.path("id")
	v, err := q.clerk().Inquiry(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	a := v.Ask
	at, err := readTime(q.field("deadline"), q.Now)
	if err != nil {
		return adminAt(err, "deadline")
	}
	if at = at.Truncate(time.Minute); at.Equal(a.Deadline.Truncate(time.Minute)) {
		at = a.Deadline // it stands as it stood
	} else if !at.After(q.Now) {
		return atFormField("web.inquiry-past", "deadline")
	}
	more, err := q.chosenActors(v.Owner)
	if err != nil {
		return adminAt(err, "roster")
	}
	a.Deadline, a.Actors = at, slices.Clone(a.Actors)
	for _, actor := range more {
		if !slices.Contains(a.Actors, actor) {
			a.Actors = append(a.Actors, actor)
		}
	}
	if _, err := q.inquire(id, &inquiry.ChangeInquiry{Ask: a}); err != nil {
		return askAt(err, nil)
	}
	return q.done("/inquiries/"+id, "inquiry-changed")
}

// remindInquiry reminds those who have not answered, and says so when nobody could be.
func (w *Web) remindInquiry(q *request) error {
	id := q.path("id")
	n, err := q.clerk().RemindInquiry(q.ctx(), q.Who, id)
	if err != nil {
		return err
	}
	note := "inquiry-reminded"
	if n == 0 {
		note = "inquiry-reminded-none"
	}
	return q.done("/inquiries/"+id, note)
}

// closeInquiry ends it: no more answers are taken.
func (w *Web) closeInquiry(q *request) error {
	id := q.path("id")
	if _, err := q.inquire(id, &inquiry.CloseInquiry{}); err != nil {
		return err
	}
	return q.done("/inquiries/"+id, "inquiry-closed")
}
