package clerk

import "samverkan/agenda"

// walkMinutes are how long the parts of a walk are planned to take, when nobody has said otherwise.
var walkMinutes = map[WalkPart]int{WalkNews: 10, WalkNeeds: 5, WalkMeasures: 10, WalkFollowUp: 5}

// Key is the catalogue key of the part's name; with ".aim" after it, of why it is there.
func (p WalkPart) Key() string { return "walk.part." + string(p) }

// WalkAgenda is the agenda of a first walk in words that t gives. Who leads may change it: the parts are walked as it has them.
func WalkAgenda(t func(key string, args ...any) string) agenda.Agenda {
	var out agenda.Agenda
	for i, p := range WalkParts() {
		it := agenda.Item{ID: string(p), Number: i + 1, Title: t(p.Key()), Kind: agenda.Discussion, Aim: t(p.Key() + ".aim"), Minutes: walkMinutes[p]}
		if p == WalkNews {
			it.Kind = agenda.Information
		}
		out = append(out, it)
	}
	return out
}
