package minutes

import "samverkan/conference"

// reports compiles the situation reports for the reader; nil when nothing was asked for and nothing came in.
func (k *composer) reports() *conference.Situation {
	if len(k.c.Reports) == 0 && k.c.Request == nil {
		return nil
	}
	var places []conference.Place
	if k.o.Places != nil {
		places = k.o.Places(&k.c.Plan)
	}
	s := conference.Compile(k.c, conference.Compiling{May: k.o.May, Places: places})
	for _, x := range s.Actors {
		k.actor(x.Actor)
		k.secrecyActors(x.Report.Secrecy)
	}
	for _, t := range s.Themes {
		k.lineActors(t.Lines)
	}
	for _, q := range s.Questions {
		k.lineActors(q.Lines)
	}
	k.actors(s.Missing)
	k.m.Omitted += s.Omitted
	return &s
}

func (k *composer) lineActors(lines []conference.ThemeLine) {
	for _, x := range lines {
		k.secrecyActors(x.Secrecy)
	}
}

func (k *composer) secrecyActors(s conference.Secrecy) {
	k.actor(s.Owner)
	k.actors(s.Readers)
}
