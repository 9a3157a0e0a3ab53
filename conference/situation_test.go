package conference

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func graded(text string, tests Tests) Report {
	r := lagom(text)
	r.Tests = tests
	return r
}

// reportedStory is a conference with three reports, one of them changed, and one missing.
func reportedStory(t testing.TB) *story {
	p := smallPlan()
	p.Carried.Reports = []CarriedReport{
		{Conference: "konf-1", Participant: "kommun-a", Report: graded("Snö.", Tests{NoStrain, NoStrain, NoStrain}), At: hhmm("08:00")},
		{Conference: "konf-1", Participant: "kommun-b", Report: lagom("Mycket snö."), At: hhmm("08:10")}}
	return tell(t, &PlanConference{Plan: p}, &IssueInvitation{}, &RequestReports{Deadline: hhmm("17:30"), Questions: []string{"Ström?"}},
		&SubmitReport{Participant: "kommun-a", Report: graded("Mer snö.", Tests{Strained, NoStrain, Exhausted})},
		&KeepReport{Participant: "kommun-b"},
		&SubmitReport{Participant: "smhi", Report: Report{Statements: []Statement{{Theme: ThemeForecast, Text: "Det slutar.", Secrecy: marked()}},
			Answers: []QuestionAnswer{{Question: "Ström?", Text: "Vet ej"}}}})
}

func TestCompile(t *testing.T) {
	s := reportedStory(t)
	places := []Place{{Code: "9801", Name: "A", Actor: "kommun-a", Lat: 60, Lon: 15}, {Code: "9802", Name: "C", Actor: "kommun-c"}}
	got := Compile(s.c, Compiling{At: s.now, May: func(Secrecy) bool { return false }, Places: places})
	var actors []string
	for _, x := range got.Actors {
		actors = append(actors, fmt.Sprint(x.Participant, " ", x.Grade, " was ", x.Was, " first ", x.First, " same ", x.Unchanged, " ", x.Changed))
	}
	want := []string{"kommun-a 4 was 1 first false same false [incident]", "kommun-b 0 was 0 first false same true []", "smhi 0 was 0 first true same false []"}
	if diff := cmp.Diff(want, actors); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([6]int{0: 2, 4: 1}, got.Grades); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"kommun-c"}, got.Missing); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Theme{ThemeMeasures, ThemeCapacity, ThemeNeeds, ThemeCommunication}, got.Silent); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]PlaceSituation{{Place: places[0], Reported: true, Grade: 4}, {Place: places[1]}}, got.Places); diff != "" || len(got.Uncovered) != 1 {
		t.Error(diff, got.Uncovered)
	}
	forecast := got.Themes[4].Lines
	if len(forecast) != 1 || !forecast[0].Omitted || forecast[0].Text != "" || forecast[0].Secrecy.Readers != nil || got.Omitted != 1 {
		t.Errorf("%+v, %d left out", forecast, got.Omitted)
	}
	if q := got.Questions; len(q) != 1 || len(q[0].Lines) != 1 || q[0].Lines[0].Text != "Vet ej" || q[0].Lines[0].Changed {
		t.Errorf("%+v", q)
	}
	if all := Compile(s.c, Compiling{}); all.Themes[4].Lines[0].Text != "Det slutar." || all.Omitted != 0 {
		t.Errorf("the host reads %+v", all.Themes[4])
	}
}

// As it stood at a time, and compared with a time.
func TestCompileAsOf(t *testing.T) {
	s := reportedStory(t)
	then := s.now
	s.do(&SubmitReport{Participant: "kommun-a", Report: graded("Snön smälter.", Tests{Strained, Strained, Strained})})
	if got := Compile(s.c, Compiling{At: then}); got.Actors[0].Grade != 4 || len(got.Actors) != 3 {
		t.Errorf("as it stood: %+v", got.Actors)
	}
	if got := Compile(s.c, Compiling{At: then.Add(-2 * time.Minute)}); len(got.Actors) != 1 || len(got.Missing) != 2 {
		t.Errorf("before the others came in: %+v", got)
	}
	got := Compile(s.c, Compiling{At: s.now, Since: then})
	if x := got.Actors[0]; x.Grade != 3 || x.Was != 4 || len(x.Changed) != 1 || len(got.Actors[1].Changed) != 0 || got.Actors[2].First {
		t.Errorf("since then: %+v", got.Actors)
	}
	if empty := Compile(tell(t, planned()...).c, Compiling{}); !empty.Empty() || got.Empty() {
		t.Errorf("%+v", empty)
	}
}

// county is a conference with reports of all themes from n municipalities.
func county(t testing.TB, n int) (*Conference, []Place) {
	p := smallPlan()
	var places []Place
	given := []Command{&PlanConference{Plan: p}, &IssueInvitation{}}
	text := "Snödjupet är 80 cm och det blåser 20 m/s i byarna; 1 200 hushåll saknar ström sedan kl. 03. "
	for i := range n {
		actor := fmt.Sprintf("kommun-%02d", i)
		places = append(places, Place{Code: fmt.Sprintf("98%02d", i), Name: actor, Actor: actor, Lat: 60 + float64(i%6)/5, Lon: 15 + float64(i)/20})
		var said []Statement
		for _, theme := range Themes() {
			said = append(said, Statement{Theme: theme, Text: text + text + text, Source: "Egen uppgift"})
		}
		all := Strains()
		given = append(given, &Invite{Participants: []Participant{{Actor: actor, Role: Attendee}}},
			&SubmitReport{Participant: actor, Report: Report{Statements: said, Tests: Tests{all[i%3], all[(i/3)%3], all[(i/9)%3]}}})
	}
	return tell(t, given...).c, places
}

func BenchmarkCompile(b *testing.B) {
	c, places := county(b, 26)
	for b.Loop() {
		Compile(c, Compiling{Places: places, May: func(Secrecy) bool { return false }})
	}
}
