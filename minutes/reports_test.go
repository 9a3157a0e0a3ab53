package minutes_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"samverkan/conference"
	"samverkan/internal/directory"
	"samverkan/internal/document"
	"samverkan/internal/fixture"
	"samverkan/internal/render/html"
	"samverkan/internal/render/pdf"
	"samverkan/minutes"
)

// reported is a municipality's report in the exercise: what it says, and the three tests.
type reported struct {
	actor, incident, measures, needs, forecast, talk string
	tests                                            conference.Tests
}

const (
	none, some, worst = conference.NoStrain, conference.Strained, conference.Exhausted
)

// countyReports are the reports before the first regional conference: what the municipalities then said in it, with the grades that
// were then assessed there.
func countyReports() []reported {
	return []reported{
		{"kommun-hallsele", "Hela kommunen utan ström sedan kl. 13. Tre byar är helt avskurna.", "Krisledningsnämnden är inkallad. Trygghetspunkt i skolan.", "Två bandvagnar med förare till hemtjänsten, senast kl. 21.", "Värst under natten; bättre först i morgon eftermiddag.", "Vi hänvisar till 113 13.", conference.Tests{Plan: worst, Resources: worst, Load: worst}},
		{"kommun-allmansta", "Strömlöst i två tätorter, omkring 1 900 hushåll. Särskilda boendet Björkgården går på reservkraft till kl. 02.", "Stab i funktion. Bränsle körs ut.", "Diesel till reservkraften.", "Plogningen hinner inte med i natt.", "Pressmeddelande kl. 16.", conference.Tests{Plan: some, Resources: worst, Load: some}},
		{"kommun-rassjo", "Vattenverket går på reservkraft. Väg 714 är stängd.", "Nödvatten ställs ut.", "Nödvattentankar, fyra stycken.", "", "Kokningsrekommendation övervägs.", conference.Tests{Plan: some, Resources: some, Load: worst}},
		{"kommun-storsjo", "Stora snömängder, bussarna står.", "Skolorna stänger i morgon.", "", "Mest troligt oförändrat till torsdag.", "", conference.Tests{Plan: some, Resources: some, Load: some}},
		{"kommun-tallmo", "Telefonin ligger nere norr om ån.", "Rakel används i hemtjänsten.", "Radiooperatörer.", "", "", conference.Tests{Plan: some, Resources: some, Load: some}},
		{"kommun-granvik", "Enstaka avbrott.", "", "", "", "", conference.Tests{Plan: none, Resources: some, Load: none}},
		{"kommun-alvnas", "Framkomligt, men långsamt.", "", "Kan bidra med en traktor.", "", "", conference.Tests{Plan: none, Resources: none, Load: some}},
		{"kommun-bjorkhult", "Lugnt.", "", "", "", "", conference.Tests{Plan: none, Resources: none, Load: none}},
		{"kommun-karrboda", "Hemtjänsten är försenad.", "Extra personal.", "", "", "", conference.Tests{Plan: some, Resources: none, Load: none}},
		{"kommun-ekeryd", "Vattnet räcker till fredag.", "", "", "", "", conference.Tests{Plan: none, Resources: some, Load: none}},
		{"kommun-mellana", "Plogning pågår.", "", "", "", "", conference.Tests{Plan: some, Resources: none}},
	}
}

func (x reported) report() conference.Report {
	r := conference.Report{Tests: x.tests, Function: "Beredskapssamordnare", Answers: []conference.QuestionAnswer{{Question: "Hur många hushåll saknar ström?", Text: "Uppgift lämnas av nätägaren."}}}
	for i, text := range []string{x.incident, x.measures, "", x.needs, x.forecast, x.talk} {
		if text != "" {
			r.Statements = append(r.Statements, conference.Statement{Theme: conference.Themes()[i], Text: text})
		}
	}
	return r
}

