package web

import (
	"net/url"
	"strconv"
	"strings"

	"samverkan/agenda"
	"samverkan/conference"
	"samverkan/internal/fault"
)

// agendaRow is an item of the agenda as it is planned.
type agendaRow struct {
	agenda.Item
	I       int // its place
	Mark    Mark
	Who     string // the speakers, as one field
	Secret  bool
	Last    bool
	Hints   []planHint
	Clock   string
	Opened  bool   // its details are shown
	Answers string // who answers for it
}

// AgendaRows lists the items, with what was typed in them when a form is shown again.
func (p *planPage) AgendaRows() []agendaRow {
	slots := p.Plan.Agenda.Slots(p.Plan.Start)
	rows := make([]agendaRow, 0, len(p.Plan.Agenda))
	for i, it := range p.Plan.Agenda {
		at := "agenda." + strconv.Itoa(i)
		r := agendaRow{Item: it, I: i, Mark: MarkOfItem(it.Kind), Who: p.who(it), Secret: p.ItemSecrecy(it.ID).Marked(), Last: i == len(p.Plan.Agenda)-1,
			Hints: p.HintsAt("agenda[" + strconv.Itoa(i) + "]"), Clock: p.Clock(slots[i].Start), Answers: it.Owner}
		for _, name := range []string{".aim", ".proposal", ".questions", ".owner"} {
			r.Opened = r.Opened || p.Posted.Wrong("agenda", at+name) != ""
		}
		rows = append(rows, r)
	}
	return rows
}

// who writes the speakers of an item as somebody types them.
func (p *planPage) who(it agenda.Item) string {
	names := make([]string, 0, len(it.Speakers))
	for _, s := range it.Speakers {
		names = append(names, p.Short(s.Actor))
	}
	return strings.Join(names, ", ")
}

// WideOf is the class for an item's width on the strip.
func WideOf(minutes int) string {
	steps := []int{50, 55, 60, 75, 90, 120}
	if minutes <= 45 {
		return "m" + strconv.Itoa(max(minutes, 1))
	}
	for _, n := range steps {
		if minutes <= n {
			return "m" + strconv.Itoa(n)
		}
	}
	return "m120"
}

// Wide is the class for its width.
func (r agendaRow) Wide() string { return WideOf(r.Minutes) }

// Roomy tells whether an item is wide enough on the strip for more than its number.
func (p *planPage) Roomy(minutes int) bool { return minutes*100 >= 8*p.Plan.Agenda.TotalMinutes() }

// EndAt is where on the strip the meeting ends, in per cent; "" when the agenda is not longer than it.
func (p *planPage) EndAt() string {
	if p.Over() == 0 {
		return ""
	}
	return percent(float64(p.LengthMinutes()), float64(p.Plan.Agenda.TotalMinutes()))
}

// Beyond is how much of the strip lies after the end.
func (p *planPage) Beyond() string {
	return percent(float64(p.Over()), float64(p.Plan.Agenda.TotalMinutes()))
}

// Kinds are the kinds of items to choose among.
func (p *planPage) Kinds() []option {
	var out []option
	for _, k := range agenda.Kinds() {
		out = append(out, option{string(k), p.T(MarkOfItem(k).Key)})
	}
	return out
}

// Presets are the six purposes that a plan can begin from.
func (p *planPage) Presets() []option {
	var out []option
	for _, x := range agenda.Purposes() {
		out = append(out, option{string(x), p.T(x.Key())})
	}
	return out
}

// Questions is the bank of questions for the conference's purpose.
func (p *planPage) Questions() []string {
	if p.preset == nil {
		return nil
	}
	return p.preset.Questions
}

// agendaPath calls a field of an item as the form does.
func agendaPath(path string) string {
	if rest, ok := strings.CutPrefix(path, "items["); ok {
		return "agenda[" + rest
	}
	return path
}

// finishAgenda gives the items what the form does not have, and does what was asked of one of them.
func finishAgenda(p *planPage, form url.Values, cmd conference.Command) error {
	set := cmd.(*conference.SetAgenda)
	if !form.Has("agenda.0.id") { // only an order or a button: what stands is what is meant
		set.Agenda = p.Plan.Agenda.Clone()
	} else if err := p.speakers(form, set.Agenda); err != nil {
		return err
	}
	for i := range set.Agenda { // a title stands on one line, however wide its field is
		set.Agenda[i].Title = strings.Join(strings.Fields(set.Agenda[i].Title), " ")
	}
	if order := strings.Fields(form.Get("order")); len(order) > 0 {
		for to, id := range order {
			if moved, err := set.Agenda.Move(id, to); err == nil {
				set.Agenda = moved
			}
		}
	}
	first := 0
	if len(p.Plan.Agenda) > 0 {
		first = p.Plan.Agenda[0].Number
	}
	done, err := p.act(form, set.Agenda)
	set.Agenda = done.Renumber(first)
	return err
}

