package conference

import (
	"slices"
	"strings"
	"time"

	"samverkan/agenda"
	"samverkan/templates"
)

// CheckedBy is who or what says that a line of a checklist is done.
type CheckedBy string

// What a line can be done by.
const (
	NotChecked CheckedBy = ""
	ByPlan     CheckedBy = "plan" // it can be seen in the plan
	ByHand     CheckedBy = "hand" // somebody ticked it
)

// Key is the catalogue key of the word for it.
func (b CheckedBy) Key() string {
	if b == NotChecked {
		return "checklist.by.nobody"
	}
	return "checklist.by." + string(b)
}

// CheckItem is a line of a checklist, bound to a plan.
type CheckItem struct {
	ID     string    `json:"id"` // what TickChecklist is told
	Moment Moment    `json:"moment"`
	Text   string    `json:"text"`
	Mode   Mode      `json:"mode,omitempty"` // the form that the line belongs to, "" for all
	Done   CheckedBy `json:"done,omitempty"`
	Tick   Tick      `json:"-"` // who ticked it, when it was done by hand
}

// Checklist gives the lines of an audience that apply to a plan, in the order in which they are to be done: before, during and after, and
// within each the lines of the role first, then those of each form that the meeting uses. ticked are those done by hand.
// Faults: checklist.template-missing (an unknown language or audience), checklist.template-bad.
func Checklist(p Plan, known Known, ticked map[string]Tick, lang string, a Audience) ([]CheckItem, error) {
	t, err := readChecklist(templates.FS, lang, a)
	if err != nil {
		return nil, err
	}
	binding := newBinding(p, known, ticked)
	for _, l := range t.Items {
		binding.add(l, "")
	}
	for _, m := range p.Forms() {
		f, err := LoadForm(lang, m)
		if err != nil {
			return nil, err
		}
		for _, l := range f.Items {
			if l.Audience == a {
				binding.add(l.CheckLine, m)
			}
		}
	}
	order := []Moment{Before, During, After}
	slices.SortStableFunc(binding.items, func(x, y CheckItem) int {
		return slices.Index(order, x.Moment) - slices.Index(order, y.Moment)
	})
	return binding.items, nil
}

// Checklist gives the conference's checklist for an audience as it stands at now.
func (c *Conference) Checklist(now time.Time, lang string, a Audience) ([]CheckItem, error) {
	return Checklist(c.Plan, Known{Now: now, Received: c.Received, Secret: c.itemSecrecy}, c.Ticked, lang, a)
}

// CountChecked tells how many of the lines of one moment are done, of how many.
func CountChecked(items []CheckItem, m Moment) (done, all int) {
	for _, it := range items {
		if it.Moment != m {
			continue
		}
		all++
		if it.Done != NotChecked {
			done++
		}
	}
	return done, all
}

// Forms are the forms that the plan's connections use, reserves too, each once and in their order; Mixed is added last
// when the ordinary ways in differ.
func (p *Plan) Forms() []Mode {
	var out []Mode
	for _, c := range p.Connections {
		if c.Mode.Valid() && !slices.Contains(out, c.Mode) {
			out = append(out, c.Mode)
		}
	}
	if p.MainMode() == Mixed {
		out = append(out, Mixed)
	}
	return out
}

// binding decides for each line whether it applies and whether the plan satisfies it.
type binding struct {
	p      *Plan
	known  Known
	ticked map[string]Tick
	broken map[string]bool // rules that the plan fails
	items  []CheckItem
}

func newBinding(p Plan, known Known, ticked map[string]Tick) *binding {
	b := &binding{p: &p, known: known, ticked: ticked, broken: map[string]bool{}}
	for _, f := range CheckPlan(p, known) {
		b.broken[f.Rule] = true
	}
	return b
}

func (b *binding) add(l CheckLine, m Mode) {
	if !conditions[l.When](b.p) {
		return
	}
	it := CheckItem{ID: l.ID, Moment: l.Moment, Text: l.Text, Mode: m}
	if tick, ok := b.ticked[l.ID]; ok {
		it.Done, it.Tick = ByHand, tick
	} else if l.Done != "" && proofs[l.Done].holds(b) {
		it.Done = ByPlan
	}
	b.items = append(b.items, it)
}

// conditions are the words that a template may put under "when".
var conditions = map[string]func(*Plan) bool{
	"": func(*Plan) bool { return true },
	"carried": func(p *Plan) bool {
		return len(p.Carried.Directions)+len(p.Carried.Measures)+len(p.Carried.Matters) > 0
	},
	"decision":  func(p *Plan) bool { return hasKind(p.Agenda, agenda.Decision) },
	"depends":   func(p *Plan) bool { return len(p.Needs)+len(p.Feeds) > 0 || !p.Reporting.Deadline.IsZero() },
	"exercise":  func(p *Plan) bool { return p.Exercise },
	"feeds":     func(p *Plan) bool { return len(p.Feeds) > 0 },
	"material":  func(p *Plan) bool { return len(p.Material) > 0 },
	"recording": func(p *Plan) bool { return p.Documentation.Recording },
	"reports":   func(p *Plan) bool { return !p.Reporting.Deadline.IsZero() },
	"speakers":  func(p *Plan) bool { return len(guestSpeakers(p)) > 0 },
}

