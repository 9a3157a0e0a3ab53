package reporting

import (
	"strings"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/i18n"
	"samverkan/minutes"
)

// Compiled puts the reports of a conference together for a reader (samlad lägesbild), with the places that the conference is about. at
// and since are as of [conference.Compiling]; zero is now, and the conference before. Faults: those of [directory.Directory.Places].
func Compiled(c *conference.Conference, may func(conference.Secrecy) bool, d *directory.Directory, at, since time.Time) (conference.Situation, error) {
	found, err := d.Places(c.Plan.Host, c.Plan.Actors())
	if err != nil {
		return conference.Situation{}, err
	}
	o := conference.Compiling{At: at, Since: since, May: may}
	for _, x := range found {
		o.Places = append(o.Places, conference.Place(x))
	}
	return conference.Compile(c, o), nil
}

// Map draws the places by how hard each is hit, as SVG, with the same in words for those who do not see it; nil when nothing was asked
// for and nothing has come in, or when no place has a point. It says itself which conference it is of, as of when, and that it is an
// exercise: a file is passed on alone.
func Map(s *conference.Situation, plan *conference.Plan, p *i18n.Printer) []byte {
	picture := minutes.SituationMap(&minutes.Minutes{Situation: s}, minutes.Options{Printer: p})
	if picture == nil {
		return nil
	}
	picture.Caption(p.T("reporting.map", "Title", Heading(plan, p), "When", p.ShortDateTime(s.At)))
	return []byte(picture.SVG("lagesbild"))
}

// Heading is the title of a conference, and that it is an exercise where it is one.
func Heading(plan *conference.Plan, p *i18n.Printer) string {
	if word := p.T("reporting.exercise"); plan.Exercise && !strings.HasPrefix(plan.Title, word) {
		return word + ". " + plan.Title
	}
	return plan.Title
}