// reportedExercise is the regional conference with reports before it: one late, one marked in part, some unchanged since the day before.
func reportedExercise(tb testing.TB) *conference.Conference {
	tb.Helper()
	c := exerciseUntil(tb, "regional", func(c *conference.Conference) bool { return len(c.Issues) > 0 || c.Phase == conference.Lobby })
	p := c.Plan
	list := countyReports()
	for _, x := range list[5:9] {
		p.Carried.Reports = append(p.Carried.Reports, conference.CarriedReport{Conference: "konf-regional-0", Participant: x.actor, Report: x.report(), At: p.Start.Add(-24 * time.Hour)})
	}
	older := list[1].report()
	older.Tests, older.Statements[0].Text = conference.Tests{Plan: some, Resources: some, Load: none}, "Snön ökar."
	p.Carried.Reports = append(p.Carried.Reports, conference.CarriedReport{Conference: "konf-regional-0", Participant: list[1].actor, Report: older, At: p.Start.Add(-24 * time.Hour)})
	r := &recorder{tb: tb, c: conference.New()}
	r.do(p.Start.Add(-3*time.Hour), "", &conference.PlanConference{Plan: p})
	r.do(p.Start.Add(-3*time.Hour), "", &conference.IssueInvitation{})
	var asked []string
	for _, q := range p.Participants {
		if strings.HasPrefix(q.Actor, "kommun-") {
			asked = append(asked, q.Actor)
		}
	}
	due := p.Start.Add(-90 * time.Minute)
	r.do(p.Start.Add(-150*time.Minute), "", &conference.RequestReports{Actors: asked, Deadline: due, Questions: []string{"Hur många hushåll saknar ström?"}})
	for i, x := range list {
		report := x.report()
		if x.actor == "kommun-rassjo" {
			report.Statements[0].Secrecy = conference.Secrecy{Ground: "OSL 18 kap. 13 §", Owner: "kommun-rassjo"}
		}
		at := due.Add(time.Duration(i-9) * 7 * time.Minute)
		if i >= 5 && i < 8 {
			r.do(at, "", &conference.KeepReport{Participant: x.actor})
			continue
		}
		r.do(at, "", &conference.SubmitReport{Participant: x.actor, Report: report})
	}
	return r.c
}

// places are those of the exercise's county.
func places(tb testing.TB) func(*conference.Plan) []conference.Place {
	tb.Helper()
	f, err := fixture.Snokaos.Open("snokaos/actors.csv")
	if err != nil {
		tb.Fatal(err)
	}
	actors, err := directory.ReadActors(f)
	if err != nil {
		tb.Fatal(err)
	}
	d, err := directory.New(actors)
	if err != nil {
		tb.Fatal(err)
	}
	return func(p *conference.Plan) []conference.Place {
		all, err := d.Places(p.Host, p.Actors())
		if err != nil {
			tb.Fatal(err)
		}
		var out []conference.Place
		for _, x := range all {
			out = append(out, conference.Place(x))
		}
		return out
	}
}

func reportOptions(tb testing.TB, c *conference.Conference, lang, reader string) minutes.Options {
	o := options(tb, c, lang, reader)
	o.Places = places(tb)
	return o
}

func TestReportsDocument(t *testing.T) {
	c := reportedExercise(t)
	for _, x := range []struct{ name, lang, reader string }{{"reports-sv", "sv", ""}, {"reports-en", "en", ""}, {"reports-sv-ekeryd", "sv", "kommun-ekeryd"}} {
		o := reportOptions(t, c, x.lang, x.reader)
		d := minutes.ReportsDocument(minutes.Compose(c, o), o)
		if err := d.Validate(); err != nil {
			t.Error(x.name, err)
		}
		golden(t, x.name+".md", markdown(t, d))
	}
	o := reportOptions(t, c, "sv", "")
	if got := minutes.SituationMap(minutes.Compose(c, o), o); got == nil || !strings.Contains(got.Description, "Hällsele") {
		t.Errorf("the map shows %+v", got)
	}
}

