package conference

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"samverkan/agenda"
)

// Script is what the leader says, made from the plan: the opening, the words at every item ("säg nu"), and the closing.
// Each line is a sentence or two to read aloud, nothing else. The order of the opening follows the handbook (chapter 7.2):
// welcome, purpose, goal, procedure, roles, rules, recording, openness.
type Script struct {
	Opening []string     `json:"opening"`
	Items   []ItemScript `json:"items"` // in the agenda's order
	Closing []string     `json:"closing"`
}

// ItemScript is what the leader says at one item.
type ItemScript struct {
	Item  string   `json:"item"`  // agenda item id
	Start []string `json:"start"` // when it is taken up
	End   []string `json:"end"`   // before going on to the next
}

// WriteScript makes the script for a plan in w's language. name gives an actor's name for its id; next is the meeting agreed
// on, nil while there is none. Fault: checklist.template-missing or -bad, from the reminders of the forms.
func WriteScript(p Plan, next *NextMeeting, w Words, name func(actor string) string) (Script, error) {
	s := &scriptWriter{p: p, w: w, name: name}
	opening, err := s.opening()
	if err != nil {
		return Script{}, err
	}
	out := Script{Opening: opening, Closing: s.closing(next)}
	for _, it := range p.Agenda {
		out.Items = append(out.Items, ItemScript{Item: it.ID, Start: s.itemStart(it), End: s.itemEnd(it)})
	}
	return out, nil
}

type scriptWriter struct {
	p    Plan
	w    Words
	name func(string) string
}

func (s *scriptWriter) say(key string, args ...any) string { return s.w.T("script."+key, args...) }

func (s *scriptWriter) opening() ([]string, error) {
	lines := s.welcome()
	lines = append(lines, s.smarr()...)
	reminders, err := s.reminders()
	if err != nil {
		return nil, err
	}
	lines = append(lines, reminders...)
	lines = append(lines, s.whenItFails()...)
	return append(lines, s.recordingAndOpenness()...), nil
}

func (s *scriptWriter) welcome() []string {
	var lines []string
	if s.p.Exercise {
		lines = append(lines, s.say("exercise"))
	}
	lines = append(lines, s.say("welcome", "Title", s.p.Title, "End", s.w.Clock(s.p.End)))
	if h, ok := s.p.Holder(Leader); ok {
		lines = append(lines, s.say("i-lead", "Who", s.holder(h)))
	}
	return lines
}

// smarr says syfte, mål, arbetsgång, roller and regler.
func (s *scriptWriter) smarr() []string {
	v := s.p.Invitation
	var lines []string
	if rest, ok := clause(v.Purpose, s.w.Lang()); ok {
		lines = append(lines, s.say("purpose-clause", "Purpose", rest))
	} else if v.Purpose != "" {
		lines = append(lines, s.say("purpose", "Purpose", sentence(v.Purpose)))
	}
	if len(v.Goals) > 0 {
		lines = append(lines, s.say("goals"))
		for i, g := range v.Goals {
			lines = append(lines, s.say("goal", "Number", i+1, "Goal", sentence(g)))
		}
	}
	if v.Procedure != "" {
		lines = append(lines, s.say("procedure", "Procedure", sentence(v.Procedure)))
	} else if n := len(s.p.Agenda); n > 0 {
		lines = append(lines, s.w.N("script.procedure-items", n, "Minutes", s.p.Agenda.TotalMinutes()))
	}
	for _, r := range InternalRoles()[1:] {
		if h, ok := s.p.Holder(r); ok {
			lines = append(lines, s.say("role."+string(r), "Who", s.holder(h)))
		}
	}
	if len(v.Rules) > 0 {
		lines = append(lines, s.say("rules"))
		for _, r := range v.Rules {
			lines = append(lines, sentence(r))
		}
	}
	return lines
}

// reminders are those of the forms that people take part by; what the rules have said is not said again.
func (s *scriptWriter) reminders() ([]string, error) {
	said := map[string]bool{}
	for _, r := range s.p.Invitation.Rules {
		said[strings.Join(plainWords(r), " ")] = true
	}
	var lines []string
	ordinary := s.p
	ordinary.Connections = nil
	for _, c := range s.p.Connections {
		if !c.Reserve {
			ordinary.Connections = append(ordinary.Connections, c)
		}
	}
	for _, m := range ordinary.Forms() {
		f, err := LoadForm(s.w.Lang(), m)
		if err != nil {
			return nil, err
		}
		var fresh []string
		for _, r := range f.Reminders {
			key := strings.Join(plainWords(r), " ")
			if !said[key] {
				said[key] = true
				fresh = append(fresh, r)
			}
		}
		if len(fresh) > 0 && len(ordinary.Connections) > 1 && m != Mixed {
			fresh = []string{s.say("you-on."+string(m), "Reminder", strings.Join(fresh, " "))}
		}
		lines = append(lines, fresh...)
	}
	return lines, nil
}

