package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"samverkan/conference"
	"samverkan/internal/clerk"
	"samverkan/internal/directory"
	"samverkan/internal/fault"
	"samverkan/internal/inquiry"
)

// inquiryForm is where something is asked. More rows for questions, and more actors, are had by sending the form: it comes back with what
// was typed, and nothing is asked until it is said so.
type inquiryForm struct {
	overview
	Typed     *Posted // what stands in the form
	Incidents []option
	Rosters   []rosterChoice
	Ready     []option
	Chosen    []directory.Actor // ticked one by one
	Found     []directory.Actor
	More      int // found, and not shown
	Search    actorSearch
	Counties  []choice
	Kinds     []choice // of actors
	Rows      []int    // numbers of the questions
	Answers   []option // what a question is answered with
	Sends     bool
}

// questionRows is how many questions the form begins with, and gets at a time.
const questionRows = 3

func (w *Web) newInquiry(q *request) error {
	if q.posted != nil {
		return w.inquiryForm(q, q.posted)
	}
	typed := &Posted{Form: "begar", Values: map[string][]string{"incident": {q.query("incident")}}}
	if from := q.query("from"); from != "" {
		v, err := q.clerk().Inquiry(q.ctx(), q.Who, from)
		if err != nil {
			return err
		}
		typed.Values = askValues(v.Ask)
	}
	return w.inquiryForm(q, typed)
}

// askValues is what was asked once, as the form has it. The time is for whoever asks it again to set.
func askValues(a inquiry.Ask) map[string][]string {
	out := map[string][]string{"title": {a.Title}, "text": {a.Text}, "incident": {a.Incident}, "member": a.Actors}
	if a.Exercise {
		out["exercise"] = []string{"true"}
	}
	for n, x := range a.Questions {
		at := "questions." + strconv.Itoa(n)
		out[at+".text"], out[at+".kind"], out[at+".unit"] = []string{x.Text}, []string{string(x.Kind)}, []string{x.Unit}
		out[at+".choices"] = []string{strings.Join(x.Choices, "\n")}
		if x.Required {
			out[at+".required"] = []string{"true"}
		}
	}
	return out
}

// inquiryForm shows the form with what is typed in it.
func (w *Web) inquiryForm(q *request, typed *Posted) error {
	p := &inquiryForm{overview: q.overview("inquiries", "web.inquiry.new"), Typed: typed, Sends: q.clerk().Sends()}
	d, err := q.directory()
	if err != nil {
		return err
	}
	if p.Incidents, err = q.openIncidents(); err != nil {
		return err
	}
	if p.Rosters, p.Ready, err = q.networkChoices(); err != nil {
		return err
	}
	p.Counties, p.Kinds = q.countyChoices(d), q.kindChoices()
	for _, id := range slices.Compact(slices.Sorted(slices.Values(typed.Values["member"]))) {
		if a, ok := d.ByID(id); ok {
			p.Chosen = append(p.Chosen, a)
		}
	}
	p.find(q, d)
	rows := questionRows
	for n := range inquiry.MaxQuestions {
		if typed.Value("begar", "questions."+strconv.Itoa(n)+".text", "") != "" {
			rows = max(rows, n+1)
		}
	}
	if n, err := strconv.Atoi(typed.Value("begar", "rows", "")); err == nil {
		rows = max(rows, n)
	}
	if typed.Value("begar", "act", "") == "more" {
		rows += questionRows
	}
	for n := range min(rows, inquiry.MaxQuestions) {
		p.Rows = append(p.Rows, n)
	}
	for _, k := range inquiry.Kinds() {
		p.Answers = append(p.Answers, option{string(k), q.T("web.inquiry.kind." + string(k))})
	}
	return q.page("inquiry-new", p)
}

// find looks for actors to tick, when somebody has asked for that.
func (p *inquiryForm) find(q *request, d *directory.Directory) {
	p.Search = actorSearch{p.Typed.Value("begar", "q", ""), p.Typed.Value("begar", "county", ""), p.Typed.Value("begar", "kind", "")}
	if p.Search.none() {
		return
	}
	for _, a := range d.Where(p.Search.has) {
		switch {
		case p.Typed.Checked("begar", "member", a.ID, false):
		case len(p.Found) == foundShown:
			p.More++
		default:
			p.Found = append(p.Found, a)
		}
	}
	slices.SortStableFunc(p.Found, func(a, b directory.Actor) int { return q.Compare(a.Name, b.Name) })
}

// openIncidents are the händelser that go on, and none.
func (q *request) openIncidents() ([]option, error) {
	all, err := q.clerk().Incidents(q.ctx(), q.Who)
	out := []option{{"", q.T("web.inquiry.no-incident")}}
	for _, x := range all {
		if !x.Over(q.Now) {
			out = append(out, option{x.ID, exerciseTitle(q, x.Title, x.Exercise)})
		}
	}
	return out, err
}

// At names a field of a question.
func (p *inquiryForm) At(n int, name string) string {
	return "questions." + strconv.Itoa(n) + "." + name
}

