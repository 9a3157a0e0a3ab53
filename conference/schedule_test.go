package conference

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func stockholm(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// dayClock is a time on the day of the mock: Thursday 7 January 2027 in Stockholm.
func dayClock(t testing.TB, hhmm string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2027-01-07 "+hhmm, stockholm(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// dayMeeting is a plan of the day, 45 minutes long; needs are written "id hh:mm".
func dayMeeting(t testing.TB, id string, level Level, no int, host, start, report string, actors []string, needs ...string) Plan {
	t.Helper()
	p := Plan{ID: id, Title: id, Level: level, SeriesNo: no, Host: host, Start: dayClock(t, start), End: dayClock(t, start).Add(45 * time.Minute)}
	if report != "" {
		p.Reporting.Deadline = dayClock(t, report)
	}
	for _, a := range append([]string{host}, actors...) {
		p.Participants = append(p.Participants, Participant{Actor: a, Role: Attendee})
	}
	for _, n := range needs {
		from, due, _ := strings.Cut(n, " ")
		d := Dependency{Conference: from}
		if due != "" {
			d.Deadline = dayClock(t, due)
		}
		p.Needs = append(p.Needs, d)
	}
	return p
}

// busyDay is a day with ten conferences on three levels, one link short of time.
func busyDay(t testing.TB) []Plan {
	reg, nat := []string{"kom"}, []string{"lst"}
	return []Plan{
		dayMeeting(t, "l4", Local, 4, "kom", "02:10", "", nil),
		dayMeeting(t, "r3", Regional, 3, "lst", "03:30", "", reg, "l4 03:25"),
		dayMeeting(t, "l5", Local, 5, "kom", "05:30", "", nil),
		dayMeeting(t, "r4", Regional, 4, "lst", "08:00", "07:15", reg, "l5 07:15"),
		dayMeeting(t, "n1", National, 1, "mcf", "10:00", "09:15", nat, "r4 09:15"),
		dayMeeting(t, "l6", Local, 6, "kom", "12:30", "", nil),
		dayMeeting(t, "r5", Regional, 5, "lst", "14:30", "13:45", reg, "l6 13:45", "n1 13:45"),
		dayMeeting(t, "n2", National, 2, "mcf", "16:30", "15:30", nat, "r5 15:30"),
		dayMeeting(t, "l7", Local, 7, "kom", "18:30", "", nil),
		dayMeeting(t, "r6", Regional, 6, "lst", "20:00", "19:45", reg, "l7 19:45", "n2 19:45"),
	}
}

func shortCast(id string) string {
	return map[string]string{"kom": "Allmänsta", "lst": "Lst Allmänlän", "mcf": "MCF"}[id]
}

func TestScheduleGolden(t *testing.T) {
	loc := stockholm(t)
	for _, lang := range []string{"sv", "en"} {
		w := wordsIn(t, lang)
		s := NewSchedule(busyDay(t), "lst")
		golden(t, "schedule-day-"+lang+".txt", []byte(s.Text(loc, w, shortCast)))
		golden(t, "schedule-day-"+lang+".svg", []byte(s.SVG(SVGOptions{Day: dayClock(t, "12:00"), Location: loc, Now: dayClock(t, "02:47")}, w, shortCast)))
	}
	golden(t, "schedule-day-inline.svg", []byte(NewSchedule(busyDay(t), "").SVG(SVGOptions{Day: dayClock(t, "12:00"), Location: loc, Inline: true, ID: "a-"}, wordsIn(t, "sv"), shortCast)))
}

// The exercise goes over three days and three levels; the second regional conference is planned but has no plan file.
func TestScheduleOfTheExercise(t *testing.T) {
	second := Plan{ID: "konf-regional-2", Title: "Regional 2", Level: Regional, SeriesNo: 2, Host: "lst-allmanlan",
		Start: time.Date(2027, 1, 7, 13, 0, 0, 0, time.UTC), End: time.Date(2027, 1, 7, 14, 0, 0, 0, time.UTC)}
	plans := []Plan{readPlan(t, "plan-national.json"), second, readPlan(t, "plan-local.json"), readPlan(t, "plan-regional.json")}
	s := NewSchedule(plans, "lst-allmanlan")
	for _, c := range s.Clashes {
		t.Errorf("the exercise is well planned, but: %+v", c)
	}
	var got []string
	for _, r := range s.Meetings {
		got = append(got, r.ID+" "+string(r.Part))
	}
	want := []string{"konf-lokal-1 follows", "konf-regional-1 leads", "konf-regional-2 leads", "konf-nationell-1 joins"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if on := s.BuildsOn("konf-nationell-1"); !slices.Equal(on, []string{"konf-regional-1", "konf-regional-2"}) {
		t.Errorf("the national conference builds on %q", on)
	}
	loc := stockholm(t)
	if days := s.Days(loc); len(days) != 3 || days[0].Day() != 6 || days[2].Day() != 8 {
		t.Errorf("days %v", days)
	}
	name := func(id string) string { return id }
	golden(t, "schedule-exercise-sv.txt", []byte(s.Text(loc, wordsIn(t, "sv"), name)))
	golden(t, "schedule-exercise-sv.svg", []byte(s.SVG(SVGOptions{Day: plans[2].Start, Location: loc}, wordsIn(t, "sv"), name)))
}

// Each clash is made by one change to the day, which has none but the one link short of time.
func TestClashes(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func([]Plan)
		want   string // rule, conferences, actors; "" when the day is free of clashes
	}{
		{"as it is", func([]Plan) {}, "tight r5 n2"},
		{"more time", func(p []Plan) { p[7].Needs[0].Deadline = dayClock(t, "15:45") }, ""},
		{"report after the start", func(p []Plan) {
			p[7].Needs[0].Deadline = dayClock(t, "15:45")
			p[3].Reporting.Deadline = dayClock(t, "08:00")
		}, "report-after-start r4"},
		{"starts before its input", func(p []Plan) { p[7].Needs[0].Deadline = dayClock(t, "16:31") }, "starts-before-input r5 n2"},
		{"input due at the start", func(p []Plan) { p[7].Needs[0].Deadline = dayClock(t, "16:30") }, ""},
		{"due before the source ends", func(p []Plan) { p[7].Needs[0].Deadline = dayClock(t, "15:14") }, "due-before-end r5 n2"},
		{"due when the source ends", func(p []Plan) { p[7].Needs[0].Deadline = dayClock(t, "15:15") }, "tight r5 n2"},
		{"begins before the source ends", func(p []Plan) {
			p[7].Start, p[7].Reporting.Deadline = dayClock(t, "15:00"), time.Time{}
			p[7].Participants = p[7].Participants[:1]
		}, "chain-impossible r5 n2"},
		{"the report time counts when no time is agreed", func(p []Plan) { p[7].Needs[0].Deadline = time.Time{} }, "tight r5 n2"},
		{"the start counts when no time is set at all", func(p []Plan) {
			p[7].Needs[0].Deadline, p[7].Reporting.Deadline = time.Time{}, time.Time{}
		}, ""},
		{"told from the other side", func(p []Plan) {
			p[6].Feeds, p[7].Needs = []Dependency{{Conference: "n2", Deadline: dayClock(t, "15:20")}}, nil
		}, "tight r5 n2"},
		{"two times for the same input", func(p []Plan) {
			p[7].Needs[0].Deadline = dayClock(t, "15:45")
			p[6].Feeds = []Dependency{{Conference: "n2", Deadline: dayClock(t, "16:00")}}
		}, "deadlines-differ r5 n2"},
		{"the same actor twice", func(p []Plan) {
			p[7].Needs[0].Deadline = dayClock(t, "15:45")
			p[5].Start, p[5].End = dayClock(t, "10:30"), dayClock(t, "11:00")
			p[5].Participants = append(p[5].Participants, Participant{Actor: "lst"})
		}, "double-booked n1 l6 lst"},
		{"one after the other", func(p []Plan) {
			p[7].Needs[0].Deadline = dayClock(t, "15:45")
			p[5].Start, p[5].End = dayClock(t, "10:45"), dayClock(t, "11:00")
			p[5].Participants = append(p[5].Participants, Participant{Actor: "lst"})
		}, ""},
		{"at the same time with others", func(p []Plan) {
			p[7].Needs[0].Deadline = dayClock(t, "15:45")
			p[5].Start, p[5].End = dayClock(t, "10:30"), dayClock(t, "11:00")
		}, ""},
		{"a conference nobody knows", func(p []Plan) {
			p[7].Needs[0] = Dependency{Conference: "okänd", Deadline: dayClock(t, "23:00")}
		}, ""},
	} {
		plans := busyDay(t)
		c.change(plans)
		s := NewSchedule(plans, "")
		var got []string
		for _, x := range s.Clashes {
			got = append(got, strings.Join(append(append([]string{x.Rule}, x.Conferences...), x.Actors...), " "))
			for _, lang := range []string{"sv", "en"} {
				text := x.Say(wordsIn(t, lang), func(id string) string { return "<" + id + ">" }, shortCast)
				if strings.Contains(text, "⟦") {
					t.Errorf("%s %s: %s", lang, x.Rule, text)
				}
			}
		}
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%s: %q, want %q", c.name, g, c.want)
		}
	}
}

// Conferences that feed each other in a ring can never begin. A ring is told once, whichever the other troubles are.
func TestCircle(t *testing.T) {
	plans := busyDay(t)
	plans[0].Needs = []Dependency{{Conference: "r6", Deadline: dayClock(t, "02:00")}} // l4 → r3 …, n2 → r6 → l4
	plans[3].Needs = append(plans[3].Needs, Dependency{Conference: "r3", Deadline: dayClock(t, "07:00")})
	s := NewSchedule(plans, "")
	var rings []string
	for _, c := range s.Clashes {
		if c.Rule == "circle" {
			rings = append(rings, c.Conferences[0])
			if text := c.Say(wordsIn(t, "sv"), func(id string) string { return id }, shortCast); !strings.HasPrefix(text, "l4 bygger på") {
				t.Error(text)
			}
		}
	}
	if !slices.Equal(rings, []string{"l4"}) {
		t.Errorf("rings at %q", rings)
	}
}

func TestManyActorsAreCounted(t *testing.T) {
	c := Clash{Rule: "double-booked", Conferences: []string{"a", "b"}, Actors: []string{"1", "2", "3", "4", "5", "6"}}
	id := func(s string) string { return s }
	if text := c.Say(wordsIn(t, "sv"), id, id); !strings.Contains(text, "1, 2, 3, 4 och 2 till") {
		t.Error(text)
	}
}

// The day of the spring change has 23 hours, the day of the autumn change 25; noon stands in the middle of neither.
func TestDaysOfTheClockChange(t *testing.T) {
	loc := stockholm(t)
	for date, c := range map[string]struct{ hours, labels int }{
		"2027-03-28": {23, 12}, // 02 does not exist
		"2027-10-31": {25, 13},
		"2027-01-07": {24, 13},
	} {
		day, err := time.ParseInLocation("2006-01-02", date, loc)
		if err != nil {
			t.Fatal(err)
		}
		p := Plan{ID: "k", Level: Local, SeriesNo: 1, Host: "kom", Start: day.Add(time.Duration(c.hours-1) * time.Hour), End: day.Add(time.Duration(c.hours) * time.Hour)}
		s := NewSchedule([]Plan{p}, "")
		if days := s.Days(loc); len(days) != 1 || !days[0].Equal(day) {
			t.Errorf("%s: days %v", date, days)
		}
		svg := s.SVG(SVGOptions{Day: day.Add(12 * time.Hour), Location: loc}, wordsIn(t, "sv"), shortCast)
		if n := strings.Count(svg, `y="40"`); n != c.labels {
			t.Errorf("%s: %d hours named, want %d", date, n, c.labels)
		}
		// the last hour of the day ends at the right edge, however long the day is
		want := `x="` + num(plotRight-float64(plotRight-plotLeft)/float64(c.hours)) + `"`
		if !strings.Contains(svg, want) {
			t.Errorf("%s: the last hour does not begin at %s", date, want)
		}
	}
}

// Whatever the plans say: the picture is well-formed, names never meet, and hostile titles stay text.
func TestSVGStandsAnything(t *testing.T) {
	loc := stockholm(t)
	w := wordsIn(t, "sv")
	rapid.Check(t, func(t *rapid.T) {
		base := time.Date(2027, 1, 7, 0, 0, 0, 0, loc)
		n := rapid.IntRange(0, 9).Draw(t, "n")
		var plans []Plan
		for i := range n {
			start := base.Add(time.Duration(rapid.IntRange(-600, 2000).Draw(t, "start")) * time.Minute)
			p := Plan{ID: string(rune('a' + i)), Level: rapid.SampledFrom([]Level{Local, Regional, National}).Draw(t, "level"), SeriesNo: i, Host: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "host"),
				Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "length")) * time.Minute)}
			for range rapid.IntRange(0, 3).Draw(t, "needs") {
				p.Needs = append(p.Needs, Dependency{Conference: string(rune('a' + rapid.IntRange(0, 9).Draw(t, "from"))), Deadline: base.Add(time.Duration(rapid.IntRange(-600, 2000).Draw(t, "due")) * time.Minute)})
			}
			plans = append(plans, p)
		}
		hostile := func(id string) string { return `<script>"&'` + id }
		s := NewSchedule(plans, "x")
		o := SVGOptions{Day: base, Location: loc, Now: base.Add(time.Duration(rapid.IntRange(-100, 1600).Draw(t, "now")) * time.Minute), Inline: rapid.Bool().Draw(t, "inline")}
		svg := s.SVG(o, w, hostile)
		if strings.Contains(svg, "⟦") || strings.Contains(svg, "<script") || strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Fatalf("broken: %s", svg)
		}
		wellFormed(t, svg)
		noOverlap(t, s.Day(base, loc), o, w, hostile)
		if text := s.Text(loc, w, hostile); strings.Contains(text, "⟦") {
			t.Fatal(text)
		}
	})
}