func (s *scriptWriter) whenItFails() []string {
	var lines []string
	if s.p.Support.Phone != "" {
		lines = append(lines, s.say("support", "Phone", s.p.Support.Phone))
	}
	for _, c := range s.p.Connections {
		if c.Reserve {
			lines = append(lines, s.say("reserve", "Way", s.way(c)))
		}
	}
	return lines
}

// way names a connection so that it can be said aloud; a code or link is read in the invitation, not here.
func (s *scriptWriter) way(c Connection) string {
	switch c.Mode {
	case Phone:
		return s.say("way.phone", "Number", c.Number)
	case Rakel:
		return s.say("way.rakel", "TalkGroup", c.TalkGroup)
	case Room:
		return s.say("way.room", "Place", c.Place)
	}
	return s.say("way." + string(c.Mode))
}

func (s *scriptWriter) recordingAndOpenness() []string {
	var lines []string
	if s.p.Documentation.Recording {
		lines = append(lines, s.say("recording"))
	} else {
		lines = append(lines, s.say("no-recording"))
	}
	if s.p.Openness.Open {
		lines = append(lines, s.say("open"))
	} else {
		lines = append(lines, s.say("closed"))
	}
	if s.p.Openness.Rule != "" {
		lines = append(lines, sentence(s.p.Openness.Rule))
	}
	return lines
}

func (s *scriptWriter) holder(h RoleHolder) string {
	if h.Function == "" {
		return s.name(h.Actor)
	}
	return s.say("function-at", "Function", h.Function, "Actor", s.name(h.Actor))
}

func (s *scriptWriter) closing(next *NextMeeting) []string {
	lines := []string{s.say("sum-up")}
	if hasKind(s.p.Agenda, agenda.Decision) {
		lines = append(lines, s.say("sum-up-direction"))
	}
	for _, d := range s.p.Feeds {
		if d.Carries != "" && !d.Deadline.IsZero() {
			lines = append(lines, s.say("feeds", "Carries", lowerFirst(d.Carries), "Deadline", d.Deadline))
		}
	}
	lines = append(lines, s.next(next)...)
	d := s.p.Documentation
	switch {
	case !d.Due.IsZero() && len(d.Published) > 0:
		lines = append(lines, s.say("notes", "Due", s.w.Clock(d.Due), "Where", s.w.List(d.Published)))
	case !d.Due.IsZero():
		lines = append(lines, s.say("notes-due", "Due", s.w.Clock(d.Due)))
	default:
		lines = append(lines, s.say("notes-soon"))
	}
	if s.p.Exercise {
		lines = append(lines, s.say("exercise-end"))
	}
	lines = append(lines, s.say("thanks"))
	for _, c := range s.p.Connections {
		if c.Mode == Rakel && !c.Reserve {
			lines = append(lines, s.say("rakel-end"))
			break
		}
	}
	return lines
}

func (s *scriptWriter) next(next *NextMeeting) []string {
	if next == nil || next.Start.IsZero() {
		return []string{s.say("next-unknown")}
	}
	lines := []string{s.say("next", "Start", next.Start)}
	if !next.ReportDeadline.IsZero() {
		lines = append(lines, s.say("next-report", "Deadline", next.ReportDeadline))
	}
	return lines
}

// clause turns "Att länets aktörer …" into what can follow "Syftet är": the handbook's purposes are written so. It does when the purpose is
// written in the language of the script.
func clause(purpose, lang string) (string, bool) {
	purpose = strings.TrimSpace(purpose)
	start := "To "
	if lang == "sv" {
		start = "Att "
	}
	if !strings.HasPrefix(purpose, start) {
		return "", false
	}
	return sentence(lowerFirst(purpose)), true
}

// sentence ends a text with a full stop when it has no mark of its own, and puts it on one line.
func sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// lowerFirst makes a text follow in a sentence. A first word of capitals (SMHI, VAKA) stays.
func lowerFirst(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	second, _ := utf8.DecodeRuneInString(text[n:])
	if unicode.IsUpper(second) {
		return text
	}
	return string(unicode.ToLower(r)) + text[n:]
}

// minutesText writes a planned length.
func (s *scriptWriter) minutesText(n int) string { return s.w.N("script.minutes", n) }