// speakers reads who is to speak from the names that were typed; minutes and subject stay with who had them.
func (p *planPage) speakers(form url.Values, a agenda.Agenda) error {
	wrong := map[string]string{}
	args := fault.Args{}
	for i := range a {
		field := "who." + strconv.Itoa(i)
		if !form.Has(field) {
			continue
		}
		had := a[i].Speakers
		a[i].Speakers = nil
		for name := range strings.SplitSeq(form.Get(field), ",") {
			if name = strings.TrimSpace(name); name == "" {
				continue
			}
			actor, err := p.findActor(name)
			if err != nil {
				f, _ := fault.As(err)
				wrong[field], args = fault.CodeOf(err), f.Args
				continue
			}
			s := agenda.Speaker{Actor: actor}
			for _, old := range had {
				if old.Actor == actor {
					s = old
				}
			}
			a[i].Speakers = append(a[i].Speakers, s)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "web.form-fields")
	f.Fields, f.Args = wrong, args
	return f
}

// findActor finds whom a name means: first among those who are invited, for there it is most often.
func (p *planPage) findActor(name string) (string, error) {
	for _, id := range append([]string{p.Plan.Host}, p.Plan.Actors()...) {
		if strings.EqualFold(p.Short(id), name) || strings.EqualFold(p.Room.Name(id), name) {
			return id, nil
		}
	}
	a, err := p.names.Find(name)
	return a.ID, err
}

// act does what a button of the agenda asks for: up:ID, down:ID, remove:ID, shorten:ID, add, add:STEP, preset:PURPOSE, question. Asked for once more
// by the same form, it is done once.
func (p *planPage) act(form url.Values, a agenda.Agenda) (agenda.Agenda, error) {
	what, of, _ := strings.Cut(form.Get("act"), ":")
	at := a.Index(of)
	switch {
	case what == "up" && at > 0:
		return a.Move(of, at-1)
	case what == "down" && at >= 0 && at < len(a)-1:
		return a.Move(of, at+1)
	case what == "remove" && at >= 0:
		return a.Remove(of)
	case what == "add":
		return p.addItem(form, a, agenda.Step(of))
	case what == "preset":
		return p.fromPreset(a, agenda.Purpose(of))
	case what == "template":
		return p.fromTemplate(of)
	case what == "shorten" && at >= 0 && a.TotalMinutes() > p.LengthMinutes():
		a = a.Clone()
		a[at].Minutes = max(1, a[at].Minutes-(a.TotalMinutes()-p.LengthMinutes()))
		return a, nil
	case what == "question" && len(p.Questions()) > 0:
		return p.addQuestion(form, a), nil
	}
	return a, nil
}

// addItem adds an item: before the closing, where there is one, or first when it opens the meeting.
func (p *planPage) addItem(form url.Values, a agenda.Agenda, step agenda.Step) (agenda.Agenda, error) {
	id := "p-" + strings.ReplaceAll(form.Get("_id"), "-", "")
	if a.Index(id) >= 0 {
		return a, nil
	}
	it := agenda.Item{ID: id, Kind: agenda.Information, Minutes: 5, Title: p.T("web.plan.agenda.new")}
	if step != "" && step.Valid() {
		it.Step, it.Title = step, p.T("web.plan.step."+string(step))
	}
	if title := strings.TrimSpace(form.Get("title")); title != "" {
		it.Title = title
	}
	at := len(a)
	switch {
	case step == agenda.Opening:
		at = 0
	case step == agenda.RollCall || step == agenda.FollowUp:
		at = min(1, len(a))
	case step != agenda.Closing && at > 0 && a[at-1].Does(agenda.Closing):
		at--
	}
	return a.Insert(at, it)
}

// fromPreset gives the agenda of a purpose at the meeting's length. Items that the record already speaks of stay.
func (p *planPage) fromPreset(a agenda.Agenda, purpose agenda.Purpose) (agenda.Agenda, error) {
	preset, err := agenda.LoadPreset(p.lang, purpose)
	if err != nil {
		return a, err
	}
	return preset.Agenda(p.LengthMinutes()), nil
}

// addQuestion puts a question of the bank among the talking points of an item.
func (p *planPage) addQuestion(form url.Values, a agenda.Agenda) agenda.Agenda {
	n, err := strconv.Atoi(form.Get("question"))
	at := a.Index(form.Get("to"))
	if err != nil || n < 0 || n >= len(p.Questions()) || at < 0 {
		return a
	}
	for _, q := range a[at].Questions {
		if q == p.Questions()[n] {
			return a
		}
	}
	a = a.Clone()
	a[at].Questions = append(a[at].Questions, p.Questions()[n])
	return a
}