func hasKind(a agenda.Agenda, k agenda.Kind) bool {
	return slices.ContainsFunc(a, func(it agenda.Item) bool { return it.Kind == k })
}

// guestSpeakers are the actors on the speaker lists other than the host, each once.
func guestSpeakers(p *Plan) []string {
	var out []string
	for _, it := range p.Agenda {
		for _, s := range it.Speakers {
			if s.Actor != p.Host && !slices.Contains(out, s.Actor) {
				out = append(out, s.Actor)
			}
		}
	}
	return out
}

// proof is how a line is seen to be done: the plan fails none of the rules, and the fact holds.
type proof struct {
	rules []string
	fact  func(*Plan, Known) bool // nil: the rules are enough
}

func (x proof) holds(b *binding) bool {
	for _, r := range x.rules {
		if b.broken[r] {
			return false
		}
	}
	return x.fact == nil || x.fact(b.p, b.known)
}

// proofs are the words that a template may put under "done".
var proofs = map[string]proof{
	"purpose": {rules: []string{"no-purpose", "purpose-thin"}},
	"goal":    {rules: []string{"no-goal", "goal-no-result"}},
	"rhythm": {rules: []string{"starts-before-input", "input-no-deadline", "input-late", "feed-before-end", "notes-after-feed",
		"report-after-start", "compiled-after-start", "compiled-before-deadline"}},
	"mandate":       {rules: []string{"decision-no-attendee", "decision-no-mandate", "some-no-mandate", "no-participants"}},
	"openness":      {rules: []string{"no-openness-rule", "closed-no-rule", "secret-item-in-open", "secret-material-in-open"}},
	"roles":         {rules: []string{"no-leader", "no-secretary", "no-listener", "no-technician", "leader-is-secretary"}},
	"agenda":        {rules: []string{"no-agenda", "agenda-too-long", "items-after-end", "item-no-minutes"}},
	"proposals":     {rules: []string{"decision-no-proposal", "proposal-in-meeting", "proposal-unfilled"}},
	"support":       {fact: func(p *Plan, _ Known) bool { return strings.TrimSpace(p.Support.Phone) != "" }},
	"documentation": {rules: []string{"no-documentation", "notes-no-due", "notes-before-end"}},
	"exercise":      {rules: []string{"exercise-not-in-title", "exercise-not-in-short-text"}},
	"way-in": {rules: []string{"no-connection", "phone-no-number", "phone-no-code", "rakel-no-talk-group", "web-no-link", "video-no-address",
		"room-no-place"}},
	"reserve":     {rules: []string{"no-connection", "no-reserve", "reserve-same"}},
	"dial-in":     {rules: []string{"no-dial-in"}},
	"invitation":  {fact: sent},
	"reports":     {fact: compiled},
	"material":    {fact: materialThere},
	"opens-early": {rules: []string{"opens-late"}, fact: everyLobby},
	"access":      {fact: everyRoom(func(c Connection) bool { return strings.TrimSpace(c.Access) != "" })},
	"equipment":   {fact: everyRoom(func(c Connection) bool { return len(c.Equipment) > 0 })},
}

// sent: the time at which the invitation goes out is set, and has come.
func sent(p *Plan, known Known) bool {
	at := p.Callout.SentAt
	return !at.IsZero() && (known.Now.IsZero() || !known.Now.Before(at))
}

// compiled: all expected reports are in, or the time at which the picture was to be compiled has passed.
func compiled(p *Plan, known Known) bool {
	r := p.Reporting
	if r.Expected > 0 && r.Received >= r.Expected {
		return true
	}
	return !r.CompiledAt.IsZero() && !known.Now.IsZero() && !known.Now.Before(r.CompiledAt)
}

func materialThere(p *Plan, _ Known) bool {
	return !slices.ContainsFunc(p.Material, func(m Material) bool { return m.Digest == "" && m.URL == "" })
}

func everyLobby(p *Plan, _ Known) bool {
	return !slices.ContainsFunc(p.Connections, func(c Connection) bool { return (c.Mode == Web || c.Mode == Video) && c.OpensAt.IsZero() })
}

func everyRoom(ok func(Connection) bool) func(*Plan, Known) bool {
	return func(p *Plan, _ Known) bool {
		return !slices.ContainsFunc(p.Connections, func(c Connection) bool { return c.Mode == Room && !ok(c) })
	}
}