// ask asks what the form says, or gives it back with more room when that is what was asked for. The form sent twice asks once.
func (w *Web) ask(q *request) error {
	switch q.Form.Get("act") {
	case "more", "find":
		return w.inquiryForm(q, &Posted{Form: "begar", Values: q.Form})
	}
	a, rows, err := q.readAsk()
	if err != nil {
		return err
	}
	id := cmp.Or(q.Form.Get("_id"), w.o.NewID())
	if _, err := q.inquire(id, &inquiry.OpenInquiry{ID: id, Ask: a}); err != nil {
		return askAt(err, rows)
	}
	note := "inquiry-asked"
	if !q.clerk().Sends() {
		note = "inquiry-asked-by-hand"
	}
	return q.done("/inquiries/"+id, note)
}

// inquire gives a command about an inquiry. A form brings the command's id, so that sending it twice is one effect.
func (q *request) inquire(id string, cmd inquiry.Command) (clerk.Receipt, error) {
	return q.clerk().Inquire(q.ctx(), q.Who, id, clerk.InquiryWish{ID: q.Form.Get("_id"), OccurredAt: q.Now, Command: cmd})
}

// readAsk reads the form, and gives for each question the row that it stands on. Faults, at their fields: web.field-time,
// web.inquiry-past, web.inquiry-nobody, those of texts and of networks.
func (q *request) readAsk() (inquiry.Ask, []int, error) {
	a := inquiry.Ask{Title: q.field("title"), Text: q.field("text"), Incident: q.field("incident"), Owner: q.Who.Actor, Exercise: q.Form.Get("exercise") != ""}
	for name, text := range map[string]string{"title": a.Title, "text": a.Text} {
		if err := conference.CheckText(name, text, name == "title"); err != nil {
			return a, nil, adminAt(err, name)
		}
	}
	var err error
	if a.Incident != "" {
		x, err := q.clerk().Incident(q.ctx(), q.Who, a.Incident)
		if err != nil {
			return a, nil, adminAt(err, "incident")
		}
		a.Exercise = x.Exercise
	}
	if text := q.field("deadline"); text != "" {
		if a.Deadline, err = readTime(text, q.Now); err != nil {
			return a, nil, adminAt(err, "deadline")
		}
		if !a.Deadline.After(q.Now) {
			return a, nil, atFormField("web.inquiry-past", "deadline")
		}
	}
	if a.Actors, err = q.chosenActors(q.Who.Actor); err != nil {
		return a, nil, adminAt(err, "roster")
	}
	if len(a.Actors) == 0 {
		q.Form["roster"] = append(q.Form["roster"], "") // boxes that nobody ticked are not sent, and yet it is there that it is wrong
		return a, nil, atFormField("web.inquiry-nobody", "roster")
	}
	var rows []int
	for n := range inquiry.MaxQuestions {
		at := "questions." + strconv.Itoa(n)
		x := inquiry.Question{ID: "f" + strconv.Itoa(n+1), Text: q.field(at + ".text"), Kind: inquiry.Kind(q.field(at + ".kind")), Unit: q.field(at + ".unit"),
			Choices: trimmedLines(q.Form.Get(at + ".choices")), Required: q.Form.Get(at+".required") != ""}
		if x.Text == "" && x.Unit == "" && len(x.Choices) == 0 {
			continue
		}
		if err := conference.CheckText("question", x.Text, true); err != nil {
			return a, nil, adminAt(err, at+".text")
		}
		a.Questions, rows = append(a.Questions, x), append(rows, n)
	}
	return a, rows, nil
}

func trimmedLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// chosenActors are the members of the networks that are ticked, and the actors that are ticked one by one; without is left out of the
// networks. Fault: roster.unknown.
func (q *request) chosenActors(without string) ([]string, error) {
	own, err := q.clerk().Rosters(q.ctx(), q.Who)
	if err != nil {
		return nil, err
	}
	d, err := q.directory()
	if err != nil {
		return nil, err
	}
	var out []string
	add := func(actor string) {
		if !slices.Contains(out, actor) {
			out = append(out, actor)
		}
	}
	for _, id := range q.Form["roster"] {
		if id == "" {
			continue
		}
		members, _, err := q.networkOf(id, own, d)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			if m != without {
				add(m)
			}
		}
	}
	for _, id := range q.Form["member"] {
		add(id)
	}
	slices.SortStableFunc(out, func(a, b string) int { return q.Compare(q.actorName(a), q.actorName(b)) })
	return out, nil
}

// askAt puts a fault at the field that it is about. rows tells on which row each question stands.
func askAt(err error, rows []int) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	at := func(name string) string {
		if n, ok := f.Args["Number"].(int); ok && n > 0 && n <= len(rows) {
			return "questions." + strconv.Itoa(rows[n-1]) + "." + name
		}
		return "questions.0.text"
	}
	switch f.Code {
	case "inquiry.no-deadline":
		return adminAt(err, "deadline")
	case "inquiry.actors", "actor.unknown":
		return adminAt(err, "roster")
	case "inquiry.questions":
		return adminAt(err, at("text"))
	case "inquiry.kind":
		return adminAt(err, at("kind"))
	case "inquiry.choices":
		return adminAt(err, at("choices"))
	}
	return err
}