// The reports stand after the minutes and the situation summary, and in neither when there are none.
func TestReportsAreAnnexed(t *testing.T) {
	c := reportedExercise(t)
	o := reportOptions(t, c, "sv", "")
	m := minutes.Compose(c, o)
	for name, d := range map[string]*document.Document{"minutes": minutes.MinutesDocument(m, o), "situation": minutes.SituationSummary(m, o)} {
		if err := d.Validate(); err != nil {
			t.Error(name, err)
		}
		if !strings.Contains(strings.Join(document.Text(d), "\n"), "Bilaga: samlad lägesbild") {
			t.Errorf("%s: no annex", name)
		}
	}
	for _, reader := range []string{"kommun-ekeryd", ""} {
		o := reportOptions(t, c, "sv", reader)
		m := minutes.Compose(c, o)
		all := string(markdown(t, minutes.MinutesDocument(m, o))) + string(m.JSON())
		if strings.Contains(all, "Vattenverket går på reservkraft") != (reader == "") || (m.Omitted > 0) != (reader != "") {
			t.Errorf("%q reads what it may not, or does not read what it may; %d left out", reader, m.Omitted)
		}
	}
	plain := exercise(t, "local")
	o = options(t, plain, "sv", "")
	if m := minutes.Compose(plain, o); m.Situation != nil || bytes.Contains(m.JSON(), []byte(`"situation":`)) {
		t.Error("a situation without reports")
	}
	if d := minutes.ReportsDocument(minutes.Compose(plain, o), o); d.Validate() != nil || len(d.Body) != 1 {
		t.Errorf("%+v", d.Body)
	}
}

// A county of 26 municipalities, all of which have written under every theme.
func BenchmarkReports26(b *testing.B) {
	start := time.Date(2027, 1, 6, 18, 0, 0, 0, time.UTC)
	p := conference.Plan{ID: "k", Incident: "h", Title: "K", Level: conference.Regional, SeriesNo: 1, Host: "lst", Start: start, End: start.Add(time.Hour)}
	var where []conference.Place
	for i := range 26 {
		actor := fmt.Sprintf("kommun-%02d", i)
		p.Participants = append(p.Participants, conference.Participant{Actor: actor, Role: conference.Attendee})
		where = append(where, conference.Place{Code: actor, Name: "Kommun " + actor, Actor: actor, Lat: 60 + float64(i%6)/5, Lon: 15 + float64(i)/20})
	}
	r := &recorder{tb: b, c: conference.New()}
	r.do(start.Add(-time.Hour), "", &conference.PlanConference{Plan: p})
	text := strings.Repeat("Snödjupet är 80 cm; 1 200 hushåll saknar ström sedan kl. 03. ", 4)
	for i := range 26 {
		report := conference.Report{Tests: conference.Tests{Plan: conference.Strains()[i%3], Resources: conference.Strains()[i/3%3], Load: some}}
		for _, theme := range conference.Themes() {
			report.Statements = append(report.Statements, conference.Statement{Theme: theme, Text: text})
		}
		r.do(start.Add(-time.Minute), "", &conference.SubmitReport{Participant: p.Participants[i].Actor, Report: report})
	}
	o := options(b, r.c, "sv", "")
	o.Places = func(*conference.Plan) []conference.Place { return where }
	write := map[string]func(*document.Document) error{
		"document": func(*document.Document) error { return nil },
		"html":     func(d *document.Document) error { return html.Render(&bytes.Buffer{}, d, html.WordsFrom(o.Printer)) },
		"pdf": func(d *document.Document) error {
			_, err := pdf.Render(b.Context(), &bytes.Buffer{}, d, pdf.Options{})
			return err
		},
	}
	for _, name := range []string{"document", "html", "pdf"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write[name](minutes.ReportsDocument(minutes.Compose(r.c, o), o)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