type failer interface {
	Fatalf(format string, args ...any)
}

func wellFormed(t failer, svg string) {
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
	}
}

// noOverlap checks that no two meetings of a row take the same space.
func noOverlap(t failer, day Schedule, o SVGOptions, w Words, name func(string) string) {
	d := &drawing{s: day, o: o, w: w, name: name, from: midnight(o.Day, o.Location), to: midnight(midnight(o.Day, o.Location).Add(36*time.Hour), o.Location)}
	d.place()
	for i, a := range day.Meetings {
		for _, b := range day.Meetings[i+1:] {
			if d.at[a.ID].y != d.at[b.ID].y {
				continue
			}
			al, ar := d.reach(a, d.at[a.ID].x1, d.at[a.ID].x2)
			bl, br := d.reach(b, d.at[b.ID].x1, d.at[b.ID].x2)
			if al < br && bl < ar {
				t.Fatalf("%s %v–%v and %s %v–%v meet", a.ID, al, ar, b.ID, bl, br)
			}
		}
	}
}

func TestSVGSaysWhatItShows(t *testing.T) {
	s := NewSchedule(busyDay(t), "lst")
	svg := s.SVG(SVGOptions{Day: dayClock(t, "12:00"), Location: stockholm(t), ID: "x-"}, wordsIn(t, "sv"), shortCast)
	for _, want := range []string{`role="img"`, `aria-labelledby="x-schedule-t x-schedule-d"`, "<title id=\"x-schedule-t\">Möten på tre nivåer torsdag 7 januari 2027</title>",
		"Kort om tid: 15 minuter från slutet av Regional 5 tills underlaget till Nationell 2 ska vara inne.", ">Allmänsta 4<", ">Kort om tid: 15 min<", "prefers-color-scheme"} {
		if !strings.Contains(svg, want) {
			t.Errorf("not in the picture: %s", want)
		}
	}
	if strings.Contains(svg, "c-now\"") {
		t.Error("a line of the present without a present")
	}
}

func TestScheduleJSON(t *testing.T) {
	b, err := json.Marshal(NewSchedule(busyDay(t)[6:8], "lst"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"gap":900`, `"rule":"tight"`, `"part":"leads"`, `"trouble":true`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("not in %s: %s", b, want)
		}
	}
}

func BenchmarkScheduleSVG(b *testing.B) {
	plans, loc, w := busyDay(b), stockholm(b), wordsIn(b, "sv")
	for b.Loop() {
		NewSchedule(plans, "lst").SVG(SVGOptions{Day: plans[0].Start, Location: loc}, w, shortCast)
	}
}
